"""Records with pictures, and a desk at which GroundingDINO is asked about them, answers kept in a real folder."""

import asyncio
import hashlib
import io
import random
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PIL import Image as Pillow

from pipeline.answers.book import AnswerBook
from pipeline.backends.groundingdino.grounder import GroundingDinoGrounder
from pipeline.protocols.backend import Said
from pipeline.store.local import LocalStore
from schemas.detection import GroundingDinoSpec
from schemas.provenance import Provenance
from schemas.record import Image, Label, Record, Region

T = TypeVar("T")
BY = Provenance(stage="recognize", backend="test")
SIZES = ((160, 120), (120, 160), (200, 90), (128, 128))
"""Lying, standing, wide, square."""


def png(number: int) -> bytes:
    """Another picture for each number: coarse noise, so that every place looks different."""
    rng = random.Random(f"picture {number}")
    noise = Pillow.frombytes("RGB", (8, 6), rng.randbytes(144))
    buffer = io.BytesIO()
    noise.resize(SIZES[number % len(SIZES)], Pillow.Resampling.BICUBIC).save(buffer, "PNG")
    return buffer.getvalue()


def record(number: int, *labels: str) -> Record:
    data = png(number)
    digest = hashlib.sha256(data).hexdigest()
    wide, high = SIZES[number % len(SIZES)]
    image = Image(width=wide, height=high, source_sha256=digest, num_bytes=len(data), is_verbatim=False)
    named = tuple(Label(name=name, by=BY) for name in labels)
    key = f"folder/{number}"
    return Record(key=key, source="folder", identity=f"sha256:{digest}", content=digest, image=image, labels=named)


async def read(one: Record) -> bytes:
    return png(int(one.key.rpartition("/")[2]))


def at(spec: GroundingDinoSpec, folder: Path, do: Callable[[GroundingDinoGrounder], Awaitable[T]]) -> T:
    """With a grounder whose answers are kept in this folder."""

    async def run() -> T:
        async with AnswerBook(LocalStore(str(folder))) as book:
            return await do(GroundingDinoGrounder(spec, book, read))

    return asyncio.run(run())


def ground(spec: GroundingDinoSpec, folder: Path, records: Sequence[Record]) -> dict[str, Said[Region]]:
    """All at once, by key."""

    async def all_at_once(grounder: GroundingDinoGrounder) -> list[Said[Region]]:
        return await asyncio.gather(*(grounder.ground(one) for one in records))

    return {one.key: said for one, said in zip(records, at(spec, folder, all_at_once), strict=True)}


def calls(said: dict[str, Said[Region]]) -> int:
    return sum(one.spend.calls for one in said.values())
