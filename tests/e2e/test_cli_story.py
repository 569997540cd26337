"""The story through the `kiosk` command alone: kiosk, window and platform tell the same, to the letter."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from tests.support.hall import CODE, HYGIENE, SAMPLE, Hall, example, kiosk, of_party, paper
from tests.support.proxy import Proxy, line_to


@dataclass
class Story:
    """The machines' folders, and the line between the terminals and the platform."""

    here: Hall
    line: Proxy
    folder: Path

    @property
    def platform(self) -> Path:
        return self.here.platform

    @property
    def terminal(self) -> Path:
        return self.folder / "terminal"

    @property
    def window(self) -> Path:
        return self.folder / "window"

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


def done(*words: str | Path) -> Any:
    """The answer of a command that must succeed."""
    said = kiosk(*words)
    assert said.status == 0, said
    return said.answer


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """A platform that has just been founded; everything else is done by command while it serves."""
    here = Hall(tmp_path)
    here.start()
    try:
        with line_to(here.url) as line:
            yield Story(here, line, tmp_path)
    finally:
        here.stop()


def test_the_first_visit_by_the_command_alone(story: Story) -> None:
    stock(story)
    receipt = hand_in_without_a_line(story)
    the_line_comes_back(story, receipt)
    returned_and_supplemented(story, receipt)
    accepted_with_a_notice(story, receipt)
    all_tell_the_same(story, receipt)
    without_the_platform(story, receipt)


def test_several_commands_work_on_one_folder_at_once(story: Story) -> None:
    """Four counters hand in on one machine while it is synced and read: each number once, nobody told to wait."""
    stock(story)
    words = [submission(story, number) for number in range(1, 5)]
    beside = [("sync", "--once", "--data", story.terminal), ("state", "--data", story.terminal)] * 2
    with ThreadPoolExecutor(8) as pool:
        receipts = [one["receipt"] for one in pool.map(lambda one: done(*one), [*words, *beside]) if "receipt" in one]
    done("sync", "--once", "--data", story.terminal)
    there = [row["receipt"] for row in done("state", "--data", story.platform)["views"]["cases"]]
    assert sorted(there) == sorted(receipts)
    assert len(set(receipts)) == 4


def submission(story: Story, number: int) -> list[str | Path]:
    """The words by which an enterprise of this number hands in."""
    form = story.write(f"form-{number}.json", msgspec.json.encode(of_party(example(), number)))
    files = [story.write(f"{number}-{each}.pdf", paper(f"{number} {each}")) for each in ("M1", "M2", "M3")]
    attached = [f"--attach={path.stem.partition('-')[2]}={path}" for path in files]
    return ["submit", "--item", HYGIENE, "--form", form, *attached, "--data", story.terminal]


def stock(story: Story) -> None:
    """Add the hall, import the catalogue, enrol a kiosk and a window; find the item by its initials."""
    assert done("hall", "add", CODE, "--name", "广安区政务服务大厅", "--data", story.platform)["hall"] == CODE
    report = done("catalogue", "import", SAMPLE / "catalogue.json", "--data", story.platform)
    assert (report["items"], report["published"]) == (1135, 1135)
    assert report["fillable"] >= 24
    assert report["odd"]
    assert done("catalogue", "import", SAMPLE / "catalogue.json", "--data", story.platform)["published"] == 0
    enrol(story, "kiosk", story.terminal)
    enrol(story, "window", story.window)
    assert done("sync", "--once", "--data", story.terminal)["pulled"] > 1135
    assert HYGIENE in [one["code"] for one in done("items", "--find", "ggcswsxkxb", "--data", story.terminal)]


def enrol(story: Story, role: str, folder: Path) -> None:
    code = done("code", "--hall", CODE, "--role", role, "--data", story.platform)["code"]
    assert done("enrol", "--upstream", story.line.url, "--code", code, "--data", folder)["role"] == role
    assert kiosk("enrol", "--upstream", story.line.url, "--code", code, "--data", f"{folder}-2").answer == {
        "refused": "bad_code",
        "message": "登记码不对、用过了或过期了，请在平台上重新生成",
    }


def hand_in_without_a_line(story: Story) -> dict[str, Any]:
    """The number is durable and shown, its paper is there, and the machine knows that it waits."""
    guide = done("items", "--item", HYGIENE, "--data", story.terminal)
    form = story.write("form.json", msgspec.json.encode(guide["example"]))
    needed = [one["code"] for one in guide["materials"] if one["required"]]
    files = [f"--attach={code}={story.write(f'{code}.pdf', paper(code))}" for code in needed]
    story.line.cut()
    words = ("submit", "--item", HYGIENE, "--form", form, "--data", story.terminal)
    lacking = kiosk(*words, *files[:-1])
    assert (lacking.status, lacking.answer["refused"]) == (1, "materials_missing")
    receipt: dict[str, Any] = done(*words, *files)
    assert (receipt["state"], receipt["tentative"]) == ("submitted", True)
    assert receipt["qr"].startswith(story.here.url), "the phone would not find the receipt"
    assert receipt["receipt"] in PdfReader(receipt["pdf"]).pages[0].extract_text()
    down = kiosk("sync", "--once", "--data", story.terminal)
    assert (down.status, down.answer["fault"]) == (3, "upstream_unreachable")
    assert done("state", "--data", story.terminal)["pending"] == 1
    shown = done("case", "show", receipt["qr"], "--data", story.terminal)
    assert [one["outcome"] for one in shown["lines"]] == ["待平台确认"]
    return receipt


