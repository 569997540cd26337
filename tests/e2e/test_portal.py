"""A citizen with a phone: Debian's Chromium at 390 pixels, before the real platform in a process of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.domain.catalogue import Guide
from kiosk.domain.form import shown_groups
from kiosk.domain.schema import value_at
from tests.support.browser import Browser, chromium
from tests.support.portal_desk import HYGIENE, sample_items
from tests.support.portal_platform import Platform, kiosk, platform
from tests.support.scans import pdf, photo

NEEDED = ("M1", "M2", "M3")


@dataclass(frozen=True)
class Hall:
    """The platform and the guide that the citizen follows."""

    platform: Platform
    guide: Guide

    def story(self, receipt: str) -> list[tuple[str, str, str, str]]:
        """The case's lines as the command line tells them."""
        lines = self.platform.kiosk("case", "show", receipt)["lines"]
        return [(line["title"], line["detail"], line["at"], line["outcome"]) for line in lines]

    def clerk(self, verb: str, receipt: str, *words: str) -> None:
        self.platform.kiosk("case", verb, receipt, *words)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    guide = sample_items()[HYGIENE].guide
    assert guide is not None
    with platform(tmp_path_factory.mktemp("platform")) as running:
        yield Hall(running, guide)


@pytest.fixture
def phone(hall: Hall, tmp_path: Path) -> Iterator[Browser]:
    with chromium(hall.platform.url, tmp_path) as browser:
        yield browser


@pytest.fixture
def plain_phone(hall: Hall, tmp_path: Path) -> Iterator[Browser]:
    """A browser that runs no scripts."""
    with chromium(hall.platform.url, tmp_path, javascript=False) as browser:
        yield browser


def fill_in(phone: Browser, hall: Hall) -> None:
    """Every group of the example, until the materials."""
    example = hall.guide.example
    phone.open(f"/apply/{HYGIENE}")
    for group in shown_groups(hall.guide, example):
        phone.read(group.question)
        for field in group.fields:
            phone.fill(field.at, value_at(example, field.at))
        phone.touch("下一步")
    phone.read("拍清楚四个角")


def bring(phone: Browser, material: str, file: Path) -> None:
    """Choose a file for a material and wait until it is listed."""
    phone.all(f"#file-{material}")[0].send_keys(str(file))
    phone.see(f"#material-{material} .files")


def hand_in(phone: Browser, hall: Hall, folder: Path) -> str:
    """A whole case with the shortest files; leaves the receipt open and gives its number."""
    fill_in(phone, hall)
    for material in NEEDED:
        bring(phone, material, photo(folder / f"{material}.png"))
    phone.touch("下一步：核对")
    phone.read("请再看一遍")
    phone.shoot("08-review")
    phone.press(phone.see("[name=agreed]"))
    phone.touch("提交申请")
    phone.read("已经提交")
    return phone.see("#number").text


def told(phone: Browser) -> list[tuple[str, str, str, str]]:
    """The lines as the page tells them."""
    script = """
        const text = (line, css) => line.querySelector(css)?.textContent ?? "";
        return [...document.querySelectorAll(".story li")].map((line) => [
            text(line, "h2"), text(line, ".detail"), line.querySelector("time").dateTime, text(line, ".outcome")])
    """
    lines: Any = phone.driver.execute_script(script)
    return [(title, detail, at, outcome) for title, detail, at, outcome in lines]


