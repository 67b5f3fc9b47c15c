"""Why a question is dropped."""

from typing import NamedTuple


class Fault(NamedTuple):
    """The rule, and where it is about a number, the value that met which threshold."""

    rule: str
    value: float | None = None
    threshold: float | None = None