def the_line_comes_back(story: Story, receipt: dict[str, Any]) -> None:
    unknown = kiosk("case", "show", receipt["receipt"], "--data", story.platform)
    assert (unknown.status, unknown.answer["refused"]) == (1, "no_such_case")
    story.line.up()
    tally = done("sync", "--once", "--data", story.terminal)
    assert (tally["pushed"], tally["pending"], tally["blobs_pending"]) == (1, 0, 0)
    assert same_everywhere(story, receipt)["files_waiting"] == 0
    done("sync", "--once", "--data", story.window)
    row = done("cases", "--data", story.window)[0]
    assert (row["receipt"], row["applicant"], row["state"]) == (receipt["receipt"], "张*", "submitted")


def returned_and_supplemented(story: Story, receipt: dict[str, Any]) -> None:
    number, qr = receipt["receipt"], receipt["qr"]
    odd = kiosk("case", "return", number, "--lacking", "M77", "--data", story.window)
    assert (odd.status, odd.answer["refused"]) == (1, "unknown_material")
    done("case", "return", number, "--lacking", "M2=第 3 页看不清", "--data", story.window)
    assert "第 3 页看不清" in PdfReader(notice(story, number)).pages[0].extract_text()
    shown = same_everywhere(story, receipt)
    assert (shown["state"], [one["material"] for one in shown["lacking"]]) == ("returned", ["M2"])
    early = kiosk("case", "accept", number, "--data", story.window)
    assert (early.status, early.answer["refused"]) == (1, "already_returned")
    better = story.write("better.pdf", paper("better"))
    done("case", "supplement", qr, "--attach", f"M2={better}", "--data", story.terminal)
    assert same_everywhere(story, receipt)["state"] == "supplemented"


def accepted_with_a_notice(story: Story, receipt: dict[str, Any]) -> None:
    done("sync", "--once", "--data", story.window)
    accepted = done("case", "accept", receipt["receipt"], "--data", story.window)
    assert accepted["due"]
    assert accepted["number"].replace(" ", "") in PdfReader(notice(story, receipt["receipt"])).pages[0].extract_text()
    late = kiosk("case", "withdraw", receipt["qr"], "--data", story.terminal)
    assert (late.status, late.answer["refused"]) == (1, "already_accepted")


def notice(story: Story, number: str) -> str:
    """The path of the window's latest notice."""
    path = story.window.parent / f"{number}.pdf"
    return str(done("case", "notice", number, "--to", path, "--data", story.window)["pdf"])


def same_everywhere(story: Story, receipt: dict[str, Any]) -> Any:
    """The case as the kiosk shows it, which is the platform's word to the letter, by code and by number."""
    shown = done("case", "show", receipt["qr"], "--data", story.terminal)
    assert shown == done("case", "show", receipt["receipt"], "--data", story.terminal)
    assert shown == done("case", "show", receipt["receipt"], "--data", story.platform)
    return shown


def all_tell_the_same(story: Story, receipt: dict[str, Any]) -> None:
    steps = [(one["title"], one["outcome"]) for one in same_everywhere(story, receipt)["lines"]]
    assert steps == [
        ("提交申请", ""),
        ("一次性告知补正", ""),
        ("补交材料", ""),
        ("受理", ""),
        ("撤回申请", "未生效：此件当时已受理，正在办理"),
    ]
    for folder in (story.terminal, story.window):
        done("sync", "--once", "--data", folder)
    states = [done("state", "--data", folder) for folder in (story.platform, story.terminal, story.window)]
    assert len({one["fingerprint"] for one in states}) == 1
    anew = [done("rebuild", "--data", folder) for folder in (story.platform, story.terminal, story.window)]
    assert anew == states


def without_the_platform(story: Story, receipt: dict[str, Any]) -> None:
    """The receipt's code proves itself on any machine of the region; no bug was logged anywhere."""
    story.here.stop()
    for folder in (story.terminal, story.window):
        proof = done("verify", receipt["qr"], "--data", folder)
        assert (proof["genuine"], proof["receipt"]) == (True, receipt["receipt"])
        assert proof["progress"]["state"] == "accepted"
    where = receipt["qr"].rpartition("/")[2]
    forged = kiosk("verify", where[:60] + ("A" if where[60] != "A" else "B") + where[61:], "--data", story.terminal)
    assert (forged.status, forged.answer["refused"]) == (1, "qr_forged")
    findings = {one["check"]: one for one in done("doctor", "--data", story.terminal)}
    assert not findings["上级平台"]["ok"]
    assert findings["上级平台"]["mend"]
    assert findings["记录链"]["ok"]
    assert story.here.log == ""
    assert list(story.folder.rglob("kiosk.log")) == []
