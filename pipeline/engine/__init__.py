"""Where tasks run: in this process or on Ray. Knows nothing of records or stages."""
