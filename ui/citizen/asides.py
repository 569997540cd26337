"""Cards that the terminal itself lays over whatever screen is open."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from kiosk.errors import Fault
from ui.citizen.overlay import Overlay, nothing
from ui.tasks import Trouble
from ui.texts import t
from ui.theme import Theme
from ui.widgets.labels import label


def offer_help(theme: Theme, over: QWidget) -> None:
    """Where to find a person; what was filled in stays."""
    words = t("请到大厅咨询台，或向身边的工作人员招手。您填写的内容会留在这里。")
    card = Overlay(theme, over, t("需要帮忙？"), words)
    card.key(t("知道了，继续办"), nothing, "primary")
    card.open()


def ask_to_leave(theme: Theme, over: QWidget, leave: Callable[[], object]) -> None:
    """Leaving before handing in wipes everything: `leave` is done only once somebody says so."""
    words = t("还没有提交。退出后，填写的内容和加进来的材料都会从本机清除。")
    card = Overlay(theme, over, t("要退出吗？"), words)
    card.key(t("清除并退出"), leave, "danger")
    card.key(t("继续办"), nothing, "primary")
    card.open()


def say_out_of_service(theme: Theme, over: QWidget, trouble: Trouble, again: Callable[[], object]) -> None:
    """The machine itself does not open: said over everything, instead of doors that lead nowhere."""
    mend = trouble.mend if isinstance(trouble, Fault) else ""
    card = Overlay(theme, over, t("本机暂停服务"), t("请到窗口办理，或请工作人员来看一下。"))
    card.card.add(label("\n".join(filter(None, [trouble.message, mend])), "note"))
    card.key(t("再试一次"), again, "primary")
    card.open()
