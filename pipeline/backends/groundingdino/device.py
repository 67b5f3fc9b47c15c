"""Where the model runs, and in which precision."""

import contextlib
from typing import Any

from pipeline.backends.groundingdino.packages import grounding_import
from pipeline.backends.local.errors import DeviceError


def chosen_device(wanted: str) -> Any:
    """A torch.device. `auto`: a GPU where there is one. Raises DeviceError, MissingPackageError."""
    torch = grounding_import("torch")
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if wanted == "auto":
        return torch.device("cuda" if count else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= count:
        raise DeviceError(f"device {wanted!r}: torch sees {count} GPUs here; set device: cpu, or auto")
    return device


def autocast(device: Any, precision: str) -> Any:
    """A context manager; nothing at all for fp32."""
    torch = grounding_import("torch")
    if precision == "fp32":
        return contextlib.nullcontext()
    return torch.autocast(device.type, dtype={"bf16": torch.bfloat16, "fp16": torch.float16}[precision])
