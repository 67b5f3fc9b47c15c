"""Prints what LLaMA-Factory makes of an export: its converter's turns, and what its template shows a model.

Arguments: a scratch folder, then folders of exports. Every data set that a folder's dataset_info.json names is read.
"""

import json
import sys
from pathlib import Path
from typing import Any

from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
from llamafactory.data.loader import _get_merged_dataset
from llamafactory.hparams import DataArguments, ModelArguments, TrainingArguments
from llamafactory.model.patcher import patch_processor
from PIL import Image
from tiny_qwen import tiny_qwen


def read(folder: str, name: str, processor: Any, scratch: Path) -> dict[str, Any]:
    tokenizer = processor.tokenizer
    data = DataArguments(template="qwen2_vl", dataset=name, dataset_dir=folder, cutoff_len=1 << 16)
    model = ModelArguments(model_name_or_path=str(scratch / "Qwen2.5-VL"))
    training = TrainingArguments(output_dir=str(scratch / "out"), use_cpu=True)
    rows = list(_get_merged_dataset(data.dataset, model, data, training, "sft"))
    template = get_template_and_fix_tokenizer(tokenizer, data)
    found = get_dataset(template, model, data, training, "sft", tokenizer, processor)["train_dataset"]
    return {
        "rows": rows,
        "text": [tokenizer.decode(one["input_ids"]) for one in found],
        "learned": [tokenizer.decode([t for t in one["labels"] if t != -100]) for one in found],
        "sizes": [_sizes(template, processor, row["_images"] or []) for row in rows],
    }


def _sizes(template: Any, processor: Any, images: list[str]) -> list[tuple[int, int]]:
    """Width and height of the pictures in pixels as the model sees them."""
    if not images:
        return []
    inputs = template.mm_plugin.get_mm_inputs(
        [Image.open(path) for path in images], [], [], [len(images)], [0], [0], [[]], processor
    )
    patch = processor.image_processor.patch_size
    return [(wide * patch, high * patch) for _, high, wide in inputs["image_grid_thw"].tolist()]


def main(scratch: Path, folders: list[str]) -> None:
    processor = tiny_qwen(scratch / "Qwen2.5-VL")
    patch_processor(processor, processor.tokenizer, ModelArguments(model_name_or_path=str(scratch)))
    found = {}
    for folder in folders:
        names = json.loads((Path(folder) / "dataset_info.json").read_text(encoding="utf-8"))
        found[folder] = {name: read(folder, name, processor, scratch) for name in names}
    print("\n" + json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
