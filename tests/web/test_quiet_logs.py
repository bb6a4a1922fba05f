"""What goes wrong is written down without a word of what it said: that may be an address or what somebody typed."""

import io
import logging
import smtplib

import pytest
from sqlalchemy.exc import IntegrityError

from eventsite.web.logs import formatter

CANARY = "canary.person@example.org"


def refused_by_mail_server():
    raise smtplib.SMTPRecipientsRefused({CANARY: (450, CANARY.encode())})


def refused_by_database():
    raise IntegrityError("INSERT", {"email": CANARY}, ValueError(f"Key (email)=({CANARY}) already exists"))


def failing_handler():
    try:
        refused_by_database()
    except IntegrityError as trouble:
        raise RuntimeError(CANARY) from trouble


def failing_while_failing():
    try:
        refused_by_mail_server()
    except OSError:
        raise KeyError(CANARY)  # noqa: B904 - the context is what is tried


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("fails", [refused_by_mail_server, refused_by_database, failing_handler, failing_while_failing])
def test_a_trace_says_what_and_where_and_nothing_of_the_words(fails, log_format):
    written, log = io.StringIO(), logging.getLogger(f"canary.{fails.__name__}.{log_format}")
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter(log_format))
    log.addHandler(handler)
    kinds = []
    try:
        fails()
    except Exception as trouble:
        kinds = [type(one).__name__ for one in (trouble, trouble.__cause__ or trouble.__context__) if one]
        log.exception("it failed")
    assert CANARY not in written.getvalue()
    assert "it failed" in written.getvalue()
    assert fails.__name__ in written.getvalue()
    assert kinds
    assert all(kind in written.getvalue() for kind in kinds)
