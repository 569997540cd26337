"""What this machine has promised, beside its journal: so that a journal which lost its tail is found out.

One line for each promise, `<entry> <stream>`, appended after the commit that it speaks of: nothing of a person.
It is not waited for at the disk: it bears witness against damage, the journal alone is what a promise rests on.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NAME = "promised.log"
ANEW = "anew"
"""In an entry's place: the journal was found damaged or put back, and what is above is no longer asked of it."""

LARGEST = 1 << 20
"""Bytes, about twelve thousand promises; then a new file is begun and the one before the last is thrown away."""


@dataclass(frozen=True, slots=True)
class Promised:
    entry: str
    stream: str


class Ledger:
    """The file at `path` and its predecessor; nothing at all where there is no path."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def note(self, entry: str, stream: str) -> None:
        """Remember a promise. A disk that takes no more costs the witness, never the promise."""
        if self._path is None:
            return
        with suppress(OSError):
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, f"{entry} {stream}\n".encode())
            finally:
                os.close(handle)

    def begin_anew(self) -> None:
        """From here on another journal is asked."""
        self.note(ANEW, "-")

    def last(self) -> Promised | None:
        """The last promise that the journal must know; None where there is none."""
        if self._path is None or not self._path.exists():
            return None
        with self._path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
            lines = file.read().decode(errors="replace").splitlines(keepends=True)
        last = next((one for one in map(_read, reversed(lines)) if one), None)
        return None if last is None or last.entry == ANEW else last

    def all(self) -> Iterator[Promised]:
        """Every promise that is remembered, oldest first."""
        for path in filter(None, (self._before, self._path)):
            if path.exists():
                with path.open(encoding="utf-8", errors="replace") as file:
                    yield from (one for one in map(_read, file) if one and one.entry != ANEW)

    def trim(self) -> None:
        """Begin a new file once this one is large."""
        if self._path and self._before and self._path.exists() and self._path.stat().st_size > LARGEST:
            self._path.replace(self._before)
            last = list(self._before.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True))[-1:]
            if last and (one := _read(last[0])):
                self.note(one.entry, one.stream)

    @property
    def _before(self) -> Path | None:
        return self._path.with_suffix(".1.log") if self._path else None


def _read(line: str) -> Promised | None:
    """None for a line that was cut short."""
    parts = line.split()
    return Promised(*parts) if len(parts) == 2 and line.endswith("\n") else None
