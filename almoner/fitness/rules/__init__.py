"""What fitness to practise asks, clause by clause. Pure Python."""
