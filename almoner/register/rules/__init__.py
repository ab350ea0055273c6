"""What the register holds true: pure Python, no Django, no clock, each rule with its source."""
