"""What a page says when somebody else changed a thing first: both versions, in the words of its own form.

The view that was asked is asked once more, this time for what it shows now; so every form that carries a version is
answered like this, and none has to do anything for it.
"""

from dataclasses import dataclass

from flask import current_app, g, make_response, render_template, request
from werkzeug.wrappers import Response

from eventsite.kernel.i18n import LazyString
from eventsite.web.forms import CARRIED, Form, Showing


@dataclass(frozen=True)
class Difference:
    """One question with two answers, and which of them is ticked to begin with."""

    name: str
    label: str | LazyString
    sent: str
    now: str
    is_sent_ticked: bool


def page_of_both() -> Response:
    """Return the page for this request, whose form carried a version that is no longer there. Raises as the view does.

    Where nothing can be changed any more, what was written is shown to copy.
    """
    sent: Form | None = g.get("posted_form")
    if sent is None:
        return _answer(render_template("errors/409.html", here=request.path))
    shown = _show_again(Showing.STORED if sent.is_compared else Showing.TYPED)
    now: Form | None = g.get("shown_form")
    if now is None or shown.location or g.get("is_kept"):
        answers = [(question.label.text, question.answer()) for question in sent.questions if not question.is_blank()]
        return _answer(render_template("errors/409.html", here=shown.location or request.path, answers=answers))
    if not sent.is_compared:
        return _answer(shown)
    typed = [item for item in request.form.items(multi=True) if not item[0].startswith(CARRIED)]
    both = render_template(
        "errors/409.html", here=request.full_path.rstrip("?"), form=now, typed=typed, differences=differences(sent, now)
    )
    return _answer(both)


def differences(sent: Form, now: Form) -> list[Difference]:
    """Return the questions that have two answers, in the order of the page.

    What the person left as it was when they opened the page is not theirs to defend: there, what is there now is ticked.
    """
    theirs = {question.name: question.answer() for question in now.questions}
    return [
        Difference(mine.name, mine.label.text, mine.answer(), theirs[mine.name], sent.is_changed(mine))
        for mine in sent.questions
        if theirs.get(mine.name, mine.answer()) != mine.answer()
    ]


def _show_again(showing: Showing) -> Response:
    g.showing = showing
    view = current_app.view_functions[request.endpoint or ""]
    return make_response(view(**(request.view_args or {})))


def _answer(page: str | Response) -> Response:
    answer = make_response(page)
    answer.status_code = 409
    return answer
