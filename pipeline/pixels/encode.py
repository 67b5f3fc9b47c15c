"""The bytes a picture is published as."""

from io import BytesIO

from PIL import Image

from pipeline.pixels.upright import upright

QUALITY = 95
"""Pillow's advice is to stay at or under 95: above, files grow with hardly any gain."""


def publish_bytes(data: bytes, is_verbatim: bool) -> bytes:
    """A JPEG: the source's bytes as they are, or decoded, turned upright and encoded once. Raises ImageError."""
    return data if is_verbatim else encode_jpeg(upright(data))


def encode_jpeg(image: Image.Image) -> bytes:
    """RGB or L; always the same settings (4:4:4, so that thin coloured things stay), no metadata."""
    plain = image.copy()
    plain.info = {}  # Pillow would carry a JPEG comment over
    buffer = BytesIO()
    plain.save(buffer, format="JPEG", quality=QUALITY, subsampling="4:4:4", optimize=False, progressive=False)
    return buffer.getvalue()
