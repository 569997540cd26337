"""One file, typed; what nobody knows is an error that names the mend."""

from pathlib import Path

import pytest

from kiosk.errors import Fault
from kiosk.settings import Settings, read_settings


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()


def test_what_is_written_is_taken(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('printer = "tcp://10.0.0.9:9100"\nidle_seconds = 90\n')
    assert read_settings(tmp_path) == Settings(printer="tcp://10.0.0.9:9100", idle_seconds=90)


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ('printr = "x"', "settings_unknown", "printr"),
        ('idle_seconds = "long"', "settings_unreadable", "idle_seconds"),
        ("printer = ", "settings_unreadable", "settings.toml"),
        ('theme = "gaudy"', "settings_unreadable", "theme"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, code: str, word: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(Fault) as caught:
        read_settings(tmp_path)
    assert caught.value.code == code
    assert word in caught.value.message
    assert caught.value.mend
