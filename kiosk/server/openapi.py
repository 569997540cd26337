"""The protocol described for machines: OpenAPI 3.1, its schemas taken from the messages themselves."""

from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk import __version__
from kiosk.domain.progress import Progress
from kiosk.wire import (
    BlobState,
    Done,
    Enrolled,
    Enrolment,
    Health,
    Leased,
    LeaseRequest,
    Page,
    Problem,
    Push,
    PushAnswer,
    Replicated,
    Revoked,
    Wiped,
)

_MESSAGES = (
    Push,
    PushAnswer,
    Page,
    Replicated,
    LeaseRequest,
    Leased,
    BlobState,
    Progress,
    Enrolment,
    Enrolled,
    Health,
    Problem,
    Revoked,
    Wiped,
    Done,
)
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}


def describe(role: str) -> Mapping[str, Any]:
    """The document served at /openapi.json."""
    _, components = msgspec.json.schema_components(_MESSAGES, ref_template="#/components/schemas/{name}")
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Service hall {role}", "version": __version__},
        "paths": _paths(),
        "components": {"schemas": components, "securitySchemes": {"signature": _SIGNATURE}},
        "security": [{"signature": []}],
    }


_SIGNATURE = {
    "type": "apiKey",
    "in": "header",
    "name": "Signature",
    "description": "RFC 9421, Ed25519, by the enrolled device's key; Signature-Input and Content-Digest beside it",
}


def _paths() -> Mapping[str, Any]:
    partition, after = _query("partition", _TEXT, required=True), _query("after", _COUNT)
    witness = _query("witness", _TEXT)
    name, token, receipt = _path("hash"), _path("token"), _path("receipt")
    chunk = [name, _query("offset", _COUNT, required=True), _query("size", _COUNT, required=True)]
    return {
        "/v1/entries": {
            "post": _operation("Push entries", PushAnswer, body=Push),
            "get": _operation(
                "Pull judged entries in order", Page, [partition, after, _query("limit", _COUNT), witness]
            ),
        },
        "/v1/replicas": {"post": _operation("What a hall's hub has judged, on its way up", Replicated, body=Page)},
        "/v1/leases": {"post": _operation("Numbers for the time without a line", Leased, body=LeaseRequest)},
        "/v1/snapshot": {"get": _operation("Everything for a machine that starts empty", Page, [partition])},
        "/v1/stream": {
            "get": _operation(
                "Server-sent hints that positions moved; of a queue, its pages",
                None,
                [_query("partition", _TEXT), after, witness],
            )
        },
        "/v1/blobs/{hash}": {
            "head": _operation("Where an upload stands", None, [name]),
            "patch": _operation("The next chunk", BlobState, chunk, raw=True),
            "get": _operation("A file of a case that the caller may read", None, [name]),
        },
        "/v1/progress/{receipt}": {"get": _operation("A case's public story", Progress, [receipt])},
        "/v1/drops": {"post": _operation("Open an address for a phone's photo", None)},
        "/v1/drops/{token}": {"get": _operation("Fetch the photo, once", None, [token])},
        "/v1/enrol": {"post": {**_operation("A one-time code for a place", Enrolled, body=Enrolment), "security": []}},
        "/v1/wiped": {"post": _operation("A dismissed machine's last word", Done, body=Wiped)},
        "/v1/health": {"get": {**_operation("Alive", Health), "security": []}},
    }


def _operation(
    summary: str,
    answer: type | None,
    parameters: list[Mapping[str, Any]] | None = None,
    body: type | None = None,
    raw: bool = False,
) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(answer)}} if answer else {}
    responses: dict[str, Any] = {"200": {"description": "as asked", "content": content}}
    responses["default"] = {"description": "not as asked", "content": {"application/json": {"schema": _ref(Problem)}}}
    operation: dict[str, Any] = {"summary": summary, "responses": responses, "parameters": parameters or []}
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(body)}}}
    if raw:
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": {}}}
    return operation


def _ref(message: type) -> Mapping[str, str]:
    return {"$ref": f"#/components/schemas/{message.__name__}"}


def _query(name: str, schema: Mapping[str, Any], required: bool = False) -> Mapping[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _path(name: str) -> Mapping[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": _TEXT}
