"""Labels to prompts, and tokens back to labels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.backends.groundingdino.packages import INSTALL
from pipeline.backends.groundingdino.prompt import MOST_TOKENS, Tokens, prompts
from tests.groundingdino.small_models import save_tokenizer

pytest.importorskip("tokenizers", reason=f"needs tokenizers; run: {INSTALL}")


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    folder = tmp_path_factory.mktemp("tokenizer")
    save_tokenizer(folder)
    return Tokens(folder / "tokenizer.json")


def test_each_label_is_a_phrase_of_its_own(tokens: Tokens) -> None:
    prompt = tokens.prompt(["Cat", "traffic  light", "giraffe"])
    assert prompt.text == "cat . traffic light . giraffe ."
    assert prompt.spans == ((1, 2), (3, 5), (6, 9))
    assert [prompt.ids[start:end] for start, end in prompt.spans] == [(200,), (204, 205), (206, 207, 208)]
    assert prompt.ids[0] == 101 and prompt.ids[-1] == 102


def test_labels_that_share_words_keep_their_own_tokens(tokens: Tokens) -> None:
    """`dog` stands in `hot dog` too: words alone could not tell whose token it is."""
    prompt = tokens.prompt(["dog", "hot dog", "red dog"])
    assert prompt.spans == ((1, 2), (3, 5), (6, 8))


def test_stops_and_question_marks_inside_a_label_do_not_cut_it(tokens: Tokens) -> None:
    prompt = tokens.prompt(["St. Bernard?"])
    assert prompt.text == "st bernard ." and prompt.labels == ("St. Bernard?",)
    assert prompt.ids.count(1012) == 1 and 1029 not in prompt.ids


def test_a_label_per_prompt_unless_more_are_asked_for(tokens: Tokens) -> None:
    asked, unsayable = prompts(["cat", "dog", "person"], tokens, 1)
    assert [prompt.text for prompt in asked] == ["cat .", "dog .", "person ."] and not unsayable
    packed, _ = prompts(["cat", "dog", "person"], tokens, 2)
    assert [prompt.labels for prompt in packed] == [("cat", "dog"), ("person",)]


def test_labels_no_prompt_can_hold_are_named(tokens: Tokens) -> None:
    long = "b" * 90 + " " + "c " * 300
    asked, unsayable = prompts(["cat", "...", long, "dog"], tokens, 1)
    assert [prompt.labels for prompt in asked] == [("cat",), ("dog",)]
    assert unsayable == ["...", long]


labels = st.lists(st.text(alphabet="abcdegiopr st.?\u00e9\u4e2d", min_size=1, max_size=60), max_size=40, unique=True)


@settings(max_examples=50, deadline=None)
@given(labels, st.integers(1, 30))
def test_lists_of_any_length_are_split_below_the_text_limit_and_no_label_is_lost(
    tokens: Tokens, names: list[str], most: int
) -> None:
    asked, unsayable = prompts(names, tokens, most)
    assert [label for prompt in asked for label in prompt.labels] == [n for n in names if n not in unsayable]
    for prompt in asked:
        assert 1 <= len(prompt.labels) <= most and len(prompt.ids) <= MOST_TOKENS
        covered = [place for start, end in prompt.spans for place in range(start, end)]
        assert covered == sorted(set(covered)), "no token belongs to two labels"
        rest = {prompt.ids[place] for place in range(len(prompt.ids)) if place not in covered}
        assert rest <= {101, 102, 1012}, "every token but the delimiters belongs to a label"
