"""Shards published once for all tests of the trainer; all are skipped where torch is not installed."""

from pathlib import Path
from typing import NoReturn

import pytest

from jobs.train_command import INSTALL

NEEDS = f"needs torch and transformers: {INSTALL}"
RECIPES = (
    "[caption, caption+label, caption+label+description, multigrained, multigrained+relation, fine, grounding, "
    "conversation, description]"
)


try:
    import torch
    import transformers  # noqa: F401
except ImportError:
    IS_THERE = False
else:
    IS_THERE = True
    torch.set_num_threads(1)


class Skipped(pytest.Module):
    """A module that imports torch cannot even be read without it."""

    def collect(self) -> NoReturn:
        pytest.skip(NEEDS, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if IS_THERE or module_path.name == "test_command.py":
        return None
    return Skipped.from_parent(parent, path=module_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not IS_THERE and item.path.name == "test_command.py" and "without_torch" not in item.name:
            item.add_marker(pytest.mark.skip(reason=NEEDS))


@pytest.fixture(scope="session")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of recipes, published from 24 rendered scenes by the command line."""
    from jobs.cli import main

    out = tmp_path_factory.mktemp("scenes")
    settings = [f"out={out}", "source.count=24", f"publish.recipes={RECIPES}", "publish.shard.max_documents=12"]
    arguments = ["run", "jobs/demo.yaml", "--engine", "local", "--set", "publish.split.val=0.2"]
    assert main([*arguments, *(word for setting in settings for word in ("--set", setting))]) == 0
    return out / "shards"
