"""Reads a job spec: YAML, `--set a.b=value`, `${ENV}`, then pydantic; every complaint names file and key."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from pipeline.run.resolve import SpecError
from schemas.job import Job
from schemas.model import Model

M = TypeVar("M", bound=Model)

_CREDENTIALS = re.compile(r"//[^/@\s]*@")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def read_job(path: Path, settings: Sequence[str] = ()) -> Job:
    """Raises SpecError."""
    return parse(path, read_body(path, settings), Job)


def read_body(path: Path, settings: Sequence[str] = (), overlays: Sequence[Path] = ()) -> dict[str, Any]:
    """Mappings of the overlays go over the spec's key by key, then `--set`. Raises SpecError."""
    body = _mapping(path)
    for overlay in overlays:
        _lay(body, _mapping(overlay))
    for setting in settings:
        _apply(body, setting)
    expanded: dict[str, Any] = expand(body, str(path))
    return expanded


def _mapping(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SpecError(f"{path}: there is no such job spec; jobs/ has those that come along") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{path}: cannot be read: {error}") from error
    try:
        body = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SpecError(f"{path}: is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(body, dict):
        raise SpecError(f"{path}: must be a mapping with the keys name, source and out, not {type(body).__name__}")
    return body


def _lay(body: dict[str, Any], over: dict[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(body.get(key), dict):
            _lay(body[key], value)
        else:
            body[key] = value


def parse(path: Path, body: dict[str, Any], model: type[M]) -> M:
    """Raises SpecError with one line a fault."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        lines = [f"{path}: {_place(fault['loc'])}: {_fault(fault)}" for fault in error.errors()]
        raise SpecError("\n".join(lines)) from error


def _place(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location) or "(top)"


def _fault(fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        return "the spec knows no such key; check its spelling"
    if fault["type"] == "missing" or not isinstance(fault["input"], str | int | float | bool):
        return str(fault["msg"])
    return f"{fault['msg']}, not {_CREDENTIALS.sub('//...@', repr(fault['input']))}"


def _apply(body: dict[str, Any], setting: str) -> None:
    key, equals, value = setting.partition("=")
    if not equals or not key:
        raise SpecError(f"--set {setting!r}: write it as a.b=value")
    *parents, last = key.split(".")
    place: Any = body
    for name in parents:
        place = _step(place, name, setting)
    try:
        parsed = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise SpecError(f"--set {setting!r}: the value is no YAML: {' '.join(str(error).split())}") from error
    if isinstance(place, list):
        place[_index(place, last, setting)] = parsed
    else:
        place[last] = parsed


def _step(place: Any, name: str, setting: str) -> Any:
    if isinstance(place, list):
        return place[_index(place, name, setting)]
    if place.get(name) is None:
        place[name] = {}
    if not isinstance(place[name], dict | list):
        raise SpecError(f"--set {setting!r}: {name} is {place[name]!r} and holds no keys")
    return place[name]


def _index(place: list[Any], name: str, setting: str) -> int:
    if not name.isdigit() or int(name) >= len(place):
        raise SpecError(f"--set {setting!r}: {name!r} is no position in a list of {len(place)}")
    return int(name)


def expand(value: Any, where: str) -> Any:
    """`${ENV}` in every text value. Raises SpecError naming a variable that is not set."""
    if isinstance(value, dict):
        return {key: expand(each, f"{where}: {key}") for key, each in value.items()}
    if isinstance(value, list):
        return [expand(each, where) for each in value]
    if not isinstance(value, str):
        return value
    missing = [name for name in _VARIABLE.findall(value) if name not in os.environ]
    if missing:
        raise SpecError(f"{where}: the environment variable {missing[0]} is not set")
    return _VARIABLE.sub(lambda match: os.environ[match[1]], value)
