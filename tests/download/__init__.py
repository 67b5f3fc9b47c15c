"""Downloads from a real HTTP server on this machine that behaves as badly as servers do."""
