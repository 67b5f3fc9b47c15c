"""How the server behaves: its speed, its knowledge, and the faults it was told to show."""

import hashlib
from typing import Literal

from schemas.model import Model

Kind = Literal[
    "429", "500", "503", "400", "401", "404", "quota",
    "slow", "stall", "drop", "drop_body", "garbage",
    "invalid_json", "wrong_shape", "hallucinate", "refuse", "empty", "truncate", "huge", "usage", "echo",
]  # fmt: skip
"""The first line are HTTP statuses, the second is about the connection and the body, the third about the answer."""


class Fault(Model):
    """Which requests meet it: all conditions must hold. `share` is drawn from seed, body and attempt, not at random."""

    kind: Kind
    share: float = 1.0
    first: int | None = None
    """Only the first so many requests that would meet it."""
    attempts: int | None = None
    """Only the first so many attempts at one and the same body."""
    role: str | None = None
    text: str | None = None
    """Only when these words are among the request's."""
    image: str | None = None
    """Only with a picture whose bytes have this sha256."""
    retry_after: float | None = None
    seconds: float = 0.0
    repaired: bool | None = None
    """True: only repair turns; False: only first turns."""


class Behaviour(Model):
    """`modes`: the response formats it knows; others get 400. `capacity`: more at once get 429."""

    latency_s: float = 0.0
    slow_share: float = 0.0
    slow_s: float = 0.0
    seed: int = 0
    api_key: str | None = None
    models: tuple[str, ...] | None = None
    modes: tuple[str, ...] = ("json_schema", "json_object", "text")
    capacity: int | None = None
    faults: tuple[Fault, ...] = ()
    vocabulary: tuple[str, ...] = ("person", "dog", "bicycle", "tree", "car", "umbrella", "bench", "cup")
    absent: tuple[str, ...] = ()
    """What `verify` says no to."""
    grade: int = 4


def share(*parts: object) -> float:
    """0 to 1, the same for the same parts."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
