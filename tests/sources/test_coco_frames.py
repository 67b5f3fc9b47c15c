"""Boxes of a COCO file follow the picture: turned by EXIF, of another size, or refused."""

from pathlib import Path

import pytest
from PIL import Image

from pipeline.pixels.upright import upright
from tests.pixels.pictures import as_bytes
from tests.sources.importing import CocoFiles, imported


@pytest.fixture
def files(tmp_path: Path) -> CocoFiles:
    return CocoFiles(tmp_path)


def painted(size: tuple[int, int], box: tuple[int, int, int, int]) -> Image.Image:
    image = Image.new("RGB", size, (0, 0, 255))
    image.paste((255, 0, 0), box)
    return image


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
@pytest.mark.parametrize("frame", ["stored", "upright"])
def test_boxes_follow_a_picture_turned_by_exif(files: CocoFiles, orientation: int, frame: str) -> None:
    """The stated size tells which of the two matrices the box was drawn on; red must be found where it says."""
    files.pictures.mkdir()
    data = as_bytes(painted((48, 32), (8, 4, 20, 10)), "PNG", orientation=orientation)
    (files.pictures / "1.jpg").write_bytes(data)
    red = upright(data).split()[0].getbbox()
    assert red is not None
    x0, y0, x1, y1 = red if frame == "upright" else (8, 4, 20, 10)
    stated = (32, 48) if frame == "upright" else (48, 32)
    files.images.append({"id": 1, "file_name": "1.jpg", "width": stated[0], "height": stated[1]})
    corners = [[x0, y0, x1, y0, x1, y1, x0, y1]]
    files.box([x0, y0, x1 - x0, y1 - y0], area=72.0, segmentation=corners)
    record = imported(files.source()).only().record
    (one,) = record.given.objects
    assert (record.image.size, one.box, one.area) == ((32, 48), tuple(map(float, red)), 72.0)
    (flat,) = one.polygons
    assert (min(flat[::2]), min(flat[1::2]), max(flat[::2]), max(flat[1::2])) == one.box


@pytest.mark.parametrize(
    ("size", "orientation", "stated"),
    [
        ((40, 40), 6, (40, 40)),
        ((48, 32), 6, (96, 64)),
        ((48, 32), 3, (48, 32)),
        ((48, 32), 2, (48, 32)),
        ((48, 32), 6, (None, None)),
    ],
)
def test_when_the_frame_cannot_be_told_the_image_is_refused(
    files: CocoFiles, size: tuple[int, int], orientation: int, stated: tuple[int | None, int | None]
) -> None:
    files.image(1, size, orientation)
    files.images[0] |= {"width": stated[0], "height": stated[1]}
    files.box([1, 1, 5, 5])
    assert imported(files.source()).rule("coco/000000000001") == "ambiguous_orientation"
    files.annotations.clear()
    assert imported(files.source()).only().record.given.objects == (), "without boxes there is nothing to be told"


def test_boxes_scale_with_a_picture_of_another_size_and_the_same_shape(files: CocoFiles) -> None:
    files.image(1, (80, 60))
    files.images[0] |= {"width": 40, "height": 30}
    files.box([10, 5, 20, 10], area=150, segmentation=[[10, 5, 30, 5, 30, 15]])
    (one,) = imported(files.source()).only().record.given.objects
    assert (one.box, one.area, one.polygons) == (
        (20.0, 10.0, 60.0, 30.0),
        600.0,
        ((20.0, 10.0, 60.0, 10.0, 60.0, 30.0),),
    )


def test_a_picture_of_another_shape_is_refused(files: CocoFiles) -> None:
    files.image(1, (80, 61))
    files.images[0] |= {"width": 40, "height": 30}
    refused = imported(files.source()).refused["coco/000000000001"].why
    assert (refused.rule, refused.value, refused.threshold) == ("size_mismatch", 0.0167, 0.01)
