"""What a claim counts and of whom: the words around a number, and the names of a list told at once. Pure."""

import re
from dataclasses import dataclass

_LAST_PAUSE = re.compile(".*(?:[，,。；;：:！？!?\n\t●○◆■]|(?<![一-鿿\\d])、|、(?=[^、，。；]{0,40}\\d))", re.DOTALL)
_OPENING = re.compile(
    r"^(?:其中[:：]?|全年|年内|累计|共计?|目前|现有|现(?!场|代|行|金)|已|截至.{0,10}|(?:19|20|1)\d{2}年(?:度|末|底)?|全面|力争|确保|预计|计划|实现|"
    r"并|还|先后|分别|同时|要|将|拟|使|把|本年度?|今年|[去上]年(?:同期|度)?|同期)+"
)
_CLOSING = re.compile(
    r"(?:分别)?(?:已)?(?:达到?|为|至|共计?|累计|实现|完成了?|超过|不低于|不少于|不超过|不高于|突破|(?<![签预节条合公制])约|(?<![最附临])近|逾|仅|稳定在|保持在?|维持在?|"
    r"控制在?|控制于|提高到|提升到|提升至|增加到|增至|降至|降到|下降到|减少到|缩短至|缩短到|缩短为|压缩至|由|从|占|中列|位?列|排名|≥|≤|＜|＞|[(（“])+$"
)
_CLOSES = frozenset("到达为至共计现成了过于破约近逾仅在持制由从占列名≥≤＜＞(（“")
"""The last characters of what closes: most words end otherwise."""
_NOUN = re.compile("[一-鿿A-Za-z]{1,12}")
_NAMES = re.compile("[、,，]|以及|和|与|及")
_ENTITY = re.compile(
    "[一-鿿]{2,14}?[人中妇联附医卫疾急](?:(?<=人)民医院|(?<=中)[心医]医院|(?<=妇)幼保健院|(?<=联)合医院|(?<=附)属医院|"
    "(?<=医)(?:院|疗集团|共体|保局)|(?<=卫)(?:生(?:院|服务中心|健康委员会|健康局)|健[委局])|(?<=疾)控中心|(?<=急)救中心)|"
    "[一-鿿]{2,3}[省市县区](?![一-鿿]{0,2}[级长委直属域内外])"
)
_ENDS_AN_ENTITY = re.compile(
    "[院心团体会局委省市县区](?:(?<=[医健生]院)|(?<=中心)|(?<=集团)|(?<=共体)|(?<=员会)|(?<=[康健保]局)|(?<=健委)|"
    "(?<=[省市县区])(?![级长委直属域内外]))"
)
"""Every name ends so, at most `_LONGEST` characters behind its beginning: the dear pattern is asked from there on."""
_LONGEST = 20
_NO_NAME = re.compile("^(?:在|对|向|与|和|年度?|访|关于(?:印发)?)+")
_DESCRIBES = re.compile(
    "高于|低于|进入|建成|强化|推进|全[省市县区国]|上级|各|等|所有|其中|民营|^[以年月日度]|我|本院|该|多家|县级|市级|省级|三级|二级|综合|公立|乡镇|家医院|类|的|为|是|有"
)
_FAR = 60


@dataclass(frozen=True)
class Named:
    """Where the words of a claim begin, and the metric they name."""

    begins: int
    metric: str


def named(text: str, start: int, end: int, floor: int) -> Named:
    """The words back from `start` to the last pause, never before `floor`; else the noun behind `end`."""
    low = max(floor, start - _FAR)
    pause = _LAST_PAUSE.match(text[low:start])
    said = text[low + (pause.end() if pause else 0) : start].lstrip(" \u3000")
    begins, words = start - len(said), trimmed(said)
    if not words:
        noun = _NOUN.match(text, end, min(len(text), end + 12))
        words = noun[0] if noun else ""
    return Named(begins, words)


def trimmed(words: str) -> str:
    """Without what opens a sentence and without the verb before the number."""
    words = _OPENING.sub("", words.strip(" \u3000")).strip()
    return (_CLOSING.sub("", words) if words[-1:] in _CLOSES else words).strip(" \u3000“”").rstrip("-－−")


def split_names(words: str) -> list[str]:
    """高血压、糖尿病患者规范管理率: both names, each with what the last one ends in; none where nothing is listed."""
    names = [name for name in _NAMES.split(trimmed(words)) if name]
    if len(names) < 2:
        return []
    last, size = names[-1], len(names[0])
    tail = last[size:] if len(last) >= size + 2 and all(len(name) <= size + 2 for name in names[:-1]) else ""
    return [*(name if not tail or name.endswith(tail) else name + tail for name in names[:-1]), last]


def entity(text: str, sentence: int, start: int, default: str) -> str:
    """The organisation or place named last in the sentence before a claim, else what the text is about."""
    words = text[max(sentence, start - 120) : start]
    end = _ENDS_AN_ENTITY.search(words)
    if end is None:
        return default
    names = _ENTITY.finditer(words, max(0, end.start() - _LONGEST))
    said = [found[0] for found in names if _opens_a_phrase(words, found)]
    return said[-1] if said else default


def _opens_a_phrase(words: str, found: re.Match[str]) -> bool:
    """A name begins a phrase and holds no word that only describes: 高于全省三级医院 names nobody."""
    before = words[max(0, found.start() - 1) : found.start()]
    return (not before or before in "，,。；;：:\n（(“、在由对向与和及，") and not _DESCRIBES.search(found[0])


def subject(title: str, text: str) -> str:
    """The organisation of the title, else the first one of the text's first lines."""
    for words in (title, text[:300]):
        for found in _ENTITY.finditer(words):
            name = _NO_NAME.sub("", found[0])
            if len(name) > 2 and not _DESCRIBES.search(name):
                return name
    return ""
