"""The files of a GroundingDINO: where they lie, on this disk or fetched from the hub, and what they hold."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.backends.groundingdino.packages import grounding_import
from pipeline.backends.local.digest import digest_of
from pipeline.backends.local.errors import ModelFileError
from schemas.detection import GroundingDinoSpec

WANTED = ("config.json", "tokenizer.json", "*.safetensors", "*.safetensors.index.json")
"""Never pickled weights: safetensors cannot run code."""


@dataclass(frozen=True, slots=True)
class Files:
    """`model`: the folder, or groundingdino-py's checkpoint. `encoder`: the folder of its BERT. `deciding`: those

    whose content decides the boxes.
    """

    model: Path
    tokenizer: Path
    deciding: tuple[Path, ...]
    config: Path | None = None
    encoder: Path | None = None

    @property
    def digest(self) -> str:
        """Raises ModelFileError for a missing file."""
        return digest_of(self.deciding)


def find_files(spec: GroundingDinoSpec) -> Files:
    """Raises ModelFileError, MissingPackageError when the hub is asked without its library."""
    if spec.library == "transformers":
        folder = _folder(spec.model, spec.revision, WANTED)
        weights = tuple(sorted(folder.glob("*.safetensors")))
        if not weights:
            raise ModelFileError(f"{folder}: holds no *.safetensors; save the model with save_pretrained")
        tokenizer = _tokenizer(folder)
        return Files(folder, tokenizer, (_there(folder / "config.json"), tokenizer, *weights))
    return _of_groundingdino(spec)


def _of_groundingdino(spec: GroundingDinoSpec) -> Files:
    """The BERT's own weights decide nothing: the checkpoint holds them again, trained on."""
    from pipeline.backends.groundingdino.config import read_config

    config, checkpoint = _there(Path(spec.config or "")), _there(Path(spec.model))
    encoder = spec.text_encoder or str(read_config(config).get("text_encoder_type", "bert-base-uncased"))
    folder = _folder(encoder, spec.revision, WANTED[:2])
    tokenizer = _tokenizer(folder)
    deciding = (checkpoint, config, _there(folder / "config.json"), tokenizer)
    return Files(checkpoint, tokenizer, deciding, config, folder)


def _folder(name: str, revision: str | None, patterns: tuple[str, ...]) -> Path:
    """A folder that is there, else the hub's: from its cache where it is, fetched where it is not."""
    if Path(name).is_dir():
        return Path(name)
    if name.count("/") > 1 or name.startswith((".", "/", "~")):
        raise ModelFileError(f"{name!r}: no such folder, and no hub id either (owner/name)")
    hub = grounding_import("huggingface_hub")
    try:
        try:
            found = hub.snapshot_download(name, revision=revision, allow_patterns=patterns, local_files_only=True)
        except Exception:  # not in the cache
            found = hub.snapshot_download(name, revision=revision, allow_patterns=patterns)
    except Exception as error:
        raise ModelFileError(
            f"{name!r}: is no folder here, and the hub did not give it ({str(error)[:300]}); give the path of a folder "
            "that holds it, or fetch it first with: hf download"
        ) from error
    return Path(found)


def _tokenizer(folder: Path) -> Path:
    file = folder / "tokenizer.json"
    if not file.is_file():
        raise ModelFileError(
            f"{file}: is not there; write it with AutoTokenizer.from_pretrained({str(folder)!r}).save_pretrained(...)"
        )
    return file


def _there(file: Path) -> Path:
    if not file.is_file():
        raise ModelFileError(f"{file}: no such file; is the path right?")
    return file
