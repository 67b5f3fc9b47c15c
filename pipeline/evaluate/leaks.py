"""Which pictures of a list (an evaluation set's) are in a run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBER = re.compile(r"(?:coco:|COCO_(?:train|val|test)20\d\d_)?0*(\d{1,12})(?:\.jpg)?", re.IGNORECASE)
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)
_KEY = re.compile(r"[^\s/]+(?:/[^\s/]+)+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`identities`: coco:<id> or sha256:<hash of the source's bytes>; `keys`; each with what the list said."""

    identities: Mapping[str, str]
    keys: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.identities) + len(self.keys)

    @property
    def has_hashes(self) -> bool:
        return any(name.startswith("sha256:") for name in self.identities)


@dataclass(frozen=True, slots=True)
class Leak:
    """`listed`: how the list names this picture."""

    key: str
    identity: str
    listed: str


def identity_of(name: str) -> tuple[str, bool] | None:
    """An identity, or (and then true) a key. A picture's name may be a COCO id, COCO's own file name, or a sha256.

    None for what is none of these.
    """
    if found := _SHA256.fullmatch(name):
        return f"sha256:{found[1].lower()}", False
    if found := _NUMBER.fullmatch(name):
        return f"coco:{int(found[1])}", False
    return (name, True) if _KEY.fullmatch(name) else None


def find_leak(wanted: Wanted, key: str, identity: str, source_sha256: str = "") -> Leak | None:
    """A picture is found by its key, its identity, or the hash of the source's bytes."""
    listed = wanted.keys.get(key) or wanted.identities.get(identity) or wanted.identities.get(f"sha256:{source_sha256}")
    return None if listed is None else Leak(key, identity, listed)
