"""The stage `caption`: sentences about the whole image."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.language.wording import fold, squeeze
from pipeline.protocols.backend import Captioner
from pipeline.protocols.stage import Outcome
from pipeline.stages.tally import Tally
from schemas.record import Caption as CaptionText
from schemas.record import Record
from schemas.stages import CaptionSpec


class Caption:
    """Backends are asked in order until one has a caption: a picture that has captions gets no synthetic ones."""

    name = "caption"
    version = 1
    reads = frozenset({"given"})
    adds = frozenset({"captions"})

    def __init__(self, spec: CaptionSpec, backends: Sequence[Captioner]) -> None:
        self._spec, self._backends = spec, tuple(backends)

    def settings(self) -> Mapping[str, Any]:
        return self._spec.decisive() | {"backends": [dict(b.identity()) for b in self._backends]}

    async def run(self, record: Record) -> Outcome:
        tally = Tally("caption")
        captions: list[CaptionText] = []
        for backend in self._backends:
            captions = self._choose(tally.take(await backend.caption(record)), tally)
            if captions:
                break
        return tally.kept("captions", tuple(captions))

    def _choose(self, proposed: Sequence[CaptionText], tally: Tally) -> list[CaptionText]:
        """The first of each wording (a full stop at the end does not count), in the order given."""
        chosen: dict[str, CaptionText] = {}
        for caption in proposed:
            text = squeeze(caption.text)
            same = fold(text).rstrip(". ")
            if not same:
                tally.drop("empty", text)
            elif same in chosen:
                tally.drop("duplicate", text)
            elif len(chosen) == self._spec.max_captions:
                tally.drop("max_captions", text, None, self._spec.max_captions)
            else:
                chosen[same] = caption if caption.text == text else caption.model_copy(update={"text": text})
        return list(chosen.values())
