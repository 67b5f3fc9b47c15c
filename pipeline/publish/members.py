"""Reads a shard back as samples, strict about what a shard is: pairs of KEY.json and KEY.jpg and nothing else."""

import tarfile
from collections.abc import Iterator
from typing import BinaryIO


class ShardError(Exception):
    """A tar that is no shard of ours: the message says where it stops being one."""


def read_samples(file: BinaryIO) -> Iterator[tuple[str, bytes, bytes]]:
    """Key, JSON, JPEG of each sample, one in memory at a time. Raises ShardError."""
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            members = iter(tar)
            for first in members:
                second = next(members, None)
                key = first.name.removesuffix(".json")
                if second is None or (first.name, second.name) != (f"{key}.json", f"{key}.jpg"):
                    met = "the end" if second is None else repr(second.name)
                    raise ShardError(f"{first.name!r} is followed by {met}; a sample is KEY.json, then KEY.jpg")
                yield key, _content(tar, first), _content(tar, second)
    except tarfile.TarError as error:
        raise ShardError(f"is no readable tar: {error}") from error


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    data = b"" if file is None else file.read()
    if file is None or len(data) != member.size:
        raise ShardError(f"{member.name!r} is no whole file")
    return data
