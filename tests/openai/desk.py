"""Records with real JPEGs, and a desk at which backends are asked about them, answers kept in a real folder."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image as Pillow

from pipeline.answers.book import AnswerBook
from pipeline.backends.openai.captioner import OpenAICaptioner
from pipeline.backends.openai.client.budget import Budget
from pipeline.backends.openai.client.client import Client
from pipeline.protocols.backend import Said
from pipeline.store.local import LocalStore
from schemas.models import ModelSpec, Prices
from schemas.provenance import Provenance
from schemas.record import Image, Label, Record, Region

T = TypeVar("T")
Outcome = Said[Any] | BaseException
BY = Provenance(stage="ground", backend="annotations")
PRICES = Prices(input=1.0, output=2.0)


def jpeg(number: int, size: tuple[int, int] = (64, 48)) -> bytes:
    """Another picture for each number."""
    image = Pillow.new("RGB", size, (40, 90, 160))
    for bit in range(16):
        if number >> bit & 1:
            image.paste((250, 240, 30), (bit % 8 * 8, bit // 8 * 8, bit % 8 * 8 + 8, bit // 8 * 8 + 8))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


def record(number: int = 0, size: tuple[int, int] = (64, 48), **fields: Any) -> Record:
    data = jpeg(number, size)
    digest = hashlib.sha256(data).hexdigest()
    image = Image(width=size[0], height=size[1], source_sha256=digest, num_bytes=len(data), is_verbatim=True)
    key = f"folder/{number}"
    return Record(key=key, source="folder", identity=f"sha256:{digest}", content=digest, image=image, **fields)


def with_regions(number: int, *labels: str) -> Record:
    """Boxes side by side."""
    regions = tuple(
        Region(label=label, box=(i * 12.0, 4.0, i * 12.0 + 10.0, 40.0), origin="test") for i, label in enumerate(labels)
    )
    names = tuple(Label(name=name, by=BY) for name in dict.fromkeys(labels))
    return record(number, regions=regions, labels=names)


async def read(one: Record) -> bytes:
    return jpeg(int(one.key.rpartition("/")[2]), one.image.size)


def spec(url: str | Sequence[str], **settings: Any) -> ModelSpec:
    return ModelSpec.model_validate({"model": "m", "base_url": url, "prices": PRICES, "patience_s": 20.0, **settings})


@asynccontextmanager
async def client(
    folder: Path, to: ModelSpec, budget: Budget | None = None, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Client]:
    async with (
        AnswerBook(LocalStore(str(folder))) as book,
        Client(to, book, budget, environment=environment or {}) as it,
    ):
        yield it


def caption(
    folder: Path,
    to: ModelSpec,
    records: Sequence[Record],
    budget: Budget | None = None,
    environment: Mapping[str, str] | None = None,
) -> list[Outcome]:
    """What became of each record, errors too."""

    async def ask() -> list[Outcome]:
        async with client(folder, to, budget, environment) as it:
            backend = OpenAICaptioner(to, it, read)
            return await asyncio.gather(*map(backend.caption, records), return_exceptions=True)

    return asyncio.run(ask())


def with_client(folder: Path, to: ModelSpec, use: Callable[[Client], Awaitable[T]], budget: Budget | None = None) -> T:
    async def run() -> T:
        async with client(folder, to, budget) as it:
            return await use(it)

    return asyncio.run(run())


def texts(outcomes: Sequence[Outcome]) -> list[str]:
    """The captions; an error among the outcomes is raised."""
    found = []
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
        found += [item.text for item in outcome.items]
    return found


def rules(outcomes: Sequence[Outcome]) -> list[str]:
    """The rules of all that was dropped."""
    return [drop.rule for outcome in outcomes if isinstance(outcome, Said) for drop in outcome.dropped]


def spent_usd(folder: Path) -> float:
    """As an owner of the folder would read it: the cost of every kept answer."""
    from pipeline.answers.log import read_log

    logs = sorted((folder / "answers" / "log").glob("*.log"))
    answers = {a.request: a for log in logs for _, _, a in read_log(log.read_bytes()) if a is not None}
    return sum(answer.reply.cost_usd for answer in answers.values())


def kept(folder: Path) -> list[str]:
    """The raw texts of all kept answers."""
    from pipeline.answers.log import read_log

    logs = sorted((folder / "answers" / "log").glob("*.log"))
    return [a.reply.text for log in logs for _, _, a in read_log(log.read_bytes()) if a is not None]
