"""Requests signed by a device's own key (RFC 9421, Ed25519): the same covered parts on both sides."""

import re
import uuid
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from re import Match
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature as InvalidKeySignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)

COVERED = ("@method", "@path", "@query")
TAG = "service-hall"
LABEL = "hall"
OWN_FORM = re.compile(
    LABEL
    + r'=(?P<params>\((?P<names>["@a-z -]+)\);created=(?P<created>[0-9]{1,11});keyid="(?P<keyid>[0-9a-f-]{1,64})";'
    r'alg="ed25519";nonce="(?P<nonce>[0-9a-f]{32})";tag="' + TAG + '")'
)
SKEW = timedelta(minutes=5)
KeyOf = Callable[[str], Ed25519PublicKey | None]


@dataclass(frozen=True, slots=True)
class Message:
    """A request as the signature sees it; `headers` is written to when signing."""

    method: str
    url: str
    headers: Any


class Who(NamedTuple):
    """The signer's id, whether its clock is near enough, and what makes this request unlike any other."""

    terminal: str
    near: bool
    nonce: str


class _Registered(HTTPSignatureKeyResolver):
    def __init__(self, key_of: KeyOf) -> None:
        self._key_of = key_of

    def resolve_public_key(self, key_id: str) -> Any:
        return self._key_of(key_id)


class Signer:
    """Signs outgoing requests as `terminal`.

    The base is written out here: our requests have one form alone, and a number asked of the hub may not wait for a
    general one to be composed. What is written is what the library reads (`Verifier`).
    """

    def __init__(self, terminal: str, key: Ed25519PrivateKey) -> None:
        self._terminal = terminal
        self._key = key

    def sign(self, message: Message, body: bytes, now: datetime) -> None:
        """Put Signature, Signature-Input and, for a body, Content-Digest into the message's headers."""
        covered = (*COVERED, "content-digest") if body else COVERED
        if body:
            message.headers["Content-Digest"] = _digest(body)
        names = " ".join(f'"{name}"' for name in covered)
        params = (
            f'({names});created={int(now.timestamp())};keyid="{self._terminal}";alg="ed25519";'
            f'nonce="{uuid.uuid4().hex}";tag="{TAG}"'
        )
        signature = self._key.sign(_base(message, covered, params))
        message.headers["Signature-Input"] = f"{LABEL}={params}"
        message.headers["Signature"] = f"{LABEL}=:{b64encode(signature).decode()}:"


def _digest(body: bytes) -> str:
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def _base(message: Message, covered: tuple[str, ...], params: str) -> bytes:
    """RFC 9421 section 2.5, for the components that we cover."""
    url = urlsplit(message.url)
    values = {
        "@method": message.method,
        "@path": url.path or "/",
        "@query": f"?{url.query}",
        "content-digest": message.headers.get("Content-Digest", ""),
    }
    lines = [f'"{name}": {values[name]}' for name in covered]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


class _Timeless(HTTPMessageVerifier):
    """Leaves time to the caller: a kiosk's clock may be years off and must learn by how much."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        return


class Verifier:
    """Checks incoming requests against registered keys; `now` is the server's clock."""

    def __init__(self, key_of: KeyOf, now: Callable[[], datetime]) -> None:
        self._verifier = _Timeless(signature_algorithm=algorithms.ED25519, key_resolver=_Registered(key_of))
        self._key_of = key_of
        self._now = now

    def who(self, message: Message, body: bytes) -> Who | None:
        """The signer's id and whether its clock is near enough; None for whom we do not know or believe."""
        covered = (*COVERED, "content-digest") if body else COVERED
        own = OWN_FORM.fullmatch(message.headers.get("Signature-Input", ""))
        if own is not None:
            return self._who_own(message, body, covered, own)
        try:
            found = self._verifier.verify(message, expect_tag=TAG, require_components=covered, body=body)[0]
            created = datetime.fromtimestamp(int(found.parameters["created"]), UTC)
        except (InvalidSignature, HTTPMessageSignaturesException, KeyError, ValueError, OverflowError, OSError):
            return None
        nonce = str(found.parameters.get("nonce", ""))
        return Who(str(found.parameters["keyid"]), abs(created - self._now()) <= SKEW, nonce)

    def _who_own(self, message: Message, body: bytes, covered: tuple[str, ...], own: Match[str]) -> Who | None:
        """The same checks on a request in the very form that `Signer` writes."""
        key = self._key_of(own["keyid"])
        names = " ".join(f'"{name}"' for name in covered)
        if key is None or own["names"] != names or (body and message.headers.get("Content-Digest") != _digest(body)):
            return None
        signature = message.headers.get("Signature", "").removeprefix(f"{LABEL}=:").removesuffix(":")
        try:
            key.verify(b64decode(signature, validate=True), _base(message, covered, own["params"]))
        except (InvalidKeySignature, ValueError):
            return None
        created = datetime.fromtimestamp(int(own["created"]), UTC)
        return Who(own["keyid"], abs(created - self._now()) <= SKEW, own["nonce"])
