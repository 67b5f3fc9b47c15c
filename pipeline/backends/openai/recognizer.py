"""The list of what is in a picture (L1) by a vision-language model; its rule: all listed objects exist."""

from collections.abc import Mapping
from typing import Any

from pipeline.backends.openai.client.client import Client
from pipeline.backends.openai.prompting.answers import RecognizeAnswer, VerifyAnswer
from pipeline.backends.openai.prompting.interview import Interview, Told, total
from pipeline.backends.openai.prompting.picture import ReadPicture, RecordPixels
from pipeline.backends.openai.prompting.prompt import load_prompt
from pipeline.backends.openai.prompting.together import together
from pipeline.backends.openai.prompting.turns import Picture, Pixels
from pipeline.backends.openai.verifier import Verifier, refused
from pipeline.language.wording import fold, squeeze
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped
from schemas.models import ModelSpec
from schemas.record import Label, Record


class OpenAIRecognizer:
    """`most`: labels asked for. With `verify_existence` each is asked about again, on the whole picture: there are no

    boxes yet. Raises PromptError for a prompt that does not fit.
    """

    name = "openai"

    def __init__(self, spec: ModelSpec, client: Client, read: ReadPicture, most: int) -> None:
        self._spec, self._read, self._most = spec, read, most
        self._interview = Interview(spec, client, load_prompt("recognize", spec.prompt, RecognizeAnswer, {"most"}))
        self._verifier = Verifier(spec, client) if spec.verify_existence else None

    def identity(self) -> Mapping[str, Any]:
        verifier = dict(self._verifier.identity()) if self._verifier is not None else None
        return {**self._interview.identity(), "most": self._most, "verified_by": verifier}

    async def recognize(self, record: Record) -> Said[Label]:
        whole = Picture(record.image.source_sha256, self._spec.max_image_px)
        pixels = RecordPixels(self._read, record)
        told = await self._interview.ask({"most": str(self._most)}, (whole,), pixels)
        if told.value is None:
            return Said((), told.dropped("label"), told.answers, told.spend)
        by = self._interview.by("recognize", told)
        names, doubles = _once(told.value.objects)
        checks = await self._checked(names, whole, pixels)
        dropped = [Dropped("label", "duplicate", name) for name in doubles]
        dropped += [drop for name, one in checks.items() for drop in refused("label", name, one)]
        kept = tuple(name for name in names if name not in checks or not refused("label", name, checks[name]))
        answers = (*told.answers, *(answer for one in checks.values() for answer in one.answers))
        spend = total((told.spend, *(one.spend for one in checks.values())))
        return Said(tuple(Label(name=name, by=by) for name in kept), tuple(dropped), answers, spend)

    async def _checked(self, names: tuple[str, ...], whole: Picture, pixels: Pixels) -> dict[str, Told[VerifyAnswer]]:
        if self._verifier is None:
            return {}
        told = await together(self._verifier.check(name, whole, pixels) for name in names)
        return dict(zip(names, told, strict=True))


def _once(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names in order, and those said again: nobody is asked twice about one thing."""
    first: dict[str, str] = {}
    doubles = []
    for name in map(squeeze, names):
        if fold(name) in first:
            doubles.append(name)
        else:
            first[fold(name)] = name
    return tuple(first.values()), tuple(doubles)
