"""The tokens of a SPARQL text, by the standard's own lexical grammar.

The engine shows no parsed query, and what a request asks of it (a dataset that is a set, no call to
other servers) cannot be had without knowing what the text says. The engine reads somewhat more than
the standard: "<" may be an operator where an IRI could begin, and a keyword may touch what follows.
`Text.plain` is the same text in a form that both can read in one way only.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from graph_builder.errors import QueryError
from graph_builder.terms import PREFIXES


class Sort(Enum):
    """What a token is."""

    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    BLANK = "blank"
    NAME = "name"
    WORD = "word"
    TAG = "tag"
    NUMBER = "number"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """One token, and where it begins."""

    sort: Sort
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return where it ends."""
        return self.start + len(self.text)

    def says(self, *words: str) -> bool:
        """Tell whether it is one of some keywords or marks, given in capitals."""
        return self.sort in (Sort.WORD, Sort.MARK) and self.text.upper() in words


_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS: Final = rf"{_BASE}_\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX: Final = rf"(?:[{_BASE}](?:[{_CHARS}.]*[{_CHARS}])?)?"
_LOCAL: Final = (
    rf"(?:(?:[{_BASE}_0-9:]|{_ESCAPED})(?:(?:[{_CHARS}.:]|{_ESCAPED})*(?:[{_CHARS}:]|{_ESCAPED}))?)?"
)
_TOKEN: Final = re.compile(
    rf"""(?P<blank_space> [ \t\r\n]+ | \#[^\r\n]* )
      | (?P<iri> <(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*> )
      | (?P<string> '''(?:\\.|[^\\])*?''' | \"\"\"(?:\\.|[^\\])*?\"\"\"
                  | '(?:\\.|[^'\\\r\n])*' | "(?:\\.|[^"\\\r\n])*" )
      | (?P<variable> [?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]* )
      | (?P<blank> _:[{_BASE}_0-9](?:[{_CHARS}.]*[{_CHARS}])? )
      | (?P<name> {_PREFIX}:{_LOCAL} )
      | (?P<word> [A-Za-z][A-Za-z0-9_]* )
      | (?P<tag> @[A-Za-z]+(?:--?[A-Za-z0-9]+)* )
      | (?P<number> [+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+) )
      | (?P<mark> <<\(|\)>>|\^\^|&&|\|\||!=|<=|>=|<<|>>|\{{\||\|\}}|[{{}}()\[\],;.=<>!+\-*/|^?~] )""",
    re.VERBOSE | re.DOTALL,
)
#: Every word that the grammar has, functions included, of SPARQL 1.1 and 1.2 and the engine's own.
WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """A ABS ADD ADJUST ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT
    CONTAINS COPY COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI
    EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HASLANG HASLANGDIR HAVING HOURS IF IN INSERT
    INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LATERAL LCASE LIMIT
    LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX
    RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMEVALUE SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256
    SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID
    SUBJECT SUBSTR SUM TIMEZONE TO TRIPLE TRUE TZ UCASE UNDEF UNION URI USING UUID VALUES VERSION WHERE
    WITH YEAR""",
    )
)
_STARTS: Final = tuple(sorted(WORDS))
_POSITION: Final = re.compile(r"\bat (\d+):(\d+)")


#: Where words are put in the place of others, and which.
_Edit = tuple[int, int, str]


