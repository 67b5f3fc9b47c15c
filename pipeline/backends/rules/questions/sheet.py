"""One file of wordings, with the provenance that its words carry."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from prompts.loader import load
from schemas.model import Model
from schemas.provenance import Provenance

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[M]):
    """`name` is name@version as the file says, `digest` of its bytes."""

    words: M
    name: str
    digest: str
    by: Provenance


def sheet(folder: str, name: str, model: type[M]) -> Sheet[M]:
    """prompts/<folder>/<name>.yaml. Raises PromptError naming file and key when it is missing or wrong."""
    loaded = load(f"{folder}/{name}", model)
    by = Provenance(stage="ask", backend="rules", prompt=loaded.name)
    return Sheet(loaded.body, loaded.name, loaded.digest, by)
