"""Wordings with placeholders, as the YAML files hold them; checked when a file is loaded."""

from collections.abc import Sequence
from functools import cache
from string import Formatter

from pydantic import AfterValidator, Field

from schemas.model import Model


class Exchange(Model):
    """Ways to ask and ways to answer; any question goes with any answer."""

    questions: tuple[str, ...] = Field(min_length=1)
    answers: tuple[str, ...] = Field(min_length=1)


@cache
def pieces(wording: str) -> tuple[tuple[str, str | None], ...]:
    """(literal, placeholder after it or None). Raises ValueError for a lone brace."""
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(wording))


def takes(question: str, answer: str) -> AfterValidator:
    """Placeholders of an exchange, a `?` after those that may be left out: `takes("thing is?", "box")`."""

    def check(exchange: Exchange) -> Exchange:
        _check("questions", exchange.questions, question)
        _check("answers", exchange.answers, answer)
        return exchange

    return AfterValidator(check)


def says(placeholders: str) -> AfterValidator:
    """The same for a plain list of wordings."""

    def check(wordings: tuple[str, ...]) -> tuple[str, ...]:
        if not wordings:
            raise ValueError("at least one wording is needed")
        _check("", wordings, placeholders)
        return wordings

    return AfterValidator(check)


def _check(key: str, wordings: Sequence[str], declared: str) -> None:
    needed = {name for name in declared.split() if not name.endswith("?")}
    allowed = {name.rstrip("?") for name in declared.split()}
    for number, wording in enumerate(wordings):
        named = {name for _, name in pieces(wording) if name is not None}
        where = f"{key}[{number}] {wording!r}"
        if unknown := sorted(named - allowed):
            raise ValueError(f"{where} names {unknown}; known here are {sorted(allowed)}")
        if missing := sorted(needed - named):
            raise ValueError(f"{where} must name {missing}")
