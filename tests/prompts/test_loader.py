"""Loading words: every fault names file and key."""

import hashlib
from pathlib import Path

import pytest

import prompts.loader
from prompts.loader import PromptError, load
from schemas.model import Model


class Words(Model):
    greetings: tuple[str, ...]
    loud: bool = False


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Files of words under a folder that stands in for prompts/."""
    monkeypatch.setattr(prompts.loader, "FOLDER", tmp_path)

    def written(text: str, name: str = "words") -> Path:
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    return written


def test_a_file_gives_its_body_its_name_with_version_and_the_digest_of_its_bytes(write):
    path = write("name: words\nversion: 3\ngreetings: [hi, on, no]\nloud: true\n")
    loaded = load("words", Words)
    assert loaded.body == Words(greetings=("hi", "on", "no"), loud=True)
    assert loaded.name == "words@3"
    assert loaded.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_in_a_folder_is_named_with_it_and_called_by_its_own_name(write):
    write("name: words\nversion: 1\ngreetings: []\n", "more/words")
    assert load("more/words", Words).name == "words@1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: other\nversion: 1\ngreetings: []\n", r"words\.yaml: key `name`: is 'other'"),
        ("name: words\ngreetings: []\n", r"words\.yaml: key `version`: is None"),
        ("name: words\nversion: true\ngreetings: []\n", r"key `version`: is True"),
        ("name: words\nversion: 1\ngreetings: [hi, [ho]]\n", r"words\.yaml: key `greetings\.1`: .*string.*\['ho'\]"),
        ("name: words\nversion: 1\ngreetings: []\nhue: 1\n", r"words\.yaml: key `hue`: Extra"),
        ("name: words\nversion: 1\ngreetings: []\ngreetings: [hi]\n", r"the key 'greetings' is there twice"),
        ("name: [words\n", r"words\.yaml: is no valid YAML"),
        ("- words\n", r"words\.yaml: must be a mapping"),
    ],
)
def test_a_wrong_file_is_an_error_that_names_file_and_key(write, text, message):
    write(text)
    with pytest.raises(PromptError, match=message):
        load("words", Words)


@pytest.mark.parametrize("name", ["../words", "/etc/passwd", "words.yaml", "a/../words", "", "Words"])
def test_a_name_that_is_no_stem_under_prompts_is_refused(write, name):
    write("name: words\nversion: 1\ngreetings: []\n")
    with pytest.raises(PromptError, match="is no name of a prompt file"):
        load(name, Words)


def test_a_missing_file_is_an_error_that_names_it():
    with pytest.raises(PromptError, match=r"prompts/no-such-words\.yaml: cannot be read"):
        load("no-such-words", Words)
