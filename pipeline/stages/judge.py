"""The stage `judge`: conversations that a model grades high enough stay."""

from collections.abc import Mapping
from typing import Any

from pipeline.protocols.backend import Judge as JudgeBackend
from pipeline.protocols.stage import Outcome
from pipeline.stages.tally import Tally
from schemas.record import Record
from schemas.stages import JudgeSpec


class Judge:
    """After `check`: what is plainly wrong needs no opinion."""

    name = "judge"
    version = 1
    reads = frozenset({"given", "regions", "conversations"})
    adds = frozenset({"conversations"})

    def __init__(self, spec: JudgeSpec, backend: JudgeBackend) -> None:
        self._spec, self._backend = spec, backend

    def settings(self) -> Mapping[str, Any]:
        return self._spec.decisive() | {"backends": [dict(self._backend.identity())]}

    async def run(self, record: Record) -> Outcome:
        tally = Tally("question")
        passed = tally.take(await self._backend.judge(record))
        return tally.kept("conversations", record.conversations if len(passed) == len(record.conversations) else passed)
