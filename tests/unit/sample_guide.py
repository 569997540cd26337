"""A small guide with everything that a guide can hold: what the tests of the form's rules are written against."""

from copy import deepcopy
from typing import Any

from kiosk.domain.catalogue import Guide
from kiosk.domain.guide_reader import read_guide

APPLICANT = {"name": "张伟", "id_kind": "resident_id", "id_number": "11010519491231002X", "mobile": "13812345678"}
USCC = "91350100M000100Y43"

DEFS: dict[str, Any] = {
    "name": {"title": "姓名", "type": "string", "format": "name", "minLength": 1, "maxLength": 60},
    "mobile": {"title": "手机号码", "type": "string", "format": "mobile"},
    "uscc": {"title": "统一社会信用代码", "type": "string", "format": "uscc"},
    "unused": {"type": "string"},
    "applicant": {
        "title": "申请人",
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "id_kind", "id_number", "mobile"],
        "properties": {
            "name": {"$ref": "#/$defs/name"},
            "id_kind": {
                "title": "证件类型",
                "oneOf": [
                    {"const": "resident_id", "title": "居民身份证"},
                    {"const": "residence_permit", "title": "港澳台居民居住证"},
                    {"const": "foreign_permanent", "title": "外国人永久居留身份证"},
                ],
            },
            "id_number": {"title": "证件号码", "type": "string"},
            "mobile": {"$ref": "#/$defs/mobile", "title": "联系手机"},
        },
        "allOf": [
            {
                "if": {"properties": {"id_kind": {"const": "resident_id"}}},
                "then": {"properties": {"id_number": {"format": "resident-id"}}},
            },
            {
                "if": {"properties": {"id_kind": {"const": "residence_permit"}}},
                "then": {"properties": {"id_number": {"format": "residence-permit"}}},
            },
        ],
    },
}

GUIDE: dict[str, Any] = {
    "code": "511A0000000001-511602000000-000-115113016823646795-1-00",
    "target": ["enterprise"],
    "conditions": ["有固定的场所"],
    "materials": [
        {
            "code": "plan",
            "name": "平面图",
            "form": "either",
            "copies": 1,
            "source": "申请人自备",
            "required": True,
            "standard": "标明面积",
        },
        {
            "code": "air",
            "name": "空调检测报告",
            "form": "paper",
            "copies": 1,
            "source": "检测机构",
            "required": False,
            "standard": "一年以内",
            "when": {"properties": {"air": {"const": True}}, "required": ["air"]},
        },
    ],
    "steps": [{"name": "受理", "days": 1, "by": "综合窗口"}],
    "statutory": {"days": 20, "unit": "working"},
    "promised": {"days": 5, "unit": "working"},
    "handling": "承诺",
    "fee": {"charged": False, "amount": 0, "basis": "不收费"},
    "result": {"name": "许可证", "type": "证照", "validity": "四年"},
    "hall": "政务服务大厅",
    "window": "2号窗口",
    "visits": 1,
    "law": ["《公共场所卫生管理条例》第四条"],
    "phone": "0826-0000000",
    "form_version": 2,
    "also_valid": [1],
    "schema": {
        "type": "object",
        "additionalProperties": False,
        "required": ["applicant", "place", "kind", "area", "air", "promise"],
        "properties": {
            "applicant": {"$ref": "#/$defs/applicant"},
            "place": {"title": "场所名称", "type": "string", "format": "name", "minLength": 2, "maxLength": 10},
            "kind": {
                "title": "场所类型",
                "oneOf": [{"const": "hotel", "title": "旅店"}, {"const": "pool", "title": "泳池"}],
            },
            "rooms": {"title": "客房数", "type": "integer", "minimum": 1, "maximum": 5000},
            "area": {"title": "面积", "type": "number", "exclusiveMinimum": 0},
            "air": {"title": "集中空调", "type": "boolean"},
            "air_kind": {"title": "空调类型", "enum": ["风管", "水管"]},
            "opens": {"title": "开业日期", "type": "string", "format": "date"},
            "licence": {"title": "旧证编号", "pattern": "^[A-Z]{2}[0-9]{4}$", "description": "两个字母和四位数字"},
            "tools": {
                "title": "设备",
                "type": "array",
                "maxItems": 2,
                "uniqueItems": True,
                "items": {
                    "type": "object",
                    "required": ["label"],
                    "properties": {"label": {"title": "设备名称", "type": "string", "minLength": 1}},
                },
            },
            "owner": {
                "title": "单位",
                "oneOf": [
                    {
                        "required": ["type", "uscc"],
                        "properties": {"type": {"const": "company"}, "uscc": {"$ref": "#/$defs/uscc"}},
                    },
                    {
                        "required": ["type", "name"],
                        "properties": {"type": {"const": "person"}, "name": {"$ref": "#/$defs/name"}},
                    },
                ],
            },
            "promise": {"title": "以上内容属实", "const": True},
            "remark": {"title": "备注", "type": "string", "format": "text", "maxLength": 3000},
        },
        "if": {"properties": {"kind": {"const": "hotel"}}, "required": ["kind"]},
        "then": {"required": ["rooms"]},
        "dependentRequired": {"air_kind": ["opens"]},
    },
    "layout": [
        {
            "id": "who",
            "title": "申请人",
            "question": "谁来申请？",
            "why": "用于核对身份",
            "fields": [{"at": f"/applicant/{name}"} for name in ("name", "id_kind", "id_number", "mobile")],
        },
        {
            "id": "place",
            "title": "场所",
            "question": "在哪里经营？",
            "why": "许可证上会写明",
            "fields": [
                {"at": "/place", "hint": "招牌上的名称"},
                {"at": "/kind", "widget": "choice"},
                {"at": "/rooms", "when": {"properties": {"kind": {"const": "hotel"}}, "required": ["kind"]}},
                {"at": "/area"},
                {"at": "/air"},
            ],
        },
        {
            "id": "air",
            "title": "空调",
            "question": "是哪一种空调？",
            "why": "决定检测项目",
            "fields": [
                {"at": "/air_kind"},
                {"at": "/opens", "when": {"required": ["air_kind"]}},
            ],
            "when": {"properties": {"air": {"const": True}}, "required": ["air"]},
        },
        {
            "id": "rest",
            "title": "其他",
            "question": "还有什么要说明？",
            "why": "可以不填",
            "fields": [{"at": f"/{name}"} for name in ("licence", "tools", "owner", "remark", "promise")],
        },
    ],
    "example": {
        "applicant": APPLICANT,
        "place": "清风旅店",
        "kind": "hotel",
        "rooms": 20,
        "area": 300.5,
        "air": False,
        "promise": True,
    },
}


def raw_guide() -> dict[str, Any]:
    """The guide as its file has it, free to be changed."""
    return deepcopy(GUIDE)


def guide(raw: dict[str, Any] | None = None) -> Guide:
    """The guide as it is read."""
    return read_guide(raw or raw_guide(), DEFS)[1]


def example(**changes: Any) -> dict[str, Any]:
    """A form that is valid but for `changes`; a value of None takes the field away."""
    form = {**deepcopy(GUIDE["example"]), **changes}
    return {name: value for name, value in form.items() if value is not None}
