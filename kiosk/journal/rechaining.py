"""What an author does whose chain does not fit what its upstream knows: send again, or begin a chain of its own."""

from dataclasses import replace

from kiosk.domain.entry import Entry, link
from kiosk.journal.entries import PREFIXED, to_entry
from kiosk.journal.journal import Author, Journal


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
