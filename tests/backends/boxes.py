"""Records with regions, for tests of backends."""

from typing import Any

from schemas.geometry import Box
from schemas.provenance import Provenance
from schemas.record import Caption, Image, Label, Record, Region

BY = Provenance(stage="test", backend="test")


def region(label: str, box: Box, **fields: Any) -> Region:
    return Region(label=label, box=box, origin="test", **fields)


def record(*regions: Region, size: tuple[int, int] = (100, 100), **fields: Any) -> Record:
    picture = Image(width=size[0], height=size[1], source_sha256="", num_bytes=1, is_verbatim=True)
    return Record(key="t/1", source="t", identity="t", content="t", image=picture, regions=regions, **fields)


def labels(*names: str, **fields: Any) -> tuple[Label, ...]:
    return tuple(Label(name=name, by=BY, **fields) for name in names)


def captions(*texts: str) -> tuple[Caption, ...]:
    return tuple(Caption(text=text, by=BY) for text in texts)
