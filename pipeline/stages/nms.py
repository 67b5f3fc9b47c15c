"""Non-maximum suppression within each label: the one door to `supervision`."""

import warnings
from collections.abc import Sequence

import numpy as np

from schemas.geometry import Box


def suppressed(boxes: Sequence[Box], labels: Sequence[str], max_iou: float) -> list[int]:
    """Positions of the boxes that overlap an earlier one of their label by more than `max_iou`.

    `boxes`: best first, in any one frame. Ranks stand in for scores: supervision turns ties about.
    """
    if len(boxes) < 2:
        return []
    # Imported here: it takes 2 s, and annotated sources never need it. Its warning that OpenCV is missing is no news:
    # boxes need none.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        from supervision import box_non_max_suppression

    classes = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    ranked = [(*box, -rank, classes[labels[rank]]) for rank, box in enumerate(boxes)]
    keep = box_non_max_suppression(np.array(ranked, dtype=np.float64), iou_threshold=max_iou)
    return [position for position, is_kept in enumerate(keep) if not is_kept]
