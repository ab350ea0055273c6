"""What the procedure for references says, and the national rules beside it. Pure."""
