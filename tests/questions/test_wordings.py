"""The files of wordings: enough of them, and wrong placeholders are refused when a file is loaded."""

from importlib.resources import files
from typing import Annotated

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from pipeline.backends.rules.questions.wording import Exchange, says, takes
from pipeline.language.language import language

FILES = sorted(path.name for path in files("prompts").joinpath("questions").iterdir() if path.name.endswith(".yaml"))


class _Words(BaseModel):
    locate: Annotated[Exchange, takes("thing is?", "box")]
    plain: Annotated[tuple[str, ...], says("")] = ("fine",)


def _lists(node: object, name: str = "") -> list[tuple[str, list[str]]]:
    if isinstance(node, dict):
        return [found for key, below in node.items() for found in _lists(below, key)]
    return [(name, node)] if isinstance(node, list) else []


@pytest.mark.parametrize("file", FILES)
def test_every_kind_of_question_has_at_least_eight_wordings_all_different(file: str) -> None:
    found = _lists(yaml.safe_load(files("prompts").joinpath("questions", file).read_text()))
    assert any(name == "questions" for name, _ in found)
    for name, wordings in found:
        assert name != "questions" or len(wordings) >= 8
        assert name != "questions" or len(set(wordings)) == len(wordings)


@pytest.mark.parametrize("file", FILES)
def test_no_wording_says_a_number(file: str) -> None:
    for _, wordings in _lists(yaml.safe_load(files("prompts").joinpath("questions", file).read_text())):
        for wording in wordings:
            words = {word.strip(".,?!:").lower() for word in wording.split()}
            assert not any(map(str.isdigit, wording)), wording
            assert file == "count.yaml" or not (words & language().numbers) - {"one"}, wording


@pytest.mark.parametrize(
    ("questions", "answers", "complaint"),
    [
        (["Where is {thnig}?"], ["{box}"], "thnig"),
        (["Where is it?"], ["{box}"], "thing"),
        (["Where {is} {thing}?"], ["there"], "box"),
        (["Where {is} {thing}?"], ["{box} {is}"], "is"),
        (["Where {is {thing}?"], ["{box}"], "expected"),
        ([], ["{box}"], "questions"),
    ],
)
def test_a_wrong_placeholder_is_refused_and_named(questions: list[str], answers: list[str], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        _Words.model_validate({"locate": {"questions": questions, "answers": answers}})


def test_right_placeholders_pass_and_may_be_left_out_where_declared() -> None:
    assert _Words.model_validate({"locate": {"questions": ["{thing}?"], "answers": ["{box}"]}})
    with pytest.raises(ValidationError, match="at least one"):
        _Words.model_validate({"locate": {"questions": ["{thing}?"], "answers": ["{box}"]}, "plain": []})
