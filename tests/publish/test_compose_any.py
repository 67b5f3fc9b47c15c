"""Whatever the record, a document that comes out of it holds together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.publish.compose import Unpublished, compose
from pipeline.publish.recipes import load_recipe
from pipeline.publish.verify_document import verify_document
from schemas.document import Document
from schemas.objectimage import ObjectImage
from schemas.part import Part, Turn
from schemas.question import Conversation
from schemas.record import Caption, Description, Label, Record, Region, Relation

from .press import BY, record

NAMES = st.sampled_from(["dog", "cat", "traffic light", "é"])
RECIPES = (
    "caption",
    "caption+label",
    "caption+label+description",
    "multigrained",
    "multigrained-compact",
    "multigrained+relation",
    "fine",
    "grounding",
    "conversation",
    "description",
)


@st.composite
def regions(draw: st.DrawFn) -> Region:
    x0, y0 = draw(st.integers(0, 90)), draw(st.integers(0, 60))
    x1, y1 = draw(st.integers(x0 + 1, 96)), draw(st.integers(y0 + 1, 64))
    label = draw(NAMES | st.just(""))
    score = draw(st.floats(0, 1))
    return Region(
        label=label,
        box=(x0, y0, x1, y1),
        score=score,
        origin="coco",
        phrase="" if label else "a place",
        is_crowd=draw(st.booleans()),
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    found = draw(st.lists(regions(), max_size=6))
    index = st.integers(0, len(found) - 1)
    singles = [i for i, region in enumerate(found) if not region.is_crowd]
    triples = draw(st.lists(st.tuples(index, index), max_size=4)) if found else []
    asked = draw(st.lists(st.sampled_from(singles), max_size=3)) if singles else []
    return record(draw(st.integers(0, 500))).model_copy(
        update={
            "captions": tuple(Caption(text=t, by=BY) for t in draw(st.lists(st.text(min_size=1), max_size=2))),
            "labels": tuple(Label(name=n, by=BY) for n in draw(st.lists(NAMES, max_size=3, unique=True))),
            "descriptions": tuple(Description(label=n, text=f"{n} is", by=BY) for n in draw(st.sets(NAMES))),
            "regions": tuple(found),
            "relations": tuple(Relation(subject=a, predicate="on", object=b, origin="x", by=BY) for a, b in triples),
            "conversations": tuple(conversation(region, draw) for region in asked),
        }
    )


def conversation(region: int, draw: st.DrawFn) -> Conversation:
    task = draw(st.sampled_from(["image_to_coordinate", "qa", "description"]))
    ask = Turn(role="user", parts=(Part(text="?", about=(region,), by=BY), Part(object_image=0, by=BY)))
    answer = Turn(role="assistant", parts=(Part(region=region, by=BY),))
    return Conversation.model_validate(
        {"task": task, "turns": (ask, answer), "object_images": (ObjectImage(region=region, margin=0.5),)}
    )


@settings(deadline=None)
@given(records(), st.sampled_from(RECIPES))
def test_a_document_of_any_record_and_recipe_holds_together(one: Record, stem: str) -> None:
    ready = load_recipe(stem)
    document = compose(one, ready)
    if isinstance(document, Unpublished):
        grains = {*ready.recipe.body.requires, "object_image"}
        assert document.rule.removeprefix("no_") in grains
        return
    assert verify_document(document) == []
    read = Document.model_validate_json(document.model_dump_json(), strict=True)
    assert read == document
    for grain, held in (("caption", read.captions), ("label", read.labels), ("relation", read.relations)):
        assert bool(held) <= (grain in ready.recipe.body.grains)
