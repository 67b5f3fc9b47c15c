"""Whatever the server does, nothing is lost and the counts add up."""

import asyncio
import time

import pytest

from pipeline.backends.openai.client.door import Door
from pipeline.backends.openai.client.endpoint import Endpoint
from pipeline.backends.openai.errors import (
    CredentialsError,
    EndpointDownError,
    RequestRefusedError,
    UnansweredError,
    UnknownModelError,
)
from pipeline.protocols.backend import Said
from tests.openai.desk import caption, kept, record, rules, spec, texts
from tests.server.behaviour import Fault, Kind
from tests.server.process import ServerProcess

RECORDS = [record(number) for number in range(24)]


def _counts_add_up(outcomes: list[Said[object] | BaseException]) -> None:
    """One proposal for each record: kept or dropped."""
    for outcome in outcomes:
        assert isinstance(outcome, Said), repr(outcome)
        assert len(outcome.items) + len(outcome.dropped) == 1


def test_every_picture_is_captioned_with_one_request_each(server, tmp_path):
    outcomes = caption(tmp_path, spec(server.url), RECORDS)
    assert len(set(texts(outcomes))) == len(RECORDS) == len(server.requests)
    one = outcomes[0]
    assert one.spend.calls == 1 and one.spend.cost_usd > 0
    assert one.items[0].by.prompt == "caption@1" and one.items[0].by.answer == one.answers[0]


def test_asking_again_after_success_sends_nothing_and_says_the_same(server, tmp_path):
    first = caption(tmp_path, spec(server.url), RECORDS)
    server.forget()
    again = caption(tmp_path, spec(server.url), RECORDS)
    assert server.requests == []
    assert [o.items for o in again] == [o.items for o in first]
    assert sum(o.spend.calls for o in again) == 0


def test_another_endpoint_key_limit_or_price_asks_nothing_again_but_another_temperature_does(server, tmp_path):
    caption(tmp_path, spec(server.url), RECORDS[:3])
    server.forget()
    elsewhere = spec(server.url + "/", limit=3, prices=None, timeout_s=7, max_tokens_field="max_tokens")
    caption(tmp_path, elsewhere, RECORDS[:3])
    assert server.requests == []
    caption(tmp_path, spec(server.url, temperature=0.5), RECORDS[:3])
    assert len(server.requests) == 3


def test_the_same_question_at_once_is_sent_once(server, tmp_path):
    server.behave(latency_s=0.05)
    assert len(texts(caption(tmp_path, spec(server.url), [RECORDS[0]] * 20))) == 20
    assert len(server.requests) == 1


@pytest.mark.parametrize("kind", ["429", "500", "503", "drop", "drop_body", "garbage"])
def test_a_fault_that_passes_loses_nothing(server, tmp_path, kind: Kind):
    server.behave(Fault(kind=kind, attempts=1, share=0.5))
    outcomes = caption(tmp_path, spec(server.url), RECORDS)
    assert len(texts(outcomes)) == len(RECORDS)
    done = server.done()
    assert done["answered"] == len(RECORDS) and done[kind] == len(server.requests) - len(RECORDS) > 3


def test_an_answer_that_stalls_is_given_up_and_asked_for_again(server, tmp_path):
    server.behave(Fault(kind="stall", attempts=1, share=0.3, seconds=30))
    began = time.monotonic()
    assert len(texts(caption(tmp_path, spec(server.url, timeout_s=0.5), RECORDS))) == len(RECORDS)
    assert server.done()["stall"] > 2 and time.monotonic() - began < 10


def test_a_slow_answer_is_waited_for(server, tmp_path):
    server.behave(Fault(kind="slow", seconds=0.3))
    assert len(texts(caption(tmp_path, spec(server.url, timeout_s=5), RECORDS[:5]))) == 5
    assert len(server.requests) == 5


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("invalid_json", "no_json"), ("wrong_shape", "wrong_shape"), ("empty", "empty_answer"), ("truncate", "truncated")],
)
def test_a_bad_answer_is_repaired_once_and_both_are_kept(server, tmp_path, kind: Kind, rule: str):
    server.behave(Fault(kind=kind, repaired=False, share=0.5))
    outcomes = caption(tmp_path, spec(server.url), RECORDS)
    assert len(texts(outcomes)) == len(RECORDS)
    repairs = [request for request in server.requests if request["is_repair"]]
    assert len(repairs) == server.done()[kind] > 3
    assert len(kept(tmp_path)) == len(server.requests)

    server.behave(Fault(kind=kind))
    twice = caption(tmp_path / "bad", spec(server.url), RECORDS)
    _counts_add_up(twice)
    assert rules(twice) == [rule] * len(RECORDS)
    assert all(len(o.answers) == 2 for o in twice), "the bad answers stay what the record rests on"
    server.forget()
    assert rules(caption(tmp_path / "bad", spec(server.url), RECORDS)) == [rule] * len(RECORDS)
    assert server.requests == [], "a bad answer that was paid for is not bought again"


def test_a_refusal_is_final_and_counted(server, tmp_path):
    server.behave(Fault(kind="refuse", share=0.5))
    outcomes = caption(tmp_path, spec(server.url), RECORDS)
    _counts_add_up(outcomes)
    assert len(rules(outcomes)) == server.done()["refuse"] > 3 and set(rules(outcomes)) == {"refused"}
    assert len(server.requests) == len(RECORDS)


