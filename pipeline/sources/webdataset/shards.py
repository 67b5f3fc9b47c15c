"""Which tars a pattern means: `*` and `{000..012}` in its last part, or one tar."""

import fnmatch
import re
from itertools import product

from pipeline.sources.files import Place, names_in, place_of
from pipeline.sources.source import SourceError

_RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")


def find_shards(pattern: str) -> tuple[Place, ...]:
    """Sorted by name; for a range all of it must be there. Raises SourceError."""
    place = place_of(pattern, "shards")
    folder, names = place.parent, _expand(place.name)
    if not folder.is_dir():
        raise SourceError(f"shards: there is no folder {str(folder)!r} (from {pattern!r})")
    there = names_in(folder)
    found: list[str] = []
    for name in names:
        matching = fnmatch.filter(there, name) if "*" in name else [name] * (name in there)
        if not matching:
            raise SourceError(f"shards: nothing in {str(folder)!r} is called {name!r} (from {pattern!r})")
        found += matching
    if odd := next((name for name in found if not name.isprintable()), None):
        raise SourceError(f"shards: rename {odd!r} in {str(folder)!r}: its name has bytes that cannot be written down")
    return tuple(folder / name for name in dict.fromkeys(found))


def _expand(name: str) -> list[str]:
    """As bash would: the digits of the range's first number are kept."""
    pieces = _RANGE.split(name)
    fixed, ranges = pieces[::3], list(zip(pieces[1::3], pieces[2::3], strict=True))
    choices = [[str(n).zfill(len(low)) for n in range(int(low), int(high) + 1)] for low, high in ranges]
    return [
        "".join(part for pair in zip(fixed, (*chosen, ""), strict=True) for part in pair)
        for chosen in product(*choices)
    ]
