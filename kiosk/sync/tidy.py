"""A kiosk keeps nobody: what the platform holds is forgotten here (map.md, Privacy by construction)."""

from collections.abc import Sequence
from pathlib import Path

from kiosk.domain.receipt import receipt_number
from kiosk.journal.forgetting import forget, forgettable, purge
from kiosk.journal.journal import Journal

HOUR_SECONDS = 3600


def forget_delivered(journal: Journal, partitions: Sequence[str], papers: Path) -> int:
    """Drop bodies, files and papers of every case that the platform holds whole; returns how many."""
    gone = [case for partition in partitions for case in forgettable(journal, partition)]
    for case in gone:
        forget(journal, case)
        for paper in papers.glob(f"{receipt_number(case)}*"):
            paper.unlink(missing_ok=True)
    if gone:
        purge(journal)
    _sweep(journal, papers)
    return len(gone)


def _sweep(journal: Journal, papers: Path) -> None:
    """Papers of cases that were never kept; one that is an hour old belongs to no hand-in that is still going on."""
    before = journal.clock.now().timestamp() - HOUR_SECONDS
    for paper in papers.glob("*.pdf"):
        if _is_older(paper, before) and journal.views.cases.find(paper.stem[:11]) is None:
            paper.unlink(missing_ok=True)


def _is_older(paper: Path, before: float) -> bool:
    """Written before that second of the epoch; a hand-in that comes to nothing takes its paper away meanwhile."""
    try:
        return paper.stat().st_mtime < before
    except FileNotFoundError:
        return False
