"""Patterns that are written to be fast find what their plain forms find.

A pattern that begins with a character or a set is looked for at the speed of a search in memory; one that begins with a
look behind or a repetition is tried at every place of the text. So conditions on what stands before are asked behind
the first character. The plain forms are kept here, with an alphabet that asks them hard.
"""

import random
import re
from collections.abc import Sequence

import pytest

from documents.grading import HERE
from linghang.documents import (
    announced,
    characters,
    comparisons,
    consistency,
    exclusions,
    metrics,
    moments,
    quantities,
    speakers,
    special,
    tenses,
    units,
    years,
)
from linghang.documents.numerals import CHINESE
from linghang.documents.scan import near

TEXT = "".join(path.read_text("utf-8") for path in sorted((HERE / "texts").glob("*.txt")))
HAN = r"㐀-䶿一-鿿"
CN = "一二三四五六七八九十"
NUMBER = r"(?:\d{1,3}(?:[,，]\d{3}){1,4}(?!\d)|\d{1,15})(?:\.\d{1,8})?"
UNIT = rf"(?:{units._RATES}|(?:{units._MEASURES}|{units._COUNTED})(?:/(?:{units._PER}))?)"
GAP = "[ \u3000]{0,2}"
LIMIT = "(?P<limit>(?:及|或)?以[上下内]|之[内多]|左右|上下)?"


def excluded(piece: str) -> re.Pattern[str]:
    """The pattern of what is no figure that says this."""
    (found,) = [kind.pattern for kind in exclusions._KINDS if piece in kind.pattern.pattern]
    return found


