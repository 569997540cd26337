"""Appointments in the portal: from the item's guide to the code, and what happens when others are faster."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx2 import Response

from kiosk.counter import Counter
from kiosk.desks.appointments import Appointments
from kiosk.domain.registry import HallAdded
from tests.support.portal_hall import CSRF, Online, Phone, online
from tests.support.queues import rules
from tests.support.world import HALL, ITEM, PARTITION

NINE, TEN = "2026-11-23T09:00", "2026-11-23T10:00"
TIME = f"/appointments/{HALL}/a/{NINE}"
PHONE = "13800013801"
ID = "11010519491231002X"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Online]:
    with online(tmp_path) as made:
        made.slots.open("a", NINE, 1)
        made.slots.open("a", TEN, 3)
        made.slots.open("a", "2026-11-24T14:00", 2)
        yield made


@pytest.fixture
def slots(here: Online) -> Appointments:
    return here.slots


def fill_in(browser: Phone, time: str = TIME, **more: str) -> Response:
    return browser.post(time, **{"phone": PHONE, **more})


def book(browser: Phone, time: str = TIME, **more: str) -> Response:
    """The whole way; the last page."""
    confirm = fill_in(browser, time, **more)
    assert confirm.status_code == 200, confirm.text
    return browser.send(confirm.url.raw_path.decode(), csrf_of(confirm))


def csrf_of(page: Response) -> str:
    found = CSRF.search(page.text)
    assert found
    return found[1]


def code_of(page: Response) -> str:
    found = re.search(r'class="appointment-code">(\d{4}) (\d{4})<', page.text)
    assert found, page.text
    return found[1] + found[2]


class TestChoosing:
    def test_the_only_hall_needs_no_choice(self, here: Online) -> None:
        page = here.phone.get("/appointments")
        assert page.url.path == f"/appointments/{HALL}"
        assert "11月23日 周一</span> 09:00" in page.text
        assert "社保" not in page.text

    def test_of_several_halls_one_is_chosen(self, here: Online) -> None:
        sequencer, other = here.world.platform.service.sequencer, "511602-02"
        body = HallAdded(other, "广安区枣山政务服务大厅", rules())
        sequencer.write(PARTITION, f"hall:{other}", "hall.added", "system", body)
        Counter(here.world.platform).appointments(other).open("b", TEN, 1)
        page = here.phone.get("/appointments").text
        assert "去哪个大厅" in page
        assert "广安区枣山政务服务大厅" in page
        assert "社保" in here.phone.get(f"/appointments/{other}").text

    def test_from_an_items_guide_one_comes_to_its_times(self, here: Online) -> None:
        here.world.catalogue()
        guide = here.phone.get(f"/items/{ITEM}").text
        found = re.search(r'href="(/appointments\?item=[^"]+)"', guide)
        assert found
        page = here.phone.get(found[1])
        assert page.url.path == f"/appointments/{HALL}/a"
        assert "公共场所卫生许可新办审批" in page.text
        assert f"item={ITEM}" in page.text

    def test_a_day_shows_its_halves_and_what_is_left(self, here: Online, slots: Appointments) -> None:
        slots.book("a", NINE)
        page = here.phone.get(f"/appointments/{HALL}/a").text
        assert re.search(r'<span class="full">09:00—09:30<span class="note">约满', page)
        assert re.search(r"10:00—10:30<span class=\"note\">余 3", page)
        assert "<h2>下午" not in page
        assert "<h2>下午" in here.phone.get(f"/appointments/{HALL}/a?day=2026-11-24").text

    def test_what_has_begun_is_not_offered(self, here: Online) -> None:
        here.world.later(days=2, hours=23, minutes=30)
        page = here.phone.get(f"/appointments/{HALL}/a").text
        assert "09:00—" not in page
        assert "10:00—" in page

    def test_nothing_open_says_what_to_do(self, here: Online) -> None:
        assert "可以直接到大厅取号" in here.phone.get(f"/appointments/{HALL}/b").text
        here.world.later(days=30)
        assert "可以直接到大厅取号" in here.phone.get("/appointments").text

    @pytest.mark.parametrize(
        "path",
        [
            "/appointments/nowhere",
            f"/appointments/{HALL}/a/2026-11-23T11:00",
            f"/appointments/{HALL}/a/tomorrow",
            f"/appointments/{HALL}/zzz/{NINE}",
            f"{TIME}?item=none",
        ],
    )
    def test_what_is_not_there_is_told(self, here: Online, path: str) -> None:
        assert here.phone.get(path).status_code == 404


class TestBooking:
    def test_the_code_is_good_at_the_kiosk(self, here: Online, slots: Appointments) -> None:
        page = book(here.phone, id_number=ID.lower())
        assert "约好了" in page.text
        assert "<svg" in page.text
        here.world.later(days=2, hours=22, minutes=50)
        for said in (code_of(page), PHONE[-4:], ID):
            assert not slots.find(said).late

    def test_before_it_is_booked_one_reads_what_will_be(self, here: Online) -> None:
        here.world.catalogue()
        confirm = here.phone.post(f"{TIME}?item={ITEM}", phone=PHONE).text
        for words in ("09:00 前到大厅", "提前 30 分钟", "过了 09:15", "请带上", "公共场所卫生检测或者评价报告", PHONE):
            assert words in confirm

    def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(self, here: Online) -> None:
        page = fill_in(here.phone, phone="1380001", id_number="11010519491231002A")
        assert page.status_code == 422
        assert page.text.count('class="problem"') == 2
        assert 'value="1380001"' in page.text
        assert 'value="11010519491231002A"' in page.text

    def test_full_width_digits_and_blanks_are_tidied(self, here: Online) -> None:
        assert fill_in(here.phone, phone="１３８ 0001 3801").url.path.endswith("/confirm")

    def test_pressed_twice_is_one_place(self, here: Online, slots: Appointments) -> None:
        confirm = fill_in(here.phone)
        twice = [here.phone.send(confirm.url.path, csrf_of(confirm)) for _ in range(2)]
        assert twice[0].url == twice[1].url
        assert slots.slot("a", NINE).left == 0

    def test_without_a_phone_number_the_confirmation_sends_back(self, here: Online) -> None:
        page = here.phone.get(f"{TIME}/confirm")
        assert page.url.path == TIME

    def test_no_personal_data_in_addresses_or_what_is_kept(self, here: Online) -> None:
        page = book(here.phone, id_number=ID)
        journal = here.world.platform.journal
        kept = [bytes(row[0]) for row in journal.db.rows("SELECT data FROM draft")]
        bodies = [str(row[0]) for row in journal.db.rows("SELECT body FROM entry WHERE kind = 'slot.booked'")]
        for said in (PHONE, ID):
            assert said not in str(page.url)
            assert not [one for one in kept if said.encode() in one]
            assert bodies
            assert not [one for one in bodies if said in one]

    def test_who_books_too_often_has_to_wait(self, here: Online, slots: Appointments) -> None:
        slots.open("a", TEN, 100)
        time = f"/appointments/{HALL}/a/{TEN}"
        answers = [book(here.phone, time) for _ in range(21)]
        assert [one.status_code for one in answers] == [200] * 20 + [429]


class TestTheLastPlace:
    def test_two_at_once_one_gets_it_the_other_is_told(self, here: Online, slots: Appointments) -> None:
        first, second = here.phone, here.another()
        confirms = [fill_in(first), fill_in(second, phone="13900139000")]
        won = first.send(confirms[0].url.path, csrf_of(confirms[0]))
        lost = second.send(confirms[1].url.path, csrf_of(confirms[1]))
        assert "约好了" in won.text
        assert lost.status_code == 409
        assert "没有约上：</b>这个时段已经约满" in lost.text
        assert "10:00—10:30" in lost.text
        assert 'value="13900139000"' in second.get(f"/appointments/{HALL}/a/{TEN}").text
        assert slots.slot("a", NINE).left == 0
        assert "约好了" in book(second, f"/appointments/{HALL}/a/{TEN}", phone="13900139000").text

    def test_who_comes_to_a_full_time_chooses_again(self, here: Online, slots: Appointments) -> None:
        slots.book("a", NINE)
        page = here.phone.get(TIME)
        assert page.status_code == 409
        assert "已经约满" in page.text

    def test_a_place_that_came_back_can_be_booked_by_who_was_refused(self, here: Online, slots: Appointments) -> None:
        confirm = fill_in(here.phone)
        taken = slots.book("a", NINE)
        assert here.phone.send(confirm.url.path, csrf_of(confirm)).status_code == 409
        slots.cancel(taken.code)
        assert "约好了" in here.phone.send(confirm.url.path, csrf_of(confirm)).text


class TestKeeping:
    def test_cancelled_after_a_question_the_place_is_free(self, here: Online, slots: Appointments) -> None:
        token = book(here.phone).url.path
        assert "09:00 的预约吗" in here.phone.get(f"{token}/cancel").text
        csrf = csrf_of(here.phone.get(f"{token}/cancel"))
        twice = [here.phone.send(f"{token}/cancel", csrf) for _ in range(2)]
        assert ["预约已取消" in page.text for page in twice] == [True, True]
        assert slots.slot("a", NINE).left == 1

    def test_changed_the_new_place_comes_first_and_the_old_one_goes_back(
        self, here: Online, slots: Appointments
    ) -> None:
        old = book(here.phone)
        change = re.search(r'href="([^"]+instead=[^"]+)">改时间', old.text)
        assert change
        times = here.phone.get(change[1].replace("&amp;", "&"))
        assert "原来的一直给您留着" in times.text
        chosen = re.search(rf'href="([^"]+{quote(TEN)}[^"]*)"', times.text)
        assert chosen
        new = book(here.phone, chosen[1].replace("&amp;", "&"))
        assert "10:00—10:30" in new.text
        assert (slots.slot("a", NINE).left, slots.slot("a", TEN).left) == (1, 2)
        assert "预约已取消" in here.phone.get(old.url.path).text

    def test_a_forged_change_books_nothing(self, here: Online, slots: Appointments) -> None:
        page = here.phone.post(f"{TIME}?instead=forged", phone=PHONE)
        assert here.phone.send(page.url.raw_path.decode(), csrf_of(page)).status_code == 404
        assert slots.slot("a", NINE).left == 1

    def test_once_its_time_has_come_it_stays(self, here: Online) -> None:
        token = book(here.phone).url.path
        csrf = csrf_of(here.phone.get(f"{token}/cancel"))
        here.world.later(days=2, hours=23, minutes=5)
        page = here.phone.get(token).text
        assert "约定的时间已到" in page
        assert "取消预约" not in page
        late = here.phone.send(f"{token}/cancel", csrf)
        assert late.status_code == 422
        assert "已经过了" in late.text
        here.world.later(days=1)
        assert "预约已经过期" in here.phone.get(token).text

    def test_checked_in_it_shows_the_number(self, here: Online, slots: Appointments) -> None:
        page = book(here.phone)
        here.world.later(days=2, hours=22, minutes=50)
        slots.keep(slots.find(code_of(page)), "Y001", "018f0000-0000-7000-8000-000000000000")
        kept = here.phone.get(page.url.path).text
        assert "已经签到" in kept
        assert "Y001" in kept

    def test_altered_by_one_character_it_opens_nothing(self, here: Online) -> None:
        path = book(here.phone).url.path
        for at in range(len("/b/"), len(path)):
            altered = path[:at] + ("A" if path[at] != "A" else "B") + path[at + 1 :]
            assert here.phone.get(altered).status_code == 404
