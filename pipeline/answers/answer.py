"""A request as content, and the answer kept under its hash."""

import hashlib
import json
from typing import Any

from pydantic import Field

from schemas.model import Model


class Request(Model):
    """All that decides what a model says: never code version, endpoint or credential. Pixels stand as digests."""

    role: str
    model: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    messages: tuple[dict[str, Any], ...] = ()
    sample: int = Field(0, description="which of several answers to the same words")

    @property
    def key(self) -> str:
        """32 hex digits over the canonical JSON."""
        body = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(body.encode()).hexdigest()[:32]


class Reply(Model):
    """Any complete reply, also a refusal or bad JSON; `text` is raw, as it came."""

    text: str
    finish_reason: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0


class Answer(Model):
    """A reply that is durable in RUN_DIR."""

    request: str
    role: str
    model: str
    reply: Reply
