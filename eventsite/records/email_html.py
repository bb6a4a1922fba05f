"""A letter as HTML, made of the same lines as its plain text: nothing is said in one that the other does not say.

No picture, no other host, nothing that tells whether it was read. An address of ours on a line of its own is a link under the
words before it, the first one a button. Addresses elsewhere stay words: what somebody typed must not become a link of ours.
"""

import re
from html import escape

from eventsite.kernel.i18n import _, current_locale

_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;background:#fffaf0;color:#1f1d1a;font:18px/1.5 'Atkinson Hyperlegible Next',Verdana,sans-serif}"
    "main{max-width:36em;margin:0 auto;padding:24px 20px;background:#ffffff;border-radius:14px}.top{padding:20px;text-align:center}"
    ".dot{display:inline-block;width:26px;height:26px;margin:0 -4px;border-radius:50%}h1{font-size:26px;line-height:1.2;margin:0 0 16px}"
    "a{color:#175a54}a.go{display:inline-block;padding:12px 24px;border-radius:10px;background:#1d4f4a;color:#ffffff;font-weight:bold;text-decoration:none}"
    "@media (prefers-color-scheme:dark){body{background:#1b1a17!important;color:#f7f0e3!important}main{background:#262420!important}"
    "a{color:#9adccd!important}a.go{background:#8fd0c3!important;color:#10201e!important}}"
)
_DOTS = "".join(f'<span class="dot" style="background:{colour}">&nbsp;</span>' for colour in ("#1d4f4a", "#f2a65a", "#7a2f4a"))
_ITEM = "- "


def as_html(subject: str, text: str, site: str) -> str:
    """Return the letter as one HTML document; `site` is the address of this site, which is where links may lead."""
    address = re.compile(re.escape(site.rstrip("/")) + r"/\S*")
    parts, has_button = [], False
    for block in re.split(r"\n\s*\n", text.strip()):
        shown, has_button = _block(block.splitlines(), address, has_button=has_button)
        parts.append(shown)
    lang = current_locale().replace("_", "-")
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(subject)}</title><style>{_STYLE}</style></head>'
        f'<body><div class="top" aria-hidden="true">{_DOTS}</div><main><h1>{escape(subject)}</h1>{"".join(parts)}</main></body></html>\n'
    )


def _block(lines: list[str], address: re.Pattern[str], *, has_button: bool) -> tuple[str, bool]:
    parts: list[str] = []
    for number, line in enumerate(lines):
        found = line.strip()
        if address.fullmatch(found):
            words = lines[number - 1].strip().rstrip(":") if number else _("Open it")
            parts.append(_link(found, words, is_button=not has_button, parts=parts))
            has_button = True
        else:
            parts.append(("• " + escape(found.removeprefix(_ITEM))) if found.startswith(_ITEM) else escape(found))
    return f"<p>{'<br>'.join(part for part in parts if part)}</p>", has_button


def _link(href: str, words: str, *, is_button: bool, parts: list[str]) -> str:
    if is_button:
        return f'<a class="go" href="{escape(href)}">{escape(_("Open it"))}</a>'
    if parts:
        parts.pop()  # the words before it are the link
    return f'<a href="{escape(href)}">{escape(words)}</a>'
