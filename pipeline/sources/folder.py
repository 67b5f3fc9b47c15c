"""Bare images, found recursively in a folder."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from pipeline.protocols.stage import Rejected
from pipeline.sources.draft import Tally, make_draft, open_picture
from pipeline.sources.files import place_of
from pipeline.sources.imageid import encode_id
from pipeline.sources.root import check_folder, digest_folder, load_picture, read_picture, walk
from pipeline.sources.source import Draft, Fragment, Grain, Locator, Refused, SourceError
from schemas.given import Given
from schemas.sources import FolderSpec

EXTENSIONS = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".jp2", ".avif")
)
"""In any case. Files with other extensions are no pictures and are passed over; a broken one of these is refused."""

BYTES_PER_IMAGE = 4096
"""What an image counts as in num_bytes: about COCO's annotations per image."""


class FolderSource:
    """Keys are `<name>/<relative path, percent-encoded>`. Linked folders are not entered."""

    def __init__(self, spec: FolderSpec) -> None:
        self._spec = spec
        self._root = place_of(spec.images, f"source {spec.name!r}, images")

    @property
    def name(self) -> str:
        return self._spec.name

    @property
    def grains(self) -> frozenset[Grain]:
        return frozenset()

    def check(self) -> None:
        check_folder(self._root, f"source {self.name!r}, images")
        if next(self._pictures(), None) is None:
            known = ", ".join(sorted(EXTENSIONS))
            raise SourceError(f"source {self.name!r}, images: no file in {self._spec.images!r} ends in one of {known}")

    def prepare(self) -> None:
        """Nothing to make."""

    def num_bytes(self) -> int:
        return BYTES_PER_IMAGE * sum(1 for _ in self._pictures())

    def most_images(self) -> int | None:
        return sum(1 for _ in self._pictures())

    def digest(self) -> str:
        return hashlib.sha256(f"folder {self.name}\n{digest_folder(self._root)}".encode()).hexdigest()

    def fragments(self) -> Iterator[Fragment]:
        for path in self._pictures():
            yield Fragment(encode_id(path), "image", json.dumps(path))

    def tables(self) -> Mapping[str, Any]:
        return {}

    def assemble(self, image_id: str, fragments: Sequence[Fragment], tables: Mapping[str, Any]) -> Draft | Refused:
        """Rules: name_not_utf8, unsafe_path (a link that leaves the folder), and those of the picture."""
        key = f"{self.name}/{image_id}"
        path: str = json.loads(fragments[0].body)
        if not _is_utf8(path):
            return Refused(key, Rejected("name_not_utf8", f"{path!r}: rename the file"))
        data = load_picture(self._root, path)
        opened = data if isinstance(data, Rejected) else open_picture(data)
        if isinstance(opened, Rejected):
            return Refused(key, opened)
        return make_draft(key, Locator(self.name, path), opened.image(), Given(), Tally())

    def read(self, locator: Locator) -> bytes:
        return read_picture(self._root, locator.path)

    def _pictures(self) -> Iterator[str]:
        return (path for path, _ in walk(self._root) if PurePosixPath(path).suffix.lower() in EXTENSIONS)


def _is_utf8(path: str) -> bool:
    """Tables and JSON hold nothing else."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
