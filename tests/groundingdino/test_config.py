"""groundingdino-py's file of settings is read as data."""

from pathlib import Path

import pytest

from pipeline.backends.groundingdino.config import read_config
from pipeline.backends.local.errors import ModelFileError
from tests.groundingdino.small_models import CONFIG


def test_a_published_file_reads_as_its_values(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text('"""GroundingDINO."""\n# Swin-T\n' + CONFIG)
    held = read_config(tmp_path / "config.py")
    assert held["return_interm_indices"] == [1, 2, 3] and held["backbone_freeze_keywords"] is None


@pytest.mark.parametrize(
    "line", ["import os", "x = open('{folder}/escaped', 'w')", "x = [].append(1)", "def f(): pass", "print('hello')"]
)
def test_code_in_it_is_refused_and_never_run(tmp_path: Path, line: str) -> None:
    (tmp_path / "config.py").write_text("nheads = 8\n" + line.format(folder=tmp_path))
    with pytest.raises(ModelFileError, match="line 2 is no `name = literal`"):
        read_config(tmp_path / "config.py")
    assert not (tmp_path / "escaped").exists()


def test_what_is_no_python_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("backbone = 'swin\n")
    with pytest.raises(ModelFileError, match=r"config\.py: cannot be read as GroundingDINO's settings"):
        read_config(tmp_path / "config.py")
