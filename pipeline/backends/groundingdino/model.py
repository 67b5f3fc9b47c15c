"""What both libraries are here: pictures with prompts in, what each query saw of each label out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipeline.backends.groundingdino.canvas import Canvas
from pipeline.backends.groundingdino.prompt import Prompt
from schemas.geometry import Size

Floats = npt.NDArray[np.float32]
Shape = tuple[Size, int, tuple[tuple[int, int], ...]]
"""Canvas, number of tokens, and where the phrases lie. The last matters: groundingdino-py's text layers give a prompt

the phrase mask of its neighbour in the batch (masks are repeated head by head, and read prompt by prompt), which moved
scores by 0.9 in a batch of unlike prompts.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One picture and one prompt."""

    canvas: Canvas
    prompt: Prompt

    @property
    def shape(self) -> "Shape":
        """Questions of one shape go through the model together, so that neither pictures nor words need padding."""
        return self.canvas.size, len(self.prompt.ids), self.prompt.spans


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """`boxes`: queries x 4, center x, center y, width, height as shares of the picture without its padding.

    `best` and `mean`: queries x labels, over the tokens of each label, 0 to 1.
    """

    boxes: Floats
    best: Floats
    mean: Floats


class GroundingModel(Protocol):
    def look(self, questions: Sequence[Question]) -> list[Sight]:
        """Questions of one shape; a sight of each, in order."""
