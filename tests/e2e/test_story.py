"""`dev.py run` without a display: the whole story by touch and key, its pictures and papers left where it says."""

import os
import subprocess
import sys
from pathlib import Path

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.support.hall import ROOT

TOLD = ("线断了", "已交件", "线通了", "一次告知补正", "手机上补交了", "窗口受理了", "自助机和门户说的一样")
SCREENS = ("home", "find", "guide", "identify", "form-1", "form-8", "materials", "review", "signature", "done")
WINDOW = ("window-case", "window-notice", "window-returned", "window-supplemented", "window-accepted")


def test_the_story_plays_by_touch_and_key(tmp_path: Path) -> None:
    unseen = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "ui.story", str(tmp_path / "run")]
    told = subprocess.run(command, cwd=ROOT, env=unseen, capture_output=True, text=True, timeout=170, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stderr == ""
    for words in TOLD:
        assert words in told.stdout
    album = tmp_path / "run" / "album"
    assert str(album) in told.stdout
    for name in (*SCREENS, "done-confirmed", "progress", *WINDOW):
        assert picture(album, name).width >= 1080
    number = told.stdout.partition("回执编号 ")[2].partition("，")[0]
    assert number in paper(album, "收取材料凭证")
    assert "公共场所卫生管理制度" in paper(album, "补正材料一次告知书")
    assert "受理通知书" in paper(album, "受理通知书").replace(" ", "")
    code = zxingcpp.read_barcode(picture(album, "done"))
    assert code is not None
    assert code.text.startswith("http://127.0.0.1")


def picture(album: Path, name: str) -> Image.Image:
    (found,) = album.glob(f"[0-9][0-9]-{name}.png")
    with Image.open(found) as opened:
        return opened.copy()


def paper(album: Path, name: str) -> str:
    (found,) = album.glob(f"[0-9][0-9]-{name}.pdf")
    return "".join(page.extract_text() for page in PdfReader(found).pages)
