"""What a training says while it runs: to people, to metrics.jsonl, to TensorBoard."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.training.refusal import TrainingSpecError


@dataclass(frozen=True, slots=True)
class Measured:
    """Means since the line before. `wait`: share of the time spent waiting for data."""

    step: int
    loss: float
    learning_rate: float
    gradient: float
    tokens: int
    tokens_per_s: float
    mfu: float
    wait: float
    skipped: int
    left_s: float


class Metrics:
    """Of the first rank; the others' is silent. Lines of steps behind the one resumed from are taken back."""

    def __init__(self, out: Path, is_first: bool, tensorboard: bool, say: Callable[[str], None]) -> None:
        self._say, self._is_first = say, is_first
        self._path = out / "metrics.jsonl"
        self._board = _board(out) if is_first and tensorboard else None

    def resume(self, step: int) -> None:
        if self._is_first and self._path.exists():
            lines = [line for line in self._path.read_text().splitlines() if json.loads(line)["step"] <= step]
            self._path.write_text("".join(f"{line}\n" for line in lines))

    def log(self, measured: Measured, steps: int) -> None:
        if not self._is_first:
            return
        with self._path.open("a") as file:
            file.write(json.dumps(asdict(measured)) + "\n")
        for name in ("loss", "learning_rate", "gradient", "tokens_per_s", "mfu", "wait"):
            if self._board is not None:
                self._board.add_scalar(name, getattr(measured, name), measured.step)
        self._say(line(measured, steps))

    def close(self) -> None:
        if self._board is not None:
            self._board.close()


def line(measured: Measured, steps: int) -> str:
    minutes, seconds = divmod(round(measured.left_s), 60)
    return (
        f"step {measured.step}/{steps}  loss {measured.loss:.4f}  lr {measured.learning_rate:.2e}  "
        f"gradient {measured.gradient:.2f}  {measured.tokens_per_s:,.0f} tokens/s  MFU {measured.mfu:.1%}  "
        f"data wait {measured.wait:.1%}  left {minutes}:{seconds:02d}"
    )


def _board(out: Path) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        raise TrainingSpecError(
            "engine.tensorboard: the package tensorboard is missing; say false, or pip install 'multigrain[train]'"
        ) from None
    return SummaryWriter(str(out / "tensorboard"))
