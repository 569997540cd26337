"""A machine's log: what staff must know, in a file in its folder beside what the program says to its terminal."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

NAME = "kiosk.log"
BYTES, KEPT = 1 << 20, 3


@contextmanager
def logbook(folder: Path) -> Iterator[None]:
    """Warnings and worse are written down until the block ends."""
    handler = RotatingFileHandler(folder / NAME, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
