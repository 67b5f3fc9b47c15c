"""A small folder of scenes, rendered once for all tests here."""

from pathlib import Path

import pytest

from pipeline.scenes import render_dataset

SEED, COUNT = 7, 24


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scenes") / "folder"
    render_dataset(root, COUNT, SEED)
    return root
