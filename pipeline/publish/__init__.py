"""Publishing: annotated records -> documents -> shards, manifest and card; and reading them back.

An external sort in pure, idempotent steps that an engine calls: compose_bucket (per bucket) -> cut (once)
-> write_group (per group) -> close (once). verify_shards reads the result back.
"""
