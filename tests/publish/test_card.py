"""The dataset card and the schemas beside the models."""

import json

import pytest
import yaml
from datasets import Features

from pipeline.publish.features import features
from schemas.document import Document
from schemas.export import PUBLISHED, schema_path, schema_text

from .press import Press, make_spec, record


def test_the_head_of_the_card_types_every_field_of_a_document(published: Press) -> None:
    head = yaml.safe_load(published.files()["README.md"].decode().split("---\n")[1])
    typed = Features._from_yaml_list(head["dataset_info"]["features"])
    assert set(typed) == {"jpg", "json", "__key__", "__url__"}
    assert set(typed["json"]) == set(Document.model_fields)
    assert typed["json"]["segments"].feature["object_image"].dtype == "int64"
    assert features() == head["dataset_info"]["features"]


def test_the_card_counts_splits_licences_and_what_was_left_out(press: Press) -> None:
    records = [record(n) for n in range(9)]
    records.append(record(9).model_copy(update={"captions": ()}))
    press.hold(records)
    press.publish([records], make_spec(val=0))
    card = press.files()["README.md"].decode()
    assert "| train | 2 | 9 |" in card
    assert "| coco | coco | CC BY 4.0 | 4 |" in card
    assert "| coco | coco | not known | 5 |" in card
    assert "| not for this recipe: no_caption | 1 |" in card
    assert "| check.min_score | 0.35 |" in card
    head = yaml.safe_load(card.split("---\n")[1])
    assert [files["split"] for files in head["configs"][0]["data_files"]] == ["train"], "a glob of nothing fails"


def test_a_recipe_of_bare_labels_says_so_on_its_card(press: Press) -> None:
    press.hold([record(1)])
    press.publish([[record(1)]], make_spec(val=0), "caption+label")
    assert "bare labels hurt" in " ".join(press.files()["README.md"].decode().split())


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_the_schema_beside_a_model_is_current(name: str) -> None:
    assert schema_path(name).read_text() == schema_text(PUBLISHED[name]), "run: python -m schemas.export"


def test_a_published_document_has_exactly_the_schemas_fields(published: Press) -> None:
    schema = json.loads(schema_path("document").read_text())
    assert set(schema["required"]) == set(schema["properties"]) == set(Document.model_fields)
