"""Reads a published recipe back and rechecks all of it: manifest, card, shards, and every sample."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.publish.close import MANIFEST, SHARD_NAME, beside_of, file_sha256, read_manifest, totals
from pipeline.publish.cut import SPLITS
from pipeline.publish.members import ShardError, read_samples
from pipeline.publish.order import order_of
from pipeline.publish.verify_sample import verify_sample
from pipeline.store.damage import DamagedError
from pipeline.store.store import Store
from schemas.manifest import Manifest, Shard, Split


@dataclass(frozen=True, slots=True)
class Fault:
    """`place`: the file that is not what it should be; `what` names the member where it is one."""

    place: str
    what: str


@dataclass(slots=True)
class _Met:
    """The keys met so far, and the last one's place in each split."""

    keys: set[str] = field(default_factory=set)
    last: dict[Split, tuple[int, str]] = field(default_factory=dict)


def verify_shards(store: Store, folder: str) -> Iterator[Fault]:
    """All faults, in reading order. Holds one sample and the keys met."""
    try:
        manifest = read_manifest(store, folder)
    except FileNotFoundError:
        yield Fault(f"{folder}/{MANIFEST}", "is not there: nothing is published here, or not to the end; publish again")
        return
    except DamagedError as damage:
        yield Fault(damage.path, damage.what)
        return
    yield from _folder(store, folder, manifest)
    met = _Met()
    for shard in manifest.shards:
        place = f"{folder}/{shard.path}"
        if store.exists(place):
            yield from (Fault(place, what) for what in _shard(store, place, manifest, shard, met))


def _folder(store: Store, folder: str, manifest: Manifest) -> Iterator[Fault]:
    names = set(store.names(folder))
    named = {shard.path for shard in manifest.shards}
    for path in sorted(named - names):
        yield Fault(f"{folder}/{path}", "is in the manifest but not there; publish again")
    for name in sorted(n for n in names - named if SHARD_NAME.fullmatch(n)):
        yield Fault(f"{folder}/{name}", "is there but not in the manifest; publish again")
    for name, sha256 in beside_of(manifest).items():
        if name not in names or file_sha256(store, f"{folder}/{name}") != sha256:
            yield Fault(f"{folder}/{name}", "is missing or not the one that was published")
    splits = {split: totals([s for s in manifest.shards if s.split == split]) for split in SPLITS}
    if totals(manifest.shards) != manifest.totals or splits != manifest.splits:
        yield Fault(f"{folder}/{MANIFEST}", "its totals are not the sums of its shards")


def _shard(store: Store, place: str, manifest: Manifest, shard: Shard, met: _Met) -> Iterator[str]:
    """What is wrong with it. A shard of other bytes is still read, to name the member that was hit."""
    if (size := store.size(place)) != shard.bytes:
        yield f"has {size} bytes, the manifest says {shard.bytes}"
    if (sha256 := file_sha256(store, place)) != shard.sha256:
        yield f"its sha256 is {sha256}, the manifest says {shard.sha256}"
    documents = 0
    try:
        with store.open(place) as file:
            for key, json, jpg in read_samples(file):
                documents += 1
                yield from _in_place(key, manifest.seed, shard.split, met)
                yield from verify_sample(key, json, jpg, manifest, shard)
    except ShardError as error:
        yield str(error)
    if documents != shard.documents:
        yield f"holds {documents} whole documents, the manifest says {shard.documents}"


def _in_place(key: str, seed: int, split: Split, met: _Met) -> Iterator[str]:
    if key in met.keys:
        yield f"{key}: is published twice"
    here = order_of(seed, key), key
    if here < met.last.get(split, (-1, "")):
        yield f"{key}: is out of order"
    met.keys.add(key)
    met.last[split] = here
