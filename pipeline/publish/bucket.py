"""Step 1, one task per range of keys: annotated records become documents in one sorted work file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.publish.compose import Unpublished, compose
from pipeline.publish.order import order_of, split_of
from pipeline.publish.recipes import ReadyRecipe
from pipeline.publish.workfile import Line, write_lines
from pipeline.sources.source import Locator
from pipeline.store.store import Store
from schemas.document import Document
from schemas.job import PublishSpec
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class Composed:
    """What became of the records: `unpublished` by rule; `licenses`: how many documents per (source, licence)."""

    documents: int
    unpublished: tuple[tuple[str, int], ...]
    licenses: tuple[tuple[tuple[str, str], int], ...]


def compose_bucket(
    store: Store,
    path: str,
    records: Iterable[tuple[Record, Locator]],
    ready: ReadyRecipe,
    publish: PublishSpec,
    withheld: Mapping[str, str] = MappingProxyType({}),
) -> Composed:
    """Writes the work file at `path`, also when it is empty. `withheld`: key -> why it is not published. Idempotent."""
    lines: list[Line] = []
    unpublished: Counter[str] = Counter()
    licenses: Counter[tuple[str, str]] = Counter()
    for record, locator in records:
        if (rule := withheld.get(record.key)) is not None:
            unpublished[rule] += 1
            continue
        document = compose(record, ready)
        if isinstance(document, Unpublished):
            unpublished[document.rule] += 1
            continue
        lines.append(_line(record, locator, document, publish))
        licenses[record.source, record.image.license] += 1
    write_lines(store, path, lines)
    return Composed(len(lines), tuple(sorted(unpublished.items())), tuple(sorted(licenses.items())))


def _line(record: Record, locator: Locator, document: Document, publish: PublishSpec) -> Line:
    return Line(
        split=split_of(publish.seed, record.identity, publish.split.val),
        order=order_of(publish.seed, record.key),
        key=record.key,
        locator=locator,
        is_verbatim=record.image.is_verbatim,
        source_sha256=record.image.source_sha256,
        document=document.model_dump_json(),
    )


def total(composed: Iterable[Composed]) -> Composed:
    """Of all buckets, whatever their order and number."""
    documents = 0
    unpublished: Counter[str] = Counter()
    licenses: Counter[tuple[str, str]] = Counter()
    for one in composed:
        documents += one.documents
        unpublished.update(dict(one.unpublished))
        licenses.update(dict(one.licenses))
    return Composed(documents, tuple(sorted(unpublished.items())), tuple(sorted(licenses.items())))
