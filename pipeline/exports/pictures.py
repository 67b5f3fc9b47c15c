"""Writes the pictures that an export's rows name: each picture as its document shows it, and its object images."""

from pathlib import Path

from PIL import Image

from pipeline.exports.published import Sample
from pipeline.exports.tally import Tally
from pipeline.pixels.encode import encode_jpeg
from pipeline.pixels.objectimage import object_image
from pipeline.pixels.upright import upright
from schemas.document import Document

PICTURES, OBJECTS = "images", "objects"


def shows_all(document: Document) -> bool:
    return document.view == (0.0, 0.0, float(document.image.width), float(document.image.height))


class Pictures:
    """Of one sample; nothing is decoded or written before it is asked for, and nothing twice."""

    def __init__(self, root: Path, sample: Sample, tally: Tally) -> None:
        self._root, self._sample, self._tally = root, sample, tally
        self._decoded: Image.Image | None = None
        self._written: set[str] = set()

    def view(self) -> str:
        """Path, relative to the export's folder, of the picture as shown; byte for byte where all of it is."""
        document = self._sample.document
        path = f"{PICTURES}/{document.key}.jpg"
        if path not in self._written:
            whole = shows_all(document)
            self._write(path, self._sample.jpg if whole else encode_jpeg(self._picture().crop(_pixels(document))))
            self._tally.pictures += 1
        return path

    def object_image(self, number: int) -> str:
        """Path, relative to the export's folder, of the document's object image `number`."""
        document = self._sample.document
        path = f"{OBJECTS}/{document.key}/{number}.jpg"
        if path not in self._written:
            wanted = document.object_images[number]
            box = document.regions[wanted.region].box
            self._write(path, encode_jpeg(object_image(self._picture(), box, wanted)))
            self._tally.object_images += 1
        return path

    def _picture(self) -> Image.Image:
        if self._decoded is None:
            self._decoded = upright(self._sample.jpg)
        return self._decoded

    def _write(self, path: str, data: bytes) -> None:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self._written.add(path)


def _pixels(document: Document) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (int(v) for v in document.view)
    return x0, y0, x1, y1
