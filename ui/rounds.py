"""One look at a time; who asks meanwhile is served by one more look afterwards."""


class Rounds:
    """Kept by whoever looks: `begin` before, `over` when the answer is there."""

    def __init__(self) -> None:
        self._looking, self._again = False, False

    def begin(self) -> bool:
        """Whether to look now: not while another look is on its way."""
        self._again = self._looking
        self._looking = True
        return not self._again

    def over(self) -> bool:
        """Whether to look once more."""
        again, self._again, self._looking = self._again, False, False
        return again
