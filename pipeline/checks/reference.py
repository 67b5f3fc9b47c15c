"""An expression that means one region and no other."""

from typing import NamedTuple

from schemas.question import Claim


class Reference(NamedTuple):
    """`texts` say the same in several ways."""

    region: int
    name: str
    texts: tuple[str, ...]
    claim: Claim
    is_plural: bool
