"""What packs parsed to is kept between runs; it changes how long reading takes, never what is read."""

import json
import multiprocessing

import pytest

from linghang.core.errors import InputError
from linghang.packs import parsed, yamlfile
from linghang.packs.load import load_packs
from linghang.packs.parsed import Parsed

MANIFEST = "pack: mine\ntitle: 本院\nsource: 测试\nversion: 1.0.0\n"
CODESET = "codesets:\n  - code: colour\n    title: 颜色\n    valid_from: {day}\n    values: {{'1': 红, '01': 蓝}}\n"


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "codes.yaml").write_text(CODESET.format(day="2022-01-01"), encoding="utf-8")
    return folder


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "kept.json"


@pytest.fixture
def never_parsed(monkeypatch):
    """Parsing is an error from now on."""

    def no(path, raw):
        raise AssertionError(f"{path} was parsed")

    return lambda: monkeypatch.setattr(parsed, "parse_yaml", no)


def told(library):
    return [(entry.item, entry.file, entry.line, entry.lines) for entry in library.entries]


def test_the_second_time_nothing_is_parsed_and_all_is_the_same_down_to_the_lines(pack, kept, never_parsed):
    expected = told(load_packs([pack]))
    load_packs([pack], kept)
    never_parsed()
    assert told(load_packs([pack], kept)) == expected
    assert kept.stat().st_mode & 0o077 == 0


def test_a_changed_file_is_parsed_again_and_the_old_one_forgotten(pack, kept):
    load_packs([pack], kept)
    (pack / "codes.yaml").write_text(CODESET.format(day="2023-06-01"), encoding="utf-8")
    assert str(load_packs([pack], kept).codeset("colour").valid_from) == "2023-06-01"
    assert len(json.loads(kept.read_bytes())["files"]) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"{", b"[]", b'{"form": "other", "files": {}}', b"null", b"[" * 100_000],
)
def test_a_damaged_or_foreign_file_is_as_if_there_were_none(pack, kept, content):
    kept.write_bytes(content)
    assert told(load_packs([pack], kept)) == told(load_packs([pack]))


@pytest.mark.parametrize("known", [None, [], {}, {"data": {}}, {"data": {}, "lines": [[5], ["x"], [1]]}, {"lines": 3}])
def test_a_damaged_part_is_parsed_anew(pack, kept, known):
    load_packs([pack], kept)
    content = json.loads(kept.read_bytes())
    content["files"] = dict.fromkeys(content["files"], known)
    kept.write_text(json.dumps(content), encoding="utf-8")
    assert told(load_packs([pack], kept)) == told(load_packs([pack]))


def test_what_was_kept_is_checked_like_what_is_parsed(pack, kept):
    load_packs([pack], kept)
    kept.write_text(kept.read_text(encoding="utf-8").replace('"title": "颜色"', '"titel": "颜色"'), encoding="utf-8")
    with pytest.raises(InputError, match="titel"):
        load_packs([pack], kept)


def test_what_json_would_change_is_not_kept(tmp_path, kept):
    """Keys that are numbers, and times, come back as they were."""
    path = tmp_path / "odd.yaml"
    for text in ("a: {1: x, yes: y}", "a: 2022-01-01 08:00:00", "a: !!binary aGk=", "a: !!set {x}"):
        path.write_text(text, encoding="utf-8")
        for _ in range(2):
            reader = Parsed(kept)
            assert reader.read(path) == yamlfile.read_yaml(path)
            reader.keep()


def test_a_workspace_that_is_not_there_is_not_made(pack, tmp_path):
    load_packs([pack], tmp_path / "nowhere" / "kept.json")
    assert not (tmp_path / "nowhere").exists()


def _load(pack, kept):
    for _ in range(20):
        kept.unlink(missing_ok=True)
        load_packs([pack], kept)


def test_several_may_write_at_a_time(pack, kept):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_load, args=(pack, kept)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert sorted(path.name for path in kept.parent.iterdir()) == ["kept.json", "mine"]
    assert told(load_packs([pack], kept)) == told(load_packs([pack]))
