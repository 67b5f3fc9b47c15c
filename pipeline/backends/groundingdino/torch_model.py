"""The part both libraries share: questions to tensors, the forward pass, and what it says of each label."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.backends.groundingdino.device import autocast
from pipeline.backends.groundingdino.model import Floats, Question, Sight
from pipeline.backends.groundingdino.packages import grounding_import

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""ImageNet's, of RGB from 0 to 1: both libraries' own preprocessing."""


@dataclass(frozen=True, slots=True, eq=False)
class Tensors:
    """`pixels`: batch x 3 x height x width, normalized, 0 beside the picture; `pixel_mask`: True where it is.

    `input_ids`: batch x tokens, all of one length.
    """

    pixels: Any
    pixel_mask: Any
    input_ids: Any


Forward = Callable[[Tensors], tuple[Any, Any]]
"""Logits (batch x queries x tokens) and boxes (batch x queries x 4, as in Sight)."""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A library's model on its device."""

    forward: Forward
    num_queries: int


class TorchModel:
    """A GroundingModel. On a CPU questions go through one by one: a batch is no faster there, and this way a picture's

    boxes are the same to the last bit whatever is asked beside it. On a GPU they go together; both libraries take one
    maximum over the whole batch before a softmax, so the last bits of a score are its neighbours' too.
    """

    def __init__(self, forward: Forward, device: Any, precision: str) -> None:
        self._forward, self._device, self._precision = forward, device, precision

    def look(self, questions: Sequence[Question]) -> list[Sight]:
        if self._device.type == "cpu":
            return [sight for question in questions for sight in self.look_together([question])]
        return self.look_together(questions)

    def look_together(self, questions: Sequence[Question]) -> list[Sight]:
        """One forward pass."""
        torch = grounding_import("torch")
        with torch.inference_mode(), autocast(self._device, self._precision):
            logits, boxes = self._forward(tensors(questions, self._device))
            scores = logits[..., : len(questions[0].prompt.ids)].float().sigmoid().cpu().numpy()
            places = boxes.float().cpu().numpy()
        return [_sight(q, scores[row], places[row]) for row, q in enumerate(questions)]


def tensors(questions: Sequence[Question], device: Any) -> Tensors:
    torch = grounding_import("torch")
    wide, high = questions[0].canvas.size
    pixels = torch.zeros((len(questions), 3, high, wide), device=device)
    mask = torch.zeros((len(questions), high, wide), dtype=torch.bool, device=device)
    mean, std = (torch.tensor(values, device=device).view(3, 1, 1) for values in (MEAN, STD))
    for row, question in enumerate(questions):
        seen = question.canvas.pixels
        # Copied: torch warns of arrays it may not write to, as Pillow's are.
        inner = torch.from_numpy(seen.copy()).to(device).permute(2, 0, 1).float() / 255
        pixels[row, :, : seen.shape[0], : seen.shape[1]] = (inner - mean) / std
        mask[row, : seen.shape[0], : seen.shape[1]] = True
    return Tensors(pixels, mask, torch.tensor([question.prompt.ids for question in questions], device=device))


def _sight(question: Question, scores: Floats, boxes: Floats) -> Sight:
    """`scores`: queries x tokens."""
    spans = [scores[:, start:end] for start, end in question.prompt.spans]
    best = np.stack([span.max(axis=1) for span in spans], axis=1)
    mean = np.stack([span.mean(axis=1) for span in spans], axis=1)
    return Sight(boxes, best, mean)
