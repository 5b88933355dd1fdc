"""Who says what: questions of an interview, addresses in the news, measures that an answer names. Pure."""

import re
from collections.abc import Iterator, Sequence

from linghang.documents.headings import ADDRESS_RANK, RANKS, READ, Head, Paragraph, heading
from linghang.documents.modes import mode_asked_for, mode_of_address

_QUESTION = re.compile(r"\s{0,8}(?:主持人|记者|问)\s*[:：]\s*")
_ASKED = re.compile(r"[?？]|请.{0,8}(?:介绍|谈谈|说说|讲讲|分享)")
_TOPIC = re.compile(
    r"(?:在谈到|谈到|谈及)(?P<topic>[^,，。:：]{2,40}?(?:方面|中|时|(?=[,，])))[,，]?[^,，。:：]{0,14}"
    r"(?:指出|说|强调|表示|讲到|认为)[:：;；,，]"
)
_ACT = (
    "(?:进行了[^,，。；;]{0,8}总结|作了?[^,，。；;]{0,10}(?:讲话|报告|发言|致辞|部署)|宣读|致辞|"
    "(?:介绍|通报)了?[^,，。；;]{2,24}(?:情况|进展|成效))"
)
_SPOKEN = re.compile(_ACT)
_ADDRESS = re.compile(rf"[^\n]{{0,80}}?(?P<who>[^,，。；;\n]{{2,40}}{_ACT})")
_OPENING_ACT = 160
"""An address begins with at most 120 characters and the act, which has 29 at most."""
_SAYS = re.compile(r"(?P<who>他|她|[一-鿿]{2,24}?)(?:(?<=[他她])要求|强调指出|指出|强调|表示|说|认为)[:：;；](?![“‘])")
_PROGRAMME = re.compile(
    "(?:^|[:：,，。])(?P<what>[^,，。:：;；\n]{0,8}(?:制定|提出|实施|构建|推行|探索|创新|打造|形成|确立|推进)了?"
    "[^,，。:：;；“”\n]{0,6}“[^”\n]{1,12}”[^,，。:：;；\n]{0,12})"
)
_NAME = 4
"""A Chinese name has at most so many characters."""
_OPENING = re.compile("谨|兹|敬|向|作|由我|我|现|下面|代表|受")
"""A report opens with 我向大会作工作报告; nobody is said to speak."""
_PRONOUN = re.compile("他|她")
_LISTED = re.compile(r"即(?P<names>[^、，,。；;\n]{3,18}(?:、[^、，,。；;\n]{3,18}){2,9})[。；;，,]")


def question(paragraph: Paragraph) -> Head | None:
    """A question of the interviewer, answered below; greetings are none."""
    found = _QUESTION.match(paragraph.text)
    if found is None or not _ASKED.search(paragraph.text):
        return None
    said = paragraph.text[found.end() : found.end() + READ]
    return Head(paragraph.start, RANKS["qa"], "qa", found[0].strip(), heading(said), "background", mode_asked_for(said))


def programme(paragraphs: Sequence[Paragraph], at: int) -> Head | None:
    """医院制定了“1+6”发展战略 in an answer whose items follow, each in a paragraph of its own: what they belong to."""
    if not 0 < at < len(paragraphs) - 1 or question(paragraphs[at - 1]) is None:
        return None
    found = _PROGRAMME.search(paragraphs[at].text, 0, READ)
    if found is None or not paragraphs[at + 1].text.startswith(("一是", "第一")):
        return None
    start = paragraphs[at].start + found.start("what")
    return Head(start, RANKS["measure"], "measure", "", found["what"])


def speech(paragraphs: Sequence[Paragraph], at: int) -> Head | None:
    """A paragraph in which somebody speaks or is said to have spoken."""
    paragraph = paragraphs[at]
    said = paragraph.text
    by_topic = said.startswith(("在谈到", "谈到", "谈及"))
    if (found := _SAYS.match(said)) and not by_topic:
        if _PRONOUN.fullmatch(found["who"]) and at and _address(paragraphs[at - 1].text):
            return None  # goes on with the address reported in the paragraph above
        introduced = len(found["who"]) > _NAME  # with the office: somebody who has not spoken before
        rank = ADDRESS_RANK if introduced else RANKS["speech"]
        return Head(paragraph.start, rank, "speech", "", heading(said[found.end() : found.end() + READ]))
    if not by_topic and (who := _address(said)):
        return Head(paragraph.start, ADDRESS_RANK, "speech", "", who, mode_of_address(who))
    return None


def _address(said: str) -> str:
    spoken = said[-1] in "。！？!?" and _SPOKEN.search(said, 0, _OPENING_ACT) is not None
    found = _ADDRESS.match(said) if spoken else None
    return found["who"] if found and not _OPENING.match(found["who"]) else ""


def topics(text: str, paragraph: Paragraph, start: int) -> Iterator[Head]:
    """在谈到党的建设方面，…指出: what a report has a speaker say, topic by topic."""
    for found in _TOPIC.finditer(text, start, paragraph.end):
        yield Head(found.start(), RANKS["speech"], "speech", "在谈到", found["topic"])


def measures(text: str) -> Iterator[Head]:
    """Measures named in a list (“六融”即甲、乙、丙。) where the text comes back to each in its own paragraph."""
    for listed in _LISTED.finditer(text):
        for name in listed["names"].split("、"):
            at = text.find(name, listed.end(), listed.end() + 20_000)
            line = text.rfind("\n", 0, at) + 1
            if at < 0 or line <= listed.start():
                continue
            begins = line if _QUESTION.match(text, line) is None else text.find("\n", at) + 1
            if begins > line:  # named in the question: the measure is what the answer tells
                begins = next(
                    (spot for spot in range(begins, min(len(text), begins + 80)) if not text[spot].isspace()), at
                )
                yield Head(begins, RANKS["measure"], "measure", "", name)
            elif not re.search("[。！？!?]", text[line:at]):
                yield Head(at, RANKS["measure"], "measure", "", name)
