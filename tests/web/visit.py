"""The page as the unit of test: every page that any test fetches is also checked for what every page owes people."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urljoin

SILENT = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
INLINE = "a|span|strong|time"
GLUED = re.compile(
    rf'[^\s(>“‘/·–-](?:</(?:{INLINE})>)*<(?:{INLINE})\b(?! class="govuk-visually-hidden")[^>]*>(?=[^\s<])'
    rf"|[^\s(>“]</(?:{INLINE})>(?=[\w£“])"
)
VOID = {"input", "meta", "link", "br", "img", "hr"}
LABELLED = {"text", "email", "tel", "file", "radio", "checkbox", "search", None}


class Page(HTMLParser):
    """A parsed page: its elements, headings, forms and words."""

    def __init__(self, response, url) -> None:
        super().__init__(convert_charrefs=True)
        self.response, self.url, self.status = response, url, response.status_code
        self.html = response.get_data(as_text=True)
        self.elements, self._open, self._texts = [], [], []
        self.feed(self.html)
        self._follow_form_attributes()
        self.words = " ".join(" ".join(self._texts).split())

    def _follow_form_attributes(self):
        """A button may stand in one form and belong to another."""
        named = {e["attrs"].get("id"): e for e in self.elements if e["tag"] == "form"}
        for element in self.elements:
            if "form" in element["attrs"]:
                element["form"] = named[element["attrs"]["form"]]

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attrs": dict(attrs), "text": "", "inside": [e["tag"] for e in self._open], "form": next((e for e in reversed(self._open) if e["tag"] == "form"), None)}
        element["select"] = next((e for e in reversed(self._open) if e["tag"] == "select"), None) if tag == "option" else None
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        assert self._open, f"{self.url}: </{tag}> closes nothing"
        assert self._open[-1]["tag"] == tag, f"{self.url}: </{tag}> closes <{self._open[-1]['tag']}>"
        self._open.pop()

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data
        if not any(e["tag"] in ("script", "style", "title") for e in self._open):
            self._texts.append(data)

    def all(self, tag, **attrs):
        return [e for e in self.elements if e["tag"] == tag and all(e["attrs"].get(k) == v for k, v in attrs.items())]

    @property
    def ids(self):
        return [e["attrs"]["id"] for e in self.elements if "id" in e["attrs"]]

    @property
    def h1(self):
        return " ".join(self.all("h1")[0]["text"].split())

    @property
    def title(self):
        return self.all("title")[0]["text"]

    @property
    def errors(self):
        return [" ".join(e["text"].split()) for e in self.elements if "govuk-error-message" in e["attrs"].get("class", "")]

    def links(self):
        return {" ".join(e["text"].split()): e["attrs"].get("href", "") for e in self.all("a")}

    def forms(self):
        """The forms with questions, not the ones that are just a button in a list."""
        posts = [f for f in self.all("form") if f["attrs"].get("method") == "post"]
        return [f for f in posts if "inline-form" not in f["attrs"].get("class", "")]

    def fields(self, form=0):
        """The names and values that the main form would send as it stands."""
        return self.fields_of(self.forms()[form])

    def fields_of(self, wanted):
        """The names and values that one form would send as it stands."""
        data = {}
        for e in self.elements:
            if e["form"] is not wanted or not e["attrs"].get("name"):
                continue
            name, kind = e["attrs"]["name"], e["attrs"].get("type")
            if e["tag"] == "textarea":
                data[name] = e["text"]
            elif e["tag"] == "select":
                options = [o for o in self.elements if o["select"] is e]
                data[name] = next((o for o in options if "selected" in o["attrs"]), options[0])["attrs"]["value"]
            elif e["tag"] == "input" and kind in ("radio", "checkbox"):
                if "checked" in e["attrs"]:
                    data.setdefault(name, [])
                    data[name] = [*data[name], e["attrs"]["value"]] if kind == "checkbox" else e["attrs"]["value"]
            elif e["tag"] == "input" and kind != "file":
                data[name] = e["attrs"].get("value", "")
        return data


def check(page):
    """What every page owes people."""
    check_words(page)
    check_outline(page)
    check_forms(page)
    check_safety(page)
    for left in ("{{", "{%", "Undefined", ">None<", '"None"', "%(", "lazy(", "Lazy("):
        at = page.html.find(left)
        assert at < 0, f"{page.url}: {left} is left over: {page.html[max(at - 80, 0):at + 80]}"
    return page


def check_words(page):
    """No two words run into each other where the style sheet is away, or is read out."""
    glued = GLUED.search(SILENT.sub("", page.html))
    assert glued is None, f"{page.url}: words run together: {glued[0]}"


def check_outline(page):
    where = page.url
    assert not page._open, f"{where}: {page._open[-1]['tag']} is not closed"
    assert len(page.all("h1")) == 1, f"{where}: {len(page.all('h1'))} h1"
    assert page.title.strip(" -\n"), f"{where}: no title"
    assert page.all("html")[0]["attrs"].get("lang"), where
    assert len(page.all("main")) == 1, where
    ids = page.ids
    assert len(ids) == len(set(ids)), f"{where}: ids twice: {[i for i in ids if ids.count(i) > 1]}"
    headings = [int(e["tag"][1]) for e in page.elements if e["tag"] in ("h1", "h2", "h3", "h4")]
    for above, below in pairwise(headings[headings.index(1) :]):
        assert below - above <= 1, f"{where}: h{above} is followed by h{below}"
    for link in page.all("a"):
        target = link["attrs"].get("href", "")
        assert not target.startswith("#") or target[1:] in ids, f"{where}: a link to {target}"
        assert link["text"].strip(), f"{where}: a link without words"


def check_forms(page):
    where, labels = page.url, {e["attrs"].get("for") for e in page.all("label")}
    for e in page.elements:
        attrs = e["attrs"]
        if (e["tag"] == "input" and attrs.get("type") in LABELLED) or e["tag"] in ("textarea", "select"):
            assert attrs.get("id") in labels, f"{where}: no label for {attrs.get('name')}"
        for described in (attrs.get("aria-describedby") or "").split():
            assert described in page.ids, f"{where}: describedby {described} is not there"
        if e["tag"] == "form" and attrs.get("method") == "post":
            inside = [x["attrs"].get("name") for x in page.elements if x["form"] is e]
            assert "csrf_token" in inside, f"{where}: a form without a token"
            assert "novalidate" in attrs or "inline-form" in attrs.get("class", ""), where


def check_safety(page):
    where = page.url
    for e in page.elements:
        attrs = e["attrs"]
        assert "style" not in attrs, f"{where}: inline style"
        assert not [a for a in attrs if a.startswith("on")], f"{where}: inline handler"
        if e["tag"] == "script":
            assert "src" in attrs and not e["text"].strip(), f"{where}: inline script"
        if e["tag"] in ("script", "img") or attrs.get("rel") == "stylesheet":
            assert (attrs.get("src") or attrs.get("href")).startswith("/"), f"{where}: another host"
    policy = page.response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    if "nonce-" in policy:
        nonce = policy.split("'nonce-")[1].split("'")[0]
        assert all(e["attrs"].get("nonce") == nonce for e in page.all("script")), f"{where}: a script without the nonce"
    for header in ("X-Content-Type-Options", "Referrer-Policy", "Cache-Control"):
        assert header in page.response.headers, f"{where}: no {header}"


class Visitor:
    """A browser without a screen: gets, posts what a page shows, follows, and checks every page on the way."""

    def __init__(self, app) -> None:
        self.client = app.test_client()
        self.page = None

    def get(self, url, status=200, **words):
        return self._shown(self.client.get(url, **words), url, status)

    def send(self, changes=None, *, url=None, status=None, form=0, **words):
        """Post the main form of the page that is open, with changes, and follow."""
        data = self.page.fields(form) | (changes or {})
        data = {k: v for k, v in data.items() if v is not None}
        url = url or self.page.forms()[form]["attrs"].get("action") or self.page.url
        return self._shown(self.client.post(url, data=data, **words), url, status)

    def press(self, text):
        """Press the button of an inline form whose words begin with `text`."""
        for e in self.page.all("button"):
            if " ".join(e["text"].split()).startswith(text) and e["form"] is not None and e["form"]["attrs"].get("action"):
                data = {x["attrs"]["name"]: x["attrs"].get("value", "") for x in self.page.all("input") if x["form"] is e["form"]}
                action = e["form"]["attrs"]["action"]
                return self._shown(self.client.post(action, data=data), action, None)
        raise AssertionError(f"no button {text!r} on {self.page.url}")

    def follow(self, url, text):
        """Open a page, and the first link on it whose words begin with `text`."""
        found = [link for words, link in self.get(url).links().items() if words.startswith(text)]
        assert found, f"no link {text!r} on {url}"
        return self.get(found[0])

    def post(self, url, data=None, status=None):
        """Post anything, with a token that holds."""
        token = next(e["attrs"]["value"] for e in self.page.all("input", name="csrf_token"))
        return self._shown(self.client.post(url, data={"csrf_token": token} | (data or {})), url, status)

    def _shown(self, response, url, status):
        hops = 0
        while response.status_code in (301, 302, 303, 307, 308):
            hops += 1
            assert hops < 6, f"{url}: too many redirects"
            url = urljoin(url, response.location)
            response = self.client.get(url)
        if status is not None:
            assert response.status_code == status, f"{url}: {response.status_code}, not {status}"
        if response.mimetype != "text/html":
            return response
        self.page = check(Page(response, url))
        return self.page
