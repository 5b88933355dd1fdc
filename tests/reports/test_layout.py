"""The arithmetic of the official page, against GB/T 9704—2012 and values that Word itself writes."""

import datetime as dt

import pytest

from linghang.core.errors import InputError
from linghang.reports.layout import layout

OWN = """layouts:
  - code: {code}
    title: 本院版式
    margins: {{top: 37, bottom: 35, left: 28, right: 26}}
    footer: 23
    line_pitch: {pitch}
    lines: 22
    characters: 28
    latin: Times New Roman
    faces:
      title: {{fonts: [宋体], size: 22}}
      heading1: {{fonts: [黑体], size: 16}}
      heading2: {{fonts: [楷体], size: 16}}
      heading3: {{fonts: [仿宋], size: 16}}
      body: {{fonts: [仿宋], size: 16}}
      page_number: {{fonts: [宋体], size: 14}}
      table: {{fonts: [仿宋], size: 12}}
"""


def own(tmp_path, code="own", pitch="28.95"):
    path = tmp_path / "layouts.yaml"
    path.write_text(OWN.format(code=code, pitch=pitch), encoding="utf-8")
    return path


def test_grid_of_the_standard_page():
    page = layout("gb9704")
    assert page.page == (11906, 16838)
    assert page.pitch == 579
    assert page.char_space == -842, "what Word writes for 28 characters on 156 mm"


def test_both_shipped_layouts_hold_22_lines_of_28_characters():
    assert {(layout(code).lines, layout(code).characters) for code in ("gb9704", "gb33476")} == {(22, 28)}


def test_a_hospitals_own_layout_joins_the_shipped_ones(tmp_path):
    path = own(tmp_path)
    assert layout("own", path).title == "本院版式"
    assert layout("gb9704", path).pitch == 579


def test_the_common_slip_of_29_points_is_refused(tmp_path):
    with pytest.raises(InputError, match="每页是 21 行，不是 22 行") as refused:
        layout("own", own(tmp_path, pitch="29"))
    assert refused.value.faults[0].line == 2


def test_a_layout_with_a_missing_face_is_refused(tmp_path):
    path = own(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("      table:", "      # table:"), encoding="utf-8")
    with pytest.raises(InputError, match="缺少字体：table"):
        layout("own", path)


def test_an_unknown_layout_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match="gb9704、gb33476"):
        layout("letter")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("left: 28", "left: 3", "左边距不到 5 毫米"),
        ("footer: 23", "footer: 40", "页码应在下边距之内"),
        (
            "heading1: {fonts: [黑体], size: 16}",
            "heading1: {fonts: [黑体], size: 36}",
            "字号大于行距，字会被切掉：一级标题",
        ),
        ("footer: 23", "footer: 23\n    numbering: [甲、, （一）, 1.]", "1 级标题的序号不能是“甲、”"),
        ("footer: 23", "footer: 23\n    valid_from: 2024-01-01\n    valid_to: 2023-01-01", "有效期止早于有效期起"),
    ],
)
def test_what_cannot_be_printed_is_refused(tmp_path, old, new, reason):
    path = own(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=reason):
        layout("own", path)


def test_an_unusual_font_is_doubted_a_usual_one_not(tmp_path):
    path = own(tmp_path)
    assert layout("own", path).doubtful_fonts == []
    path.write_text(
        path.read_text(encoding="utf-8").replace("[宋体], size: 22", "[龙飞凤舞体], size: 22"), encoding="utf-8"
    )
    assert layout("own", path).doubtful_fonts == ["龙飞凤舞体"]


def test_an_institutions_own_layout_holds_for_its_days_and_for_those_below(tmp_path):
    path = own(tmp_path)
    dated = "footer: 23\n    institutions: [group]\n    valid_from: 2023-01-01\n    valid_to: 2023-12-31"
    path.write_text(path.read_text(encoding="utf-8").replace("footer: 23", dated), encoding="utf-8")
    below, during, after = ["town", "group"], dt.date(2023, 6, 1), dt.date(2024, 1, 1)
    assert layout("gb9704", path, institutions=below, on=during).code == "own"
    assert layout("gb9704", path, institutions=below, on=after).code == "gb9704"
    assert layout("gb9704", path, institutions=["county"], on=during).code == "gb9704"


def test_of_two_versions_of_one_layout_the_one_in_force_counts(tmp_path):
    """A report keeps the code of its layout; written again it must find the page that it was numbered for."""
    path = own(tmp_path)
    first = path.read_text(encoding="utf-8")
    old, new = "\n    valid_from: 2022-01-01\n    valid_to: 2022-12-31", "\n    valid_from: 2023-01-01"
    second = first.replace("footer: 23", f"footer: 23{new}").removeprefix("layouts:\n")
    second = second.replace("本院版式", "新版式")
    path.write_text(first.replace("footer: 23", f"footer: 23{old}") + second, encoding="utf-8")
    assert layout("own", path, on=dt.date(2022, 6, 1)).title == "本院版式"
    assert layout("own", path, on=dt.date(2023, 6, 1)).title == "新版式"
    assert layout("own", path).title == "新版式"
