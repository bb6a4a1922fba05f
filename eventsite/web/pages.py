"""Long lists in pages, and the question before something that a press cannot take back."""

from collections.abc import Sequence

from flask import render_template, request

MOST_PAGES = 10_000


def page_number() -> int:
    """Return which page of a list the address asks for; the first where it says nothing that makes sense."""
    wanted = request.args.get("page", "1")
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) <= len(str(MOST_PAGES))
    return max(1, min(int(wanted), MOST_PAGES)) if is_number else 1


def are_you_sure(question: str, sentences: Sequence[str], button: str, *, caption: str, back: str) -> str:
    """Return the page that says what will happen, sentence by sentence, with one button that posts to the same address."""
    return render_template(
        "layouts/sure.html", question=question, sentences=sentences, button_says=button, caption=caption, back=back
    )
