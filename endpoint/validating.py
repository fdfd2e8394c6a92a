"""How a worker validates: what people send is parsed, held against shapes, and reported.

While that is done nothing else may be reached: the engine of the shapes' queries would call other
servers and fetch what they name.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from typing import Final

import rdflib

from endpoint.federation import calls_out
from endpoint.jobs import Texts, ValidateJob
from endpoint.serialising import written
from endpoint.tokens import Text
from graph_builder.answers import Triple
from graph_builder.errors import QueryError, ShapesError
from graph_builder.formats import BY_NAME
from graph_builder.ontology import load_topics
from graph_builder.parsing import parse_text
from graph_builder.resources import SHAPES
from graph_builder.shacl import conforms, findings, own_report, queries_of, report_of
from graph_builder.terms import PREFIXES
from graph_builder.validate import Shapes, validate

#: What Python tells of before it reaches another server or program.
_OUTSIDE: Final = ("socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen", "os.system")


class _Wall:
    """Keeps this process from reaching anything else while it is up."""

    def __init__(self) -> None:
        self._up = self._built = False

    @contextmanager
    def raised(self) -> Iterator[None]:
        """Keep it up for a while."""
        if not self._built:
            self._built = True
            sys.addaudithook(self._refuse)
        self._up = True
        try:
            yield
        finally:
            self._up = False

    def _refuse(self, event: str, _: tuple[object, ...]) -> None:
        if self._up and event in _OUTSIDE:
            raise ShapesError("they would reach another server, which is not allowed here")


class Validating:
    """Validates; our own shapes, once read, are kept."""

    def __init__(self) -> None:
        # That a literal is not of its type is what is looked for here, and no news.
        logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
        warnings.simplefilter("ignore", UserWarning)
        self._wall = _Wall()
        self._own: dict[str, tuple[Shapes, rdflib.Graph]] = {}

    def __call__(self, job: ValidateJob) -> bytes:
        """Return the report as the job wants it.

        Raises `RdfError` and `ShapesError`.
        """
        data = _union(job.data, "data", job.base)
        if not job.shapes:
            shapes, background = self._kept(job.base)
            report = own_report(validate(data, shapes, background))
        else:
            report = self._others(data, _union(job.shapes, "shapes", job.base))
        if job.report is None:
            told = {"conforms": conforms(report), "results": [asdict(one) for one in findings(report)]}
            return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
        for prefix, namespace in PREFIXES.items():
            report.bind(prefix, namespace)
        return written(report, BY_NAME[job.report])

    def _others(self, data: list[Triple], shapes: list[Triple]) -> rdflib.Graph:
        try:
            calling = any(calls_out(Text(query)) for query in queries_of(shapes))
        except QueryError as error:
            raise ShapesError(f"a query in them is wrong: {error}") from error
        if calling:
            raise ShapesError("a query in them holds SERVICE, which is not allowed here")
        with self._wall.raised():
            return report_of(data, shapes)

    def _kept(self, base: str) -> tuple[Shapes, rdflib.Graph]:
        if base not in self._own:
            self._own = {base: (Shapes.load(SHAPES), load_topics(base).graph)}
        return self._own[base]


def _union(texts: Texts, what: str, base: str) -> list[Triple]:
    """Return the triples of several texts, each once; blank nodes of two texts are never the same."""
    parsed = (
        parse_text(text, BY_NAME[form], what=what if len(texts) == 1 else f"{what} {number}", base=base)
        for number, (text, form) in enumerate(texts, start=1)
    )
    return list(dict.fromkeys(chain.from_iterable(parsed)))
