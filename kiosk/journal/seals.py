"""The table `seal`, and the chain beside each verdict."""

from collections.abc import Iterable, Iterator

from kiosk.domain.seal import Seal, Sealed
from kiosk.journal.database import Database

SEALED = "v.position, v.entry, coalesce(e.chain, ''), v.verdict, v.code, v.result, v.judged_at"


class Seals:
    """Callers hold the transaction and the partition's lock."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def find(self, partition: str) -> Seal | None:
        row = self._db.one(
            "SELECT partition, begins, position, chain, signer, signature FROM seal WHERE partition = ?", partition
        )
        return None if row is None else Seal(*row)

    def put(self, seal: Seal) -> None:
        self._db.run(
            "INSERT INTO seal VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (partition) DO UPDATE SET "
            "begins = excluded.begins, position = excluded.position, chain = excluded.chain, signer = excluded.signer, "
            "signature = excluded.signature",
            seal.partition,
            seal.begins,
            seal.position,
            seal.chain,
            seal.signer,
            seal.signature,
        )

    def break_off(self, partition: str) -> None:
        """Another judges the partition from now on."""
        self._db.run("DELETE FROM seal WHERE partition = ?", partition)

    def between(self, partition: str, after: int, upto: int) -> Iterator[Sealed]:
        """Verdicts in order, as they lie there now."""
        for row in self._db.rows(
            f"SELECT {SEALED} FROM verdict v LEFT JOIN entry e ON e.id = v.entry "
            "WHERE v.partition = ? AND v.position > ? AND v.position <= ? ORDER BY v.position",
            partition,
            after,
            upto,
        ):
            yield Sealed(*row)

    def page(self, partition: str, after: int, limit: int) -> Iterator[tuple[Sealed, str]]:
        """The next verdicts in order, each with the chain that lies beside it."""
        for row in self._db.rows(
            f"SELECT {SEALED}, v.chain FROM verdict v LEFT JOIN entry e ON e.id = v.entry "
            "WHERE v.partition = ? AND v.position > ? ORDER BY v.position LIMIT ?",
            partition,
            after,
            limit,
        ):
            yield Sealed(*row[:-1]), row[-1]

    def write(self, chains: Iterable[tuple[str, str]]) -> None:
        """(chain, entry) of verdicts that were judged elsewhere and are sealed here."""
        self._db.many("UPDATE verdict SET chain = ? WHERE entry = ?", chains)
