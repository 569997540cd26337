"""A loudspeaker: the port, and ALSA's own player behind it, which speaks with PipeWire and PulseAudio as well."""

import subprocess
from threading import Lock
from typing import Protocol

from kiosk.devices.voice import Sound
from kiosk.errors import Fault

PLAYER = "aplay"
PATIENCE_S = 10
"""How much longer than its sound a device may take before it counts as stuck."""


class Speaker(Protocol):
    """Where sound goes. `play` returns when it has been heard; Fault where it cannot be."""

    def play(self, sound: Sound) -> None: ...

    def hush(self) -> None: ...


class AlsaSpeaker:
    """Plays on an ALSA device, '' for the usual one."""

    def __init__(self, device: str = "") -> None:
        self._command = [PLAYER, "--quiet", *(["--device", device] if device else []), "-"]
        self._lock = Lock()
        self._playing: subprocess.Popen[bytes] | None = None
        self._hushed = False

    def play(self, sound: Sound) -> None:
        """Faults: no_player, no_sound."""
        process = self._begin()
        if process is None:
            return
        try:
            _, said = process.communicate(sound.wav(), timeout=sound.seconds + PATIENCE_S)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            raise _no_sound("声音设备没有反应") from error
        finally:
            self._playing = None
        if process.returncode and not self._hushed:
            raise _no_sound(_reason(said))

    def hush(self) -> None:
        """Silent from now on: the program ends."""
        with self._lock:
            self._hushed = True
            if self._playing is not None:
                self._playing.kill()

    def _begin(self) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._hushed:
                return None
            try:
                self._playing = subprocess.Popen(self._command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
            except OSError as error:
                raise Fault("no_player", f"没有播放程序 {PLAYER}", "安装 alsa-utils") from error
            return self._playing


def _no_sound(why: str) -> Fault:
    return Fault("no_sound", f"声音放不出来：{why}", "接好音箱；用 aplay -L 查看设备，写进 settings.toml 的 sound_card")


def _reason(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "没有说明"
