"""What keeps the platform well: logs, metrics, health, rate limits, security headers. Knows nothing of any case."""
