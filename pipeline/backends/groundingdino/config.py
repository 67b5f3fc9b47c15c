"""groundingdino-py's file of settings: Python by its name, but read as data; nothing in it is run."""

import ast
from pathlib import Path
from typing import Any

from pipeline.backends.local.errors import ModelFileError


def read_config(file: Path) -> dict[str, Any]:
    """`name = literal` a line, as the published files are. Raises ModelFileError for anything else."""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, SyntaxError, ValueError) as error:
        raise ModelFileError(f"{file}: cannot be read as GroundingDINO's settings: {error}") from error
    return dict(_setting(file, statement) for statement in tree.body if not _is_comment(statement))


def _is_comment(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def _setting(file: Path, statement: ast.stmt) -> tuple[str, Any]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            try:
                return name, ast.literal_eval(value)
            except ValueError:
                pass
    raise ModelFileError(
        f"{file}: line {statement.lineno} is no `name = literal`; settings are read as data and never run, "
        "so write its value out"
    )
