"""The stage `ask`: questions and answers of every backend, joined."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from pipeline.checks.fault import Fault
from pipeline.checks.form import form_fault
from pipeline.protocols.backend import Asker
from pipeline.protocols.stage import Outcome
from pipeline.stages.tally import Tally
from schemas.part import Part
from schemas.question import Conversation
from schemas.record import Record
from schemas.stages import TASKS, AskSpec


class Ask:
    """The backends' conversations in their order; the same rules of form hold for all. What is true `check` tells."""

    name = "ask"
    version = 1
    reads = frozenset({"given", "captions", "labels", "regions", "relations"})
    adds = frozenset({"conversations"})

    def __init__(self, spec: AskSpec, backends: Sequence[Asker]) -> None:
        self._spec, self._backends = spec, tuple(backends)
        self._tasks = frozenset(task for family in spec.tasks for task in TASKS[family])

    def settings(self) -> Mapping[str, Any]:
        return self._spec.decisive() | {"backends": [dict(b.identity()) for b in self._backends]}

    async def run(self, record: Record) -> Outcome:
        tally = Tally("question")
        kept: dict[Hashable, Conversation] = {}
        for backend in self._backends:
            for conversation in tally.take(await backend.ask(record)):
                words = _words(conversation)
                if (fault := self._fault(conversation, record)) is not None:
                    tally.drop(fault.rule, brief(conversation), fault.value, fault.threshold)
                elif words in kept:
                    tally.drop("duplicate", brief(conversation))
                else:
                    kept[words] = conversation
        return tally.kept("conversations", tuple(kept.values()))

    def _fault(self, conversation: Conversation, record: Record) -> Fault | None:
        if conversation.task not in self._tasks:
            return Fault("task_not_asked")
        return form_fault(conversation, len(record.regions))


def brief(conversation: Conversation) -> str:
    """Task and first words of the question, for people reading the drops; boxes by their number in the record."""
    said = "".join(_said(part, conversation) for part in conversation.turns[0].parts)
    return f"{conversation.task}: {' '.join(said.split())[:240]}"


def _said(part: Part, conversation: Conversation) -> str:
    if part.region is not None:
        return f"[box #{part.region}]"
    if part.object_image is not None:
        crops = conversation.object_images
        number = part.object_image
        return f"[object image of #{crops[number].region}]" if number < len(crops) else f"[object image {number}]"
    return part.text or ""


def _words(conversation: Conversation) -> Hashable:
    """All that is said and shown, whoever says it; object images of one region are the same."""
    crops = tuple(crop.region for crop in conversation.object_images)
    parts = tuple((p.text, p.region, p.object_image) for turn in conversation.turns for p in turn.parts)
    return conversation.task, crops, parts
