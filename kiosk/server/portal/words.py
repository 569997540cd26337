"""How facts are put into words on the pages: filters for the templates."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.clock import parse_iso
from kiosk.domain.catalogue import Fee, Period

FORMS = {"paper": "纸质", "electronic": "电子", "either": "纸质或电子"}
AUDIENCES = {
    "natural": "个人",
    "enterprise": "企业",
    "institution": "事业单位",
    "social": "社会组织",
    "unincorporated": "个体工商户和非法人企业",
    "organ": "行政机关",
    "other": "其他组织",
}
HOUR = "%H:%M"


def moment(at: str, zone: ZoneInfo) -> str:
    """An ISO 8601 time as the hall's clock showed it: 2026年3月5日 09:30."""
    local = parse_iso(at).astimezone(zone)
    return f"{day(local.date())} {local:{HOUR}}"


def clock(at: str, zone: ZoneInfo) -> str:
    """The time of day alone, to the second: 09:30:05."""
    return f"{parse_iso(at).astimezone(zone):%H:%M:%S}"


def weekday(on: str) -> str:
    """11月23日 周一, of a day or a moment in hall time."""
    known = date.fromisoformat(on[:10])
    return f"{known.month}月{known.day}日 周{'一二三四五六日'[known.weekday()]}"


def span(start: str, minutes: int) -> str:
    """09:00—09:30, of a moment in hall time."""
    begins = datetime.fromisoformat(start)
    return f"{begins:{HOUR}}—{begins + timedelta(minutes=minutes):{HOUR}}"


def later(start: str, minutes: int) -> str:
    """The time of day so long after a moment in hall time."""
    return f"{datetime.fromisoformat(start) + timedelta(minutes=minutes):{HOUR}}"


def day(on: date | str) -> str:
    """A day in words; text that is no day stays as it is."""
    try:
        known = date.fromisoformat(on[:10]) if isinstance(on, str) else on
    except ValueError:
        return str(on)
    return f"{known.year}年{known.month}月{known.day}日"


def days(period: Period) -> str:
    """The unit of a period that is not done at once."""
    return "个工作日" if period.unit == "working" else "天"


def audience(target: str) -> str:
    """Whom an item is for; a word that is not in the list stays as it came."""
    return AUDIENCES.get(target, target)


def yuan(fee: Fee) -> str:
    """An amount in fen as a figure in yuan, without needless zeros."""
    return f"{fee.amount / 100:.2f}".removesuffix(".00")


def size(count: int) -> str:
    """Bytes as people read them."""
    return f"{count / (1 << 20):.1f}".removesuffix(".0") + " MB" if count >= 1 << 20 else f"{max(1, count >> 10)} KB"
