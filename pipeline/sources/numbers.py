"""Numbers as annotation files hold them: anything may stand where a number should."""

import math
from collections.abc import Sequence
from typing import Any


def as_float(value: Any) -> float | None:
    """None for what is no number (true and false are none); infinite for one too large."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf


def as_int(value: Any) -> int | None:
    """Also from 3.0, as tables write it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def as_floats(values: Any, count: int | None = None) -> tuple[float, ...] | None:
    """None unless it is a list of `count` numbers (any number of them without count)."""
    if not isinstance(values, Sequence) or isinstance(values, str) or (count is not None and len(values) != count):
        return None
    if set(map(type, values)) <= {float}:  # nearly always: three times as fast
        return tuple(values)
    found = tuple(as_float(value) for value in values)
    return None if None in found else tuple(v for v in found if v is not None)
