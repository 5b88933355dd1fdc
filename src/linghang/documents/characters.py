"""Characters as they were meant: widths, scattered spaces, lost bytes, bracketed readings, Traditional ones. Pure.

Nothing is guessed: a repair must be the exact inverse of the damage and read as words, else the spot becomes a doubt.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from linghang.documents.quantity import NUMBER
from linghang.documents.spans import Edit, Found

_HAN = r"㐀-䶿一-鿿"
_PINYIN = re.compile(
    rf"[(（](?<=[{_HAN}].)([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{{1,7}})[)）]",
)
_TRADITIONAL_SHARE = 0.01
_NEAR = 20_000
_SPACES = "\u00a0\u2002\u2003"
_INVISIBLE = re.compile(rf"[\r\ufeff\u200b\u200e\u200f\u2060\u00ad{_SPACES}](?:(?<=\r)\n)?")


def line_ends(text: str) -> Found:
    """CR LF, byte-order marks, spaces of other alphabets and what nobody can see."""
    edits: list[Edit] = []
    for found in _INVISIBLE.finditer(text):
        new = "\n" if found[0][0] == "\r" else " " if found[0] in _SPACES else ""
        edits.append((*found.span(), new, "换行和不可见字符"))
    return edits, []


_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ％．](?:(?<!．)[０-９Ａ-Ｚａ-ｚ％]*|(?<=[０-９0-9]．)(?=[ 　]?[０-９0-9]))")
_DIGIT_GAP = re.compile(
    r"(?<![\d.])\d(?: \d){2,8}(?![\d.])|(?<![\d.,])\d{1,3}(?:,? ?\d){0,6}(?:[,，] ?\d ?\d ?\d){1,3}(?![\d])|"
    r"(?<=[一-鿿])[ ]?\d \d(?=[ ]?[一-鿿%])|(?<=[一-鿿])[ ]?\d{1,3}(?: \d{3}){1,3}(?=[ ]?[一-鿿%，。；、）])|"
    r"(?<=[一-鿿])[ ]?\d(?: ?\d){0,5} ?\. ?\d(?: ?\d)?(?=[ ]?[一-鿿%‰])"
)
_SPACED = re.compile(r" (?<=[\d.,，] )[\d.,，]")
"""A space inside a number: only lines with one are asked for `_DIGIT_GAP`, which is dear."""
_LOOSE_MARK = re.compile(r" (?:(?<=[一-鿿\d%）”] ) *(?=[，。；：、！？])|(?<=[，。；：、！？] ) *(?=[一-鿿\d]))")


def widths(text: str) -> Found:
    """Digits, letters and per cent signs of full width."""
    return [
        (*found.span(), unicodedata.normalize("NFKC", found[0]), "全角数字和字母") for found in _WIDE.finditer(text)
    ], []


def scattered(text: str) -> Found:
    """Spaces that a scanner left inside a number (2 1, 3 4 5) or before a mark. Columns of a table are left alone."""
    edits: list[Edit] = []
    for start, end in _lines_with(_SPACED, text):
        for found in _DIGIT_GAP.finditer(text, start, end):
            closed = found[0].lstrip(" ").replace(" ", "")
            begins = found.end() - len(found[0].lstrip(" "))
            if " " in found[0].lstrip(" ") and re.fullmatch(rf"{NUMBER}", closed):
                edits.append((begins, found.end(), closed, "数字中间的空格"))
    for found in _LOOSE_MARK.finditer(text):
        edits.append((*found.span(), "", "标点旁的空格"))
    return sorted(edits), []


def _lines_with(rare: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the lines in which a pattern stands."""
    end = 0
    for found in rare.finditer(text):
        if found.start() >= end:
            start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
            end = end if end >= 0 else len(text)
            yield start, end


_NUMBERED = re.compile(r"^[ \t　]{0,8}(\d{1,2})([.．])(\d?)", re.MULTILINE)


def glued_markers(text: str) -> Found:
    """`2.36个村` right after a paragraph `1.…` is paragraph 2 about 36 villages: a space parts marker and number."""
    edits: list[Edit] = []
    expected = 0
    for found in _NUMBERED.finditer(text):
        if found[3] and int(found[1]) == expected:
            edits.append((found.start(2), found.end(2), found[2] + " ", "序号与数字相连"))
        elif found[3]:
            continue
        expected = int(found[1]) + 1
    return edits, []


def shifted_bytes(text: str) -> Found:
    """`??茖W` is 專科學 whose first byte was lost and whose others were paired wrongly: paired anew, they must read
    as words. The lost byte is known only by the word that results; several words, or none, are a doubt."""
    edits: list[Edit] = []
    doubts: list[tuple[int, int, str]] = []
    for found in re.finditer(r"\?[?？](?=[^\x00-\x7f])", text):
        run = _shifted_run(text, found.end())
        if run is None:
            continue
        near = text[max(0, run - _NEAR) : run + _NEAR]
        repaired = _paired_anew(text[found.end() : run], near)
        if repaired is None:
            doubts.append((found.start(), run, "疑似转码损坏，无法确定原字"))
        else:
            edits.append((found.start(), run, repaired, "转码错位，按字节还原"))
    return edits, doubts


