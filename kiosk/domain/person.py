"""Who somebody is: numbers of ID cards and permits, and how they are shown (domain.md section 6)."""

import re
import unicodedata
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
PERMIT_REGIONS = ("810000", "820000", "830000")
_EIGHTEEN = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}")


def normalise(text: str) -> str:
    """A number as a person typed it, in the one way it is kept: half-width, upper case, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def check_character(number: str) -> str:
    """The 18th character for the first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def is_resident_id(number: str) -> bool:
    """A resident identity number of 18 characters; the region is not looked up, for regions come and go."""
    return _is_eighteen(number) and number[0] != "9" and not number.startswith(PERMIT_REGIONS)


def is_residence_permit(number: str) -> bool:
    """A residence permit for people from Hong Kong (810000), Macao (820000) or Taiwan (830000)."""
    return _is_eighteen(number) and number.startswith(PERMIT_REGIONS)


def is_foreign_permanent(number: str) -> bool:
    """A foreigner's permanent-residence card: 18 characters from 9 (since 2023-12-01), or the old 15."""
    return (_is_eighteen(number) and number[0] == "9") or _OLD_FOREIGN.fullmatch(number) is not None


def is_person_id(number: str) -> bool:
    """Any of the three kinds of person's number."""
    return _is_eighteen(number) or is_foreign_permanent(number)


def birth_date(number: str) -> date | None:
    """The day of birth written in an 18-character number; None where there is none."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if len(number) == 18 and born.year >= 1850 else None


def age_on(number: str, day: date) -> int | None:
    """Whole years of age on `day`; None where the number holds no day of birth."""
    born = birth_date(number)
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def mask_name(name: str) -> str:
    """张* : the first character, whatever the length."""
    return name[:1] + "*" if name else ""


def mask_id(number: str) -> str:
    """The first and the last character."""
    return number[:1] + "*" * (len(number) - 2) + number[-1:] if len(number) > 2 else "*" * len(number)


def mask_mobile(number: str) -> str:
    """138****5678"""
    return number[:3] + "****" + number[-4:] if len(number) == 11 else "*" * len(number)


def _is_eighteen(number: str) -> bool:
    if not _EIGHTEEN.fullmatch(number):
        return False
    return birth_date(number) is not None and check_character(number) == number[17]
