"""What a request asks: role, words, pictures by digest, the region numbers it names."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_PROMPTS = Path(__file__).resolve().parents[2] / "prompts" / "openai"
_REGION = re.compile(r"^\[(\d+)\] ([^,\n]+), left", re.MULTILINE)
_MOST = re.compile(r"(\d+) (?:relations |conversations of each )?at most")


@dataclass(frozen=True, slots=True)
class Asked:
    role: str
    model: str
    mode: str
    system: str
    user: str
    images: tuple[str, ...]
    is_repair: bool
    max_tokens: int
    digest: str

    @property
    def words(self) -> str:
        return f"{self.system}\n{self.user}"

    @property
    def regions(self) -> tuple[tuple[int, str], ...]:
        return tuple((int(number), label) for number, label in _REGION.findall(self.user))

    def after(self, heading: str) -> str:
        """The rest of the line after `heading`."""
        found = re.search(rf"^{re.escape(heading)}\s*(.*)$", self.user, re.MULTILINE)
        return found[1].strip() if found else ""

    @property
    def most(self) -> int:
        found = _MOST.search(self.user)
        return int(found[1]) if found else 5


def read(body: bytes) -> Asked:
    """Raises ValueError for what is no chat request."""
    data: dict[str, Any] = json.loads(body)
    messages = data["messages"]
    system = "\n".join(_words(m) for m in messages if m["role"] == "system")
    users = [m for m in messages if m["role"] == "user"]
    wanted = data.get("response_format") or {"type": "text"}
    return Asked(
        role=_role(wanted, system),
        model=str(data["model"]),
        mode=wanted["type"],
        system=system,
        user=_words(users[0]),
        images=tuple(digest for message in messages for digest in _images(message)),
        is_repair=len(users) > 1,
        max_tokens=int(data.get("max_completion_tokens") or data.get("max_tokens") or 4096),
        digest=hashlib.sha256(body).hexdigest(),
    )


def _words(message: dict[str, Any]) -> str:
    content = message["content"]
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def _images(message: dict[str, Any]) -> list[str]:
    content = message["content"]
    urls = [] if isinstance(content, str) else [p["image_url"]["url"] for p in content if p["type"] == "image_url"]
    return [hashlib.sha256(base64.b64decode(url.partition(",")[2], validate=True)).hexdigest() for url in urls]


def _role(wanted: dict[str, Any], system: str) -> str:
    """By the schema's name; where none is sent, by whose system words these are."""
    if wanted["type"] == "json_schema":
        return str(wanted["json_schema"]["name"])
    return next((role for role, opening in _openings() if system.startswith(opening)), "unknown")


@cache
def _openings() -> tuple[tuple[str, str], ...]:
    bodies = [yaml.safe_load(path.read_text()) for path in sorted(_PROMPTS.glob("*.yaml"))]
    return tuple((body["role"], body["system"].strip()) for body in bodies if "system" in body)
