"""Exports: published shards in the formats of other people's trainers and tools, each naming its frame."""

from pipeline.exports.export import FORMATS, Exported, export
from pipeline.exports.options import ExportOptions
from pipeline.exports.refusal import ExportError

__all__ = ["FORMATS", "ExportError", "ExportOptions", "Exported", "export"]
