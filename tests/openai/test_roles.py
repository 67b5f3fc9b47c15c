"""Each role: what it asks, what it makes of the answer, and what it refuses by name."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.backends.annotations.regions import AnnotationsGrounder
from pipeline.backends.openai.asker import OpenAIAsker
from pipeline.backends.openai.describer import OpenAIDescriber, questions
from pipeline.backends.openai.judge import OpenAIJudge
from pipeline.backends.openai.recognizer import OpenAIRecognizer
from pipeline.backends.openai.relator import OpenAIRelator
from pipeline.backends.openai.verifier import VerifiedGrounder
from pipeline.protocols.backend import Said
from pipeline.stages.check import Check
from schemas.given import Given, GivenObject
from schemas.record import Label, Record
from schemas.stages import AskSpec, CheckSpec, JudgeSpec
from tests.openai.desk import BY, read, record, rules, spec, with_client, with_regions
from tests.server.behaviour import Behaviour, Fault
from tests.server.process import ServerProcess

VOCABULARY = Behaviour().vocabulary


def _recognize(
    folder: Path, server: ServerProcess, *records: Record, most: int = 10, **settings: Any
) -> list[Said[Any]]:
    to = spec(server.url, **settings)

    async def use(client: Any) -> list[Said[Any]]:
        return await asyncio.gather(*map(OpenAIRecognizer(to, client, read, most).recognize, records))

    return with_client(folder, to, use)


def _relate(folder: Path, server: ServerProcess, *records: Record) -> list[Said[Any]]:
    to = spec(server.url)

    async def use(client: Any) -> list[Said[Any]]:
        return await asyncio.gather(*map(OpenAIRelator(to, client, read, 5).relate, records))

    return with_client(folder, to, use)


def _ask(folder: Path, server: ServerProcess, *records: Record, ask: AskSpec | None = None) -> list[Said[Any]]:
    to = spec(server.url)

    async def use(client: Any) -> list[Said[Any]]:
        return await asyncio.gather(*map(OpenAIAsker(to, client, read, ask or AskSpec()).ask, records))

    return with_client(folder, to, use)


def test_what_is_recognized_are_labels_with_their_answer(server, tmp_path):
    (said,) = _recognize(tmp_path, server, record(1), most=4)
    assert 2 <= len(said.items) <= 4 and {label.name for label in said.items} <= set(VOCABULARY)
    assert {label.by.answer for label in said.items} == set(said.answers)


def test_existence_can_be_asked_again_and_what_is_not_confirmed_is_dropped(server, tmp_path):
    server.behave(absent=("dog", "tree"))
    (said,) = _recognize(tmp_path, server, record(1), most=8, verify_existence=True)
    names = {label.name for label in said.items}
    dropped = {drop.item for drop in said.dropped}
    assert dropped and dropped <= {"dog", "tree"} and not names & dropped
    assert len(server.requests) == 1 + len(names) + len(dropped) == len(said.answers) == said.spend.calls


def test_a_yes_or_no_that_is_neither_confirms_nothing(server, tmp_path):
    server.behave(Fault(kind="wrong_shape", role="verify"))
    (said,) = _recognize(tmp_path, server, record(1), verify_existence=True)
    assert said.items == () and set(rules([said])) == {"unverified_wrong_shape"}


def test_boxes_of_any_backend_can_be_confirmed_on_their_object_images(server, tmp_path):
    server.behave(absent=("tree",))
    boxes = {"dog": (2.0, 2.0, 20.0, 20.0), "tree": (30.0, 2.0, 60.0, 40.0)}
    objects = tuple(GivenObject(label=label, box=box, source="s") for label, box in boxes.items())
    crowd = GivenObject(label="tree", box=(1.0, 1.0, 9.0, 9.0), source="s", is_crowd=True)
    names = tuple(Label(name=name, by=BY) for name in boxes)
    one = record(5, labels=names, given=Given(objects=(*objects, crowd)))
    to = spec(server.url)

    async def use(client: Any) -> Said[Any]:
        return await VerifiedGrounder(AnnotationsGrounder(), to, client, read).ground(one)

    said = with_client(tmp_path, to, use)
    assert [(region.label, region.is_crowd) for region in said.items] == [("dog", False), ("tree", True)]
    assert rules([said]) == ["not_confirmed"]
    assert len({request["images"][0] for request in server.requests}) == 2, "each saw its own object image"


def test_a_label_and_sense_is_described_once_for_all_pictures(server, tmp_path):
    names = (Label(name="Crane", synset="crane.n.05", by=BY), Label(name="crane", by=BY), Label(name="dog", by=BY))
    records = [record(number, labels=names) for number in range(10)]
    to = spec(server.url)

    async def use(client: Any) -> list[Said[Any]]:
        return await asyncio.gather(*map(OpenAIDescriber(to, client).describe, records))

    said = with_client(tmp_path, to, use)
    assert len(server.requests) == 3 == len(questions(records))
    assert all(len(one.items) == 3 for one in said)
    assert said[0].items[0].sense == "crane.n.05" and "crane.n.05" in said[0].items[0].text
    assert said[0].items[0].label == "Crane" and said[9].items == said[0].items
    known = records[0].model_copy(update={"descriptions": said[0].items})
    assert questions([known]) == []


def test_relations_are_over_regions_cited_by_number(server, tmp_path):
    (said,) = _relate(tmp_path, server, with_regions(2, "man", "horse", "hat"))
    assert said.items and all(0 <= r.subject < 3 and 0 <= r.object < 3 for r in said.items)
    assert said.items[0].origin == "m" and said.items[0].by.prompt == "relate@1"


def test_a_region_that_does_not_exist_is_refused_by_number(server, tmp_path):
    server.behave(Fault(kind="hallucinate"))
    (said,) = _relate(tmp_path, server, with_regions(2, "man", "horse"))
    assert said.items == ()
    (drop,) = said.dropped
    assert (drop.kind, drop.rule, drop.value, drop.threshold) == ("relation", "no_such_region", 999.0, 2.0)


def test_a_picture_without_enough_regions_costs_nothing(server, tmp_path):
    assert _relate(tmp_path, server, with_regions(1, "man"), record(2)) == [Said(), Said()]
    assert _ask(tmp_path, server, record(3)) == [Said()]
    assert server.requests == []


def test_questions_cite_regions_and_never_numbers_of_their_own(server, tmp_path):
    (said,) = _ask(tmp_path, server, with_regions(4, "man", "horse", "hat", "dog"))
    tasks = {one.task for one in said.items}
    assert tasks == {"text_to_coordinate", "coordinate_to_text", "image_to_coordinate", "text_to_image"}
    for one in said.items:
        assert one.turns[0].parts[0].image
        words = " ".join(part.text for turn in one.turns for part in turn.parts if part.text)
        assert not re.search(r"\d", words)
    choice = next(one for one in said.items if one.task == "text_to_image")
    claim = next(claim for claim in choice.claims if claim.kind == "option")
    assert choice.turns[1].parts[0].text == "ABCDEFGH"[int(claim.value)]
    assert [crop.region for crop in choice.object_images] == list(claim.regions)


def test_questions_that_hold_pass_the_stage_that_checks_them(server, tmp_path):
    one = with_regions(4, "man", "horse", "hat", "dog")
    (said,) = _ask(tmp_path, server, one)
    asked = one.model_copy(update={"conversations": said.items})
    loose = CheckSpec(min_crop_area=0.0, max_crop_area=1.0, min_score=0.0)
    outcome = asyncio.run(Check(loose).run(asked))
    assert {c.task for c in outcome.adds["conversations"]} >= {"text_to_coordinate", "coordinate_to_text"}
    assert not [drop for drop in outcome.dropped if drop.rule in ("no_such_region", "wrong_region", "claim_not_said")]


def test_only_the_kinds_wanted_are_asked_for_and_other_settings_ask_nothing_again(server, tmp_path):
    one = with_regions(4, "man", "horse", "hat")
    (said,) = _ask(tmp_path, server, one, ask=AskSpec(tasks=("text_coordinate",)))
    assert {c.task for c in said.items} == {"text_to_coordinate", "coordinate_to_text"}
    server.forget()
    _ask(tmp_path, server, one, ask=AskSpec(tasks=("text_coordinate",), seed=7, object_image_size=64))
    assert server.requests == []


def test_a_question_about_what_is_not_there_is_refused(server, tmp_path):
    server.behave(Fault(kind="hallucinate"))
    (said,) = _ask(tmp_path, server, with_regions(4, "man", "horse"))
    assert said.items == () and rules([said]) in (["no_such_region"], ["label_not_in_list"])


@pytest.mark.parametrize(("grade", "passing"), [(5, True), (2, False)])
def test_a_judge_keeps_what_reaches_the_minimum(server, tmp_path, grade, passing):
    one = with_regions(4, "man", "horse", "hat")
    (said,) = _ask(tmp_path, server, one)
    server.behave(grade=grade)
    asked = one.model_copy(update={"conversations": said.items})
    to = JudgeSpec.model_validate(spec(server.url).model_dump() | {"minimum": 3})

    async def use(client: Any) -> Said[Any]:
        return await OpenAIJudge(to, client, read).judge(asked)

    judged = with_client(tmp_path, to, use)
    assert len(judged.items) + len(judged.dropped) == len(said.items)
    assert judged.items == (said.items if passing else ())
    if not passing:
        assert {(drop.rule, drop.value, drop.threshold) for drop in judged.dropped} == {("low_quality", 2.0, 3.0)}


def test_what_got_no_grade_is_not_kept(server, tmp_path):
    one = with_regions(4, "man", "horse", "hat")
    (said,) = _ask(tmp_path, server, one)
    asked = one.model_copy(update={"conversations": said.items})
    to = JudgeSpec.model_validate(spec(server.url).model_dump())

    async def use(client: Any) -> Said[Any]:
        return await OpenAIJudge(to, client, read).judge(asked)

    for kind, rule in (("hallucinate", "not_judged"), ("refuse", "judge_refused")):
        server.behave(Fault(kind=kind, role="judge"))
        judged = with_client(tmp_path / kind, to, use)
        assert judged.items == () and rules([judged]) == [rule] * len(said.items)
