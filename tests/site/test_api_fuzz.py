"""Whatever is sent to the API, it answers: requests drawn from its own description never end in a failure of ours."""

import datetime as dt
import json
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.organization.models import Assignment, Department, Institution
from linghang.site.api import api
from linghang.tasks import store

DESCRIPTION = api.get_openapi_schema(path_prefix="/api/")
OPERATIONS = [
    (method, path, operation) for path, methods in DESCRIPTION["paths"].items() for method, operation in methods.items()
]
KNOWN = ["h", "2026-0001", "discharges", "2022", "2022-05", "YW", "report", "assign", "close", "open", "working", "1"]
_text = st.one_of(st.sampled_from(KNOWN), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))


def resolved(schema):
    return DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def drawn(schema):
    """Values of a schema, and now and then something else."""
    schema = resolved(schema)
    if "anyOf" in schema:
        return st.one_of([drawn(each) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), _text)
    match schema.get("type"):
        case "integer":
            return st.one_of(st.integers(-5, 10), st.integers(-(2**70), 2**70))
        case "number":
            return st.floats(allow_nan=False, allow_infinity=False)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "array":
            return st.lists(drawn(schema.get("items", {})), max_size=3)
        case "object":
            own = {name: drawn(each) for name, each in schema.get("properties", {}).items()}
            if own:
                needed = set(schema.get("required", ()))
                optional = {name: each for name, each in own.items() if name not in needed}
                return st.fixed_dictionaries({name: own[name] for name in own if name in needed}, optional=optional)
            names = st.sampled_from(["due", "percent", "milestones", "checklist", "rejected", "period", "department"])
            return st.dictionaries(names, _anything(), max_size=4)
    if schema.get("format") == "date":
        return st.one_of(st.dates().map(str), _text)
    return _text


def _anything():
    plain = st.one_of(st.none(), st.booleans(), st.integers(-(2**40), 2**40), _text, st.dates().map(str))
    return st.one_of(plain, st.lists(plain, max_size=2), st.dictionaries(_text, plain, max_size=2))


@pytest.fixture
def client(db):
    hospital = Institution.objects.create(code="h", name="示范医院", kind="hospital")
    medical = Department.objects.create(institution=hospital, code="YW", name="医务科")
    user = get_user_model().objects.create_user("office")
    Assignment.objects.create(user=user, role="office", institution=hospital)
    task = store.open_task(
        hospital, title="事项", source="document", on=dt.date(2026, 3, 1), actor=user, lead_department=medical
    )
    store.record(task, "assign", on=dt.date(2026, 3, 2), actor=user, data={"due": dt.date(2026, 3, 31)})
    store.record(task, "accept", on=dt.date(2026, 3, 3), actor=user)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS])
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_request_ends_in_a_failure_of_ours(client, method, path, operation, data):
    url, query = path, {}
    for each in operation.get("parameters", ()):
        value = data.draw(drawn(each["schema"]), each["name"])
        if each["in"] == "path":
            url = url.replace("{{{}}}".format(each["name"]), quote(str(value), safe=""))
        elif data.draw(st.booleans()) or each.get("required"):
            query[each["name"]] = value
    sent = _body(data, operation["requestBody"]["content"]) if "requestBody" in operation else {}
    answer = getattr(client, method)(f"{url}?{urlencode(query)}", **sent)
    assert answer.status_code < 500, (url, query, sent, answer.content[:400])


def _body(data, content):
    """What a request brings: JSON, or files."""
    if "multipart/form-data" in content:
        found = data.draw(st.lists(st.binary(max_size=20), max_size=3), "files")
        files = [SimpleUploadedFile("材料", each) for each in found]
        return {"data": dict.fromkeys(content["multipart/form-data"]["schema"]["properties"], files)}
    document = data.draw(drawn(content["application/json"]["schema"]), "body")
    return {"data": json.dumps(document), "content_type": "application/json"}
