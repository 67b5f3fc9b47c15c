"""Small records with real JPEG and PNG pictures, published through the same four steps a run takes."""

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image as Pillow

from pipeline.publish.bucket import compose_bucket, total
from pipeline.publish.card import CardFacts
from pipeline.publish.close import close
from pipeline.publish.cut import cut
from pipeline.publish.group import StagedPart, write_group
from pipeline.publish.recipes import load_recipe
from pipeline.sources.source import Locator
from pipeline.store.local import LocalStore
from schemas.job import PublishSpec, ShardSpec, SplitSpec
from schemas.manifest import Manifest
from schemas.objectimage import ObjectImage
from schemas.part import Part, Turn
from schemas.provenance import Provenance
from schemas.question import Conversation
from schemas.record import Caption, Description, Image, Label, Record, Region, Relation

BY = Provenance(stage="ground", backend="annotations", source="coco")
FACTS = CardFacts("a job", {"coco": "coco"}, {"images met": 9}, {"check.min_score": "0.35"})


def picture(number: int, kind: str = "JPEG", size: tuple[int, int] = (96, 64)) -> bytes:
    """A picture of its own for each number."""
    image = Pillow.new("RGB", size, (number % 256, number * 7 % 256, 128))
    image.putpixel((number % size[0], number // size[0] % size[1]), (255, 255, 255))
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def record(number: int, kind: str = "JPEG", identity: str = "") -> Record:
    """Two dogs and a crowd, one relation, one conversation, on 96x64 pixels."""
    data = picture(number, kind)
    digest = hashlib.sha256(data).hexdigest()
    return Record(
        key=f"coco/{number:012d}",
        source="coco",
        identity=identity or f"coco:{number}",
        content=digest,
        image=Image(
            width=96,
            height=64,
            source_sha256=digest,
            num_bytes=len(data),
            is_verbatim=kind == "JPEG",
            license="CC BY 4.0" if number % 2 else "",
        ),
        captions=(Caption(text=f"Dog number {number}.", by=BY), Caption(text='Two "dogs" | é', by=BY)),
        labels=(Label(name="dog", by=BY), Label(name="person", by=BY)),
        descriptions=(
            Description(label="dog", text="A tame carnivore that barks.", by=BY),
            Description(label="person", text="A human being.", by=BY),
        ),
        regions=(
            Region(label="person", box=(0.0, 0.0, 96.0, 60.0), origin="coco", is_crowd=True),
            Region(label="dog", box=(4.0, 6.0, 24.5, 30.0), origin="coco"),
            Region(label="dog", box=(40.0, 20.0, 80.0, 60.0), origin="coco", attributes=("brown",)),
            Region(label="", box=(1.0, 1.0, 9.0, 9.0), origin="coco", phrase="a blue corner"),
        ),
        relations=(Relation(subject=1, predicate="left of", object=2, origin="rules", by=BY),),
        conversations=(_conversation(),),
    )


def _conversation() -> Conversation:
    """Asks for the place of a picture of region 2."""
    ask = (Part(image=True, by=BY), Part(text="Where is ", by=BY), Part(object_image=0, by=BY))
    return Conversation(
        task="image_to_coordinate",
        turns=(Turn(role="user", parts=ask), Turn(role="assistant", parts=(Part(region=2, about=(2,), by=BY),))),
        object_images=(ObjectImage(region=2, margin=0.2, size=64),),
    )


@dataclass
class Press:
    """Publishes records from memory into a store on disk."""

    root: Path
    pictures: dict[str, bytes] = field(default_factory=dict)
    facts: CardFacts = FACTS

    @property
    def store(self) -> LocalStore:
        return LocalStore(str(self.root / "run"))

    @property
    def folder(self) -> Path:
        return self.root / "run" / "shards"

    def read(self, locator: Locator) -> bytes:
        return self.pictures[locator.path]

    def hold(self, records: Sequence[Record], kind: str = "JPEG") -> None:
        self.pictures |= {r.key: picture(int(r.key.split("/")[1]), kind) for r in records}

    def stage(self, buckets: Sequence[Sequence[Record]], spec: PublishSpec, recipe: str) -> Callable[[], Manifest]:
        """All steps but the last, which the call that comes back takes."""
        ready = load_recipe(recipe)
        paths = [f"work/{number}.parquet" for number in range(len(buckets))]
        made = [
            compose_bucket(self.store, path, [(r, Locator(r.source, r.key)) for r in bucket], ready, spec)
            for path, bucket in zip(paths, buckets, strict=True)
        ]
        parts: list[StagedPart] = []
        for group in reversed(cut(self.store, paths, spec.shard.max_documents)):
            scratch = self.root / "scratch"
            parts += write_group(self.store, paths, group, spec.shard, self.read, "work/staged", scratch)
        return lambda: close(self.store, "shards", ready, spec, total(made), parts, self.facts)

    def publish(self, buckets: Sequence[Sequence[Record]], spec: PublishSpec, recipe: str = "multigrained") -> Manifest:
        return self.stage(buckets, spec, recipe)()

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


def make_spec(max_documents: int = 8, max_bytes: int = 10**9, val: float = 0.2, seed: int = 0) -> PublishSpec:
    return PublishSpec(
        shard=ShardSpec(max_documents=max_documents, max_bytes=max_bytes), split=SplitSpec(val=val), seed=seed
    )