def test_a_citizen_hands_in_follows_supplements_and_withdraws(phone: Browser, hall: Hall, tmp_path: Path) -> None:
    phone.open("/")
    phone.shoot("01-home")
    phone.see("#q").send_keys("ggcswsxk")
    phone.read("公共场所卫生许可新办审批（县级）")
    phone.shoot("02-found-as-one-types")
    phone.touch("公共场所卫生许可新办审批（县级）")
    phone.read("要准备的材料")
    phone.shoot("03-guide")
    phone.touch("开始填写")
    phone.touch("下一步")
    phone.read("处需要改一改")
    phone.shoot("04-question-with-problems")

    receipt = hand_in(phone, hall, tmp_path)
    phone.shoot("09-receipt")
    phone.touch("看办理进度")
    phone.read("已提交，等待受理")
    phone.shoot("10-progress")

    hall.clerk("return", receipt, "--lacking", "M2=第 3 页看不清")
    phone.driver.execute_script("window.dispatchEvent(new Event('focus'))")
    phone.read("需要补正材料")
    phone.shoot("11-returned")
    phone.touch("补交材料")
    phone.read("第 3 页看不清")
    bring(phone, "M2", pdf(tmp_path / "检测报告.pdf"))
    phone.shoot("12-supplement")
    phone.touch("提交补正")
    phone.read("已补交材料，等待受理")

    phone.touch("撤回申请")
    phone.read("要撤回这份申请吗")
    phone.shoot("13-withdraw")
    phone.see("[name=reason]").send_keys("改到下个月再办")
    phone.touch("撤回申请")
    phone.read("已撤回")
    phone.shoot("14-withdrawn")
    assert [title for title, *_ in told(phone)] == ["提交申请", "一次性告知补正", "补交材料", "撤回申请"]
    assert told(phone) == hall.story(receipt)


def test_an_accepted_case_says_by_when_and_cannot_be_withdrawn(phone: Browser, hall: Hall, tmp_path: Path) -> None:
    receipt = hand_in(phone, hall, tmp_path)
    hall.clerk("accept", receipt)
    phone.touch("看办理进度")
    phone.read("已受理，正在办理")
    phone.read("前办结")
    phone.shoot("15-accepted")
    assert told(phone) == hall.story(receipt)
    assert not phone.all("a[href$=withdraw]")


def test_what_an_answer_asks_for_appears_at_once(phone: Browser, hall: Hall) -> None:
    fill_in(phone, hall)
    phone.open(f"/apply/{HYGIENE}/form/facilities")
    assert not [each for each in phone.all('[name="/air_kind"]') if each.is_displayed()]
    phone.fill("/central_air", True)
    phone.read("集中空调的类型")
    phone.shoot("05-revealed")
    phone.fill("/air_kind", "multi")
    phone.touch("下一步")
    phone.read("有多少人在这里工作")
    phone.open(f"/apply/{HYGIENE}/materials")
    phone.read("集中空调通风系统卫生检测或者评价报告")


def test_an_upload_survives_a_broken_line_and_a_reload(phone: Browser, hall: Hall, tmp_path: Path) -> None:
    fill_in(phone, hall)
    big = photo(tmp_path / "big.png", 9 << 20)
    slow = {"latency": 1, "download_throughput": 1 << 22, "upload_throughput": 3 << 20}
    phone.driver.set_network_conditions(offline=False, **slow)
    phone.all("#file-M1")[0].send_keys(str(big))
    phone.until(lambda: share(phone) >= 0.2, "no chunk came")
    phone.driver.set_network_conditions(offline=True, **slow)
    phone.read("网络断了，已传的都在")
    phone.shoot("06-line-broken")
    broken_at = share(phone)
    phone.driver.set_network_conditions(offline=False, **slow)
    phone.until(lambda: share(phone) > broken_at, "it did not go on by itself")
    phone.open(f"/apply/{HYGIENE}/materials")
    phone.all("#file-M1")[0].send_keys(str(big))
    phone.until(lambda: share(phone) > 0, "it did not begin again")
    assert share(phone) > broken_at, "what had arrived was sent once more"
    phone.see("#material-M1 .files")


def share(phone: Browser) -> float:
    """How much of the first file is said to have arrived, from 0 to 1; the file itself once it is listed."""
    listed = 'document.querySelector("#material-M1 .files") ? 1 : document.querySelector("#material-M1 progress").value'
    return float(phone.driver.execute_script(f"return {listed}"))


