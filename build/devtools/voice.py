"""Makes resources/voice/mandarin anew: `python -m devtools.voice OGG_FOLDER`, after which somebody should listen.

OGG_FOLDER is /usr/share/gcin-voice/ogg of Debian's gcin-voice; `sox` and `libsox-fmt-base` do the cutting. The clips
lie in the repository, so that neither is needed to build, test or run the product.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from devtools.places import ROOT

OUT = ROOT / "resources" / "voice" / "mandarin"
SOURCE = "5.ogg"
"""Of each syllable the recording that is under CC BY 3.0; the other ones are under another licence."""

CLIPS = Path(__file__).with_name("voice_clips.txt")
"""Each clip and the syllables that it is joined of, FROM-TO in seconds where a part of one is enough.

Letters are as one says them in Mandarin, so that one voice says the whole call; no recorded syllable stands for A, H,
J, K and Q: a vowel and two consonants are cut out of others.
"""

ONSET = "0.045"  # seconds of silence before each syllable
SLOWER = "0.82"  # the recordings are 0.29 s each, too fast across a hall
FORMAT = ("-r", "22050", "-b", "16", "-c", "1")
SMOOTH = ("tempo", "-s", SLOWER, "fade", "0.004", "-0", "0.012", "gain", "-n", "-3")
CHIME = ("synth", "1.1", "sine", "784", "fade", "q", "0.005", "1.1", "1.05")
SECOND = ("synth", "1.1", "sine", "622", "fade", "q", "0.005", "1.1", "1.05", "pad", "0.45")


def main(folder: Path) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        for line in CLIPS.read_text(encoding="utf-8").splitlines():
            name, *parts = line.split()
            _word(folder, Path(place), name, parts)
        _chime(Path(place))


def _word(folder: Path, place: Path, name: str, parts: Sequence[str]) -> None:
    cut = [_part(folder, place / f"{number}.wav", part) for number, part in enumerate(parts)]
    _sox(*cut, *FORMAT, OUT / f"{name}.wav", *SMOOTH)


def _part(folder: Path, out: Path, part: str) -> Path:
    syllable, _, span = part.partition(":")
    since, _, to = span.partition("-")
    _sox(folder / syllable / SOURCE, out, "trim", since or ONSET, *([f"={to}"] if to else []))
    return out


def _chime(place: Path) -> None:
    """Two notes of our own, a major third apart, the lower one after the higher one."""
    notes = [place / "high.wav", place / "low.wav"]
    for note, how in zip(notes, (CHIME, SECOND), strict=True):
        _sox("-n", *FORMAT, note, *how)
    _sox("-m", *notes, *FORMAT, OUT / "chime.wav", "gain", "-n", "-9")


def _sox(*words: object) -> None:
    subprocess.run(["sox", "-D", *map(str, words)], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
