"""The door to onnxruntime: one ONNX file, one array in, one array out."""

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.backends.local.errors import DeviceError, MissingPackageError, ModelFileError
from schemas.detection import DetectorSpec
from schemas.geometry import Size

INSTALL = ".venv/bin/uv pip install --python .venv/bin/python -c constraints.txt -e '.[detector]'"

Floats = npt.NDArray[np.float32]


class Door:
    """The model is loaded here. Raises ModelFileError, DeviceError, MissingPackageError."""

    def __init__(self, spec: DetectorSpec) -> None:
        try:
            import onnxruntime  # here: it takes 0.3 s, and a run whose answers are all kept never needs it
        except ImportError as error:
            raise MissingPackageError("onnxruntime", INSTALL) from error
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # errors only: it warns of GPUs that nobody asked for
        # a worker's share of the CPUs, as Ray says it to every library; 0: all of the machine's
        options.intra_op_num_threads = spec.threads or int(os.environ.get("OMP_NUM_THREADS") or 0)
        providers = _providers(spec.device, onnxruntime.get_available_providers())
        try:
            self._session = onnxruntime.InferenceSession(spec.model, options, providers=providers)
        except Exception as error:  # its exceptions have no common base
            raise ModelFileError(f"{spec.model}: onnxruntime cannot load it: {str(error)[:300]}") from error
        _check_provider(spec.device, self._session.get_providers())
        self._input = self._session.get_inputs()[0]
        self.input_size = _input_size(spec, self._input.shape)

    def run(self, pixels: Floats) -> Floats:
        """1 x 3 x height x width in, the first output as it is. Raises ModelFileError."""
        try:
            return np.asarray(self._session.run(None, {self._input.name: pixels})[0], dtype=np.float32)
        except Exception as error:
            raise ModelFileError(f"the detector failed on an input of {pixels.shape}: {str(error)[:300]}") from error


def _providers(device: str, available: list[str]) -> list[Any]:
    if device == "cpu" or (device == "auto" and "CUDAExecutionProvider" not in available):
        return ["CPUExecutionProvider"]
    if "CUDAExecutionProvider" not in available:
        raise DeviceError(
            f"device {device!r}: this onnxruntime knows {', '.join(available)} only; install onnxruntime-gpu in its "
            "place, or set device: cpu"
        )
    index = int(device.partition(":")[2] or 0)
    return [("CUDAExecutionProvider", {"device_id": index}), "CPUExecutionProvider"]


def _check_provider(device: str, used: list[str]) -> None:
    """onnxruntime falls back to the CPU in silence where a GPU cannot be opened."""
    if device.startswith("cuda") and "CUDAExecutionProvider" not in used:
        raise DeviceError(f"device {device!r} could not be opened by onnxruntime; is there such a GPU? Or: device: cpu")


def _input_size(spec: DetectorSpec, shape: list[Any]) -> Size:
    """Width, height: the spec's and the model's must agree where both say one."""
    if len(shape) != 4 or (shape[1] not in (3, None) and not isinstance(shape[1], str)):
        raise ModelFileError(f"{spec.model}: its input is {shape}, must be [1, 3, height, width] for layout yolox")
    high, wide = shape[2], shape[3]
    declared = (wide, high) if isinstance(wide, int) and isinstance(high, int) else None
    if declared is None and spec.input_size is None:
        raise ModelFileError(f"{spec.model} declares no fixed input size ({shape}); set input_size: [width, height]")
    if declared is not None and spec.input_size is not None and declared != spec.input_size:
        raise ModelFileError(f"{spec.model} declares an input of {declared}, input_size says {spec.input_size}")
    return declared or spec.input_size or (0, 0)
