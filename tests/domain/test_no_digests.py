"""Nothing that is stored confirms a guess: no receipt, and no account number by trying them all."""

import hashlib
import re

from sqlalchemy import select, text

from eventsite.attachments.looking import upload_of
from eventsite.attachments.storing import take_uploads
from eventsite.kernel.base import Base
from eventsite.kernel.crypto import FieldCipher
from eventsite.payouts.queries import file_of, seal_of
from tests.builders.claims import decide, seal
from tests.builders.pictures import photo


def everything(database):
    """All that the database holds, as text."""
    with database.engine.connect() as connection:
        return " ".join(str(row) for table in Base.metadata.tables.values() for row in connection.execute(select(text("*")).select_from(table)))


def test_a_receipt_is_known_again_and_nobody_proves_with_a_copy_whose_it_is(services, database):
    first, second, other = take_uploads(services, [upload_of(f"{n}.jpg", photo(size=(size, 40))) for n, size in enumerate((80, 80, 70))])
    assert first.digest == second.digest != other.digest
    for key in (b"k", b"n"):
        assert (first.digest == FieldCipher({"test": key * 32}).mark("receipt", hashlib.sha256(photo()).hexdigest())) is (key == b"k")
    assert first.digest != hashlib.sha256(photo()).hexdigest()


def test_no_digest_of_a_payment_file_is_kept_anywhere(scenario, database):
    event = scenario.event()
    scenario.terms(event)
    ref = scenario.claim(event)
    decide(scenario, ref)
    batch = seal(scenario, ref)
    content = file_of(database.cipher, batch)
    assert re.search(rb"\d{8}", content)
    found = hashlib.sha256(content).hexdigest()
    assert seal_of(database.cipher, batch) == found
    assert found not in everything(database)
    batch.file_sealed = ""
    assert seal_of(database.cipher, batch) == ""
