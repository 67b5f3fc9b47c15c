"""From shards to rows of tokens and pictures."""
