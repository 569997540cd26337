"""A voice: a folder of clips that are joined to a call, and a synthesizer for what a clip lacks."""

import shutil
import subprocess
import wave
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Self

from kiosk.domain.speech import CHIME, NUMBER, pinyin, vocabulary
from kiosk.errors import Fault
from kiosk.resources import resources

WIDTH = 2
"""Bytes a sample."""
JOINT_MS, BREATH_MS = 40, 160
"""Silence between two words, and after 号, where a sentence has its turns."""
SYNTHESIZER = "espeak-ng"
LONGEST_S = 20


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of 16 bit, mono, `rate` a second."""

    rate: int
    samples: bytes

    @property
    def seconds(self) -> float:
        return len(self.samples) / WIDTH / self.rate

    def quieter(self, volume: int) -> Self:
        """At so many per cent of its amplitude."""
        samples = array("h", self.samples)
        scaled = array("h", (sample * volume // 100 for sample in samples))
        return type(self)(self.rate, scaled.tobytes())

    def wav(self) -> bytes:
        out = BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(WIDTH)
            file.setframerate(self.rate)
            file.writeframes(self.samples)
        return out.getvalue()


def read_sound(data: bytes) -> Sound:
    """The samples of a WAV; ValueError where it is of another kind. A length that lies, as a stream's does, is cut."""
    try:
        with wave.open(BytesIO(data)) as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, WIDTH):
                raise ValueError("not 16 bit mono")
            return Sound(file.getframerate(), file.readframes(len(data)))
    except (wave.Error, EOFError) as error:
        raise ValueError(str(error)) from error


class Voice:
    """The clips of a folder, read once; `synthesizer` is the program that says what no clip does."""

    def __init__(self, clips: Mapping[str, Sound], synthesizer: str = SYNTHESIZER) -> None:
        self._clips = clips
        self._synthesizer = synthesizer

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Fault `voice_unreadable` for a folder or a clip that cannot be used."""
        clips = {word: _clip(folder / f"{word}.wav") for word in vocabulary() if (folder / f"{word}.wav").exists()}
        if len({clip.rate for clip in clips.values()}) > 1:
            raise Fault("voice_unreadable", f"语音包 {folder} 的录音采样率不一致", "把所有录音存成同一个采样率")
        return cls(clips)

    def missing(self) -> list[str]:
        return [word for word in vocabulary() if word not in self._clips]

    def says(self, spoken: Sequence[str], chime: bool = False) -> Sound:
        """One sentence in one voice: where a clip lacks, the synthesizer says all of it. Fault `voice_incomplete`."""
        if lacking := [word for word in spoken if word not in self._clips]:
            return self._synthesized(spoken, lacking)
        with_chime = chime and CHIME in self._clips
        return _joined([self._clips[word] for word in spoken], spoken, self._clips[CHIME] if with_chime else None)

    def _synthesized(self, spoken: Sequence[str], lacking: Sequence[str]) -> Sound:
        command = [self._synthesizer, "-v", "cmn-latn-pinyin", "-s", "150", "--stdout", pinyin(spoken)]
        try:
            said = subprocess.run(command, capture_output=True, check=True, timeout=LONGEST_S)
            return read_sound(said.stdout)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise Fault(
                "voice_incomplete",
                f"语音包缺少 {'、'.join(dict.fromkeys(lacking))}，{SYNTHESIZER} 也不能代读",
                f"补上缺少的录音，或安装 {SYNTHESIZER}",
            ) from error

    def check(self) -> str:
        """What there is. Fault `voice_incomplete` where a clip lacks and nobody would stand in."""
        missing = self.missing()
        if missing and not shutil.which(self._synthesizer):
            self._synthesized(missing, missing)
        return f"{len(vocabulary()) - len(missing)} 段录音" + (f"，{len(missing)} 段由合成代替" if missing else "")


def voice_of(folder: str) -> Voice:
    """The hall's own voice, or the product's. Fault as `Voice.read`."""
    return Voice.read(Path(folder) if folder else resources() / "voice" / "mandarin")


def _clip(path: Path) -> Sound:
    try:
        return read_sound(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Fault("voice_unreadable", f"语音包里的 {path.name} 读不出来", "换成 16 位单声道的 WAV") from error


def _joined(clips: Sequence[Sound], spoken: Sequence[str], chime: Sound | None) -> Sound:
    rate = clips[0].rate
    parts = [chime.samples, _silence(rate, BREATH_MS)] if chime else []
    for word, clip in zip(spoken, clips, strict=True):
        parts += [clip.samples, _silence(rate, BREATH_MS if word == NUMBER else JOINT_MS)]
    return Sound(rate, b"".join(parts[:-1]))


def _silence(rate: int, ms: int) -> bytes:
    return bytes(rate * ms // 1000 * WIDTH)
