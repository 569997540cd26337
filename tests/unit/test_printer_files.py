"""The printer that is a folder, and what a status means."""

from pathlib import Path

import pytest

from kiosk.devices.printer import FilePrinter, Printer, Status
from kiosk.errors import Fault


def test_every_job_is_a_numbered_file(tmp_path: Path) -> None:
    printer: Printer = FilePrinter(tmp_path / "out")
    FilePrinter(tmp_path / "out").print(b"one")
    printer.print(b"two")
    assert [(file.name, file.read_bytes()) for file in sorted((tmp_path / "out").iterdir())] == [
        ("000001.escpos", b"one"),
        ("000002.escpos", b"two"),
    ]
    assert printer.status() == Status()


def test_a_folder_that_cannot_be_written_is_a_fault_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(Fault) as caught:
        FilePrinter(tmp_path / "out").print(b"job")
    assert caught.value.code == "printer_folder"
    assert str(tmp_path) in caught.value.mend


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status(online=False, cover_open=True, paper_out=True), "cover_open"),
        (Status(online=False, paper_out=True), "paper_out"),
        (Status(online=False), "printer_unreachable"),
    ],
)
def test_what_keeps_a_printer_from_printing_has_a_name_and_a_mend(status: Status, code: str) -> None:
    with pytest.raises(Fault) as caught:
        status.require_ready()
    assert caught.value.code == code
    assert "没有丢失" in caught.value.message
    assert caught.value.mend


def test_little_paper_is_still_paper() -> None:
    Status(paper_low=True).require_ready()
