"""Which intents come together with their author's word that nobody waits for them."""

from kiosk.domain.bodies import write
from kiosk.domain.entry import Entry, Moment
from kiosk.domain.queue.bodies import Dropped, Taken
from kiosk.domain.queue.giving import taken_back

AT = Moment("2026-11-20T01:00:00.000Z", 0, "boot", 0)


def entry(id: str, kind: str, body: str, terminal: str = "k1") -> Entry:
    return Entry(id, terminal, "i", "hall:1", 1, "take:1", kind, 1, AT, "system", body, "", "")


WISH = entry("wish", "ticket.taken", write(Taken("a")))


def test_what_its_author_drops_in_the_same_breath() -> None:
    assert taken_back([WISH, entry("drop", "intent.dropped", write(Dropped("wish")))]) == {"wish"}


def test_nobody_else_s_word_counts_nor_one_that_cannot_be_read() -> None:
    assert not taken_back([WISH, entry("drop", "intent.dropped", write(Dropped("wish")), "k2")])
    assert not taken_back([WISH, entry("drop", "intent.dropped", "{}")])
    assert not taken_back([WISH])
