"""Everything that reads what somebody else wrote: rubbish is refused in words, never a crash, never a hang."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.domain.bodies import CASE_KINDS, Submitted, Unreadable, read
from kiosk.domain.catalogue_reader import read_catalogue
from kiosk.domain.form import FormChecker
from kiosk.domain.guide_reader import read_guide
from kiosk.domain.queue.bodies import QUEUE_KINDS, read_queue
from kiosk.domain.receipt import read_receipt_number
from kiosk.domain.registry import REGISTRY_KINDS, read_registry
from kiosk.domain.upload import Limits, examine
from kiosk.errors import Fault, Refused
from kiosk.papers.seal import read as read_seal
from kiosk.settings import NAME, Settings, read_settings

SAMPLE = Path("resources/sample")
GUIDE = json.loads((SAMPLE / "guides" / "01-public-place-hygiene.json").read_text(encoding="utf-8"))
DEFS = json.loads((SAMPLE / "defs.json").read_text(encoding="utf-8"))

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
deep = st.integers(1, 5000).map(lambda depth: "[" * depth + "]" * depth)
jsons = values.map(json.dumps) | st.text(max_size=60) | deep
quick = settings(deadline=timedelta(seconds=2), suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(st.sampled_from([*CASE_KINDS, "case.sung"]), jsons)
def test_bodies_of_cases(kind: str, text: str) -> None:
    try:
        body = read(kind, text)
        assert not isinstance(body, Submitted) or body.party
    except Unreadable:
        return


@quick
@given(st.sampled_from([*QUEUE_KINDS, ""]), jsons)
def test_bodies_of_the_queue(kind: str, text: str) -> None:
    try:
        read_queue(kind, text)
    except Unreadable:
        return


@quick
@given(st.sampled_from([*REGISTRY_KINDS, ""]), jsons)
def test_bodies_of_the_registry(kind: str, text: str) -> None:
    try:
        read_registry(kind, text)
    except Unreadable:
        return


@quick
@given(values)
def test_a_form_of_any_shape_is_complained_of(form: object) -> None:
    checker = FormChecker(read_guide(GUIDE, DEFS)[1].schema)
    assert list(checker.problems(form))


@quick
@given(jsons.map(str.encode) | st.binary(max_size=200))
@example(b'{"items": [{"itemCode": null}]}')
@example(b'{"items": [[]]}')
def test_a_catalogue(data: bytes) -> None:
    try:
        read_catalogue(data)
    except Refused:
        return


@quick
@given(
    st.dictionaries(st.text(), values)
    | st.dictionaries(st.sampled_from(sorted(GUIDE)), values).map(lambda change: {**GUIDE, **change})
)
def test_a_guide(raw: dict[str, object]) -> None:
    try:
        read_guide(raw, DEFS)
    except Refused:
        return


@quick
@given(st.text(max_size=400) | st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789abcxyz-_", max_size=400))
def test_a_codes_text(text: str) -> None:
    for parse in (read_seal, read_receipt_number):
        try:
            parse(text)
        except Refused:
            continue


pictures = st.sampled_from(
    [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"%PDF-1.7\n", b"GIF89a", b"BM", b"II*\x00", b""]
)


@quick
@given(st.tuples(pictures, st.binary(max_size=300)).map(b"".join), st.text(max_size=30))
def test_a_file(data: bytes, name: str) -> None:
    try:
        examine(data, name, Limits())
    except Refused:
        return


@quick
@given(
    st.binary(max_size=80)
    | st.dictionaries(st.sampled_from(sorted(Settings.__dataclass_fields__)), values, max_size=4).map(
        lambda one: "\n".join(f"{name} = {json.dumps(value)}" for name, value in one.items()).encode()
    )
)
def test_settings(tmp_path: Path, data: bytes) -> None:
    (tmp_path / NAME).write_bytes(data)
    assert mend_of(tmp_path)


def mend_of(folder: Path) -> str:
    """What to do about the settings there."""
    try:
        read_settings(folder)
    except Fault as fault:
        return fault.mend
    return "nothing"


def test_a_bottomless_text_is_refused() -> None:
    with pytest.raises(Unreadable):
        read("case.submitted", "[" * 100_000)
