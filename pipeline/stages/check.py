"""The stage `check`: questions that derive again from the record and pass TinyGroundingGPT's filter stay."""

from collections.abc import Mapping
from typing import Any

from pipeline.checks.claims import claims_fault
from pipeline.checks.facts import Facts
from pipeline.checks.fault import Fault
from pipeline.checks.filter import filter_fault
from pipeline.checks.form import form_fault
from pipeline.checks.said import said_fault
from pipeline.language.language import language
from pipeline.language.vocabulary import digests
from pipeline.protocols.stage import Outcome, Rejected
from pipeline.stages.ask import brief
from pipeline.stages.tally import Tally
from schemas.question import Conversation
from schemas.record import Record
from schemas.stages import CheckSpec


class Check:
    """Replaces the conversations by those that hold. Whoever asked, the same rules: form, claims, text, then filter."""

    name = "check"
    version = 1
    reads = frozenset({"given", "captions", "labels", "regions", "relations", "conversations"})
    adds = frozenset({"conversations"})

    def __init__(self, spec: CheckSpec) -> None:
        self._spec = spec
        self._language = language()

    def settings(self) -> Mapping[str, Any]:
        words = {"lexicon": self._language.digest} | digests()
        return self._spec.model_dump(mode="json") | {"prompts": words}

    async def run(self, record: Record) -> Outcome:
        """Rejects the record when its picture's licence is not among those demanded."""
        allowed, license_ = self._spec.licenses, record.image.license
        if allowed is not None and license_ not in allowed:
            return Rejected("license", license_ or "not known")
        tally = Tally("question")
        tally.made["question"] += len(record.conversations)
        facts = Facts(record, self._language, self._spec.min_lead)
        kept: list[Conversation] = []
        for conversation in record.conversations:
            if (fault := self._fault(facts, conversation)) is None:
                kept.append(conversation)
            else:
                tally.drop(fault.rule, brief(conversation), fault.value, fault.threshold)
        survivors = tuple(kept) if len(kept) < len(record.conversations) else record.conversations
        return tally.kept("conversations", survivors)

    def _fault(self, facts: Facts, conversation: Conversation) -> Fault | None:
        return (
            form_fault(conversation, len(facts.regions))
            or claims_fault(facts, conversation)
            or said_fault(facts, conversation)
            or filter_fault(facts, conversation, self._spec)
        )
