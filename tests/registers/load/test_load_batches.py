"""A file becomes a batch: what is refused, what becomes visible, and from which version."""

import pyarrow.parquet as pq
import pytest
from loadfiles import VISIT, csv_text, visits

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.registers import catalogue, content
from linghang.registers.loading import load
from linghang.registers.models import Batch, CatalogueVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def workspace(tmp_path, monkeypatch, library):
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.delenv("LINGHANG_LAKE", raising=False)
    monkeypatch.setattr(content, "library", lambda: library)
    return Workspace.from_environment()


@pytest.fixture
def hospital():
    return Institution.objects.create(code="h1", name="示范医院", kind="hospital")


@pytest.fixture
def load_visits(tmp_path, hospital):
    """`load_visits("a.csv", {…}, {…})` loads visits with these changes for the hospital."""

    def run(name, *changes, institution=hospital, **options):
        path = tmp_path / name
        path.write_text(visits(*changes), encoding="utf-8", newline="")
        return load(path, "visit", institution, **options)

    return run


def visible(version=None):
    """The visit numbers that an indicator would see."""
    lake = Workspace.from_environment().lake
    return sorted(
        row["visit_no"]
        for batch in catalogue.visible_batches("visit", version=version)
        for row in pq.read_table(lake / batch.data_path).to_pylist()
    )


def files(workspace):
    return [path for path in workspace.lake.rglob("*") if path.is_file()] if workspace.lake.exists() else []


def test_a_load_makes_one_visible_batch(load_visits, workspace):
    result = load_visits("a.csv", {}, {"年龄": "x"}, {"颜色": "7"})
    batch = Batch.objects.get(pk=result.batch_id)
    assert (batch.rows_accepted, batch.rows_rejected, batch.rows_warned) == (2, 1, 1)
    assert (batch.period_first, batch.period_last, batch.file_name) == (202203, 202203, "a.csv")
    assert batch.created.number == catalogue.current_version()
    assert (workspace.rejects / batch.rejects_path).is_file()
    assert batch.data_path.startswith("visit/h1/")
    assert [path.relative_to(workspace.lake).as_posix() for path in files(workspace)] == [batch.data_path]
    assert visible() == ["1", "3"]


def test_a_dry_run_judges_and_stores_nothing(load_visits, workspace):
    result = load_visits("a.csv", {}, {"年龄": "x"}, dry_run=True)
    assert (result.rows_accepted, result.rows_rejected, result.batch_id) == (1, 1, None)
    assert result.rejects_path.is_file()
    assert (files(workspace), Batch.objects.count(), CatalogueVersion.objects.count()) == ([], 0, 0)


def test_too_many_rejects_refuse_the_whole_file_and_keep_the_list(load_visits, workspace):
    with pytest.raises(InputError) as caught:
        load_visits("a.csv", {}, {"年龄": "x"}, {"年龄": "y"})
    head = caught.value.faults[0]
    assert "3 行中有 2 行不合格，超过允许的 50" in head.reason
    assert caught.value.rejects_path in head.remedy
    assert (workspace.rejects / caught.value.rejects_path).read_text(encoding="utf-8-sig").count("不是整数") == 2
    assert (files(workspace), Batch.objects.count()) == ([], 0)


def test_the_same_file_is_not_loaded_twice(load_visits):
    load_visits("a.csv", {})
    with pytest.raises(InputError, match="这个文件已经入库"):
        load_visits("renamed.csv", {})


@pytest.mark.parametrize("period", [None, Period.year(2022)])
def test_months_that_are_there_are_not_loaded_again(load_visits, workspace, period):
    load_visits("a.csv", {})
    with pytest.raises(InputError, match="期间重叠"):
        load_visits("b.csv", {"就诊号": "2"}, {"VT": "2022-04-05", "就诊号": "3"}, period=period)
    assert len(files(workspace)) == 1


def test_other_months_and_other_institutions_stand_beside_each_other(load_visits):
    other = Institution.objects.create(code="h2", name="他山医院", kind="hospital")
    load_visits("a.csv", {})
    load_visits("b.csv", {"VT": "2022-04-05", "就诊号": "2"})
    load_visits("c.csv", {}, institution=other)
    assert visible() == ["1", "1", "2"]
    assert catalogue.coverage("visit", ["h1", "h2"]) == {"h1": {202203, 202204}, "h2": {202203}}
    assert [batch.institution.code for batch in catalogue.visible_batches("visit", ["h2"])] == ["h2"]


def test_a_key_of_an_earlier_batch_is_rejected(load_visits):
    load_visits("a.csv", {})
    result = load_visits("b.csv", {"VT": "2022-04-05"}, {"VT": "2022-04-05"})
    assert (result.rows_accepted, result.faults[0].reason) == (1, "已在此前入库的批次中")


@pytest.mark.parametrize("step", ["staged", "published"])
def test_a_key_of_a_batch_that_came_while_the_file_was_read(load_visits, workspace, step):
    def meanwhile(reached):
        if reached == step:
            load_visits("a.csv", {"就诊号": "7"})

    april = [{"VT": "2022-04-05"}, {"VT": "2022-04-05", "就诊号": "7"}]
    with pytest.raises(InputError, match=r"a\.csv.*有相同的记录"):
        load_visits("b.csv", *april, at_step=meanwhile)
    assert visible() == ["7"]
    assert len(files(workspace)) == 1
    assert load_visits("b.csv", *april).rows_rejected == 1


