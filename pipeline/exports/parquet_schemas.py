"""The columns of the flat tables. Boxes are pixels of the upright picture as published, never of a view."""

import pyarrow as pa

_Columns = dict[str, pa.DataType]


def _text(names: str) -> _Columns:
    return dict.fromkeys(names.split(), pa.string())


def _int(names: str) -> _Columns:
    return dict.fromkeys(names.split(), pa.int64())


def _float(names: str) -> _Columns:
    return dict.fromkeys(names.split(), pa.float64())


def _bool(names: str) -> _Columns:
    return dict.fromkeys(names.split(), pa.bool_())


def _by(prefix: str = "by") -> _Columns:
    return _text(" ".join(f"{prefix}_{name}" for name in ("stage", "backend", "model", "prompt", "answer", "source")))


_NUMBERED = _text("key") | _int("number")

_COLUMNS: dict[str, _Columns] = {
    "documents": _text("key split recipe template")
    | _int("width height")
    | _text("sha256 source_sha256 identity license")
    | _float("view_x0 view_y0 view_x1 view_y1"),
    "captions": _NUMBERED | _text("text") | _by(),
    "labels": _NUMBERED | _text("name description sense") | _by() | _by("described_by"),
    "regions": _NUMBERED
    | _text("label")
    | _float("x0 y0 x1 y1 score")
    | _text("origin")
    | {"attributes": pa.list_(pa.string())}
    | _text("phrase")
    | _bool("is_crowd"),
    "relations": _NUMBERED | _int("subject") | _text("predicate") | _int("object") | _text("origin") | _by(),
    "object_images": _NUMBERED
    | _int("region")
    | _float("margin")
    | _int("size")
    | _bool("flip")
    | _float("brightness contrast saturation zoom"),
    "parts": _text("key")
    | _int("conversation")
    | _text("task")
    | _int("turn")
    | _text("role")
    | _int("number")
    | _text("kind text")
    | _int("region object_image")
    | {"about": pa.list_(pa.int64())}
    | _by(),
}

SCHEMAS = {name: pa.schema(list(columns.items())) for name, columns in _COLUMNS.items()}
"""Name of the file without .parquet -> its columns. `kind` of a part: text, image, region or object_image."""
