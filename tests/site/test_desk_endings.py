"""However a load ends, what its job says and what is visible agree."""

import csv

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk_steps import send, text, visits_of, work
from linghang.core.workspace import Workspace
from linghang.indicators import compute
from linghang.registers import catalogue, desk_jobs, loading
from linghang.registers.kept import importing
from linghang.registers.models import Batch, LoadJob
from visit_files import write_visits


@pytest.fixture
def file(tmp_path):
    return write_visits(tmp_path / "visits.csv", 2022, {1: [("0301", 5)]})


def uploads():
    """The files that wait in the workspace."""
    folder = Workspace.from_environment().uploads
    return list(folder.iterdir()) if folder.is_dir() else []


def stored():
    return list(Workspace.from_environment().lake.glob("outpatient_visit/h1/*.parquet"))


@pytest.fixture(autouse=True)
def empty_tray():
    """The workspace is shared by all tests of the run."""
    for path in uploads():
        path.unlink()


@pytest.fixture
def broken_recompute(monkeypatch):
    def fail(*_, **__):
        raise OSError("a data file is gone")

    monkeypatch.setattr(compute, "compute", fail)


def test_a_failing_recompute_does_not_unsay_a_load(as_, hospital, file, broken_recompute):
    client = as_("quality", hospital)
    address = send(client, file).headers["Location"]
    work()
    job = LoadJob.objects.get()
    assert (job.state, job.batch) == ("done", Batch.objects.get())
    assert "已入库 5 行" in text(client.get(address))


def test_a_failing_recompute_does_not_unsay_a_withdrawal(as_, hospital, visits, broken_recompute):
    batch = Batch.objects.get(file_name="visits-2022.csv")
    page = as_("quality", hospital).post(f"/data/batches/{batch.pk}/withdraw/", {"note": "x"}, follow=True)
    assert "已撤回" in text(page)
    assert visits_of("2022") is None


def cancel_before(monkeypatch, module, name):
    real = getattr(module, name)

    def cancelled_first(*arguments, **more):
        assert desk_jobs.cancel(LoadJob.objects.get())
        return real(*arguments, **more)

    monkeypatch.setattr(module, name, cancelled_first)


@pytest.mark.parametrize("step", ["stage", "_commit"])
def test_cancelling_late_still_leaves_nothing(as_, hospital, file, monkeypatch, step):
    cancel_before(monkeypatch, loading, step)
    before = stored()
    send(as_("quality", hospital), file)
    work()
    assert LoadJob.objects.get().state == "cancelled"
    assert not Batch.objects.exists()
    assert catalogue.current_version() == 0
    assert stored() == before
    assert not uploads()


def test_cancelling_a_ledger_file_late_leaves_nothing(as_, hospital, monkeypatch):
    cancel_before(monkeypatch, importing, "_commit")
    file = SimpleUploadedFile("values.csv", "指标代码,起始日期,截止日期,数值,佐证材料\n".encode())
    as_("office", hospital).post(
        "/data/upload/", {"file": file, "register": "reported_value", "institution": "h1", "period": "2022"}
    )
    work()
    job = LoadJob.objects.get()
    assert job.state == "cancelled", job.faults
    assert not Batch.objects.exists()


def test_what_is_in_can_no_longer_be_cancelled(as_, hospital, file):
    send(as_("quality", hospital), file)
    work()
    assert not desk_jobs.cancel(LoadJob.objects.get())
    assert LoadJob.objects.get().state == "done"


def test_a_worker_killed_right_after_the_commit_leaves_a_finished_job(as_, hospital, file, monkeypatch):
    class Killed(BaseException):
        pass

    real = loading._commit

    def commit_and_die(*arguments):
        real(*arguments)
        raise Killed

    monkeypatch.setattr(loading, "_commit", commit_and_die)
    send(as_("quality", hospital), file)
    with pytest.raises(Killed):
        work()
    assert desk_jobs.fail_interrupted() == 0
    job = LoadJob.objects.get()
    assert (job.state, job.batch) == ("done", Batch.objects.get())


def test_a_job_whose_worker_died_fails_once_and_says_so(as_, hospital, file):
    client = as_("quality", hospital)
    address = send(client, file).headers["Location"]
    LoadJob.objects.update(state="running")
    assert desk_jobs.fail_interrupted() == 1
    assert desk_jobs.requeue() == 0
    assert "入库进程中途停止，没有任何数据写入" in text(client.get(address))
    assert not uploads()


def test_a_job_that_a_planned_stop_cut_short_runs_at_the_next_start(as_, hospital, file):
    send(as_("quality", hospital), file)
    LoadJob.objects.update(state="running")
    assert desk_jobs.requeue(["running"]) == 1
    assert desk_jobs.fail_interrupted() == 0
    work()
    assert visits_of("2022-01") == 5


def test_cancelling_what_waits_removes_the_file_at_once(as_, hospital, file):
    send(as_("quality", hospital), file)
    assert uploads()
    assert desk_jobs.cancel(LoadJob.objects.get())
    assert not uploads()


def refused(client, tmp_path):
    """Send a file of which every row is at fault; returns the address of its job."""
    path = write_visits(tmp_path / "v.csv", 2022, {1: [("0301", 40)]})
    path.write_text(path.read_text(encoding="utf-8").replace("100.00", "-1"), encoding="utf-8")
    address = send(client, path).headers["Location"]
    work()
    return address


def test_the_list_of_a_refused_file_can_be_had_and_that_is_logged(as_, hospital, tmp_path):
    from auditlog.models import LogEntry

    client = as_("quality", hospital)
    address = refused(client, tmp_path)
    assert f'href="{address}rejects/"' in text(client.get(address))
    body = b"".join(client.get(f"{address}rejects/").streaming_content).decode("utf-8-sig")
    assert len(list(csv.reader(body.splitlines()))) == 41
    assert LogEntry.objects.filter(additional_data__deed="下载退回清单", additional_data__文件="v.csv").count() == 1


def test_the_list_of_a_refused_file_is_closed_to_others(as_, hospital, other_hospital, tmp_path):
    address = refused(as_("quality", hospital), tmp_path)
    assert as_("quality", other_hospital).get(f"{address}rejects/").status_code == 403


def test_a_job_without_a_list_has_none_to_download(as_, hospital, file):
    client = as_("quality", hospital)
    address = send(client, file).headers["Location"]
    assert client.get(f"{address}rejects/").status_code == 404
