"""The data desk: files in, refusals explained, corrections kept."""

from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from desk_steps import send, text, visits_of, work
from linghang.core.workspace import Workspace
from linghang.registers import desk_jobs
from linghang.registers.models import Batch, LoadJob
from visit_files import write_visits


@pytest.fixture
def file(tmp_path):
    return write_visits(tmp_path / "visits.csv", 2022, {1: [("0301", 5)]})


def test_a_file_is_queued_loaded_and_counted(as_, hospital, file):
    client = as_("quality", hospital)
    address = send(client, file).headers["Location"]
    assert "排队等待" in text(client.get(address))
    assert 'hx-trigger="every 1s"' in text(client.get(f"{address}progress/"))
    work()
    assert "已入库 5 行" in text(client.get(f"{address}progress/"))
    assert visits_of("2022-01") == 5
    assert not (Workspace.from_environment().uploads / Path(LoadJob.objects.get().upload).name).exists()


def test_the_batch_page_names_file_person_and_checksum(as_, hospital, file):
    client = as_("quality", hospital)
    send(client, file)
    work()
    batch = Batch.objects.get()
    page = text(client.get(f"/data/batches/{batch.pk}/"))
    assert "visits.csv" in page
    assert batch.file_sha256 in page
    assert batch.loaded_by.username == "quality-h1"


