"""Whatever a machine sends: both servers answer, in the shapes they promise, and never with 500."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC
from typing import Any

import jsonschema
import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.app import Machine
from kiosk.clock import iso
from kiosk.domain.appointment import SLOT_KINDS
from kiosk.domain.bodies import CASE_KINDS, Submitted
from kiosk.domain.entry import GENESIS, Entry, Moment, digest, link
from kiosk.domain.queue.bodies import QUEUE_KINDS
from kiosk.domain.registry import REGISTRY_KINDS, ItemPublished
from kiosk.server.openapi import describe
from kiosk.wire import Push
from tests.support.doors import Front, Wish, front
from tests.support.postgres import Postgres
from tests.support.queues import rules
from tests.support.world import HALL, PARTITION, World, world

DOCUMENT = describe("platform")
SCHEMA = schemathesis.openapi.from_dict(dict(DOCUMENT))
FOUND: list[Any] = list(SCHEMA.get_all_operations())
OPERATIONS = {one.ok().label: one.ok() for one in FOUND}
RIGHT, WRONG = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
ASKED = [(label, RIGHT) for label in OPERATIONS]
ASKED += [(label, WRONG) for label, one in OPERATIONS.items() if one.query or one.path_parameters or one.body]
KINDS = [*CASE_KINDS, *QUEUE_KINDS, *REGISTRY_KINDS, "slot.booked", "case.sung", ""]
SHAPES = [*CASE_KINDS.items(), *QUEUE_KINDS.items(), *SLOT_KINDS.items(), *REGISTRY_KINDS.items()]
SHAPES = [(kind, body) for kind, body in SHAPES if body is not ItemPublished]
few = settings(max_examples=12, suppress_health_check=list(HealthCheck))
many = settings(max_examples=400, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module", params=["platform", "platform on PostgreSQL", "hub"])
def place(
    request: pytest.FixtureRequest, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Front, Machine]]:
    """A server's doors, and a kiosk that it knows."""
    with ExitStack() as stack:
        url = postgres.fresh() if "PostgreSQL" in request.param else ""
        made: World = stack.enter_context(world(tmp_path_factory.mktemp("inputs"), url))
        made.configure(rules())
        machine, _ = made.enrol("kiosk")
        server = made.hub()[0] if request.param == "hub" else made.platform
        yield stack.enter_context(front(server, leaving=True)), machine


@pytest.mark.parametrize(("label", "mode"), ASKED)
def test_every_answer_is_one_that_was_promised(place: tuple[Front, Machine], label: str, mode: Any, long: bool) -> None:
    doors, machine = place

    @(many if long else few)
    @given(OPERATIONS[label].as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        wish = prepared(case)
        fits(label, doors.ask(wish, machine))

    answered()


def prepared(case: Any) -> Wish:
    """As it would go over the wire."""
    asked = case.as_transport_kwargs(base_url="http://host")
    ready = requests.Request(
        asked["method"], asked["url"], params=asked.get("params"), json=asked.get("json"), data=asked.get("data")
    ).prepare()
    body: Any = ready.body or b""
    return Wish(str(ready.method), ready.path_url, body.encode() if isinstance(body, str) else bytes(body))


def fits(label: str, answer: Any) -> None:
    method, path = label.split()
    assert answer.status_code < 500 or (answer.status_code == 503 and answer.json()["mend"]), answer.text
    if method == "HEAD" or not answer.headers.get("Content-Type", "").startswith("application/json"):
        return
    responses = DOCUMENT["paths"][path][method.lower()]["responses"]
    content = responses["200" if answer.status_code == 200 else "default"]["content"]
    if content:
        shape = {**content["application/json"]["schema"], "components": DOCUMENT["components"]}
        jsonschema.validate(answer.json(), shape)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
st.register_type_strategy(Submitted, st.builds(Submitted, form=st.dictionaries(texts, values)))
bodies = st.builds(lambda value: msgspec.json.encode(value).decode(), values) | texts
streams = texts | st.sampled_from(["case:", "slot:", "ticket:", "clerk:", "device:", f"ticket:{HALL}:x:y"]).flatmap(
    lambda start: texts.map(lambda end: start + end)
)
walls = st.datetimes().map(lambda at: iso(at.replace(tzinfo=UTC))) | st.just("2026-11-20T02:00:00.000Z") | texts
offsets = st.just(0) | st.integers(-(10**9), 10**9) | st.integers(-(2**70), 2**70)
shaped = st.sampled_from(SHAPES).flatmap(
    lambda shape: st.tuples(
        st.just(shape[0]), st.from_type(shape[1]).map(lambda body: msgspec.json.encode(body, enc_hook=dict).decode())
    )
)
"""A kind with a body of its own shape, whatever it holds."""
sound = st.builds(
    lambda partition, stream, actor, kind_and_body: {
        "partition": partition,
        "stream": stream,
        "kind": kind_and_body[0],
        "version": 1,
        "actor": actor,
        "body": kind_and_body[1],
        "at": Moment("2026-11-20T02:00:00.000Z", 0, "boot", 1),
    },
    st.sampled_from([PARTITION, f"hall:{HALL}"]),
    streams,
    texts,
    shaped | st.tuples(st.sampled_from(KINDS), bodies),
)
entries = st.fixed_dictionaries(
    {
        "partition": st.sampled_from([PARTITION, f"hall:{HALL}"]) | texts,
        "stream": streams,
        "kind": st.sampled_from(KINDS) | texts,
        "version": st.just(1) | st.integers(-1, 2) | st.integers(-(2**70), 2**70),
        "actor": texts,
        "body": bodies,
        "at": st.builds(Moment, walls, offsets, texts, offsets),
    }
)


@pytest.mark.parametrize("drawing", [entries, sound], ids=["anything", "sound"])
def test_whatever_an_entry_says_it_gets_an_answer(
    place: tuple[Front, Machine], drawing: st.SearchStrategy[dict[str, Any]], long: bool
) -> None:
    doors, machine = place

    @(many if long else settings(max_examples=60, suppress_health_check=list(HealthCheck)))
    @given(drawing)
    def judged(drawn: dict[str, Any]) -> None:
        wish = Wish("POST", "/v1/entries", msgspec.json.encode(Push((written(machine, drawn),))))
        answer = doors.ask(wish, machine)
        assert answer.status_code in {200, 400, 409}, answer.text
        if answer.status_code == 200:
            assert answer.json()["results"][0]["verdict"] in {"applied", "refused", "held", "stored"}

    judged()


def written(machine: Machine, drawn: dict[str, Any]) -> Entry:
    """The first entry of an incarnation of its own, hashed and chained as it should be."""
    author = machine.identity.terminal
    hashed = digest(drawn["body"].encode())
    made = Entry(str(uuid.uuid4()), author, uuid.uuid4().hex[:16], seq=1, body_hash=hashed, chain="", **drawn)
    return replace(made, chain=link(GENESIS, made))
