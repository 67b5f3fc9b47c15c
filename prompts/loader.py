"""Loads one YAML file of words into a typed model, with its name, version and the digest of its bytes."""

import hashlib
import re
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

FOLDER = Path(__file__).parent
_STEM = re.compile(r"[a-z0-9][a-z0-9_+-]*(/[a-z0-9][a-z0-9_+-]*)*")


class PromptError(Exception):
    """A file of words is missing or wrong: the message names file, key and remedy."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[M]):
    """`name` is name@version as the file itself says, `digest` the sha256 of its bytes."""

    body: M
    name: str
    digest: str


class _Loader(yaml.SafeLoader):
    """Words stay words (YAML 1.1 reads a bare `on` or `no` as a boolean) and a key said twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is there twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def load(name: str, model: type[M]) -> Loaded[M]:
    """`prompts/<name>.yaml`: its keys `name` and `version` are taken off, all others must make a `model`.

    Raises PromptError when the file is missing, is no YAML, or does not fit.
    """
    data = _read(name)
    body = _mapping(name, data)
    own, version = body.pop("name", None), body.pop("version", None)
    if own != name.rsplit("/", 1)[-1]:
        raise PromptError(f"prompts/{name}.yaml: key `name`: is {own!r}, must be the file's own name")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise PromptError(f"prompts/{name}.yaml: key `version`: is {version!r}, must be a whole number from 1")
    return Loaded(_validated(name, body, model), f"{own}@{version}", hashlib.sha256(data).hexdigest())


def _read(name: str) -> bytes:
    if not _STEM.fullmatch(name):
        raise PromptError(f"{name!r} is no name of a prompt file; use lower-case stems under prompts/, without .yaml")
    try:
        return FOLDER.joinpath(f"{name}.yaml").read_bytes()
    except OSError as error:
        raise PromptError(
            f"prompts/{name}.yaml: cannot be read ({error.strerror}); is {name!r} spelt right?"
        ) from error


def _mapping(name: str, data: bytes) -> dict[str, Any]:
    try:
        body = yaml.load(data, _Loader)
    except yaml.YAMLError as error:
        raise PromptError(f"prompts/{name}.yaml: is no valid YAML: {error}") from error
    if not isinstance(body, dict):
        raise PromptError(f"prompts/{name}.yaml: must be a mapping with `name` and `version`, is {type(body).__name__}")
    return body


def _validated(name: str, body: dict[str, Any], model: type[M]) -> M:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        wrong = "; ".join(
            f"key `{'.'.join(str(part) for part in e['loc'])}`: {e['msg']}, is {e['input']!r}"[:300]
            for e in error.errors()
        )
        raise PromptError(f"prompts/{name}.yaml: {wrong}") from error
