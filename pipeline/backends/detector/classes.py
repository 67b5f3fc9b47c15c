"""The detector's classes by index: the words of its file, and the names this project says for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.backends.local.errors import ModelFileError
from pipeline.language.vocabulary import vocabulary
from pipeline.language.wording import fold, squeeze
from schemas.detection import DetectorSpec


@dataclass(frozen=True, slots=True)
class Classes:
    """`names`: said of what is found, by index. `indices`: of every spelling that is understood, folded."""

    names: tuple[str, ...]
    indices: Mapping[str, int]


def read_classes(spec: DetectorSpec) -> Classes:
    """Class files spell some of COCO's names the VOC way (`sofa`, `tvmonitor`): both spellings are understood.

    Raises ModelFileError for a file that is missing, says a name twice, or is of another vocabulary; PromptError for
    an unknown vocabulary.
    """
    own = _lines(Path(spec.classes))
    names = own if spec.vocabulary is None else vocabulary(spec.vocabulary).body.names()
    _check(spec, own, names)
    indices = {fold(name): index for index, name in enumerate(own)}
    indices |= {fold(name): index for index, name in enumerate(names)}
    return Classes(names, indices)


def _lines(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelFileError(f"{path}: the class file cannot be read ({error}); one name a line, UTF-8") from error
    names = tuple(squeeze(line) for line in text.rstrip().splitlines())
    if not all(names):
        raise ModelFileError(f"{path}: line {names.index('') + 1} is empty; a class is its line, so none may be")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ModelFileError(f"{path}: the names {twice} are there more than once")
    if not names:
        raise ModelFileError(f"{path}: holds no names; one a line")
    return names


def _check(spec: DetectorSpec, own: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Mapping by index is only sound when both lists are the same things in the same order."""
    if len(own) != len(names):
        raise ModelFileError(
            f"{spec.classes}: has {len(own)} names, vocabulary {spec.vocabulary!r} has {len(names)}; "
            "name the detector's own vocabulary, or set vocabulary: null to use the words of the file"
        )
    places = {fold(name): index for index, name in enumerate(names)}
    for index, name in enumerate(own):
        if (place := places.get(fold(name), index)) != index:
            raise ModelFileError(
                f"{spec.classes}: line {index + 1} is {name!r}, which is name {place + 1} of vocabulary "
                f"{spec.vocabulary!r}; the order must be the same, or set vocabulary: null"
            )
