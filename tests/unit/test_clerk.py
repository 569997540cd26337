"""The rules about clerks: weak passwords, locks that grow, and whose decisions count."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.clerk import LONGEST_LOCK, Officer, is_number, locked_until, why_may_not, why_weak
from kiosk.passwords import Passwords
from tests.support.world import Dice

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def failures(count: int) -> list[datetime]:
    return [AT + timedelta(minutes=number) for number in range(count)]


@pytest.mark.parametrize(("count", "minutes"), [(5, 15), (6, 30), (7, 60), (8, 120)])
def test_each_failure_after_the_fifth_locks_for_twice_as_long(count: int, minutes: int) -> None:
    assert locked_until(failures(count)) == failures(count)[-1] + timedelta(minutes=minutes)


def test_four_failures_are_free_and_no_lock_is_longer_than_a_day() -> None:
    assert locked_until(failures(4)) is None
    assert locked_until(()) is None
    assert locked_until(failures(500)) == failures(500)[-1] + LONGEST_LOCK


@pytest.mark.parametrize(
    "password", ["", "abc1234", "12345678", "abcdefgh", "x31007y!", "a1a1a1a1a1", "密密密密密密密密"]
)
def test_a_password_that_is_easily_guessed_is_named_so(password: str) -> None:
    assert why_weak(password, "31007")


@pytest.mark.parametrize("password", ["hall2026ok", "窗口工作2026", "correct horse battery"])
def test_a_good_password_is_not_complained_of(password: str) -> None:
    assert why_weak(password, "31007") == ""


@pytest.mark.parametrize(
    ("text", "good"), [("A-31007", True), ("", False), ("-1", False), ("3 1", False), ("9" * 21, False)]
)
def test_what_a_number_is(text: str, good: bool) -> None:
    assert is_number(text) is good


def test_whose_decisions_count() -> None:
    clerk = Officer("31007", "刘敏", "", ("区民政局",), ())
    gone = Officer("31007", "刘敏", "", ("*",), (), disabled=True)
    assert why_may_not("clerk:31007", clerk, "区民政局") == ""
    assert why_may_not("clerk:31007", clerk, "区税务局") == "not_your_department"
    assert why_may_not("clerk:31007", gone, "区民政局") == "clerk_disabled"
    assert why_may_not("clerk:31008", None, "区民政局") == "unknown_clerk"
    assert why_may_not("clerk", None, "区民政局") == "sign_in_first"


def test_a_hash_is_argon2id_and_matches_its_own_password_alone() -> None:
    passwords = Passwords(Dice())
    secret = passwords.hash("hall2026ok")
    assert secret.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(secret, "hall2026ok")
    assert not passwords.matches(secret, "hall2026oK")
    assert passwords.hash("hall2026ok") != secret
    assert not passwords.matches("", "hall2026ok")
    assert not passwords.matches("rubbish", "hall2026ok")
