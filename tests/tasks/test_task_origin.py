"""Where a task came from is said in the house's own words, and no link leads where a person may not go."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from linghang.decisions.models import Finding, Item, ResearchTopic, Resolution
from linghang.organization.models import Person
from linghang.registers import kept
from linghang.registers.content import library
from linghang.tasks import store
from linghang.tasks.links import Link, source_of

DAY = dt.date(2023, 3, 1)
NUMBER = "党委会决议〔2023〕3号"


@pytest.fixture
def task(hospital, medical):
    def make(source="document", source_ref=""):
        return store.open_task(
            hospital, title="缩短平均住院日", source=source, source_ref=source_ref, on=DAY, actor=None,
            lead_department=medical,
        )  # fmt: skip

    return make


@pytest.fixture
def resolved(task, hospital):
    item = Item.objects.create(institution=hospital, title="关于某某同志免职的议题")
    resolution = Resolution.objects.create(item=item, number=NUMBER, text="同意", decided_on=DAY)
    made = task("resolution", f"resolution:{resolution.pk}")
    resolution.tasks.add(made)
    return made, resolution


def test_who_sees_the_meetings_sees_number_and_item(resolved, people):
    made, resolution = resolved
    said = Link(f"{NUMBER} 关于某某同志免职的议题", f"/meetings/resolutions/{resolution.pk}/")
    assert source_of(made, people.office) == source_of(made, people.leader) == said


def test_everyone_else_sees_the_number_alone_and_no_link(resolved, people, client):
    made, _ = resolved
    for user in (people.head, people.viewer, people.nobody):
        assert source_of(made, user) == Link(NUMBER)
    client.force_login(people.viewer)
    page = client.get(f"/tasks/h/{made.number}/").content.decode()
    assert f"会议决议：{NUMBER}" in page
    assert "免职" not in page
    assert "/meetings/resolutions/" not in page


def test_a_key_that_names_nothing_here_is_not_shown(task, people, client):
    made = task("resolution", "resolution:12")
    assert source_of(made, people.office) is None
    client.force_login(people.office)
    page = client.get(f"/tasks/h/{made.number}/").content.decode()
    assert "resolution:12" not in page.partition("<h2>来源</h2>")[2].partition("</dl>")[0]


def test_a_finding_leads_to_its_topic(task, hospital, people):
    leader = Person.objects.create(code="L", name="林院长", institution=hospital)
    topic = ResearchTopic.objects.create(institution=hospital, year=2023, title="门诊流程", leader=leader)
    made = task("research", "finding:1")
    Finding.objects.create(topic=topic, problem="排队久", task=made)
    assert source_of(made, people.leader) == Link("2023年调研课题：门诊流程", f"/meetings/research/{topic.pk}/")
    assert source_of(made, people.head) == Link("2023年调研课题")


def test_a_risk_is_named_by_its_number_for_whoever_may_open_it(task, hospital, people):
    row = kept.save_row(library().register("risk"), hospital, risk_values(), actor=people.office, opened=None)
    made = task("risk", f"risk:{row.row}")
    assert source_of(made, people.office) == Link("风险清单 R-7", f"/registers/risk/rows/{row.row}/?institution=h")
    assert source_of(made, people.nobody) == Link("风险清单")
    assert source_of(task("risk", f"risk:{uuid.uuid4()}"), people.office) == Link("风险清单")
    assert source_of(task("risk", "risk:nonsense"), people.office) == Link("风险清单")


def risk_values():
    return {"risk_no": "R-7", "title": "停电", "found_on": timezone.localdate()}


def test_other_words_are_said_as_they_stand(task, people):
    assert source_of(task(source_ref="院发〔2023〕1号"), people.viewer) == Link("院发〔2023〕1号")
    assert source_of(task(), people.viewer) is None


def test_what_the_packs_do_not_know_has_no_link(task, people):
    assert source_of(task("indicator", "indicator:no_such:2023-05"), people.office) == Link("no_such 2023-05")
    assert source_of(task("programme", "programme:no_such/core"), people.office) == Link("no_such/core")
