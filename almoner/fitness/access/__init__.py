"""Who sees what of fitness to practise, and what everybody is to it."""
