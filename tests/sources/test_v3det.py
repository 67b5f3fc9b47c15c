"""V3Det is COCO with descriptions of its categories."""

from pathlib import Path

import pytest

from tests.sources.importing import CocoFiles, imported


@pytest.fixture
def files(tmp_path: Path) -> CocoFiles:
    return CocoFiles(tmp_path)


def test_v3dets_descriptions_come_with_the_labels_in_the_image(files: CocoFiles) -> None:
    files.categories = [
        {"id": 1, "name": "cat", "cat_info": "A small  felid.", "cat_info_gpt": "A pet."},
        {"id": 2, "name": "dog", "cat_info": "", "cat_info_gpt": "A loyal pet."},
        {"id": 3, "name": "eel", "cat_info": "A fish."},
    ]
    files.image()
    files.box([1, 1, 5, 5], category_id=1)
    files.box([1, 1, 5, 5], category_id=2)
    given = imported(files.source()).only().record.given
    assert [(one.label, one.text) for one in given.descriptions] == [("cat", "A small felid."), ("dog", "A loyal pet.")]
