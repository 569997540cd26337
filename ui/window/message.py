"""A banner that also has words for what waits."""

from ui.widgets.banner import Banner


class Message(Banner):
    """The shared banner, with a third kind of news: it is written here, the platform has not spoken yet."""

    def show_waiting(self, message: str, detail: str) -> None:
        self._say("wait", "history", "amber", message, detail)