def test_a_file_that_cannot_be_read_is_refused_beside_its_material(phone: Browser, hall: Hall, tmp_path: Path) -> None:
    fill_in(phone, hall)
    bring(phone, "M3", photo(tmp_path / "good.png"))
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 and no end")
    phone.all("#file-M1")[0].send_keys(str(bad))
    phone.read("「bad.pdf」不完整或已损坏")
    phone.shoot("07-materials")
    assert phone.see("#material-M3 .file").text == "good.png"
    phone.touch("移除")
    phone.until(lambda: not phone.all("#material-M3 .files"), "the file was not taken away")


def test_everything_can_be_read_and_sent_without_scripts(plain_phone: Browser, hall: Hall, tmp_path: Path) -> None:
    phone = plain_phone
    phone.open("/items?q=公共场所卫生许可")
    phone.touch("公共场所卫生许可新办审批（县级）")
    phone.read("要准备的材料")
    phone.touch("开始填写")
    phone.read("请问您是哪位")
    for field in ("name", "id_kind", "id_number", "mobile"):
        phone.fill(f"/applicant/{field}", hall.guide.example["applicant"][field])
    phone.touch("下一步")
    phone.read("您为哪家单位申请")
    phone.open(f"/apply/{HYGIENE}/form/facilities")
    phone.fill("/central_air", True)
    phone.fill("/second_water", False)
    phone.touch("下一步")
    phone.read("根据您的选择，还有几项要填")
    phone.read("集中空调的类型")
    phone.open(f"/apply/{HYGIENE}/materials")
    phone.all("#file-M1")[0].send_keys(str(photo(tmp_path / "plan.png")))
    phone.press(phone.see("#material-M1 form.upload button"))
    phone.read("plan.png")
    phone.shoot("16-without-scripts")


def test_a_photo_goes_to_the_kiosk_one_stands_at(phone: Browser, hall: Hall, tmp_path: Path) -> None:
    hall.platform.kiosk("hall", "add", "H1", "--name", "广安区政务服务大厅")
    code = hall.platform.kiosk("code", "--hall", "H1", "--role", "kiosk")["code"]
    kiosk(tmp_path / "kiosk", "enrol", "--upstream", hall.platform.url, "--code", code)
    with opener().open(tmp_path / "kiosk") as machine, Counter(machine).citizen() as desk:
        url = desk.open_drop("M1")
        phone.open(url)
        phone.read("拍照传到大厅终端")
        phone.shoot("17-drop")
        phone.all("#photo")[0].send_keys(str(photo(tmp_path / "page.png")))
        phone.read("已经送到")
        phone.shoot("18-drop-sent")
        attachment = desk.fetch_drop(url, "M1")
        assert attachment is not None
        assert desk.file(attachment.blob) == (tmp_path / "page.png").read_bytes()


def test_by_the_number_alone_one_sees_steps(phone: Browser, hall: Hall, tmp_path: Path) -> None:
    receipt = hand_in(phone, hall, tmp_path)
    hall.clerk("return", receipt, "--lacking", "M2=第 3 页看不清")
    phone.open("/progress")
    phone.see("#receipt").send_keys("12345-67890")
    phone.see("main button").click()
    phone.read("有一位不对")
    phone.shoot("19-lookup")
    phone.see("#receipt").clear()
    phone.see("#receipt").send_keys(receipt.lower())
    phone.see("main button").click()
    phone.read("一次性告知补正")
    phone.shoot("20-by-number")
    assert "看不清" not in phone.text
    phone.open("/r/not-a-receipt")
    phone.read("没有找到")
    phone.shoot("21-unknown")


def test_the_pages_stand_on_every_width(phone: Browser, hall: Hall) -> None:
    for width in (320, 360, 430, 1280):
        phone.resize(width, 844)
        for path in ("/", "/items?q=许可", f"/items/{HYGIENE}", f"/apply/{HYGIENE}/form/applicant", "/progress"):
            phone.open(path)
            over = phone.driver.execute_script("return document.documentElement.scrollWidth") - width
            assert over <= 0, f"{path} is {over} pixels wider than {width}"
    phone.open(f"/items/{HYGIENE}")
    phone.shoot("22-guide-desktop")
    phone.open(f"/apply/{HYGIENE}/form/applicant")
    phone.shoot("23-question-desktop")
