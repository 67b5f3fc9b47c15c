"""A local OpenAI-compatible server for tests: answers by reading the request, counts, and misbehaves when told to."""
