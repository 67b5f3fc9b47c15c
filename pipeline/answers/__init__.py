"""What models said: bought once, kept for ever, found again by the content of the request.

A worker appends each answer to a log of its own and may use it once the log is synced (group commit). When nobody
asks any more the logs are folded into Parquet parts, sorted by request.
"""
