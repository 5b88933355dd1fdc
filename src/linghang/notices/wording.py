"""How notices are worded when they leave the house. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "task": "督办",
        "meeting": "会议",
        "signal": "指标预警",
        "red_line": "红线",
        "programme": "工程",
        "bulletin": "通报",
        "duty": "党建应办",
        "case": "流程",
    }
)
"""What a notice is about; another subject is shown as “其他”."""
SIGNED = "——领航"
MOST_LINES = 50


@dataclass(frozen=True)
class Said:
    """A notice as it is told. `url` is the path of its page."""

    subject: str
    title: str
    text: str = ""
    url: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Message:
    """What stands in an e-mail: one line of subject, and plain text."""

    subject: str
    body: str


def subject_title(code: str) -> str:
    return SUBJECTS.get(code, "其他")


def one(said: Said, address: str = "") -> Message:
    """One notice as a message of its own. `address`: where the site is reached from outside, without a final slash."""
    mark = "【紧急】" if said.urgent else ""
    parts = [said.text, _link(said, address), SIGNED]
    return Message(f"{mark}【{subject_title(said.subject)}】{_line(said.title)}", "\n\n".join(filter(None, parts)))


def digest(notices: Sequence[Said], day: dt.date, address: str = "") -> Message:
    """Several notices as one message: the urgent ones first, then by subject in the order of `SUBJECTS`."""
    order = list(SUBJECTS)
    ranked = sorted(
        notices,
        key=lambda each: (not each.urgent, order.index(each.subject) if each.subject in order else len(order)),
    )
    lines = [_digest_line(number, each, address) for number, each in enumerate(ranked[:MOST_LINES], start=1)]
    if len(ranked) > MOST_LINES:
        lines.append(f"另有 {len(ranked) - MOST_LINES} 条，请登录查看。")
    title = f"{day.month}月{day.day}日通知 {len(ranked)} 条"
    return Message(title, "\n\n".join([*lines, SIGNED]))


def _digest_line(number: int, said: Said, address: str) -> str:
    mark = "【紧急】" if said.urgent else ""
    head = f"{number}. {mark}【{subject_title(said.subject)}】{_line(said.title)}"
    return "\n".join(filter(None, [head, said.text, _link(said, address)]))


def _link(said: Said, address: str) -> str:
    return f"{address}{said.url}" if address and said.url else ""


def _line(text: str) -> str:
    """A title in one line: a header of a mail with a line break in it is another header."""
    return " ".join(text.split())
