"""The signature in a receipt's QR code."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import Refused
from kiosk.papers.seal import LENGTH, Sealed, read, sign, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PORTAL = "https://zwfw.example.gov.cn"
SEALED = Sealed(
    terminal="0198c0de-0000-7000-8000-0000000000aa",
    case="0198c0de-0000-7000-8000-000000000001",
    hash="00112233445566778899aabbccddeeff",
    at=datetime(2026, 11, 22, 6, 5, 1, tzinfo=UTC),
)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ é\n"


def test_what_was_sealed_is_read_and_verified() -> None:
    for text in (sign(KEY, SEALED, PORTAL), sign(KEY, SEALED, PORTAL).rpartition("/")[2], sign(KEY, SEALED)):
        assert read(text).sealed == SEALED
        assert verify(KEY.public_key(), text) == SEALED


def test_the_code_is_short_enough_for_a_qr_code_on_a_receipt() -> None:
    assert len(sign(KEY, SEALED)) == LENGTH == 163


def test_any_altered_character_anywhere_is_refused() -> None:
    text = sign(KEY, SEALED, PORTAL)
    for at, was in enumerate(text):
        for new in ALPHABET:
            if new != was:
                with pytest.raises(Refused) as caught:
                    verify(KEY.public_key(), text[:at] + new + text[at + 1 :])
                assert caught.value.code in ("qr_unreadable", "qr_forged")


def test_a_character_lost_or_added_is_refused() -> None:
    text = sign(KEY, SEALED, PORTAL)
    for at in range(len(text)):
        for altered in (text[:at] + text[at + 1 :], text[:at] + "A" + text[at:], text[:at]):
            with pytest.raises(Refused):
                verify(KEY.public_key(), altered)


def test_another_terminals_key_is_refused_as_forged() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    with pytest.raises(Refused) as caught:
        verify(other, sign(KEY, SEALED, PORTAL))
    assert caught.value.code == "qr_forged"


@pytest.mark.parametrize("text", ["", "hello", PORTAL, f"{PORTAL}/r/", "\x00" * LENGTH, "é" * LENGTH, "A" * LENGTH])
def test_other_texts_are_unreadable(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert caught.value.code == "qr_unreadable"


def test_the_seal_covers_the_body_it_was_made_of() -> None:
    assert SEALED.covers("sha256:" + SEALED.hash + "0" * 32)
    assert not SEALED.covers("sha256:" + "f" * 64)
