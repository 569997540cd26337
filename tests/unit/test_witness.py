"""What a reader says of the order that it was told: read as it was written, and never more than is there."""

import msgspec
import pytest

from kiosk.domain.witness import LONGEST, Witness, read_witness
from kiosk.wire import Push

SAID = Witness("5e5af4c254a12641", 8, "01a1faf9-3b2d-7731-951a-8864f22bf8d0", "2026-11-20T02:00:00.071Z")


@pytest.mark.parametrize("said", [SAID, Witness("", 0), Witness("5e5a", 12)])
def test_it_is_read_as_it_was_written(said: Witness) -> None:
    assert read_witness(said.written()) == said


@pytest.mark.parametrize("written", ["", "8", "8:x:y", "x:x:y:z", "-1:x:y:z", "²:x:y:z", f"{10**LONGEST}:x:y:z"])
def test_what_cannot_be_read_is_no_witness(written: str) -> None:
    assert read_witness(written) is None


@pytest.mark.parametrize("position", [-1, 10**LONGEST, 2**64, 2**200])
def test_no_position_beyond_what_a_database_counts(position: int) -> None:
    push = f'{{"entries": [], "witness": {{"epoch": "e", "position": {position}}}}}'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(push, type=Push)
