"""The ticket's code opened on a phone: every state, who asks wrongly, and how old the news may be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kiosk.app import Machine
from kiosk.clock import SystemClock
from kiosk.domain.queue.bodies import Taken
from kiosk.ids import SystemRandomness, uuid7
from kiosk.server.portal.routes import GUESSES_A_MINUTE
from kiosk.server.wishes import follow_wishes
from tests.support.portal_hall import Judge, Online, Phone, online, portal_of
from tests.support.queues import rules
from tests.support.world import HALL, Wire, World, world


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Online]:
    with online(tmp_path) as made:
        yield made


@pytest.fixture
def judge(here: Online) -> Judge:
    return Judge(here.world.platform)


def place(here: Online, token: str) -> str:
    page = here.phone.get(f"/q/{token}")
    assert page.status_code == 200
    return page.text


class TestStates:
    def test_waiting_says_how_many_are_ahead_and_where(self, here: Online, judge: Judge) -> None:
        judge.take()
        token = judge.take()
        page = place(here, token)
        for words in ("广安区政务服务大厅", "综合", "A002", "<b>1</b> 人", "1号窗口、2号窗口", "叫3次没有到"):
            assert words in page

    def test_called_again_served_and_finished(self, here: Online, judge: Judge) -> None:
        token, window = judge.take(), judge.window()
        assert "前面没有人了" in place(here, token)
        window.call_next()
        assert "请到1号窗口" in place(here, token)
        window.recall()
        assert "已经叫了 2 次" in place(here, token)
        window.start()
        assert "正在1号窗口办理" in place(here, token)
        window.finish()
        page = place(here, token)
        assert "已经办完" in page
        assert "data-over" in page

    def test_missed_says_when_it_is_called_again_and_then_that_it_is_gone(self, here: Online, judge: Judge) -> None:
        token, window = judge.take(), judge.window()
        for _ in range(3):
            judge.take()
        window.call_next()
        window.skip()
        assert "再叫 3 人，就会再叫您一次" in place(here, token)
        for _ in range(3):
            window.call_next()
            window.start()
            window.finish()
        assert "马上会再叫您一次" in place(here, token)
        assert window.call_next().number == "A001"
        window.skip()
        assert "号码已作废" in place(here, token)

    def test_sent_to_one_window_it_waits_for_that_one(self, here: Online, judge: Judge) -> None:
        token, other = judge.take(), judge.take()
        for _ in (token, other):
            judge.window().call_next()
            judge.window().transfer("window:2")
        assert "请到2号窗口旁等候" in place(here, other)
        assert "前面还有 1 人" in place(here, other)
        assert "下一个就是您" in place(here, token)

    def test_held_stays_valid(self, here: Online, judge: Judge) -> None:
        token = judge.take()
        judge.window().call_next()
        judge.window().start()
        judge.window().hold()
        assert "号码仍有效" in place(here, token)

    def test_the_day_after_it_is_said_to_be_yesterdays(self, here: Online, judge: Judge) -> None:
        token = judge.take()
        here.world.later(days=1)
        page = place(here, token)
        assert "11月20日 周五的号，已经过期" in page
        assert "取消这个号" not in page
        judge.take()
        assert "已经过期" in place(here, token)

    def test_several_matters_stand_in_order_and_the_present_one_is_marked(self, here: Online, judge: Judge) -> None:
        judge.take("b")
        token = judge.take("a", "b")
        page = place(here, token)
        assert page.index('aria-current="step"><b>综合') < page.index("<b>社保</b><span>接着办，2号窗口、3号窗口")
        judge.window().call_next()
        judge.window().finish()
        page = place(here, token)
        for words in ("<b>综合</b><span>办完了", 'aria-current="step"><b>社保', "“综合”办完了，接着等“社保”"):
            assert words in page
        other = judge.window("3")
        other.call_next()
        assert other.call_next().number == "A001"
        assert "请到3号窗口" in place(here, token)
        other.finish()
        page = place(here, token)
        assert "都办完了" in page
        assert "aria-current" not in page


class TestGivingBack:
    def test_after_a_question_the_next_one_moves_up(self, here: Online, judge: Judge) -> None:
        first, second = judge.take(), judge.take()
        assert "要取消 A001 号吗" in here.phone.get(f"/q/{first}/give-back").text
        assert "前面没有人了" in place(here, first)
        assert "号码已取消" in here.phone.post(f"/q/{first}/give-back").text
        assert "前面没有人了" in place(here, second)

    def test_pressed_twice_it_is_done_already(self, here: Online, judge: Judge) -> None:
        token = judge.take()
        csrf = here.phone.get(f"/q/{token}/give-back").text.split('name="csrf" value="')[1][:64]
        twice = [here.phone.send(f"/q/{token}/give-back", csrf) for _ in range(2)]
        assert ["号码已取消" in page.text for page in twice] == [True, True]

    def test_called_in_the_meantime_it_says_so(self, here: Online, judge: Judge) -> None:
        token = judge.take()
        csrf = here.phone.get(f"/q/{token}/give-back").text.split('name="csrf" value="')[1][:64]
        judge.window().call_next()
        page = here.phone.send(f"/q/{token}/give-back", csrf)
        assert page.status_code == 422
        assert "这个号正在被叫" in page.text


class TestStrangers:
    @pytest.mark.parametrize("token", ["A001", "0" * 36, "a" * 500, "%00", "00000000-0000-0000-0000-000000000000"])
    def test_what_is_no_ticket_is_told_kindly(self, here: Online, judge: Judge, token: str) -> None:
        judge.take()
        page = here.phone.get(f"/q/{token}")
        assert page.status_code == 404
        assert "请对着小票重新扫" in page.text

    def test_a_forgotten_day_is_told_by_the_tokens_own_time(self, here: Online) -> None:
        old = uuid7(here.world.clock, here.world.dice)
        here.world.later(days=9)
        page = here.phone.get(f"/q/{old}")
        assert page.status_code == 410
        assert "这张小票是以前的" in page.text

    def test_one_given_out_without_a_line_is_looked_for_again(self, here: Online) -> None:
        page = here.phone.get(f"/q/{uuid7(here.world.clock, here.world.dice)}")
        assert page.status_code == 404
        assert "小票照常有效" in page.text
        assert 'http-equiv="refresh"' in page.text

    def test_guessing_has_to_wait_and_so_does_a_lucky_guess(self, here: Online, judge: Judge) -> None:
        token = judge.take()
        guesses = {here.phone.get(f"/q/guess-{number}").status_code for number in range(GUESSES_A_MINUTE)}
        assert guesses == {404}
        assert here.phone.get(f"/q/{token}").status_code == 429
        here.world.later(minutes=1)
        assert here.phone.get(f"/q/{token}").status_code == 200

    def test_a_token_cannot_be_guessed(self) -> None:
        tokens = [uuid7(SystemClock(), SystemRandomness()) for _ in range(1000)]
        free = [int(one.replace("-", ""), 16) & ((1 << 62) - 1) for one in tokens]
        assert len(set(free)) == 1000
        assert all(any(one >> bit & 1 for one in free) for bit in range(62))

    def test_nothing_personal_and_no_cookie(self, here: Online, judge: Judge) -> None:
        page = here.phone.get(f"/q/{judge.take()}")
        assert "set-cookie" not in page.headers
        assert page.headers["referrer-policy"] == "no-referrer"


class TestStream:
    def test_it_pushes_the_part_of_the_page_that_changes(self, here: Online, judge: Judge) -> None:
        answer = here.phone.get(f"/q/{judge.take()}/live")
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        name, *lines = answer.text.strip().split("\n")
        assert name == "event: place"
        assert all(line.startswith("data: ") for line in lines)
        assert "A001" in answer.text
        assert "<html" not in answer.text

    def test_where_too_many_look_the_page_is_asked_for_instead(
        self, here: Online, judge: Judge, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token = judge.take()
        monkeypatch.setattr("kiosk.server.portal.living.MOST_LOOKING", 0)
        assert here.phone.get(f"/q/{token}/live").status_code == 503
        part = here.phone.get(f"/q/{token}?part=place").text
        assert "A001" in part
        assert "<html" not in part


class TestNews:
    """A hall with a hub: the platform knows what the hub has told it, and since when."""

    @pytest.fixture
    def apart(self, tmp_path: Path) -> Iterator[World]:
        with world(tmp_path) as made:
            made.configure(rules())
            yield made

    def test_what_the_hub_told_is_shown_with_its_time(self, apart: World) -> None:
        with apart_hall(apart) as (machine, wire, phone, token):
            page = phone.get(f"/q/{token}").text
            assert "10:00:" in page
            assert "暂时收不到大厅的消息" not in page
            assert "不办了，取消这个号" in page
            Judge(machine).window().call_next()
            apart.later(minutes=3)
            cut = phone.get(f"/q/{token}").text
            assert "暂时收不到大厅的消息" in cut
            assert "前面没有人了" in cut
            machine.exchange(wire).once()
            healed = phone.get(f"/q/{token}").text
            assert "请到1号窗口" in healed
            assert "暂时收不到大厅的消息" not in healed

    def test_a_quiet_hall_is_no_silent_one(self, apart: World) -> None:
        with apart_hall(apart) as (machine, wire, phone, token):
            for _ in range(5):
                apart.later(minutes=1)
                machine.exchange(wire).once()
                assert "暂时收不到" not in phone.get(f"/q/{token}").text

    def test_what_is_given_back_on_the_phone_the_hub_cancels(self, apart: World) -> None:
        with apart_hall(apart) as (machine, wire, phone, token):
            second = Judge(machine).take()
            assert "已经告诉大厅：不办了" in phone.post(f"/q/{token}/give-back").text
            assert "取消这个号" not in phone.get(f"/q/{token}").text
            machine.exchange(wire).once()
            assert follow_wishes(machine.service.sequencer)
            assert not follow_wishes(machine.service.sequencer)
            machine.exchange(wire).once()
            assert "号码已取消" in phone.get(f"/q/{token}").text
            assert "前面没有人了" in phone.get(f"/q/{second}").text

    def test_who_was_called_meanwhile_and_did_not_come_is_not_called_once_more(self, apart: World) -> None:
        with apart_hall(apart) as (machine, wire, phone, token):
            judge = Judge(machine)
            phone.post(f"/q/{token}/give-back")
            judge.window().call_next()
            machine.exchange(wire).once()
            assert not follow_wishes(machine.service.sequencer)
            assert "请到1号窗口" in phone.get(f"/q/{token}").text
            judge.window().skip()
            assert follow_wishes(machine.service.sequencer)
            machine.exchange(wire).once()
            assert "号码已取消" in phone.get(f"/q/{token}").text

    def test_to_a_silent_hall_nothing_is_promised(self, apart: World) -> None:
        with apart_hall(apart) as (_, _, phone, token):
            csrf = phone.get(f"/q/{token}/give-back").text.split('name="csrf" value="')[1][:64]
            apart.later(minutes=3)
            assert "取消这个号" not in phone.get(f"/q/{token}").text
            page = phone.send(f"/q/{token}/give-back", csrf)
            assert page.status_code == 422
            assert "现在连不上大厅" in page.text

    def test_what_the_phone_wishes_only_its_hub_reads(self, apart: World) -> None:
        kiosk, line = apart.enrol("kiosk")
        with apart_hall(apart) as (machine, wire, phone, token):
            phone.post(f"/q/{token}/give-back")
        for one, way in ((machine, wire), (kiosk, line)):
            one.exchange(way).once()
        sql = "SELECT count(*) FROM entry WHERE kind = 'ticket.given_back'"
        assert [one.journal.db.one(sql) for one in (machine, kiosk)] == [(1,), (0,)]

    def test_called_in_the_meantime_as_far_as_is_known_it_says_so(self, apart: World) -> None:
        with apart_hall(apart) as (machine, wire, phone, token):
            csrf = phone.get(f"/q/{token}/give-back").text.split('name="csrf" value="')[1][:64]
            Judge(machine).window().call_next()
            machine.exchange(wire).once()
            page = phone.send(f"/q/{token}/give-back", csrf)
            assert page.status_code == 422
            assert "这个号正在被叫" in page.text

    def test_whatever_the_clocks_say_it_is_cancelled(self, apart: World) -> None:
        """The code of a number begins with the time that its kiosk believed, here 2018."""
        machine, wire = apart.hub()
        token = "01699999-0000-7000-8000-000000000001"
        take = f"hall:{HALL}", "take:long-ago", "ticket.taken", "citizen", Taken("a"), token
        machine.service.sequencer.write(*take)
        machine.exchange(wire).once()
        with TestClient(portal_of(apart.platform)) as client:
            assert "已经告诉大厅" in Phone(client).post(f"/q/{token}/give-back").text
            machine.exchange(wire).once()
            assert follow_wishes(machine.service.sequencer)


@contextmanager
def apart_hall(apart: World) -> Iterator[tuple[Machine, Wire, Phone, str]]:
    """Its hub and the line to the platform, which knows of one number; a phone, and that number's code."""
    machine, wire = apart.hub()
    token = Judge(machine).take()
    machine.exchange(wire).once()
    with TestClient(portal_of(apart.platform)) as client:
        yield machine, wire, Phone(client), token
