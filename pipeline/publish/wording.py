"""Fills one wording with parts: the template's own words and what it names, each with its own provenance."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from string import Formatter

from schemas.part import Part
from schemas.provenance import Provenance
from schemas.template import Wording


def words_of(template: str) -> Provenance:
    """Of the template's own words; `template` is name@version."""
    return Provenance(stage="compose", backend="rules", prompt=template)


def say(wording: Wording, items: Sequence[Mapping[str, Part]], by: Provenance) -> Iterator[Part]:
    """The parts of a list of items; nothing at all for an empty list."""
    if not items:
        return
    yield from _literal(wording.opening, by)
    for number, values in enumerate(items):
        if number:
            yield from _literal(wording.between, by)
        for words, name in _pieces(wording.item):
            yield from _literal(words, by)
            if name is not None:
                yield values[name]
    yield from _literal(wording.closing, by)


def join(sections: Sequence[Sequence[Part]], separator: str, by: Provenance) -> tuple[Part, ...]:
    """All sections that say something, separated; neighbouring words of the template become one part."""
    parts: list[Part] = []
    for section in sections:
        if section and parts:
            parts.extend(_literal(separator, by))
        parts.extend(section)
    return tuple(_merge(parts, by))


def _merge(parts: Sequence[Part], by: Provenance) -> Iterator[Part]:
    words = ""
    for part in parts:
        if part.by is by and part.text is not None and not part.about:
            words += part.text
            continue
        yield from _literal(words, by)
        words = ""
        yield part
    yield from _literal(words, by)


def _literal(words: str, by: Provenance) -> Iterator[Part]:
    if words:
        yield Part(text=words, by=by)


@cache
def _pieces(item: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((words, name) for words, name, _, _ in Formatter().parse(item))
