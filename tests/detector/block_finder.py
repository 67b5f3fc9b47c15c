"""A tiny real detector in YOLOX's layout, as an ONNX file: it finds blocks of 8 px in pure red, green or blue."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from schemas.detection import DetectorSpec

SIDE = 64
NAMES = ("red block", "green block", "blue block")
RUNTIME = (
    "needs onnxruntime; run: .venv/bin/uv pip install --python .venv/bin/python -c constraints.txt -e '.[detector]'"
)
ONNX = "needs onnx to write a model; run: .venv/bin/uv pip install --python .venv/bin/python onnx"


def block_finder(folder: Path, note: str = "", **settings: Any) -> DetectorSpec:
    """`note` makes it another file. Skips the test where onnxruntime or onnx is missing."""
    pytest.importorskip("onnxruntime", reason=RUNTIME)
    onnx = pytest.importorskip("onnx", reason=ONNX)
    folder.mkdir(exist_ok=True)
    (folder / "classes.txt").write_text("\n".join(NAMES) + "\n")
    onnx.save(_model(onnx, note), folder / "blocks.onnx")
    return DetectorSpec.model_validate(
        {"model": str(folder / "blocks.onnx"), "classes": str(folder / "classes.txt"), "vocabulary": None, **settings}
    )


def _model(onnx: Any, note: str) -> Any:
    """Each cell: its mean colour, through one 1x1 convolution; grids of larger cells say nothing."""
    helper, floats = onnx.helper, onnx.TensorProto.FLOAT
    nodes, constants = [], [onnx.numpy_helper.from_array(np.array([0, 8, -1]), "rows")]
    for stride in (8, 16, 32):
        weights, bias = _weights(is_on=stride == 8)
        constants += [
            onnx.numpy_helper.from_array(weights, f"w{stride}"),
            onnx.numpy_helper.from_array(bias, f"b{stride}"),
        ]
        nodes += [
            helper.make_node(
                "AveragePool", ["images"], [f"p{stride}"], kernel_shape=[stride, stride], strides=[stride, stride]
            ),
            helper.make_node("Conv", [f"p{stride}", f"w{stride}", f"b{stride}"], [f"c{stride}"]),
            helper.make_node("Reshape", [f"c{stride}", "rows"], [f"r{stride}"]),
        ]
    nodes += [
        helper.make_node("Concat", ["r8", "r16", "r32"], ["all"], axis=2),
        helper.make_node("Transpose", ["all"], ["output"], perm=[0, 2, 1]),
    ]
    inputs = [helper.make_tensor_value_info("images", floats, [1, 3, SIDE, SIDE])]
    outputs = [helper.make_tensor_value_info("output", floats, [1, 84, 8])]
    graph = helper.make_graph(nodes, "blocks", inputs, outputs, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10, doc_string=note)


def _weights(is_on: bool) -> tuple[Any, Any]:
    """Rows: x, y, log width, log height, objectness, then the classes; columns: blue, green, red."""
    weights, bias = np.zeros((8, 3, 1, 1), np.float32), np.array([0.5, 0.5, 0, 0, is_on, 0, 0, 0], np.float32)
    for row, own in ((5, 2), (6, 1), (7, 0)):
        weights[row, :, 0, 0] = -1 / 255
        weights[row, own, 0, 0] = 1 / 255
    return weights, bias