def test_a_refused_file_says_what_to_mend_and_changes_nothing(as_, hospital, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("就诊时间,就诊科室\n2022-01-01 08:00:00,0301\n", encoding="utf-8")
    client = as_("quality", hospital)
    address = send(client, bad).headers["Location"]
    work()
    page = text(client.get(address))
    assert "没有入库，原有数据没有改变" in page
    assert "就诊流水号" in page
    assert not Batch.objects.exists()


def test_what_the_form_lacks_is_said_in_place(as_, hospital, file):
    client = as_("quality", hospital)
    page = text(client.post("/data/upload/", {"register": "", "institution": "", "period": "去年"}))
    for said in ("没有选文件", "没有选数据种类", "没有选机构", "看不懂这个期间"):
        assert said in page
    assert not LoadJob.objects.exists()


def test_a_name_like_a_path_never_becomes_one(as_, hospital, file):
    client = as_("quality", hospital)
    hostile = SimpleUploadedFile("x.csv", file.read_bytes())
    hostile.name = "../../evil.csv"
    client.post("/data/upload/", {"file": hostile, "register": "outpatient_visit", "institution": "h1"})
    job = LoadJob.objects.get()
    assert job.file_name == "evil.csv"
    assert (Workspace.from_environment().uploads / job.upload).parent == Workspace.from_environment().uploads


@pytest.mark.parametrize("role", ["viewer", "commission"])
def test_those_who_may_not_load_find_the_desk_closed(as_, hospital, file, role):
    client = as_(role, hospital)
    assert client.get("/data/").status_code == 403
    assert client.get("/data/upload/").status_code == 403
    assert send(client, file).status_code == 403
    assert "/data/" not in text(client.get("/"))


def test_patients_records_are_not_the_offices_to_load(as_, hospital, file):
    assert send(as_("office", hospital), file).status_code == 403
    assert not LoadJob.objects.exists()


def test_another_hospitals_batches_jobs_and_files_are_closed(as_, hospital, other_hospital, visits, file):
    client = as_("quality", other_hospital)
    batch = Batch.objects.first()
    job = LoadJob.objects.create(register="outpatient_visit", institution=hospital, file_name="v.csv", upload="v")
    assert send(client, file).status_code == 403
    for address in (
        f"/data/batches/{batch.pk}/",
        f"/data/batches/{batch.pk}/rejects/",
        f"/data/jobs/{job.pk}/",
        f"/data/upload/?supersede={batch.pk}",
    ):
        assert client.get(address).status_code == 403, address
    assert client.post(f"/data/batches/{batch.pk}/withdraw/", {"note": "x"}).status_code == 403
    assert client.post(f"/data/jobs/{job.pk}/cancel/").status_code == 403
    assert "visits-2022.csv" not in text(client.get("/data/"))


def test_cancelling_before_it_starts_loads_nothing(as_, hospital, file):
    client = as_("quality", hospital)
    send(client, file)
    job = LoadJob.objects.get()
    page = text(client.post(f"/data/jobs/{job.pk}/cancel/", follow=True))
    desk_jobs.run_load.call(job.pk)
    assert "已取消，没有写入任何数据" in page
    assert not Batch.objects.exists()


def test_cancelling_while_it_runs_leaves_nothing(as_, hospital, file, monkeypatch):
    monkeypatch.setattr(desk_jobs, "SECONDS_BETWEEN_REPORTS", 0)
    real = desk_jobs.loading.load

    def load_and_cancel(*arguments, progress, **more):
        def cancel_then_report(*done):
            desk_jobs.cancel(LoadJob.objects.get())
            progress(*done)

        return real(*arguments, progress=cancel_then_report, **more)

    monkeypatch.setattr(desk_jobs.loading, "load", load_and_cancel)
    send(as_("quality", hospital), file)
    work()
    assert LoadJob.objects.get().state == "cancelled"
    assert not Batch.objects.exists()


def test_an_accident_is_no_half_load_and_the_page_says_so(as_, hospital, file, monkeypatch):
    def fail(*_, **__):
        raise OSError("disk")

    monkeypatch.setattr(desk_jobs.loading, "load", fail)
    client = as_("quality", hospital)
    address = send(client, file).headers["Location"]
    with pytest.raises(OSError, match="disk"):
        work()
    page = text(client.get(address))
    assert "入库时出了意外，没有任何数据写入" in page
    assert "disk" not in page


def test_a_corrected_file_takes_the_place_of_the_first(as_, hospital, file, tmp_path):
    client = as_("quality", hospital)
    send(client, file)
    work()
    first = Batch.objects.get()
    send(client, write_visits(tmp_path / "better.csv", 2022, {1: [("0301", 7)]}), supersede=first.pk)
    work()
    assert visits_of("2022-01") == 7
    assert "已更正" in text(client.get(f"/data/batches/{first.pk}/"))
    assert "visits.csv" in text(client.get("/data/?state=superseded"))
    assert "visits.csv" not in text(client.get("/data/?state=current"))


def test_withdrawing_needs_a_reason_and_then_there_is_no_data(as_, hospital, visits):
    client = as_("quality", hospital)
    batch = Batch.objects.get(file_name="visits-2022.csv")
    assert "请写明撤回的原因" in text(client.post(f"/data/batches/{batch.pk}/withdraw/", follow=True))
    assert visits_of("2022") == 37
    client.post(f"/data/batches/{batch.pk}/withdraw/", {"note": "传错了机构"})
    assert visits_of("2022") is None
    assert "传错了机构" in text(client.get(f"/data/batches/{batch.pk}/"))
    assert "不需要再撤回" in text(client.post(f"/data/batches/{batch.pk}/withdraw/", {"note": "x"}, follow=True))


def test_rejected_rows_can_be_downloaded_and_that_is_logged(as_, hospital, tmp_path):
    path = write_visits(tmp_path / "v.csv", 2022, {1: [("0301", 40)]})
    path.write_text(path.read_text(encoding="utf-8").replace("100.00", "-1", 1), encoding="utf-8")
    client = as_("quality", hospital)
    send(client, path)
    work()
    batch = Batch.objects.get()
    answer = client.get(f"/data/batches/{batch.pk}/rejects/")
    assert batch.rows_rejected == 1
    assert "就诊费用" in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert LogEntry.objects.filter(additional_data__deed="下载退回清单").count() == 1


def test_the_list_costs_the_same_for_two_batches_and_for_many(as_, hospital, visits, django_assert_max_num_queries):
    batch = Batch.objects.first()
    for _ in range(30):
        batch.pk = None
        batch.save()
    client = as_("quality", hospital)
    with django_assert_max_num_queries(22):
        assert client.get("/data/").status_code == 200


@pytest.mark.parametrize("number", ["²", "9" * 5000, "x", "-1", "１"])
def test_a_batch_number_that_is_none_is_not_found(as_, hospital, number):
    client = as_("quality", hospital)
    assert client.get("/data/upload/", {"supersede": number}).status_code == 404
