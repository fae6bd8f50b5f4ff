import codecs

import pytest

from graph.decode import decode
from graph.errors import DocumentError

TEXT = "青禾县举办培训班12期，培训干部800人次。"


@pytest.mark.parametrize(
    ("data", "used"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode("utf-8"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32"),
    ],
)
def test_the_encoding_is_told_by_mark_then_utf8_then_gb18030(data: bytes, used: str) -> None:
    assert decode(data) == (TEXT, used)


@pytest.mark.parametrize("encoding", ["big5", "utf-16-le", "euc-jp", "utf-8"])
def test_an_encoding_that_is_named_is_used(encoding: str) -> None:
    text = "青禾推動工程"
    assert decode(text.encode(encoding), encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "byte 8 is zero"),
        (TEXT.encode("utf-16-le"), None, "is zero"),
        (b"\xff\xff\xff", None, "byte 0 is not UTF-8, and byte 0 is not GB18030"),
        (TEXT.encode() + b"\xb5\xc4" + TEXT.encode(), None, f"byte {len(TEXT.encode())} breaks the UTF-8 around it"),
        (TEXT.encode()[:-1], None, "breaks the UTF-8"),
        ("青禾縣的政府推動老人關懷據點的工作".encode("big5"), None, "neither UTF-8 nor usual in GB18030"),
        (TEXT.encode("gb18030"), "utf-8", "byte 0 is not utf-8"),
        (TEXT.encode(), "utf-99", "no encoding 'utf-99'"),
        (TEXT.encode(), "base64", "no encoding 'base64'"),  # a transformation of bytes, no encoding of text
        (TEXT.encode(), "rot13\0", "no encoding"),
        (b"a\0b", "utf-8", "character 1 is zero"),
        (codecs.BOM_UTF16_LE + b"a", None, "not utf-16"),
    ],
)
def test_what_is_no_text_is_refused_by_the_place_of_the_fault(data: bytes, encoding: str | None, said: str) -> None:
    with pytest.raises(DocumentError) as refused:
        decode(data, encoding)
    assert said in str(refused.value)


def test_every_refusal_names_a_remedy() -> None:
    for data in (b"\0", b"\xff", TEXT.encode()[:-1]):
        with pytest.raises(DocumentError, match=r"\. (Give|Save|Name) "):
            decode(data)
