"""The run folder: whose run it is, said by run.json, and where things lie in it."""

import json
import logging
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from pydantic import ValidationError

from pipeline.intake.inputs import find_buckets
from pipeline.store.damage import DamagedError
from pipeline.store.sealed import read_sealed, write_sealed
from pipeline.store.store import Store
from schemas.job import Job
from schemas.stages import StagesSpec

FORMAT = 1
"""Of the run folder; a folder of another format is refused."""
_PACKAGES = ("multigrain", "ray", "pydantic", "pillow", "pyarrow", "webdataset", "pycocotools", "supervision", "ijson")


_log = logging.getLogger(__name__)


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
    try:
        body = read_run(store)
    except DamagedError as fault:
        return _rewrite(store, job, stages, fault)
    if body["job"]["name"] != job.name:
        raise RunFolderError(
            f"out: {store.root} holds the run of job {body['job']['name']!r}, not of {job.name!r}; name another folder"
        )
    return {**describe(job, stages), **{key: body[key] for key in ("inputs", "num_buckets") if key in body}}


def _rewrite(store: Store, job: Job, stages: StagesSpec, fault: DamagedError) -> dict[str, Any]:
    """All that a damaged run.json alone knew is whose the folder is: one with inputs in it is the asking job's."""
    if not store.names("inputs"):
        raise RunFolderError(f"out: {store.root}/{fault}; nothing was imported here: name another folder") from fault
    _log.warning("%s", fault)
    body = {**describe(job, stages), "num_buckets": find_buckets(store)}
    save_run(store, body)
    return body


def read_run(store: Store) -> dict[str, Any]:
    """Raises RunFolderError when there is none, or one of a format this code does not know; DamagedError."""
    try:
        found = _format(store.read("run.json"))
    except (FileNotFoundError, NotADirectoryError):
        raise RunFolderError(f"{store.root} is no run folder: it has no run.json") from None
    if found is not None and found != FORMAT:
        raise RunFolderError(
            f"{store.root} has format {found!r}, this version of multigrain knows {FORMAT}: "
            f"use the version that wrote it (`versions` in its run.json), or name another folder"
        )
    return read_sealed(store, "run.json")


def spec_of(store: Store, body: Mapping[str, Any]) -> tuple[Job, StagesSpec]:
    """The job and stages a run.json holds. Raises RunFolderError where another version wrote keys unknown here."""
    try:
        return Job.model_validate(body["job"]), StagesSpec.model_validate(body["stages"])
    except ValidationError as error:
        keys = ", ".join(".".join(str(part) for part in fault["loc"]) for fault in error.errors())
        raise RunFolderError(
            f"{store.root}/run.json was written by multigrain {body['versions']['multigrain']} with keys that this "
            f"version reads differently ({keys}): use that version, or run the job again with this one"
        ) from error


def _format(data: bytes) -> Any:
    """Read before all else: another format may not be sealed as this one is. None where there is none to read."""
    try:
        return json.loads(data)["format"]
    except (ValueError, KeyError, TypeError):
        return None


def save_run(store: Store, body: Mapping[str, Any]) -> None:
    write_sealed(store, "run.json", body)


def describe(job: Job, stages: StagesSpec) -> dict[str, Any]:
    """The resolved spec and the versions that made it."""
    return {
        "format": FORMAT,
        "job": job.model_dump(mode="json"),
        "stages": stages.model_dump(mode="json", exclude_none=True),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
    }
