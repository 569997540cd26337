"""What the hall hears and when: the words of a call, and the order of the sayings on a clock of the test's."""

import itertools

import pytest

from kiosk.domain.calling import Call
from kiosk.domain.speech import (
    LATE_MS,
    PAUSE_MS,
    Saying,
    Speech,
    pinyin,
    sentence,
    vocabulary,
    words,
)

FIRST, SECOND, THIRD = (Call(f"A00{number}", str(number), f"2026-11-20T01:00:0{number}.000Z") for number in (1, 2, 3))
SAID_MS = 4_000


def heard(speech: Speech, times: int = 3, start_ms: int = 0) -> list[tuple[int, Call, int]]:
    """Say all that is to be said, each taking four seconds: when, what, which time."""
    now, log = start_ms, []
    while (rest := speech.rest_ms(now)) is not None:
        now += rest
        saying, speech = speech.next(now)
        if saying is not None:
            log.append((now, saying.call, saying.time))
            now += SAID_MS
            speech = speech.said(saying, times, now)
    return log


def test_the_sentence_names_number_and_window() -> None:
    assert sentence(Call("A001", "3", "")) == "请A001号到3号窗口办理"


@pytest.mark.parametrize(
    ("number", "window", "said"),
    [
        ("A001", "3", "qing3 A ling2 ling2 yi1 hao4 dao4 san1 hao4 chuang1kou3 ban4li3"),
        ("B110", "10", "qing3 B yi1 yi1 ling2 hao4 dao4 shi2 hao4 chuang1kou3 ban4li3"),
        ("YA12", "12", "qing3 Y A yi1 er4 hao4 dao4 shi2 er4 hao4 chuang1kou3 ban4li3"),
        ("C999", "40", "qing3 C jiu3 jiu3 jiu3 hao4 dao4 si4 shi2 hao4 chuang1kou3 ban4li3"),
        ("C1000", "201", "qing3 C yi1 ling2 ling2 ling2 hao4 dao4 er4 ling2 yi1 hao4 chuang1kou3 ban4li3"),
        ("D678", "w-5", "qing3 D liu4 qi1 ba1 hao4 dao4 W wu3 hao4 chuang1kou3 ban4li3"),
    ],
)
def test_a_number_is_said_digit_by_digit_and_a_window_as_one_says_it(number: str, window: str, said: str) -> None:
    spoken = words(Call(number, window, ""))
    assert pinyin(spoken) == said
    assert set(spoken) <= set(vocabulary())


def test_a_call_is_said_three_times_with_a_pause_between() -> None:
    step = SAID_MS + PAUSE_MS
    assert heard(Speech().heard([FIRST])) == [(0, FIRST, 1), (step, FIRST, 2), (2 * step, FIRST, 3)]


def test_everybody_is_called_once_before_anybody_is_called_again() -> None:
    log = heard(Speech().heard([FIRST, SECOND]).heard([THIRD]))
    assert [(call, time) for _, call, time in log] == [
        (call, time) for time in (1, 2, 3) for call in (FIRST, SECOND, THIRD)
    ]
    assert all(later - earlier >= SAID_MS for (earlier, _, _), (later, _, _) in itertools.pairwise(log))


def test_a_call_that_comes_between_is_said_as_soon_as_the_one_before_has_ended() -> None:
    saying, speech = Speech().heard([FIRST]).next(0)
    assert saying == Saying(FIRST, 1, 0, LATE_MS)
    log = heard(speech.heard([SECOND]).said(saying, 3, SAID_MS), start_ms=SAID_MS)
    assert log[0] == (SAID_MS, SECOND, 1)
    assert [call for _, call, _ in log].count(FIRST) == 2


def test_who_has_come_is_not_called_again_but_everybody_is_called_once() -> None:
    saying, speech = Speech().heard([FIRST, SECOND]).next(0)
    assert saying is not None
    speech = speech.said(saying, 3, SAID_MS).standing(frozenset())
    assert [(call, time) for _, call, time in heard(speech, start_ms=SAID_MS)] == [
        (SECOND, 1),
        (SECOND, 2),
        (SECOND, 3),
    ]


def test_a_repetition_that_comes_too_late_is_left_out() -> None:
    saying, speech = Speech().heard([FIRST]).next(0)
    assert saying is not None
    speech = speech.said(saying, 3, SAID_MS)
    assert speech.next(LATE_MS)[0] == Saying(FIRST, 2, SAID_MS + PAUSE_MS, LATE_MS)
    assert speech.next(LATE_MS + 1) == (None, Speech())


def test_a_recall_is_said_anew() -> None:
    again = Call("A001", "1", "2026-11-20T01:05:00.000Z")
    assert [time for _, _, time in heard(Speech().heard([FIRST]).heard([again]))] == [1, 1, 2, 2, 3, 3]


def test_a_whole_voice_has_every_digit_and_letter() -> None:
    assert len(vocabulary()) == len(set(vocabulary())) == 6 + 10 + 26
