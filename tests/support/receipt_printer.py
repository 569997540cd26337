"""A receipt printer on a real socket that answers DLE EOT and counts the papers that it has cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

READY = b"\x12"
CUT = b"\x1bd\x06\x1dV\x00"


class ReceiptPrinter:
    """`papers` counts whole papers; a job whose sender died before the cut is no paper."""

    def __init__(self) -> None:
        self.papers = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"

    def serve(self) -> None:
        """Take one connection after the other, until `stop`."""
        while True:
            line, _ = self._listener.accept()
            with line:
                if not self._converse(line):
                    return

    def stop(self) -> None:
        with socket.create_connection(self._listener.getsockname()) as line:
            line.sendall(b"bye")
            line.recv(1)
        self._listener.close()

    def counted(self) -> int:
        """The papers so far, once everything that was sent before is taken in: lines are served in turn."""
        with socket.create_connection(self._listener.getsockname()) as line:
            line.sendall(b"\x10\x04\x01")
            assert line.recv(1) == READY
        return self.papers

    def _converse(self, line: socket.socket) -> bool:
        waiting = b""
        try:
            while data := line.recv(65536):
                waiting += data
                if waiting == b"bye":
                    return False
                waiting = self._answer(line, waiting)
        except OSError:
            return True
        return True

    def _answer(self, line: socket.socket, waiting: bytes) -> bytes:
        while (at := waiting.find(b"\x10\x04")) >= 0 and len(waiting) > at + 2:
            self.papers += waiting[:at].count(CUT)
            waiting = waiting[at + 3 :]
            line.sendall(READY)
        self.papers += waiting.count(CUT)
        return waiting.replace(CUT, b"")


@contextmanager
def receipt_printer() -> Iterator[ReceiptPrinter]:
    printer = ReceiptPrinter()
    thread = threading.Thread(target=printer.serve, name="printer")
    thread.start()
    try:
        yield printer
    finally:
        printer.stop()
        thread.join()
