"""YOLOX's layout: a letterboxed picture in, one row for each cell of three grids out.

Source: Ge et al., YOLOX (arXiv 2107.08430), and its public ONNX exports: BGR, 0 to 255, no mean taken off; a row is
x, y, log width, log height relative to its cell, objectness, and a score for each class.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image

from pipeline.backends.detector.raw import Detection
from pipeline.backends.local.errors import ModelFileError
from pipeline.backends.local.picture import shrink
from schemas.geometry import Size

STRIDES = (8, 16, 32)
PAD = 114
"""Grey of the letterbox, as in training."""
VERSION = 1
"""Raised when pixels or decoding change: then another question is asked."""

Floats = npt.NDArray[np.float32]


def letterbox(image: Image.Image, size: Size) -> tuple[Floats, float]:
    """1 x 3 x height x width, the picture in the top left corner, and the factor it was scaled by."""
    wide, high = size
    factor = min(wide / image.size[0], high / image.size[1])
    inner = min(wide, max(1, int(image.size[0] * factor))), min(high, max(1, int(image.size[1] * factor)))
    canvas = np.full((high, wide, 3), PAD, dtype=np.uint8)
    canvas[: inner[1], : inner[0]] = shrink(image, inner)
    bgr = canvas[:, :, ::-1].transpose(2, 0, 1)
    return np.ascontiguousarray(bgr[None], dtype=np.float32), factor


def decode(output: Floats, size: Size, num_classes: int, min_score: float) -> tuple[Floats, Floats, Floats]:
    """Of each row from `min_score`: box x0, y0, x1, y1 in canvas pixels, score, index of its best class.

    Raises ModelFileError for an output that is not of this layout.
    """
    offsets, strides = _cells(size)
    if output.shape != (1, len(strides), 5 + num_classes):
        raise ModelFileError(
            f"the detector's output is {output.shape}, must be (1, {len(strides)}, {5 + num_classes}) for layout yolox "
            f"at {size[0]}x{size[1]} px with {num_classes} classes; do model, input_size and class file fit together?"
        )
    rows = output[0]
    best = rows[:, 5:].argmax(axis=1)
    scores = rows[:, 4] * rows[np.arange(len(rows)), 5 + best]
    kept = scores >= min_score
    centers = (rows[kept, :2] + offsets[kept]) * strides[kept, None]
    halves = np.exp(rows[kept, 2:4]) * strides[kept, None] / 2
    return np.concatenate([centers - halves, centers + halves], axis=1), scores[kept], best[kept]


def detections(output: Floats, size: Size, factor: float, num_classes: int, min_score: float) -> list[Detection]:
    """In pixels of the upright picture, best first, rounded to 0.01 px and 1e-4."""
    boxes, scores, classes = decode(output, size, num_classes, min_score)
    found = [
        Detection.rounded(box / factor, score, int(index))
        for box, score, index in zip(boxes, scores, classes, strict=True)
    ]
    return sorted(found, key=Detection.rank)


def _cells(size: Size) -> tuple[Floats, Floats]:
    """Of every row: column and row of its cell, and its stride."""
    offsets, strides = [], []
    for stride in STRIDES:
        columns, lines = np.meshgrid(np.arange(size[0] // stride), np.arange(size[1] // stride))
        offsets.append(np.stack([columns.ravel(), lines.ravel()], axis=1))
        strides.append(np.full(columns.size, stride))
    return np.concatenate(offsets).astype(np.float32), np.concatenate(strides).astype(np.float32)
