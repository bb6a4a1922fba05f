"""The three jobs in a real browser: with the keyboard alone, without JavaScript, on a phone, through axe."""

import io
import re

import pytest
from PIL import Image, ImageDraw

EVENT = "/events/common-ground"
LOOKS = """() => {
  // How the focused element, and the label that draws its box, look with the focus and without it.
  const e = document.activeElement, drawn = [e, ...(e.labels || [])];
  const look = () => JSON.stringify(drawn.flatMap(d => ['', '::before'].map(part => {
    const s = getComputedStyle(d, part);
    return [s.outline, s.boxShadow, s.backgroundColor, s.borderColor, s.borderWidth, s.color];
  })));
  const before = look();
  e.blur();
  const after = look();
  e.focus({ focusVisible: true });
  return [before, after];
}"""


def press_until(page, name, key="Tab", most=60):
    """Press Tab until the focus is on something with this accessible name, as a person with a keyboard does."""
    for _press in range(most):
        page.keyboard.press(key)
        words = page.evaluate(
            "() => { const e = document.activeElement; const l = e.labels && e.labels[0];"
            " return ((l ? l.innerText : '') || e.innerText || '').trim() }"
        )
        if words.startswith(name):
            with_focus, without = page.evaluate(LOOKS)
            assert with_focus != without, f"the focus on {name!r} cannot be seen"
            return
    raise AssertionError(f"{name!r} cannot be reached with {key}")


def go_on(page, name="Continue"):
    press_until(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def heading(page):
    return " ".join(page.locator("h1").inner_text().split())


def test_registering_with_the_keyboard_alone(page, axe):
    page.goto(EVENT)
    go_on(page, "Come along")
    go_on(page, "Start")
    press_until(page, "What name")
    page.keyboard.type("Noor")
    go_on(page)
    press_until(page, "Email")
    page.keyboard.type("not an address")
    go_on(page)
    page.locator(".govuk-error-summary:focus").wait_for()
    assert page.title().startswith("Error: ")
    press_until(page, "Enter an email")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "email"
    page.keyboard.press("Control+A")
    page.keyboard.type("noor@example.org")
    go_on(page)
    press_until(page, "In person")
    page.keyboard.press("Space")
    go_on(page)
    press_until(page, "I care for")
    page.keyboard.press("Space")
    go_on(page)
    press_until(page, "Hearing")
    page.keyboard.press("Space")
    go_on(page)
    press_until(page, "Live captions")
    page.keyboard.press("Space")
    go_on(page)
    press_until(page, "Yes")
    page.keyboard.press("ArrowDown")
    go_on(page)
    press_until(page, "The trial")
    page.keyboard.press("Space")
    go_on(page)
    assert heading(page) == "Would you like to be paid?"
    assert axe(page) == []
    press_until(page, "Yes, pay me")
    page.keyboard.press("Space")
    go_on(page)
    assert heading(page) == "Check what you said"
    assert "Live captions typed by a person" in page.content()
    go_on(page, "Send: I am coming")
    assert heading(page) == "Your place is kept, Noor. Open our letter now"
    assert axe(page) == []


def test_registering_without_javascript_on_a_phone(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{EVENT}/register/")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What name do you like to be called?").fill("Ines")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Email address").fill("ines@example.org")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Online").check()
    for _page in range(4):  # who comes online says in which time zone
        page.get_by_role("button", name="Continue").click()
    page.get_by_label("No", exact=True).check()
    for _page in range(2):
        page.get_by_role("button", name="Continue").click()
    page.get_by_label("No, thank you").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send: I am coming").click()
    assert heading(page) == "Your place is kept, Ines. Open our letter now"
    context.close()


