"""What each stage took: seconds of work, calls, tokens and money, from the ledger through the run's status."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """`share` of all seconds, 0 to 1; `ms_each` per image met, None where none was."""

    name: str
    by: str
    images: int
    seconds: float
    share: float
    ms_each: float | None
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


def costs_of(status: Mapping[str, Any]) -> list[Cost]:
    """Import is not timed by image and is left out."""
    stages = [stage for stage in status["stages"] if stage["backend"]]
    total = sum(stage["seconds"] for stage in stages)
    return [
        Cost(
            stage["name"],
            stage["backend"],
            stage["in"],
            stage["seconds"],
            stage["seconds"] / total if total else 0.0,
            1000 * stage["seconds"] / stage["in"] if stage["in"] else None,
            stage["calls"],
            stage["input_tokens"],
            stage["output_tokens"],
            stage["cost_usd"],
        )
        for stage in stages
    ]
