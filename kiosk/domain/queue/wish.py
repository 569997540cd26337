"""A number given back on the phone where the hall judges: an entry of the region that the hall's own judge follows."""

from uuid import NAMESPACE_URL, uuid5

from kiosk.domain.queue.decide import FROM

GIVEN_BACK = "ticket.given_back"
RETURNABLE = FROM["ticket.cancelled"]


def wish_id(token: str) -> str:
    """One number is given back once, however often the key is pressed; `token` is what its paper's code carries."""
    return str(uuid5(NAMESPACE_URL, f"{GIVEN_BACK} {token}"))


def wish_stream(hall: str, token: str) -> str:
    return f"wish:{hall}:{token}"


def wish_hall(stream: str) -> str:
    """Whose judge is meant; '' for a stream that is no wish."""
    return stream.split(":", 2)[1] if stream.startswith("wish:") else ""
