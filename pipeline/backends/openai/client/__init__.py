"""Sending requests: limits, retries, budget and health, down to the one file that knows the openai library."""
