"""Visual Genome's layout, both versions: objects gathered by id, relations and questions tied to them."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.sources.source import Source, SourceError
from tests.sources.importing import DATA, Met, imported, rules, source, write_json, write_picture


def thing(id_: int, name: str = "Dog ", box: tuple[float, ...] = (1, 2, 10, 12), **other: Any) -> dict[str, Any]:
    x, y, w, h = box
    return {"object_id": id_, "names": [name], "x": x, "y": y, "w": w, "h": h, "synsets": ["dog.n.01"], **other}


class Genome:
    """Visual Genome's files in the making; image 1 is 40x30."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, list[dict[str, Any]]] = {"image_data": [self.image(1)]}
        write_picture(root / "images" / "1.jpg")

    def image(self, id_: int, **other: Any) -> dict[str, Any]:
        return {"image_id": id_, "width": 40, "height": 30, "coco_id": None, **other}

    def say(self, stem: str, key: str, items: list[Any], image_id: int = 1) -> None:
        self.files.setdefault(stem, []).append({"image_id": image_id, key: items})

    def source(self) -> Source:
        for stem, body in self.files.items():
            write_json(self.root / "notes" / f"{stem}.json", body)
        return source(kind="visual_genome", images=str(self.root / "images"), annotations=str(self.root / "notes"))

    def met(self) -> Met:
        return imported(self.source())


@pytest.fixture
def genome(tmp_path: Path) -> Genome:
    return Genome(tmp_path)


def test_objects_are_lower_cased_boxed_and_given_their_attributes(genome: Genome) -> None:
    genome.say("objects", "objects", [thing(7, " Big  DOG", (1, 2, 10, 12))])
    genome.say("attributes", "attributes", [thing(7, attributes=["Brown", "brown ", "wet"]), thing(7)])
    draft = genome.met().only()
    (dog,) = draft.record.given.objects
    assert (dog.label, dog.box, dog.synset, dog.source_id) == ("big dog", (1.0, 2.0, 11.0, 14.0), "dog.n.01", "7")
    assert dog.attributes == ("brown", "wet")
    assert (draft.record.key, draft.record.image.license) == ("vg/1", "")


def test_the_coco_id_is_the_identity_where_there_is_one(genome: Genome) -> None:
    assert genome.met().only().record.identity.startswith("sha256:")
    genome.files["image_data"] = [genome.image(1, coco_id=139)]
    assert genome.met().only().record.identity == "coco:139"


def test_a_relation_end_without_entry_is_added_from_its_own_box_and_only_once(genome: Genome) -> None:
    genome.say("objects", "objects", [thing(1, "man", (0, 0, 9, 9))])
    hat = thing(50, "hat", (2, 0, 4, 2))
    same_man = thing(51, "Man", (0, 0, 9, 9))
    ends = [(thing(1), hat), (same_man, hat), (thing(52, "hat", (2, 0, 4, 2)), thing(1))]
    genome.say("relationships", "relationships", [{"predicate": " WEARS", "subject": s, "object": o} for s, o in ends])
    given = genome.met().only().record.given
    assert [one.label for one in given.objects] == ["man", "hat"]
    assert [(one.subject, one.predicate, one.object) for one in given.relations] == [
        (0, "wears", 1),
        (0, "wears", 1),
        (1, "wears", 0),
    ]


def test_attributes_of_an_object_without_entry_bring_the_object(genome: Genome) -> None:
    genome.say("attributes", "attributes", [thing(9, "kite", attributes=["red"])])
    (kite,) = genome.met().only().record.given.objects
    assert (kite.label, kite.attributes) == ("kite", ("red",))


