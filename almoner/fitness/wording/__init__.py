"""What the notices of this context say. None of them names anybody or says what it is about."""
