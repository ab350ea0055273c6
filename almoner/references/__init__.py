"""References for agency social workers: the candidate’s file, references, their verification, the booking."""
