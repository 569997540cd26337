"""What a person is told when the queue's rules say no."""

from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "no_queue": "这个大厅还没有设置排队业务，请联系工作人员",
    "unknown_service": "没有这项业务，请重新选择",
    "service_twice": "同一项业务选了两次，请重新选择",
    "checked_in_already": "这个预约已经签到取号，请用先取到的号",
    "chain_needs_hub": "暂时连不上大厅主机，这几项不能合取一个号，请分别取号",
    "unknown_class": "没有这种优先类别，请重新选择",
    "unknown_window": "没有这个窗口，请核对窗口号",
    "no_such_ticket": "今天没有发过这个号，请核对号码",
    "code_needed": "退号要用小票上的二维码，请把它对准扫码口",
    "not_known_here": "暂时连不上大厅主机，本机还查不到这个号。号码照样有效，请留意叫号",
    "no_such_lease": "没有借出过这批号",
    "nobody_waits": "现在没有人等候",
    "paused": "本窗口暂停中，先恢复再叫号",
    "no_current": "本窗口现在没有正在叫的号",
    "nothing_to_put_back": "只有刚叫、还没有开始办理的号可以退回",
    "number_unclear": "号码是字母加数字，例如 A012，请对照小票再输一次",
    "other_window": "这个号在别的窗口",
    "called_enough": "已经叫满次数，请按过号处理",
    "day_closed": "今天的业务已经结束，请改天再来",
    "other_day": "日期不对，只能办今天的",
    "outside_hours": "现在不是这项业务的办理时间，请看大厅公示的时间",
    "quota_spent": "今天这项业务的号已经取完，请改天再来或网上办理",
    "no_numbers_left": "暂时连不上大厅主机，本机预留的号也用完了，请到咨询台取号",
    "not_yours": "这台机器不能做这件事",
    "is_waiting": "这个号还在等候，没有被叫到",
    "is_called": "这个号正在被叫",
    "is_serving": "这个号正在办理",
    "is_held": "这个号已经挂起",
    "is_missed": "这个号已经过号，会再叫一次",
    "is_gone": "这个号过号后作废了，请重新取号",
    "is_finished": "这个号已经办完",
    "is_cancelled": "这个号已经取消",
    "is_dropped": "这个号没有发出去",
    "is_expired": "这个号是以前的，已经过期，请重新取号",
}


def queue_words(code: str) -> str:
    """A sentence for a refusal's code."""
    return _WORDS.get(code, "这一步现在不能做，请核对后再试")
