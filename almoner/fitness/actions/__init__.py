"""Every write of fitness to practise."""
