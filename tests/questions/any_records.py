"""Any record at all, for rules that hold for every picture: duplicates, crowds, odd names, wild relations."""

from hypothesis import strategies as st

from schemas.record import Record
from tests.questions.pictures import PROMISED, Thing, picture

LABELS = ["person", "cup", "dog", "scissors", "bus", "wine glass", "orange", "man", "glass", "work truck", "truck",
          "grass", "no. 7 sign", "traffic light", "mouse", "skis", "people", "kite"]  # fmt: skip
ATTRIBUTES = ["red", "grey", "gray", "wooden", "tall", "parked", "striped", "large", "blue"]
PREDICATES = [
    "on",
    "holding",
    "wears",
    "left of",
    "is wearing a",
    "has",
    "says",
    "next to",
    "smaller than",
]
WORDS = ["A dog on the bus.", "an orange cat and a cup", "Two cups, 3 dogs", "the person holding a kite", "a mouse"]


@st.composite
def boxes(draw: st.DrawFn) -> tuple[float, float, float, float]:
    x, y = draw(st.integers(0, 600)), draw(st.integers(0, 440))
    return x, y, draw(st.integers(x + 2, 640)), draw(st.integers(y + 2, 480))


@st.composite
def things(draw: st.DrawFn) -> Thing:
    return Thing(
        label=draw(st.sampled_from(LABELS)),
        box=draw(boxes()),
        attributes=tuple(draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=3, unique=True))),
        is_crowd=draw(st.integers(0, 9)) == 0,
        score=draw(st.sampled_from([1.0, 0.9, 0.4])),
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    held = draw(st.lists(things(), max_size=9))
    ends = st.integers(0, max(0, len(held) - 1))
    triples = draw(st.lists(st.tuples(ends, st.sampled_from(PREDICATES), ends), max_size=6)) if held else []
    return picture(
        *held,
        relations=[triple for triple in triples if triple[0] != triple[2]],
        captions=draw(st.lists(st.sampled_from(WORDS), max_size=3, unique=True)),
        phrases=draw(st.lists(st.tuples(st.sampled_from(WORDS), boxes()), max_size=3)),
        promised=draw(st.sampled_from([PROMISED, ()])),
        key=f"coco/{draw(st.integers(0, 10**6))}",
    )
