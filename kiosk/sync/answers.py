"""What an upstream's answers mean, good and bad; every trouble is named."""

from collections.abc import Mapping

import msgspec
import requests

from kiosk.domain.dismissal import Dismissal
from kiosk.errors import Fault, Refused
from kiosk.wire import BlobState, Problem, Revoked

_MEND = "检查网线和平台地址；本机照常收件，线路恢复后自动补传"


class LinkTrouble(Fault):
    """The upstream cannot be used now. `status` is 0 without an answer; `retry_after` in seconds."""

    def __init__(
        self, code: str, message: str, status: int = 0, retry_after: float | None = None, mend: str = _MEND
    ) -> None:
        super().__init__(code, message, mend)
        self.status = status
        self.retry_after = retry_after


class Dismissed(LinkTrouble):
    """This machine is revoked; the platform's paper says whether it has to wipe itself."""

    def __init__(self, dismissal: Dismissal | None) -> None:
        super().__init__("revoked", "平台已停用这台机器", 401)
        self.mend = "在平台上查看 kiosk devices；没有送出的记录还在本机"
        self.dismissal = dismissal


def check(answer: requests.Response) -> None:
    status = answer.status_code
    if status < 300:
        return
    if status < 400:
        raise LinkTrouble("upstream_rubbish", "请求被引到了别的网页（可能是上网登录页）", status)
    if status == 401 and (revoked := _revoked(answer)):
        raise Dismissed(revoked.dismissal)
    if status in {401, 403}:
        raise LinkTrouble("upstream_refused", "平台不认识这台机器，或已停用它", status)
    if status >= 500 or status in {408, 425, 429}:
        raise LinkTrouble("upstream_error", f"平台暂时出错（{status}）", status, _retry_after(answer))
    if status == 413:
        raise Refused("too_large", "平台一次收不下这么多")
    raise _problem(answer)


def _revoked(answer: requests.Response) -> Revoked | None:
    try:
        told = msgspec.json.decode(answer.content, type=Revoked)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return told if told.code == "revoked" else None


def _problem(answer: requests.Response) -> Exception:
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except (msgspec.MsgspecError, RecursionError):
        return LinkTrouble("upstream_rubbish", f"平台的回答看不懂（{answer.status_code}）", answer.status_code)
    return Refused(problem.code, problem.message)


def _retry_after(answer: requests.Response) -> float | None:
    try:
        return float(answer.headers.get("Retry-After", ""))
    except ValueError:
        return None


def blob_state_of(name: str, headers: Mapping[str, str]) -> BlobState:
    """From the answer's headers, the last of which may have been cut short with the line."""
    try:
        offset, complete = int(headers["Upload-Offset"]), headers["Upload-Complete"] == "?1"
        told = {"hash": name, "offset": offset, "complete": complete, "place": headers["X-Blob-Place"]}
        return msgspec.convert({**told, "kept": headers.get("X-Blob-Kept") == "?1"}, BlobState)
    except (KeyError, ValueError, msgspec.ValidationError) as error:
        raise LinkTrouble("upstream_rubbish", "平台没有说文件传到了哪里") from error
