"""What the pages of fitness to practise show, in plain values that decide nothing."""
