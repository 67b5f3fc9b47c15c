"""The Visual Genome source: its files, how they are checked, digested and read."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.sources.files import Place, place_of
from pipeline.sources.jsonstream import check_opening
from pipeline.sources.root import check_file, check_folder, count_files, digest_file, digest_folder, read_picture
from pipeline.sources.source import Draft, Fragment, Grain, Locator, Refused
from pipeline.sources.visual_genome.record import make_record
from pipeline.sources.visual_genome.stream import FILES, stream
from schemas.sources import VisualGenomeSpec

FEEDS: Mapping[str, frozenset[Grain]] = {
    "image_data": frozenset(),
    "objects": frozenset({"label", "region"}),
    "attributes": frozenset({"label", "region"}),
    "relationships": frozenset({"label", "region", "relation"}),
    "region_descriptions": frozenset({"region"}),
    "question_answers": frozenset({"question"}),
}
"""What each file brings. Relationships and attributes carry the boxes of what they speak of."""


class VisualGenomeSource:
    """Keys are `<name>/<image id>`; pictures are `<id>.jpg` in `images`, or below it in VG_100K and VG_100K_2.

    `has_coco_ids`: image_data's coco_id is COCO's own; not so in rendered scenes.
    """

    def __init__(self, spec: VisualGenomeSpec, has_coco_ids: bool = True) -> None:
        self._spec = spec
        self._root = place_of(spec.images, f"source {spec.name!r}, images")
        self._annotations = place_of(spec.annotations, f"source {spec.name!r}, annotations")
        self._has_coco_ids = has_coco_ids

    @property
    def name(self) -> str:
        return self._spec.name

    @property
    def grains(self) -> frozenset[Grain]:
        """Those whose file is there."""
        return frozenset(grain for stem in self._files() for grain in FEEDS[stem])

    def check(self) -> None:
        check_folder(self._root, f"source {self.name!r}, images")
        check_folder(self._annotations, f"source {self.name!r}, annotations")
        check_file(self._path("image_data"), f"source {self.name!r}, annotations")
        for stem, path in self._files().items():
            check_opening(path, "[", f"{stem} is one list with an entry per image")

    def prepare(self) -> None:
        """Nothing to make."""

    def num_bytes(self) -> int:
        return sum(path.stat().st_size for path in self._files().values())

    def most_images(self) -> int | None:
        return count_files(self._root)

    def digest(self) -> str:
        parts = [f"{stem} {digest_file(path)}" for stem, path in self._files().items()]
        settings = f"visual_genome {self.name} {self._has_coco_ids}"
        return hashlib.sha256("\n".join([settings, *parts, digest_folder(self._root)]).encode()).hexdigest()

    def fragments(self) -> Iterator[Fragment]:
        """One per image and file; the kind is the file's stem."""
        for stem, path in self._files().items():
            yield from stream(path, stem)

    def tables(self) -> Mapping[str, Any]:
        return {}

    def assemble(self, image_id: str, fragments: Sequence[Fragment], tables: Mapping[str, Any]) -> Draft | Refused:
        return make_record(self._root, self.name, image_id, fragments, self._has_coco_ids)

    def read(self, locator: Locator) -> bytes:
        return read_picture(self._root, locator.path)

    def _path(self, stem: str) -> Place:
        return self._annotations / f"{stem}.json"

    def _files(self) -> dict[str, Place]:
        return {stem: self._path(stem) for stem in FILES if self._path(stem).is_file()}
