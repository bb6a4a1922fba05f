"""Attachments in a real database: rows before files, files before what needs them, and nothing left behind."""

import dataclasses

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.attachments.commands import (
    KEEP_WITHIN,
    DropAttachments,
    ForgetAttachment,
    KeepAttachments,
    drop_attachments,
    drop_strays,
    forget_attachment,
    keep_attachments,
)
from eventsite.attachments.looking import upload_of
from eventsite.attachments.models import Attachment, AttachmentPage
from eventsite.attachments.queries import attachment_by_ref, attachments_by_ref, texts_of
from eventsite.attachments.rules import BadFile
from eventsite.attachments.storing import let_go, read_original, read_page, read_thumbnail, take_uploads
from eventsite.kernel.crypto import CannotOpen, FieldCipher
from eventsite.kernel.refusals import NotVisible
from tests.builders import papers, pictures
from tests.conftest import KEYS


@pytest.fixture
def store(services):
    """Return a function that stores files; each is its content."""
    return lambda *contents: take_uploads(services, [upload_of("a.pdf", content) for content in contents])


@pytest.fixture
def session(services):
    with Session(services.database.engine) as session:
        yield session


def test_what_was_stored_is_read_again(store, services, session):
    paper, photo = store(papers.paper("Page one", "Page two"), pictures.photo())
    assert read_original(services, session, paper.ref) == papers.paper("Page one", "Page two")
    assert read_page(services, session, paper.ref, 2).startswith(b"\xff\xd8\xff")
    assert read_page(services, session, paper.ref, 1) != read_page(services, session, paper.ref, 2)
    assert read_thumbnail(services, session, photo.ref).startswith(b"\xff\xd8\xff")
    for ref, number in ((paper.ref, 0), (paper.ref, 3), (photo.ref, 10**20), ("nowhere", 1)):
        with pytest.raises(NotVisible):
            read_page(services, session, ref, number)
    with pytest.raises(NotVisible):
        read_original(services, session, photo.ref)


def test_among_several_each_is_found_by_its_own_reference(store, session):
    for stored in (kept := store(papers.paper("One"), pictures.photo())):
        assert attachment_by_ref(session, stored.ref).ref == stored.ref
    assert len({stored.ref for stored in kept}) == 2


def test_the_words_of_a_paper_are_sealed_and_read_page_by_page(store, services, session):
    (paper,) = store(papers.paper("Paid by Joyce", "", "Total 12.50"))
    attachment = attachment_by_ref(session, paper.ref)
    assert texts_of(services.database.cipher, attachment) == ["Paid by Joyce", "Total 12.50"]
    assert not any("Joyce" in text for text in session.scalars(select(AttachmentPage.sealed_text)))


def test_nothing_in_the_store_reads_without_its_row_and_our_key(store, services, files, session):
    (paper,) = store(papers.paper("Paid by Joyce"))
    for content in files.kept.values():
        assert b"%PDF" not in content
        assert not content.startswith(b"\xff\xd8\xff")
    attachment = attachment_by_ref(session, paper.ref)
    files.kept[attachment.original] = files.kept[attachment.pages[0].picture]
    with pytest.raises(CannotOpen):
        read_original(services, session, paper.ref)


def test_a_new_key_of_the_site_touches_rows_and_no_file(store, services, files, session, scenario):
    (paper,) = store(papers.paper("Taxi"))
    before = dict(files.kept)
    newer = FieldCipher({"new": b"n" * 32} | KEYS)
    place = {"table": "attachment", "row": paper.ref, "field": "key"}
    with scenario.behind() as work:
        row = work.database.scalars(select(Attachment)).one()
        row.sealed_key = newer.seal(work.cipher.open(row.sealed_key, **place), **place)
    rotated = dataclasses.replace(services, database=dataclasses.replace(services.database, cipher=newer))
    assert read_original(rotated, session, paper.ref) == papers.paper("Taxi")
    assert files.kept == before


def test_a_file_from_before_sealing_is_read_as_it_is(services, files, session, scenario, clock):
    files.put("evidence/old", b"\xff\xd8\xffold")
    with scenario.behind() as work:
        work.database.add(
            Attachment(
                ref="old", media_type="image/jpeg", size=6, made_at=clock.now(), kept_at=clock.now(),
                pages=[AttachmentPage(number=1, picture="evidence/old", width=0, height=0)],
            )
        )
    assert read_page(services, session, "old", 1) == b"\xff\xd8\xffold"
    assert read_thumbnail(services, session, "old") == b"\xff\xd8\xffold"


def test_one_bad_file_stores_none(store, files, scenario):
    with pytest.raises(BadFile):
        store(pictures.photo(), b"nothing")
    assert files.kept == {}
    assert scenario.read(select(Attachment.id)) == []


