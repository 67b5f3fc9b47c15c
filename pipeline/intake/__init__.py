"""From sources to inputs: annotation files streamed once, joined per image, pictures opened, shared images merged.

scatter (stream, one pass) -> assemble (per bucket) -> match (identities met twice) -> settle (per bucket) -> inputs.
"""
