"""The portal's pages by HTTP: what is kept, what is refused, what every answer carries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kiosk.clock import SystemClock
from kiosk.domain.bodies import Lacking
from kiosk.domain.catalogue import Guide, Item
from kiosk.domain.entry import digest
from kiosk.domain.form import shown_groups
from kiosk.domain.schema import value_at
from kiosk.errors import Fault
from kiosk.ids import SystemRandomness
from kiosk.server.portal.guard import CHUNK
from kiosk.server.portal.routes import routes
from tests.support.guards import ExpectLog
from tests.support.portal_desk import HYGIENE, FakePortalDesk, NoHall, no_news, run_here, sample_items
from tests.support.scans import photo_bytes

FORM = f"/apply/{HYGIENE}/form"
BAD_ID = {"/applicant/name": "张伟", "/applicant/id_kind": "resident_id", "/applicant/id_number": "11010519491231002A"}


@dataclass
class Citizen:
    """A browser without scripts, and the platform behind the portal."""

    desk: FakePortalDesk
    client: TestClient

    @property
    def guide(self) -> Guide:
        guide = self.desk.items[HYGIENE].guide
        assert guide is not None
        return guide

    def get(self, path: str) -> Response:
        return self.client.get(path)

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.get("/progress").text)
        assert found
        return found[1]

    def post(self, path: str, data: dict[str, Any], **more: Any) -> Response:
        return self.client.post(path, data={"csrf": self.csrf(), **data}, **more)

    def answer(self, group: str, given: dict[str, Any], **more: Any) -> Response:
        """Fill in a page as a browser would: every field on the page is asked."""
        return self.post(f"{FORM}/{group}", {**given, "asked": list(more.pop("asked", given))}, **more)

    def fill_in(self, form: dict[str, Any] | None = None) -> None:
        form = form or dict(self.guide.example)
        for group in shown_groups(self.guide, form):
            given = {field.at: _travelling(value_at(form, field.at)) for field in group.fields}
            answer = self.answer(group.id, given, follow_redirects=False)
            assert answer.status_code == 303, f"{group.id}: {answer.text}"

    def bring(self, material: str, data: bytes = b"", name: str = "scan.png") -> Response:
        files = {"file": (name, data or photo_bytes(material))}
        return self.post(f"/apply/{HYGIENE}/materials/{material}", {}, files=files)

    def ready(self) -> None:
        self.fill_in()
        for material in ("M1", "M2", "M3"):
            assert self.bring(material).status_code == 200

    def hand_in(self) -> Response:
        return self.post(f"/apply/{HYGIENE}/hand-in", {"agreed": "yes"})

    def token(self) -> str:
        self.ready()
        return str(self.hand_in().url).split("/")[4]


def _travelling(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    return sample_items()


@pytest.fixture
def citizen(items: dict[str, Item]) -> Iterator[Citizen]:
    desk = FakePortalDesk(items)
    app = Starlette(routes=routes(desk, NoHall(), no_news, run_here, SystemClock(), SystemRandomness(), b"s" * 32))
    with TestClient(app) as client:
        yield Citizen(desk, client)


class TestFinding:
    def test_initials_find_the_item(self, citizen: Citizen) -> None:
        assert "公共场所卫生许可新办审批（县级）" in citizen.get("/items?q=ggcswsxk").text

    def test_nothing_found_says_what_to_try(self, citizen: Citizen) -> None:
        assert "换一个词" in citizen.get("/items?q=zzzzzz").text

    def test_a_department_lists_its_items(self, citizen: Citizen) -> None:
        name, count = citizen.desk.departments()[0]
        assert citizen.client.get("/items", params={"department": name}).text.count("<li><a") == count

    def test_what_was_typed_is_text_and_never_markup(self, citizen: Citizen) -> None:
        text = citizen.client.get("/items", params={"q": '"><script>alert(1)</script>'}).text
        assert "<script>alert" not in text

    def test_every_guide_can_be_read(self, citizen: Citizen) -> None:
        for item in citizen.desk.items.values():
            if item.guide:
                text = citizen.get(f"/items/{item.code}").text
                assert all(material.standard in text for material in item.guide.materials)

    def test_an_item_without_a_guide_says_where_to_go(self, citizen: Citizen) -> None:
        code = next(item.code for item in citizen.desk.items.values() if not item.fillable)
        assert "请到政务服务大厅" in citizen.get(f"/items/{code}").text
        assert citizen.get(f"/apply/{code}").status_code == 409

    def test_reading_sets_no_cookie(self, citizen: Citizen) -> None:
        for path in ("/", "/items?q=许可", f"/items/{HYGIENE}"):
            assert "set-cookie" not in citizen.get(path).headers


class TestFilling:
    def test_every_sample_item_can_be_filled_in(self, citizen: Citizen) -> None:
        for item in citizen.desk.items.values():
            for group in shown_groups(item.guide, item.guide.example) if item.guide else ():
                page = citizen.get(f"/apply/{item.code}/form/{group.id}")
                assert page.status_code == 200

    def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(self, citizen: Citizen) -> None:
        page = citizen.answer("applicant", {**BAD_ID, "/applicant/mobile": "13800013801"})
        assert page.status_code == 422
        assert page.text.count('class="problem"') == 1
        assert "证件号码" in page.text.split('class="problem"')[1][:80]
        again = citizen.get(f"{FORM}/applicant").text
        assert 'value="11010519491231002A"' in again
        assert 'value="张伟"' in again

    def test_what_cannot_be_a_number_stays_as_typed(self, citizen: Citizen) -> None:
        page = citizen.answer("place", {"/place_kind": "hotel", "/area": "八百"})
        assert page.status_code == 422
        assert 'value="八百"' in page.text

    def test_full_width_digits_are_a_number(self, citizen: Citizen) -> None:
        citizen.fill_in()
        example = {at: value_at(citizen.guide.example, at) for at in ("/place_kind", "/place_name", "/place_address")}
        page = citizen.answer("place", {**example, "/area": "８６０"}, follow_redirects=False)
        assert page.status_code == 303

    @pytest.mark.parametrize("mark", ["\x07", "\u202e", "\u200b"])
    def test_marks_that_hide_or_turn_are_refused(self, citizen: Citizen, mark: str) -> None:
        page = citizen.answer("applicant", {**BAD_ID, "/applicant/name": f"张{mark}伟"})
        assert "姓名" in page.text.split('class="problem"')[1][:80]

    def test_rare_characters_come_back_as_themselves(self, citizen: Citizen) -> None:
        page = citizen.answer("applicant", {"/applicant/name": "㛃𬱖䶮𫖯"})
        assert 'value="㛃𬱖䶮𫖯"' in page.text

    def test_ten_megabytes_of_text_are_refused_and_what_was_saved_stays(self, citizen: Citizen) -> None:
        citizen.answer("applicant", BAD_ID)
        page = citizen.answer("applicant", {"/applicant/name": "长" * (10 << 20)})
        assert page.status_code == 413
        assert "之前保存的都还在" in page.text
        assert 'value="张伟"' in citizen.get(f"{FORM}/applicant").text

    def test_a_choice_that_asks_for_more_shows_it_before_it_complains(self, citizen: Citizen) -> None:
        citizen.fill_in()
        page = citizen.answer("facilities", {"/central_air": "yes", "/second_water": "no"})
        assert page.status_code == 200
        assert "还有几项要填" in page.text
        assert 'class="problem"' not in page.text

    def test_a_choice_on_an_earlier_page_changes_a_later_one(self, citizen: Citizen) -> None:
        citizen.fill_in()
        assert "客房数" in citizen.get(f"{FORM}/scale").text
        example = {at: value_at(citizen.guide.example, at) for at in ("/place_name", "/place_address", "/area")}
        citizen.answer("place", {**example, "/place_kind": "pool"})
        scale = citizen.get(f"{FORM}/scale").text
        assert "客房数" not in scale
        assert "水面面积" in scale

    def test_an_answer_that_is_not_asked_any_more_is_not_handed_in(self, citizen: Citizen) -> None:
        citizen.ready()
        citizen.answer("delivery", {"/delivery": "mail", "/mail_address": "滨江路", "/mail_mobile": "13800013801"})
        citizen.answer("delivery", {"/delivery": "window"})
        citizen.hand_in()
        assert next(iter(citizen.desk.cases.values())).form == citizen.guide.example

    def test_a_draft_survives_a_restart_of_the_server(self, citizen: Citizen) -> None:
        citizen.answer("applicant", BAD_ID)
        app = Starlette(
            routes=routes(citizen.desk, NoHall(), no_news, run_here, SystemClock(), SystemRandomness(), b"s" * 32)
        )
        with TestClient(app, cookies=dict(citizen.client.cookies)) as client:
            assert 'value="张伟"' in client.get(f"{FORM}/applicant").text

    def test_another_browser_sees_nothing(self, citizen: Citizen) -> None:
        citizen.answer("applicant", BAD_ID)
        citizen.client.cookies.clear()
        assert "张伟" not in citizen.get(f"{FORM}/applicant").text

    def test_forgetting_leaves_no_draft(self, citizen: Citizen) -> None:
        citizen.answer("applicant", BAD_ID)
        citizen.post(f"/apply/{HYGIENE}/forget", {})
        assert citizen.desk.drafts == {}


class TestHandingIn:
    def test_the_case_holds_what_was_entered(self, citizen: Citizen) -> None:
        citizen.ready()
        page = citizen.hand_in()
        assert "已经提交" in page.text
        case = next(iter(citizen.desk.cases.values()))
        assert case.form == citizen.guide.example
        assert [file.material for file in case.attachments] == ["M1", "M2", "M3"]

    def test_pressed_twice_is_one_case_and_one_receipt(self, citizen: Citizen) -> None:
        citizen.ready()
        first, second = citizen.hand_in(), citizen.hand_in()
        assert first.url == second.url
        assert len(citizen.desk.cases) == 1

    def test_no_personal_data_stays_in_the_draft(self, citizen: Citizen) -> None:
        citizen.token()
        assert not [draft for draft in citizen.desk.drafts.values() if "张㛃".encode() in draft]

    def test_afterwards_the_form_begins_empty(self, citizen: Citizen) -> None:
        citizen.token()
        assert "张㛃" not in citizen.get(f"/apply/{HYGIENE}").text
        citizen.ready()
        citizen.hand_in()
        assert len(citizen.desk.cases) == 2

    def test_without_the_promise_it_is_not_handed_in(self, citizen: Citizen) -> None:
        citizen.ready()
        page = citizen.post(f"/apply/{HYGIENE}/hand-in", {})
        assert page.status_code == 422
        assert "请先勾选" in page.text
        assert not citizen.desk.cases

    def test_without_a_material_it_is_not_handed_in(self, citizen: Citizen) -> None:
        citizen.fill_in()
        page = citizen.hand_in()
        assert page.status_code == 422
        assert "还没有上传：公共场所卫生检测或者评价报告" in page.text
        assert not citizen.desk.cases

    def test_a_full_disk_is_told_before_anything_is_promised(self, citizen: Citizen, expect_log: ExpectLog) -> None:
        expect_log("disk_full")
        citizen.ready()
        citizen.desk.broken = Fault("disk_full", "平台暂时不能收件", "清理磁盘")
        page = citizen.hand_in()
        assert page.status_code == 503
        assert "都还在" in page.text
        assert "清理磁盘" not in page.text
        citizen.desk.broken = None
        assert "已经提交" in citizen.hand_in().text


class TestFiles:
    @pytest.mark.parametrize(
        ("data", "name", "words"),
        [
            (b"%PDF-1.7 cut", "cut.pdf", "不完整或已损坏"),
            (b"MZ", "picture.jpg", "不是 PDF 或图片"),
            (b"\x89PNG\r\n\x1a\n", "a.png", "不完整或已损坏"),
        ],
    )
    def test_a_bad_file_is_refused_beside_its_material(
        self, citizen: Citizen, data: bytes, name: str, words: str
    ) -> None:
        citizen.fill_in()
        page = citizen.bring("M1", data, name)
        assert page.status_code == 422
        assert words in page.text.split('id="material-M1"')[1].split("</li>")[0]

    def test_no_file_chosen_is_said(self, citizen: Citizen) -> None:
        citizen.fill_in()
        page = citizen.post(f"/apply/{HYGIENE}/materials/M1", {}, files={"file": ("", b"")})
        assert "还没有选择文件" in page.text

    def test_a_file_of_200_mb_is_refused_with_a_page(self, citizen: Citizen) -> None:
        citizen.fill_in()
        page = citizen.bring("M1", b"%PDF-" + bytes(200 << 20), "huge.pdf")
        assert page.status_code == 413
        assert "20 MB" in page.text

    def test_a_chunked_file_goes_on_where_it_stopped(self, citizen: Citizen) -> None:
        citizen.fill_in()
        data = photo_bytes("M1", 2 * CHUNK + 5)
        url, csrf = f"/upload/{digest(data)}", citizen.csrf()
        sent = [citizen.client.patch(url, content=data[:CHUNK], headers=_at(csrf, 0, data))]
        assert citizen.client.head(url, headers={"X-CSRF": csrf}).headers["Upload-Offset"] == str(CHUNK)
        wrong = citizen.client.patch(url, content=data[:CHUNK], headers=_at(csrf, 0, data))
        assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, str(CHUNK))
        rest = [CHUNK, 2 * CHUNK]
        sent += [citizen.client.patch(url, content=data[at : at + CHUNK], headers=_at(csrf, at, data)) for at in rest]
        assert [each.status_code for each in sent] == [204, 204, 204]
        page = citizen.post(f"/apply/{HYGIENE}/materials/M1", {"blob": digest(data), "name": "../../plan.png"})
        assert "plan.png" in page.text
        assert ".." not in page.text.split('class="file"')[1][:40]

    def test_an_unfinished_upload_is_no_material(self, citizen: Citizen) -> None:
        citizen.fill_in()
        page = citizen.post(f"/apply/{HYGIENE}/materials/M1", {"blob": "sha256:" + "0" * 64, "name": "a.png"})
        assert page.status_code == 422
        assert "还没有传完" in page.text

    def test_a_stranger_may_not_upload(self, citizen: Citizen) -> None:
        answer = citizen.client.patch("/upload/sha256:" + "0" * 64, content=b"x", headers=_at("", 0, b"x"))
        assert answer.status_code == 403
        assert not citizen.desk.blobs


class TestFollowing:
    def test_a_withdrawal_needs_confirming(self, citizen: Citizen) -> None:
        token = citizen.token()
        assert "要撤回这份申请吗" in citizen.get(f"/r/{token}/withdraw").text
        assert citizen.desk.progress(token).state == "submitted"
        page = citizen.post(f"/r/{token}/withdraw", {"reason": "不办了"})
        assert "已撤回" in page.text

    def test_pressed_again_after_a_broken_line_it_is_done_already(self, citizen: Citizen) -> None:
        token = citizen.token()
        citizen.desk.return_for(token, Lacking("/rooms", "客房数（间）", "应为整数"))
        twice = [citizen.post(f"/r/{token}/supplement", {"/rooms": "32"}) for _ in range(2)]
        assert [page.status_code for page in twice] == [200, 200]
        twice = [citizen.post(f"/r/{token}/withdraw", {}) for _ in range(2)]
        assert [page.status_code for page in twice] == [200, 200]
        titles = [line.title for line in citizen.desk.progress(token).lines]
        assert titles == ["提交申请", "一次性告知补正", "补交材料", "撤回申请"]

    def test_withdrawn_too_late_says_why(self, citizen: Citizen) -> None:
        token = citizen.token()
        citizen.desk.accept(token)
        page = citizen.post(f"/r/{token}/withdraw", {})
        assert page.status_code == 422
        assert "已受理，正在办理" in page.text

    def test_a_supplement_must_bring_what_the_notice_names(self, citizen: Citizen) -> None:
        token = citizen.token()
        lacking = (Lacking("M2", "检测报告", "一年以内"), Lacking("/rooms", "客房数（间）", "应为整数"))
        citizen.desk.return_for(token, *lacking)
        short = citizen.post(f"/r/{token}/supplement", {"remark": "这是我的说明"})
        assert short.status_code == 422
        assert "这是我的说明" in short.text
        files = {"file": ("report.png", photo_bytes("report"))}
        citizen.post(f"/r/{token}/materials/M2", {}, files=files)
        done = citizen.post(f"/r/{token}/supplement", {"/rooms": "32", "remark": "已重测"})
        assert "已补交材料，等待受理" in done.text
        step = citizen.desk.progress(token).lines[-1]
        assert step.detail == "客房数（间）：32\n已重测"

    def test_the_receipt_can_be_kept(self, citizen: Citizen) -> None:
        token = citizen.token()
        assert "<svg" in citizen.get(f"/r/{token}/receipt").text
        pdf = citizen.get(f"/r/{token}/receipt.pdf")
        assert pdf.headers["content-disposition"].startswith("attachment")

    def test_the_number_alone_is_asked_for_ten_times_a_minute(self, citizen: Citizen) -> None:
        token = citizen.token()
        number = citizen.desk.progress(token).receipt
        answers = [citizen.post("/progress", {"receipt": number}) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [200] * 10 + [429]
        assert "/withdraw" not in answers[0].text

    def test_an_unknown_token_opens_nothing(self, citizen: Citizen) -> None:
        for path in ("/r/abc", "/r/abc/receipt", "/r/abc/receipt.pdf", "/r/abc/withdraw", "/r/abc/supplement"):
            assert citizen.get(path).status_code == 404


class TestGuard:
    def test_a_bug_shows_a_page_and_no_traceback(self, items: dict[str, Item], monkeypatch: pytest.MonkeyPatch) -> None:
        desk = FakePortalDesk(items)
        monkeypatch.setattr(desk, "departments", lambda: 1 // 0)
        app = Starlette(routes=routes(desk, NoHall(), no_news, run_here, SystemClock(), SystemRandomness(), b"s" * 32))
        with TestClient(app, raise_server_exceptions=False) as client:
            page = client.get("/")
        assert page.status_code == 500
        assert "请返回上一页再试一次" in page.text
        assert "division" not in page.text
        assert page.headers["x-content-type-options"] == "nosniff"

    def test_every_answer_is_armoured(self, citizen: Citizen) -> None:
        for path in ("/", "/nowhere", f"{FORM}/applicant", "/r/abc", "/progress"):
            headers = citizen.get(path).headers
            assert "script-src 'self'" in headers["content-security-policy"]
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cache-control"] == "no-store"

    def test_nothing_is_scripted_or_styled_inline(self, citizen: Citizen) -> None:
        token = citizen.token()
        for path in ("/", f"/items/{HYGIENE}", f"{FORM}/applicant", f"/r/{token}/receipt", f"/r/{token}"):
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", citizen.get(path).text)

    def test_a_form_from_elsewhere_is_refused(self, citizen: Citizen) -> None:
        token = citizen.token()
        for path in (f"/r/{token}/withdraw", f"/apply/{HYGIENE}/hand-in", f"{FORM}/applicant", "/drop/x", "/progress"):
            assert citizen.client.post(path, data={"csrf": "0" * 64}).status_code == 403
        assert citizen.desk.progress(token).state == "submitted"

    def test_the_cookie_is_out_of_reach(self, citizen: Citizen) -> None:
        cookie = citizen.get("/progress").headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert re.match(r"visit=[0-9a-f]{32};", cookie)

    def test_a_body_that_is_no_form_is_answered(self, citizen: Citizen, expect_log: ExpectLog) -> None:
        expect_log("python_multipart")
        headers = {"content-type": "multipart/form-data; boundary=x"}
        assert citizen.client.post("/progress", content=b"rubbish", headers=headers).status_code == 400


def _at(csrf: str, offset: int, data: bytes) -> dict[str, str]:
    return {"X-CSRF": csrf, "Upload-Offset": str(offset), "Upload-Length": str(len(data))}
