"""This machine's own chains, walked."""

from kiosk.domain.entry import GENESIS, link
from kiosk.errors import Fault
from kiosk.journal.entries import ENTRY, Head, to_entry
from kiosk.journal.journal import Journal


def check_chains(journal: Journal) -> None:
    """Walk this machine's own chains; Fault `chain_broken` names the first entry that does not fit.

    Of an incarnation from before a recovery only what came back from upstream is here: its gaps are no breaks.
    """
    recovered, present = journal.meta("recovered"), journal.meta("incarnation")
    previous: dict[tuple[str, str, str], Head] = {}
    sql = f"SELECT {ENTRY} FROM entry WHERE terminal = ? ORDER BY incarnation, partition, seq"
    for entry in map(to_entry, journal.db.rows(sql, journal.terminal)):
        author = (entry.terminal, entry.incarnation, entry.partition)
        before = previous.get(author, Head(0, GENESIS))
        gap = recovered and entry.incarnation != present and entry.seq != before.seq + 1
        if not gap and link(before.chain, entry) != entry.chain:
            raise Fault("chain_broken", f"第 {entry.seq} 条记录与链条不符（{entry.id}）", "保留数据文件，联系技术人员")
        previous[author] = Head(entry.seq, entry.chain)