def test_a_huge_answer_is_cut_and_counted(server, tmp_path):
    server.behave(Fault(kind="huge"))
    outcomes = caption(tmp_path, spec(server.url), RECORDS[:3])
    assert rules(outcomes) == ["truncated"] * 3
    assert max(map(len, kept(tmp_path))) <= 200_000


def test_usage_that_cannot_be_true_is_charged_at_the_most_it_can_have_been(server, tmp_path):
    server.behave(Fault(kind="usage"))
    outcome = caption(tmp_path, spec(server.url, max_tokens=1000), RECORDS[:1])[0]
    assert outcome.spend.input_tokens == outcome.spend.output_tokens == 0
    assert 1000 * 2.0 / 1e6 < outcome.spend.cost_usd < 0.02


@pytest.mark.parametrize(
    ("kind", "error"), [("401", CredentialsError), ("404", UnknownModelError), ("quota", CredentialsError)]
)
def test_what_is_wrong_for_all_stops_all_at_once(server, tmp_path, kind: Kind, error: type[Exception]):
    server.behave(Fault(kind=kind))
    outcomes = caption(tmp_path, spec(server.url, limit=4), RECORDS)
    assert {type(outcome) for outcome in outcomes} == {error}
    assert len(server.requests) <= 8, "those under way when the first came back, and hardly more"


def test_one_poisoned_record_fails_alone(server, tmp_path):
    bad = record(3)
    for kind, error in (("400", RequestRefusedError), ("500", UnansweredError)):
        server.behave(Fault(kind=kind, image=bad.image.source_sha256))
        outcomes = caption(tmp_path / kind, spec(server.url), RECORDS[:12])
        assert [type(o) for o in outcomes if not isinstance(o, Said)] == [error]
        assert len(texts([o for o in outcomes if isinstance(o, Said)])) == 11


def test_the_last_poisoned_record_fails_alone_too(server, tmp_path):
    server.behave(Fault(kind="500"))
    (outcome,) = caption(tmp_path, spec(server.url), RECORDS[:1])
    assert isinstance(outcome, UnansweredError)


def test_an_endpoint_that_fails_everyone_is_down_and_fails_no_record(server, tmp_path):
    server.behave(Fault(kind="500"))
    outcomes = caption(tmp_path, spec(server.url, patience_s=1.0, timeout_s=1.0), RECORDS)
    assert {type(outcome) for outcome in outcomes} == {EndpointDownError}
    assert kept(tmp_path) == []


def test_many_failing_in_a_row_are_the_endpoints_fault_and_few_are_not():
    endpoint = Endpoint(Door("http://127.0.0.1:9/v1", "", 1.0, 1), 64)
    endpoint.answered(0.0, 0.2)
    for number in range(9):
        endpoint.failed(f"request {number}", 0.3)
        endpoint.failed(f"request {number}", 1.0)
    assert not endpoint.is_sick(1.0)
    endpoint.failed("one more", 1.0)
    assert endpoint.is_sick(1.0) and not endpoint.is_sick(0.5), "an answer may still be on its way"
    endpoint.answered(0.9, 1.1)
    assert not endpoint.is_sick(9.0)


def test_nobody_listening_is_an_endpoint_down(tmp_path):
    to = spec("http://127.0.0.1:9/v1", patience_s=0.5, timeout_s=0.5)
    assert {type(outcome) for outcome in caption(tmp_path, to, RECORDS)} == {EndpointDownError}


def test_a_server_killed_and_started_again_on_its_port_is_waited_for(tmp_path):
    with ServerProcess(tmp_path / "requests.jsonl") as own:
        own.behave(latency_s=0.2)

        async def kill_and_restart() -> None:
            await asyncio.sleep(0.3)
            own.kill()
            await asyncio.sleep(0.3)
            await asyncio.to_thread(own.start)

        async def both() -> list[Said[object] | BaseException]:
            asking = asyncio.to_thread(caption, tmp_path / "run", spec(own.url, limit=8), RECORDS)
            outcomes, _ = await asyncio.gather(asking, kill_and_restart())
            return outcomes

        assert len(texts(asyncio.run(both()))) == len(RECORDS)
        assert own.done()["answered"] <= len(RECORDS) + 8, "only what was under way is asked again"


def test_two_endpoints_share_the_work_and_one_alone_carries_on(server, tmp_path):
    with ServerProcess(tmp_path / "other.jsonl") as other:
        both = spec([server.url, other.url], limit=8)
        server.behave(latency_s=0.1)
        other.behave(latency_s=0.1)
        assert len(texts(caption(tmp_path / "a", both, RECORDS))) == len(RECORDS)
        assert min(len(server.requests), len(other.requests)) >= len(RECORDS) // 4
        assert sum(max(r["in_progress"] for r in one.requests) for one in (server, other)) <= 12, "one bound over both"
        other.kill()
        server.forget()
        assert len(texts(caption(tmp_path / "b", both, RECORDS))) == len(RECORDS)
        assert len(server.requests) == len(RECORDS)


@pytest.mark.parametrize("modes", [("json_object", "text"), ("text",)])
def test_a_server_without_schemas_is_asked_in_plainer_ways_after_one_round(server, tmp_path, modes):
    server.behave(modes=modes)
    assert len(texts(caption(tmp_path, spec(server.url, limit=2), RECORDS))) == len(RECORDS)
    assert server.done()["answered"] == len(RECORDS)
    assert server.done()["refused"] <= 4
    server.forget()
    server.behave()
    caption(tmp_path, spec(server.url), RECORDS)
    assert server.requests == [], "how the shape was asked for is the endpoint's matter, not the question's"
