"""One call to a chat model, ready to send: what the door needs and nothing about records."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Mode = Literal["json_schema", "json_object", "text"]
"""How an answer's shape is asked for, from strict to not at all."""
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """`messages` makes the pictures' bytes only when it is really sent. `input_tokens`: at most, pictures left out."""

    key: str
    model: str
    messages: Callable[[], Awaitable[Sequence[Message]]]
    parameters: Mapping[str, Any]
    schema_name: str
    schema: Mapping[str, Any]
    structured: Literal["auto", "json_schema", "json_object", "text"]
    max_tokens: int
    input_tokens: int
    num_pictures: int


@dataclass(frozen=True, slots=True)
class Usage:
    """As the server says; None where it says nothing or what cannot be."""

    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One complete answer as it came."""

    text: str
    finish_reason: str
    usage: Usage = field(default=Usage())
