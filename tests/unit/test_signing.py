"""Signatures that we write in our own few lines, read by the library, and whatever is tampered with."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.signing import LABEL, Message, Signer, Verifier

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
URL = "http://hub/v1/entries?partition=hall%3A1&after=0"


def signed(body: bytes = b"{}", method: str = "POST") -> Message:
    message = Message(method, URL, {})
    Signer("0123-ab", KEY).sign(message, body, NOW)
    return message


def who(message: Message, body: bytes = b"{}", now: datetime = NOW) -> tuple[str, bool] | None:
    keys = {"0123-ab": KEY.public_key()}
    return Verifier(keys.get, lambda: now).who(message, body)


def relabelled(message: Message) -> Message:
    """As somebody else's program may label it: read by the library."""
    for name in ("Signature", "Signature-Input"):
        message.headers[name] = message.headers[name].replace(f"{LABEL}=", "sig1=", 1)
    return message


@pytest.mark.parametrize("body", [b"", b"{}", b"x" * 5000])
def test_the_short_way_and_the_library_agree(body: bytes) -> None:
    assert who(signed(body), body)[:2] == who(relabelled(signed(body)), body)[:2] == ("0123-ab", True)
    late = NOW + timedelta(minutes=6)
    assert who(signed(body), body, late)[:2] == who(relabelled(signed(body)), body, late)[:2] == ("0123-ab", False)


@pytest.mark.parametrize("through", [lambda message: message, relabelled])
def test_whatever_is_tampered_with_is_nobodys(through: object) -> None:
    assert callable(through)
    message = through(signed())
    assert who(message, b"[]") is None
    assert who(message, b"") is None
    assert who(Message("PATCH", URL, message.headers)) is None
    assert who(Message("POST", URL + "1", message.headers)) is None
    assert (
        who(Message("POST", URL, {**message.headers, "Signature": message.headers["Signature"][:-9] + "AAAAAAA=:"}))
        is None
    )
    assert who(Message("POST", URL, {**message.headers, "Content-Digest": "sha-256=:AAAA:"})) is None
    assert who(Message("POST", URL, {})) is None
    stranger = message.headers["Signature-Input"].replace("0123-ab", "0123-cd")
    assert who(Message("POST", URL, {**message.headers, "Signature-Input": stranger})) is None
    uncovered = message.headers["Signature-Input"].replace(' "content-digest"', "")
    assert who(Message("POST", URL, {**message.headers, "Signature-Input": uncovered})) is None
