"""Speaks just enough HTTP/1.1 over asyncio streams: one connection, request after request."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from tests.server.answers import answer
from tests.server.asked import Asked, read
from tests.server.behaviour import Behaviour, Fault, share
from tests.server.faults import STATUSES, Connection, write_fault
from tests.server.responses import completion, error, response, usage_of


@dataclass(slots=True)
class Handler:
    """`log` gets a line for each request, flushed at once: role, digests, what was done. Never keys or pixels."""

    behaviour: Behaviour
    log: TextIO
    in_progress: int = 0
    most_in_progress: int = 0
    attempts: Counter[str] = field(default_factory=Counter)
    met: Counter[int] = field(default_factory=Counter)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        start, *lines = head.split("\r\n")
        method, path, _ = start.split(" ")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if method == "GET" and path == "/v1/models":
            writer.write(response(200, json.dumps({"object": "list", "data": []}).encode()))
            return True
        if method == "PUT" and path == "/behaviour":
            self.behaviour = Behaviour.model_validate_json(body)
            self.met.clear()
            self.attempts.clear()
            writer.write(response(200, b"{}"))
            return True
        if (method, path) != ("POST", "/v1/chat/completions"):
            writer.write(error(404, f"no such address: {path}"))
            return True
        self.in_progress += 1
        self.most_in_progress = max(self.most_in_progress, self.in_progress)
        try:
            return await self._complete(body, headers.get("authorization", ""), (reader, writer))
        finally:
            self.in_progress -= 1

    async def _complete(self, body: bytes, authorization: str, connection: Connection) -> bool:
        behaviour, writer = self.behaviour, connection[1]
        asked = read(body)
        self.attempts[asked.digest] += 1
        refusal = self._refusal(asked, authorization)
        if refusal is not None:
            self._note(asked, "refused", {})
            writer.write(refusal)
            return True
        fault = self._fault(asked)
        if fault is not None and fault.kind in STATUSES:
            self._note(asked, fault.kind, {})
            return await write_fault(fault, asked, behaviour, authorization, connection)
        await asyncio.sleep(self._latency(asked))
        text = answer(asked, behaviour)
        self._note(asked, "answered" if fault is None else fault.kind, usage_of(asked, text))
        if fault is not None:
            return await write_fault(fault, asked, behaviour, authorization, connection)
        writer.write(completion(asked, text, usage_of(asked, text)))
        return True

    def _refusal(self, asked: Asked, authorization: str) -> bytes | None:
        known = self.behaviour
        if known.api_key is not None and authorization != f"Bearer {known.api_key}":
            return error(401, f"Incorrect API key provided: {authorization}", "invalid_api_key")
        if known.models is not None and asked.model not in known.models:
            return error(404, f"The model {asked.model!r} does not exist", "model_not_found")
        if asked.mode not in known.modes:
            return error(400, f"response_format {asked.mode} is not supported")
        if known.capacity is not None and self.in_progress > known.capacity:
            return error(429, "Too many at once", "rate_limit_exceeded")
        return None

    def _fault(self, asked: Asked) -> Fault | None:
        attempt = self.attempts[asked.digest]
        for index, fault in enumerate(self.behaviour.faults):
            fits = (
                (fault.attempts is None or attempt <= fault.attempts)
                and (fault.role is None or fault.role == asked.role)
                and (fault.text is None or fault.text in asked.words)
                and (fault.image is None or fault.image in asked.images)
                and (fault.repaired is None or fault.repaired == asked.is_repair)
                and share(self.behaviour.seed, index, asked.digest, attempt) < fault.share
                and (fault.first is None or self.met[index] < fault.first)
            )
            if fits:
                self.met[index] += 1
                return fault
        return None

    def _latency(self, asked: Asked) -> float:
        is_slow = share("slow", self.behaviour.seed, asked.digest) < self.behaviour.slow_share
        return self.behaviour.slow_s if is_slow else self.behaviour.latency_s

    def _note(self, asked: Asked, done: str, usage: dict[str, int]) -> None:
        line: dict[str, Any] = {
            "role": asked.role,
            "model": asked.model,
            "mode": asked.mode,
            "images": list(asked.images),
            "request": asked.digest,
            "is_repair": asked.is_repair,
            "done": done,
            "in_progress": self.in_progress,
            "input_tokens": usage.get("prompt_tokens", 0),
            "output_tokens": usage.get("completion_tokens", 0),
        }
        self.log.write(json.dumps(line) + "\n")
        self.log.flush()


async def serve(handler: Handler, port: int) -> asyncio.Server:
    """On 127.0.0.1; port 0: a free one. A port freed by a killed server can be taken again at once."""
    return await asyncio.start_server(handler.connect, "127.0.0.1", port, reuse_address=True, limit=2**16, backlog=2048)


def open_log(path: Path) -> TextIO:
    return path.open("a", encoding="utf-8")
