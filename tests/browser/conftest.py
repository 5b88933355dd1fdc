"""The real thing: a workspace of its own, the server and its worker as processes, and a Chromium that looks at them.

A page is there before its scripts are and before all of it has arrived. A test that goes on to press a key, to choose a
file, to look for all of something or to go elsewhere first waits for what it means: for words that only the answer has
(`expect`), then for the rest of that page (`page.wait_for_load_state()`). `goto` waits for all of a page by itself.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from ports import free_port

HERE = Path(__file__).parent
START_SECONDS = 600
PATIENCE = 60_000
"""Milliseconds that anything on a page may take: how long a page takes is measured elsewhere."""


@pytest.fixture(scope="session")
def chromium():
    """The browser's path. Without one the tests are skipped, unless LINGHANG_REQUIRE_BROWSER=1 forbids that."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("LINGHANG_REQUIRE_BROWSER") == "1":
            pytest.fail("LINGHANG_REQUIRE_BROWSER=1, and there is no chromium on the PATH")
        pytest.skip("there is no chromium on the PATH; install it to run the browser tests")
    return path


@pytest.fixture(scope="session")
def house(chromium, tmp_path_factory, migrated):
    """A running house: `url`, and the passwords of its accounts by user name."""
    workspace = migrated(tmp_path_factory.mktemp("house"))
    environment = os.environ | {
        "LINGHANG_WORKSPACE": str(workspace),
        "DJANGO_SETTINGS_MODULE": "linghang.site.settings",
    }
    prepared = subprocess.run(
        [sys.executable, str(HERE / "prepare.py"), str(workspace / "files")],
        check=True,
        env=environment,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )
    port = free_port()
    start = f"import django; django.setup(); from linghang.site.serving import serve; serve(port={port})"
    with (workspace / "server.log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-c", start], env=environment, stdout=log, stderr=log)
        try:
            yield {
                "url": _wait(f"http://127.0.0.1:{port}", server),
                "passwords": json.loads(prepared.stdout),
                "files": workspace / "files",
            }
        finally:
            server.terminate()
            server.wait(timeout=START_SECONDS)


def _wait(url, server):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(f"{url}/accounts/login/", timeout=20).close()
        except urllib.error.HTTPError:  # an answer, but not the page
            raise
        except OSError:
            time.sleep(0.3)
        else:
            return url
    raise AssertionError(f"no answer within {START_SECONDS} s")


@pytest.fixture(scope="package")
def browser(chromium):
    """A Chromium, closed with the folder: while Playwright runs, its thread has an event loop, and Django then refuses
    the database to whatever test comes after."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"], timeout=PATIENCE)
        yield running
        running.close()


@pytest.fixture(scope="package")
def new_context(browser, house):
    """new_context(…) → a context of the browser at the house, as on another computer; the caller closes it."""

    def make(**how):
        context = browser.new_context(base_url=house["url"], **how)
        context.set_default_timeout(PATIENCE)
        return context

    return make


@pytest.fixture(scope="package")
def idle():
    """Contexts that no test uses just now: a new one takes Chromium a second, and loads every script again."""
    return []


@pytest.fixture(scope="package")
def sessions():
    """The cookies of everybody who has signed in, by user name."""
    return {}


@pytest.fixture
def open_page(new_context, house, idle):
    """open_page(width) → an empty page of that width that nobody is signed in on, as in another browser; anything the
    browser complains about fails the test, except the answer to the slower one of two editors."""
    pages, complaints = [], []

    def note(message):
        if message.type == "error" and "status of 409" not in message.text:
            complaints.append(message.text)

    def open_(width=1366):
        page = (idle.pop() if idle else new_context()).new_page()
        page.set_viewport_size({"width": width, "height": 768})
        pages.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        return page

    yield open_
    for page in pages:
        forget(page, house["url"])
        idle.append(page.context)
    assert not complaints


def forget(page, origin):
    """Close a page and leave nothing of its visit in its context but the cached files; not even a draft that its
    scripts were about to keep."""
    kept = page.context.new_cdp_session(page)
    kept.send("Emulation.setScriptExecutionDisabled", {"value": True})
    kept.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "cookies,local_storage,indexeddb"})
    page.context.clear_cookies()
    for each in page.context.pages:
        each.close()


@pytest.fixture
def signed_in(open_page, house, sessions):
    """signed_in(username, width) → the page after signing in; through the form the first time somebody does."""

    def sign_in(username, width=1366):
        page = open_page(width)
        if username in sessions:
            page.context.add_cookies(sessions[username])
            page.goto("/")
        else:
            enter(page, username, house["passwords"][username])
            sessions[username] = page.context.cookies()
        return page

    return sign_in


def enter(page, username, password):
    """Fill in the form of the sign-in page, send it and be let in."""
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
