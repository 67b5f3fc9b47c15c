"""Files of JSON written row by row: one row a line, or one list that `json.load` reads."""

import json
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from pipeline.exports.tally import Tally


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


class JsonRows:
    """`name` ends in .jsonl for lines and in .json for a list; the file is made with its first row.

    Of lines, the first with the fewest empty lists leads: Hugging Face `datasets`, which ms-swift and LLaMA-Factory
    read with, takes the types from the first 10 MB, and a list that was empty until then may not hold anything later.
    """

    def __init__(self, root: Path, name: str, tally: Tally) -> None:
        self._root, self._name, self._tally = root, name, tally
        self._is_list = name.endswith(".json")
        self._file: TextIO | None = None
        self._lead, self._fewest = 0, sys.maxsize

    def add(self, row: Mapping[str, Any]) -> None:
        opening, between, after = ("[\n", ",\n", "") if self._is_list else ("", "", "\n")
        if self._file is None:
            self._file = (self._root / self._name).open("w", encoding="utf-8", newline="\n")
            self._file.write(opening)
        else:
            self._file.write(between)
        self._file.write(to_json(row) + after)
        if (empty := _empty_lists(row)) < self._fewest:
            self._lead, self._fewest = self._tally.rows[self._name], empty
        self._tally.rows[self._name] += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is None:
            return
        if self._is_list:
            self._file.write("\n]\n")
        self._file.close()
        if self._lead and not self._is_list and kind is None:
            _move_to_front(self._root / self._name, self._lead)


def _empty_lists(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(_empty_lists(one) for one in value.values())
    if isinstance(value, list):
        return sum(_empty_lists(one) for one in value) if value else 1
    return 0


def _move_to_front(path: Path, number: int) -> None:
    """Copies line by line, for a file may be larger than memory."""
    moved = path.with_name(f"{path.name}.moved")
    with path.open("rb") as lines, moved.open("wb") as out:
        out.writelines(islice(lines, number, number + 1))
        lines.seek(0)
        out.writelines(line for at, line in enumerate(lines) if at != number)
    moved.replace(path)
