"""Every read of employment that a page or another context needs."""
