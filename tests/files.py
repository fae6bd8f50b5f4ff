"""No tests: files of the kinds that are read, made as small as they can be."""

from __future__ import annotations

import struct
from collections.abc import Iterable


def pdf(pages: Iterable[Iterable[tuple[float, float, str]]], *, password: bool = False) -> bytes:
    """A PDF file of pages of lines (left and bottom in points, text in Latin letters)."""
    contents = [
        "".join(f"BT /F1 12 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n" for x, y, text in page).encode() for page in pages
    ]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, content in enumerate(contents):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    body, offsets = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"00" * 32, b"00" * 32)
    trailer = b"<< /Size %d /Root 1 0 R%s >>" % (len(objects) + 1, lock if password else b"")
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, trailer, len(body),
    )


def locked() -> bytes:
    """A Word document with a password: a compound file (MS-CFB) with the streams that hold what is encrypted."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    header = struct.pack(
        "<8s16xHHHHH6x9I109I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, end, 0, end, 0, 0, *[free] * 108,
    )
    table = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)
    entries = [
        struct.pack("<64sHBBIII36xIQ", name.encode("utf-16-le"), 2 * len(name) + 2, kind, 1, free, right, child, end, 0)
        for name, kind, right, child in (
            ("Root Entry", 5, free, 1), ("EncryptionInfo", 2, 2, free), ("EncryptedPackage", 2, free, free),
        )
    ]
    return header + table + b"".join(entries) + bytes(128)
