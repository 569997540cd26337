"""What an answer's headers say of a file, and what a line cut in the middle of them leaves."""

import pytest

from kiosk.sync.answers import LinkTrouble, blob_state_of
from kiosk.wire import BlobState

WHOLE = {"Upload-Offset": "1048576", "Upload-Complete": "?0", "X-Blob-Place": "partial"}


def test_whole_headers_are_taken() -> None:
    assert blob_state_of("sha256:x", WHOLE) == BlobState("sha256:x", 1048576, False, "partial")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload-Offset": "1048576"},
        {**WHOLE, "X-Blob-Place": "part"},
        {**WHOLE, "X-Blob-Place": ""},
        {**WHOLE, "Upload-Offset": ""},
        {**WHOLE, "Upload-Offset": "many"},
    ],
)
def test_headers_that_were_cut_are_no_answer(headers: dict[str, str]) -> None:
    with pytest.raises(LinkTrouble) as caught:
        blob_state_of("sha256:x", headers)
    assert caught.value.code == "upstream_rubbish"