def _shifted_run(text: str, start: int) -> int | None:
    """The end of the wrongly paired characters: the first ASCII character that can be a second byte."""
    for at in range(start, min(start + 12, len(text))):
        if ord(text[at]) < 0x80:
            return at + 1 if 0x40 <= ord(text[at]) <= 0x7E else None
    return None


def _paired_anew(piece: str, near: str) -> str | None:
    """`near`: the text around, in which the repaired word may stand whole."""
    try:
        tail = b"\xa3\xbf" + piece.encode("gb18030")
    except UnicodeEncodeError:
        return None
    rest = _decoded(tail[1:])
    if rest is None:
        return None
    firsts = [first for lead in range(0x81, 0xFF) if (first := _decoded(bytes([lead, tail[0]])))]
    before = set(re.findall(f"{rest[0]}(?<=(.).)", near))
    said = [first for first in firsts if first in before]
    known = said or [first for first in firsts if in_simplified(first + rest[0]) in WORDS]
    return known[0] + rest if len(known) == 1 else None


def _decoded(content: bytes) -> str | None:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if re.fullmatch(rf"[{_HAN}，。、；：！？“”]+", text) else None


_WORDS = """
    专科 专业 专家 专项 专题 专门 专职 学科 内科 外科 妇科 儿科 骨科 眼科 科室 科学 科研 医学 医院 医疗
    医生 医师 医保 医务 护理 护士 患者 病人 病房 病区 手术 门诊 住院 出院 急诊 诊疗 诊断 治疗 康复 重症
    检查 检验 药品 药学 党委 党建 党员 党组 支部 书记 院长 主任 干部 职工 人才 人民 群众 服务 管理 质量
    安全 发展 建设 改革 创新 工作 任务 目标 计划 规划 制度 机制 体系 能力 水平 技术 设备 信息 智慧 平台
    中心 基地 重点 国家 全国 全省 全市 全县 全院 省级 市级 县级 教育 教学 培训 学习 学校 大学 高等 高质
    附属 临床 开展 开设 推进 推动 加强 提升 提高 完成 实现 落实 组织 基层 社区 特色 优质 文化 精神 廉洁
    清廉 监督 考核 绩效 评价 评审 达标 创建 示范 先进 表彰 荣誉 会议 讲话 报告 总结
"""
WORDS = frozenset(_WORDS.split())
"""Words of the field that decide which character a lost byte belonged to."""


def bracketed_pinyin(text: str) -> Found:
    """`醫(yī)`: the reading of a character that some converter put behind it. Only a true reading is taken away."""
    edits: list[Edit] = []
    for found in _PINYIN.finditer(text):
        if _plain(found[1]) in _readings(text[found.start() - 1]):
            edits.append((*found.span(), "", "括号里的注音"))
    return edits, []


def _plain(reading: str) -> str:
    """Without tone marks; ü as v."""
    marked = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    marked = marked.replace("ü", "v")
    return "".join(char for char in marked if not unicodedata.combining(char))


@cache
def _readings(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    found: list[list[str]] = pinyin(char, style=Style.NORMAL, heteronym=True, v_to_u=False)
    return frozenset(each.replace("ü", "v") for each in found[0])


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def in_simplified(text: str) -> str:
    """Traditional characters as simplified ones (OpenCC t2s)."""
    return _converter()(text)


def _dictionary(name: str) -> Iterator[tuple[str, str]]:
    """One of OpenCC's own lists: what is written, and how it is written in simplified characters."""
    import opencc

    for line in (Path(opencc.__file__).parent / "dictionary" / name).read_text("utf-8").splitlines():
        old, _, new = line.partition("\t")
        yield old, new.split(" ")[0]


@cache
def _simple() -> dict[str, str]:
    """Characters by themselves, those that are simplified."""
    return {old: new for old, new in _dictionary("TSCharacters.txt") if new != old}


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(char for char in _simple() if '一' <= char <= '鿿')}]")


@cache
def _depends_on_phrase() -> re.Pattern[str]:
    """Characters that a phrase turns into another one than they are by themselves (覈, 乾, 著 …)."""
    found = set[str]()
    for phrase, said in _dictionary("TSPhrases.txt"):
        if len(said) == len(phrase):
            found |= {old for old, new in zip(phrase, said, strict=True) if _simple().get(old, old) != new}
    return re.compile(f"[{''.join(found)}]")


def simplified(text: str) -> Found:
    """Character by character, so that every offset stays, when the text is Traditional at all; 覈 → 核 by phrase."""
    changed = {found.start(): _simple()[found[0]] for found in _traditional().finditer(text)}
    if not changed or len(changed) < _TRADITIONAL_SHARE * sum(map(len, re.findall("[一-鿿]+", text))):
        return [], []
    for start, said in _by_phrase(text):
        for at, char in enumerate(said, start):
            changed[at] = char
    return [(at, at + 1, char, "繁体转简体") for at, char in sorted(changed.items()) if char != text[at]], []


def _by_phrase(text: str) -> Iterator[tuple[int, str]]:
    """Runs of characters as they are in simplified ones, where a phrase may ask for others than each by itself."""
    for start, end in _lines_with(_depends_on_phrase(), text):
        for found in re.compile(f"[{_HAN}]+").finditer(text, start, end):
            if _depends_on_phrase().search(found[0]) and len(said := in_simplified(found[0])) == len(found[0]):
                yield found.start(), said
