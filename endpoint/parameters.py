"""What a request says of its answer and of its body, and must say in one way."""

from __future__ import annotations

from typing import Final

from werkzeug.datastructures import MultiDict

from endpoint.problems import Problem
from graph_builder.xmltext import in_utf8

#: How a request may call the one charset of RDF and of SPARQL.
UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii"})


def single(name: str, parameters: MultiDict[str, str]) -> str | None:
    """Return what a parameter says, None for nothing; raises `Problem` where it contradicts itself."""
    said = list(dict.fromkeys(one for one in parameters.getlist(name) if one))
    if len(said) > 1:
        shown = ", ".join(one[:50] for one in said[:5])
        raise Problem(400, f"{name} is given several times ({shown}): say it once.")
    return said[0] if said else None


def unknown_format(name: str, offered: str) -> Problem:
    """Return the problem of a `format` that no format is called; unlike Accept, it asks for nothing else."""
    return Problem(400, f"There is no format {name[:50]!r} here. There are: {offered}.")


def decoded_xml(body: bytes, charset: str | None) -> bytes:
    """Return XML, which comes in any encoding, as UTF-8; raises `Problem` where it is not in its own."""
    try:
        return in_utf8(body, charset)
    except LookupError as error:
        raise Problem(415, f"XML is sent as UTF-8 or UTF-16, and this says that it is {error}.") from error
    except UnicodeDecodeError as error:
        raise Problem(
            400, f"The XML is not in the encoding {error.encoding} (byte {error.start})."
        ) from error