def test_a_batch_that_came_meanwhile_with_other_keys_stands_beside(load_visits):
    def meanwhile(reached):
        if reached == "published":
            load_visits("a.csv", {"就诊号": "7"})

    load_visits("b.csv", {"VT": "2022-04-05"}, at_step=meanwhile)
    assert visible() == ["1", "7"]


def test_a_correction_supersedes_and_the_old_version_can_be_asked_for(load_visits, workspace):
    first = Batch.objects.get(pk=load_visits("a.csv", {}, {}).batch_id)
    second = Batch.objects.get(pk=load_visits("b.csv", {}, {}, {}, supersede=first).batch_id)
    first.refresh_from_db()
    assert (first.superseded_by, first.ended) == (second, second.created)
    assert visible() == ["1", "2", "3"]
    assert visible(first.created.number) == ["1", "2"]
    assert visible(0) == []
    assert len(files(workspace)) == 2


def test_a_correction_may_be_the_same_file_read_anew(load_visits):
    first = Batch.objects.get(pk=load_visits("a.csv", {}).batch_id)
    load_visits("a.csv", {}, supersede=first)
    assert visible() == ["1"]


@pytest.mark.parametrize("period", [None, Period.month(2022, 4)])
def test_a_correction_must_cover_the_months_it_replaces(load_visits, period):
    first = Batch.objects.get(pk=load_visits("a.csv", {}).batch_id)
    with pytest.raises(InputError, match="没有盖住"):
        load_visits("b.csv", {"VT": "2022-04-05"}, supersede=first, period=period)
    assert visible() == ["1"]


def test_what_is_superseded_cannot_be_superseded_again(load_visits):
    first = Batch.objects.get(pk=load_visits("a.csv", {}).batch_id)
    load_visits("b.csv", {}, {}, supersede=first)
    with pytest.raises(InputError, match="已经失效"):
        load_visits("c.csv", {}, {}, {}, supersede=first)


def test_a_batch_of_another_institution_cannot_be_superseded(load_visits):
    other = Institution.objects.create(code="h2", name="他山医院", kind="hospital")
    first = Batch.objects.get(pk=load_visits("a.csv", {}).batch_id)
    with pytest.raises(InputError, match="别的机构"):
        load_visits("b.csv", {}, {}, institution=other, supersede=first)


def test_a_withdrawn_batch_is_seen_by_earlier_versions_only(load_visits, django_user_model):
    batch = Batch.objects.get(pk=load_visits("a.csv", {}).batch_id)
    user = django_user_model.objects.create_user("clerk")
    version = catalogue.withdraw(batch, user, "误传")
    assert (version.actor, version.action, version.note) == (user, "withdraw", "误传")
    assert (visible(), visible(version.number - 1)) == ([], ["1"])
    assert catalogue.coverage("visit", ["h1"]) == {"h1": set()}
    with pytest.raises(InputError, match="已经失效"):
        catalogue.withdraw(batch, user, "")
    load_visits("a.csv", {})
    assert visible() == ["1"]


def test_an_empty_file_with_its_period_says_that_nothing_happened(load_visits):
    with pytest.raises(InputError, match="没有一行可以入库"):
        load_visits("a.csv")
    load_visits("a.csv", period=Period.month(2022, 5))
    assert catalogue.coverage("visit", ["h1"]) == {"h1": {202205}}


def test_progress_is_told_and_may_cancel(load_visits, workspace, tmp_path):
    told = []
    load_visits("a.csv", {}, {}, progress=lambda done, rows: told.append((done, rows)))
    assert told[-1] == ((tmp_path / "a.csv").stat().st_size, 2)

    class CancelledError(Exception):
        pass

    def cancel(_done, _rows):
        raise CancelledError

    before = files(workspace)
    with pytest.raises(CancelledError):
        load_visits("b.csv", {"VT": "2022-07-01", "就诊号": "9"}, progress=cancel)
    assert (files(workspace), list((workspace.lake / ".staging").iterdir())) == (before, [])


def test_unknown_institution_or_file(load_visits, tmp_path):
    with pytest.raises(InputError, match="没有这个机构"):
        load_visits("a.csv", {}, institution="nowhere")
    with pytest.raises(InputError, match="找不到这个文件"):
        load(tmp_path / "absent.csv", "visit", "h1")


def test_the_catalogue_changes_only_inside_a_transaction(transactional_db):
    from django.db.transaction import TransactionManagementError

    with pytest.raises(TransactionManagementError):
        catalogue.new_version(None, "load")


def test_a_stated_sheet_of_text_is_not_needed_for_columns_to_be_found(load_visits, tmp_path, hospital):
    path = tmp_path / "few.csv"
    path.write_text(csv_text([["1", VISIT["VT"], "01", "x"]], ["就诊号", "VT", "科室", "备注"]), encoding="utf-8")
    assert load(path, "visit", hospital).rows_accepted == 1
