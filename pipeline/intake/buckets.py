"""Buckets: how a run's keys are spread over files, by key hash. Chosen once per run; never seen in a result."""

import hashlib

MIN_BUCKETS = 8
MAX_BUCKETS = 4096
BUCKET_BYTES = 512 * 1024
"""Annotations per bucket: about 115 images of COCO, 1,000 short captions; small enough to balance two workers."""


def choose_buckets(num_bytes: int) -> int:
    """A power of two, so that every bucket is a prefix of the hash."""
    wanted = max(MIN_BUCKETS, min(MAX_BUCKETS, num_bytes // BUCKET_BYTES))
    return 1 << (wanted - 1).bit_length()


def bucket_of(key: str, num_buckets: int) -> int:
    """0 to num_buckets - 1."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) * num_buckets >> 32


def bucket_name(bucket: int) -> str:
    return f"{bucket:04x}"