class Text:
    """A SPARQL text and its tokens; edits are gathered, and made together."""

    def __init__(self, written: str) -> None:
        """Read the text; raises `QueryError` where the standard's grammar knows no token."""
        self.written = written
        self.tokens: tuple[Token, ...] = tuple(self._read())
        self._edits: list[_Edit] = []

    def replace(self, start: int, end: int, new: str) -> None:
        """Put other words in the place of some."""
        bisect.insort(self._edits, (start, end, new))

    @cached_property
    def declared(self) -> frozenset[str]:
        """Return the prefixes that the text declares."""
        return frozenset(
            name.text.partition(":")[0]
            for word, name in zip(self.tokens, self.tokens[1:], strict=False)
            if word.says("PREFIX") and name.sort is Sort.NAME
        )

    @cached_property
    def _safe(self) -> str:
        """Return how neither a word of the grammar nor a prefix of the text begins."""
        longest = max((len(prefix) for prefix in self.declared), default=0)
        return "z" * (longest + 1)

    def plain(self, begin: int = 0, end: int | None = None) -> str:
        """Return the text or a part of it, edited, as the standard and the engine read it alike.

        Raises `QueryError` for a word or a prefix that the engine may take for two words.
        """
        end = len(self.written) if end is None else end
        pieces: list[str] = []
        place = begin
        for start, stop, new in self._all_edits(begin, end):
            pieces += self.written[place:start], new
            place = stop
        return "".join(pieces) + self.written[place:end]

    def mended(self, error: QueryError, lead: str = "", begin: int = 0) -> QueryError:
        """Return an error with line and column of the text as it was written.

        It is about what is `plain` from `begin` on, with other words before it.
        """
        found = _POSITION.search(str(error))
        if not found:
            return error
        line, column = int(found[1]), int(found[2])
        starts = [0, *(match.end() for match in re.finditer("\n", lead + self.plain(begin)))]
        place = (starts[line - 1] if line <= len(starts) else starts[-1]) + column - 1 - len(lead)
        origin = self._original(len(self.plain(0, begin)) + place) if place >= 0 else begin
        words = str(error)
        return QueryError(f"{words[: found.start()]}at {self.position(origin)}{words[found.end() :]}")

    def position(self, place: int) -> str:
        """Return line and column of a place, counted from 1."""
        before = self.written[:place]
        return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"

    def _original(self, place: int) -> int:
        shift = 0
        for start, stop, new in self._all_edits(0, len(self.written)):
            if start + shift >= place:
                break
            if start + shift + len(new) > place:
                return start
            shift += len(new) - (stop - start)
        return min(place - shift, len(self.written))

    def _read(self) -> Iterator[Token]:
        place = 0
        while place < len(self.written):
            found = _TOKEN.match(self.written, place)
            if found is None:
                raise QueryError(f"error at {self.position(place)}: no SPARQL token begins so")
            if found.lastgroup and found.lastgroup != "blank_space":
                yield Token(Sort(found.lastgroup), found[0], place)
            place = found.end()

    def _all_edits(self, begin: int, end: int) -> list[_Edit]:
        """Return what is edited from one place to another, in order."""
        own = _between(self._edits, begin, end)
        gone = [(start, stop) for start, stop, _ in own if stop > start]
        return sorted(
            [*own, *(edit for edit in _between(self._safeguards, begin, end) if not _within(edit, gone))]
        )

    @cached_property
    def _safeguards(self) -> list[_Edit]:
        """Return what makes the text clear, in order."""
        return sorted(self._cleared())

    def _cleared(self) -> Iterator[_Edit]:
        for token in self.tokens:
            if token.sort is Sort.IRI and ("'" in token.text or "#" in token.text):
                # Were "<" an operator here, a string or a comment that began would end with the line.
                if "'''" in token.text:
                    raise self._unclear(token)
                yield token.end, token.end, "\n"
            elif token.sort is Sort.WORD and token.text.upper() not in WORDS:
                raise self._unclear(token)
            elif token.sort is Sort.NAME:
                prefix = token.text.partition(":")[0]
                if prefix in self.declared:
                    # "SERVICEe:x" may be one name, or a keyword and a name.
                    if prefix.upper().startswith(_STARTS):
                        yield token.start, token.start, self._safe
                elif prefix not in PREFIXES:
                    raise self._unclear(token, "the prefix is not declared")

    def _unclear(self, token: Token, reason: str = "this is no word of SPARQL") -> QueryError:
        return QueryError(f"error at {self.position(token.start)}: {token.text[:80]}: {reason}")


def _between(edits: list[_Edit], begin: int, end: int) -> list[_Edit]:
    return edits[bisect.bisect_left(edits, (begin,)) : bisect.bisect_left(edits, (end,))]


def _within(edit: _Edit, gone: list[tuple[int, int]]) -> bool:
    """Tell whether an edit is of words that another has replaced."""
    place, _, new = edit
    at = bisect.bisect_right(gone, (place, _FAR)) - 1
    if at < 0:
        return False
    start, stop = gone[at]
    # A line that ends where the words begin was that of the words before them.
    return place < stop and (place > start or new != "\n")


#: Beyond every place in a text.
_FAR: Final = 2**62