CLEANING = (
    (
        characters._PINYIN,
        rf"(?<=[{HAN}])[(（]([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{{1,7}})[)）]",
        "医(（yǐ)）\n",
    ),
    (
        characters._INVISIBLE,
        "\r\n?|[\ufeff\u200b\u200e\u200f\u2060\u00ad]|[\u00a0\u2002\u2003]",
        "\r\n\r\na\u2003\ufeff\u200b",
    ),
    (
        characters._WIDE,
        "[０-９Ａ-Ｚａ-ｚ％]+|(?<=[０-９0-9])．(?=[ 　]?[０-９0-9])",
        "１2ａＡ．．． 　％一",
    ),
    (
        characters._LOOSE_MARK,
        r"(?<=[一-鿿\d%）”]) +(?=[，。；：、！？])|(?<=[，。；：、！？]) +(?=[一-鿿\d])",
        "一   1%），。a",
    ),
)
NO_FIGURES = (
    (
        excluded("中旬"),
        r"(?<!\d)\d{1,2}\s*[-—–~～至到]\s*\d{1,2}\s*月(?:份|底|末)?|"
        r"(?<!\d)\d{1,2}\s*月(?:份|底|末|初|中旬|上旬|下旬)?(?:\s*\d{1,2}\s*[日号](?:\s*[-—–~～至到]\s*\d{1,2}\s*[日号])?)?(?!\d)",
        "1122 -至月月份底日号",
    ),
    (
        excluded("[-/.]"),
        r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?|(?<!\d)\d{1,2}[:：]\d{2}(?::\d{2})?(?!\d)",
        "1902019--/: :1",
    ),
    (
        excluded("开局|收官"),
        rf"(?<!分之)[“\"]?[{CN}]{{1,2}}五(?<!分之[{CN}][{CN}]五)[”\"]?"
        r"(?=期间|规划|时期|末|初|以来|开局|收官|发展|[，,。])|"
        rf"[“\"][{CN}]{{1,2}}五[”\"]|二〇[〇一二三四五六七八九]{{2}}年(?:[{CN}]{{1,3}}月(?:[{CN}]{{1,3}}日)?)?",
        '分之“”"十五五四二〇年月日末，',
    ),
    (
        excluded("年代"),
        r"(?=[\d上下凌])(?:(?<!\d)\d{2}年代|[上下]午\d{1,2}[点时](?:\d{1,2}分)?|"
        r"凌晨[一二三四五六七八九十\d]+点|(?<!\d)\d{1,2}[点时]\d{1,2}分)",
        "1122年代上午凌晨点时分一",
    ),
    (
        excluded("工作法"),
        r"[“\"‘]\d+(?:\s*[+＋×xX]\s*[\dNnXx]+)+[”\"’][一-鿿]{0,6}|(?<![\d.])\d+(?:\s*[+＋]\s*[\dNX]+)+(?!\d)|"
        r"[“\"‘]\d{3,6}[”\"’](?:工程|战略|计划|行动|工作法|模式|体系|机制|目标|思路|布局|人才|发展)?[一-鿿]{0,4}",
        '“"‘”’111+×N. 工程',
    ),
    (
        excluded("{0,12}?"),
        r"[“‘「『][^”’」』\n]{0,12}?\d{1,9}[^”’」』\n%％]{0,12}[”’」』]|\"[^\"\n]{1,30}\"",
        '“‘「”’」""1一%\n',
    ),
    (
        excluded(r"以内)(?=\d)"),
        rf"(?<![\d.,])\d{{1,6}}(?:\.\d{{1,3}})?(?:\s?[-—–~～至到]\s?\d{{1,6}}(?:\.\d{{1,3}})?)?[万亿]?{UNIT}"
        r"(?:(?:及?以[上下]|以内)(?=\d)|(?:(?<![%％])|(?<=[%％])(?:及?以[上下]|以内))(?:及?以[上下]|以内)?的(?=[^，,。；;：:\d\n]{0,8}\d))",
        "11.,-至万元元个人次%以上的，",
    ),
    (
        excluded("元(?=[一-鿿])"),
        r"(?<![\d一二两三四五六七八九十几数百千万亿余多上近超逾过])(?:百|千|万|亿)元(?=[一-鿿])(?!以上|以下|大关|级|左右|的)",
        "1一百千万亿元元药以上",
    ),
    (excluded("周年(?!"), r"(?<!\d)\d{1,3}周年(?![均率])", "111周年均"),
    (
        excluded("版|栋"),
        r"(?<!\d)\d{1,3}\s?[-—–~～至到、]\s?\d{1,3}(?:层|楼|号|室|页|版|栋|座)(?![^，,。；;]{0,2}\d)",
        "1112 -、层楼，一",
    ),
    (
        excluded("工作日|小时|分钟|天|日|周|个月|年)[内外]"),
        r"(?<![\d.,])\d{1,4}(?:个)?(?:工作日|小时|分钟|天|日|周|个月|年)[内外](?:[^，,。；;、：:\d\n]{1,12}率|(?<=[时钟].)[^，,。；;、：:\d\n]{1,16}比例)(?=[^，,。；;、：:\d\n]{0,6}\d)",
        ("1", "1", ".", "天", "小时", "内", "外", "报", "率", "率", "比例", "，"),
    ),
    (
        excluded("病区"),
        r"(?=[A-Za-z0-9北解空海武陆原])(?:北京|解放军|空军|海军|武警|陆军|原)\s*\d{3}\s*医院|\d{3}医院|"
        r"(?<![A-Za-z])[A-Za-z]{1,12}-?\d{1,6}[A-Za-z]{0,6}(?![\d强])(?!\.\d)|(?<![\d.])\d{1,6}[A-Z]{1,4}(?![A-Za-z]{0,4}/)(?![sD])|"
        r"(?<![A-Za-z])[A-Za-z]{1,8}-?\d{1,3}\.\d{1,2}(?!\d|[%‰])|1?[12]\d{2,4}(?:热线|平台|电话)|"
        r"(?<!\d)1[12][0-9](?:急救|院前|出车|指挥|报警|中心)|5G|3D|4K|4G|6S|5S|PM2\.5|(?<!\d)\d{1,4}号(?:楼|线|院|门|病区|公路)",
        "AGPMSDs1123450..-/%北京解放军武警原医院热线中心急救院前号楼强 ",
    ),
    (
        excluded("天候"),
        r"(?:7|七)\s*[×xX*]\s*24\s*小时|(?<!不超过)(?<!不少于)(?<!不得超过)24\s*小时(?!内|以内|之内|后|动态|完成|办结|到)|全天候",
        ("7", "七", "×", "24", "2", "小时", "小时", "内", "不超过", "全", "天候", " "),
    ),
    (
        excluded("查房"),
        r"[一二三四五六七八九\d]级[甲乙丙]等|[一二三][甲乙]|三级(?=医院|公立|综合|中医|专科|查房|医师|预防|质控|质量|网络)|"
        r"二级(?=医院|公立|综合|以上医|分科)|AAAA+|A\+\+|[一二三四五六]级(?=响应|预案|标准|保护|测评|以上)",
        "一二三3级级甲等医院AA++以上",
    ),
    (
        excluded("00-?"),
        r"(?=\d)(?:(?<!\d)0\d{2,3}[-－ ]\d{3,4} ?\d{4}(?!\d)|\d{3,4}室|"
        r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)400-?\d{3}-?\d{4}(?!\d))",
        "0040013111111--室",
    ),
    (
        excluded("职代会"),
        rf"[{CN}]{{1,3}}届[{CN}]{{1,3}}[次中](?:全会|全体|会议|职工|教职工|职代会|党员|代表|大会)|"
        rf"[{CN}]{{1,4}}大(?:精神|报告|以来|召开)?(?=精神|报告|以来|召开|[，,。、])",
        "一二十届届次中全会大大精神，",
    ),
)
FIGURES = (
    (
        quantities._ARABIC,
        rf"(?<![\d./])(?<!\d[,，])(?P<number>{NUMBER})(?P<mixed>[万亿](?=\d)(?:\d{{1,4}}(?:[,，]\d{{3}})?)[万千百]?)?(?P<same>[%％‰](?={GAP}{quantities._TO}))?"
        rf"(?:{GAP}{quantities._TO}{GAP}(?P<upto>{NUMBER}))?{GAP}(?P<scale>万亿|[亿万千百]?)(?P<more>[余多来几])?(?P<scale2>[万亿]?)"
        rf"(?P<more1>余|多)?{GAP}(?P<unit>{UNIT})(?P<more2>余|多)?{GAP}{LIMIT}",
        "11000,.-/至万千余 元个人次人以上%",
    ),
    (
        quantities._NUMERAL,
        rf"(?<![{CHINESE}])(?P<number>[{CHINESE}]{{1,14}}|几十|几百|数十|数百|数千|上百|上千)(?:[至到](?P<upto>[{CHINESE}]{{1,4}}))?(?P<more>余|多|几)?"
        rf"(?P<unit>{UNIT})(?P<more2>余|多)?{LIMIT}",
        "一二十百千几数上余多人次个元以下",
    ),
    (
        special._BARE_SCALE,
        rf"(?<![\d.,])(?P<number>{NUMBER})(?P<scale>万亿|[万亿])(?P<more>[余多])?(?![\d一-鿿])",
        "11000,.万亿余，",
    ),
    (
        special._BARE,
        r"(?<![\d.,])(?P<number>\d{1,4}(?:\.\d{1,4})?)(?![\d.]|[%％‰])(?=[，,。；;、）)\s和与及]|$|[（(]|[提上增下降回升][^，,。；;\d]{0,4}[到至为]\d)",
        "11000,.，% 和",
    ),
    (
        special._BARE_COUNT,
        r"(?<![\d.,])(?P<number>\d{1,3}(?:[,，]\d{3})+|\d{3,9})(?=[，,。；;、）)（(\n]|$)",
        "1000000,.，\n",
    ),
    (
        comparisons._SHARE,
        r"(?<!药)(?<!耗)(?<!材)占(?!床)(?P<base>(?!比)[^，,。；;：:\d%]{0,24}?)(?:的?(?:比例|比重|比率)|比例?|比重|的)?(?:分别)?"
        rf"(?:为|达到?|约|近|超过?)?[ \u3000]{{0,2}}(?P<value>{NUMBER})[ \u3000]?(?P<unit>[%％])",
        "药占占床比例的为约1.%，",
    ),
    (
        comparisons._PROPORTION,
        rf"(?<=[，,、（(])占比(?:分别)?(?:为|达到?|约)?(?P<value>{NUMBER})(?P<unit>[%％])",
        ("，", "（", "占比", "为", "1", "1", ".", "%"),
    ),
    (
        comparisons._BRACKET,
        rf"(?<=[人名例份个次台件项所家张户床位日天])[（(](?P<value>{NUMBER})(?P<unit>[%％])[）)]",
        ("人", "（1", "医", "（", "1", ".2", "%", "%）"),
    ),
)
YEARS = (
    (
        years._YEAR,
        rf"(?<![\d.])(?P<first>(?:19|20)\d{{2}}|[一二](?:九|{years._ZERO}){years._CN}{{2}})\s{{0,2}}"
        rf"(?:年?度?\s{{0,2}}{years._TO}\s{{0,2}}(?P<last>(?:19|20)?\d{{2}}|(?:[一二](?:九|{years._ZERO}))?{years._CN}{{2}})\s{{0,2}})?"
        r"(?:财政|会计|学)?年",
        ("2", "0", "20", "19", ".", "二〇", "二", "三", "年", "年", "至", "-", "学", " "),
    ),
    (
        years._FIVE_YEARS,
        '(?<![一二三四五六七八九十])[“"「]?十(?P<plan>[一二三四五])五[”"」]?'
        "(?:(?P<end>期?末|收官之年|时期末|规划期末)|(?P<begin>开局之年)|(?:规划)?(?P<span>期间|时期|以来))",
        ("“", "十", "十四五", "四", "五", "”", "期间", "末", "开局之年", "规划"),
    ),
    (
        consistency._CONTRADICTORY,
        r"(?:近|不足|将近)\s*[\d,.]+\s*[万亿]?\s*(?:余|多)|"
        r"(?:超过|逾|超)\s*[\d,.]+\s*[万亿]?[一-鿿]{0,3}(?:以内|以下|左右)|"
        r"约\s*[\d,.]+\s*[万亿]?(?:余|多)|(?:不少于|至少)[\d,.]+[一-鿿%]{0,3}(?:以下|以内|左右)",
        ("近", "将", "不足", "超", "过", "逾", "约", "不少于", "至少", "1", ",", "万", "余", "人", "以内", " "),
    ),
)
PROSE = (
    (
        tenses._DONE,
        "(?<![为除])了(?![解望])|已(?!知)|同比|环比|累计|先后|截至|圆满|顺利|成功|取得|曾|荣获|获(?:得|评|批|颁)|入选|跃居|位[列居]|录得|"
        "投入使用|近年来|[一五]年来|去年|(?<=[较比])(?:上|前一)年|被(?:评|授|列|确定)|共(?:计)?\\d|连续.{1,3}年|"
        "通过.{0,12}(?:验收|测评|评审|认证|评定)",
        ("为", "除", "了", "解", "已", "知", "较", "上", "前一", "年", "来", "近", "通过", "验收", "共", "1", "连续"),
    ),
    (
        tenses._PLAN,
        "(?:(?<=[。;；,，、:：\\s])|^)(?:要|继续|计划|拟|必须)|力争|确保|争取|必须|预[计定估]|到20\\d\\d年|[年月]底前|明年|今年要|"
        "将(?:坚[定持]|继续|进一步|全面|深入|以|持续|[于在]\\d|达)|下一步|赓续|不(?:低于|少于|超过|高于)|以内|控制在|原则上",
        ("，", "\n", "要", "继", "续", "计", "划", "拟", "必", "须", "年", "底前", "将", "继续", "今年", "不", "低于"),
    ),
    (
        announced._SAID,
        r"(?P<number>[一二两三四五六七八九十]{1,3}|\d{1,2})(?:个|项|大|条|件|篇|句|点)?(?:民生|惠民)?"
        r"(?P<what>方面|成绩|问题(?![^，,。；;：:\n]{0,8}(?:整改|解决|销号))|章(?=[，,。：:])|条(?=[：:])|重点工作|重点任务|工作任务|主要任务|任务|工作|措施|举措|行动|工程|战略|融合|建设|创新|重点|实事|文章|话|事(?![项业件故情务实])|意见|要求|关系)",
        ("一", "二", "十", "1", "2", "个", "项", "方面", "重点", "重点工作", "任务", "话"),
    ),
)
PATTERNS = (*CLEANING, *NO_FIGURES, *FIGURES, *YEARS, *PROSE)


