"""The WebDataset source: its tars, how they are checked, digested and read."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.protocols.stage import Rejected
from pipeline.sources.draft import Tally, make_draft, open_picture
from pipeline.sources.files import place_of
from pipeline.sources.root import read_picture
from pipeline.sources.source import Draft, Fragment, Grain, Locator, Refused
from pipeline.sources.webdataset.members import members
from pipeline.sources.webdataset.samples import sample_fragments
from pipeline.sources.webdataset.seen import Seen
from pipeline.sources.webdataset.shards import find_shards
from schemas.given import Given, GivenCaption
from schemas.sources import WebDatasetSpec

PICTURE_SHARE = 25
"""Of 25 bytes of a tar about one is caption and JSON: 100 kB of picture, 4 kB beside it."""


class WebDatasetSource:
    """Keys are `<name>/<sample key, percent-encoded>`; pictures are read where they lie in their tar."""

    def __init__(self, spec: WebDatasetSpec) -> None:
        self._spec = spec
        self._root = place_of(spec.shards, f"source {spec.name!r}, shards").parent

    @property
    def name(self) -> str:
        return self._spec.name

    @property
    def grains(self) -> frozenset[Grain]:
        return frozenset({"caption"})

    def check(self) -> None:
        for path in find_shards(self._spec.shards):
            next(members(path), None)

    def prepare(self) -> None:
        """Nothing to make."""

    def num_bytes(self) -> int:
        return sum(path.stat().st_size for path in find_shards(self._spec.shards)) // PICTURE_SHARE

    def most_images(self) -> int | None:
        return None

    def digest(self) -> str:
        """Tars are pictures for the most part: names, sizes and times, not their bytes."""
        found = [(path.name, path.stat()) for path in find_shards(self._spec.shards)]
        lines = [f"{name}\0{stat.st_size} {stat.st_mtime_ns}" for name, stat in found]
        settings = f"webdataset {self.name} {self._spec.caption}"
        return hashlib.sha256("\n".join([settings, *lines]).encode(errors="surrogateescape")).hexdigest()

    def fragments(self) -> Iterator[Fragment]:
        seen = Seen()
        for path in find_shards(self._spec.shards):
            yield from sample_fragments(path, self._spec.caption, seen)

    def tables(self) -> Mapping[str, Any]:
        return {}

    def assemble(self, image_id: str, fragments: Sequence[Fragment], tables: Mapping[str, Any]) -> Draft | Refused:
        """Rules: duplicate_id, duplicate_member, bad_json, no_image, many_images, and those of the picture."""
        key = f"{self.name}/{image_id}"
        body = json.loads(fragments[0].body)
        place = f"{body['key']!r} in {body['shard']}"
        if fragments[0].kind == "duplicate":
            return Refused(key, Rejected("duplicate_id", f"{place}: a sample of this key came before it"))
        if body["damage"]:
            return Refused(key, Rejected(body["damage"], f"{place}: the sample's members cannot be told or read"))
        if len(body["images"]) != 1:
            rule = "many_images" if body["images"] else "no_image"
            return Refused(key, Rejected(rule, f"{place}: {len(body['images'])} pictures {body['status']}".rstrip()))
        ((offset, length),) = body["images"]
        locator = Locator(self.name, body["shard"], offset, length)
        opened = open_picture(self.read(locator))
        if isinstance(opened, Rejected):
            return Refused(key, opened)
        tally = Tally()
        given = Given(captions=_captions(self.name, body, tally))
        return make_draft(key, locator, opened.image(body["license"]), given, tally)

    def read(self, locator: Locator) -> bytes:
        return read_picture(self._root, locator.path, locator.offset, locator.length)


def _captions(source: str, body: Mapping[str, Any], tally: Tally) -> tuple[GivenCaption, ...]:
    """Rules: empty, bad_shape, not_utf8, too_long."""
    text = " ".join((body["caption"] or "").split())
    if body["caption"] is None:
        return ()
    tally.meet("caption")
    if not text or body["fault"]:
        tally.drop("caption", body["fault"] or "empty", f"{body['key']} in {body['shard']}")
        return ()
    return (GivenCaption(text=text, source=source),)
