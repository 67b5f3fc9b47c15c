"""Reads a chat completion's body: validated here, not by the library, so that what is odd gets a name."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from pipeline.backends.openai.client.call import Heard, Usage
from pipeline.backends.openai.client.faults import BrokenError

MOST_TOKENS = 10_000_000
"""No context is that long: a figure beyond it is wrong and is not believed."""
MOST_CHARACTERS = 200_000
"""Of an answer's text kept: about 50,000 tokens, more than any prompt here asks for."""


def _count(value: object) -> object:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS
    return value if is_count else None


Count = Annotated[int | None, BeforeValidator(_count)]


class _Usage(BaseModel):
    prompt_tokens: Count = None
    completion_tokens: Count = None


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


def _usage(value: object) -> object:
    return value if isinstance(value, dict) else {}


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: Annotated[_Usage, BeforeValidator(_usage)] = _Usage()


def read_envelope(body: bytes) -> Heard:
    """Raises BrokenError for what is no chat completion. A refusal's words stand as the text."""
    fault = ""
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError as error:
        fault = _first(error.errors(include_input=False, include_url=False))
    if fault:
        raise BrokenError(f"the body is no chat completion: {fault}")
    choice = completion.choices[0]
    usage = Usage(completion.usage.prompt_tokens, completion.usage.completion_tokens)
    if choice.message.refusal:
        return Heard(_kept(choice.message.refusal), "refusal", usage)
    text = choice.message.content or ""
    reason = "oversize" if len(text) > MOST_CHARACTERS else choice.finish_reason or ""
    return Heard(_kept(text), reason, usage)


def _kept(text: str) -> str:
    """Cut to the most kept; a lone surrogate, which no file takes, becomes a question mark."""
    return text[:MOST_CHARACTERS].encode("utf-8", "replace").decode()


def _first(errors: list[Any]) -> str:
    where = ".".join(str(part) for part in errors[0]["loc"]) or "body"
    return f"{where}: {errors[0]['msg']}"[:200]
