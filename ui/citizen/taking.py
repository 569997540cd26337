"""What the two screens have in common from which one leaves with a number: it is asked for once, and waited for."""

from collections.abc import Callable

from kiosk.queue_desk import TicketTaken
from ui.citizen.presenters.queue import spoken
from ui.citizen.screen import Screen
from ui.tasks import Trouble
from ui.widgets.banner import Banner
from ui.widgets.busy import Busy


class TakingScreen(Screen):
    """The heirs lay `said` and `busy` where they belong."""

    said: Banner
    busy: Busy

    def ask(self, words: str, take: Callable[[], TicketTaken]) -> None:
        """Have a number taken; until it is here, or why not, nothing else can be done."""
        self.holding = True
        self.said.dismiss()
        self.busy.say(words)
        self.refreshed.emit()
        self.room.tasks.op(self, take, "calls").success(self._taken).failure(self.failed)

    def _taken(self, ticket: TicketTaken) -> None:
        self.holding = False
        self.moved.emit(self.visit.took(ticket))

    def failed(self, trouble: Trouble) -> None:
        self.holding = False
        self.busy.hide()
        self.said.show_note(*spoken(trouble))
        self.refreshed.emit()
