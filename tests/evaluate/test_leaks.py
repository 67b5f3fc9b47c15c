"""Pictures of an evaluation set are found in a run however the list names them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate import EvaluationError, find_leaks, parse_wanted
from tests.evaluate.scenes import annotated

RUN = [annotated(number) for number in (139, 285, 632)]
HASH = hashlib.sha256(b"285").hexdigest()


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
def test_a_picture_is_found_by_each_of_its_names(line: str, key: str) -> None:
    (leak,) = find_leaks(RUN, parse_wanted(["# a list", "", line, "vg/7", "999"]))
    assert leak.key == key and leak.listed == line.partition("#")[0].strip()


def test_a_run_without_these_pictures_has_no_leaks() -> None:
    assert list(find_leaks(RUN, parse_wanted(["140", "vg/139", "0" * 64]))) == []


@given(st.sets(st.integers(1, 10**6), min_size=1), st.sets(st.integers(1, 10**6), max_size=20))
def test_exactly_the_listed_ids_are_found(listed: set[int], run: set[int]) -> None:
    leaks = find_leaks([annotated(n) for n in sorted(run)], parse_wanted(str(n) for n in sorted(listed)))
    assert {leak.identity for leak in leaks} == {f"coco:{n}" for n in listed & run}


def test_a_line_that_names_no_picture_is_refused_with_its_number() -> None:
    with pytest.raises(EvaluationError, match="line 2: 'a picture of a dog'"):
        parse_wanted(["139", "a picture of a dog"])
    with pytest.raises(EvaluationError, match="names no picture"):
        parse_wanted(["# nothing"])
