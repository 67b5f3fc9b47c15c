"""Training through the library's door: learning, resuming, ranks, adapters, the finished model."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from pipeline.training.engine.metrics import Measured
from pipeline.training.models.grounding import GroundingModel
from pipeline.training.refusal import TrainingSpecError, TrainingStoppedError
from pipeline.training.train import Trained, train
from tests.front_door import ROOT
from tests.training.specs import DISCRETE, GROUNDING, body, quiet, spec

LANGUAGE_ONLY = {"trainable": ["language"]}


def weights(trained: Trained) -> dict[str, torch.Tensor]:
    assert trained.model is not None
    return dict(load_file(trained.model / "model.safetensors"))


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def losses(out: Path) -> list[float]:
    return [Measured(**yaml.safe_load(line)).loss for line in (out / "metrics.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("family", ["grounding", "discrete"])
def test_a_resumed_training_ends_bit_for_bit_as_an_uninterrupted_one(family: str, shards: Path, tmp_path: Path) -> None:
    more = {} if family == "grounding" else {"model": DISCRETE, "optimize": LANGUAGE_ONLY}
    whole = train(spec(shards, tmp_path / "whole", "multigrained", **more), quiet)
    train(spec(shards, tmp_path / "parts", "multigrained", **more), quiet, stop_after=3)
    parts = train(spec(shards, tmp_path / "parts", "multigrained", **more), quiet)
    assert whole.steps > 3
    assert same(weights(whole), weights(parts))
    assert losses(whole.out)[-1] == losses(parts.out)[-1]


def test_decoding_workers_change_nothing(shards: Path, tmp_path: Path) -> None:
    one = train(spec(shards, tmp_path / "0", "caption", data={"workers": 0}), quiet)
    two = train(spec(shards, tmp_path / "2", "caption", data={"workers": 2}), quiet)
    assert same(weights(one), weights(two))


def test_the_loss_falls_and_the_metrics_say_so(shards: Path, tmp_path: Path) -> None:
    phases = [{"name": "a", "sets": [{"shards": str(shards / "caption")}], "epochs": 20}]  # 10 steps; 6 reach 0.81
    said: list[str] = []
    wanted = spec(
        shards,
        tmp_path,
        data={"phases": phases},
        engine={"tensorboard": True},
        optimize={"batch": 2, "learning_rate": 5e-3},
    )
    trained = train(wanted, said.append)
    found = losses(trained.out)
    assert found[-1] < 0.8 * found[0]
    assert any("tokens/s" in line and "MFU" in line and "data wait" in line and "left" in line for line in said)
    assert list((trained.out / "tensorboard").glob("events.*"))


def test_the_finished_grounding_model_loads_back_with_its_tokenizer(shards: Path, tmp_path: Path) -> None:
    trained = train(spec(shards, tmp_path, "caption"), quiet)
    one, two = (dict(GroundingModel.from_pretrained(trained.model).state_dict()) for _ in range(2))
    assert same(one, two)
    assert torch.equal(one["projector.0.weight"], weights(trained)["projector.0.weight"])
    tokenizer = AutoTokenizer.from_pretrained(trained.model)
    assert len(tokenizer("<image>", add_special_tokens=False)["input_ids"]) == 1


def test_the_finished_discrete_model_is_a_plain_causal_language_model(shards: Path, tmp_path: Path) -> None:
    trained = train(spec(shards, tmp_path, "caption", model=DISCRETE, optimize=LANGUAGE_ONLY), quiet)
    model, tokenizer = AutoModelForCausalLM.from_pretrained(trained.model), AutoTokenizer.from_pretrained(trained.model)
    assert model.get_input_embeddings().num_embeddings == len(tokenizer) + 64


def test_lora_learns_little_and_is_merged_into_what_is_saved(shards: Path, tmp_path: Path) -> None:
    pytest.importorskip("peft", reason="needs peft: pip install 'multigrain[train]'")
    lora = {"lora": {"rank": 2}, "trainable": ["language"], "learning_rate": 1e-2}
    trained = train(spec(shards, tmp_path, "caption", model=DISCRETE, optimize=lora), quiet)
    saved = weights(trained)
    assert not any("lora" in name for name in saved)
    AutoModelForCausalLM.from_pretrained(trained.model)
    phases = [{"name": "only", "sets": [{"shards": str(shards / "caption")}]}]
    start = train(
        spec(
            shards,
            tmp_path / "b",
            model=DISCRETE,
            data={"phases": phases},
            optimize=LANGUAGE_ONLY | {"learning_rate": 1e-12},
        ),
        quiet,
    )
    moved = {name for name, tensor in weights(start).items() if not torch.allclose(tensor, saved[name], atol=1e-5)}
    assert any("q_proj" in name for name in moved)
    assert not any("norm" in name for name in moved)


def test_only_the_parts_named_learn(shards: Path, tmp_path: Path) -> None:
    made = [
        weights(
            train(
                spec(
                    shards,
                    tmp_path / str(rate),
                    "caption",
                    optimize={"trainable": ["projector"], "learning_rate": rate},
                ),
                quiet,
            )
        )
        for rate in (1e-12, 1e-2)
    ]
    moved = {name.split(".")[0] for name in made[0] if not torch.allclose(made[0][name], made[1][name], atol=1e-6)}
    assert moved == {"projector"}


def test_a_later_stage_starts_from_an_earlier_ones_model(shards: Path, tmp_path: Path) -> None:
    first = train(spec(shards, tmp_path / "1", "caption", optimize={"trainable": ["projector"]}), quiet)
    still = {"trainable": ["projector", "language"], "learning_rate": 1e-12}
    second = train(spec(shards, tmp_path / "2", "grounding", start_from=str(first.model), optimize=still), quiet, 2)
    assert second.model is None
    third = train(spec(shards, tmp_path / "3", "caption", start_from=str(first.model), optimize=still), quiet)
    one, two = weights(first), weights(third)
    assert all(torch.allclose(one[name], two[name], atol=1e-6) for name in one)


def test_activation_checkpointing_computes_the_same(shards: Path, tmp_path: Path) -> None:
    made = [
        train(spec(shards, tmp_path / str(on), "caption", engine={"activation_checkpointing": on}), quiet)
        for on in (False, True)
    ]
    one, two = map(weights, made)
    assert all(torch.allclose(one[name], two[name], atol=1e-5) for name in one)


def test_bfloat16_trains(shards: Path, tmp_path: Path) -> None:
    train(spec(shards, tmp_path, "caption", engine={"dtype": "bfloat16"}), quiet)
    assert all(loss < 8 for loss in losses(tmp_path))


def test_a_loss_that_is_no_number_stops_before_anything_moves(shards: Path, tmp_path: Path) -> None:
    train(spec(shards, tmp_path, "multigrained", optimize={"learning_rate": 1e-3}), quiet, stop_after=2)
    kept = sorted(path.name for path in (tmp_path / "checkpoints").iterdir())
    wild = {"learning_rate": 1e30, "clip": 1e30}
    with pytest.raises(TrainingStoppedError, match=r"step \d+: the loss is .* no numbers"):
        train(spec(shards, tmp_path / "wild", "multigrained", optimize=wild), quiet)
    assert sorted(path.name for path in (tmp_path / "checkpoints").iterdir()) == kept == ["step-00000002"]


def test_checkpoints_of_another_spec_are_not_resumed(shards: Path, tmp_path: Path) -> None:
    train(spec(shards, tmp_path, "multigrained"), quiet, stop_after=2)
    with pytest.raises(TrainingSpecError, match="another spec"):
        train(spec(shards, tmp_path, "multigrained", optimize={"learning_rate": 5e-4}), quiet)


def test_half_a_checkpoint_is_never_resumed_from(shards: Path, tmp_path: Path) -> None:
    train(spec(shards, tmp_path, "multigrained"), quiet, stop_after=2)
    (tmp_path / "checkpoints" / "step-00000003.unfinished").mkdir()
    said: list[str] = []
    train(spec(shards, tmp_path, "multigrained"), said.append, stop_after=3)
    assert "resumed at step 2" in said


def on_two_ranks(path: Path, port: int, made: dict[str, object]) -> None:
    """Under torchrun's own launcher, the trainer's module alone."""
    path.write_text(yaml.safe_dump(made))
    command = ["-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", str(port)]
    done = subprocess.run(
        [sys.executable, *command, "-m", "pipeline.training", str(path)],
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_two_ranks_learn_what_one_learns_and_resume_what_one_began(shards: Path, tmp_path: Path) -> None:
    one = train(spec(shards, tmp_path / "one", "multigrained", model=GROUNDING), quiet)
    train(spec(shards, tmp_path / "two", "multigrained"), quiet, stop_after=3)
    on_two_ranks(tmp_path / "spec.yaml", 29561, body(shards, tmp_path / "two", "multigrained"))
    two = load_file(tmp_path / "two" / "model" / "model.safetensors")
    assert all(torch.allclose(tensor, two[name], atol=2e-4) for name, tensor in weights(one).items())
    assert losses(one.out)[-1] == pytest.approx(losses(tmp_path / "two")[-1], rel=1e-4)
