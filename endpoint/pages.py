"""Pages for people: the start, lists to browse, and a form to query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, current_app, render_template, request

from endpoint.answers import shown_answer
from endpoint.notes import note
from endpoint.problems import NotFound, Problem, position, query_problem
from endpoint.questions import Question
from endpoint.reading import Reader
from endpoint.serving import Publication
from endpoint.settings import Settings
from endpoint.wording import CLASSES
from graph_builder.errors import QueryError
from graph_builder.formats import CSV_PEOPLE, RDF_FORMATS, RESULT_FORMATS

#: What the form holds before anything was asked.
FIRST_QUERY: Final = """SELECT ?session ?chair
WHERE {
  ?part a news:Participation ;
    news:role news:Chair ;
    news:in/rdfs:label ?session ;
    news:participant/rdfs:label ?chair .
}
ORDER BY ?session
LIMIT 20
"""


def pages(publication: Publication, settings: Settings, questions: Sequence[Question]) -> Blueprint:
    """Return `/`, `/browse/`, `/query` and the icon."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def start() -> str:
        """Tell what is in the graph and how to ask it."""
        served = publication()
        return render_template(
            "start.html",
            site=served.manifest,
            overview=served.overview,
            questions=questions,
            query=FIRST_QUERY,
        )

    @blueprint.get("/browse/<kind>")
    def browse(kind: str) -> str:
        """List the things of one kind."""
        served = publication()
        known = next((one for one in CLASSES if one == kind), None)
        if known is None:
            raise NotFound(f"There is no list of {kind}. There are: {', '.join(CLASSES)}.")
        total = served.overview.number_of(known)
        last = max(1, -(-total // settings.page_length))
        number = page_number(request.args.get("page", "1"), last)
        return render_template(
            "browse.html",
            site=served.manifest,
            kind=kind,
            plural=CLASSES[known][1],
            kinds=served.overview.counts,
            total=total,
            lines=served.catalogue.lines(known, page=number, length=settings.page_length),
            page=number,
            last=last,
            first_index=(number - 1) * settings.page_length + 1,
        )

    @blueprint.get("/query")
    def query() -> Response:
        """Answer a query as a page."""
        served = publication()
        # A form sends line ends as CR LF, which would put the parser's columns off.
        text = request.args.get("query", "").replace("\r\n", "\n")
        note().query = text
        shown, error = None, None
        if text.strip():
            try:
                shown = shown_answer(
                    text,
                    served.engine,
                    Reader(served.store, served.base),
                    rows=settings.rows_shown,
                    characters=settings.turtle_shown,
                )
            except QueryError as wrong:
                error = wrong
        place = position(error) if error else None
        page = render_template(
            "query.html",
            site=served.manifest,
            query=text or FIRST_QUERY,
            shown=shown,
            error=error,
            place=place,
            marked=marked_line(text, place) if place else None,
            questions=questions,
            result_forms=(*RESULT_FORMATS, CSV_PEOPLE),
            triple_forms=RDF_FORMATS,
        )
        status = query_problem(error).status if error else 200
        return Response(page, status=status, content_type="text/html; charset=utf-8")

    @blueprint.get("/favicon.ico")
    def icon() -> Response:
        """Give the icon that browsers ask for unasked."""
        return current_app.send_static_file("icon.svg")

    return blueprint


def page_number(written: str, last: int) -> int:
    """Return the number of a page; raises `Problem` where it is none, `NotFound` where it is past the end."""
    if not (written.isascii() and written.isdigit() and int(written[:10]) > 0):
        raise Problem(400, "page is a number from 1 on.")
    if int(written[:10]) > last:
        raise NotFound(f"There is no page {written[:10]}; the last is {last}.")
    return int(written)


def marked_line(text: str, place: tuple[int, int]) -> tuple[str, str]:
    """Return the line of a query that is wrong, up to where the parser stopped, and its rest."""
    line, column = place
    lines = text.split("\n")
    wrong = lines[line - 1] if line <= len(lines) else ""
    return wrong[: column - 1], wrong[column - 1 :]
