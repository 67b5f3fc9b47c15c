"""The one place that chooses the library."""

from pipeline.backends.groundingdino import groundingdino_model, transformers_model
from pipeline.backends.groundingdino.device import chosen_device
from pipeline.backends.groundingdino.files import Files
from pipeline.backends.groundingdino.model import GroundingModel
from pipeline.backends.groundingdino.packages import grounding_import
from pipeline.backends.groundingdino.torch_model import TorchModel
from pipeline.backends.local.errors import ModelFileError
from schemas.detection import GroundingDinoSpec

STRIDES = (8, 16, 32, 64)
"""Of the four feature maps, in pixels."""


def load_model(spec: GroundingDinoSpec, files: Files, delimiters: tuple[int, ...]) -> GroundingModel:
    """Weights on the device. Raises ModelFileError, DeviceError, MissingPackageError."""
    device = chosen_device(spec.device)
    if spec.threads is not None:
        grounding_import("torch").set_num_threads(spec.threads)
    if spec.library == "transformers":
        loaded = transformers_model.load(files.model, device, delimiters)
    else:
        loaded = groundingdino_model.load(files, device)
    _check_canvas(spec, loaded.num_queries)
    return TorchModel(loaded.forward, device, spec.precision)


def _check_canvas(spec: GroundingDinoSpec, num_queries: int) -> None:
    """Each query starts from a cell of its own; torch itself would say `selected index k out of range`."""
    cells = sum(-(-spec.short_side // stride) * -(-spec.long_side // stride) for stride in STRIDES)
    if cells < num_queries:
        raise ModelFileError(
            f"{spec.model}: has {num_queries} queries, a canvas of {spec.long_side}x{spec.short_side} px only {cells} "
            "cells to start from; raise short_side and long_side"
        )
