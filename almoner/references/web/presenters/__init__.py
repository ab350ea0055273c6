"""What the pages of references show."""
