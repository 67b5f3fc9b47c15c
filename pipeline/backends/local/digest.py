"""Files by content: a model is what its files hold, wherever they lie."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pipeline.backends.local.errors import ModelFileError


def digest_of(files: Sequence[Path]) -> str:
    """32 hex digits over names and contents, in the order given. Raises ModelFileError."""
    parts = [f"{file.name}={_digest(str(file), *_state(file))}" for file in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _state(file: Path) -> tuple[int, int]:
    try:
        state = file.stat()
    except OSError as error:
        raise ModelFileError(f"{file}: cannot be read ({error.strerror}); is the path right?") from error
    return state.st_size, state.st_mtime_ns


@lru_cache(maxsize=64)
def _digest(path: str, size: int, mtime_ns: int) -> str:
    """Size and time only tell a changed file from the one digested before: 700 MB take about a second."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelFileError(f"{path}: cannot be read ({error.strerror})") from error