def test_v1_0_field_names_are_understood(genome: Genome) -> None:
    place = {"x": 1, "y": 2, "w": 10, "h": 12}
    genome.files = {
        "image_data": [{"id": 1, "width": 40, "height": 30}],
        "objects": [{"id": 1, "objects": [{"id": 5, "names": ["dog"], **place}]}],
        "attributes": [{"id": 1, "attributes": [{"id": 5, "object_names": ["dog"], "attributes": ["old"], **place}]}],
        "relationships": [
            {
                "id": 1,
                "relationships": [
                    {
                        "id": 8,
                        "predicate": "on",
                        "subject": {"id": 5, "name": "dog", **place},
                        "object": {"id": 6, "name": "mat", "x": 0, "y": 10, "w": 30, "h": 10},
                    },
                ],
            },
        ],
        "region_descriptions": [
            {"id": 1, "regions": [{"id": 3, "phrase": "an old dog", "x": 1, "y": 2, "width": 10, "height": 12}]}
        ],
    }
    given = genome.met().only().record.given
    assert [(one.label, one.attributes) for one in given.objects] == [("dog", ("old",)), ("mat", ())]
    assert [(one.text, one.box) for one in given.phrases] == [("an old dog", (1.0, 2.0, 11.0, 14.0))]


def test_what_cannot_be_used_is_dropped_under_its_rule(genome: Genome) -> None:
    flat = thing(3, "line", (1, 2, 10, 0))
    genome.say("objects", "objects", [thing(1), thing(1), thing(2, " "), flat, "text", thing(4, box=(90, 2, 5, 5))])
    genome.say(
        "relationships",
        "relationships",
        [
            {"predicate": "on", "subject": thing(1), "object": flat},
            {"predicate": " ", "subject": thing(1), "object": thing(1)},
            5,
        ],
    )
    place = {"x": 1, "y": 1, "width": 5, "height": 5}
    genome.say("region_descriptions", "regions", [{"phrase": "", **place}, {"phrase": "a", **place, "width": -1}])
    genome.say("question_answers", "qas", [{"question": "Who?", "answer": " "}, {"question": None, "answer": "x"}])
    draft = genome.met().only()
    assert sorted(rules(draft)) == [
        ("object", "duplicate_id"),
        ("object", "no_name"),
        ("object", "no_name"),
        ("object", "outside_image"),
        ("object", "zero_area"),
        ("question", "no_text"),
        ("question", "no_text"),
        ("region", "no_phrase"),
        ("region", "zero_area"),
        ("relation", "end_dropped"),
        ("relation", "no_predicate"),
        ("relation", "no_predicate"),
    ]
    assert len(draft.record.given.objects) == 1


def test_questions_know_the_objects_they_speak_of(genome: Genome) -> None:
    genome.say("objects", "objects", [thing(1), thing(2, "cat", (5, 5, 9, 9))])
    about = {"q_objects": [thing(2), thing(77, "ghost", (0, 0, 3, 3))], "a_objects": [thing(2)]}
    genome.say("question_answers", "qas", [{"question": " What is\nit? ", "answer": "A cat.", **about}])
    (question,) = genome.met().only().record.given.questions
    assert (question.question, question.answer, question.objects) == ("What is it?", "A cat.", (1,))


def test_pictures_are_found_in_the_folders_of_both_archives(genome: Genome) -> None:
    for id_, folder in [(2, "VG_100K"), (3, "VG_100K_2")]:
        write_picture(genome.root / "images" / folder / f"{id_}.jpg")
        genome.files["image_data"].append(genome.image(id_))
    met = genome.met()
    assert [draft.locator.path for draft in met.drafts.values()] == ["1.jpg", "VG_100K/2.jpg", "VG_100K_2/3.jpg"]


def test_an_annotated_image_without_picture_and_one_without_entry_are_refused(genome: Genome) -> None:
    genome.files["image_data"].append(genome.image(8))
    genome.say("objects", "objects", [thing(1)], image_id=8)
    genome.say("objects", "objects", [thing(1)], image_id=9)
    met = genome.met()
    assert (met.rule("vg/8"), met.rule("vg/9"), list(met.drafts)) == ("missing_image", "no_image_entry", ["vg/1"])


def test_two_different_entries_for_one_image_are_refused(genome: Genome) -> None:
    genome.files["image_data"] += [genome.image(1, coco_id=5)]
    assert genome.met().rule("vg/1") == "duplicate_id"


