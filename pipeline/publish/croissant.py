"""Croissant metadata (MLCommons' JSON-LD for datasets, version 1.0): files with their hashes, and fields of a sample.

https://docs.mlcommons.org/croissant/docs/croissant-spec.html. No date, address or creator is in it: whoever publishes
the folder adds theirs, and the same inputs give the same bytes.
"""

import json
from typing import Any

from pipeline.publish.bucket import Composed
from pipeline.publish.card_words import CardWords
from schemas.manifest import Manifest, Split

CROISSANT = "croissant.json"

Node = dict[str, Any]

_CONTEXT: Node = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "equivalentProperty": "cr:equivalentProperty",
}
"""The context that the specification prescribes; readers warn about any other."""


def write_croissant(title: str, about: str, manifest: Manifest, composed: Composed, words: CardWords) -> bytes:
    """A pure function of its arguments."""
    splits: list[Split] = [split for split, totals in manifest.splits.items() if totals.documents]
    body: Node = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": f"{title} {manifest.recipe}",
        "description": about,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": sorted({license_ or words.unknown_licence for (_, license_), _ in composed.licenses}),
        "keywords": ["multimodal", "grounding", "interleaved", "webdataset"],
        "inLanguage": ["en"],
        "version": f"{manifest.schema_version}.0.0",
        "isLiveDataset": False,
        "distribution": [*_shards(manifest), *(node for split in splits for node in _members(manifest, split))],
        "recordSet": [
            _samples(split, *kind, words)
            for split in splits
            for kind in (("documents", "document", "sc:Text"), ("pictures", "picture", "sc:ImageObject"))
        ],
    }
    return json.dumps(body, indent=1, ensure_ascii=False).encode() + b"\n"


def _shards(manifest: Manifest) -> list[Node]:
    return [
        {
            "@type": "cr:FileObject",
            "@id": shard.path,
            "name": shard.path,
            "contentUrl": shard.path,
            "contentSize": f"{shard.bytes} B",
            "encodingFormat": "application/x-tar",
            "sha256": shard.sha256,
        }
        for shard in manifest.shards
    ]


def _members(manifest: Manifest, split: Split) -> list[Node]:
    inside = [{"@id": shard.path} for shard in manifest.shards if shard.split == split]
    kinds = (("documents", "application/json", "*.json"), ("pictures", "image/jpeg", "*.jpg"))
    return [
        {
            "@type": "cr:FileSet",
            "@id": f"{split}-{kind}-files",
            "name": f"{split}-{kind}-files",
            "containedIn": inside,
            "encodingFormat": encoding,
            "includes": pattern,
        }
        for kind, encoding, pattern in kinds
    ]


def _samples(split: Split, kind: str, member: str, data_type: str, words: CardWords) -> Node:
    """The reference reader knows a tar's files by name and content; it looks into no JSON there."""
    name, files = f"{split}-{kind}", f"{split}-{kind}-files"
    suffix = "json" if kind == "documents" else "jpg"
    key = _field(f"{name}/key", words.croissant["key"], "sc:Text", files, {"fileProperty": "fullpath"})
    key["source"]["transform"] = {"regex": rf"^(?:\./)?(.*)\.{suffix}$"}
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": words.croissant[kind],
        "key": {"@id": f"{name}/key"},
        "field": [
            key,
            _field(f"{name}/{member}", words.croissant[member], data_type, files, {"fileProperty": "content"}),
        ],
    }


def _field(id_: str, about: str, kind: str, files: str, extract: Node) -> Node:
    return {
        "@type": "cr:Field",
        "@id": id_,
        "name": id_,
        "description": about,
        "dataType": kind,
        "source": {"fileSet": {"@id": files}, "extract": extract},
    }
