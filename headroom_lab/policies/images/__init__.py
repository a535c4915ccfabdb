"""What is done to images: older ones become a line, large ones are scaled as their vendor does."""
