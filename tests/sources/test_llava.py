"""LLaVA's layout: an image's entries become one record, roles and marks are translated, oddities counted."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.sources.source import Source, SourceError
from tests.sources.importing import Met, imported, rules, source, write_json, write_picture

TALK = [{"from": "human", "value": "<image>\nWhat is it?"}, {"from": "gpt", "value": "A cat."}]


def made(root: Path, entries: Any) -> Source:
    (root / "images").mkdir(exist_ok=True)
    return source(kind="llava", images=str(root / "images"), conversations=write_json(root / "talk.json", entries))


def met(root: Path, *entries: Any) -> Met:
    return imported(made(root, list(entries)))


def test_the_entries_of_one_image_become_one_record(tmp_path: Path) -> None:
    write_picture(tmp_path / "images" / "coco" / "1.jpg")
    told = [{"from": "system", "value": "Be brief."}, {"from": "user", "value": "And <image> now?"}, *TALK[1:]]
    first, second = (
        {"id": id_, "image": "coco/1.jpg", "conversations": talk} for id_, talk in (("a", TALK), ("b", told))
    )
    draft = met(tmp_path, first, second).only()
    assert draft.record.key == "llava/coco%2F1%2Ejpg" and draft.made == {"question": 2}
    assert [[(turn.role, turn.text) for turn in one.turns] for one in draft.record.given.conversations] == [
        [("user", "What is it?"), ("assistant", "A cat.")],
        [("system", "Be brief."), ("user", "And now?"), ("assistant", "A cat.")],
    ]


def test_entries_without_one_picture_are_refused_each_under_its_own_key(tmp_path: Path) -> None:
    write_picture(tmp_path / "images" / "1.jpg")
    odd = [{}, {"image": None}, {"image": ["1.jpg", "2.jpg"]}, {"video": "1.mp4"}, {"image": 5}]
    entries = [{"id": number, "conversations": TALK, **one} for number, one in enumerate(odd)]
    found = met(tmp_path, *entries, {"id": 9, "image": ["1.jpg"], "conversations": TALK})
    assert list(found.drafts) == ["llava/1%2Ejpg"]
    assert [refused.why.rule for refused in found.refused.values()] == ["no_image"] * 5


def test_a_picture_that_is_missing_broken_or_outside_is_refused(tmp_path: Path) -> None:
    write_picture(tmp_path / "secret.jpg")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "empty.jpg").write_bytes(b"")
    found = met(
        tmp_path, *({"image": name, "conversations": TALK} for name in ("gone.jpg", "empty.jpg", "../secret.jpg"))
    )
    assert sorted(refused.why.rule for refused in found.refused.values()) == [
        "empty_file",
        "missing_image",
        "unsafe_path",
    ]


@pytest.mark.parametrize(
    ("talk", "rule"),
    [
        (None, "bad_shape"),
        ([], "bad_shape"),
        (["text"], "bad_shape"),
        ([{"from": "human"}], "bad_shape"),
        ([{"from": "narrator", "value": "x"}], "unknown_role"),
        ([{"from": ["human"], "value": "x"}], "unknown_role"),
        ([{"from": "human", "value": "<image>"}], "empty"),
    ],
)
def test_an_odd_conversation_is_dropped_and_counted_and_the_image_stays(tmp_path: Path, talk: Any, rule: str) -> None:
    write_picture(tmp_path / "images" / "1.jpg")
    draft = met(tmp_path, {"image": "1.jpg", "conversations": talk}, {"image": "1.jpg", "conversations": TALK}).only()
    assert rules(draft) == [("question", rule)]
    assert len(draft.record.given.conversations) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{}", "expected '\\['"), ("[5]", "entry 1 is 5"), ('[{"image": "1.jpg", "conver', "cut off"), ("[NaN]", "NaN")],
)
def test_a_damaged_or_foreign_file_is_an_error_that_names_it(tmp_path: Path, text: str, expected: str) -> None:
    one = made(tmp_path, [])
    (tmp_path / "talk.json").write_text(text)
    with pytest.raises(SourceError, match=rf"(?s)talk\.json.*{expected}"):
        imported(one)
