"""One turn of a chat as content: words and pictures by reference, said twice: canonical for the hash, real to send."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pipeline.backends.openai.client.call import Message
from schemas.geometry import Box

VIEW = 1
"""Version of how a reference becomes pixels; raised when the pixels change, for then another question is asked."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`sha256` of the bytes as the source holds them; `box` in upright pixels, None: the whole. Long side `max_px`."""

    sha256: str
    max_px: int
    box: Box | None = None
    margin: float = 0.0

    def canonical(self) -> dict[str, Any]:
        part = {"picture": self.sha256, "max_px": self.max_px, "view": VIEW}
        return part if self.box is None else part | {"box": list(self.box), "margin": self.margin}


@dataclass(frozen=True, slots=True)
class Turn:
    role: Literal["system", "user", "assistant"]
    content: tuple[str | Picture, ...]

    def canonical(self) -> dict[str, Any]:
        """What stands in a Request: digests for pixels."""
        return {"role": self.role, "content": [p if isinstance(p, str) else p.canonical() for p in self.content]}

    @property
    def words(self) -> str:
        return "\n".join(part for part in self.content if isinstance(part, str))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(part for part in self.content if isinstance(part, Picture))


class Pixels(Protocol):
    """Where a record's pictures come from."""

    async def data_url(self, picture: Picture) -> str:
        """Raises what reading or decoding raises."""


async def real(turns: Sequence[Turn], pixels: Pixels) -> list[Message]:
    """Messages as the endpoint takes them; turns of words alone stay plain strings, which every server knows."""
    return [await _message(turn, pixels) for turn in turns]


async def _message(turn: Turn, pixels: Pixels) -> Message:
    if not turn.pictures:
        return {"role": turn.role, "content": turn.words}
    parts: list[dict[str, Any]] = []
    for part in turn.content:
        if isinstance(part, str):
            parts.append({"type": "text", "text": part})
        else:
            parts.append({"type": "image_url", "image_url": {"url": await pixels.data_url(part)}})
    return {"role": turn.role, "content": parts}


def words_at_most(turns: Sequence[Turn]) -> int:
    """Tokens of the words, an upper bound: a byte-level token holds a byte at least; 16 a turn for its frame."""
    return sum(len(turn.words.encode()) + 16 for turn in turns)