def texts(alphabet: Sequence[str]) -> list[str]:
    """Most of them made of the alphabet, others of a piece of prose with some of the alphabet in it."""
    drawn = random.Random("".join(alphabet))
    made = ["".join(drawn.choices(alphabet, k=drawn.randint(1, 20))) for _ in range(3000)]
    for _ in range(100):
        at = drawn.randrange(len(TEXT))
        mixed = ((char, drawn.choice(alphabet)) for char in TEXT[at : at + 60])
        made.append("".join(drawn.choices(pair, (9, 1))[0] for pair in mixed))
    return [*made, TEXT[:8000]]


@pytest.mark.parametrize(("fast", "plain", "alphabet"), PATTERNS, ids=[plain[:24] for _, plain, _ in PATTERNS])
def test_the_fast_form_finds_what_the_plain_one_finds(fast: re.Pattern[str], plain: str, alphabet: str) -> None:
    hits = 0
    for text in texts(alphabet):
        found = [(each.span(), each.groupdict()) for each in re.finditer(plain, text)]
        assert [(each.span(), each.groupdict()) for each in fast.finditer(text)] == found, text
        hits += len(found)
    assert hits > 4, "the alphabet asks nothing"


@pytest.mark.parametrize(
    ("rare", "back", "whole", "alphabet"),
    [
        (special._STRONG_ENDS, 4, special._STRONG, "1111一二十强强"),
        (special._A_ZERO, 4, special._ZERO, ("零", "零", "投诉", "动态", "清", "结余", "降", "为", "，", "政策")),
        (
            moments._RARE,
            6,
            moments._MOMENT,
            [
                *(
                    "刚刚",
                    "过去",
                    "的",
                    "一",
                    "十",
                    "3",
                    "年",
                    "来",
                    "前",
                    "去",
                    "上",
                    "同期",
                    "今",
                    "目前",
                    "截至",
                    "现在",
                ),
                *("现时", "本次", "督查时"),
            ],
        ),
    ],
    ids=["strong", "zero", "moments"],
)
def test_near_a_rare_part_all_is_found(rare: re.Pattern[str], back: int, whole: re.Pattern[str], alphabet: str) -> None:
    hits = 0
    for text in texts(alphabet):
        found = [each.span() for each in whole.finditer(text)]
        assert [each.span() for each in near(rare, back, whole, text)] == found, text
        hits += len(found)
    assert hits > 4, "the alphabet asks nothing"


