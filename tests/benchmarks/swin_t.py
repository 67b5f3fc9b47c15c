"""GroundingDINO in Swin-T's shape with random weights, and pictures to show it: what a benchmark needs of both."""

import io
import random
from typing import Any

from PIL import Image

CAT = (101, 4937, 1012, 102)
"""`cat .` in bert-base-uncased's numbers."""


def swin_t(seed: int = 0) -> Any:
    """transformers' default configuration is grounding-dino-tiny's: Swin-T, six and six layers, 900 queries."""
    import torch
    import transformers

    torch.manual_seed(seed)
    return transformers.GroundingDinoForObjectDetection(transformers.GroundingDinoConfig()).eval()


def jpeg(number: int, size: tuple[int, int] = (640, 480)) -> bytes:
    """Coarse noise, another for each number, in COCO's usual size."""
    noise = Image.frombytes("RGB", (16, 12), random.Random(f"picture {number}").randbytes(576))
    buffer = io.BytesIO()
    noise.resize(size, Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
