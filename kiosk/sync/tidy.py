"""A kiosk keeps nobody: what the platform holds is forgotten here (map.md, Privacy by construction)."""

from collections.abc import Sequence
from pathlib import Path

from kiosk.domain.receipt import receipt_number
from kiosk.journal.journal import Journal


def forget_delivered(journal: Journal, partitions: Sequence[str], papers: Path) -> int:
    """Drop bodies, files and papers of every case that the platform holds whole; returns how many."""
    gone = [case for partition in partitions for case in journal.forgettable(partition)]
    for case in gone:
        journal.forget(case)
        for paper in papers.glob(f"{receipt_number(case)}*"):
            paper.unlink(missing_ok=True)
    if gone:
        journal.purge()
    return len(gone)
