"""What stands before and behind the parts of a text: its title, who issues it, what is attached. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from linghang.documents.headings import APPENDIX_RANK, Head, Paragraph, is_pseudo, marked
from linghang.documents.tables import is_row


def title(lines: Sequence[Paragraph]) -> tuple[str, Sequence[Paragraph]]:
    """The first lines that are no sentences: title, subtitle, by-line, date; and what follows them.

    The last of them is the first unmarked heading where others like it follow.
    """
    titles: list[str] = []
    at = 0
    for at, paragraph in enumerate(lines[:12]):
        said = paragraph.text
        closes = said[-1] in "。！？!?;；…" and not said.startswith(("—", "–"))
        if closes or len(said) > 60 or marked(said) or re.match(r"(?:主持人|记者|问)\s*[:：]", said):
            break
        if re.search(r"[,，]$", said) or (at and not titles):
            break
        titles.append(said)
    else:
        at = len(titles)
    if at == len(lines) - 1 and titles and len(titles) == len(lines):
        return titles[0], []
    last = len(titles) > 1 and is_pseudo(lines, at - 1) and not (ends_a_title(titles[-1]) or _ISSUER.search(titles[-1]))
    if last and any(is_pseudo(lines, each) for each in range(at, len(lines))):
        titles.pop()
        at -= 1
    return _name_of(titles), lines[at:]


_ENDS_A_TITLE = re.compile(
    "(?:报告|讲话|方案|通知|意见|计划|总结|要点|规划|办法|决定|通报|汇报|说明|摘要|公报|简报|综述|纪要|发言|致辞|细则|预案|清单)"
    "(?:[（(][^（）()]{1,12}[)）])?$"
)
_BY_LINE = re.compile(
    r"[—–]|[(（]|□|同志们|各位|\d{4}年\d{1,2}月\d{1,2}日|\d{4}-|[^《]{2,20}文件$|附件\d{0,2}$|[^《]{1,12}〔\d{4}〕"
)
_ISSUER = re.compile("(?:委员会|医院|政府|办公室|中心|集团|联网|[局委部会处科股室])$")
_ISSUED = re.compile("(?:印发|发布|下达)(?:[^《]{0,12}《([^》]{4,60})》[^《》]{0,4}|([^《》]{4,60}))的通知$")


def ends_a_title(said: str) -> bool:
    """关于…的报告, …工作要点（试行）."""
    return _ENDS_A_TITLE.search(said) is not None


def _name_of(titles: Sequence[str]) -> str:
    """The title among the first lines; who issues it stands before it when it has a line of its own.

    A notice that only issues another document has that one's title; the head of the paper and its number are none.
    """
    named = [each for each in titles if not _BY_LINE.match(each)]
    for one, other in pairwise([*named, ""]):
        if issued := _ISSUED.search(one + other if one.endswith(("印发", "发布")) else one):
            return issued[1] or issued[2]
    for one, other in pairwise(named):
        if _ISSUER.search(one) and ends_a_title(other):
            return one + other
    return named[0] if named else titles[0] if titles else ""


def subtitle(lines: Sequence[Paragraph]) -> str:
    """What the document is, where a motto stands above: ——在职工代表大会上的工作报告; "" when nothing says so."""
    below = (each.text for each in lines[1:4] if each.text.startswith(("—", "–")))
    return next((each for each in below if ends_a_title(each)), "")


_TOLD = re.compile("[：:].*\\d")
"""核准病床：4,126张: what an appendix tells line by line."""
_APPENDIX = re.compile(
    "(?:附件|附表|附录|附(?=[:：]))(?!(?:[:：]?\\s*)(?:\\d[.．、]|无))[^。；;]{0,40}|(?:有关|主要)?名词解释|注释|附注"
)
_ATTACHED, _NEXT_ATTACHED = re.compile("附件[:：]?\\s*1[.．、]"), re.compile("\\d{1,2}[.．、][^。]+$")


def appendix(lines: Sequence[Paragraph], at: int) -> Head | None:
    """附件, 名词解释: a line by itself that ends all that stands before it."""
    said = lines[at].text
    if at and lines[at - 1].text[0] == "附" and _NUMBERED.fullmatch(lines[at - 1].text) and _names(lines, at):
        return Head(lines[at].start, APPENDIX_RANK, "pseudo", "", said, closes=0)
    if (
        at + 1 == len(lines)
        or said.endswith(("略）", "略)"))
        or not _APPENDIX.fullmatch(said)
        or not _holds(lines[at + 1].text)
    ):
        return None
    return Head(lines[at].start, APPENDIX_RANK, "pseudo", "", said, closes=0)


_NUMBERED = re.compile("附[件表录]\\s?(?:\\d{1,2}|[一二三四五六七八九十])?[：:]?")
_TITLE_LENGTH = 40


def _names(lines: Sequence[Paragraph], at: int) -> bool:
    """附件2, and below it a line that is the title of what is attached."""
    said = lines[at].text
    return (
        at + 1 < len(lines)
        and len(said) <= _TITLE_LENGTH
        and said[-1] not in "。；;：:，,"
        and marked(said) is None
        and not is_row(said)
    )


def _holds(following: str) -> bool:
    """Whether what follows is the appendix itself: a sentence, a list or a table, no signature."""
    told = following[-1] in "。；;：:" or _TOLD.search(following) is not None
    return told or len(following) > 30 or is_row(following) or marked(following) is not None


def without_attachments(lines: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The paragraphs without the list of what is attached (附件：1.… 2.…), which heads nothing."""
    kept, listing = list[Paragraph](), False
    for line in lines:
        listing = bool(_ATTACHED.match(line.text) or (listing and _NEXT_ATTACHED.match(line.text)))
        if not listing:
            kept.append(line)
    return kept
