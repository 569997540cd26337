"""A case and its item, made up, as the papers' tests need them."""

from datetime import date, datetime, timedelta, timezone

from kiosk.domain.bodies import Attachment
from kiosk.domain.case import CaseState, CaseStep
from kiosk.domain.catalogue import Fee, Guide, Item, Material, Outcome, Period
from kiosk.papers.documents import HandedIn, Letterhead

HALL_TIME = timezone(timedelta(hours=8))
NAMES = "㛃𬱖䶮𫖯"
ID = "11010519491231002X"
MOBILE = "13800013801"
QR = "https://zwfw.example.gov.cn/r/" + "AbCdEfGhIj-_" * 13 + "abcdefg"
HEAD = Letterhead("广安区政务服务大厅", "511602", "广安区卫生健康局", "0826-0000100", "广安市广安区滨江路一段1号")


def material(code: str, name: str) -> Material:
    return Material(code, name, "either", 1, "申请人自备", True, f"{name}应当清晰")


GUIDE = Guide(
    target=("enterprise",),
    conditions=(),
    materials=(material("M1", "平面布局图"), material("M2", "卫生检测报告"), material("M3", "卫生管理制度")),
    steps=(),
    statutory=Period(20, "working"),
    promised=Period(5, "working"),
    handling="承诺",
    fee=Fee(charged=False, amount=0, basis=""),
    result=Outcome("卫生许可证", "证照", "四年"),
    hall="广安区政务服务大厅",
    window="2号窗口",
    visits=1,
    law=("《公共场所卫生管理条例》第四条", "《公共场所卫生管理条例实施细则》第二十二条"),
    phone="0826-0000102",
    form_version=1,
    also_valid=(),
    schema={},
    layout=(),
    example={},
)
ITEM = Item("511A0015500009", "公共场所卫生许可新办审批（县级）", "区卫生健康局", "1151", "", "01", "511602", GUIDE)
PERSON = {"name": NAMES, "id_kind": "resident_id", "id_number": ID, "mobile": MOBILE}
COMPANY = {"name": "广安区㛃悦宾馆", "uscc": "92511602MA0001018J"}
FILES = (
    Attachment("M1", "b1", "张㛃的图.pdf", "application/pdf", 1_234_567),
    Attachment("M2", "b2", "a.pdf", "application/pdf", 400_000),
    Attachment("M2", "b3", "b.jpg", "image/jpeg", 500_000),
    Attachment("M9", "b4", "c.jpg", "image/jpeg", 100),
)
CASE = CaseState(
    case="0198c0de-0000-7000-8000-000000000001",
    receipt="7K3QD-M2XA9",
    state="submitted",
    item=ITEM.code,
    form={"applicant": PERSON},
    attachments=FILES,
    due="2026-12-10",
    number="广区卫受字〔2026〕第00012号",
    steps=(CaseStep("case.submitted", "2026-11-22T06:05:00.000Z", None, ""),),
)
APPLIED, ON = date(2026, 11, 22), date(2026, 11, 24)
HANDED = HandedIn(datetime(2026, 11, 22, 14, 5, tzinfo=HALL_TIME), QR, date(2026, 11, 27), {"b1": 3, "b2": 12})
