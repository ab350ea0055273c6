"""What the people concerned are written."""
