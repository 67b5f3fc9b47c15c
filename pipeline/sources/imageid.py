"""From an image's name in its source to the second part of its key: ASCII, no dots or slashes, 80 bytes at most."""

import hashlib
from urllib.parse import quote_from_bytes

MAX_BYTES = 80
"""Tar headers hold 100 bytes of name; source name and extension need the rest."""


def encode_id(name: str) -> str:
    """Percent-encoded, dots too (WebDataset cuts a name at its first dot); hashed when longer than MAX_BYTES.

    A name that is not valid UTF-8 is encoded byte by byte.
    """
    encoded = quote_from_bytes(name.encode(errors="surrogateescape"), safe="").replace(".", "%2E")
    return encoded if len(encoded) <= MAX_BYTES else hashlib.sha256(encoded.encode()).hexdigest()
