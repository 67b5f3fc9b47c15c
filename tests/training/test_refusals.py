"""Bad input is said before the first step, with key and remedy."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.training.data.published import DamagedShardError
from pipeline.training.refusal import TrainingSpecError
from pipeline.training.train import train
from tests.training.specs import GROUNDING, quiet, spec


def copied(shards: Path, recipe: str, to: Path) -> Path:
    to.mkdir(parents=True)
    for path in (shards / recipe).iterdir():
        (to / path.name).write_bytes(path.read_bytes())
    return to


def phases(*folders: Path, **wanted: Any) -> list[dict[str, Any]]:
    return [{"name": "only", "sets": [{"shards": str(folder), **wanted} for folder in folders]}]


def refused(*arguments: Any, match: str, **more: Any) -> None:
    with pytest.raises(TrainingSpecError, match=match):
        train(spec(*arguments, **more), quiet)


def test_shards_of_another_schema_version(shards: Path, tmp_path: Path) -> None:
    folder = copied(shards, "caption", tmp_path / "x" / "caption")
    manifest = json.loads((folder / "manifest.json").read_text()) | {"schema_version": 2}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    refused(tmp_path / "x", tmp_path / "o", "caption", match="schema_version 2, this trainer reads 1; publish again")


def test_a_folder_without_a_manifest(tmp_path: Path) -> None:
    refused(tmp_path, tmp_path / "o", "caption", match=r"no manifest\.json")


def test_a_recipe_without_what_is_asked_of_it(shards: Path, tmp_path: Path) -> None:
    wanted = {"phases": phases(shards / "caption", segments=False)}
    refused(shards, tmp_path, data=wanted, match="no conversations that fit max_length; name a recipe")


def test_pictures_larger_than_a_row(shards: Path, tmp_path: Path) -> None:
    refused(shards, tmp_path, data={"max_length": 18}, match="leave no room for words")


def test_a_batch_that_cannot_be_shared_out(shards: Path, tmp_path: Path) -> None:
    refused(shards, tmp_path, optimize={"batch": 3}, match="make it a multiple of 2")


def test_a_gpu_that_is_not_there(shards: Path, tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is one here")
    refused(shards, tmp_path, engine={"device": "cuda"}, match="torch sees no GPU here")


def test_a_model_that_never_fits(shards: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.training.checks.memory", lambda device: 1e5)
    refused(shards, tmp_path, match="weights, gradients and optimizer need")


def test_a_size_that_is_no_whole_number_of_patches(shards: Path, tmp_path: Path) -> None:
    refused(shards, tmp_path, model=GROUNDING | {"image_size": 60}, match=r"model\.image_size: 60 pixels are no whole")


def test_a_part_nobody_knows(shards: Path, tmp_path: Path) -> None:
    missing = GROUNDING | {"language": str(tmp_path / "no-such-model"), "tokenizer": GROUNDING["tokenizer"]}
    refused(shards, tmp_path, model=missing, match=r"model\.language.*no-such-model")


def test_a_start_that_is_no_finished_model(shards: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    refused(shards, tmp_path, start_from=str(tmp_path / "nothing"), match="no-such|nothing")


@pytest.fixture
def damaged(shards: Path, tmp_path: Path) -> Path:
    folder = copied(shards, "caption", tmp_path / "damaged")
    tar = folder / "train-00000.tar"
    tar.write_bytes(tar.read_bytes()[:-5000])
    return folder


def test_a_damaged_shard_is_named_and_stops_the_run(damaged: Path, tmp_path: Path) -> None:
    with pytest.raises(DamagedShardError, match=r"train-00000\.tar: its bytes are not those the manifest names"):
        train(spec(damaged, tmp_path / "o", data={"phases": phases(damaged)}), quiet)


def test_or_is_skipped_and_counted_when_the_spec_says_so(damaged: Path, tmp_path: Path) -> None:
    trained = train(spec(damaged, tmp_path / "o", data={"phases": phases(damaged), "damaged": "skip"}), quiet)
    (counts,) = trained.sets
    assert len(counts["damaged"]) == 1
    assert "train-00000.tar" in counts["damaged"][0]
    assert 0 < counts["documents"] < 24


@pytest.mark.parametrize("policy", ["stop", "skip"])
def test_bytes_that_rot_while_it_trains(shards: Path, tmp_path: Path, policy: str) -> None:
    """The survey saw the shard whole; a later step finds a picture damaged."""
    folder = copied(shards, "caption", tmp_path / "rot")
    more = {"phases": phases(folder), "damaged": policy, "packing": False}
    wanted = spec(folder, tmp_path / "o", data=more)
    train(wanted, quiet, stop_after=1)
    for tar in folder.glob("train-*.tar"):
        data = tar.read_bytes()
        tar.write_bytes(data.replace(b"\xff\xd8\xff", b"\x00\x00\x00"))
    if policy == "stop":
        with pytest.raises(DamagedShardError, match=r"train-0000\d\.tar: the sample at byte"):
            train(wanted, quiet)
    else:
        assert train(wanted, quiet).progress.skipped > 0
