"""The three families of errors. Bugs are the third: they have no class here and are not caught."""


class Refused(Exception):
    """A rule said no. `code` is stable and machine-readable, `message` is for the person who asked."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Fault(Exception):
    """Something outside the rules is broken and staff can mend it; `mend` says how."""

    def __init__(self, code: str, message: str, mend: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.mend = mend
