"""What a page put around a text, and lines broken in the middle of a sentence. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise

from linghang.documents.spans import Edit, Found
from linghang.documents.tables import is_row
from linghang.documents.titles import ends_a_title

_HAN = r"㐀-䶿一-鿿"
_ENDS = "。！？!?；;：:…”』」》）)"
_LONG_LINE = 30
_CHROME = re.compile(
    r"(?:分享让更多人看到|返回顶部|小字号|大字号|中字号|打印本页|关闭窗口|扫一扫.{0,20}|相关阅读.{0,10}|上一篇.*|下一篇.*|"
    r"来源[:：].{0,30}|责任编辑[:：].{0,30}|[(（]责编[:：].{0,30}[)）]|编辑[:：].{0,20}|标签[:：].{0,60}|"
    r"(?:首页|人民网).{0,40}(?:>>|>|»).{0,60}|.{0,40}范文(?:站|网|大全)|点击(?:量|数|次数)[:：]?\s*\d*|"
    r"(?:人民网|新华网|中国网|央视网)|通讯员[:：].{0,40}|审核[:：].{0,30}|"
    r"\d{4}年\d{1,2}月\d{1,2}日\s*\d{1,2}[:：]\d{2}.{0,20}|字体[:：]?.{0,20}|当前位置.{0,60})"
)
_DISCLAIMER = re.compile(r"(?:免责声明|版权声明|特别声明)[:：]")
_SPAM = re.compile(
    r"免费|在线观看|精品|国产|中文字幕|无码|成人|欧洲|高清|黄网|彩票|娱乐城|博彩|开户|真人视讯|A[Vv]|a[Vv]"
)


def web_chrome(text: str) -> Found:
    """Lines of the page around the text, and lines that others slipped into it."""
    edits: list[Edit] = []
    doubts: list[tuple[int, int, str]] = []
    for start, line in _lines(text):
        said = line.strip()
        if not said:
            continue
        if _CHROME.fullmatch(said) or _DISCLAIMER.match(said):
            edits.append((start, start + len(line), "", "网页附加内容"))
        elif (strange := len(set(_SPAM.findall(said)))) >= 3:
            edits.append((start, start + len(line), "", "插入的无关内容"))
        elif strange == 2 and len(said) < 40:
            doubts.append((start, start + len(line), "疑似插入的无关内容"))
    return edits, doubts


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


_OPENS = re.compile(
    r"[\s\u3000]*(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|"
    r"第[一二三四五六七八九十]+(?:部分|章|节|条)|[一二三四五六七八九十]{1,2}(?:是|要)|[●○◆■▪•·\-—*]|主持人|记者|问[:：]|答[:：])"
)


def hard_wraps(text: str) -> Found:
    """A long line that stops in the middle of a sentence goes on in the next one.

    Never the first line of a text, nor one that ends as titles do with a blank or an indented line behind it, nor a row
    of a table.
    """
    edits: list[Edit] = []
    lines = [(start, line) for start, line in _lines(text) if line.strip()]
    for (start, line), (after, following) in pairwise(lines):
        said, onward = line.rstrip(), following.lstrip(" 　\t")
        if start == lines[0][0] or len(said.strip()) < _LONG_LINE or said[-1] in _ENDS + "—":
            continue
        if is_row(line) or is_row(following):
            continue
        indented = len(following) - len(onward) >= 2
        apart = after > start + len(line) + 1
        if ends_a_title(said) and (apart or following.rstrip()[-1] in "：:"):
            continue  # with a blank line, or those behind it to whom a notice goes
        if len(following.strip()) < _LONG_LINE and following.rstrip()[-1] not in _ENDS:
            continue  # a title of two lines
        if indented or _OPENS.match(following) or not re.match(rf"[{_HAN}\d“《，,、；;）)”a-zA-Z%]", onward):
            continue
        edits.append((start + len(said), after + len(following) - len(onward), "", "硬换行"))
    return edits, []