def test_grains_are_those_whose_files_are_there(genome: Genome) -> None:
    assert genome.source().grains == frozenset()
    genome.say("question_answers", "qas", [])
    assert genome.source().grains == {"question"}
    genome.say("relationships", "relationships", [])
    assert genome.source().grains == {"question", "relation", "label", "region"}


def test_boxes_scale_and_turn_with_the_picture(genome: Genome) -> None:
    write_picture(genome.root / "images" / "1.jpg", (80, 60))
    genome.say("objects", "objects", [thing(1, box=(1, 2, 10, 12))])
    assert genome.met().only().record.given.objects[0].box == (2.0, 4.0, 22.0, 28.0)
    write_picture(genome.root / "images" / "1.jpg", (40, 30), orientation=6)
    assert genome.met().only().record.given.objects[0].box == (16.0, 1.0, 28.0, 11.0)


@pytest.mark.parametrize(
    ("stem", "text", "expected"),
    [
        ("image_data", "[]", "lists no image"),
        ("image_data", "{}", "expected '\\['"),
        ("objects", "[5]", "entry 1 is 5"),
        ("objects", '[{"image_id": 1}]', "no list `objects`"),
        ("objects", '[{"objects": []}]', "neither `image_id` nor `id`"),
        ("objects", '[{"image_id": 1, "objects": [', "cut off.*at its end"),
        ("relationships", '[{"image_id": 1, "relationships": [{"predicate": NaN}]}]', "NaN"),
    ],
)
def test_a_damaged_or_foreign_file_is_an_error_that_names_it(
    genome: Genome, stem: str, text: str, expected: str
) -> None:
    genome.source()
    (genome.root / "notes" / f"{stem}.json").write_text(text)
    here = source(kind="visual_genome", images=str(genome.root / "images"), annotations=str(genome.root / "notes"))
    with pytest.raises(SourceError, match=f"(?s){stem}.json.*{expected}"):
        imported(here)


def test_image_data_is_required(genome: Genome) -> None:
    genome.source()
    (genome.root / "notes" / "image_data.json").unlink()
    here = source(kind="visual_genome", images=str(genome.root / "images"), annotations=str(genome.root / "notes"))
    with pytest.raises(SourceError, match=r"image_data\.json"):
        here.check()


def test_the_digest_follows_the_annotations(genome: Genome) -> None:
    before = genome.source().digest()
    assert genome.source().digest() == before
    genome.say("objects", "objects", [thing(1)])
    assert genome.source().digest() != before


@pytest.mark.shared
@pytest.mark.parametrize(
    ("version", "counts"),
    [("v1_0", (124, 135, 76, 779, 412)), ("v1_2", (91, 111, 80, 775, 412))],
)
def test_both_real_versions_are_read_without_loss(version: str, counts: tuple[int, ...]) -> None:
    root = DATA / "visual_genome"
    if not root.exists():
        pytest.skip("needs the real Visual Genome sample in ../shared/data/visual_genome")
    notes = root / f"annotations_{version}"
    met = imported(source(kind="visual_genome", images=str(root / "images"), annotations=str(notes)))
    assert (sorted(met.drafts), met.rule("vg/3")) == (["vg/1", "vg/2", "vg/4"], "missing_image")
    given = [draft.record.given for draft in met.drafts.values()]
    objects = [one for each in given for one in each.objects]
    assert counts == (
        len(objects),
        sum(len(one.attributes) for one in objects),
        sum(len(each.relations) for each in given),
        sum(len(each.phrases) for each in given),
        sum(len(each.questions) for each in given),
    )
    assert not any(draft.dropped for draft in met.drafts.values())
    said = json.loads((notes / "relationships.json").read_text())[0]["relationships"][0]
    first = met.drafts["vg/1"].record.given.relations[0]
    ends = [met.drafts["vg/1"].record.given.objects[end].label for end in (first.subject, first.object)]
    assert ends == [said["subject"]["name"], said["object"]["name"]]
