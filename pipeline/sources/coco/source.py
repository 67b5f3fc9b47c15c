"""The COCO source: its files, how they are checked, digested and read."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pipeline.sources.coco.record import make_record
from pipeline.sources.coco.stream import Tables, stream
from pipeline.sources.files import Place, place_of
from pipeline.sources.jsonstream import check_opening
from pipeline.sources.root import check_file, check_folder, count_files, digest_file, digest_folder, read_picture
from pipeline.sources.source import Draft, Fragment, Grain, Locator, Refused, SourceError
from schemas.sources import CocoSpec


class CocoSource:
    """Keys are `<name>/<id, 12 digits>`; the image's file is `images` / `file_name`."""

    def __init__(self, spec: CocoSpec) -> None:
        self._spec = spec
        self._root = place_of(spec.images, f"source {spec.name!r}, images")
        self._tables = Tables()

    @property
    def name(self) -> str:
        return self._spec.name

    @property
    def grains(self) -> frozenset[Grain]:
        """V3Det's descriptions are not among them: whether there are any shows only when the file is read."""
        found: set[Grain] = set()
        if self._spec.instances is not None:
            found |= {"label", "region"}
        if self._spec.captions is not None:
            found.add("caption")
        return frozenset(found)

    def check(self) -> None:
        check_folder(self._root, f"source {self.name!r}, images")
        if not self._files():
            raise SourceError(
                f"source {self.name!r}: neither `instances` nor `captions` is given; name one, or use kind: folder"
            )
        for key, path in self._files().items():
            check_file(path, f"source {self.name!r}, {key}")
            check_opening(path, "{", "a COCO file is one object with images and annotations")

    def prepare(self) -> None:
        """Nothing to make."""

    def num_bytes(self) -> int:
        return sum(path.stat().st_size for path in self._files().values())

    def most_images(self) -> int | None:
        return count_files(self._root)

    def digest(self) -> str:
        parts = [f"{key} {digest_file(path)}" for key, path in self._files().items()]
        settings = f"coco {self.name} {self._spec.coco_ids}"
        return hashlib.sha256("\n".join([settings, *parts, digest_folder(self._root)]).encode()).hexdigest()

    def fragments(self) -> Iterator[Fragment]:
        """Kinds: image, object, caption."""
        self._tables = Tables()
        for key, path in self._files().items():
            yield from stream(path, key, self._spec.coco_ids, self._tables)

    def tables(self) -> Mapping[str, Any]:
        return self._tables.as_json()

    def assemble(self, image_id: str, fragments: Sequence[Fragment], tables: Mapping[str, Any]) -> Draft | Refused:
        return make_record(self._root, self.name, image_id, fragments, tables)

    def read(self, locator: Locator) -> bytes:
        return read_picture(self._root, locator.path)

    def _files(self) -> dict[Literal["instances", "captions"], Place]:
        found: dict[Literal["instances", "captions"], Place] = {}
        if self._spec.instances is not None:
            found["instances"] = place_of(self._spec.instances, f"source {self.name!r}, instances")
        if self._spec.captions is not None:
            found["captions"] = place_of(self._spec.captions, f"source {self.name!r}, captions")
        return found
