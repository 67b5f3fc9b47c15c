"""Shards published once for all tests of the trainer; all are skipped where torch is not installed."""

from pathlib import Path

import pytest

NEEDS = "needs torch and transformers: pip install 'multigrain[train]'"
RECIPES = (
    "[caption, caption+label, caption+label+description, multigrained, multigrained+relation, fine, grounding, "
    "conversation, description]"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    try:
        import torch
        import transformers  # noqa: F401
    except ImportError:
        for item in items:
            if "tests/training" in str(item.path) and "without_torch" not in item.name:
                item.add_marker(pytest.mark.skip(reason=NEEDS))
        return
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of recipes, published from 24 rendered scenes by the command line."""
    from jobs.cli import main

    out = tmp_path_factory.mktemp("scenes")
    settings = [f"out={out}", "source.count=24", f"publish.recipes={RECIPES}", "publish.shard.max_documents=12"]
    arguments = ["run", "jobs/demo.yaml", "--engine", "local", "--set", "publish.split.val=0.2"]
    assert main([*arguments, *(word for setting in settings for word in ("--set", setting))]) == 0
    return out / "shards"
