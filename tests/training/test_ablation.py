"""`make ablation` at its smallest: every arm is trained, asked and printed, and not trained again."""

import sys
from pathlib import Path
from typing import Any

import pytest

from jobs import ablation

SMALL = ("data.workers=0", "model.image_size=32", "model.object_size=32", "model.language.config.num_hidden_layers=1")


def test_every_arm_is_trained_and_printed(
    shards: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = [word for setting in SMALL for word in ("--set", setting)]
    words = ["ablation", str(shards), str(tmp_path), "--seeds", "1", "--sequences", "6", *settings]
    monkeypatch.setattr(sys, "argv", words)
    assert ablation.main() == 0
    printed = capsys.readouterr().out
    for arm in (*ablation.GRAINS, *ablation.CURRICULA):
        line = next(line for line in printed.splitlines() if line.strip().startswith(f"{arm} "))
        assert all(column in line for column in ("REC", "POPE F1", "relation", "caption loss"))
    models = sorted(tmp_path.glob("*/model/model.safetensors"))
    before = [path.stat().st_mtime_ns for path in models]
    assert len(models) == len(ablation.GRAINS) + len(ablation.CURRICULA)
    assert ablation.main() == 0
    assert [path.stat().st_mtime_ns for path in models] == before
    assert capsys.readouterr().out == printed
