"""Every check of a machine, its finding and its mend: why is this terminal silent?"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kiosk.app import Machine, Opener
from kiosk.clock import parse_iso
from kiosk.devices.speaker import AlsaSpeaker
from kiosk.devices.voice import Sound, voice_of
from kiosk.errors import Fault, Refused
from kiosk.journal.chains import check_chains
from kiosk.journal.damage import check_pages, lost_receipts
from kiosk.journal.epochs import makes_backups
from kiosk.papers.fonts import FontStack
from kiosk.resources import resources
from kiosk.signing import SKEW
from kiosk.wire import Page

ENOUGH_BYTES = 500 << 20
SILENCE = Sound(22_050, bytes(4_410))


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `mend` is empty where all is well."""

    check: str
    ok: bool
    finding: str
    mend: str = ""


def examine(folder: Path, opener: Opener) -> list[Finding]:
    """Look at everything; a check that cannot be made is a finding too."""
    findings = [_try("磁盘空间", lambda: _disk(folder)), _try("字体", _fonts)]
    try:
        with opener.open(folder) as machine:
            findings += list(_inside(machine))
    except Fault as fault:
        findings.append(Finding("本机数据", False, fault.message, fault.mend))
    return findings


def _inside(machine: Machine) -> Iterator[Finding]:
    yield Finding("登记", True, f"{machine.identity.role} {machine.identity.terminal}")
    yield _try("数据文件", lambda: _pages(machine))
    yield _try("记录链", lambda: _chain(machine))
    yield _try("回执", lambda: _receipts(machine))
    if machine.identity.role == "platform":
        yield _try("备份", lambda: _backup(machine))
    yield _try("待传", lambda: _pending(machine))
    if machine.settings.speaks:
        yield _try("叫号声音", lambda: _voice(machine))
    if machine.identity.upstream:
        yield _try("上级平台", lambda: _upstream(machine))
        yield _try("登记有效", lambda: _known(machine))
        yield _try("时钟", lambda: _clock(machine))


def _try(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except Fault as fault:
        return Finding(name, False, fault.message, fault.mend)
    except Refused as refused:
        return Finding(name, False, refused.message, "按提示改正后再试")


def _disk(folder: Path) -> str:
    place = next(parent for parent in [folder, *folder.resolve().parents] if parent.exists())
    free = shutil.disk_usage(place).free
    if free < ENOUGH_BYTES:
        raise Fault("disk_low", f"只剩 {free >> 20} MB", "清出至少 500 MB")
    return f"剩 {free >> 20} MB"


def _fonts() -> str:
    FontStack.load(resources() / "fonts").check(["㛃𬱖䶮𫖯"])
    return "齐全，生僻字可打印"


def _pages(machine: Machine) -> str:
    check_pages(machine.journal.db)
    return "每一页都完好"


def _receipts(machine: Machine) -> str:
    lost = lost_receipts(machine.journal)
    if lost:
        raise Fault(
            "receipts_lost",
            f"{len(lost)} 份回执在本机已找不到：{'、'.join(lost)}",
            "先 kiosk sync --once 与上级核对；仍列在这里的，请联系办事人凭回执重新提交",
        )
    return "发出过的都在"


def _backup(machine: Machine) -> str:
    at = machine.journal.meta("backed_up_at")
    if not at:
        begun = makes_backups(machine.journal)
        found = "备份过，但一次也没有做成；各终端从那以后一直留着已送达的内容" if begun else "还没有备份过"
        raise Fault("no_backup", found, "运行 kiosk backup --to 文件，每天一次；文件放到另一块磁盘上")
    return f"最近一次在 {at}"


def _chain(machine: Machine) -> str:
    check_chains(machine.journal)
    return "完整"


def _pending(machine: Machine) -> str:
    outbox = machine.journal.outbox
    plans = [outbox.retry(name) for name in ("push", "pull", "blobs")]
    paused = next((plan.paused for plan in plans if plan.paused), "")
    if paused:
        raise Fault(paused, "平台拒绝了这台机器，暂停往来", "在平台上查看 kiosk devices，重新登记本机")
    return f"{outbox.count()} 条待确认，{len(machine.journal.blobs.to_send())} 份文件待传"


def _voice(machine: Machine) -> str:
    """The clips, and the device: a moment of silence is played on it."""
    found = voice_of(machine.settings.voice).check()
    AlsaSpeaker(machine.settings.sound_card).play(SILENCE)
    return found


def _upstream(machine: Machine) -> str:
    link = machine.link()
    try:
        health = link.health()
    finally:
        link.close()
    return f"{health.role} {health.version}，时间 {health.server_time}"


def _known(machine: Machine) -> str:
    _asked(machine)
    return "平台认识这台机器"


def _clock(machine: Machine) -> str:
    """The house goes by the clock above; but other programs go by this one, and so does the house without a line."""
    gap = parse_iso(_asked(machine).server_time) - machine.clock.now()
    if abs(gap) <= SKEW:
        return "和上级一致"
    mend = "校准本机时间，换主板电池，打开网络对时；连着上级时按上级的时间办理，不受影响"
    raise Fault("clock_off", f"比上级{'慢' if gap > timedelta() else '快'} {_long(abs(gap))}", mend)


def _long(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} 天"
    return f"{minutes // 60} 小时 {minutes % 60} 分" if minutes >= 60 else f"{minutes} 分"


def _asked(machine: Machine) -> Page:
    """What the upstream answers to a question that only machines it knows may ask."""
    link = machine.link()
    try:
        return link.page(machine.identity.partition, 0, 1)
    finally:
        link.close()
