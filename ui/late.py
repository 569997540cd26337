"""A desk that opens while the first screen is already up."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Late(Generic[T]):
    """Stands in for a desk; every call waits, on its own thread, until the real one is there.

    What opening it raised is raised by each call, so that the screen says it like any other trouble.
    """

    def __init__(self) -> None:
        self._desk: Future[T] = Future()

    def open(self, opening: Callable[[], T]) -> None:
        """Run `opening` here and hand its desk, or its error, to whoever waits."""
        try:
            self._desk.set_result(opening())
        except BaseException as error:  # noqa: BLE001, it is raised again wherever the desk is used
            self._desk.set_exception(error)

    def part(self, pick: Callable[[T], Any]) -> "Late[Any]":
        """One of several desks that open together."""
        made: Late[Any] = Late()
        self._desk.add_done_callback(lambda opened: made.open(lambda: pick(opened.result())))
        return made

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: object, **kwargs: object) -> Any:
            return getattr(self._desk.result(), name)(*args, **kwargs)

        return call
