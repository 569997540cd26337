"""Requests signed by a device's own key (RFC 9421, Ed25519): the same covered parts on both sides."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)

COVERED = ("@method", "@path", "@query")
TAG = "service-hall"
SKEW = timedelta(minutes=5)
KeyOf = Callable[[str], Ed25519PublicKey | None]


@dataclass(frozen=True, slots=True)
class Message:
    """A request as the signature sees it; `headers` is written to when signing."""

    method: str
    url: str
    headers: Any


class _OwnKey(HTTPSignatureKeyResolver):
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Any:
        return self._key


class _Registered(HTTPSignatureKeyResolver):
    def __init__(self, key_of: KeyOf) -> None:
        self._key_of = key_of

    def resolve_public_key(self, key_id: str) -> Any:
        return self._key_of(key_id)


class Signer:
    """Signs outgoing requests as `terminal`."""

    def __init__(self, terminal: str, key: Ed25519PrivateKey) -> None:
        self._terminal = terminal
        self._signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_OwnKey(key))

    def sign(self, message: Message, body: bytes, now: datetime) -> None:
        """Put Signature, Signature-Input and, for a body, Content-Digest into the message's headers."""
        self._signer.sign(
            message,
            key_id=self._terminal,
            created=now,
            nonce=uuid.uuid4().hex,
            tag=TAG,
            covered_component_ids=(*COVERED, "content-digest") if body else COVERED,
            body=body or None,
        )


class _Timeless(HTTPMessageVerifier):
    """Leaves time to the caller: a kiosk's clock may be years off and must learn by how much."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        return


class Verifier:
    """Checks incoming requests against registered keys; `now` is the server's clock."""

    def __init__(self, key_of: KeyOf, now: Callable[[], datetime]) -> None:
        self._verifier = _Timeless(signature_algorithm=algorithms.ED25519, key_resolver=_Registered(key_of))
        self._now = now

    def who(self, message: Message, body: bytes) -> tuple[str, bool] | None:
        """The signer's id and whether its clock is near enough; None for whom we do not know or believe."""
        covered = (*COVERED, "content-digest") if body else COVERED
        try:
            found = self._verifier.verify(message, expect_tag=TAG, require_components=covered, body=body)[0]
            created = datetime.fromtimestamp(int(found.parameters["created"]), UTC)
        except (InvalidSignature, HTTPMessageSignaturesException, KeyError, ValueError, OverflowError, OSError):
            return None
        return str(found.parameters["keyid"]), abs(created - self._now()) <= SKEW