RARE = {
    "[-/.]": ("2019", "20", "1", "9", "-", "/", ".", ":", "：", " ", "30"),
    "年代": ("1", "2", "上午", "下午", "凌晨", "点", "时", "3", "分", "年代", "年", "代", "一"),
    "公告": "卫医〔（20〕23号第1令GBWST/",
    "周年(?!": "111周年均",
    "个月|年)[内外]": ("1", "12", ".", "个月", "天", "工作日", "小时", "内", "外", "报告", "率", "，", "9"),
    "查房": "一二三3级级甲等医院AA++以上",
}


@pytest.mark.parametrize("piece", RARE)
def test_near_a_rare_part_every_number_that_is_no_figure_is_found(piece: str) -> None:
    (kind,) = [kind for kind in exclusions._KINDS if piece in kind.pattern.pattern]
    assert kind.rare is not None
    hits = 0
    for text in texts(RARE[piece]):
        found = [each.span() for each in kind.pattern.finditer(text)]
        assert [each.span() for each in kind.matches(text)] == found, text
        hits += len(found)
    assert hits > 4, "the alphabet asks nothing"
    assert sum(kind.rare is not None for kind in exclusions._KINDS) == len(RARE), "each is asked here"


def test_years_of_the_republic() -> None:
    """The fast pattern takes 民国 into the number."""
    zero, digits = "〇零○", "〇零○一二三四五六七八九"
    plain = re.compile(
        rf"(?<![\d.{digits}])(?<!\d[,，])(?:民国)?(?P<number>(?<=民国)\d{{2,3}}|1[0-2]\d|一[{zero}一二][{digits}])\s?"
        rf"(?:年?度?{years._TO}(?P<last>1[0-2]\d|一[{zero}一二][{digits}])\s?)?年(?!历史|来|间|代|的历史|级|以上|前)"
    )
    hits = 0
    for text in texts(("民国", "民", "1", "0", "12", "112", "9", "一", "〇", "年", "年", "至", ".", "，", " ", "来")):
        found = [(each.span(), each["number"], each["last"]) for each in plain.finditer(text)]
        fast = [(each.span(), each["number"], each["last"]) for each in years._REPUBLICAN.finditer(text)]
        assert [(span, number.removeprefix("民国"), last) for span, number, last in fast] == found, text
        hits += len(found)
    assert hits > 100


