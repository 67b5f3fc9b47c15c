"""Prompts are checked when they are loaded; requests are canonical; answers are read whatever stands around them."""

import json
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

import prompts.loader
from pipeline.answers.answer import Reply
from pipeline.backends.openai.forecast import forecast
from pipeline.backends.openai.prompting import answers
from pipeline.backends.openai.prompting.prompt import load_prompt
from pipeline.backends.openai.prompting.schema import strict_schema
from pipeline.backends.openai.prompting.structured import read_answer
from pipeline.backends.openai.prompting.turns import Picture, Turn
from prompts.loader import PromptError
from schemas.models import ModelSpec
from tests.openai.desk import caption, record, spec

ROLES: dict[str, tuple[type[BaseModel], set[str]]] = {
    "caption": (answers.CaptionAnswer, set()),
    "recognize": (answers.RecognizeAnswer, {"most"}),
    "describe": (answers.DescribeAnswer, {"label", "sense"}),
    "relate": (answers.RelateAnswer, {"regions", "most"}),
    "ask": (answers.AskAnswer, {"regions", "relations", "captions", "tasks", "most"}),
    "judge": (answers.JudgeAnswer, {"regions", "conversations"}),
    "verify": (answers.VerifyAnswer, {"label"}),
}


@pytest.mark.parametrize("role", ROLES)
def test_every_prompt_of_ours_loads(role):
    answer, offers = ROLES[role]
    prompt = load_prompt(role, None, answer, offers)
    assert prompt.name == f"{role}@{1}" and prompt.file.examples


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"user": "Caption this {thing}."}, "needs"),
        ({"user": "Caption this {thing}.", "needs": ["thing"]}, "offers"),
        ({"role": "relate"}, "must be 'caption'"),
        ({"answer": "RelateAnswer"}, "CaptionAnswer"),
        ({"examples": [{"given": "x", "answer": {"title": "y"}}]}, "examples.0.answer"),
        ({"examples": []}, "examples"),
        ({"system": ""}, "system"),
        ({"tone": "dry"}, "tone"),
    ],
)
def test_a_prompt_that_does_not_fit_is_refused_with_file_and_key(tmp_path, monkeypatch, change, words):
    folder = Path(prompts.loader.__file__).parent / "openai"
    body = yaml.safe_load((folder / "caption.yaml").read_text()) | {"name": "mine"} | change
    (tmp_path / "openai").mkdir()
    (tmp_path / "openai" / "mine.yaml").write_text(yaml.safe_dump(body))
    (tmp_path / "openai" / "frame.yaml").write_bytes((folder / "frame.yaml").read_bytes())
    monkeypatch.setattr(prompts.loader, "FOLDER", tmp_path)
    with pytest.raises(PromptError, match=words) as refusal:
        load_prompt("caption", "mine", answers.CaptionAnswer, set())
    assert "openai/mine.yaml" in str(refusal.value)


@pytest.mark.parametrize("answer", [answer for answer, _ in ROLES.values()])
def test_schemas_are_in_the_strict_dialect(answer):
    def walk(node):
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["additionalProperties"] is False and node["required"] == list(node["properties"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    schema = strict_schema(answer)
    walk(schema)
    assert not {"minLength", "maxItems", "minimum", "const", "default"} & set(
        json.dumps(schema).replace('"', " ").split()
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"caption": "A dog."}',
        '```json\n{"caption": "A dog."}\n```',
        'Here it is: {"caption": "A dog."} I hope it helps.',
    ],
)
def test_words_around_the_object_do_not_count(text):
    assert read_answer(Reply(text=text), answers.CaptionAnswer).value == answers.CaptionAnswer(caption="A dog.")


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        (Reply(text="  "), "empty_answer"),
        (Reply(text="no", finish_reason="refusal"), "refused"),
        (Reply(text='{"caption": "A d', finish_reason="length"), "truncated"),
        (Reply(text="[" * 100_000), "no_json"),
        (Reply(text='{"caption": NaN}'), "wrong_shape"),
        (Reply(text='{"caption": ""}'), "wrong_shape"),
        (Reply(text='{"caption": "A dog.", "more": 1}'), "wrong_shape"),
    ],
)
def test_what_does_not_fit_has_a_name(reply, rule):
    read = read_answer(reply, answers.CaptionAnswer)
    assert read.value is None and read.fault is not None and read.fault.rule == rule


def test_pixels_stand_as_digests_in_a_request():
    turn = Turn("user", ("Look.", Picture("ab" * 32, 512), Picture("ab" * 32, 224, (1.0, 2.0, 3.0, 4.0), 0.15)))
    said = json.dumps(turn.canonical())
    assert said.count("ab" * 32) == 2 and "base64" not in said


def test_what_is_hashed_leaves_out_what_is_execution_only():
    model = ModelSpec(model="m")
    assert {"model", "temperature", "max_image_px", "prompt"} <= set(model.decisive())
    assert not {"base_url", "api_key_env", "limit", "timeout_s", "prices"} & set(model.decisive())


def test_a_forecast_is_no_less_than_what_a_request_takes(server, tmp_path):
    to = spec(server.url, max_tokens=200)
    expected = forecast(to, "caption")
    (outcome,) = caption(tmp_path, to, [record(1)])
    assert outcome.spend.input_tokens <= expected.input_tokens and outcome.spend.output_tokens <= 200
    assert outcome.spend.cost_usd <= expected.cost_usd < 0.01
    assert forecast(spec(server.url, prices=None), "describe").cost_usd is None
