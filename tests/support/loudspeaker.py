"""A loudspeaker to listen to on a machine without one: ALSA's own player, writing what it plays to a file."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition

from kiosk.devices.speaker import AlsaSpeaker
from kiosk.devices.voice import Sound


def device(heard: Path) -> str:
    """An ALSA device that adds raw samples to a file, one sound after the other."""
    return f"file:'|cat >> {heard}',raw"


def sounds(heard: Path, expected: dict[str, Sound], least: int = 200) -> list[str]:
    """Which of the expected sounds were played, in order and whole; '?' for anything else that is no silence.

    The player fills each sound up to a whole period with zeros; a stretch shorter than `least` bytes is none.
    """
    data, found, at = heard.read_bytes(), [], 0
    while at < len(data):
        name = next((name for name, one in expected.items() if data.startswith(one.samples, at)), "")
        if name:
            found.append(name)
            at += len(expected[name].samples)
        elif data[at] == 0:
            at += 1
        else:
            found.append("?")
            at += least
    return found


@dataclass
class Listener:
    """A real loudspeaker behind it; tells whoever waits how many sounds have ended, well or not."""

    behind: AlsaSpeaker
    ended: int = 0
    _news: Condition = field(default_factory=Condition)

    def play(self, sound: Sound) -> None:
        try:
            self.behind.play(sound)
        finally:
            with self._news:
                self.ended += 1
                self._news.notify_all()

    def hush(self) -> None:
        self.behind.hush()

    def waits_for(self, count: int, seconds: float = 30) -> bool:
        with self._news:
            return self._news.wait_for(lambda: self.ended >= count, seconds)
