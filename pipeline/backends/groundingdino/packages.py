"""The libraries GroundingDINO needs, imported when they are needed; a missing one is named with its install line."""

import importlib
from typing import Any

from pipeline.backends.local.errors import MissingPackageError

INSTALL = ".venv/bin/uv pip install --python .venv/bin/python -c constraints.txt -e '.[grounding]'"
INSTALL_GROUNDINGDINO = ".venv/bin/uv pip install --python .venv/bin/python --no-deps groundingdino-py==0.4.0"
"""Without its needs: it pins supervision==0.6.0, which nothing here works with. The extra `grounding` has the rest."""


def grounding_import(module: str) -> Any:
    """Raises MissingPackageError."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = (error.name or module).partition(".")[0]
        if package == "groundingdino":
            raise MissingPackageError("groundingdino-py", f"{INSTALL} && {INSTALL_GROUNDINGDINO}") from error
        raise MissingPackageError(package, INSTALL) from error
