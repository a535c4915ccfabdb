"""What all outlines share: the kind of a text, what must stay, the index of facts."""
