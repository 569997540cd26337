"""The three families of errors. Bugs are the third: they have no class here and are not caught."""

from collections.abc import Mapping


class Refused(Exception):
    """A rule said no. `code` is stable and machine-readable, `message` is for the person who asked."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Fault(Exception):
    """Something outside the rules is broken and staff can mend it; `mend` says how, `details` are for machines."""

    def __init__(self, code: str, message: str, mend: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.details = details or {}
        self.code = code
        self.message = message
        self.mend = mend
