"""Fills one wording with parts: the template's own words and what it names, each with its own provenance."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from string import Formatter

from schemas.part import Part
from schemas.provenance import Provenance
from schemas.template import Wording

Said = str | Part
"""The template's own words, or a part that somebody else said."""


def words_of(template: str) -> Provenance:
    """Of the template's own words; `template` is name@version."""
    return Provenance(stage="compose", backend="rules", prompt=template)


def say(wording: Wording, items: Sequence[Mapping[str, Part]]) -> Iterator[Said]:
    """A list of items in these words; nothing at all for an empty list."""
    if not items:
        return
    yield wording.opening
    for number, values in enumerate(items):
        if number:
            yield wording.between
        for words, name in _pieces(wording.item):
            yield words
            if name is not None:
                yield values[name]
    yield wording.closing


def separate(sections: Sequence[Sequence[Said]], separator: str) -> list[Said]:
    """All sections that say something, with `separator` in between."""
    said: list[Said] = []
    for section in sections:
        if section and said:
            said.append(separator)
        said.extend(section)
    return said


def parts_of(said: Sequence[Said], by: Provenance) -> Iterator[Part]:
    """Neighbouring words of the template become one part, said by `by`."""
    words = ""
    for piece in said:
        if isinstance(piece, str):
            words += piece
            continue
        if words:
            yield Part(text=words, by=by)
            words = ""
        yield piece
    if words:
        yield Part(text=words, by=by)


@cache
def _pieces(item: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((words, name) for words, name, _, _ in Formatter().parse(item))
