"""What a hall expects of its waits, as it is told around: a range for each business, scaled to one's own place."""

from collections.abc import Mapping
from math import sqrt

import msgspec

from kiosk.domain.estimate import Span, minutes


class Expected(msgspec.Struct, frozen=True, array_like=True):
    """The wait of one who came now with `ahead` before them: four times in five within these seconds."""

    low_s: int
    high_s: int
    ahead: int

    def minutes(self, ahead: int) -> tuple[int, int]:
        """For another place in the same line, in whole minutes: (since, to).

        The middle grows with the turns to wait for, the width with their root, as independent services add up.
        """
        turns = (ahead + 1) / (self.ahead + 1)
        middle = (self.low_s + self.high_s) / 2 * turns
        half = (self.high_s - self.low_s) / 2 * sqrt(turns)
        return minutes(Span(max(0.0, middle - half), middle + half, middle))


Outlook = Mapping[str, Expected]
"""By business; a business that is not in it cannot be told of."""
