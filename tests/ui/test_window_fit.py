"""Nothing is cut off on a clerk's window and on a board, in every state that has a picture, at every size."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.call_hall import big_rules, call_hall
from tests.support.portal_desk import sample_items
from tests.ui import board_screenshots, call_screenshots, window_screenshots
from tests.ui.camera import Camera
from tests.ui.whole import nothing_is_cut
from tests.ui.window_desk import FakeDesk
from ui.fonts import load_fonts
from ui.theme import window_theme

Size = tuple[int, int]


@pytest.fixture(scope="module", autouse=True)
def our_fonts(qapp: QApplication) -> Iterator[None]:
    before = qapp.font()
    qapp.setFont(load_fonts())
    yield
    qapp.setFont(before)


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[None]:
    """As a window's application is; a board dresses itself."""
    before = qapp.styleSheet()
    qapp.setStyleSheet(window_theme().qss())
    yield
    qapp.setStyleSheet(before)


@pytest.fixture
def eye(qtbot: QtBot) -> Camera:
    """Lines that were given new words are laid out anew within a turn or two of the event loop."""
    return lambda page, name: qtbot.waitUntil(lambda: nothing_is_cut(page))


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("scene", window_screenshots.SCENES)
@pytest.mark.parametrize("size", window_screenshots.SIZES)
def test_a_window_at_its_cases(
    eye: Camera, tmp_path: Path, size: Size, scene: Callable[[window_screenshots.Studio], None]
) -> None:
    studio = window_screenshots.Studio(eye, size, FakeDesk(sample_items(), tmp_path))
    scene(studio)
    studio.close()


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("scene", call_screenshots.SCENES)
@pytest.mark.parametrize("size", call_screenshots.SIZES)
def test_a_window_that_calls(
    eye: Camera, tmp_path: Path, size: Size, scene: Callable[[call_screenshots.Set], None]
) -> None:
    with call_hall(tmp_path, "3", big_rules()) as hall:
        desk = FakeDesk(sample_items(), tmp_path)
        window_screenshots.fill(desk)
        at = call_screenshots.Set(eye, size, hall, desk)
        scene(at)
        at.close()


@pytest.mark.parametrize("scene", board_screenshots.HALL)
@pytest.mark.parametrize("size", board_screenshots.SIZES)
def test_the_halls_board(eye: Camera, size: Size, scene: Callable[[board_screenshots.Studio], None]) -> None:
    studio = board_screenshots.Studio(eye, size)
    scene(studio)
    studio.close()


@pytest.mark.parametrize("size", board_screenshots.SMALL)
def test_the_board_over_a_window(eye: Camera, size: Size) -> None:
    studio = board_screenshots.Studio(eye, size, "12")
    board_screenshots.over_window(studio)
    studio.close()
