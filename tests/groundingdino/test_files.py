"""Files of a model that are not whole, or do not belong together, stop the run by name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.backends.groundingdino.files import find_files
from pipeline.backends.local.errors import ModelFileError
from schemas.detection import GroundingDinoSpec
from tests.groundingdino.desk import ground, record
from tests.groundingdino.small_models import groundingdino_spec, transformers_spec

pytestmark = pytest.mark.filterwarnings("ignore:torch.meshgrid", "ignore:.*torch.cuda.amp.autocast")

RECORDS = [record(0, "cat")]


@pytest.fixture(scope="module")
def hub_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "hub"
    transformers_spec(folder)
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "published"
    groundingdino_spec(folder)
    return folder


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to / "model")
    return to / "model"


def refused(spec: GroundingDinoSpec, tmp_path: Path, words: str) -> None:
    with pytest.raises(ModelFileError, match=words):
        ground(spec, tmp_path, RECORDS)


def test_weights_that_lack_tensors_name_folder_and_tensors(hub_model: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = copied(hub_model, tmp_path)
    held = load_file(folder / "model.safetensors")
    left = {name: tensor for name, tensor in held.items() if "encoder.layers.0.fusion_layer" not in name}
    assert len(left) < len(held)
    save_file(left, folder / "model.safetensors", metadata={"format": "pt"})
    refused(transformers_spec(folder), tmp_path, r"model: the weights lack \d+ of the model's tensors.*fusion_layer")


def test_weights_of_another_shape_are_refused(hub_model: Path, tmp_path: Path) -> None:
    folder = copied(hub_model, tmp_path)
    config = (folder / "config.json").read_text()
    (folder / "config.json").write_text(config.replace('"num_queries": 30', '"num_queries": 25'))
    refused(transformers_spec(folder), tmp_path, "model: (transformers cannot load it|the weights lack)")


def test_a_tokenizer_with_other_numbers_is_refused_by_transformers(hub_model: Path, tmp_path: Path) -> None:
    """Its model has the numbers of the delimiters built in: phrases would run into each other."""
    folder = copied(hub_model, tmp_path)
    text = (folder / "tokenizer.json").read_text()
    (folder / "tokenizer.json").write_text(text.replace('".":1012', '".":1011').replace('".": 1012', '".": 1011'))
    refused(transformers_spec(folder), tmp_path, r"its tokenizer has \(101, 102, 1011, 1029\)")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("config.json", r"config\.json: no such file"),
        ("tokenizer.json", r"tokenizer\.json: is not there; write it with AutoTokenizer"),
        ("model.safetensors", r"holds no \*\.safetensors; save the model with save_pretrained"),
    ],
)
def test_a_folder_without_one_of_its_files_names_it(hub_model: Path, tmp_path: Path, name: str, words: str) -> None:
    folder = copied(hub_model, tmp_path)
    (folder / name).unlink()
    refused(transformers_spec(folder), tmp_path, words)


def test_a_checkpoint_that_lacks_tensors_is_refused_though_the_library_takes_it(
    published: Path, tmp_path: Path
) -> None:
    import torch

    folder = copied(published, tmp_path)
    torch.save({"model": {}}, folder / "model.pth")
    refused(groundingdino_spec(folder), tmp_path, r"model\.pth: lacks \d+ of the model's tensors.*config\.py belong")


def test_a_checkpoint_of_another_model_is_refused(published: Path, tmp_path: Path) -> None:
    folder = copied(published, tmp_path)
    config = (folder / "config.py").read_text()
    (folder / "config.py").write_text(config.replace("dim_feedforward = 64", "dim_feedforward = 128"))
    refused(groundingdino_spec(folder), tmp_path, r"model\.pth: does not fit the model of .*config\.py")


def test_settings_that_lack_one_are_refused(published: Path, tmp_path: Path) -> None:
    folder = copied(published, tmp_path)
    config = (folder / "config.py").read_text()
    (folder / "config.py").write_text(config.replace("nheads = 8\n", ""))
    refused(groundingdino_spec(folder), tmp_path, r"config\.py: groundingdino-py cannot build a model from it.*nheads")


def test_a_hub_id_is_found_in_the_cache_and_asked_for_nowhere_else_when_offline(
    hub_model: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "hub" / "models--IDEA-Research--small"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text("0123abcd")
    shutil.copytree(hub_model, kept / "snapshots" / "0123abcd")
    program = (
        "from pipeline.backends.groundingdino.files import find_files\n"
        "from schemas.detection import GroundingDinoSpec\n"
        "print(find_files(GroundingDinoSpec(model='IDEA-Research/small')).digest)\n"
        "find_files(GroundingDinoSpec(model='IDEA-Research/unknown'))\n"
    )
    environment = os.environ | {"HF_HUB_CACHE": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert done.stdout.strip() == find_files(transformers_spec(hub_model)).digest
    assert "ModelFileError: 'IDEA-Research/unknown': is no folder here, and the hub did not give it" in done.stderr


class Escape:
    """Pickled, it would make this file when it is read."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self._file), "w")


def test_a_pickle_that_would_run_code_is_refused(published: Path, tmp_path: Path) -> None:
    import torch

    folder = copied(published, tmp_path)
    torch.save({"model": Escape(tmp_path / "escaped")}, folder / "model.pth")
    refused(groundingdino_spec(folder), tmp_path, r"model\.pth: torch cannot read it as weights")
    assert not (tmp_path / "escaped").exists()
