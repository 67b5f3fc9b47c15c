"""Records for tests of questions, built by hand: what is in the picture, and what its source promises."""

from collections.abc import Sequence
from typing import NamedTuple

from schemas.geometry import Box
from schemas.given import Exhaustive, Given, GivenCaption, GivenObject, GivenPhrase
from schemas.objectimage import ObjectImage
from schemas.part import Part, Turn
from schemas.provenance import Provenance
from schemas.question import Claim, Conversation
from schemas.record import Caption, Image, Label, Record, Region, Relation

BY = Provenance(stage="test", backend="rules")
PROMISED = (Exhaustive(source="coco", vocabulary="coco80"),)


class Thing(NamedTuple):
    label: str
    box: Box
    attributes: tuple[str, ...] = ()
    is_crowd: bool = False
    score: float = 1.0


def picture(
    *things: Thing,
    relations: Sequence[tuple[int, str, int]] = (),
    captions: Sequence[str] = (),
    phrases: Sequence[tuple[str, Box]] = (),
    promised: tuple[Exhaustive, ...] = PROMISED,
    key: str = "coco/1",
    license: str = "",
) -> Record:
    """640 x 480, everything annotated by `coco`, regions as `ground` makes them."""
    objects = tuple(
        GivenObject(label=t.label, box=t.box, source="coco", is_crowd=t.is_crowd, attributes=t.attributes)
        for t in things
    )
    regions = [
        Region(
            label=t.label,
            box=t.box,
            score=t.score,
            origin="coco",
            attributes=t.attributes,
            is_crowd=t.is_crowd,
            given=i,
        )
        for i, t in enumerate(things)
    ]
    regions += [Region(label="", phrase=text, box=box, origin="coco") for text, box in phrases]
    given = Given(
        captions=tuple(GivenCaption(text=text, source="coco") for text in captions),
        objects=objects,
        phrases=tuple(GivenPhrase(text=text, box=box, source="coco") for text, box in phrases),
        exhaustive=promised,
    )
    return Record(
        key=key,
        source="coco",
        identity=key,
        content="",
        image=Image(width=640, height=480, source_sha256="", num_bytes=1, is_verbatim=True, license=license),
        given=given,
        captions=tuple(Caption(text=text, by=BY) for text in captions),
        labels=tuple(Label(name=name, by=BY) for name in dict.fromkeys(t.label for t in things)),
        regions=tuple(regions),
        relations=tuple(Relation(subject=s, predicate=p, object=o, origin="coco", by=BY) for s, p, o in relations),
    )


MAN = Thing("person", (20, 100, 140, 460), ("tall",))
WOMAN = Thing("person", (480, 90, 620, 470))
DOG = Thing("dog", (180, 330, 330, 470), ("brown",))
KITE = Thing("kite", (250, 20, 340, 110), ("red", "striped"))
CUPS = (
    Thing("cup", (360, 300, 400, 350), ("red",)),
    Thing("cup", (410, 300, 450, 350), ("blue",)),
    Thing("cup", (455, 302, 478, 351), ("green",)),
)


def park() -> Record:
    """Enough to ask every kind of question."""
    return picture(
        MAN,
        WOMAN,
        DOG,
        KITE,
        *CUPS,
        relations=[(0, "holding", 3), (2, "next to", 1), (2, "on", 5)],
        captions=["A dog sitting below a kite.", "Two people fly a kite in a park."],
        phrases=[("a red and striped kite in the sky", (240, 10, 350, 120)), ("3 cups in a row", (355, 290, 485, 360))],
    )


def asked(question: Sequence[object], answer: Sequence[object], *claims: Claim, crops: Sequence[ObjectImage] = (),
          task: str = "text_to_coordinate") -> Conversation:  # fmt: skip
    """One round by hand: text as str, a region's coordinates as int, an object image as ("crop", number)."""
    turns = (
        Turn(role="user", parts=(Part(image=True, by=BY), *map(_part, question))),
        Turn(role="assistant", parts=tuple(map(_part, answer))),
    )
    return Conversation.model_validate({"task": task, "turns": turns, "object_images": crops, "claims": claims})


def _part(said: object) -> Part:
    match said:
        case str():
            return Part(text=said, by=BY)
        case int():
            return Part(region=said, by=BY)
        case ("crop", int(number)):
            return Part(object_image=number, by=BY)
        case (str(text), tuple(about)):
            return Part(text=text, about=about, by=BY)
    raise TypeError(said)
