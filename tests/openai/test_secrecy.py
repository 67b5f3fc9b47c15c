"""Keys, headers and pixels stay out of files, logs and errors."""

import asyncio
import base64
import logging
import traceback

import pytest

from pipeline.backends.openai.client.client import Client
from pipeline.backends.openai.client.secrecy import fit_to_print
from pipeline.backends.openai.errors import CredentialsError
from tests.openai.desk import caption, jpeg, record, spec, texts
from tests.server.behaviour import Fault

KEY = "sk-test-4f9a8b7c6d5e4f3a2b1c"
RECORDS = [record(number) for number in range(6)]
PIXELS = [base64.b64encode(jpeg(number)).decode()[60:140] for number in range(6)]


def _shown(error: BaseException) -> str:
    seen, link = [], error
    while link is not None:
        seen += [repr(link), *traceback.format_exception(link)]
        link = link.__cause__ or link.__context__
    return "\n".join(seen)


def _is_clean(text: str) -> bool:
    return KEY not in text and not any(pixels in text for pixels in PIXELS)


@pytest.mark.parametrize("fault", ["echo", "401", "500", "drop", "garbage", None])
def test_neither_key_nor_pixels_get_into_files_logs_or_errors(server, tmp_path, caplog, fault):
    server.behave(*([Fault(kind=fault)] if fault else []), api_key=KEY)
    to = spec(server.url, api_key_env="THE_KEY", patience_s=0.5, timeout_s=0.5)
    with caplog.at_level(logging.DEBUG):
        for name in ("openai", "httpx2", "httpcore2"):
            assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING
        outcomes = caption(tmp_path, to, RECORDS, environment={"THE_KEY": KEY})
    errors = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert len(errors) == (len(RECORDS) if fault else 0)
    assert _is_clean(caplog.text) and _is_clean("\n".join(map(_shown, errors)))
    assert all(_is_clean(repr(outcome)) for outcome in outcomes)
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or _is_clean(path.read_bytes().decode(errors="replace"))


def test_the_key_is_sent(server, tmp_path):
    server.behave(api_key=KEY)
    to = spec(server.url, api_key_env="THE_KEY")
    assert len(texts(caption(tmp_path, to, RECORDS, environment={"THE_KEY": KEY}))) == 6


def test_a_wrong_key_says_what_to_do_and_does_not_show_it(server, tmp_path):
    server.behave(api_key="another")
    outcome = caption(tmp_path, spec(server.url, api_key_env="THE_KEY"), RECORDS[:1], environment={"THE_KEY": KEY})[0]
    assert isinstance(outcome, CredentialsError) and "api_key_env" in str(outcome) and KEY not in str(outcome)


def test_a_variable_that_is_not_set_is_named(tmp_path):
    async def enter() -> None:
        async with Client(spec("http://127.0.0.1:9/v1", api_key_env="NOBODYS_KEY"), None, environment={}):  # type: ignore[arg-type]
            raise AssertionError

    with pytest.raises(CredentialsError, match="NOBODYS_KEY"):
        asyncio.run(enter())


def test_an_endpoints_words_are_cut_and_cleaned():
    said = fit_to_print(f"bad  {KEY}\nBearer abcdefgh data:image/jpeg;base64,{'A' * 4000} {'xyz' * 50}", KEY)
    assert said == "bad <key> <key> <picture> <data>"
    assert len(fit_to_print("word " * 500, "")) == 300
