"""Which pictures of a list (an evaluation set's) are in a run."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.evaluate.refusal import EvaluationError
from schemas.record import Record

_NUMBER = re.compile(r"(?:coco:|COCO_(?:train|val|test)20\d\d_)?0*(\d{1,12})(?:\.jpg)?", re.IGNORECASE)
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)
_KEY = re.compile(r"[^\s/]+(?:/[^\s/]+)+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`identities`: coco:<id> or sha256:<hash of the source's bytes>; each with the line it was said in."""

    identities: dict[str, str]
    keys: dict[str, str]


@dataclass(frozen=True, slots=True)
class Leak:
    """`listed`: the line of the list that names this picture."""

    key: str
    identity: str
    listed: str


def parse_wanted(lines: Iterable[str]) -> Wanted:
    """One a line: a key, a COCO id (139, coco:139, COCO_val2014_000000000139.jpg) or a sha256; `#` begins a comment.

    Raises EvaluationError for a line that is none of these, or a list of nothing.
    """
    identities: dict[str, str] = {}
    keys: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        if found := _SHA256.fullmatch(said):
            identities[f"sha256:{found[1].lower()}"] = said
        elif found := _NUMBER.fullmatch(said):
            identities[f"coco:{int(found[1])}"] = said
        elif _KEY.fullmatch(said):
            keys[said] = said
        else:
            raise EvaluationError(f"line {number}: {said!r} is no key (source/id), no COCO id and no sha256")
    if not identities and not keys:
        raise EvaluationError("the list names no picture; write a key, a COCO id or a sha256 on each line")
    return Wanted(identities, keys)


def find_leaks(records: Iterable[Record], wanted: Wanted) -> Iterator[Leak]:
    """In the order of the run. A picture is found by its key, its identity, or the hash of the source's bytes."""
    for record in records:
        sha256 = f"sha256:{record.image.source_sha256}"
        listed = wanted.keys.get(record.key) or wanted.identities.get(record.identity) or wanted.identities.get(sha256)
        if listed is not None:
            yield Leak(record.key, record.identity, listed)
