"""Drills: the power cut, the disk full, two at once. Each has a control that must fail; `make test-long` runs them."""
