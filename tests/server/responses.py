"""Bytes of HTTP responses: completions, errors, and the broken ones."""

import json
from collections.abc import Mapping
from typing import Any

from tests.server.asked import Asked

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
TOKENS_PER_IMAGE = 255


def response(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Error')}", "content-type: application/json"]
    lines += [f"content-length: {len(body)}", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def error(status: int, message: str, code: str = "", retry_after: float | None = None) -> bytes:
    body = json.dumps({"error": {"message": message, "type": "error", "code": code or None, "param": None}})
    headers = {} if retry_after is None else {"retry-after": f"{retry_after:g}"}
    return response(status, body.encode(), headers)


def usage_of(asked: Asked, text: str) -> dict[str, int]:
    """About as a tokenizer counts."""
    prompt = len(asked.words) // 4 + TOKENS_PER_IMAGE * len(asked.images)
    completion = max(1, len(text) // 4)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def completion(
    asked: Asked, text: str | None, usage: Any, finish_reason: str = "stop", refusal: str | None = None
) -> bytes:
    body = {
        "id": "chatcmpl-0",
        "object": "chat.completion",
        "created": 0,
        "model": asked.model,
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": text, "refusal": refusal},
            }
        ],
        "usage": usage,
    }
    return response(200, json.dumps(body).encode())
