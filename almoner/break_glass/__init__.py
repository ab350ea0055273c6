"""Break-glass: opening one case in an emergency, telling a privacy officer at once, and the review that follows."""
