"""Answers as people read them on a console."""

from kiosk.cli.answer import one_line, show
from kiosk.sync.exchange import Tally


def test_where_there_is_nothing_to_say_a_dash_stands() -> None:
    answer = {"estimate": None, "then": (), "closed": "", "ahead": 0, "classes": ["", "elder"]}
    assert show(answer).splitlines() == [
        "estimate: —",
        "then: —",
        "closed: —",
        "ahead: 0",
        "classes:",
        "  - —",
        "  - elder",
    ]


def test_a_flat_answer_fits_one_line() -> None:
    assert one_line(Tally(pushed=2)) == "pushed: 2  pulled: 0  pending: 0  held: 0  blobs_pending: 0"
