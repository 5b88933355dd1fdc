"""What people type is read, and every diagnosis is tried as the principal one."""

from linghang.casemix.explain import Explainer
from linghang.casemix.scheme_files import read_scheme
from linghang.payment import simulating
from linghang.payment.plain import words


def test_codes_as_people_paste_them():
    assert simulating.codes(" J18.900\n I10.x00，K35.800;E11.9  ｜ N28 ") == [
        "J18.900",
        "I10.x00",
        "K35.800",
        "E11.9",
        "N28",
    ]


def test_each_diagnosis_as_principal(scheme_folder):
    explainer = Explainer(read_scheme(scheme_folder()))
    raw, faults = simulating.read_form({"sex": "1", "age": "50", "diagnoses": "J18.900 J96.000 K29.700 J96.000"})
    answered = simulating.answer(explainer, raw)
    assert (faults, answered.explanation.drg) == ([], "ES31")
    found = [
        (each.diagnosis, each.answered.explanation.drg, each.same) for each in simulating.others(explainer, answered)
    ]
    assert found == [("J96.000", "0000", False), ("K29.700", "GX19", False)]


def test_what_cannot_be_read_is_said():
    _, faults = simulating.read_form({"sex": "1", "age": "六十", "diagnoses": ""})
    assert [(each.field, each.reason) for each in faults] == [("诊断", "没有写主要诊断编码"), ("年龄", "不是整数")]


def test_rules_in_words(scheme_folder):
    scheme = read_scheme(scheme_folder())
    sizes = {name: len(codes) for name, codes in scheme.sets.items()}
    groups = [each for found in (scheme.mdcs, *scheme.adrgs.values(), *scheme.drgs.values()) for each in found]
    found = {group.code: words(group.rule, sizes) for group in groups}
    assert found["MDCG"] == "主要诊断在“DX_G”（2 个编码）中"
    assert found["GD1"] == "主要手术操作在“OP_GD1”（1 个编码）中"
    assert found["GX1"] == "年龄（岁）小于 60"
    assert found["ES31"] == "其他诊断在严重并发症或合并症（MCC）中"
    assert found["ES35"] == "没有其他条件"
