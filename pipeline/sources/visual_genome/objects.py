"""The objects of one image, gathered from objects, attributes and the ends of relationships."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.sources.draft import Tally
from pipeline.sources.frame import Frame
from schemas.geometry import Box
from schemas.given import GivenObject


def words(value: Any) -> str:
    """Lower case, single spaces; empty for what is no text."""
    return " ".join(value.lower().split()) if isinstance(value, str) else ""


@dataclass
class Objects:
    """Grows while the files of one image are read. Rules: duplicate_id, no_name, and those of Frame.box."""

    source: str
    frame: Frame
    tally: Tally
    kept: list[GivenObject] = field(default_factory=list)
    _by_id: dict[int, int | None] = field(default_factory=dict)
    _by_place: dict[tuple[str, Box], int] = field(default_factory=dict)

    def add(self, thing: Mapping[str, Any] | None) -> int | None:
        """Its index, None when it was dropped; an id met before is a duplicate."""
        if thing is not None and thing.get("id") in self._by_id:
            self.tally.meet("object")
            self.tally.drop("object", "duplicate_id", thing["id"])
            return None
        return self._enter(thing)

    def find_or_add(self, thing: Mapping[str, Any] | None) -> int | None:
        """The object of this id; without one the object of this name and box; else it is added from its own box.

        v1.0 numbers some ends of relationships and some entries of attributes anew.
        """
        if (found := self.find(thing)) is not None:
            return found
        is_dropped = thing is not None and thing.get("id") in self._by_id
        return None if is_dropped else self._enter(thing)

    def find(self, thing: Mapping[str, Any] | None) -> int | None:
        if thing is None:
            return None
        if thing.get("id") in self._by_id:
            return self._by_id[thing["id"]]
        box = self.frame.box(thing.get("box"))
        return None if isinstance(box, str) else self._by_place.get((words(thing.get("name")), box))

    def describe(self, index: int, attributes: list[Any]) -> None:
        """Joins attributes onto an object, each once."""
        one = self.kept[index]
        found = [word for word in map(words, attributes) if word]
        joined = tuple(dict.fromkeys([*one.attributes, *found]))
        self.kept[index] = one.model_copy(update={"attributes": joined})

    def _enter(self, thing: Mapping[str, Any] | None) -> int | None:
        self.tally.meet("object")
        index = self._make(thing or {})
        if thing is not None and thing.get("id") is not None:
            self._by_id[thing["id"]] = index
        return index

    def _make(self, thing: Mapping[str, Any]) -> int | None:
        label, box = words(thing.get("name")), self.frame.box(thing.get("box"))
        if not label:
            self.tally.drop("object", "no_name", thing.get("id"))
            return None
        if isinstance(box, str):
            self.tally.drop("object", box, f"{label} {thing.get('box')}")
            return None
        synset = thing["synset"] if isinstance(thing.get("synset"), str) else ""
        id_ = "" if thing.get("id") is None else str(thing["id"])
        self.kept.append(GivenObject(label=label, box=box, source=self.source, synset=synset, source_id=id_))
        self._by_place.setdefault((label, box), len(self.kept) - 1)
        return len(self.kept) - 1
