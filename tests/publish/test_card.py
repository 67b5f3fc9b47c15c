"""The dataset card and the schemas beside the models."""

import json
from dataclasses import replace

import pytest
import yaml
from datasets import Features

from pipeline.publish.close import read_manifest
from pipeline.publish.features import features
from pipeline.publish.verify_shards import verify_shards
from schemas.document import Document
from schemas.export import PUBLISHED, schema_path, schema_text

from .press import FACTS, Press, make_spec, record


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


def test_the_card_says_who_made_it_with_which_words_and_what_it_cannot_do(press: Press) -> None:
    press.hold([record(1)])
    makers = (
        ("ask", "rules", "", "count@1"),
        ("ground", "detector", "yolox", ""),
        ("relate", "rules", "", "geometry@1"),
    )
    press.facts = replace(FACTS, makers=makers, max_distance=4, evaluation=(("pope.json", 500, "ab" * 32, 3),))
    press.publish([[record(1)]], make_spec(val=0))
    card = press.files()["README.md"].decode()
    assert "| ask | rules |  | count@1 |" in card and "| ground | detector | yolox |  |" in card
    assert "| pope.json | 500 |" in card and "A model made part of this" in card
    assert "differ in at most 4 bits" in card and "plane, not of depth" in card
    assert all(f"| `{field}` |" in card for field in Document.model_fields)
    assert "${" not in card and 'load_dataset("FOLDER")' in card


def test_licences_that_several_sources_share_are_summed_up(press: Press) -> None:
    records = [record(n) for n in range(4)]
    records += [record(n).model_copy(update={"source": "vg", "key": f"vg/{n:012d}"}) for n in range(4, 9)]
    press.hold(records)
    press.publish([records], make_spec(val=0))
    card = press.files()["README.md"].decode()
    assert "| all |  | CC BY 4.0 | 4 |" in card and "| all |  | not known | 5 |" in card


def test_a_manifest_of_before_there_was_metadata_is_still_read(published: Press) -> None:
    """Its bytes have no croissant_sha256, and its digest is over those."""
    old = read_manifest(published.store, "shards").model_copy(update={"croissant_sha256": ""}).sealed()
    assert b"croissant" not in old.to_bytes()
    (published.folder / "manifest.json").write_bytes(old.to_bytes())
    (published.folder / "croissant.json").unlink()
    assert list(verify_shards(published.store, "shards")) == []
