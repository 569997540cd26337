"""What one should know before starting."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.catalogue import Guide, Period
from ui.texts import t

TARGETS: Mapping[str, str] = {
    "natural": "个人",
    "enterprise": "企业",
    "institution": "事业单位",
    "social": "社会组织",
    "unincorporated": "个体工商户和非法人企业",
    "government": "行政机关",
    "other": "其他组织",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the four facts."""

    what: str
    figure: str
    unit: str


def figures(guide: Guide) -> tuple[Figure, ...]:
    """Days, visits, fee, materials."""
    days = guide.promised.days
    required = sum(material.required for material in guide.materials)
    return (
        Figure(t("多久办好"), str(days) if days else t("当场"), _unit(guide.promised) if days else t("办好")),
        Figure(t("要来几次"), str(guide.visits), t("次")),
        _fee(guide),
        Figure(t("必交材料"), str(required), t("样")),
    )


def target_words(guide: Guide) -> str:
    """Who may apply."""
    return "、".join(t(TARGETS.get(each, each)) for each in guide.target)


def statutory_words(guide: Guide) -> str:
    """What the law allows and what the hall promises."""
    if not guide.promised.days:
        return t("当场办结")
    law, promise = _unit(guide.statutory), _unit(guide.promised)
    return t(
        "法律规定 {law_days} {law}，本区承诺 {days} {promise}",
        law_days=guide.statutory.days,
        law=law,
        days=guide.promised.days,
        promise=promise,
    )


def minutes(guide: Guide, pages: int) -> int:
    """About how long filling in takes: a minute a group, one for the identity, one a material, one to check."""
    return pages + 2 + sum(material.required for material in guide.materials)


def _unit(period: Period) -> str:
    return t("个工作日") if period.unit == "working" else t("天")


def _fee(guide: Guide) -> Figure:
    if not guide.fee.charged:
        return Figure(t("收费"), "0", t("元"))
    if not guide.fee.amount:
        return Figure(t("收费"), t("按标准"), "")
    yuan = f"{guide.fee.amount / 100:.2f}".removesuffix(".00")
    return Figure(t("收费"), yuan, t("元"))
