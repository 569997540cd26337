"""The receipt printer: one small port, and a driver for a folder and for ESC/POS over the network."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Protocol

from kiosk.errors import Fault

PORT = 9100
ASK_PRINTER, ASK_OFFLINE, ASK_PAPER = 1, 2, 4
"""DLE EOT n (ESC/POS, real-time status): the printer, why it is off line, the roll paper's sensors."""

FIXED = 0b10010011
FIXED_VALUE = 0b00010010
"""Bits 0, 1, 4 and 7 are the same in every DLE EOT answer; other bytes are not one."""

OFFLINE = 0b1000
COVER_OPEN = 0b100
PAPER_LOW = 0b1100
PAPER_END = 0b1100000


@dataclass(frozen=True, slots=True)
class Status:
    """How a printer stands. `paper_low` still prints."""

    online: bool = True
    cover_open: bool = False
    paper_out: bool = False
    paper_low: bool = False

    def require_ready(self) -> None:
        """Fault 'cover_open', 'paper_out' or 'printer_unreachable' where nothing can be printed now."""
        if self.cover_open:
            raise Fault("cover_open", "打印机的盖子开着，内容已保存，没有丢失。", "合上打印机的盖子，再点打印。")
        if self.paper_out:
            raise Fault(
                "paper_out", "打印机没有纸了，内容已保存，没有丢失。", "换一卷 80 毫米热敏纸，合上盖子，再点打印。"
            )
        if not self.online:
            raise _unreachable("打印机处于脱机状态")


class Printer(Protocol):
    """Takes a whole job. Both raise Fault; once `print` returns, the printer has taken the job in."""

    def print(self, job: bytes) -> None: ...

    def status(self) -> Status: ...


class FilePrinter:
    """Keeps every job as a file in `folder`, numbered: for trying out, and for halls that print elsewhere."""

    def __init__(self, folder: Path, suffix: str = ".escpos") -> None:
        self._folder = folder
        self._suffix = suffix

    def print(self, job: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(job)
        except OSError as error:
            raise Fault(
                "printer_folder",
                "打印文件写不进文件夹，内容已保存，没有丢失。",
                f"检查文件夹和磁盘空间：{self._folder}",
            ) from error

    def status(self) -> Status:
        return Status()

    def _write(self, job: bytes) -> None:
        """Under the first number that is free, whole or not at all; two processes may print into one folder."""
        for number in count(1):
            path = self._folder / f"{number:06d}{self._suffix}"
            try:
                path.touch(exist_ok=False)
            except FileExistsError:
                continue
            part = path.with_suffix(".part")
            part.write_bytes(job)
            part.replace(path)
            return


class NetworkPrinter:
    """An ESC/POS printer on TCP; `timeout` in seconds for each step of the conversation."""

    def __init__(self, host: str, port: int = PORT, timeout: float = 5.0) -> None:
        self._address = (host, port)
        self._timeout = timeout

    def print(self, job: bytes) -> None:
        """Asks before and after: the second answer comes once all the job is taken in, and tells if the paper ended."""
        with self._line() as line:
            _ask_all(line).require_ready()
            line.sendall(job)
            _ask_all(line).require_ready()

    def status(self) -> Status:
        with self._line() as line:
            return _ask_all(line)

    @contextmanager
    def _line(self) -> Iterator[socket.socket]:
        try:
            with socket.create_connection(self._address, self._timeout) as line:
                yield line
        except OSError as error:
            raise _unreachable("打印机没有应答") from error


def _ask_all(line: socket.socket) -> Status:
    printer, offline, paper = (_ask(line, number) for number in (ASK_PRINTER, ASK_OFFLINE, ASK_PAPER))
    return Status(
        online=not printer & OFFLINE,
        cover_open=bool(offline & COVER_OPEN),
        paper_out=bool(paper & PAPER_END),
        paper_low=bool(paper & PAPER_LOW),
    )


def _ask(line: socket.socket, number: int) -> int:
    line.sendall(bytes((0x10, 0x04, number)))
    answer = line.recv(1)
    if not answer or answer[0] & FIXED != FIXED_VALUE:
        raise _unreachable("打印机的应答不对")
    return answer[0]


def _unreachable(what: str) -> Fault:
    return Fault(
        "printer_unreachable", f"{what}，内容已保存，没有丢失。", "检查打印机的电源和网线，关机后再开，再点打印。"
    )
