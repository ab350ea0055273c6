"""Sign-in: what we ask of allauth, and the one place that says how far a session has come."""
