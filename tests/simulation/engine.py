"""The real engine beneath a simulated disk: one connection for each file, lent to one life of a machine after another.

To open a file and to prepare a hundred statements takes as long as several exchanges, and most machines here live for a
few milliseconds. So what a machine closes is laid aside with its statements and with nothing else of that life: no
transaction, and no page of the file, which is another one by the time the next machine opens it.
"""

from typing import Any

import sqlcipher3

STATEMENTS = 1024
"""So many are kept prepared: all that there are."""
UNBOUND = 1 << 30
"""Pages of a file that has room."""


class Engine(sqlcipher3.Connection):
    """In the clear, for encryption would halve the number of schedules. Without locks on the file, for whoever has it
    has it alone. What is taken back is taken back out of memory: a killed machine does not end this process.
    """

    def __init__(self, path: str, **named: Any) -> None:
        super().__init__(f"file:{path}?nolock=1", uri=True, cached_statements=STATEMENTS, **named)
        self.path = path
        self._known: set[str] = set()
        self.straight("PRAGMA journal_mode = memory")

    def straight(self, sql: str) -> Any:
        """Past everything that may befall a disk."""
        return sqlcipher3.Cursor(self).execute(sql)

    def take_up(self) -> None:
        """From here on nobody else touches the file."""
        self.straight("PRAGMA locking_mode = exclusive")

    def lay_aside(self) -> None:
        """From here on anybody may put another file in this one's place."""
        if not self.in_transaction:
            self.straight("BEGIN")
        self.rollback()  # ends every statement too
        self.straight("PRAGMA locking_mode = normal")
        self.straight("SELECT count(*) FROM sqlite_master").fetchone()
        self.straight("PRAGMA shrink_memory")
        self.bound(full=False)

    def end(self) -> None:
        """For good."""
        super().close()

    def bound(self, *, full: bool) -> None:
        """No page more than there are, as the engine itself sees to it."""
        pages = self.straight("PRAGMA page_count").fetchone()[0] if full else UNBOUND
        self.straight(f"PRAGMA max_page_count = {pages}")

    def knows(self, setting: str) -> bool:
        """Whether it was told before: to be told again would have it prepare every statement anew."""
        known = setting in self._known
        self._known.add(setting)
        return known

    def create_function(self, name: str, *arguments: Any, **named: Any) -> None:
        if not self.knows(name):
            super().create_function(name, *arguments, **named)
