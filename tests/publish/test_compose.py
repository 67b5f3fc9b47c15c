"""What a document says, shows and leaves out."""

from collections.abc import Sequence

import pytest

from pipeline.publish.compose import Unpublished, compose
from pipeline.publish.recipes import load_recipe
from pipeline.publish.verify_document import verify_document
from schemas.document import Document
from schemas.part import Part
from schemas.record import Label, Record, Region

from .press import BY, record


def composed(one: Record, recipe: str = "multigrained") -> Document:
    document = compose(one, load_recipe(recipe))
    assert isinstance(document, Document)
    assert verify_document(document) == []
    return document


def said(document: Document, parts: Sequence[Part] | None = None) -> str:
    """As a reader sees it: <image>, <crop of region>, <box of region>."""
    words = ""
    for part in document.segments if parts is None else parts:
        if part.text is not None:
            words += part.text
        elif part.region is not None:
            words += f"<box {part.region}>"
        elif part.object_image is not None:
            words += f"<crop {document.object_images[part.object_image].region}>"
        else:
            words += "<image>"
    return words


def test_multigrained_says_caption_labels_meanings_and_shows_objects_largest_first() -> None:
    text = said(composed(record(3)))
    assert text.startswith("<image>\n")
    assert "Dog number 3." in text or 'Two "dogs"' in text
    assert "A tame carnivore that barks." in text
    assert 0 < text.index("<crop 2>") < text.index("<crop 1>")
    assert "<box 2>" in text
    assert "<crop 0>" not in text, "a crowd is no object"


def test_each_sentence_names_its_source_and_the_regions_it_speaks_of() -> None:
    document = composed(record(3))
    texts = {part.text: part for part in document.segments if part.text}
    assert texts["A tame carnivore that barks."].about == (1, 2)
    assert texts["dog"].by == BY
    assert {part.by.stage for part in document.segments} == {"ground", "compose"}
    assert {part.by.prompt for part in document.segments if part.by.stage == "compose"} == {"multigrained@1"}


def test_wordings_vary_with_the_key_and_with_nothing_else() -> None:
    shapes = {said(composed(record(n))).replace(str(n), "N") for n in range(40)}
    assert len(shapes) > 5
    assert said(composed(record(5))) == said(composed(record(5)))


@pytest.mark.parametrize(
    ("recipe", "lost", "rule"),
    [
        ("caption", {"captions": ()}, "no_caption"),
        ("caption+label", {"labels": ()}, "no_label"),
        ("caption+label+description", {"descriptions": ()}, "no_description"),
        ("multigrained", {"regions": ()}, "no_region"),
        ("multigrained+relation", {"relations": ()}, "no_relation"),
        ("grounding", {"conversations": ()}, "no_question"),
        ("fine", {"labels": (Label(name="cat", by=BY),)}, "no_description"),
        ("multigrained", {"regions": (Region(label="dog", box=(0, 0, 3, 3), origin="coco"),)}, "no_object_image"),
        ("multigrained", {"regions": (Region(label="", box=(0, 0, 9, 9), origin="x", phrase="sky"),)}, "no_region"),
        (
            "multigrained",
            {"regions": (Region(label="dog", box=(0, 0, 90, 60), origin="x", is_crowd=True),)},
            "no_region",
        ),
        ("conversation", {}, "no_question"),
    ],
)
def test_a_record_without_a_required_grain_is_unpublished_by_rule(
    recipe: str, lost: dict[str, object], rule: str
) -> None:
    assert compose(record(1).model_copy(update=lost), load_recipe(recipe)) == Unpublished(rule)


@pytest.mark.parametrize(
    ("recipe", "held"),
    [
        ("caption", {"captions", "segments"}),
        ("caption+label", {"captions", "labels", "segments"}),
        ("multigrained", {"captions", "labels", "regions", "object_images", "segments"}),
        ("fine", {"labels", "regions", "object_images", "segments"}),
        ("grounding", {"regions", "relations", "object_images", "conversations"}),
    ],
)
def test_a_document_holds_the_recipes_grains_and_no_others(recipe: str, held: set[str]) -> None:
    document = composed(record(1), recipe)
    lists = ("captions", "labels", "regions", "relations", "object_images", "segments", "conversations")
    assert {name for name in lists if getattr(document, name)} == held


def test_a_recipe_without_descriptions_holds_none() -> None:
    assert {label.description for label in composed(record(1), "caption+label").labels} == {""}
    assert {label.description for label in composed(record(1)).labels} != {""}


def test_labels_without_a_description_are_not_said_bare_by_a_recipe_of_descriptions() -> None:
    one = record(1)
    one = one.model_copy(update={"labels": (*one.labels, Label(name="gizmo", by=BY))})
    document = composed(one)
    assert [label.name for label in document.labels] == ["dog", "person", "gizmo"]
    assert "gizmo" not in said(document)
    assert "gizmo" in said(composed(one, "caption+label"))


def test_an_object_whose_label_has_no_description_is_not_shown_by_a_recipe_of_descriptions() -> None:
    one = record(1)
    gizmo = Region(label="gizmo", box=(0.0, 0.0, 96.0, 64.0), origin="coco")
    assert "gizmo" not in said(composed(one.model_copy(update={"regions": (*one.regions, gizmo)})))


def test_relations_name_both_ends_with_their_places() -> None:
    text = said(composed(record(2), "multigrained+relation"))
    assert "dog <box 1> left of dog <box 2>" in text


def test_conversations_keep_their_references_when_regions_are_left_out() -> None:
    one = record(1)
    document = compose(one, load_recipe("conversation"))
    assert document == Unpublished("no_question")
    moved = one.model_copy(update={"conversations": (one.conversations[0].model_copy(update={"task": "qa"}),)})
    taken = composed(moved, "conversation")
    assert [region.box for region in taken.regions] == [one.regions[2].box]
    assert said(taken, taken.conversations[0].turns[0].parts) == "<image>Where is <crop 0>"
    assert said(taken, taken.conversations[0].turns[1].parts) == "<box 0>"
    assert taken.conversations[0].turns[1].parts[0].about == (0,)
    assert taken.template == ""


def test_the_same_object_image_asked_of_twice_is_kept_once() -> None:
    one = record(1)
    document = composed(one.model_copy(update={"conversations": one.conversations * 2}), "grounding")
    assert len(document.conversations) == 2
    assert len(document.object_images) == 1


def test_a_place_in_words_is_where_the_box_is_in_what_is_shown() -> None:
    one = record(1)
    far = Region(label="dog", box=(0.0, 44.0, 20.0, 64.0), origin="coco")
    near = Region(label="person", box=(22.0, 0.0, 60.0, 40.0), origin="coco")
    text = said(composed(one.model_copy(update={"regions": (far, near)}), "multigrained-compact"))
    assert "lower left" in text
