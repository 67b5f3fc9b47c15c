"""Reads lists of pictures: one name a line, COCO's annotation files, and the JSON that evaluation sets come in.

Nothing of these sets ships with the project: the user names the files.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from pipeline.evaluate.leaks import Wanted, identity_of
from pipeline.evaluate.refusal import EvaluationError
from pipeline.sources.files import Place, place_of
from pipeline.sources.jsonstream import stream_list
from pipeline.sources.source import SourceError

_NAMES = ("coco_id", "image_id", "image", "file_name", "id")
"""Where an entry of a JSON list names its picture; the first that is there counts. POPE: image; RefCOCO: image_id."""


def read_lists(paths: Sequence[str], setting: str) -> dict[str, Wanted]:
    """By path. `setting`: where the paths were named. Raises EvaluationError, SourceError, OSError."""
    return {path: read_wanted(path, setting) for path in paths}


def read_wanted(path: str, setting: str) -> Wanted:
    """Raises EvaluationError for a file that is missing, or names no picture, or what is no name in it."""
    place = place_of(path, setting)
    if not place.is_file():
        raise EvaluationError(f"{setting}: there is no file {path!r}; check the path")
    identities: dict[str, str] = {}
    keys: dict[str, str] = {}
    for where, name in _names(place, f"{setting}: {path}"):
        found = identity_of(name)
        if found is None:
            raise EvaluationError(
                f"{setting}: {path}: {where}: {name!r:.60} is no key (source/id), no COCO id or file name, no sha256"
            )
        (keys if found[1] else identities).setdefault(found[0], name)
    if not identities and not keys:
        raise EvaluationError(
            f"{setting}: {path} names no picture; write a key, a COCO id or a sha256 on each line, or name an "
            "annotation file with `images`"
        )
    return Wanted(identities, keys)


def _names(place: Place, said: str) -> Iterator[tuple[str, str]]:
    """(where it stands, name) of every picture."""
    with place.open("rb") as file:
        opening = file.read(4096).lstrip()
    if opening.startswith(b"\x80"):
        raise EvaluationError(f"{said} is a pickle, which is never opened: it could run code; write its ids as lines")
    if opening.startswith(b"["):
        return _entries(stream_list(place), said)
    if opening.startswith(b"{") and not _is_lines(opening):
        return _coco(place, said)
    return _lines(place, said)


def _is_lines(opening: bytes) -> bool:
    """JSON lines: the first line is an object by itself (POPE's files)."""
    first, newline, _ = opening.partition(b"\n")
    try:
        return bool(newline) and isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _coco(place: Place, said: str) -> Iterator[tuple[str, str]]:
    """COCO's ids, by `images` alone."""
    for number, body in enumerate(stream_list(place, "images"), 1):
        if not isinstance(body, Mapping) or isinstance(body.get("id"), bool) or not isinstance(body.get("id"), int):
            raise EvaluationError(f"{said}: entry {number} of `images` has no whole number `id`: {body!r:.60}")
        yield f"entry {number} of `images`", str(body["id"])


def _entries(entries: Iterable[Any], said: str) -> Iterator[tuple[str, str]]:
    for number, entry in enumerate(entries, 1):
        yield f"entry {number}", _named(entry, f"{said}: entry {number}")


def _named(entry: Any, where: str) -> str:
    if isinstance(entry, Mapping):
        entry = next((entry[key] for key in _NAMES if key in entry), None)
    if isinstance(entry, bool) or not isinstance(entry, str | int):
        raise EvaluationError(f"{where} names no picture; it needs one of the keys {', '.join(_NAMES)}")
    text = str(entry)
    return PurePosixPath(text).name if text.lower().endswith(".jpg") else text


def _lines(place: Place, said: str) -> Iterator[tuple[str, str]]:
    """A key, a COCO id or a hash a line, `#` begins a comment; or a JSON object a line."""
    with place.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                text = line.decode().strip()
            except UnicodeDecodeError:
                raise EvaluationError(f"{said}: line {number} is no UTF-8; is this a list of pictures?") from None
            if text.startswith("{"):
                yield f"line {number}", _named(_object(text, f"{said}: line {number}"), f"{said}: line {number}")
            elif name := text.partition("#")[0].strip():
                yield f"line {number}", name


def _object(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise SourceError(f"{where} is no JSON: {error}") from error