def test_units_that_begin_alike_are_the_listed_ones() -> None:
    words = f"{units._RATES}|{units._MEASURES}|{units._COUNTED}".split("|")
    for text in texts([*words, "/", "万", "a"]):
        assert [each.span() for each in re.finditer(units.UNIT, text)] == [
            each.span() for each in re.finditer(UNIT, text)
        ]


def test_the_last_pause_is_the_last_of_all() -> None:
    pause = re.compile("[，,。；;：:！？!?\n\t●○◆■]|(?<![一-鿿\\d])、|、(?=[^、，。；]{0,40}\\d)")
    for text in texts("，、、。一医1a"):
        last = metrics._LAST_PAUSE.match(text)
        assert (last.end() if last else 0) == max((found.end() for found in pause.finditer(text)), default=0), text


def test_what_closes_ends_as_it_does() -> None:
    listed = metrics._CLOSING.pattern.partition("(?:已)?(?:")[2].removesuffix("|[(（“])+$").split("|")
    whole = [re.sub(r"\(.*\)", "", each) for each in listed]
    ends = {each.replace("?", "")[-1] for each in whole} | {each[:-2][-1] for each in whole if each.endswith("?")}
    assert len(ends) > 20
    assert ends | set("(（“") == metrics._CLOSES


def test_every_name_ends_as_names_do() -> None:
    names = "人民医院 妇幼保健院 卫生院 服务中心 医疗集团 医共体 委员会 卫生健康局 卫健委 卫健局 医保局 疾控中心"
    drawn = texts((*names.split(), "省", "市", "县", "区", "医", "卫生健康", "级", "长", "，", "，", "甲", "乙" * 9))
    plain = re.compile(
        "[一-鿿]{2,14}?(?:人民医院|中心医院|中医医院|妇幼保健院|联合医院|附属医院|医院|卫生院|卫生服务中心|医疗集团|医共体|"
        "卫生健康委员会|卫生健康局|卫健委|卫健局|医保局|疾控中心|急救中心)|"
        "[一-鿿]{2,3}(?:省|市|县|区)(?![一-鿿]{0,2}(?:级|长|委|直|属|域|内|外))"
    )
    hits = 0
    for text in drawn:
        found, end = [each[0] for each in plain.finditer(text)], metrics._ENDS_AN_ENTITY.search(text)
        start = max(0, end.start() - metrics._LONGEST) if end else len(text)
        assert [each[0] for each in metrics._ENTITY.finditer(text, start)] == found, text
        hits += len(found)
    assert hits > 100


def test_every_address_holds_its_act_near_the_beginning() -> None:
    drawn = texts(
        ("院长", "，", "医" * 30, "在会上", "介绍了", "情况", "作了", "报告", "宣读", "进行", "进行了", "总结")
    )
    drawn = [text for text in drawn if speakers._ADDRESS.match(text)]
    assert len(drawn) > 100
    assert all(speakers._SPOKEN.search(text, 0, speakers._OPENING_ACT) for text in drawn)


def test_no_gap_between_digits_is_lost_where_no_line_seems_to_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = texts("1 2,.，一%\n")
    gated = [characters.scattered(text) for text in drawn]
    monkeypatch.setattr(characters, "_SPACED", re.compile("(?m)^"))
    assert gated == [characters.scattered(text) for text in drawn]
    assert sum(bool(edits) for edits, _ in gated) > 20
