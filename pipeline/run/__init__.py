"""A run: intake, annotate, publish, and the questions people ask of it (plan, status, explain, verify)."""
