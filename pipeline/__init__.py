"""From sources to verified shards: the architecture note is README.md beside this file."""
