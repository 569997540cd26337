"""Calls said aloud, one after the other, on a thread of its own; what cannot be said is told to staff."""

import logging
import threading
from collections.abc import Sequence, Set

from kiosk.clock import Clock
from kiosk.devices.speaker import Speaker
from kiosk.devices.voice import Voice
from kiosk.domain.calling import Call
from kiosk.domain.speech import Saying, Speech, words
from kiosk.errors import Fault

log = logging.getLogger(__name__)


class Announcer:
    """Says what it hears of; `close` ends it within a moment. Its methods never block."""

    def __init__(self, voice: Voice, speaker: Speaker, clock: Clock) -> None:
        self._voice = voice
        self._speaker = speaker
        self._clock = clock
        self._news = threading.Condition()
        self._speech = Speech()
        self._times, self._volume = 3, 0
        self._closing = False
        self._fault = ""
        self._thread = threading.Thread(target=self._work, name="announcer")
        self._thread.start()

    def heard(self, calls: Sequence[Call], standing: Set[Call], times: int, volume: int) -> None:
        """New calls, and which of all still wait for their citizen; at volume 0 nothing is said, now or later."""
        with self._news:
            self._times, self._volume = times, volume
            self._speech = self._speech.heard(calls).standing(standing) if volume else Speech()
            self._news.notify()

    def close(self) -> None:
        with self._news:
            self._closing = True
            self._news.notify()
        self._speaker.hush()
        self._thread.join()

    def _work(self) -> None:
        while (saying := self._next()) is not None:
            self._say(saying)
            with self._news:
                if self._volume:
                    self._speech = self._speech.said(saying, self._times, self._clock.monotonic_ms())

    def _next(self) -> Saying | None:
        """Wait for what is said next; None at the end."""
        with self._news:
            while not self._closing:
                now = self._clock.monotonic_ms()
                saying, self._speech = self._speech.next(now)
                if saying is not None:
                    return saying
                rest = self._speech.rest_ms(now)
                self._news.wait(None if rest is None else rest / 1000)
            return None

    def _say(self, saying: Saying) -> None:
        try:
            sound = self._voice.says(words(saying.call), chime=saying.time == 1)
            self._speaker.play(sound.quieter(self._volume))
        except Fault as fault:
            self._tell(fault.code, f"{fault.message}；{fault.mend}")
        else:
            self._tell("", "")

    def _tell(self, code: str, message: str) -> None:
        """Once for each trouble, and once when it is over."""
        if code == self._fault:
            return
        self._fault = code
        if code:
            log.error("a call was not heard: %s %s", code, message)
        else:
            log.info("calls are heard again")
