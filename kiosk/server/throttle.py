"""How often one address may ask what could otherwise be guessed."""

from collections import OrderedDict

from kiosk.clock import Clock
from kiosk.errors import Refused

MINUTE_MS = 60_000


class Throttle:
    """At most `per_minute` calls a key and minute; remembers the `most` latest keys, so memory is bounded."""

    def __init__(self, clock: Clock, per_minute: int, most: int = 10_000) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._most = most
        self._calls: OrderedDict[str, list[int]] = OrderedDict()

    def admit(self, key: str) -> None:
        """Refused `too_often` when the key has had its share; otherwise this was one more."""
        self.check(key)
        self.count(key)

    def check(self, key: str) -> None:
        """Refused `too_often` when the key has had its share."""
        if len(self._recent(key)) >= self._per_minute:
            raise Refused("too_often", "次数太多，请过一分钟再试。已保存的内容都还在")

    def count(self, key: str) -> None:
        self._calls[key] = [*self._recent(key), self._clock.monotonic_ms()]
        self._calls.move_to_end(key)
        if len(self._calls) > self._most:
            self._calls.popitem(last=False)

    def _recent(self, key: str) -> list[int]:
        now = self._clock.monotonic_ms()
        return [at for at in self._calls.get(key, []) if now - at < MINUTE_MS]
