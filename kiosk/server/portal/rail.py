"""Where one is between the first question and the hand-in."""

from dataclasses import dataclass
from urllib.parse import quote

from kiosk.server.portal.drafts import Unfinished
from kiosk.server.portal.sheet import Sheet

MATERIALS = "materials"
REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Stop:
    """One page on the way."""

    id: str
    title: str
    url: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Rail:
    """All stops and which one it is now, counted from 1."""

    stops: tuple[Stop, ...]
    at: int


def rail(url: str, sheet: Sheet, entered: Unfinished, here: str) -> Rail:
    """Groups that were passed can be gone back to, and the materials once all of them were."""
    passed = set(entered.done)
    if all(group.id in passed for group in sheet.groups):
        passed |= {MATERIALS, REVIEW}
    stops = [Stop(each.id, each.title, each.url, each.id in passed) for each in _stops(url, sheet)]
    return Rail(tuple(stops), next(place for place, stop in enumerate(stops, 1) if stop.id == here))


def around(url: str, sheet: Sheet, here: str) -> tuple[Stop | None, Stop]:
    """The stop before, if there is one, and the stop after (of the last one, itself)."""
    stops = _stops(url, sheet)
    place = next(place for place, stop in enumerate(stops) if stop.id == here)
    return (stops[place - 1] if place else None), stops[min(place + 1, len(stops) - 1)]


def _stops(url: str, sheet: Sheet) -> list[Stop]:
    groups = [Stop(group.id, group.title, f"{url}/form/{quote(group.id)}") for group in sheet.groups]
    return [*groups, Stop(MATERIALS, "上传材料", f"{url}/materials"), Stop(REVIEW, "核对", f"{url}/review")]
