"""The one place that chooses the library."""

from pipeline.backends.groundingdino import groundingdino_model, transformers_model
from pipeline.backends.groundingdino.device import chosen_device
from pipeline.backends.groundingdino.files import Files
from pipeline.backends.groundingdino.model import GroundingModel
from pipeline.backends.groundingdino.packages import grounding_import
from pipeline.backends.groundingdino.torch_model import TorchModel
from schemas.detection import GroundingDinoSpec


def load_model(spec: GroundingDinoSpec, files: Files, delimiters: tuple[int, ...]) -> GroundingModel:
    """Weights on the device. Raises ModelFileError, DeviceError, MissingPackageError."""
    device = chosen_device(spec.device)
    if spec.threads is not None:
        grounding_import("torch").set_num_threads(spec.threads)
    if spec.library == "transformers":
        forward = transformers_model.load(files.model, device, delimiters)
    else:
        forward = groundingdino_model.load(files, device)
    return TorchModel(forward, device, spec.precision)
