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
        """Refused `too_often` when the key has had its share."""
        now = self._clock.monotonic_ms()
        recent = [at for at in self._calls.pop(key, []) if now - at < MINUTE_MS]
        if len(recent) >= self._per_minute:
            self._calls[key] = recent
            raise Refused("too_often", "次数太多，请过一分钟再试。已保存的内容都还在")
        self._calls[key] = [*recent, now]
        if len(self._calls) > self._most:
            self._calls.popitem(last=False)
