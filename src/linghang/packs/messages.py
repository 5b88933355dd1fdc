"""What pydantic found wrong with a pack object, in Chinese and with the line."""

from pydantic import ValidationError

from linghang.core.errors import Fault
from linghang.packs.yamlfile import KeyPath, YamlFile

_REASONS = {
    "missing": "缺少必填项",
    "extra_forbidden": "没有这一项",
    "string_pattern_mismatch": "写法不合要求（小写字母、数字、下划线）",
    "literal_error": "取值不在允许范围",
    "string_too_short": "不能为空",
    "too_short": "至少要有一项",
    "date_from_datetime_parsing": "不是日期",
    "date_parsing": "不是日期",
    "date_type": "不是日期",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "decimal_parsing": "应为数字",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字",
    "tuple_type": "应为一列",
    "dict_type": "应为键值对",
    "model_type": "应为键值对",
    "decimal_type": "应为数字",
    "decimal_max_places": "小数位数太多",
    "bool_type": "应为 true 或 false",
    "less_than_equal": "不能大于 {le}",
    "less_than": "要小于 {lt}",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "要大于 {gt}",
    "string_too_long": "最多 {max_length} 个字",
    "too_long": "最多 {max_length} 项",
    "union_tag_invalid": "取值不在允许范围",
    "union_tag_not_found": "缺少必填项",
}
_OTHER = "写法不合要求，请对照“内容包怎么写”"


def explain(error: ValidationError, file: YamlFile, at: KeyPath, place: str, subject: str) -> list[Fault]:
    """One fault per problem, at the line of the key (or of the object, when the key is missing)."""
    faults = []
    for problem in error.errors(include_url=False):
        path = tuple(
            part for part in problem["loc"] if not str(part).startswith(("function-", "tagged-", "constrained-"))
        )
        kind, context = problem["type"], problem.get("ctx", {})
        reason = str(context["error"]) if kind == "value_error" else _REASONS.get(kind, _OTHER).format(**context)
        remedy = f"可写：{context['expected']}" if kind == "literal_error" else ""
        given = problem.get("input")
        value = "" if kind in ("missing", "value_error") or isinstance(given, dict | list | tuple) else str(given)
        faults.append(Fault(place, file.line((*at, *path)), subject, ".".join(map(str, path)), value, reason, remedy))
    return faults
