"""The papers of a hall: every field that domain.md asks for, as it can be copied out of the PDF again."""

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from kiosk.domain.bodies import Accepted, Lacking, Rejected, Returned
from kiosk.domain.case import CaseStep
from kiosk.domain.catalogue import Period
from kiosk.domain.person import mask_id
from kiosk.errors import Refused
from kiosk.papers import pdf, thermal
from kiosk.papers.documents import acceptance_notice, receipt_for_materials, rejection_notice, supplement_notice
from kiosk.papers.documents.shared import minute, period, size
from kiosk.papers.fonts import FontStack
from kiosk.papers.paper import Fact, Listing, Paper, Paragraph
from tests.unit.papers_sample import (
    APPLIED,
    CASE,
    COMPANY,
    FILES,
    GUIDE,
    HANDED,
    HEAD,
    ID,
    ITEM,
    MOBILE,
    NAMES,
    ON,
    PERSON,
    QR,
)

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
LACKING = (
    Lacking("M2", "卫生检测报告", "加盖CMA章；每一页都清晰", "第3页看不清"),
    Lacking("M3", "卫生管理制度", "写明责任人姓名"),
)
ACCEPTED = Accepted("李明", "0826-0000103")
RETURNED = Returned(LACKING, "李明")
REJECTED = Rejected("经营场所不在本区", "李明", "前锋区卫生健康局")


@pytest.fixture(scope="module")
def fonts() -> FontStack:
    return FontStack.load(FONTS)


def facts(paper: Paper) -> dict[str, str]:
    return {block.label: block.value for block in paper.blocks if isinstance(block, Fact)}


def paragraphs(paper: Paper) -> str:
    return "".join(block.text for block in paper.blocks if isinstance(block, Paragraph))


