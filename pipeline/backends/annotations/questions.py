"""Questions and conversations the source itself holds, passed on word for word."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.backends.annotations.relations import Ends
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped
from schemas.given import GivenConversation, GivenQuestion, GivenTurn
from schemas.part import Part, Turn
from schemas.provenance import Provenance
from schemas.question import Claim, Conversation
from schemas.record import Record


class AnnotationsAsker:
    """One `quotes` claim per answer, its words as `value`; the first turn of the user opens with the picture."""

    name = "annotations"

    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name, "version": 1}

    async def ask(self, record: Record) -> Said[Conversation]:
        conversations: list[Conversation] = []
        dropped: list[Dropped] = []
        ends = Ends(record)
        for question in record.given.questions:
            if question.question.strip() and question.answer.strip():
                conversations.append(self._answered(question, ends))
            else:
                dropped.append(Dropped("question", "empty", question.question))
        for given in record.given.conversations:
            if (rule := _fault(given.turns)) is None:
                conversations.append(self._held(given))
            else:
                dropped.append(Dropped("question", rule, given.turns[0].text[:80] if given.turns else ""))
        return Said(tuple(conversations), tuple(dropped))

    def _answered(self, given: GivenQuestion, ends: Ends) -> Conversation:
        regions = (ends.region(index) for index in given.objects)
        about = tuple(dict.fromkeys(region for region in regions if region is not None))
        by = self._by(given.source)
        turns = (
            Turn(role="user", parts=(Part(image=True, by=by), Part(text=given.question, about=about, by=by))),
            Turn(role="assistant", parts=(Part(text=given.answer, about=about, by=by),)),
        )
        return Conversation(task="qa", turns=turns, claims=(Claim(kind="quotes", regions=about, value=given.answer),))

    def _held(self, given: GivenConversation) -> Conversation:
        """What the system is told opens the user's first turn: documents know two roles only."""
        by = self._by(given.source)
        told, said = _split(given.turns)
        opening = (Part(image=True, by=by), *(Part(text=turn.text, by=by) for turn in told))
        turns = [
            Turn(
                role="assistant" if turn.role == "assistant" else "user",
                parts=(*(opening if number == 0 else ()), Part(text=turn.text, by=by)),
            )
            for number, turn in enumerate(said)
        ]
        return Conversation(
            task="qa" if len(said) == 2 else "conversation",
            turns=tuple(turns),
            claims=tuple(Claim(kind="quotes", value=turn.text) for turn in said if turn.role == "assistant"),
        )

    def _by(self, source: str) -> Provenance:
        return Provenance(stage="ask", backend=self.name, source=source)


def _split(turns: Sequence[GivenTurn]) -> tuple[list[GivenTurn], list[GivenTurn]]:
    """The system's turns and the others."""
    return [turn for turn in turns if turn.role == "system"], [turn for turn in turns if turn.role != "system"]


def _fault(turns: Sequence[GivenTurn]) -> str | None:
    """Why a conversation cannot be passed on; the rule's name."""
    told, said = _split(turns)
    if any(not turn.text.strip() for turn in turns):
        return "empty"
    if told and turns[: len(told)] != tuple(told):
        return "system_turn_in_the_middle"
    roles = [turn.role for turn in said]
    if not roles or roles != ["user", "assistant"] * (len(roles) // 2):
        return "turns_not_alternating"
    return None
