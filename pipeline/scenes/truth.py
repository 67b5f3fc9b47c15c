"""What is true of one rendered scene, before any data set's layout: plain data to send between processes."""

from dataclasses import dataclass

from pipeline.scenes.curves import Point

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Noun:
    """How a thing is spoken of."""

    label: str
    said: str
    plural: str
    synset: str


@dataclass(frozen=True)
class Seen:
    """A visible thing or surface: its tight xyxy box in whole pixels, its area in pixels, what it is like.

    `category` is its COCO id, 0 for surfaces, which COCO does not annotate. A crowd has `runs`, other things
    have `polygons`. `place` says where it is, "" where that would be odd.
    """

    noun: Noun
    category: int
    box: Box
    area: int
    attributes: tuple[str, ...] = ()
    place: str = ""
    colour: str = ""
    material: str = ""
    pattern: str = ""
    crowd: bool = False
    polygons: tuple[tuple[Point, ...], ...] = ()
    runs: tuple[int, ...] = ()

    @property
    def surface(self) -> bool:
        return self.category == 0


@dataclass(frozen=True)
class Relation:
    """`subject` and `object` are indices of the scene's seen things."""

    subject: int
    predicate: str
    object: int


@dataclass(frozen=True)
class Region:
    box: Box
    phrase: str


@dataclass(frozen=True)
class Question:
    question: str
    answer: str
    asked: tuple[int, ...] = ()
    answered: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scene:
    """`index` counts from 0; `things` has the things from back to front, then the surfaces."""

    index: int
    width: int
    height: int
    scenery: str
    things: tuple[Seen, ...]
    relations: tuple[Relation, ...]
    captions: tuple[str, ...]
    regions: tuple[Region, ...]
    questions: tuple[Question, ...]
