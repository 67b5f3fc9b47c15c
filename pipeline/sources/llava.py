"""LLaVA's layout: one JSON list of {id, image, conversations: [{from, value}]} and a folder of images."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.protocols.stage import Rejected
from pipeline.sources.draft import Tally, make_draft, open_picture
from pipeline.sources.files import place_of
from pipeline.sources.imageid import encode_id
from pipeline.sources.jsonstream import check_opening, stream_list
from pipeline.sources.root import check_file, check_folder, digest_file, digest_folder, load_picture, read_picture
from pipeline.sources.source import Draft, Fragment, Grain, Locator, Refused, SourceError
from schemas.given import Given, GivenConversation, GivenTurn
from schemas.sources import LlavaSpec

ROLES = {"human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant", "system": "system"}

_MARK = re.compile(r"\s*<image>\s*")


class LlavaSource:
    """Keys are `<name>/<image path, percent-encoded>`: an image's entries become one record."""

    def __init__(self, spec: LlavaSpec) -> None:
        self._spec = spec
        self._root = place_of(spec.images, f"source {spec.name!r}, images")
        self._file = place_of(spec.conversations, f"source {spec.name!r}, conversations")

    @property
    def name(self) -> str:
        return self._spec.name

    @property
    def grains(self) -> frozenset[Grain]:
        return frozenset({"question"})

    def check(self) -> None:
        check_folder(self._root, f"source {self.name!r}, images")
        check_file(self._file, f"source {self.name!r}, conversations")
        check_opening(self._file, "[", "LLaVA's layout is one list of entries")

    def prepare(self) -> None:
        """Nothing to make."""

    def num_bytes(self) -> int:
        return self._file.stat().st_size

    def most_images(self) -> int | None:
        return None  # entries without a picture count too

    def digest(self) -> str:
        parts = f"llava {self.name}", digest_file(self._file), digest_folder(self._root)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def fragments(self) -> Iterator[Fragment]:
        """Kinds: conversation; no_image for an entry without one picture, under the digest of the entry."""
        for number, entry in enumerate(stream_list(self._file), 1):
            if not isinstance(entry, dict):
                raise SourceError(f"{self._file}: entry {number} is {entry!r:.40}, expected an object {{...}}")
            yield _fragment(entry)

    def tables(self) -> Mapping[str, Any]:
        return {}

    def assemble(self, image_id: str, fragments: Sequence[Fragment], tables: Mapping[str, Any]) -> Draft | Refused:
        """Rules: no_image, unsafe_path, missing_image, and those of the picture."""
        key = f"{self.name}/{image_id}"
        bodies = [json.loads(fragment.body) for fragment in fragments]
        if fragments[0].kind == "no_image":
            return Refused(key, Rejected("no_image", f"entry {bodies[0]['id']!r} names no picture, or several"))
        path: str = bodies[0]["image"]
        data = load_picture(self._root, path)
        opened = data if isinstance(data, Rejected) else open_picture(data)
        if isinstance(opened, Rejected):
            return Refused(key, opened)
        tally = Tally()
        conversations = tuple(one for body in bodies if (one := _conversation(self.name, body, tally)) is not None)
        given = Given(conversations=conversations)
        return make_draft(key, Locator(self.name, path), opened.image(), given, tally)

    def read(self, locator: Locator) -> bytes:
        return read_picture(self._root, locator.path)


def _fragment(entry: Mapping[str, Any]) -> Fragment:
    image = entry.get("image")
    if isinstance(image, list) and len(image) == 1:
        image = image[0]
    body = json.dumps({"id": entry.get("id"), "image": image, "conversations": entry.get("conversations")})
    if isinstance(image, str) and image:
        return Fragment(encode_id(image), "conversation", body)
    whole = json.dumps(entry, sort_keys=True)
    return Fragment(hashlib.sha256(whole.encode()).hexdigest(), "no_image", body)


def _conversation(source: str, body: Mapping[str, Any], tally: Tally) -> GivenConversation | None:
    """Counted as a question. Rules: bad_shape, unknown_role, empty."""
    tally.meet("question")
    turns = body["conversations"]
    if not isinstance(turns, list) or not turns:
        tally.drop("question", "bad_shape", body["id"])
        return None
    found: list[GivenTurn] = []
    for turn in turns:
        made = _turn(turn)
        if isinstance(made, str):
            tally.drop("question", made, body["id"])
            return None
        found.append(made)
    return GivenConversation(turns=tuple(found), source=source)


def _turn(turn: Any) -> GivenTurn | str:
    """Or the name of the rule it breaks. The mark goes with the space around it: the picture opens every document."""
    if not isinstance(turn, dict) or not isinstance(turn.get("value"), str):
        return "bad_shape"
    role = ROLES.get(turn["from"]) if isinstance(turn.get("from"), str) else None
    if role is None:
        return "unknown_role"
    text = _MARK.sub(" ", turn["value"]).strip()
    return GivenTurn(role=role, text=text) if text else "empty"
