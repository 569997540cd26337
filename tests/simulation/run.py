"""Plays seeds, one after another, and says what it saw."""

import json
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.deadline import Calendar
from kiosk.resources import resources
from tests.simulation.net import Endless
from tests.simulation.properties import check
from tests.simulation.schedule import Schedule
from tests.simulation.world import Broken, Grounds, World, small_pieces


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a schedule went. `broken` is the property that does not hold, `bug` for an error nobody foresaw, or ''."""

    trace: str
    rounds: int
    broken: str = ""
    what: str = ""


@contextmanager
def grounds() -> Iterator[Grounds]:
    """The templates, in memory where the system offers a folder there."""
    memory = Path("/dev/shm")
    root = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None, prefix="simulation-"))
    try:
        with small_pieces(), closing(Grounds(root, _calendar())) as here:
            here.lay_out()
            yield here
    finally:
        shutil.rmtree(root)


def _calendar() -> Calendar:
    files = sorted((resources() / "calendars").glob("*.json"))
    return Calendar.read(json.loads(file.read_text(encoding="utf-8")) for file in files)


def play(here: Grounds, schedule: Schedule, log: list[str] | None = None) -> Outcome:
    """One schedule from its beginning to the properties."""
    world = World(here, schedule, log)
    try:
        world.play()
        trace = world.trace
        check(world)
    except Broken as broken:
        return Outcome(world.trace, world.rounds, broken.property, str(broken))
    except Endless as endless:
        return Outcome(world.trace, world.rounds, "ends", f"never ends: {endless}")
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        return Outcome(world.trace, world.rounds, "bug", traceback.format_exc())
    finally:
        world.close()
    return Outcome(trace, world.rounds)
