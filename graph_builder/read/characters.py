"""From bytes to characters: which encoding, and which characters may stay."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

from graph_builder.errors import UnreadableText
from graph_builder.text import Folded, Folding

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: As much of a file as is looked at to guess its encoding.
_SAMPLE: Final = 65_536

# XML 1.0, and with it RDF/XML, cannot hold these in any spelling. What parts lines or pages becomes
# the end of a line, the others a blank: one for one, so that offsets stay those of the file.
_CONTROLS: Final = dict.fromkeys((*range(32), 127, *range(128, 160)), " ") | {
    0x09: "\t", 0x0A: "\n", 0x0D: "\r", 0x0B: "\n", 0x0C: "\n", 0x85: "\n",
    0xFFFE: "\ufffd", 0xFFFF: "\ufffd",
}  # fmt: skip
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
#: What is there but shows nothing: direction marks, joiners of width zero, byte order marks.
UNSEEN: Final = "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
#: Two or three letters that are printed as one sign.
LIGATURES: Final = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st",
    "\ufb06": "st",
}  # fmt: skip
_ODD: Final = re.compile(f"{UNSEEN}+|[\ufb00-\ufb06]")


def decoded(raw: bytes, path: Path, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file's bytes, and a note where its encoding had to be found out.

    A byte order mark decides, then UTF-8 where the bytes are that, then what the file itself
    declares, then the likeliest encoding. Raises `UnreadableText` where the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strict(raw, encoding, path), ()
    if b"\0" in raw:
        raise UnreadableText(path, "is binary, not text", "convert it to UTF-8 text")
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        broken = error
    if declared and (text := _tried(raw, declared)) is not None:
        return text, (f"is not UTF-8; read as {declared}, which it declares",)
    damaged = raw.decode("utf-8", errors="replace")
    if (lost := damaged.count("\ufffd")) * 10 <= sum(raw.count(lead) for lead in _LEADS):
        return damaged, (f"is UTF-8 save at {lost} places, the first in line {_line(raw, broken)}",)
    best = from_bytes(raw[:_SAMPLE]).best()
    guessed = best.encoding if best else ""
    if guessed and (text := _tried(raw, guessed)) is not None:
        return text, (f"is not UTF-8; read as {guessed}, which it seems to be",)
    raise UnreadableText(
        path,
        f"is not UTF-8 (line {_line(raw, broken)}, byte {broken.start}: {broken.reason}),"
        " and no other encoding fits it",
        "convert it to UTF-8",
    ) from broken


#: The first bytes of what UTF-8 writes with two bytes or more.
_LEADS: Final = tuple(bytes((lead,)) for lead in range(0xC2, 0xF5))


def _strict(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableText(
            path, f"begins as {error.encoding} but is not (byte {error.start})", "convert it to UTF-8"
        ) from error


def _tried(raw: bytes, encoding: str) -> str | None:
    """Return the text, or None where it is not in this encoding or there is none of that name."""
    try:
        return raw.decode(encoding)
    except (LookupError, UnicodeError):
        return None


def _line(raw: bytes, error: UnicodeDecodeError) -> int:
    return raw.count(b"\n", 0, error.start) + 1


def clean(text: str) -> str:
    """Return the text with what no graph can hold made blanks, one for one: offsets stay.

    Those are control characters, noncharacters and lone surrogates.
    """
    if _CONTROL.search(text):
        text = text.translate(_CONTROLS)
    return _SURROGATE.sub("\ufffd", text)


def without_unseen(text: str) -> Folded | None:
    """Return the text as it is read: without characters that show nothing, ligatures as their letters.

    None where it is so already.
    """
    if not _ODD.search(text):
        return None
    seen, start = Folding(), 0
    for odd in _ODD.finditer(text):
        seen.add(text[start : odd.start()], start, odd.start())
        seen.add(LIGATURES.get(odd[0], ""), odd.start(), odd.end())
        start = odd.end()
    seen.add(text[start:], start, len(text))
    return seen.folded()
