"""Order and split of documents: from hashes of seed, key and identity alone, so that nothing else can move them."""

import hashlib
from typing import Final

from schemas.manifest import Split

ORDER_END: Final = 1 << 62
"""Greater than every order."""


def order_of(seed: int, key: str) -> int:
    """The first 62 bits of sha256("<seed>/<key>"); equal ones (1e-7 likely among 1e6 keys) go by key."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{key}".encode()).digest()[:8]) >> 2


def split_of(seed: int, identity: str, val: float) -> Split:
    """By the picture's identity, so that jobs over COCO and Visual Genome hold out the same pictures."""
    head = int.from_bytes(hashlib.sha256(f"{seed}/{identity}".encode()).digest()[:8])
    return "val" if head < val * 2**64 else "train"


def choice(key: str, what: str, count: int) -> int:
    """0 to count - 1, by the hash of the key: which of several wordings or captions a document takes."""
    return int.from_bytes(hashlib.sha256(f"{key}/{what}".encode()).digest()[:8]) % count
