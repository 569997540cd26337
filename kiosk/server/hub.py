"""A hub at work: its server, the exchange with its own upstream, and what it asks there while somebody waits."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.app import Machine
from kiosk.domain.progress import Progress
from kiosk.errors import Fault
from kiosk.journal.registry import Device
from kiosk.server.caretaker import care
from kiosk.server.handover import begin_hub, follow_rules
from kiosk.server.pulse import Pulse
from kiosk.server.serve import JournalThread, Server, Site, application, listen
from kiosk.server.wishes import follow_wishes
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.link import Link
from kiosk.sync.pump import Pump
from kiosk.wire import Enrolled, Enrolment

log = logging.getLogger(__name__)


class Beyond:
    """Live questions passed on, each on its caller's thread with a line and a connection of its own."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def progress(self, receipt: str) -> Progress:
        with self._line() as link:
            return link.progress(receipt)

    def blob_read(self, reader: Device, name: str) -> bytes:
        """A file that may have been brought online: fetched for the first who may read it, kept for the next."""
        with self._line() as link:
            service, blobs = self._machine.service, self._machine.journal.blobs
            if not blobs.here([name]) and service.reading.may_have_file(reader, name):
                data = link.blob_read(name)
                with self._machine.journal.db.transaction():
                    blobs.mark(blobs.keep(data), "confirmed")
            return service.blob_read(reader, name)

    def open_drop(self, terminal: str) -> str:
        with self._line() as link:
            return link.open_drop()

    def take_drop(self, token: str, terminal: str) -> tuple[str, bytes] | None:
        with self._line() as link:
            return link.take_drop(token)

    def enrol(self, request: Enrolment) -> Enrolled:
        """Pass the code on, and fetch the new device at once, so that it is no stranger here."""
        with self._line() as link:
            answer = link.enrol(request)
            self._machine.exchange(link).pull_all()
            return answer

    @contextmanager
    def _line(self) -> Iterator[Link]:
        link = self._machine.link()
        try:
            yield link
        finally:
            link.close()
            self._machine.journal.db.close()


@contextmanager
def carry(machine: Machine) -> Iterator[tuple[Beyond, Pump]]:
    """Keep exchanging while the hub serves, and follow what is published about its hall."""
    _begin(machine)
    pump = Pump(machine.exchange, machine.link, machine.randomness, in_lulls=True)
    pump.start(lambda _: _follow(machine, pump))
    try:
        yield Beyond(machine), pump
    finally:
        pump.stop()


@contextmanager
def site(machine: Machine, host: str, port: int, started: Callable[[str], None]) -> Iterator[Server]:
    """Everything of a hub, ready to run; `started` is told the URL once it answers."""
    sock, url = listen(host, port)
    thread = JournalThread()
    with sock, carry(machine) as (beyond, pump), care(machine) as caretaker:
        pulse = pulse_of(machine, thread, pump.wake, caretaker.wake)
        whole = Site(machine.service, machine.clock, thread, beyond)
        yield Server(application(whole, lambda: started(url), pulse), sock, pulse.stop)


def pulse_of(machine: Machine, thread: JournalThread, *also: Callable[[], None]) -> Pulse:
    return Pulse(thread.run, machine.service.look, machine.service.stretch, also)


def _follow(machine: Machine, pump: Pump) -> None:
    """A database that is away comes back; the next exchange follows what was published meanwhile."""
    try:
        follow_rules(machine.service.sequencer)
        if follow_wishes(machine.service.sequencer):
            pump.wake()  # whoever looks at the phone waits to hear of it
    except Fault as fault:
        log.info("what was published is not followed yet: %s", fault.code)


def _begin(machine: Machine) -> None:
    """A hub that has judged before goes on without its upstream."""
    link = machine.link()
    try:
        begin_hub(machine, link)
    except LinkTrouble:
        if not machine.judges_queue:
            raise
    finally:
        link.close()
