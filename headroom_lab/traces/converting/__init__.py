"""What other formats hold, put into a vendor's form that is read: messages, calls, answers."""
