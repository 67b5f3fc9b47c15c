"""One file, whole: what arrived is kept through cuts and restarts, and the rest is asked for."""

import contextlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from pipeline.download.http import Answer, get
from pipeline.download.refusal import DownloadError, InterruptedTransferError

Show = Callable[[int, int | None], None]
"""Bytes there, and bytes of the whole file where known."""

MAX_IN_VAIN = 8
"""Requests in a row that brought no further byte; a download that goes on, however slowly, is not given up. With waits
of 0.5 s doubled each time and capped at 60 s, about two minutes."""
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 60.0
_CHUNK = 1 << 20


@dataclass(slots=True)
class _Transfer:
    url: str
    part: Path
    wanted: int
    show: Show
    in_vain: int = field(default=0)
    furthest: int = field(default=0)

    @property
    def _note(self) -> Path:
        return self.part.with_name(f"{self.part.name}.json")

    def attempt(self) -> None:
        """Raises InterruptedTransferError, DownloadError, OSError."""
        have, tag = self._kept()
        self.in_vain, self.furthest = self.in_vain + 1, max(self.furthest, have)
        with get(self.url, have, tag) as answer:
            self._check(answer)
            if answer.start != have:  # ranges are not known there, or the file changed: from the start
                have = 0
                if answer.start:
                    self._forget()
                    raise InterruptedTransferError(f"{self.url} sends bytes from {answer.start} on, unasked")
            self._note.write_text(json.dumps({"url": self.url, "tag": answer.tag}), encoding="utf-8")
            have = self._take(answer, have)
        if answer.total is not None and have < answer.total:
            raise InterruptedTransferError(f"{self.url} was cut off at {have:,} of {answer.total:,} bytes")

    def _kept(self) -> tuple[int, str]:
        """What is there of this very address."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            if note["url"] == self.url:
                return self.part.stat().st_size, note["tag"]
        except (OSError, ValueError, KeyError, TypeError):
            pass
        self._forget()
        return 0, ""

    def _forget(self) -> None:
        for path in (self.part, self._note):
            path.unlink(missing_ok=True)

    def check_room(self) -> None:
        """Before hours of transfer. Raises DownloadError."""
        needed = self.wanted - self._kept()[0]
        free = shutil.disk_usage(self.part.parent).free
        if needed > free:
            raise DownloadError(
                f"{self.part.parent}: {self.url} needs {needed:,} bytes more, {free:,} are free; make room, or name "
                "another folder"
            )

    def _check(self, answer: Answer) -> None:
        if self.wanted and answer.total is not None and answer.total != self.wanted:
            raise DownloadError(
                f"{self.url} has {answer.total:,} bytes, the official file {self.wanted:,}: it is another file, or a "
                "page that says why there is none; try --mirror, or --unchecked if you know that it changed"
            )

    def _take(self, answer: Answer, have: int) -> int:
        with self.part.open("r+b" if have else "wb") as file:
            file.seek(have)
            file.truncate()
            while chunk := answer.body.read(_CHUNK):
                file.write(chunk)
                have += len(chunk)
                if have > self.furthest:
                    self.in_vain, self.furthest = 0, have
                self.show(have, answer.total)
            file.flush()
            os.fsync(file.fileno())
        return have

    def is_hopeless(self, state: RetryCallState) -> bool:
        return self.in_vain >= MAX_IN_VAIN

    def wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        told = error.wait_s if isinstance(error, InterruptedTransferError) else 0.0
        return min(LONGEST_WAIT_S, max(told, FIRST_WAIT_S * 2.0 ** max(0, self.in_vain - 1)))


def fetch(url: str, target: Path, wanted: int, show: Show) -> None:
    """`target` appears when it is whole. `wanted`: its bytes; 0: not known. Raises DownloadError, OSError."""
    transfer = _Transfer(url, target.with_name(f"{target.name}.part"), wanted, show)
    transfer.check_room()
    retrying = Retrying(
        retry=retry_if_exception_type(InterruptedTransferError),
        stop=transfer.is_hopeless,
        wait=transfer.wait,
        reraise=True,
    )
    try:
        retrying(transfer.attempt)
    except InterruptedTransferError as error:
        raise DownloadError(
            f"{error}; given up after {MAX_IN_VAIN} tries that brought nothing. What arrived is kept: run the command "
            "again to go on, or name another place with --mirror URL"
        ) from error
    size = transfer.part.stat().st_size
    if wanted and size != wanted:
        transfer.part.unlink()
        raise DownloadError(f"{url} sent {size:,} bytes, the official file has {wanted:,}; try --mirror")
    transfer.part.replace(target)
    with contextlib.suppress(FileNotFoundError):
        target.with_name(f"{target.name}.part.json").unlink()
