"""What is typed on the pages of fitness to practise."""
