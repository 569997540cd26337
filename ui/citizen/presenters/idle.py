"""How long a screen may be left alone, as a pure state: warn, extend up to ten times, then wipe."""

from dataclasses import dataclass, replace

EXTENSIONS = 10


@dataclass(frozen=True, slots=True)
class Idle:
    """Seconds since the last touch; `extended` counts how often the warning was answered in this visit."""

    limit: int
    warn: int
    quiet: int = 0
    extended: int = 0

    @property
    def warning(self) -> bool:
        return self.limit > 0 and self.quiet >= self.limit

    @property
    def left(self) -> int:
        """Seconds until the wipe."""
        return max(0, self.limit + self.warn - self.quiet)

    @property
    def expired(self) -> bool:
        return self.limit > 0 and self.left == 0

    @property
    def may_extend(self) -> bool:
        return self.extended < EXTENSIONS

    def tick(self) -> "Idle":
        return replace(self, quiet=self.quiet + 1)

    def touched(self) -> "Idle":
        """A touch counts before the warning; once it shows, only its own button does."""
        return self if self.warning else replace(self, quiet=0)

    def extend(self) -> "Idle":
        return replace(self, quiet=0, extended=self.extended + 1) if self.may_extend else self

    def fresh(self) -> "Idle":
        return replace(self, quiet=0, extended=0)
