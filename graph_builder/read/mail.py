"""EML: the letter in a mail, under its subject and date."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from graph_builder.errors import UnreadableText
from graph_builder.read.characters import clean, decoded, without_unseen
from graph_builder.read.document import Content
from graph_builder.read.page import readable

#: Parts of a mail within parts; what is nested deeper is no newsletter.
_DEPTH: Final = 20
#: A line that parts the mails of an mbox: "From NAME Mon May  3 09:00:00 2021".
_BEGINNING: Final = re.compile(rb"^From \S+ .{0,40}\d{4}\s*$", re.MULTILINE)
#: What programs put before the subject of a mail that is answered or sent on.
_ANSWERED: Final = re.compile(r"^(?:(?:aw|fwd?|re|rv|sv|tr|wg)\s*:\s*)+", re.IGNORECASE)


def read_mail(raw: bytes, path: Path) -> Content:
    """Return a mail as text: who sent it, when, under what subject, then its body.

    Of a body in two forms the plain one counts, unless it is much shorter than the page. Attachments
    are not read. Raises `UnreadableText` where there is no body, or where several mails are in one file.
    """
    if raw.startswith(b"From ") and len(_BEGINNING.findall(raw)) > 1:
        raise UnreadableText(path, "holds several mails (an mbox)", "save each as a file of its own")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - that policy makes no other
    parts = list(_leaves(message, 0))
    bodies = [
        part for part in parts if part.get_content_disposition() != "attachment" and not part.get_filename()
    ]
    attached = len(parts) - len(bodies)
    notes: list[str] = []
    plain = _joined(bodies, "text/plain", path, notes)
    page = readable(_joined(bodies, "text/html", path, notes)).text
    body = page if len(page) > 2 * len(plain) else plain
    if not body.strip():
        what = f"has {_counted(attached)} but no text" if attached else "is a mail without text"
        raise UnreadableText(path, what, "save the text or the attachment as a file of its own")
    if attached:
        notes.append(f"has {_counted(attached)}, not read")
    text = clean("\n".join((*_head(message), "", body)))
    return Content(text=text, view=without_unseen(text), notes=tuple(notes))


def _counted(attached: int) -> str:
    return "1 attachment" if attached == 1 else f"{attached} attachments"


def _leaves(message: EmailMessage, depth: int) -> list[EmailMessage]:
    if not message.is_multipart() or depth > _DEPTH:
        return [message]
    found: list[EmailMessage] = []
    for part in message.iter_parts():
        found.extend(_leaves(part, depth + 1))  # type: ignore[arg-type]
    return found


def _joined(bodies: list[EmailMessage], form: str, path: Path, notes: list[str]) -> str:
    """Return the parts of one form, decoded."""
    found: list[str] = []
    for part in bodies:
        if part.get_content_type() == form and not part.is_multipart():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                text, told = decoded(content, path, part.get_content_charset())
                found.append(text)
                # A mail may be in any encoding that it names.
                notes.extend(note for note in told if "declares" not in note)
    return "\n\n".join(found)


def _head(message: EmailMessage) -> list[str]:
    """Return the lines that extraction reads as the head of a mail."""
    lines = []
    for name in ("From", "Date", "Subject"):
        try:
            value = " ".join(str(message[name] or "").split())
            if name == "Subject":
                value = _ANSWERED.sub("", value)
            if name == "Date" and value:
                value = f"{parsedate_to_datetime(value):%d %B %Y}"
        except (ValueError, TypeError, LookupError, AttributeError):
            continue  # a head that is broken tells nothing
        if value:
            lines.append(f"{name}: {value}")
    return lines
