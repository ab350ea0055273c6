"""Fitness to practise: from a manager's worry to the regulator's desk, and what the regulator makes of it."""
