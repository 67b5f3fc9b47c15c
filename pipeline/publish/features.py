"""The document's fields as Hugging Face features, so that its loader types nullable and empty fields as we do."""

import types
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from schemas.document import Document

_DTYPES: dict[type, str] = {str: "string", int: "int64", float: "float64", bool: "bool"}


def features() -> list[dict[str, Any]]:
    """In the form that `dataset_info: features:` of a dataset card takes."""
    return [
        {"name": "jpg", "dtype": "image"},
        {"name": "json", **_feature(Document)},
        {"name": "__key__", "dtype": "string"},
        {"name": "__url__", "dtype": "string"},
    ]


def _feature(kind: Any) -> dict[str, Any]:
    """Raises TypeError for an annotation that no column type holds."""
    origin, args = get_origin(kind), get_args(kind)
    if kind in _DTYPES:
        return {"dtype": _DTYPES[kind]}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields.items()
        return {"struct": [{"name": name, **_feature(field.annotation)} for name, field in fields]}
    if origin is Literal and len({type(value) for value in args}) == 1:
        return _feature(type(args[0]))
    if origin in (Union, types.UnionType):
        (only,) = (arg for arg in args if arg is not type(None))
        return _feature(only)
    if origin is tuple and len({arg for arg in args if arg is not Ellipsis}) == 1:
        item = _feature(args[0])
        return {"list": item.get("struct") or item.get("dtype") or item}
    raise TypeError(f"{kind!r} has no column type; documents are read as tables, so each field needs one")
