"""Exports of published shards, read back as their consumers read them."""