def test_dropped_files_are_deleted_after_the_commit_and_rows_with_them(store, services, files, session, scenario, deliver):
    kept, gone = store(pictures.photo(), papers.paper("Taxi"))
    with scenario.acting() as work:
        keep_attachments(work, KeepAttachments(refs=[kept.ref]))
        keep_attachments(work, KeepAttachments(refs=[gone.ref]))
    with scenario.acting() as work:
        drop_attachments(work, DropAttachments(refs=[gone.ref]))
        drop_attachments(work, DropAttachments(refs=[gone.ref]))
        drop_attachments(work, DropAttachments(refs=["nowhere"]))
    assert set(attachments_by_ref(session, [kept.ref, gone.ref])) == {kept.ref}
    with pytest.raises(NotVisible):
        read_page(services, session, gone.ref, 1)
    assert deliver() == 1
    assert set(files.kept) == set(scenario.read(select(AttachmentPage.picture))) | set(scenario.read(select(Attachment.thumbnail)))
    assert scenario.read(select(Attachment.ref)) == [kept.ref]


def test_a_drop_that_is_rolled_back_deletes_nothing(store, files, scenario, deliver):
    (photo,) = store(pictures.photo())
    before = dict(files.kept)
    with pytest.raises(RuntimeError), scenario.acting() as work:
        keep_attachments(work, KeepAttachments(refs=[photo.ref]))
        drop_attachments(work, DropAttachments(refs=[photo.ref]))
        raise RuntimeError
    assert deliver() == 0
    assert files.kept == before


def test_what_was_dropped_cannot_be_kept_any_more(store, services, scenario):
    (photo,) = store(pictures.photo())
    let_go(services, [photo])
    for ref in (photo.ref, "nowhere"):
        with pytest.raises(NotVisible), scenario.acting() as work:
            keep_attachments(work, KeepAttachments(refs=[ref]))


def test_strays_are_swept_after_an_hour_and_kept_ones_never(store, files, scenario, clock, deliver):
    kept, _stray = store(pictures.photo(), papers.paper("Taxi"))
    with scenario.acting() as work:
        keep_attachments(work, KeepAttachments(refs=[kept.ref]))

    def sweep():
        with scenario.acting() as work:
            return drop_strays(work, clock.now() - KEEP_WITHIN)

    clock.forward(minutes=59)
    assert sweep() == 0
    clock.forward(minutes=2)
    assert sweep() == 1
    assert sweep() == 0
    deliver()
    assert scenario.read(select(Attachment.ref)) == [kept.ref]
    assert len(files.kept) == 2


def test_a_store_that_is_away_is_tried_again(store, services, files, scenario, clock, deliver, monkeypatch):
    (photo,) = store(pictures.photo())
    let_go(services, [photo])

    def away(_name):
        raise OSError("the store is away")

    with monkeypatch.context() as patched:
        patched.setattr(files, "remove", away)
        deliver()
    assert len(files.kept) == 2
    assert scenario.read(select(Attachment.ref)) == [photo.ref]
    clock.forward(minutes=1)
    deliver()
    assert files.kept == {}
    with scenario.acting() as work:
        forget_attachment(work, ForgetAttachment(ref=photo.ref))


def test_a_process_that_dies_between_row_and_file_leaves_only_what_is_swept(store, files, scenario, clock, deliver, monkeypatch):
    def die(_name, _content):
        raise KeyboardInterrupt

    monkeypatch.setattr("eventsite.attachments.storing.let_go", lambda *_: None)
    monkeypatch.setattr(files, "put", die)
    with pytest.raises(KeyboardInterrupt):
        store(pictures.photo())
    assert len(scenario.read(select(Attachment.ref))) == 1
    clock.forward(hours=2)
    with scenario.acting() as work:
        drop_strays(work, clock.now() - KEEP_WITHIN)
    deliver()
    assert scenario.read(select(Attachment.ref)) == []


def test_what_was_dropped_is_not_shown_while_its_files_wait_to_go(store, services, session, scenario):
    (photo,) = store(pictures.photo())
    with scenario.acting() as work:
        drop_attachments(work, DropAttachments(refs=[photo.ref]))
    with pytest.raises(NotVisible):
        read_page(services, session, photo.ref, 1)
    with pytest.raises(NotVisible):
        read_thumbnail(services, session, photo.ref)


def test_a_store_that_is_full_leaves_nothing_behind(store, files, scenario, deliver, monkeypatch):
    put = files.put

    def fill_up(name, content):
        if files.kept:
            raise OSError("no space left")
        put(name, content)

    monkeypatch.setattr(files, "put", fill_up)
    with pytest.raises(OSError, match="no space"):
        store(papers.paper("Taxi"))
    deliver()
    assert files.kept == {}
    assert scenario.read(select(Attachment.id)) == []
