"""What a text announces to come (做好以下五个方面工作) against what follows. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from linghang.documents.numerals import of_chinese

if TYPE_CHECKING:
    from linghang.documents.outline import Node

_SAID = re.compile(
    r"(?P<number>[一二两三四五六七八九十\d](?:(?<=\d)\d?|(?<!\d)[一二两三四五六七八九十]{0,2}))(?:个|项|大|条|件|篇|句|点)?(?:民生|惠民)?"
    r"(?P<what>方面|成绩|问题(?![^，,。；;：:\n]{0,8}(?:整改|解决|销号))|章(?=[，,。：:])|条(?=[：:])|重点工作|重点任务|工作任务|主要任务|任务|工作|措施|举措|行动|工程|战略|融合|建设|创新|重点|实事|文章|话|事(?![项业件故情务实])|意见|要求|关系)"
)
_LEADS = re.compile(
    r"(?:以下|下列|如下|重点做好|狠抓|做好|抓好|围绕|从|实施|推进|完成|制定了?|即|突出|加强|实现|强调|讲|提|谈|办理|办好|处理好|共[列分]|分[为成]|(?<![仍还尚另均都没所具只])有|体现在|最多的)[^。;；,，]{0,12}$"
)
_BEFORE, _BEHIND = 160, 400
"""How far before and behind a count, in characters, the list of its sentence may reach."""
_LEAD = 16
"""How many characters may stand between a count and the colon of its list."""
_REPEATED = re.compile("“[一-鿿]{0,4}(?P<number>[二三四五六七八九十])(?P<sign>[^”一二三四五六七八九十])”")
"""“四零”, “党建六融”: a name that counts what its last character begins or ends."""
_NEAR, _MOST = 400, 2000
"""How far behind an announcement, in characters, its list begins; how many headings are looked through."""
_SLOGAN = re.compile(r"“(?P<digits>\d+(?:\+\d+)+|\d{3,6})”(?P<what>[^,，。]{0,8})")


@dataclass(frozen=True)
class Announced:
    """A count that a text announces; `found`: how many nodes follow, with their ids."""

    start: int
    end: int
    text: str
    says: int
    found: int
    node_ids: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return self.says == self.found


def announced(text: str, nodes: Sequence["Node"]) -> Iterator[Announced]:
    """Counts that headings follow: right behind the sentence, or in equal number further down.

    A count that nothing follows closely announces something that stands within its own sentence: it is told where the
    members are listed there in equal number, and else left out.
    """
    for found in _SAID.finditer(text):
        number = int(found["number"] if found["number"].isdigit() else of_chinese(found["number"]) or 0)
        if not 2 <= number <= 20:
            continue
        led = _LEADS.search(text[max(0, found.start() - 16) : found.start()])
        family = _family(found.end(), nodes) if led else []
        ids = tuple(node.id for node in family)
        if len(ids) == number:
            yield Announced(*found.span(), found[0], number, number, ids)
        elif number in (_listed_before(text, found.start()), _listed_behind(text, found.end())):
            yield Announced(*found.span(), found[0], number, number, ())
        elif number == (below := _below(found.end(), nodes, family)):
            yield Announced(*found.span(), found[0], number, below, ids)
        elif family and _right_behind(text, found.end(), family[0].start):
            yield Announced(*found.span(), found[0], number, len(ids), ids)
    for found in _REPEATED.finditer(text):
        number = int(of_chinese(found["number"]) or 0)
        if number in _repeats(text, found.start(), found.end(), found["sign"]):
            yield Announced(*found.span(), found[0], number, number, ())
    for found in _SLOGAN.finditer(text):
        last = found["digits"].rpartition("+")[2]
        says = int(last) if "+" in found["digits"] else len(found["digits"])
        family = _family(found.end(), nodes)
        if len(family) == says:
            yield Announced(*found.span(), found[0], says, len(family), tuple(node.id for node in family))


def _repeats(text: str, start: int, end: int, sign: str) -> tuple[int, int]:
    """How often the sign stands in the words quoted before (“零事故、零投诉”的“四零”); how many 即 lists behind."""
    quoted = re.findall("“([^”]*)”", text[max(0, start - _BEFORE) : start])
    listed = re.match("即([^。：:]*)", text[end : end + _BEHIND])
    return quoted[-1].count(sign) if quoted else 0, listed[1].count("、") + 1 if listed else 0


def _listed_before(text: str, end: int) -> int:
    """How many members stand right before the count: 医改、服务、防病、强基四篇文章."""
    clause = re.split("[，,。；;：:\n]", text[max(0, end - _BEFORE) : end])[-1]
    return clause.count("、") + 1 if "、" in clause else 0


def _listed_behind(text: str, start: int) -> int:
    """How many members stand behind the colon of the same sentence: 五件实事：甲；乙；丙；丁；戊."""
    sentence = re.split("[。！？!?\n]", text[start : start + _BEHIND])[0]
    colon = re.search("[：:]", sentence[: _LEAD + 1])
    if colon is None or "；" in sentence[: colon.start()]:
        return 0
    lead, members = sentence[: colon.start()], sentence[colon.end() :]
    signs = ("[；;]", "、") if lead else ("[；;]", "、", "[，,]")
    parting = next((sign for sign in signs if re.search(sign, members)), "[；;]")
    members = re.split(parting, members)
    return len([each for each in members if each.strip()])


def _right_behind(text: str, end: int, start: int) -> bool:
    """Nothing but the rest of the sentence lies between."""
    return start - end < 60 and not re.search("[。！？!?]\\s*[^\\s]", text[end:start])


def _family(offset: int, nodes: Sequence["Node"]) -> list["Node"]:
    """The first node behind the offset, near enough, with its brothers behind it."""
    at = bisect_left(nodes, offset, key=lambda node: node.start)
    if at == len(nodes) or nodes[at].start > offset + _NEAR:
        return []
    first, family = nodes[at], list["Node"]()
    for node in nodes[at : at + _MOST]:
        if node.level < first.level:
            break
        if node.parent == first.parent and node.kind == first.kind:
            family.append(node)
    return family


def _below(offset: int, nodes: Sequence["Node"], family: Sequence["Node"]) -> int:
    """How many headings stand right below those of a family: 四大行动、12项任务 are three tasks in each."""
    ids = {node.id for node in family}
    at = bisect_left(nodes, offset, key=lambda node: node.start)
    return sum(node.parent in ids for node in nodes[at : at + _MOST])
