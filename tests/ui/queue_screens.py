"""The screens of the hall's queue, for the album: a hall on a busy morning, its printer out of paper, its hub gone."""

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.desks.rules_file import usual_rules
from kiosk.domain.queue.rules import Hours, QueueRules, ServiceRule
from kiosk.errors import Refused
from tests.support.counter_hall import CounterHall
from tests.support.world import HALL
from ui.citizen.check_in import CheckInScreen
from ui.citizen.giving_back import GivingBack
from ui.citizen.my_number import MyNumberScreen
from ui.citizen.visit import BLANK, Step

if TYPE_CHECKING:
    from tests.ui.screenshots import Album

CALLED = ("1", "2", "11", "7")


def busy_rules() -> QueueRules:
    """The sample hall with one business closed at this hour and one with few numbers."""
    rules = usual_rules(HALL)
    return replace(rules, lease_size=2, services=tuple(map(_odd, rules.services)))


def _odd(service: ServiceRule) -> ServiceRule:
    if service.code == "nonglin":
        return replace(service, hours=(Hours("13:30", "17:30"),))
    return replace(service, quota=3) if service.code == "shuiwu" else service


def fill(hall: CounterHall) -> None:
    """Some wait, some are called."""
    for service, count in (("zonghe", 9), ("shebao", 14), ("gongan", 3), ("shuiwu", 1)):
        hall.fill(service, count)
    for window in CALLED:
        hall.calls(window).call_next()
    hall.sync()


def queue_screens(album: "Album") -> None:
    hall, terminal = album.hall, album.terminal
    album.show("30-numbers", BLANK.at(Step.NUMBERS))
    album.show("31-by-matter", replace(BLANK, seeking=True, sought="GGCS").at(Step.FIND))
    album.show("32-take", BLANK.number_for("shebao"))
    album.show("33-take-closed", BLANK.number_for("nonglin"))
    old = {"applicant": {"id_number": "511602194001010014"}}
    album.show("34-take-old", replace(BLANK, form=old).number_for("zonghe"))
    _several(album)
    album.show("35-ticket", BLANK.took(hall.tickets.take("zonghe", "elder")))
    terminal.screen_now.findChildren(GivingBack)[0]._ask()
    album.take("36-give-back")
    terminal._close_overlays()
    hall.break_printer()
    hall.add_second()
    album.show("37-ticket-no-paper", BLANK.took(hall.tickets.take("gongan")))
    album.show("38-check-in", BLANK.at(Step.CHECK_IN))
    check = terminal.screen_now
    assert isinstance(check, CheckInScreen)
    check.line.setText("5678")
    check.failed(Refused("several_appointments", "这几位数字对应几个预约，请输入预约码"))
    album.take("39-check-in-again")
    album.show("40-my-number", BLANK.at(Step.MY_NUMBER))
    _find(album, hall.tickets.take("shebao").qr)
    album.take("41-my-number-waits")
    called = hall.today.windows["7"].current
    _find(album, called)
    album.take("42-my-number-called")
    _find(album, "A999")
    album.take("43-my-number-none")
    hall.line.cut = True
    album.show("44-ticket-lease", BLANK.took(hall.tickets.take("shehui")))
    hall.fill("shehui", 1)
    album.show("45-take-none-left", BLANK.number_for("shehui"))
    terminal.screen_now.forward()
    album.take("46-none-left")
    album.show("47-home-cut-off", BLANK)
    hall.line.cut = False


def _several(album: "Album") -> None:
    """Several matters on one number: chosen, taken, and the first of them done."""
    hall, chosen = album.hall, BLANK.number_for("shebao").one_more()
    album.show("34-one-more", chosen)
    chosen = chosen.number_for("gongan").one_more().number_for("zonghe")
    album.show("34-take-several", chosen)
    album.show("34-take-several-closed", chosen.one_more().number_for("nonglin"))
    ticket = hall.tickets.take("shehui", "", ("gongan", "zonghe"))
    album.show("34-ticket-several", BLANK.took(ticket))
    hall.calls("6").call_next()
    hall.calls("6").finish()
    album.show("34-my-number-several", BLANK.at(Step.MY_NUMBER))
    _find(album, ticket.qr)
    album.take("34-my-number-goes-on")


def _find(album: "Album", said: str) -> None:
    screen = album.terminal.screen_now
    assert isinstance(screen, MyNumberScreen)
    screen.line.setText(said)
    screen._seek()
