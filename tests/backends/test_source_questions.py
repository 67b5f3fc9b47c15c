"""The source's own questions and conversations, word for word."""

import asyncio

import pytest
from boxes import record, region

from pipeline.backends.annotations.questions import AnnotationsAsker
from schemas.given import Given, GivenConversation, GivenObject, GivenQuestion, GivenTurn


def asked(given: Given, *regions):
    return asyncio.run(AnnotationsAsker().ask(record(*regions, given=given)))


def talk(*turns: tuple[str, str]) -> Given:
    said = tuple(GivenTurn(role=role, text=text) for role, text in turns)
    return Given(conversations=(GivenConversation(turns=said, source="llava"),))


def texts(conversation) -> list[list[str | None]]:
    return [[part.text for part in turn.parts] for turn in conversation.turns]


def test_a_question_becomes_one_round_that_opens_with_the_picture():
    given = Given(questions=(GivenQuestion(question="What color is it?", answer="Green.", source="vg"),))
    (qa,) = asked(given).items
    assert (qa.task, texts(qa)) == ("qa", [[None, "What color is it?"], ["Green."]])
    assert qa.turns[0].parts[0].image is True
    assert [(claim.kind, claim.value) for claim in qa.claims] == [("quotes", "Green.")]
    assert {part.by.source for turn in qa.turns for part in turn.parts} == {"vg"}


def test_the_objects_a_question_speaks_of_are_named_as_regions():
    objects = (
        GivenObject(label="pin", box=(0, 0, 1, 1), source="vg"),
        GivenObject(label="cup", box=(5, 5, 50, 50), source="vg"),
    )
    question = GivenQuestion(question="What is it?", answer="A cup.", source="vg", objects=(1, 0, 1))
    (qa,) = asked(Given(objects=objects, questions=(question,)), region("cup", (5, 5, 50, 50), given=1)).items
    assert (qa.turns[0].parts[1].about, qa.turns[1].parts[0].about, qa.claims[0].regions) == ((0,), (0,), (0,))


def test_a_conversation_of_several_rounds_keeps_its_turns_and_shows_the_picture_once():
    (held,) = asked(talk(("user", "Hi?"), ("assistant", "Hello."), ("user", "Why?"), ("assistant", "So."))).items
    assert (held.task, texts(held)) == ("conversation", [[None, "Hi?"], ["Hello."], ["Why?"], ["So."]])
    assert [claim.value for claim in held.claims] == ["Hello.", "So."]


def test_a_conversation_of_one_round_is_a_question():
    assert asked(talk(("user", "Hi?"), ("assistant", "Hello."))).items[0].task == "qa"


def test_what_the_system_is_told_opens_the_users_first_turn():
    (held,) = asked(talk(("system", "Be brief."), ("user", "Hi?"), ("assistant", "Hello."))).items
    assert texts(held) == [[None, "Be brief.", "Hi?"], ["Hello."]]


@pytest.mark.parametrize(
    ("turns", "rule"),
    [
        ([], "turns_not_alternating"),
        ([("user", "Hi?")], "turns_not_alternating"),
        ([("assistant", "Hello."), ("user", "Hi?")], "turns_not_alternating"),
        ([("user", "Hi?"), ("user", "Hey?"), ("assistant", "Hello.")], "turns_not_alternating"),
        ([("user", "Hi?"), ("assistant", " ")], "empty"),
        ([("user", "Hi?"), ("system", "Be brief."), ("assistant", "Hello.")], "system_turn_in_the_middle"),
    ],
)
def test_a_conversation_that_is_none_is_refused_and_counted(turns, rule):
    outcome = asked(talk(*turns))
    assert (outcome.items, [(d.kind, d.rule) for d in outcome.dropped]) == ((), [("question", rule)])


def test_a_question_without_an_answer_is_refused_and_counted():
    given = Given(questions=(GivenQuestion(question="Who?", answer=" ", source="vg"),))
    outcome = asked(given)
    assert (outcome.items, [(d.rule, d.item) for d in outcome.dropped]) == ((), [("empty", "Who?")])
