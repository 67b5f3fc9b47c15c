"""Questions by a vision-language model, of the kinds the templates make, grounded in regions it cites by number."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pipeline.backends.openai.asking.ungrounded import Ungrounded
from pipeline.backends.openai.asking.writing import Writer
from pipeline.backends.openai.client.client import Client
from pipeline.backends.openai.prompting.answers import AskAnswer
from pipeline.backends.openai.prompting.interview import Interview
from pipeline.backends.openai.prompting.listing import captions, citable, regions, relations
from pipeline.backends.openai.prompting.picture import ReadPicture, RecordPixels
from pipeline.backends.openai.prompting.prompt import load_prompt
from pipeline.backends.openai.prompting.turns import Picture
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped
from prompts.loader import PromptError
from schemas.models import ModelSpec
from schemas.question import Conversation, Task
from schemas.record import Record
from schemas.stages import TASKS, AskSpec, Family

OFFERS = frozenset({"regions", "relations", "captions", "tasks", "most"})

NOT_ASKED: frozenset[Family] = frozenset({"caption", "qa"})
"""A model is not asked for what comes from elsewhere: the record's captions, the source's own questions."""


class OpenAIAsker:
    """One request per picture for all kinds wanted. Pictures without a labelled region cost nothing.

    Raises PromptError for a prompt that does not fit, or that has no words for a kind of question.
    """

    name = "openai"

    def __init__(self, spec: ModelSpec, client: Client, read: ReadPicture, ask: AskSpec) -> None:
        self._spec, self._read, self._ask = spec, read, ask
        prompt = load_prompt("ask", spec.prompt, AskAnswer, OFFERS)
        self._interview = Interview(spec, client, prompt)
        self._tasks: tuple[Task, ...] = tuple(
            task for family in ask.tasks if family not in NOT_ASKED for task in TASKS[family]
        )
        if missing := [task for task in self._tasks if task not in prompt.file.tasks]:
            raise PromptError(f"prompt {prompt.name}: key `tasks`: has no words for {missing}; add them")

    def identity(self) -> Mapping[str, Any]:
        return self._interview.identity()

    async def ask(self, record: Record) -> Said[Conversation]:
        if not citable(record) or not self._tasks:
            return Said()
        frame, words = self._interview.prompt.frame, self._interview.prompt.file.tasks
        values = {
            "regions": regions(record, frame),
            "relations": relations(record, frame),
            "captions": captions(record, frame),
            "tasks": "\n".join(words[task] for task in self._tasks),
            "most": str(self._ask.max_per_task),
        }
        whole = Picture(record.image.source_sha256, self._spec.max_image_px)
        told = await self._interview.ask(values, (whole,), RecordPixels(self._read, record))
        if told.value is None:
            return Said((), told.dropped("question"), told.answers, told.spend)
        writer = Writer(record, self._ask, self._interview.by("ask", told))
        kept, dropped = self._written(told.value, writer)
        return Said(tuple(kept), tuple(dropped), told.answers, told.spend)

    def _written(self, answer: AskAnswer, writer: Writer) -> tuple[list[Conversation], list[Dropped]]:
        kept: list[Conversation] = []
        dropped: list[Dropped] = []
        times: Counter[Task] = Counter()
        most = self._ask.max_per_task
        for said in answer.conversations:
            item = f"{said.task}: {said.rounds[0].question}"[:200]
            times[said.task] += 1
            if said.task not in self._tasks:
                dropped.append(Dropped("question", "not_asked_for", item))
            elif times[said.task] > most:
                dropped.append(Dropped("question", "max_per_task", item, float(times[said.task]), float(most)))
            else:
                try:
                    kept.append(writer.conversation(said))
                except Ungrounded as fault:
                    dropped.append(Dropped("question", fault.rule, item, fault.value))
        return kept, dropped
