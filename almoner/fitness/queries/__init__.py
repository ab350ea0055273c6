"""Every read of fitness to practise that a page or another context needs."""
