"""What an author does whose chain does not fit what its upstream knows: send again, or begin a chain of its own."""

from collections.abc import Iterable

from msgspec.structs import replace

from kiosk.domain.entry import Entry, link
from kiosk.journal.entries import ENTRY, PREFIXED, to_entry
from kiosk.journal.journal import Author, Journal, forked

SERVERS = frozenset({"hub", "platform"})


def resend(journal: Journal, late: Entry, seq: int) -> None:
    """Push the entries of the author of `late` again from `seq` on: the upstream lacks one before it.

    Where that one is not here any more, those behind it begin a chain of their own.
    """
    whose = "e.terminal = ? AND e.incarnation = ? AND e.partition = ? AND e.seq >= ?"
    sql = f"SELECT {PREFIXED} FROM entry e WHERE {whose} ORDER BY e.seq"
    with journal.db.transaction():
        rows = journal.db.rows(sql, *_author_of(late), seq)
        found = [to_entry(row) for row in rows]
        journal.outbox.add(one for one in found if one.body is not None)
        journal.db.run("UPDATE outbox SET stored = 0 WHERE partition = ?", late.partition)
        if (not found or found[0].seq != seq or found[0].body is None) and late.terminal == journal.terminal:
            reincarnate(journal, late)


def make_way(journal: Journal, coming: Iterable[Entry]) -> None:
    """Who stands where in a chain is upstream's word: a twin was first where we, or one we heard of before, stand.

    Ours moves on under a new name; what a judge that was restored has lost is its author's to bring back, and where it
    is here when it comes under another name, it takes that name. Fault `order_forked` where neither can give way: both
    were promised to somebody.
    """
    there = "terminal = ? AND incarnation = ? AND partition = ? AND seq = ?"
    clash = f"SELECT {ENTRY} FROM entry WHERE {there} AND id <> ?"
    renamed = "UPDATE entry SET incarnation = ?, seq = ?, chain = ? WHERE id = ? AND chain <> ?"
    for one in coming:
        place = (*_author_of(one), one.seq, one.id)
        for row in journal.db.rows(clash, *place):
            _move_aside(journal, to_entry(row))
            if journal.db.rows(clash, *place):
                raise forked(f"{one.terminal} 的第 {one.seq} 条记录有了两条")
        journal.db.run(renamed, one.incarnation, one.seq, one.chain, one.id, one.chain)


def _move_aside(journal: Journal, entry: Entry) -> None:
    """Fault `order_forked` where a server wrote both: restored as it should be, it has another name."""
    if entry.terminal == journal.terminal:
        reincarnate(journal, entry)
        return
    author = journal.views.registry.device(entry.terminal)
    if author is not None and author.role in SERVERS:
        raise forked(f"上级第 {entry.seq} 条记录有了两条")
    loose = "NOT EXISTS (SELECT 1 FROM verdict v WHERE v.entry = entry.id) AND n NOT IN (SELECT n FROM outbox)"
    if journal.db.run(f"DELETE FROM entry WHERE id = ? AND {loose}", entry.id):
        journal.views.rebuild(journal.partitions())


def reincarnate(journal: Journal, clash: Entry) -> None:
    """Another disk has written what `clash` claims to be: take a new incarnation, and chain anew under it.

    That is for what is unsent from there on in its partition: what lies before it is known upstream under the old
    name. Ids and bodies stay; only the envelope's author changes.
    """
    with journal.db.transaction():
        present = journal.author()
        new = journal.begin_incarnation() if clash.incarnation == present.incarnation else present
        for entry in journal.outbox.unsent_entries():
            if _author_of(entry) == _author_of(clash) and entry.seq >= clash.seq:
                _rechain(journal, entry, new)


def _rechain(journal: Journal, entry: Entry, author: Author) -> None:
    head = journal.entries.head(author.terminal, author.incarnation, entry.partition)
    moved = replace(entry, incarnation=author.incarnation, seq=head.seq + 1)
    moved = replace(moved, chain=link(head.chain, moved))
    sql = "UPDATE entry SET incarnation = ?, seq = ?, chain = ? WHERE id = ?"
    journal.db.run(sql, moved.incarnation, moved.seq, moved.chain, moved.id)


def _author_of(entry: Entry) -> tuple[str, str, str]:
    return entry.terminal, entry.incarnation, entry.partition
