"""What travels to the workers of a cluster that runs already: our packages, and where its object store is."""

import json
import os
from importlib.util import find_spec
from typing import Any

PACKAGES = ("schemas", "prompts", "pipeline", "jobs")
"""With the YAML and JSON files in them. What they import from others must be installed on the nodes."""
VARIABLES = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_DEFAULT_REGION")
"""Never a credential: a runtime environment is shown to everybody who sees the cluster's dashboard."""
_JOB = "RAY_JOB_CONFIG_JSON_ENV_VAR"


def runtime_env() -> dict[str, Any]:
    """The driver's own code, by its contents: also nodes that join later run what the driver runs.

    A job that was submitted with `py_modules` has chosen its code itself.
    """
    theirs = json.loads(os.environ.get(_JOB, "{}")).get("runtime_env") or {}
    variables = {name: os.environ[name] for name in VARIABLES if name in os.environ and "@" not in os.environ[name]}
    mine = {name: value for name, value in variables.items() if name not in (theirs.get("env_vars") or {})}
    env: dict[str, Any] = {"env_vars": mine} if mine else {}
    return env if theirs.get("py_modules") else {**env, "py_modules": _folders()}


def _folders() -> list[str]:
    found = (find_spec(name) for name in PACKAGES)
    return [spec.submodule_search_locations[0] for spec in found if spec and spec.submodule_search_locations]
