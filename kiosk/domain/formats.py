"""The formats a form's schema may name, and the characters that no text may hold."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator, RegexOptions
from stdnum.cn import uscc

from kiosk.domain import person

if TYPE_CHECKING:
    from jsonschema import FormatChecker

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and line ends
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"  # marks that turn or hide the text around them
    "\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"  # no characters at all, halves of one, tags
)
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNNAMEABLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Format:
    """One format: whether a text has it, what to say it must be, and how to tidy what was typed."""

    fits: Callable[[str], bool]
    words: str
    tidy: Callable[[str], str] = str.strip


def is_uscc(number: str) -> bool:
    """A unified social credit code (GB 32100), written without blanks and in upper case."""
    return len(number) == 18 and number.isascii() and number == number.upper() and uscc.is_valid(number)


def is_mobile(number: str) -> bool:
    """A mobile number of the mainland: 11 digits, the second from 3 to 9."""
    return _MOBILE.fullmatch(number) is not None


def is_date(text: str) -> bool:
    """A day that exists, as YYYY-MM-DD."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_name(text: str) -> bool:
    """A person's or organisation's name on one line: any character of GB 18030, none that is invisible."""
    return text == text.strip() != "" and not any(unicodedata.category(each) in _UNNAMEABLE for each in text)


def is_text(text: str) -> bool:
    """Text of any number of lines without control characters or marks that turn its direction."""
    return _FORBIDDEN.search(text) is None


def turns(text: str) -> bool:
    """Whether the text holds a mark that changes the direction of what is read."""
    return _TURNING.search(text) is not None


FORMATS: Mapping[str, Format] = {
    "resident-id": Format(person.is_resident_id, "有效的 18 位居民身份证号码", person.normalise),
    "residence-permit": Format(person.is_residence_permit, "有效的 18 位港澳台居民居住证号码", person.normalise),
    "foreign-permanent": Format(
        person.is_foreign_permanent, "有效的外国人永久居留身份证号码（18 位，旧证 15 位）", person.normalise
    ),
    "person-id": Format(person.is_person_id, "有效的证件号码，请对照证件逐位核对", person.normalise),
    "uscc": Format(is_uscc, "有效的 18 位统一社会信用代码", person.normalise),
    "mobile": Format(is_mobile, "手机号码（11 位）", person.normalise),
    "date": Format(is_date, "真实的日期，例如 2026-03-01", person.normalise),
    "name": Format(is_name, "与证件一致的名称，不含看不见的符号"),
    "text": Format(is_text, "文字，不含看不见的符号", lambda text: text.replace("\r\n", "\n").strip()),
}


def compiled(schema: Mapping[str, Any]) -> Draft202012Validator:
    """A validator that knows our formats; ValueError when the schema is none.

    Patterns run in linear time, so that no text makes one run away. A format of a newer version is let pass.
    """
    fits = {name: each.fits for name, each in FORMATS.items()}
    return Draft202012Validator(dict(schema), formats=fits, validate_formats=True, pattern_options=RegexOptions())


def checker() -> "FormatChecker":
    """Our formats for the validator in plain Python, by which the guides' tests check a second time."""
    from jsonschema import FormatChecker

    made = FormatChecker(formats=())
    for name, each in FORMATS.items():
        made.checks(name)(lambda value, fits=each.fits: not isinstance(value, str) or fits(value))
    return made
