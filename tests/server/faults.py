"""The misbehaviours, one by one: what is sent instead of the answer."""

import asyncio

from tests.server.answers import answer, hallucinated
from tests.server.asked import Asked
from tests.server.behaviour import Behaviour, Fault
from tests.server.responses import completion, error, response, usage_of

HUGE = 1_000_000
STATUSES = {
    "429": (429, "Slow down", "rate_limit_exceeded"),
    "500": (500, "Internal error", ""),
    "503": (503, "Overloaded", ""),
    "400": (400, "Invalid image", ""),
    "401": (401, "Incorrect API key provided", "invalid_api_key"),
    "404": (404, "The model does not exist", "model_not_found"),
    "quota": (429, "You exceeded your current quota", "insufficient_quota"),
}


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def write_fault(fault: Fault, asked: Asked, behaviour: Behaviour, key: str, connection: Connection) -> bool:
    """Whether the connection can be used again."""
    reader, writer = connection
    if fault.kind in STATUSES:
        status, message, code = STATUSES[fault.kind]
        writer.write(error(status, message, code, fault.retry_after))
        return True
    text = answer(asked, behaviour)
    match fault.kind:
        case "drop":
            return False
        case "drop_body":
            whole = completion(asked, text, usage_of(asked, text))
            writer.write(whole[: len(whole) - 20])
            await writer.drain()
            return False
        case "stall":
            whole = completion(asked, text, usage_of(asked, text))
            writer.write(whole[: len(whole) - 20])
            await writer.drain()
            await _until_gone(fault.seconds, reader)
            return False
        case "slow":
            await _drip(completion(asked, text, usage_of(asked, text)), fault.seconds, writer)
            return True
        case "garbage":
            writer.write(response(200, b"<html>it works!</html>"))
            return True
        case "echo":
            writer.write(error(400, f"cannot use {key} with {asked.user} {'A' * 5000}"))
            return True
    writer.write(_answer(fault, asked, text))
    return True


async def _until_gone(seconds: float, reader: asyncio.StreamReader) -> None:
    """So long, or until the client has had enough."""
    for _ in range(int(seconds / 0.02)):
        if reader.at_eof():
            return
        await asyncio.sleep(0.02)


async def _drip(data: bytes, seconds: float, writer: asyncio.StreamWriter) -> None:
    steps = 20
    size = max(1, len(data) // steps)
    for start in range(0, len(data), size):
        writer.write(data[start : start + size])
        await writer.drain()
        await asyncio.sleep(seconds / steps)


def _answer(fault: Fault, asked: Asked, text: str) -> bytes:
    usage = usage_of(asked, text)
    match fault.kind:
        case "invalid_json":
            return completion(asked, f"Sure! {text[:-5]}", usage)
        case "wrong_shape":
            return completion(asked, '{"something": ["else", 1]}', usage)
        case "hallucinate":
            return completion(asked, hallucinated(asked), usage)
        case "refuse":
            return completion(asked, None, usage, refusal="I will not look at this.")
        case "empty":
            return completion(asked, "", usage)
        case "truncate":
            return completion(asked, text[: len(text) // 2], usage, finish_reason="length")
        case "huge":
            return completion(asked, '{"words": "' + "many " * (HUGE // 5), usage)
        case "usage":
            return completion(asked, text, {"prompt_tokens": -5, "completion_tokens": 10**12, "total_tokens": "many"})
    raise ValueError(f"no such fault: {fault.kind!r}")
