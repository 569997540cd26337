"""The first visit, told by the real program: kiosk, window and portal end up telling the same story."""

import html
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desk import Receipt
from ui.citizen.opening import options
from ui.citizen.terminal import Terminal
from ui.citizen.visit import Step
from ui.main import application, forget_typing
from ui.story.album import Album
from ui.story.citizen import done, scan, visit
from ui.story.clerk import at_the_window
from ui.story.hand import Hand, Waited, until
from ui.story.phone import Phone
from ui.story.town import Town
from ui.tasks import Tasks
from ui.working import kiosk_at_work

MATERIALS = ("M1", "M2")
LACKS = "M3"
Say = Callable[[str], None]


def tell(town: Town, album: Album, say: Say) -> None:
    """Play it all; Waited where the story does not come out as told."""
    scans = town.root / "scans"
    scans.mkdir(exist_ok=True)
    say("线断了：平台停下，自助机照常收件")
    town.platform.stop()
    receipt = _at_the_kiosk(town, album, scans, say)
    phone = Phone(receipt.qr)
    try:
        _at_the_window_and_on_the_phone(town, album, receipt, phone, scans, say)
        _the_same_to_the_letter(town, receipt, phone, say)
    finally:
        phone.close()


def _at_the_kiosk(town: Town, album: Album, scans: Path, say: Say) -> Receipt:
    """The visit with the line down; then the line is back and the last screen says so."""
    with kiosk_at_work(town.kiosk) as desk, opener().open(town.kiosk) as machine:
        looks = replace(options(machine.settings, (1080, 1920)), idle_seconds=0, scanner_folder=scans, keyboard=False)
        application(looks)
        tasks = Tasks()
        terminal = Terminal(desk, tasks, looks, machine.clock, forget_typing)
        terminal.show()
        until(lambda: not tasks.busy, "the terminal is still busy")
        hand = Hand(terminal)
        receipt = visit(
            hand,
            lambda code: scan(scans / f"{code}.png", f"材料 {code}"),
            MATERIALS,
            lambda name: album.snap(terminal, name),
        )
        say(f"已交件，回执编号 {receipt.receipt}，存在本机，等线路恢复")
        if receipt.pdf:
            album.keep(receipt.pdf.read_bytes(), "收取材料凭证.pdf")
        hand.press("打印回执")
        until(lambda: any((town.kiosk / "printed").glob("*")), "nothing was printed")
        say("线通了：平台起来")
        town.platform.start()
        until(lambda: done(hand).platform.words == "平台已收到", "the platform never confirmed")
        album.snap(terminal, "done-confirmed")
        _look_up(hand, receipt, lambda: album.snap(terminal, "progress"))
        hand.terminal.end_visit()
        until(lambda: not tasks.busy, "still busy")
        tasks.close()
        terminal.close()
        terminal.deleteLater()
    return receipt


def _look_up(hand: Hand, receipt: Receipt, snap: Callable[[], None]) -> None:
    hand.forward()
    until(lambda: hand.terminal.visit.step is Step.HOME, "the visit did not end")
    hand.press("progress")
    until(lambda: hand.terminal.visit.step is Step.PROGRESS, "no progress screen")
    snap()


def _at_the_window_and_on_the_phone(
    town: Town, album: Album, receipt: Receipt, phone: Phone, scans: Path, say: Say
) -> None:
    phone.picture(album.path("phone-received.png"))
    with at_the_window(town.window) as clerk:
        clerk.send_back(receipt.case, LACKS, album)
        say("窗口发现缺一份材料，一次告知补正")
        phone.picture(album.path("phone-returned.png"))
        missing = scans / "phone.png"
        scan(missing, "卫生管理制度")
        phone.supplement(LACKS, missing)
        say("手机上补交了")
        clerk.accept(receipt.case, album)
        say("窗口受理了")
    phone.picture(album.path("phone-accepted.png"))


def _the_same_to_the_letter(town: Town, receipt: Receipt, phone: Phone, say: Say) -> None:
    """Every line that the kiosk shows stands on the phone's page."""
    with opener().open(town.kiosk) as machine, Counter(machine).citizen() as desk:
        progress = desk.progress(receipt.qr)
    page = html.unescape(phone.page())
    for line in progress.lines:
        if line.title not in page or line.detail not in page:
            raise Waited(f"the portal does not say: {line.title} {line.detail}")
    if progress.state != "accepted":
        raise Waited(f"the case is {progress.state}")
    say(f"自助机和门户说的一样：{'、'.join(line.title for line in progress.lines)}")
