"""A programme keeps the number in its name, or says that its document does not."""

import pytest
from pydantic import ValidationError

from linghang.packs.programme import Programme, key

THREE = [{"code": "a", "title": "甲"}, {"code": "b", "title": "乙"}, {"code": "c", "title": "丙"}]


def programme(**given: object) -> Programme:
    return Programme.model_validate({"code": "p", "title": "工程", "source": "文件", "form": "project", **given})


def layer(count: int | None, components: list[dict[str, object]], **given: object) -> dict[str, object]:
    return {"code": "layer", "title": "层", "count": count, "components": components, **given}


def test_it_works():
    found = programme(digits=[3], layers=[layer(3, THREE)])
    assert [component.title for component in found.components] == ["甲", "乙", "丙"]
    assert found.open_layers == ()


def test_too_few_components_are_refused():
    with pytest.raises(ValidationError, match="应有 4 项，列出了 3 项"):
        programme(digits=[4], layers=[layer(4, THREE)])


def test_too_few_components_stand_where_the_document_lists_no_more():
    found = programme(digits=[4], layers=[layer(4, THREE, listed=False)])
    assert [each.code for each in found.open_layers] == ["layer"]


def test_too_many_components_are_refused_even_then():
    with pytest.raises(ValidationError, match="应有 2 项，列出了 3 项"):
        programme(digits=[2], layers=[layer(2, THREE, listed=False)])


def test_an_open_number_stays_open():
    assert programme(digits=["N"], layers=[layer(None, [])]).open_layers != ()


def test_digits_and_layers_agree():
    with pytest.raises(ValidationError, match=r"名称中的数字是 1\+3，各层的数目是 3"):
        programme(digits=[1, 3], layers=[layer(3, THREE)])


def test_phases_add_up():
    phases = [{"title": "基础", "years": 3}, {"title": "提升", "years": 2}]
    assert programme(years=5, phases=phases).years == 5
    with pytest.raises(ValidationError, match="各阶段合计 5 年，应为 6 年"):
        programme(years=6, phases=phases)


def test_an_aspect_must_be_known():
    with pytest.raises(ValidationError, match="没有这些方面：x"):
        programme(layers=[layer(1, [{"code": "a", "title": "甲", "aspects": ["x"]}])])


def test_a_code_stands_once():
    with pytest.raises(ValidationError, match="组成的代码重复：a"):
        programme(layers=[layer(2, [THREE[0], THREE[0]])])


def test_a_target_needs_what_it_is_counted_in():
    goal = {"code": "g", "title": "目标", "target": 3}
    with pytest.raises(ValidationError, match="写了 target"):
        programme(layers=[layer(1, [{"code": "a", "title": "甲", "objectives": [goal]}])])


def test_how_a_task_names_what_it_serves():
    assert (key("six_fusions"), key("six_fusions", "core")) == ("six_fusions", "six_fusions/core")
