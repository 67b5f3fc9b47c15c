"""Class files, mapped by index onto the names this project says."""

from pathlib import Path

import pytest

from pipeline.backends.detector.classes import read_classes
from pipeline.backends.local.errors import ModelFileError
from pipeline.language.vocabulary import vocabulary
from schemas.detection import DetectorSpec

COCO = vocabulary("coco80").body.names()
VOC = {
    "motorcycle": "motorbike",
    "airplane": "aeroplane",
    "couch": "sofa",
    "potted plant": "pottedplant",
    "dining table": "diningtable",
    "tv": "tvmonitor",
}
SPELLED = tuple(VOC.get(name, name) for name in COCO)


def spec(folder: Path, *names: str, vocabulary: str | None = "coco80") -> DetectorSpec:
    (folder / "classes.txt").write_text("\n".join(names))
    return DetectorSpec(model="m.onnx", classes=str(folder / "classes.txt"), vocabulary=vocabulary)


def test_names_spelled_the_voc_way_become_cocos_by_index(tmp_path: Path) -> None:
    classes = read_classes(spec(tmp_path, *SPELLED))
    assert classes.names == COCO
    assert classes.indices["sofa"] == classes.indices["couch"] == COCO.index("couch")


def test_a_list_in_another_order_is_refused(tmp_path: Path) -> None:
    swapped = ("bicycle", "person", *SPELLED[2:])
    with pytest.raises(ModelFileError, match="line 1 is 'bicycle', which is name 2 of vocabulary 'coco80'"):
        read_classes(spec(tmp_path, *swapped))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("person", "car"), "has 2 names, vocabulary 'coco80' has 80"),
        (("person", "", "car"), "line 2 is empty"),
        (("person", "car", "person"), r"the names \['person'\] are there more than once"),
        ((), "holds no names"),
    ],
)
def test_a_list_that_is_no_list_of_its_vocabulary_is_refused(
    tmp_path: Path, names: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ModelFileError, match=message):
        read_classes(spec(tmp_path, *names))


def test_without_a_vocabulary_the_files_own_words_count(tmp_path: Path) -> None:
    assert read_classes(spec(tmp_path, "gizmo", "widget", vocabulary=None)).names == ("gizmo", "widget")
