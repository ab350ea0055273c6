"""Who sees what of references, and what everybody is to it."""
