"""A live trial: each session keeps its arm, and its requests are sent by the arm's policy."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import headroom_lab as hl
from headroom_lab import Trial, defer_tools
from headroom_lab.client import loading
from headroom_lab.errors import ConfigError
from tests.client.faces import CHAT, FACES, SIDES, Face, Side, got, rows, run
from tests.client.server import Vendor
from tests.client.test_retrieval import answer, calls, spoken
from tests.client.test_tools import searching, tools_of

TRIAL = Trial("t", {"off": 0.5, "aggressive": 0.5}, seed=3)
SESSIONS = {
    arm: next(f"s{n}" for n in range(99) if TRIAL.arm_of(f"s{n}") == arm) for arm in TRIAL.arms
}


def test_a_session_is_sent_by_its_arm(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url, trial=TRIAL)
    for session in SESSIONS.values():
        run(lambda s=session: got(face.resource(client).create(**face.request, headroom_session=s)))
    whole, cut = (body[face.messages] for body in vendor.bodies)
    assert whole == face.request[face.messages]
    assert len(str(cut)) < len(str(whole))
    kept = [(row["trial"], row["arm"], row["session"]) for row in rows(client)]
    assert kept == [("t", arm, session) for arm, session in SESSIONS.items()]


def test_what_a_session_would_send_is_shown_by_its_arm(vendor: Vendor) -> None:
    (face, *_), side = FACES, SIDES[0]
    client = side.wrapped(face, vendor.url, trial=TRIAL, session=SESSIONS["aggressive"])
    assert face.resource(client).simulate(**face.request).tokens_saved > 0
    other = face.resource(client).simulate(**face.request, headroom_session=SESSIONS["off"])
    assert other.tokens_saved == 0


def test_a_request_without_a_session_is_refused_with_the_reason(
    side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url, trial=TRIAL)
    with pytest.raises(ConfigError, match=r"names no session.*headroom_session"):
        run(lambda: got(face.resource(client).create(**face.request)))
    asked = {**face.request, "headroom_session": "s", "headroom_mode": "audit"}
    with pytest.raises(ConfigError, match="the session's arm decides"):
        run(lambda: got(face.resource(client).create(**asked)))
    assert vendor.bodies == []


def test_what_isnt_a_trial_is_refused(vendor: Vendor) -> None:
    face, side = FACES[0], SIDES[0]
    with pytest.raises(ConfigError, match="trial: found str"):
        side.wrapped(face, vendor.url, trial="thrifty")
    with pytest.raises(ConfigError, match="beside trial="):
        side.wrapped(face, vendor.url, trial=TRIAL, policy="lossless")
    supposed = Trial("t", {"off": 0.5, "c": 0.5}, policies={"c": hl.compaction(1_000)})
    with pytest.raises(ConfigError, match="only supposes"):
        side.wrapped(face, vendor.url, trial=supposed)


def test_calls_made_a_second_time_are_counted(vendor: Vendor) -> None:
    face, side = FACES[0], SIDES[0]
    client = side.wrapped(face, vendor.url, trial=TRIAL, session="s")
    twice = [*CHAT, {**CHAT[2], "tool_calls": [{**CHAT[2]["tool_calls"][0], "id": "b"}]}]  # type: ignore[dict-item,index]
    twice.append({**CHAT[3], "tool_call_id": "b"})
    for messages in (CHAT, twice):
        face.resource(client).create(**{**face.request, "messages": messages})
    assert [row["fetched_again"] for row in rows(client)] == [0, 1]


_PROCESS = """
import sys
from concurrent.futures import ThreadPoolExecutor
import openai
from headroom_lab import HeadroomClient, Trial
trial = Trial("t", {"off": 0.5, "aggressive": 0.5}, seed=3)
vendor = openai.OpenAI(api_key="x", base_url=sys.argv[1] + "/v1")
with HeadroomClient(vendor, store_url=sys.argv[2], trial=trial) as client:
    def ask(number):
        client.chat.completions.create(model="gpt-4o", headroom_session=f"s{number % 20}",
                                       messages=[{"role": "user", "content": "hi"}])
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(ask, range(60)))
"""


def test_threads_in_two_processes_put_no_session_into_two_arms(
    vendor: Vendor, tmp_path: Path
) -> None:
    store = f"sqlite:///{tmp_path}/trial.db"
    command = [sys.executable, "-c", _PROCESS, vendor.url, store]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: subprocess.run(command, check=True, timeout=120), range(2)))
    with hl.open_store(store) as kept:
        found = kept.sql(
            "select session, count(*) as n, count(distinct arm) as arms from requests group by 1"
        )
    assert list(found["arms"]) == [1] * 20
    assert found["n"].sum() == 120


def test_a_search_in_an_arm_that_keeps_tools_back_is_answered(
    side: Side, face: Face, vendor: Vendor
) -> None:
    trial = Trial("t", {"off": 0.5, "few": 0.5}, seed=3, policies={"few": defer_tools(["look_1"])})
    session = next(name for n in range(99) if trial.arm_of(name := f"s{n}") == "few")
    vendor.answers = [searching(face, "look_3"), answer(face, "", name="look_3"), spoken(face)]
    client = side.wrapped(face, vendor.url, trial=trial, session=session)
    request = {**face.request, "tools": tools_of(face)}
    found = calls(face, run(lambda: got(face.resource(client).create(**request))))
    assert "look_3" in str(found)
    assert len(vendor.bodies) == 2


def test_the_steps_of_every_arm_are_loaded_ahead(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: set[tuple[str, ...]] = set()
    monkeypatch.setattr(loading, "_begun", begun)
    trial = Trial("t", {"off": 0.5, "few": 0.5}, policies={"few": defer_tools(["look_1"])})
    SIDES[0].wrapped(FACES[0], vendor.url, trial=trial)
    assert [key[1:] for key in begun] == [("DeferTools",)]
    loading.wait()
