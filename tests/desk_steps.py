"""What people and the worker do at the data desk, as single steps."""

from django.core.files.uploadedfile import SimpleUploadedFile

from linghang.core.periods import Period
from linghang.indicators.values import values
from linghang.registers import desk_jobs
from linghang.registers.models import LoadJob


def text(response):
    return response.content.decode()


def send(client, path, **more):
    file = SimpleUploadedFile(path.name, path.read_bytes(), "text/csv")
    fields = {"file": file, "register": "outpatient_visit", "institution": "h1"} | more
    return client.post("/data/upload/", fields)


def work():
    """What the worker does with everything that is queued."""
    for job in LoadJob.objects.filter(state="queued"):
        desk_jobs.run_load.call(job.pk)


def visits_of(period):
    return values(["outpatient_visits"], Period.parse(period), "h1")[0].value
