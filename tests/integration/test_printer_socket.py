"""The network printer against a listener that answers DLE EOT over a real socket."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from kiosk.devices.printer import NetworkPrinter, Status
from kiosk.errors import Fault

READY = {1: 0x12, 2: 0x12, 4: 0x12}
JOB = b"\x1b@" + b"\x1dv0\x00\x01\x00\x01\x00\xff" * 2000 + b"\x1dV\x00"


class Listener:
    """Takes connections one after the other and answers `answers[n]` to DLE EOT n; all other bytes are the job."""

    def __init__(self, answers: dict[int, int]) -> None:
        self.answers = answers
        self.job = b""
        self.after_job: dict[int, int] = {}
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def serve(self) -> None:
        while True:
            line, _ = self._socket.accept()
            with line:
                if not self._converse(line):
                    return

    def stop(self) -> None:
        """Ends `serve` by a connection that says so."""
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.sendall(b"bye")
            line.recv(1)
        self._socket.close()

    def _converse(self, line: socket.socket) -> bool:
        waiting = b""
        while data := line.recv(4096):
            waiting += data
            if waiting == b"bye":
                return False
            waiting = self._answer(line, waiting)
        return True

    def _answer(self, line: socket.socket, waiting: bytes) -> bytes:
        while (at := waiting.find(b"\x10\x04")) >= 0 and len(waiting) > at + 2:
            self._take(waiting[:at])
            if waiting[at + 2] in self.answers:
                line.sendall(bytes((self.answers[waiting[at + 2]],)))
            waiting = waiting[at + 3 :]
        return waiting

    def _take(self, job: bytes) -> None:
        self.job += job
        if job and self.after_job:
            self.answers = self.after_job


@contextmanager
def listening(answers: dict[int, int]) -> Iterator[Listener]:
    listener = Listener(answers)
    thread = Thread(target=listener.serve)
    thread.start()
    try:
        yield listener
    finally:
        listener.stop()
        thread.join()


def printer(listener: Listener, timeout: float = 5.0) -> NetworkPrinter:
    return NetworkPrinter("127.0.0.1", listener.port, timeout)


def fault(act: Callable[[], object]) -> str:
    with pytest.raises(Fault) as caught:
        act()
    assert caught.value.mend
    return caught.value.code


def test_a_job_arrives_whole_and_once() -> None:
    with listening(READY) as listener:
        printer(listener).print(JOB)
        assert listener.job == JOB


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        (READY, Status()),
        ({**READY, 4: 0x1E}, Status(paper_low=True)),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, Status(online=False, paper_out=True, paper_low=True)),
        ({1: 0x1A, 2: 0x16, 4: 0x12}, Status(online=False, cover_open=True)),
        ({1: 0x1A, 2: 0x12, 4: 0x12}, Status(online=False)),
    ],
)
def test_the_answers_are_read_as_escpos_says(answers: dict[int, int], status: Status) -> None:
    with listening(answers) as listener:
        assert printer(listener).status() == status


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({1: 0x1A, 2: 0x32, 4: 0x72}, "paper_out"),
        ({1: 0x1A, 2: 0x16, 4: 0x12}, "cover_open"),
        ({1: 0x1A, 2: 0x12, 4: 0x12}, "printer_unreachable"),
    ],
)
def test_nothing_is_sent_to_a_printer_that_cannot_print(answers: dict[int, int], code: str) -> None:
    with listening(answers) as listener:
        assert fault(lambda: printer(listener).print(JOB)) == code
        assert listener.job == b""


def test_paper_that_ends_while_printing_is_told() -> None:
    with listening(READY) as listener:
        listener.after_job = {1: 0x1A, 2: 0x32, 4: 0x72}
        assert fault(lambda: printer(listener).print(JOB)) == "paper_out"
        assert listener.job == JOB


def test_a_printer_that_is_silent_or_talks_rubbish_is_unreachable() -> None:
    with listening({}) as listener:
        assert fault(printer(listener, timeout=0.1).status) == "printer_unreachable"
    with listening({1: 0xFF, 2: 0x12, 4: 0x12}) as listener:
        assert fault(printer(listener).status) == "printer_unreachable"


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert fault(lambda: NetworkPrinter("127.0.0.1", port).print(JOB)) == "printer_unreachable"


def test_a_printer_that_hangs_up_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=lambda: server.accept()[0].close())
        thread.start()
        assert fault(NetworkPrinter("127.0.0.1", server.getsockname()[1]).status) == "printer_unreachable"
        thread.join()
