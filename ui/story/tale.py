"""The first visit, told by the real program: kiosk, window and portal end up telling the same story."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kiosk.app import opener
from kiosk.desk import Receipt
from kiosk.domain.progress import STATE_WORDS
from ui.citizen.opening import options
from ui.citizen.terminal import Terminal
from ui.main import application, forget_typing
from ui.story.album import Album
from ui.story.citizen import done, go_home, leave, look_up, scan, visit
from ui.story.clerk import at_the_window
from ui.story.hand import Hand
from ui.story.patience import Waited, until
from ui.story.phone import Phone
from ui.story.town import Town
from ui.tasks import Tasks
from ui.working import kiosk_at_work

SIZE = (1080, 1920)
MATERIALS = ("M1", "M2")
LACKS, LACKING = "M3", "公共场所卫生管理制度"
Say = Callable[[str], None]


def tell(town: Town, album: Album, say: Say) -> None:
    """Play it all; Waited where the story does not come out as told."""
    scans = town.root / "scans"
    scans.mkdir(exist_ok=True)
    say("线断了：平台停下，自助机照常收件")
    town.platform.stop()
    with at_the_kiosk(town.kiosk, scans) as hand:
        receipt = _hand_in(town, hand, scans, album, say)
        phone = Phone(receipt.qr)
        try:
            _at_the_window_and_on_the_phone(town, album, receipt, phone, scans, say)
            _the_same_to_the_letter(hand, receipt, phone, album, say)
        finally:
            phone.close()


@contextmanager
def at_the_kiosk(folder: Path, scans: Path) -> Iterator[Hand]:
    """A hand on an open terminal, whose exchange works behind it; a scanner writes into `scans`."""
    with kiosk_at_work(folder) as (desk, tickets, bookings), opener().open(folder) as machine:
        looks = replace(options(machine.settings, SIZE), idle_seconds=0, scanner_folder=scans, keyboard=False)
        application(looks)
        tasks = Tasks()
        terminal = Terminal(desk, tasks, looks, machine.clock, forget_typing, tickets=tickets, bookings=bookings)
        terminal.show()
        terminal.activateWindow()
        until(lambda: terminal.isActiveWindow() and not tasks.busy, "the terminal is still busy")
        yield Hand(terminal)
        until(lambda: not tasks.busy, "still busy")
        tasks.close()
        terminal.close()
        terminal.deleteLater()


def _hand_in(town: Town, hand: Hand, scans: Path, album: Album, say: Say) -> Receipt:
    """The visit with the line down; then the line is back and the last screen says so."""

    def snap(name: str) -> None:
        album.snap(hand.terminal, name)

    receipt = visit(hand, lambda code: scan(scans / f"{code}.png", f"材料 {code}"), MATERIALS, snap)
    say(f"已交件，回执编号 {receipt.receipt}，存在本机，等线路恢复")
    if receipt.pdf:
        album.keep(receipt.pdf.read_bytes(), "收取材料凭证.pdf")
    hand.press("打印回执")
    until(lambda: any((town.kiosk / "printed").glob("*")), "nothing was printed")
    say("线通了：平台起来")
    town.platform.start()
    until(lambda: done(hand).platform.words == "平台已收到", "the platform never confirmed")
    snap("done-confirmed")
    go_home(hand)
    return receipt


def _at_the_window_and_on_the_phone(
    town: Town, album: Album, receipt: Receipt, phone: Phone, scans: Path, say: Say
) -> None:
    phone.picture(album.path("phone-received.png"))
    with at_the_window(town.window) as clerk:
        clerk.send_back(receipt.receipt, LACKING, album)
        say("窗口发现缺一份材料，一次告知补正")
        phone.picture(album.path("phone-returned.png"))
        missing = scans / "phone.png"
        scan(missing, LACKING)
        phone.supplement(LACKS, missing)
        say("手机上补交了")
        clerk.accept(receipt.receipt, LACKING, album)
        say("窗口受理了")
    phone.picture(album.path("phone-accepted.png"))


def _the_same_to_the_letter(hand: Hand, receipt: Receipt, phone: Phone, album: Album, say: Say) -> None:
    """What the kiosk's screen says of each step is what the phone's page says, and nothing else."""
    hand.terminal.activateWindow()
    until(hand.terminal.isActiveWindow, "the terminal does not come to the front")
    told, page = look_up(hand, receipt.qr), phone.story()
    album.snap(hand.terminal, "progress")
    if told != page:
        raise Waited(f"the kiosk says {told}, the portal {page}")
    if STATE_WORDS["accepted"] not in hand.read():
        raise Waited("the kiosk does not say that the case is accepted")
    say(f"自助机和门户说的一样：{'，'.join(told)}")
    leave(hand)
