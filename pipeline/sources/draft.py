"""From an opened picture and its annotations to a draft: identity, content and the record."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field

from pipeline.pixels.inspect import Facts, inspect
from pipeline.pixels.picture import ImageError
from pipeline.protocols.stage import Dropped, ItemKind, Rejected
from pipeline.sources.source import Draft, Locator, Refused
from schemas.given import Given
from schemas.record import Image, Record


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture that decodes to its last row."""

    facts: Facts
    sha256: str
    num_bytes: int

    def image(self, license: str = "") -> Image:
        w, h = self.facts.upright
        return Image(
            width=w,
            height=h,
            source_sha256=self.sha256,
            num_bytes=self.num_bytes,
            is_verbatim=self.facts.is_verbatim,
            license=license,
            phash=self.facts.phash,
        )


def open_picture(data: bytes) -> Opened | Rejected:
    """Rejected by one of the rules of ImageError."""
    try:
        facts = inspect(data)
    except ImageError as error:
        return Rejected(error.rule, error.detail)
    return Opened(facts, hashlib.sha256(data).hexdigest(), len(data))


@dataclass
class Tally:
    """Annotations met and dropped, by kind: made = kept + dropped."""

    made: Counter[str] = field(default_factory=Counter)
    dropped: list[Dropped] = field(default_factory=list)

    def meet(self, kind: ItemKind) -> None:
        self.made[kind] += 1

    def drop(self, kind: ItemKind, rule: str, item: object = "") -> None:
        self.dropped.append(Dropped(kind, rule, str(item)[:80]))


def content_of(image: Image, given: Given) -> str:
    """What a record is made of: the picture's bytes, its annotations and its licence; not where they lie."""
    parts = [image.source_sha256, image.license, given.model_dump(mode="json", exclude_defaults=True)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def make_draft(
    key: str, locator: Locator, image: Image, given: Given, tally: Tally, coco_id: int | None = None
) -> Draft:
    """`coco_id`: the official COCO id where known; otherwise the picture's bytes are its identity."""
    record = Record(
        key=key,
        source=locator.source,
        identity=f"sha256:{image.source_sha256}" if coco_id is None else f"coco:{coco_id}",
        content=content_of(image, given),
        image=image,
        given=given,
    )
    return Draft(record, locator, dict(sorted(tally.made.items())), tuple(tally.dropped))


def refuse(key: str, rule: str, detail: str = "") -> Refused:
    return Refused(key, Rejected(rule, detail))
