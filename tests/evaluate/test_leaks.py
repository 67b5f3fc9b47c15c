"""Pictures of an evaluation set are found in a run however the list names them."""

import hashlib
import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.leaks import Leak, Wanted, find_leak, identity_of
from pipeline.evaluate.lists import read_wanted
from pipeline.evaluate.refusal import EvaluationError
from schemas.record import Record
from tests.evaluate.scenes import annotated

RUN = [annotated(number) for number in (139, 285, 632)]
HASH = hashlib.sha256(b"285").hexdigest()


def wanted(folder: Path, text: str | bytes) -> Wanted:
    path = folder / "list"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_wanted(str(path), "publish.exclude")


def leaks(names: Wanted, run: list[Record]) -> list[Leak]:
    met = (find_leak(names, one.key, one.identity, one.image.source_sha256) for one in run)
    return [leak for leak in met if leak is not None]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("139", "coco/000000000139"),
        ("coco:139", "coco/000000000139"),
        ("COCO_val2014_000000000139.jpg", "coco/000000000139"),
        ("000000000139.jpg  # POPE", "coco/000000000139"),
        ("coco/000000000632", "coco/000000000632"),
        (HASH, "coco/000000000285"),
        (f"sha256:{HASH.upper()}", "coco/000000000285"),
    ],
)
def test_a_picture_is_found_by_each_of_its_names(tmp_path: Path, line: str, key: str) -> None:
    (leak,) = leaks(wanted(tmp_path, f"# a list\n\n{line}\nvg/7\n999"), RUN)
    assert leak.key == key and leak.listed == line.partition("#")[0].strip()


@pytest.mark.parametrize(
    "body",
    [
        {"info": {}, "images": [{"id": 139, "file_name": "x.jpg"}, {"id": 7}], "annotations": [{"id": 285}]},
        [{"image_id": 139, "split": "testA"}, {"image_id": 7}],
        [{"image": "COCO_val2014_000000000139.jpg"}],
        [{"image": "val2014/COCO_val2014_000000000139.jpg"}],
        ["000000000139.jpg", 7],
    ],
    ids=["coco", "refcoco", "pope", "folder", "names"],
)
def test_the_files_evaluation_sets_come_in_are_read(tmp_path: Path, body: object) -> None:
    (leak,) = leaks(wanted(tmp_path, json.dumps(body)), RUN)
    assert leak.identity == "coco:139"


def test_lines_of_json_are_read(tmp_path: Path) -> None:
    """As POPE's files are, in spite of their names."""
    lines = [{"question_id": n, "image": f"COCO_val2014_{n:012d}.jpg", "text": "Is there a dog?"} for n in (139, 632)]
    found = leaks(wanted(tmp_path, "\n".join(map(json.dumps, lines))), RUN)
    assert [leak.identity for leak in found] == ["coco:139", "coco:632"]


def test_a_run_without_these_pictures_has_no_leaks(tmp_path: Path) -> None:
    assert leaks(wanted(tmp_path, "140\nvg/139\n" + "0" * 64), RUN) == []


@given(st.sets(st.integers(1, 10**6), min_size=1), st.sets(st.integers(1, 10**6), max_size=20))
def test_exactly_the_listed_ids_are_found(listed: set[int], run: set[int]) -> None:
    identities = {found[0]: str(n) for n in listed if (found := identity_of(str(n)))}
    found_leaks = leaks(Wanted(identities, {}), [annotated(n) for n in sorted(run)])
    assert {leak.identity for leak in found_leaks} == {f"coco:{n}" for n in listed & run}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("139\na picture of a dog", "line 2: 'a picture of a dog' is no key"),
        ("# nothing", "names no picture"),
        ('{"images": []}', "names no picture"),
        ('{"images": [{"id": "x"}]}', "entry 1 of `images` has no whole number `id`"),
        ('[{"question": "?"}]', "entry 1 names no picture; it needs one of the keys coco_id, image_id"),
        (pickle.dumps([{"image_id": 139}]), "is a pickle, which is never opened"),
        (b"\xff\xfe1\x00", "line 1 is no UTF-8"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_file_and_place(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(EvaluationError) as refused:
        wanted(tmp_path, text)
    assert said in str(refused.value) and str(refused.value).startswith(f"publish.exclude: {tmp_path}/list")


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"publish.exclude: there is no file"):
        read_wanted(str(tmp_path / "none"), "publish.exclude")
