"""Documents of a split that was not trained on, and prompts over them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.training.data.batch import Filled
from pipeline.training.data.loader import with_pixels
from pipeline.training.data.pictures import Pictures
from pipeline.training.data.published import Member, members, read_document, read_manifest
from pipeline.training.data.sequence import Sequence as TokenSequence
from pipeline.training.data.sequences import Sequencer
from schemas.document import Document
from schemas.manifest import Split
from schemas.part import Turn


@dataclass(slots=True)
class HeldOut:
    """One published folder's split. `limit`: questions of each kind, None: all."""

    folder: str
    split: Split
    sequencer: Sequencer
    sides: tuple[int, int]
    limit: int | None
    _places: dict[str, tuple[Path, Member]] = field(default_factory=dict)

    def documents(self) -> Iterator[Document]:
        for shard in read_manifest(self.folder).shards:
            if shard.split == self.split:
                path = Path(self.folder, shard.path)
                for member in members(path):
                    self._places[member.key] = path, member
                    yield read_document(path, member.document)

    def prompt(self, document: Document, turns: Sequence[Turn]) -> Filled:
        """The turns as asked, up to where an answer begins."""
        return self.filled(document, self.sequencer.prompt(document, turns))

    def filled(self, document: Document, tokens: TokenSequence) -> Filled:
        path, member = self._places[document.key]
        return with_pixels(tokens, Pictures(document, member.picture.read(path), *self.sides))
