"""The line for news: events of any size as they come, however a network cuts them up, over real sockets."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from kiosk.clock import SystemClock
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.link import Link

PAGE = b'{"entries":"' + "号".encode() * 400_000 + b'"}'
"""As long as five hundred entries are."""
EVENTS = [b"event: page", b"data: " + PAGE, b"", b": still here", b"", b"data: {}", b""]
TEXT = b"".join(line + b"\n" for line in EVENTS)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"


def cut(text: bytes, size: int) -> list[bytes]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def chunked(pieces: Sequence[bytes]) -> list[bytes]:
    return [b"%x\r\n%b\r\n" % (len(one), one) for one in pieces]


ANSWERS = {
    "one chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(chunked([TEXT])) + b"0\r\n\r\n",
    "small chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(chunked(cut(TEXT, 777))) + b"0\r\n\r\n",
    "an old proxy": HEAD + b"Connection: close\r\n\r\n" + TEXT,
}


@contextmanager
def saying(answer: bytes, go_on: threading.Event) -> Iterator[str]:
    """An upstream that answers in pieces that fit nothing; what follows the page is kept back until it may `go_on`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            talk, _ = listener.accept()
            with talk:
                talk.recv(65536)
                page = answer.rfind("号".encode()) + 10
                for piece in cut(answer[:page], 5_001):
                    talk.sendall(piece)
                go_on.wait()
                talk.sendall(answer[page:])

        thread = threading.Thread(target=speak)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            go_on.set()
            thread.join()


@pytest.mark.parametrize("how", ANSWERS)
def test_a_long_page_comes_whole_and_before_what_follows_it(how: str) -> None:
    go_on = threading.Event()
    with saying(ANSWERS[how], go_on) as url:
        link = Link(url, None, SystemClock())
        heard: list[bytes] = []
        with link.hints() as lines:
            for line in lines:
                heard.append(line)
                if line.endswith(PAGE):
                    go_on.set()
        link.close()
    assert heard == EVENTS


def test_a_line_that_breaks_in_the_middle_is_a_trouble_and_no_half_event() -> None:
    go_on = threading.Event()
    go_on.set()
    with saying(ANSWERS["one chunk"][:500_000], go_on) as url:
        link = Link(url, None, SystemClock())
        heard: list[bytes] = []
        with pytest.raises(LinkTrouble) as caught, link.hints() as lines:
            heard += lines
        link.close()
    assert (caught.value.code, heard) == ("upstream_unreachable", [b"event: page"])
