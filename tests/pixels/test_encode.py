"""Published bytes: the source's own, or encoded once, upright and without metadata."""

from PIL import Image, ImageChops

from pipeline.pixels.encode import encode_jpeg, publish_bytes
from pipeline.pixels.inspect import inspect
from pipeline.pixels.upright import upright
from tests.pixels.pictures import as_bytes, picture, reopened


def test_a_verbatim_picture_is_published_byte_for_byte() -> None:
    data = as_bytes(picture(), quality=31, comment=b"kept as it is")
    assert publish_bytes(data, inspect(data).is_verbatim) is data


def test_others_are_published_as_upright_jpegs_that_are_verbatim_themselves() -> None:
    data = as_bytes(picture((40, 30)), orientation=6)
    published = publish_bytes(data, inspect(data).is_verbatim)
    facts = inspect(published)
    assert (facts.upright, facts.orientation, facts.is_verbatim) == ((30, 40), 1, True)
    assert reopened(published).format == "JPEG"


def test_no_metadata_is_published() -> None:
    data = as_bytes(picture(), orientation=3, comment=b"secret", icc_profile=b"profile" * 20, dpi=(301, 301))
    published = publish_bytes(data, False)
    assert not {"exif", "comment", "icc_profile", "dpi"} & set(reopened(published).info)
    assert b"secret" not in published


def test_encoding_twice_gives_the_same_bytes_and_nearly_the_same_picture() -> None:
    image = picture((64, 48))
    assert encode_jpeg(image) == encode_jpeg(image)
    soft = image.resize((8, 6)).resize((64, 48))
    difference = ImageChops.difference(soft, reopened(encode_jpeg(soft)))
    assert max(high for _, high in difference.getextrema()) <= 8


def test_grey_stays_grey() -> None:
    data = as_bytes(picture(mode="L"), "PNG")
    published = reopened(publish_bytes(data, False))
    assert published.mode == "L"
    assert isinstance(upright(data), Image.Image)
