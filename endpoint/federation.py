"""Whether a query would make the store call other servers.

The engine follows every SERVICE clause with a live HTTP request, and no argument forbids it. It
gives no parsed query to look at, so the text is looked at here, and in doubt the answer is yes: a
false alarm costs a clear refusal, an overlooked clause a request to anywhere.
"""

from __future__ import annotations

import re
from typing import Final

#: What may stand between a keyword and what follows it.
_BLANK: Final = r"(?:\s|\#[^\r\n]*+)*+"
_CLAUSE: Final = re.compile(
    rf"""service {_BLANK} (?:silent {_BLANK})?
    (?: <[^<>]*+> | [?$][^\s{{\#]++ | [^\s:{{]*+:(?:\\.|[^\s{{\#\\])*+ )
    {_BLANK} \{{""",
    re.IGNORECASE | re.VERBOSE,
)
#: The engine lets a keyword touch what stands before it ("'x'SERVICE<http://...>{"), but these are
#: the ends of a variable and of a prefixed name.
_PART_OF_A_NAME: Final = re.compile(r"(?:[?$]\w*|:[\w-]*)\Z")
_LONGEST_NAME: Final = 200
#: More of them are not looked at one by one: that would take time that grows with the square.
_MOST_OCCURRENCES: Final = 40

#: Strings and comments hide a clause, if they are such. "<" opens an IRI or is an operator, which
#: only the engine's grammar can tell; but "//" stands nowhere save in IRIs, strings and comments.
_TOKEN: Final = re.compile(
    r"""(?P<hidden> \"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3}
                  | "(?!"")(?:\\.|[^"\\\r\n])*" | '(?!'')(?:\\.|[^'\\\r\n])*' | \#[^\r\n]* )
      | (?P<iri> <[A-Za-z][A-Za-z0-9+.-]*://[^<>"{}|^`\\\s]*> )
      | (?P<perhaps> <[^<>"{}|^`\\\s]*> )
      | (?P<escaped> \\. )
      | (?P<unclosed> ["'] )""",
    re.VERBOSE | re.DOTALL,
)
_CODE_POINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def calls_out(query: str) -> bool:
    """Tell whether a query holds, or may hold, a SERVICE clause."""
    # SPARQL lets code points be escaped anywhere, also in a keyword.
    return any(_holds_clause(text) for text in {query, _CODE_POINT.sub(_character, query)})


def _holds_clause(text: str) -> bool:
    if not re.search("service", text, re.IGNORECASE):
        return False
    shown = _without_strings(text)
    # Where strings and comments cannot be told for sure, nothing is taken for hidden.
    for number, found in enumerate(re.finditer("service", shown, re.IGNORECASE)):
        before = shown[max(0, found.start() - _LONGEST_NAME) : found.start()]
        clause = _CLAUSE.match(shown, found.start())
        if number == _MOST_OCCURRENCES or (clause and not _PART_OF_A_NAME.search(before)):
            return True
    return False


def _without_strings(text: str) -> str:
    """Return the text with each string and comment made a blank; all of it where two readings differ."""
    pieces: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "unclosed" or (kind == "perhaps" and re.search("['#]", token[0])):
            return text
        if kind == "hidden":
            pieces += text[end : token.start()], " "
            end = token.end()
    return "".join(pieces) + text[end:]


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number <= 0x10FFFF else escape[0]
