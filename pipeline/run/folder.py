"""The run folder: whose run it is, said by run.json, and where things lie in it."""

import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from pipeline.store.store import Store
from schemas.job import Job
from schemas.stages import StagesSpec

FORMAT = 1
"""Of the run folder; a folder of another format is refused."""
_PACKAGES = ("multigrain", "ray", "pydantic", "pillow", "pyarrow", "webdataset", "pycocotools", "supervision", "ijson")


class RunFolderError(Exception):
    """The folder is not this job's, or not of this version: the message names it and the remedy."""


def open_run(store: Store, job: Job, stages: StagesSpec) -> dict[str, Any]:
    """Claims the folder for the job, or continues the job's run in it; returns the body of run.json."""
    if not store.exists("run.json"):
        strangers = [name for name in store.names("") if name not in ("lock.json",)]
        if strangers:
            raise RunFolderError(
                f"out: {store.root} holds {strangers[0]!r} but no run.json: it is not a run's folder; name another"
            )
        body = describe(job, stages)
        save_run(store, body)
        return body
    body = read_run(store)
    if body["job"]["name"] != job.name:
        raise RunFolderError(
            f"out: {store.root} holds the run of job {body['job']['name']!r}, not of {job.name!r}; name another folder"
        )
    return {**describe(job, stages), **{key: body[key] for key in ("inputs", "num_buckets") if key in body}}


def read_run(store: Store) -> dict[str, Any]:
    """Raises RunFolderError when there is none, or one of a version this code does not know."""
    try:
        body: dict[str, Any] = json.loads(store.read("run.json"))
        found = body["format"]
    except FileNotFoundError:
        raise RunFolderError(f"{store.root} is no run folder: it has no run.json") from None
    except (ValueError, KeyError, TypeError) as error:
        raise RunFolderError(f"{store.root}/run.json cannot be read ({error}); it is damaged") from error
    if found != FORMAT:
        raise RunFolderError(f"{store.root} has format {found!r}, this version of multigrain knows {FORMAT}")
    return body


def save_run(store: Store, body: Mapping[str, Any]) -> None:
    store.write("run.json", (json.dumps(body, indent=2, sort_keys=True) + "\n").encode())


def describe(job: Job, stages: StagesSpec) -> dict[str, Any]:
    """The resolved spec and the versions that made it."""
    return {
        "format": FORMAT,
        "job": job.model_dump(mode="json"),
        "stages": stages.model_dump(mode="json", exclude_none=True),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
    }
