"""A ticket's code and an appointment on a phone: Chromium before a platform, a hub and a kiosk in real processes."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desks.publishing import Publishing
from kiosk.desks.rules_file import usual_rules
from kiosk.domain.queue.rules import QueueRules, ServiceRule, WindowRule
from tests.support.browser import Browser, chromium
from tests.support.hall import CODE
from tests.support.hall import kiosk as cli
from tests.support.portal_desk import HYGIENE, SAMPLE
from tests.support.portal_hall import CSRF
from tests.support.queue_hall import QueueHall, queue_hall

LONG = "不动产登记、房屋交易与公积金提取（含异地业务）"
"""A business with the longest name that a hall would give it."""


def rules() -> QueueRules:
    usual = usual_rules(CODE)
    return replace(
        usual,
        services=(*usual.services, ServiceRule("long", LONG, "H")),
        windows=(*usual.windows, WindowRule("21", "21号不动产登记与公积金联合办理窗口", ("long",))),
    )


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueueHall]:
    with queue_hall(tmp_path_factory.mktemp("hall"), rules()) as here:
        yield here


@pytest.fixture
def phone(hall: QueueHall, tmp_path: Path) -> Iterator[Browser]:
    with chromium(hall.platform.url, tmp_path) as browser:
        yield browser


@pytest.fixture
def plain_phone(hall: QueueHall, tmp_path: Path) -> Iterator[Browser]:
    with chromium(hall.platform.url, tmp_path, javascript=False) as browser:
        yield browser


@pytest.fixture(scope="module")
def slots(hall: QueueHall) -> list[str]:
    """Two half-days of slots, tomorrow and the day after; what is opened, by start."""
    starts = []
    with opener().platform(hall.folder / "platform") as machine:
        Publishing(machine.service.sequencer, machine.identity.partition).load(
            (SAMPLE / "catalogue.json").read_bytes(), SAMPLE / "guides"
        )
        desk = Counter(machine).appointments(CODE)
        for ahead in range(1, 8):
            day = (machine.clock.now() + timedelta(days=ahead)).date()
            for hour in ("09:00", "09:30", "10:00", "14:00", "14:30", "16:00"):
                for service in ("zonghe", "long"):
                    starts += [desk.open(service, f"{day}T{hour}", 1 + ahead % 3).start]
    return sorted(set(starts))


def test_the_place_is_pushed_until_it_is_over(phone: Browser, hall: QueueHall) -> None:
    kiosk, window = hall.enrol("kiosk", "kiosk"), hall.enrol("window", "window")
    with hall.desk(kiosk) as takes, hall.desk(window, "21") as calls:
        before = takes.does("take", service="long")
        mine = takes.does("take", service="long")
        assert mine["qr"].startswith(f"{hall.platform.url}/q/")
        phone.open(mine["qr"])
        phone.read("前面还有")
        assert phone.see(".count b").text == "1"
        phone.shoot("30-waiting")
        phone.driver.execute_script("window.here = 'the same page'")
        assert calls.does("call")["number"] == before["number"]
        phone.read("前面没有人了")
        phone.shoot("31-next")
        calls.does("step", verb="start")
        calls.does("step", verb="finish")
        calls.does("call")
        phone.read("请到21号不动产登记与公积金联合办理窗口")
        phone.shoot("32-called")
        assert mine["number"] in phone.driver.title
        calls.does("step", verb="skip")
        phone.read("已经过号")
        phone.shoot("33-missed")
        calls.does("step", verb="resume", what=mine["number"])
        calls.does("step", verb="start")
        phone.read("正在21号")
        phone.shoot("34-serving")
        calls.does("step", verb="finish")
        phone.read("已经办完")
        token = mine["qr"].rpartition("/")[2]
        assert cli("ticket", "place", token, "--data", hall.folder / "platform").answer["place"]["state"] == "finished"
        phone.shoot("35-finished")
        assert phone.driver.execute_script("return window.here") == "the same page"


def test_a_platform_that_went_comes_back_to_the_same_page(tmp_path: Path) -> None:
    with queue_hall(tmp_path, rules(), hubs=0) as hall, chromium(hall.platform.url, tmp_path) as phone:
        with hall.desk(hall.enrol("kiosk", "kiosk")) as takes:
            phone.open(takes.does("take", service="zonghe")["qr"])
        phone.read("前面没有人了")
        hall.platform.kill()
        phone.read("正在重新连接")
        phone.shoot("36-broken")
        hall.platform.start()
        phone.until(lambda: "正在重新连接" not in phone.text, "it did not come back")


def test_without_scripts_it_is_a_page_that_looks_again(plain_phone: Browser, hall: QueueHall) -> None:
    with hall.desk(hall.enrol("kiosk", "kiosk-3")) as takes:
        mine = takes.does("take", service="zonghe")
        plain_phone.open(mine["qr"])
        plain_phone.read(mine["number"])
        plain_phone.read("每 20 秒更新一次")
        plain_phone.shoot("37-without-scripts")
        plain_phone.open("/q/not-a-ticket")
        plain_phone.read("请对着小票重新扫")
        plain_phone.shoot("38-no-place")


def test_an_appointment_from_the_guide_to_the_code(phone: Browser, hall: QueueHall, slots: list[str]) -> None:
    phone.open(f"/items/{HYGIENE}")
    phone.shoot("39-guide")
    phone.touch("预约去大厅")
    phone.read("您什么时候来")
    phone.shoot("40-times")
    phone.touch("14:00—14:30")
    phone.touch("下一步：核对")
    phone.read("处需要改一改")
    phone.shoot("41-form-with-problems")
    phone.fill("phone", "13800013801")
    phone.shoot("42-form")
    phone.touch("下一步：核对")
    phone.read("请核对一下")
    phone.shoot("43-confirm")
    phone.touch("预约这个时间")
    phone.read("约好了")
    phone.shoot("44-booked")
    code = phone.see(".appointment-code").text.replace(" ", "")
    phone.touch("改时间")
    phone.read("原来的一直给您留着")
    phone.shoot("45-change")
    phone.touch("16:00—16:30")
    phone.fill("phone", "13800013801")
    phone.touch("下一步：核对")
    phone.touch("改到这个时间")
    phone.read("16:00—16:30")
    assert phone.see(".appointment-code").text.replace(" ", "") != code
    phone.touch("取消预约")
    phone.read("要取消")
    phone.shoot("46-cancel")
    phone.touch("取消预约")
    phone.read("预约已取消")
    phone.shoot("47-cancelled")


def test_without_scripts_too_and_with_long_names(plain_phone: Browser, slots: list[str]) -> None:
    phone = plain_phone
    phone.open("/appointments")
    phone.read("您要办哪一类事")
    phone.shoot("48-services")
    phone.touch(LONG)
    phone.touch("09:30—10:00")
    phone.fill("id_number", "")
    phone.see("#phone").send_keys("13900139000")
    phone.touch("下一步：核对")
    phone.shoot("49-confirm-long")
    phone.touch("预约这个时间")
    phone.read("约好了")
    phone.shoot("50-booked-long")


def test_of_eight_at_once_for_the_last_place_one_gets_it(hall: QueueHall, slots: list[str]) -> None:
    time = f"{hall.platform.url}/appointments/{CODE}/long/{slots[-1]}"
    left = 1 + 7 % 3
    gate = threading.Barrier(8)

    def book(number: int) -> int:
        with requests.Session() as browser:
            browser.trust_env = False
            confirm = browser.post(time, data={"csrf": csrf(browser.get(time).text), "phone": f"1380001380{number}"})
            gate.wait()
            return browser.post(f"{time}/confirm", data={"csrf": csrf(confirm.text)}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(book, range(8))) == [200] * left + [409] * (8 - left)


def csrf(page: str) -> str:
    found = CSRF.search(page)
    assert found
    return found[1]


def test_the_pages_stand_on_every_width_and_size_of_type(phone: Browser, hall: QueueHall, slots: list[str]) -> None:
    with hall.desk(hall.enrol("kiosk", "kiosk-4")) as takes:
        qr = takes.does("take", service="long")["qr"]
    time = f"/appointments/{CODE}/long/{slots[0]}"
    for width, size in ((320, 1.0), (360, 1.0), (390, 1.6), (1280, 1.0)):
        phone.resize(width, 844)
        for path in (qr, "/appointments", f"/appointments/{CODE}/long", time):
            phone.open(path)
            phone.driver.execute_script(f"document.documentElement.style.fontSize = '{106.25 * size}%'")
            over = phone.driver.execute_script("return document.documentElement.scrollWidth") - width
            assert over <= 0, f"{path} is {over} pixels wider than {width}"
            phone.shoot(f"6-{width}-{size}-{path.rstrip('/').split('/')[-1][:8]}")
