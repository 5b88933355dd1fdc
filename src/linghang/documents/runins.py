"""Heading sentences that open a paragraph (要加强学科建设。…): known by their like among the neighbours. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from linghang.documents.headings import RANKS, TIME_RANK, Head, Paragraph, opening
from linghang.documents.modes import Mode
from linghang.documents.naming import ACTS

_TIME_OPENS = re.compile(
    r"(?:(?:一|过去一|这一|近一)年(?:来|里|中)?|五年来|三年来|几年来|近年来|过去(?:的)?.{0,3}年(?:里|来|中)?|回顾.{0,8}|"
    r"\d{4}年(?:以来|来)?)[,，]\s*(?:我们|我院|全院|医院|我局|我市|我县|全市|全县|全区|我区)?.{0,6}坚持"
)
_LABEL = re.compile(r"[^。！？;；,，:：]{2,20}[:：]")
_LABEL_NAMES = re.compile(
    r"(?:要求|目标|思路|原则|任务|指导思想|思想|举措|措施|情况|背景|问题|建议|成效|做法|经验|体会|安排|保障|重点|目的|内容|范围|依据)是?[:：]$"
)
_AIM = re.compile(
    "(?:(?<=[。；;])|^)[^，,。:：；;\n]{0,8}(?:总体要求|指导思想|(?:总体|工作|发展)思路|(?:预期|工作|发展|主要|总体)目标)是?[:：]"
)
_NOT_STATED = re.compile(r"[，,、：:\d“”]|^[一二三四五六七八九十]{1,2}[是要]|^第[一二三四五六七八九十]")
_BRIEF = re.compile(r"(?![^。]*是)[^，,：:\d“”。！？!?]{3,15}。")
"""书记院长要上手。 but not 思想是先导。, which judges."""
_TO_THE_HEARERS = re.compile("同志们|各位|女士们|谢谢|我就讲")
_LONGEST, _STATE_LONGEST = 42, 16
_ANAPHORA = 2
"""How many characters neighbours have in common that open alike: 我们 …, 我们 …, 我们 …"""


def runins(paragraphs: Sequence[Paragraph], taken: Collection[int]) -> dict[int, Head]:
    """Heading sentences by the place of their paragraph; `taken`: paragraphs that are headings already.

    A time opening may stand for the whole paragraph, but never alone. 要 … alone is heading enough, since nothing else
    begins like that. Three neighbours that open with sentences of one length (政治建设更加坚定。) are headings.
    """
    classes = {at: _class_of(each.text) for at, each in enumerate(paragraphs) if at not in taken}
    for at, each in enumerate(paragraphs):
        if at in classes and not classes[at] and _TIME_OPENS.match(each.text) and len(each.text) <= _LONGEST:
            classes[at] = "time"
    if sum(1 for kind in classes.values() if kind == "time") == 1:
        classes = {at: "" if kind == "time" else kind for at, kind in classes.items()}
    found: dict[int, Head] = {}
    for group in _groups(len(paragraphs), classes):
        found |= {at: _runin(paragraphs[at], classes[at]) for at in _chosen(paragraphs, group, classes)}
        found |= {at: _runin(paragraphs[at], "act") for at in _states(paragraphs, group) if at not in found}
        found |= {at: _runin(paragraphs[at], "act") for at in _anaphora(paragraphs, group) if at not in found}
        brief = _all_brief(paragraphs, group)
        found |= {at: _runin(paragraphs[at], "act") for at in brief if at not in found}
    return found


def aims(text: str, paragraph: Paragraph) -> Iterator[Head]:
    """总体思路是：…。主要预期目标是：… inside one paragraph: at least two, each a heading of its own."""
    found = list(_AIM.finditer(text, paragraph.start, paragraph.end)) if "目标" in paragraph.text else []
    for each in found if len(found) > 1 else ():
        if each.start() > paragraph.start:
            yield Head(each.start(), RANKS["runin"], "runin", "", each[0], "background")


def _class_of(said: str) -> str:
    """How a paragraph opens: with a time and a principle, with an act, with a label, or otherwise ("")."""
    sentence = opening(said)
    label = _LABEL.match(said)
    if label and _LABEL_NAMES.search(label[0]) and len(said) > len(label[0]):
        return "label"
    if len(sentence) > _LONGEST or len(said) < len(sentence) + 8:
        return ""
    if _TIME_OPENS.match(sentence):
        return "time"
    if not sentence.endswith("。"):
        return ""
    return "act" if ACTS.match(sentence) and sentence.count(",") + sentence.count("，") <= 1 else ""


def _groups(count: int, classes: dict[int, str]) -> Iterator[list[int]]:
    """Runs of unmarked paragraphs between two marked headings."""
    group: list[int] = []
    for at in range(count):
        if at in classes:
            group.append(at)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _chosen(paragraphs: Sequence[Paragraph], group: Sequence[int], classes: dict[int, str]) -> Iterator[int]:
    acts = [at for at in group if classes[at] in ("act", "label")]
    times = [at for at in group if classes[at] == "time"]
    plain = [at for at in group if classes[at] == ""]
    alike = len(acts) >= 2 and (len(acts) >= len(plain) or _parallel(paragraphs, acts))
    for at in group:
        if classes[at] == "time" or (
            classes[at] in ("act", "label") and (alike or times or paragraphs[at].text.startswith("要"))
        ):
            yield at


def _parallel(paragraphs: Sequence[Paragraph], acts: Sequence[int]) -> bool:
    """Most of them begin with the same word."""
    firsts = Counter(paragraphs[at].text[:2] for at in acts)
    return max(firsts.values()) * 2 > len(acts)


def _states(paragraphs: Sequence[Paragraph], group: Sequence[int]) -> Iterator[int]:
    """Runs of three and more paragraphs whose first sentences are short and equally long."""
    run: list[int] = []
    for at in [*group, -1]:
        sentence = opening(paragraphs[at].text) if at >= 0 else ""
        short = 4 <= len(sentence) <= _STATE_LONGEST and sentence.endswith("。") and not _NOT_STATED.search(sentence)
        alike = short and len(paragraphs[at].text) >= len(sentence) + 8
        if alike and (not run or abs(len(opening(paragraphs[run[-1]].text)) - len(sentence)) <= 1):
            run.append(at)
            continue
        if len(run) >= 3:
            yield from run
        run = [at] if alike else []


def _all_brief(paragraphs: Sequence[Paragraph], group: Sequence[int]) -> Sequence[int]:
    """Three and more paragraphs that all open with a brief sentence, or two whose are equally long: 先说成绩。

    What is said to the hearers at the end belongs to none of them.
    """
    group = list(takewhile(lambda at: not _TO_THE_HEARERS.match(paragraphs[at].text), group))
    openings = [opening(paragraphs[at].text) for at in group]
    if not all(_BRIEF.fullmatch(each) for each in openings):
        return ()
    if not all(len(paragraphs[at].text) >= len(each) + 20 for at, each in zip(group, openings, strict=True)):
        return ()
    return group if len(group) >= 3 or (len(group) == 2 and len(openings[0]) == len(openings[1])) else ()


def _anaphora(paragraphs: Sequence[Paragraph], group: Sequence[int]) -> Iterator[int]:
    """Runs of three and more paragraphs that begin with the same words, in a sentence without numbers, and go on."""
    run: list[int] = []
    for at in [*group, -1]:
        said = paragraphs[at].text if at >= 0 else ""
        sentence = opening(said)
        fit = sentence.endswith("。") and len(sentence) <= _LONGEST and len(said) >= len(sentence) + 20
        fit = fit and not re.search(r"\d", sentence)
        if fit and (not run or paragraphs[run[-1]].text[:_ANAPHORA] == said[:_ANAPHORA]):
            run.append(at)
            continue
        if len(run) >= 3:
            yield from run
        run = [at] if fit else []


def _runin(paragraph: Paragraph, opens: str) -> Head:
    if opens == "label":
        label = _LABEL.match(paragraph.text)
        said = label[0] if label else paragraph.text
        mode: Mode | None = "background" if re.search("要求|目标|思路|思想|原则|背景|依据|问题", said) else None
        return Head(paragraph.start, RANKS["runin"], "runin", "", said, mode)
    rank = TIME_RANK if opens == "time" else RANKS["runin"]
    return Head(paragraph.start, rank, "runin", "", opening(paragraph.text))
