"""From an answer's raw text to a validated model, or the name of the rule it broke."""

import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.answers.answer import Reply
from pipeline.backends.openai.prompting.prompt import first_error

A = TypeVar("A", bound=BaseModel)

_REFUSALS = frozenset({"refusal", "content_filter"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer cannot be used. A refusal is final; the others are worth one repair."""

    rule: str
    words: str

    @property
    def is_final(self) -> bool:
        return self.rule == "refused"


@dataclass(frozen=True, slots=True)
class Read(Generic[A]):
    """Exactly one of the two is set."""

    value: A | None
    fault: Fault | None = None


def read_answer(reply: Reply, model: type[A]) -> Read[A]:
    """Never raises. Words around the JSON object (a code fence, a preface) are passed over."""
    if reply.finish_reason in _REFUSALS:
        return Read(None, Fault("refused", reply.text))
    if not reply.text.strip():
        return Read(None, Fault("empty_answer", "the answer was empty"))
    try:
        return Read(model.model_validate(json.loads(_object(reply.text))))
    except ValidationError as error:
        fault = Fault("wrong_shape", first_error(error))
    except (ValueError, RecursionError) as error:
        fault = Fault("no_json", str(error)[:200] or "no JSON object")
    if reply.finish_reason in ("length", "oversize"):
        return Read(None, Fault("truncated", f"the answer was cut off: it was too long; {fault.words}"))
    return Read(None, fault)


def _object(text: str) -> str:
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
