"""Every key of the window in one place."""

from functools import partial
from typing import TYPE_CHECKING

from ui.window.calling import CALL_KEYS
from ui.window.decisions import KEYS
from ui.window.shelves import SHELVES
from ui.window.small import on_key

if TYPE_CHECKING:
    from ui.window.screen import WindowScreen


def bind(screen: "WindowScreen") -> None:
    """Keys work while the workplace is shown, and leave letters and digits to the field that one types in."""
    _move(screen)
    _look(screen)
    _decide(screen)
    _call(screen)


def _move(screen: "WindowScreen") -> None:
    work, queue = screen.work, screen.queue
    on_key(work, "J", partial(queue.step, 1), repeat=True)
    on_key(work, "K", partial(queue.step, -1), repeat=True)
    on_key(work, "N", queue.to_the_new)
    on_key(work, "/", queue.start_search)
    on_key(work, "Esc", screen.escape)
    on_key(work, "F9", screen.change_officer)
    for number in range(1, len(SHELVES) + 1):
        on_key(work, f"Alt+{number}", partial(screen.show_shelf, number))


def _look(screen: "WindowScreen") -> None:
    work, case, viewer = screen.work, screen.case, screen.case.viewer
    for number in range(1, 10):
        on_key(work, str(number), partial(case.look, number))
    on_key(work, "0", case.read)
    for keys, by in (("Left", -1), ("PgUp", -1), ("Right", 1), ("PgDown", 1)):
        on_key(work, keys, partial(viewer.leaf, by), repeat=True)
    for keys, by in (("+", 1), ("=", 1), ("-", -1)):
        on_key(work, keys, partial(viewer.magnify, by))
    on_key(work, "R", viewer.turn)
    on_key(work, "Ctrl+Down", partial(case.story.push, 1), repeat=True)
    on_key(work, "Ctrl+Up", partial(case.story.push, -1), repeat=True)


def _decide(screen: "WindowScreen") -> None:
    work, decide = screen.work, screen.decide
    for verb, key in KEYS.items():
        on_key(work, key, partial(decide.begin, verb))
    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        on_key(work, keys, decide.confirm)
    on_key(work, "Ctrl+P", screen.show_notice)


def _call(screen: "WindowScreen") -> None:
    """A key held down never calls twice; `ui.window.caller` sees to a key that is pressed twice."""
    work = screen.work
    for verb, key in CALL_KEYS.items():
        on_key(work, key, partial(screen.call, verb))
    on_key(work, "Ctrl+O", screen.open_the_callers)
    on_key(work, "Ctrl+W", screen.change_window)
    on_key(work, "F1", screen.show_keys)
