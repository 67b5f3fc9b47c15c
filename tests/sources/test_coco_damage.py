"""COCO files that are damaged or of the wrong shape end the import with a message that names file, place and remedy."""

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.sources.source import SourceError
from tests.sources.importing import CocoFiles, imported, source, write_json


@pytest.fixture
def files(tmp_path: Path) -> CocoFiles:
    files = CocoFiles(tmp_path)
    files.image()
    for number in range(40):
        files.box([1, 1, 5, 5 + number % 7])
    files.source()
    return files


def refusal(files: CocoFiles, text: str) -> str:
    (files.root / "instances.json").write_text(text)
    with pytest.raises(SourceError) as refused:
        imported(source(kind="coco", images=str(files.pictures), instances=str(files.root / "instances.json")))
    assert str(files.root / "instances.json") in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.9999])
def test_a_file_cut_off_anywhere_is_an_error_that_says_so(files: CocoFiles, share: float) -> None:
    text = (files.root / "instances.json").read_text()
    said = refusal(files, text[: int(len(text) * share)])
    assert "cut off" in said and "at its end" in said and "again" in said


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_nan_and_infinity_are_not_json(files: CocoFiles, value: float) -> None:
    files.box([1, value, 2, 2])
    body = {"images": files.images, "annotations": files.annotations, "categories": files.categories}
    said = refusal(files, json.dumps(body))
    assert "NaN and Infinity are not JSON" in said and "between bytes" in said


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], "expected '{'"),
        ("text", "expected '{'"),
        ({}, "`images` is missing or empty"),
        ({"images": []}, "`images` is missing or empty"),
        ({"images": {"1": {}}}, "`images` is missing or empty"),
        ({"images": [1]}, "entry 1 of `images`"),
        ({"images": [{"file_name": "1.jpg"}]}, "expected a whole number"),
        ({"images": [{"id": 1.5}]}, "expected a whole number"),
        ({"images": [{"id": 1}], "annotations": ["x"]}, "entry 1 of `annotations`"),
        ({"images": [{"id": 1}], "annotations": [{"id": 1}]}, "image_id: None"),
        ({"images": [{"id": 1}], "categories": [{"id": 1}]}, "entry 1 of `categories`"),
        (
            {"images": [{"id": 1}], "categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]},
            "gives id 1 to 'a' and to 'b'",
        ),
    ],
)
def test_a_wrong_shape_is_named(files: CocoFiles, body: Any, expected: str) -> None:
    assert expected in refusal(files, json.dumps(body))


def test_empty_and_foreign_files_are_found_at_the_first_look(files: CocoFiles) -> None:
    assert "expected '{'" in refusal(files, "")
    assert "begins with '<!DOCTYPE html>'" in refusal(files, "<!DOCTYPE html>")


def test_invalid_utf8_and_trailing_bytes_are_errors(files: CocoFiles) -> None:
    text = (files.root / "instances.json").read_text()
    assert "trailing garbage" in refusal(files, text + "}")
    (files.root / "instances.json").write_bytes(text.encode().replace(b'"1.jpg"', b'"\xff.jpg"'))
    with pytest.raises(SourceError, match="invalid"):
        imported(source(kind="coco", images=str(files.pictures), instances=str(files.root / "instances.json")))


def test_paths_that_are_wrong_are_named_with_their_key_before_any_work(tmp_path: Path) -> None:
    file = write_json(tmp_path / "a.json", {})
    for spec, expected in [
        ({"images": str(tmp_path / "no"), "instances": file}, "images: .*no' is no folder"),
        ({"images": str(tmp_path), "instances": str(tmp_path / "no.json")}, "instances: there is no file"),
        ({"images": str(tmp_path), "captions": str(tmp_path)}, "captions: there is no file"),
        ({"images": str(tmp_path)}, "neither `instances` nor `captions`"),
        ({"images": "gs://bucket/images", "instances": file}, "images: .*not from gs://"),
        ({"images": "s3:///images", "instances": file}, "images: .*a bucket.s name"),
    ]:
        with pytest.raises(SourceError, match=expected):
            source(kind="coco", **spec).check()


def test_a_file_much_larger_than_a_fragment_is_streamed(tmp_path: Path) -> None:
    """4.5 MB of annotations must not grow the process by as much; json.load would take 35."""
    path = tmp_path / "large.json"
    polygon = [round(n * 1.37, 2) for n in range(60)]
    with path.open("w") as file:
        file.write('{"images": [{"id": 1, "file_name": "1.jpg"}], "annotations": [')
        for number in range(12_000):
            one = {"id": number, "image_id": number % 999, "category_id": 1, "segmentation": [polygon]}
            file.write(f"{',' if number else ''}{json.dumps(one)}")
        file.write('], "categories": [{"id": 1, "name": "cat"}]}')
    assert path.stat().st_size > 4_500_000
    assert _growth(path, tmp_path) < 3_500


_CHILD = """
import sys
from pathlib import Path
from pipeline.sources.build import build
from schemas.sources import CocoSpec

def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])

images, small, large = sys.argv[1:]
sources = [build(CocoSpec(kind="coco", images=images, instances=path), Path(images))[0] for path in (small, large)]
sum(1 for _ in sources[0].fragments())
before = peak()
assert sum(1 for _ in sources[1].fragments()) == 12_001
print(peak() - before)
"""


def _growth(path: Path, images: Path) -> int:
    """Peak resident memory in kB that streaming adds, in a process of its own that has streamed a small file before."""
    small = write_json(images / "small.json", {"images": [{"id": 1}], "annotations": [], "categories": []})
    command = [sys.executable, "-c", _CHILD, str(images), small, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout)
