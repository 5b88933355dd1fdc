"""A page that is read sees the packs as they were when it began; the next one sees what has changed since."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from linghang.core.workspace import Workspace
from linghang.registers.content import library
from linghang.site.middleware import one_library

MANIFEST = "{pack: own-one, title: 自编, version: '1', source: 测试}"


@pytest.fixture
def own():
    """own() → adds a pack to the workspace while a page is being made."""
    folder = Workspace.from_environment().packs / "own-one"

    def add():
        folder.mkdir(parents=True)
        (folder / "pack.yaml").write_text(MANIFEST, encoding="utf-8")

    yield add
    (folder / "pack.yaml").unlink()
    folder.rmdir()


def seen():
    return "own-one" in {manifest.pack for manifest in library().packs}


@pytest.mark.parametrize(("method", "at_its_end"), [("get", False), ("head", False), ("post", True)])
def test_what_changes_while_a_page_is_read_shows_on_the_next(own, method, at_its_end):
    told = []

    def page(request):
        told.append(seen())
        own()
        told.append(seen())
        return HttpResponse()

    one_library(page)(getattr(RequestFactory(), method)("/"))
    assert told == [False, at_its_end]
    assert seen()


def test_one_after_the_other_is_not_held_by_a_page_that_fell(own):
    def page(request):
        library()
        raise LookupError

    with pytest.raises(LookupError):
        one_library(page)(RequestFactory().get("/"))
    own()
    assert seen()
