"""Files of JSON written row by row: one row a line, or one list that `json.load` reads."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from pipeline.exports.tally import Tally


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


class JsonRows:
    """`name` ends in .jsonl for lines and in .json for a list; the file is made with its first row."""

    def __init__(self, root: Path, name: str, tally: Tally) -> None:
        self._root, self._name, self._tally = root, name, tally
        self._is_list = name.endswith(".json")
        self._file: TextIO | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        opening, between, after = ("[\n", ",\n", "") if self._is_list else ("", "", "\n")
        if self._file is None:
            self._file = (self._root / self._name).open("w", encoding="utf-8", newline="\n")
            self._file.write(opening)
        else:
            self._file.write(between)
        self._file.write(to_json(row) + after)
        self._tally.rows[self._name] += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is None:
            return
        if self._is_list:
            self._file.write("\n]\n")
        self._file.close()
