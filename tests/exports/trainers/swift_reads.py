"""Prints what ms-swift makes of an export's files: its loader's rows, and what its templates show a model.

Arguments: a scratch folder, then files of rows, each in the folder of its export.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from swift.dataset import load_dataset
from swift.model import get_processor
from swift.template import get_template
from tiny_qwen import tiny_qwen


def encoded(template: Any, row: dict[str, Any]) -> dict[str, Any]:
    """`learned`: what the model is trained to say; `sizes`: width and height of its pictures as it sees them."""
    found = template.encode(row)
    decode, patch = template.tokenizer.decode, template.processor.image_processor.patch_size
    grids = [] if found.get("image_grid_thw") is None else found["image_grid_thw"].tolist()
    return {
        "text": decode(found["input_ids"]),
        "learned": decode([token for token in found["labels"] if token != -100]),
        "sizes": [(wide * patch, high * patch) for _, high, wide in grids],
    }


def read(file: str, model: Path) -> dict[str, Any]:
    """With boxes in pixels of the resized picture (none: Qwen2.5-VL) and in thousandths (Qwen2-VL, Qwen3-VL)."""
    os.environ["ROOT_IMAGE_DIR"] = str(Path(file).parent)
    rows, _ = load_dataset(file, strict=True)
    is_pretraining = "pretrain" in file
    found: dict[str, Any] = {"rows": list(rows)}
    for norm in ("none", "norm1000"):
        template = get_template(
            get_processor(str(model), model_type="qwen2_5_vl"),
            template_type="qwen2_5_vl",
            norm_bbox=norm,
            use_chat_template=not is_pretraining,
            loss_scale="all" if is_pretraining else "default",
        )
        template.set_mode("train")
        found[norm] = [encoded(template, row) for row in rows]
    return found


def main(scratch: Path, files: list[str]) -> None:
    tiny_qwen(scratch / "Qwen2.5-VL")
    print("\n" + json.dumps({file: read(file, scratch / "Qwen2.5-VL") for file in files}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
