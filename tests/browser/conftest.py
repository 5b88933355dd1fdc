"""The real thing: a workspace of its own, the server and its worker as processes, and a Chromium that looks at them."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

HERE = Path(__file__).parent
START_SECONDS = 60


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
        timeout=120,
    )
    port = _free_port()
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
            server.wait(timeout=40)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(url, server):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(f"{url}/accounts/login/", timeout=2).close()
        except OSError:
            time.sleep(0.3)
        else:
            return url
    raise AssertionError(f"no answer within {START_SECONDS} s")


@pytest.fixture(scope="package")
def browser(chromium):
    """A Chromium, closed with the folder: while Playwright runs, its thread has an event loop, and Django then refuses
    the database to whatever test comes after."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="package")
def idle():
    """Contexts that no test uses just now: a new one takes Chromium a second, and loads every script again."""
    return []


@pytest.fixture(scope="package")
def sessions():
    """The cookies of everybody who has signed in, by user name."""
    return {}


@pytest.fixture
def open_page(browser, house, idle):
    """open_page(width) → an empty page of that width that nobody is signed in on, as in another browser; anything the
    browser complains about fails the test, except the answer to the slower one of two editors."""
    pages, complaints = [], []

    def note(message):
        if message.type == "error" and "status of 409" not in message.text:
            complaints.append(message.text)

    def open_(width=1366):
        page = (idle.pop() if idle else browser.new_context(base_url=house["url"])).new_page()
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
    """Close a page and leave nothing of its visit in its context but the cached files."""
    kept = page.context.new_cdp_session(page)
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
            page.wait_for_url(lambda url: "/accounts/login/" not in url)
            sessions[username] = page.context.cookies()
        return page

    return sign_in


def enter(page, username, password):
    """Fill in the form of the sign-in page and send it."""
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
