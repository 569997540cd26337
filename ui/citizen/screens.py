"""Every step's screen, by name: home is up before the others are read in, one between two touches."""

from collections.abc import Callable, Mapping
from importlib import import_module

from ui.citizen.room import Room
from ui.citizen.screen import Screen
from ui.citizen.visit import Step, Visit

SCREENS: Mapping[Step, str] = {
    Step.HOME: "ui.citizen.home:HomeScreen",
    Step.FIND: "ui.citizen.find:FindScreen",
    Step.GUIDE: "ui.citizen.guide:GuideScreen",
    Step.IDENTIFY: "ui.citizen.identify:IdentifyScreen",
    Step.FORM: "ui.citizen.form:FormScreen",
    Step.MATERIALS: "ui.citizen.materials:MaterialsScreen",
    Step.REVIEW: "ui.citizen.review:ReviewScreen",
    Step.SIGN: "ui.citizen.sign:SignScreen",
    Step.DONE: "ui.citizen.done:DoneScreen",
    Step.PROGRESS: "ui.citizen.progress:ProgressScreen",
    Step.NUMBERS: "ui.citizen.numbers:NumbersScreen",
    Step.TAKE: "ui.citizen.take:TakeScreen",
    Step.TICKET: "ui.citizen.ticket:TicketScreen",
    Step.CHECK_IN: "ui.citizen.check_in:CheckInScreen",
    Step.MY_NUMBER: "ui.citizen.my_number:MyNumberScreen",
    Step.BOOKABLE: "ui.citizen.bookable:BookableScreen",
    Step.TIMES: "ui.citizen.times:TimesScreen",
    Step.BOOK: "ui.citizen.book:BookScreen",
    Step.APPOINTMENT: "ui.citizen.appointment:AppointmentScreen",
}


def screen_of(step: Step) -> Callable[[Room, Visit], Screen]:
    """The screen for a step, read in when it is first wanted."""
    room, _, name = SCREENS[step].partition(":")
    found: Callable[[Room, Visit], Screen] = getattr(import_module(room), name)
    return found
