"""Only a paper without conflict is signed off; the record stays."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from linghang.core.errors import InputError
from linghang.papers import store
from linghang.papers.models import SignOff
from linghang.registers.catalogue import current_version

GOOD = "青山医院2023年工作总结\n一、2023年工作回顾\n全年完成门诊12.35万人次。"


def test_what_is_kept(paper, person):
    kept = paper(GOOD)
    made = store.sign_off(kept, actor=person("office"))
    assert made.text_sha256 == hashlib.sha256(kept.text.encode()).hexdigest()
    assert made.version == current_version() > 0
    assert [(each["verdict"], each["computed"]) for each in made.verdicts["ledger"]] == [("agree", "12.35万人次")]


def test_a_conflict_with_the_ledger_stands_in_the_way(paper, person):
    with pytest.raises(InputError, match="1 处矛盾"):
        store.sign_off(paper(GOOD.replace("12.35", "12.53")), actor=person("office"))
    assert not SignOff.objects.exists()


def test_a_conflict_of_the_text_with_itself_too(paper, person):
    text = "青山医院2023年工作总结\n一、2023年工作回顾\n全年共收治120人，其中男70人、女60人。"
    with pytest.raises(InputError, match="处矛盾"):
        store.sign_off(paper(text), actor=person("office"))


def test_nobody_signs_what_he_cannot_see(paper, person):
    with pytest.raises(InputError, match="无权对照"):
        store.sign_off(paper(GOOD), actor=person("office"), open_to=lambda indicator: False)


def test_the_record_is_never_changed(paper, person):
    made = store.sign_off(paper(GOOD), actor=person("office"))
    for deed in (made.save, made.delete, SignOff.objects.all().delete, lambda: SignOff.objects.update(by="别人")):
        with pytest.raises(TypeError):
            deed()


@pytest.mark.parametrize("deed", ["UPDATE papers_signoff SET by = '别人'", "DELETE FROM papers_signoff"])
def test_the_database_refuses_too(paper, person, deed):
    from linghang.site.append_only import allow_changes, forbid_changes

    store.sign_off(paper(GOOD), actor=person("office"))
    forbid_changes(connection)
    try:
        with pytest.raises(DatabaseError, match="核定记录"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(deed)
    finally:
        allow_changes(connection)
