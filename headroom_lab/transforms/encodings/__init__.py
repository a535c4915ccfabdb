"""Other spellings of a tool output that say the same in fewer tokens, each with its way back.

Every encoding here is checked as it is made: it is used only where decoding it gives the
original byte for byte.
"""
