"""JSON written one item at a time, so that memory does not grow with the number of pictures."""

import json
import shutil
from pathlib import Path
from types import TracebackType
from typing import BinaryIO


class JsonArray:
    """A file holding one JSON array, an item a line; a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._empty = True

    def __enter__(self) -> "JsonArray":
        self._file = self._path.open("wb")
        self._file.write(b"[")
        return self

    def append(self, item: object) -> None:
        assert self._file is not None, "used outside its with block"
        self._file.write(b"\n" if self._empty else b",\n")
        self._file.write(json.dumps(item, separators=(", ", ": ")).encode())
        self._empty = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        self._file.write(b"\n]\n")
        self._file.close()
        self._file = None


def join(path: Path, members: dict[str, object]) -> None:
    """Write one JSON object; a member that is a path stands for the JSON in that file."""
    with path.open("wb") as file:
        for number, (key, value) in enumerate(members.items()):
            file.write(b"{" if number == 0 else b",\n")
            file.write(json.dumps(key).encode() + b": ")
            if isinstance(value, Path):
                with value.open("rb") as part:
                    shutil.copyfileobj(part, file)
            else:
                file.write(json.dumps(value).encode())
        file.write(b"}\n")
