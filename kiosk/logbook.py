"""A machine's log: what staff must know, in a file in its folder beside what the program says to its terminal."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

NAME = "kiosk.log"
BYTES, KEPT = 1 << 20, 3
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Says where a bug struck and of which kind it is, never in its own words: they may quote what a citizen wrote."""

    def format(self, record: logging.LogRecord) -> str:
        """Another handler may have left its own account of the error in the record."""
        own = copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802, logging's own name
        parts, error = [], ei[1]
        while error is not None:
            parts.append(f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts))


@contextmanager
def spoken() -> Iterator[None]:
    """Warnings and worse go to standard error, for the service's journal, until the block ends."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


@contextmanager
def logbook(folder: Path) -> Iterator[None]:
    """Warnings and worse are written down until the block ends."""
    handler = RotatingFileHandler(folder / NAME, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(Discreet(LINE))
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