def words(paper: Paper, fonts: FontStack) -> str:
    """All the text of the PDF, without spaces and line ends."""
    reader = PdfReader(BytesIO(pdf.render(paper, fonts)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def notices() -> dict[str, Paper]:
    return {
        "受理通知书": acceptance_notice(HEAD, ITEM, CASE, ACCEPTED, APPLIED, ON),
        "补正材料一次告知书": supplement_notice(HEAD, ITEM, CASE, RETURNED, APPLIED, ON, "广区卫补字〔2026〕第7号", QR),
        "不予受理通知书": rejection_notice(HEAD, ITEM, CASE, REJECTED, APPLIED, ON, "广区卫不受字〔2026〕第1号"),
    }


def test_the_receipt_says_exactly_this() -> None:
    paper = receipt_for_materials(HEAD, ITEM, CASE, HANDED)
    assert (paper.issuer, paper.title, paper.number, paper.first) == (
        HEAD.hall_name,
        "收取材料凭证",
        "7K3QD-M2XA9",
        "number",
    )
    assert facts(paper) == {
        "事项": ITEM.name,
        "申请人": "㛃*",
        "证件": "居民身份证 " + mask_id(ID),
        "交件时间": "2026年11月22日 14:05",
        "办理部门": HEAD.authority,
        "咨询电话": HEAD.phone,
        "大厅地址": HEAD.address,
    }
    (listing,) = (block for block in paper.blocks if isinstance(block, Listing))
    assert [(row.name, row.detail) for row in listing.rows] == [
        ("平面布局图", "3页，1.2 MB"),
        ("卫生检测报告", "12页，2个文件，879 KB"),
        ("M9", "1个文件，1 KB"),
    ]
    assert paragraphs(paper) == (
        "已安全保存在本机，会自动送到平台。"
        "2026年11月27日前告诉您是否受理；材料不齐的，一次说清要补什么。"
        "受理后5个工作日内办完。"
        "受理之前，可以随时撤回申请。"
    )


def test_the_receipt_says_so_once_the_platform_has_the_case() -> None:
    step = CaseStep("case.submitted", "2026-11-22T06:05:00.000Z", 17, "applied")
    assert "平台已收到" in paragraphs(receipt_for_materials(HEAD, ITEM, replace(CASE, steps=(step,)), HANDED))


def test_an_accepted_case_can_no_longer_be_withdrawn_and_the_receipt_does_not_say_so() -> None:
    assert "撤回申请。" not in paragraphs(receipt_for_materials(HEAD, ITEM, replace(CASE, state="accepted"), HANDED))


def test_a_masked_receipt_holds_nothing_of_the_person(fonts: FontStack) -> None:
    found = words(receipt_for_materials(HEAD, ITEM, CASE, HANDED), fonts)
    assert NAMES not in found
    assert ID not in found
    assert MOBILE not in found
    assert "张㛃的图" not in found


def test_the_full_receipt_holds_name_number_and_signature(fonts: FontStack) -> None:
    target = BytesIO()
    Image.new("1", (300, 100)).save(target, "PNG")
    handed = replace(HANDED, masked=False, signature=target.getvalue())
    found = words(receipt_for_materials(HEAD, ITEM, CASE, handed), fonts)
    assert NAMES in found
    assert ID in found
    assert "申请人签名" in found


def test_a_receipt_can_be_printed_after_the_form_was_forgotten(fonts: FontStack) -> None:
    paper = receipt_for_materials(HEAD, ITEM, replace(CASE, form={}, attachments=()), HANDED)
    assert "申请人" not in facts(paper)
    assert CASE.receipt in words(paper, fonts)


def test_a_company_stands_before_the_person_who_files_for_it() -> None:
    case = replace(CASE, form={"applicant": PERSON, "organisation": COMPANY})
    found = facts(acceptance_notice(HEAD, ITEM, case, ACCEPTED, APPLIED, ON))
    assert found["申请单位"] == COMPANY["name"]
    assert found["信用代码"] == COMPANY["uscc"]
    assert found["经办人"] == NAMES
    assert "贵单位" in paragraphs(acceptance_notice(HEAD, ITEM, case, ACCEPTED, APPLIED, ON))
    assert facts(receipt_for_materials(HEAD, ITEM, case, HANDED))["经办人"] == "㛃*"


@pytest.mark.parametrize("title", notices())
def test_every_notice_has_the_common_fields(title: str, fonts: FontStack) -> None:
    paper = notices()[title]
    found = words(paper, fonts)
    assert paper.title == title
    for part in (
        title,
        paper.number,
        HEAD.authority,
        NAMES,
        ID,
        MOBILE,
        ITEM.name,
        ITEM.code,
        CASE.receipt,
        "2026年11月22日",
        "承办人李明",
        "咨询电话0826",
        "广安区卫生健康局（印章）2026年11月24日",
        "签收人",
        "签收时间",
        "第1页共1页",
    ):
        assert part in found
    assert found.index(paper.number) < found.index(title)


def test_the_acceptance_notice_has_materials_basis_and_due_date(fonts: FontStack) -> None:
    found = words(notices()["受理通知书"], fonts)
    for part in (*GUIDE.law, "平面布局图", "卫生检测报告", "受理日期2026年11月24日", "办结期限2026年12月10日前"):
        assert part in found
    assert "暂定" not in found


def test_a_provisional_due_date_says_so() -> None:
    paper = acceptance_notice(HEAD, ITEM, replace(CASE, provisional=True), ACCEPTED, APPLIED, ON)
    assert facts(paper)["办结期限"] == "2026年12月10日前（暂定：该年放假安排公布后可能调整）"


def test_the_supplement_notice_names_each_material_with_its_standard(fonts: FontStack) -> None:
    found = words(notices()["补正材料一次告知书"], fonts)
    for part in (
        "需要补正的材料（共2项）",
        "卫生检测报告要求：加盖CMA章；每一页都清晰问题：第3页看不清",
        "卫生管理制度要求：写明责任人姓名",
        "第三十二条第一款第四项",
        "没有列出的材料，不用再交",
    ):
        assert part in found
    assert "平面布局图" not in found


def test_only_a_licence_is_returned_under_the_licence_law(fonts: FontStack) -> None:
    paper = supplement_notice(HEAD, replace(ITEM, type="20"), CASE, RETURNED, APPLIED, ON, "1")
    assert "行政许可法" not in words(paper, fonts)


def test_the_rejection_notice_has_reason_competent_body_and_remedies(fonts: FontStack) -> None:
    found = words(notices()["不予受理通知书"], fonts)
    for part in (REJECTED.reason, REJECTED.competent, "60日内", "行政复议", "6个月内", "人民法院", "提起行政诉讼"):
        assert part in found
    head = replace(HEAD, review="广安区人民政府", court="广安市广安区人民法院")
    named = words(rejection_notice(head, ITEM, CASE, REJECTED, APPLIED, ON, "1"), fonts)
    assert "向广安区人民政府申请行政复议" in named
    assert "向广安市广安区人民法院提起行政诉讼" in named


def test_a_notice_without_its_form_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        acceptance_notice(HEAD, ITEM, replace(CASE, form={}), ACCEPTED, APPLIED, ON)
    assert caught.value.code == "body_forgotten"


def test_rare_names_come_out_of_the_pdf_as_themselves(fonts: FontStack, tmp_path: Path) -> None:
    name = NAMES + "\U00020001\U0002ebe0"
    case = replace(CASE, form={"applicant": PERSON | {"name": name}})
    data = pdf.render(acceptance_notice(HEAD, ITEM, case, ACCEPTED, APPLIED, ON), fonts)
    file = tmp_path / "notice.pdf"
    file.write_bytes(data)
    poppler = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, timeout=60).stdout.decode()
    for text in (poppler, PdfReader(file).pages[0].extract_text()):
        assert name in text


@pytest.mark.parametrize("files", [FILES, FILES * 5])
def test_the_receipts_code_reads_from_both_papers(files: Any, fonts: FontStack, tmp_path: Path) -> None:
    paper = receipt_for_materials(HEAD, ITEM, replace(CASE, attachments=files), HANDED)
    assert _codes(thermal.draw(paper, fonts)) == [QR]
    file = tmp_path / "receipt.pdf"
    file.write_bytes(pdf.render(paper, fonts))
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(file), str(tmp_path / "page")], check=True, timeout=60)
    assert [code for page in sorted(tmp_path.glob("*.png")) for code in _codes(Image.open(page))] == [QR]


def _codes(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


def test_figures_are_written_as_people_read_them() -> None:
    assert [size(count) for count in (0, 1, 2048, 1_000_000, 1_048_576)] == ["1 KB", "1 KB", "2 KB", "977 KB", "1.0 MB"]
    assert [period(Period(0, "working")), period(Period(20, "natural"))] == ["当场", "20个自然日内"]
    assert minute(HANDED.at.replace(hour=9, minute=5)) == "2026年11月22日 9:05"
