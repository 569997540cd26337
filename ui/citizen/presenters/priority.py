"""Who is called first: known of whoever was identified, said by everybody else."""

from collections.abc import Mapping
from datetime import date

from kiosk.domain.person import age_on, normalise
from kiosk.domain.schema import value_at
from kiosk.queue_desk import Priority, ServiceRow
from ui.citizen.visit import Visit

OLD_AGE = 70
"""From this age on one is called first (domain.md, section 8)."""
PRIORITIES: Mapping[Priority, str] = {"soldier": "军人", "disabled": "残疾人", "pregnant": "孕妇", "elder": "70 岁以上"}


def offered(row: ServiceRow, old: bool | None) -> tuple[Priority, ...]:
    """The classes that a citizen may name here; age is not asked of whom it is known."""
    return tuple(each for each in PRIORITIES if each in row.classes and (each != "elder" or old is not False))


def is_old(visit: Visit, today: date) -> bool | None:
    """Whether who was identified is 70 or over; None where nobody was."""
    number = normalise(str(value_at(visit.form, "/applicant/id_number") or ""))
    age = age_on(number, today)
    return None if age is None else age >= OLD_AGE