def test_claiming_with_a_photo_and_miles(page, sign_in, axe):
    sign_in("attendee@example.org")
    page.goto("/my/")
    page.get_by_role("link", name=re.compile("Claim for")).first.click()
    page.get_by_role("link", name="Add something you paid for").click()
    page.get_by_label("Train, bus, tram or plane").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What was it?").fill("Train from York")
    page.get_by_label("How much was it?").fill("31.20")
    photo, paper = io.BytesIO(), Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(paper).text((300, 500), "Train 31.20", fill="black")  # a page with nothing to see is refused
    paper.save(photo, "JPEG")
    page.get_by_label("Photo of the receipt").set_input_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()})
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add something you paid for").click()
    page.get_by_label("Miles by car or van").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("From where to where?").fill("Home and back")
    page.get_by_label("How many miles").fill("23")
    page.get_by_role("button", name="Save").click()
    assert "In all: £124.05" in page.content()
    assert axe(page) == []
    page.get_by_role("link", name="Say how to be paid").click()
    page.get_by_label("Bank transfer").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name on the account").fill("Joyce Example")
    page.get_by_label("Sort code").fill("12-34-56")
    page.get_by_label("Account number").fill("12345678")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send my claim").click()
    assert "Being checked" in page.content()


def test_starting_an_event_in_seven_screens(page, sign_in, axe):
    sign_in("organiser@example.org")
    page.goto("/team/new")
    for answer in ("Kitchen table", "We need to talk.", "Neighbours"):
        page.locator("#name, #why, #who_with").fill(answer)
        page.get_by_role("button", name="Continue").click()
    page.get_by_label("Day").first.fill("3")
    page.get_by_label("Month").first.fill("April")
    page.get_by_label("Year").first.fill("2028")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("In person", exact=True).check()
    page.get_by_label("Where?", exact=True).fill("My kitchen")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Who decides what happens?").fill("All of us")
    page.get_by_role("button", name="Continue").click()
    assert heading(page) == "Kitchen table"
    assert axe(page) == []


PUBLIC = ["/", EVENT, f"{EVENT}/programme", f"{EVENT}/access", f"{EVENT}/payment", f"{EVENT}/changes", f"{EVENT}/subscribe", f"{EVENT}/register/", "/help", "/accessibility", "/privacy", "/sign-in", "/nope"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_through_axe_and_at_320_pixels(page, axe, path):
    page.goto(path)
    assert axe(page) == []
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
    page.set_viewport_size({"width": 320, "height": 256})
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    assert axe(page) == []


TEAM = ["/team/", "/team/common-ground/", "/team/common-ground/programme", "/team/common-ground/programme/formats", "/team/common-ground/programme/sessions/new", "/team/common-ground/programme/publish", "/team/common-ground/registrations", "/team/common-ground/access", "/team/common-ground/access/offer/hearing", "/team/common-ground/team", "/team/common-ground/payment", "/team/common-ground/settings/when", "/team/common-ground/settings/venue"]


def test_team_pages_through_axe_and_at_320_pixels(page, sign_in, axe):
    sign_in("organiser@example.org")
    for path in TEAM:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(path)
        assert axe(page) == [], path
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_checking_and_paying_pages_through_axe(page, sign_in, axe):
    sign_in("claims@example.org")
    page.goto("/finance/")
    assert axe(page) == []
    page.get_by_role("link", name="Denise").first.click()
    page.get_by_role("button", name="Decide").click()
    page.locator(".govuk-error-summary:focus").wait_for()
    assert axe(page) == []
    assert not page.get_by_label("If in part: how much?").first.is_visible(), "asked before it matters"
    page.get_by_label("In part").first.check()
    page.get_by_label("If in part: how much?").first.fill("60.50")
    assert "You pay, as chosen above £60.50" in " ".join(page.locator("form[data-adds]").inner_text().split())
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_event_page_is_light(page):
    """Under 60 KiB in 8 requests: the aim of the bench, as a browser counts it."""
    session = page.context.new_cdp_session(page)
    weights, hosts = [], set()
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda e: weights.append(e["encodedDataLength"]))
    page.on("request", lambda r: hosts.add(r.url.split("/")[2]))
    page.goto(EVENT, wait_until="networkidle")
    assert len(hosts) == 1
    assert len(weights) <= 8
    assert sum(weights) <= 60 * 1024
