"""A reconciliation service over our graph (W3C community specification, API 0.2), as OpenRefine asks it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from endpoint.catalogue import Catalogue
from endpoint.problems import NotFound, Problem
from endpoint.reading import fits_query
from endpoint.reconciling import PROPERTIES, TYPES, Asked
from endpoint.serving import Publication, Served
from endpoint.wording import CLASSES
from graph_builder.iris import request_path
from graph_builder.terms import NEWS

_LARGEST_BATCH: Final = 1_000
_WIDTH: Final = 430
_HEIGHT: Final = 200

Json = dict[str, Any]


def reconciliation(publication: Publication) -> Blueprint:
    """Return `/reconcile`, what it names (suggest, preview, extend), and `/id?sameAs=IRI`."""
    blueprint = Blueprint("reconcile", __name__)

    @blueprint.route("/reconcile", methods=["GET", "POST"])
    def service() -> Response:
        """Answer a batch of queries, extend a table, or say what the service offers."""
        if queries := request.values.get("queries"):
            return jsonify(results(parsed(queries, "queries"), publication().catalogue))
        if extend := request.values.get("extend"):
            return jsonify(extension(parsed(extend, "extend"), publication().catalogue))
        return jsonify(manifest(publication(), request.url_root))

    @blueprint.get("/reconcile/suggest/<what>")
    def suggest(what: str) -> Response:
        """Complete the beginning of a name."""
        prefix = request.args.get("prefix", "")
        if what == "entity":
            return jsonify(
                result=[
                    {"id": one.id, "name": one.name, "notable": [_type(one.type)]}
                    for one in publication().catalogue.beginning(prefix)
                ]
            )
        offered = {"type": [_type(one) for one in TYPES], "property": [_property(one) for one in PROPERTIES]}
        if what not in offered:
            raise NotFound(f"There is nothing to suggest for {what}. There are: entity, property, type.")
        begun = prefix.casefold()
        return jsonify(result=[one for one in offered[what] if one["name"].casefold().startswith(begun)])

    @blueprint.get("/reconcile/properties")
    def properties() -> Response:
        """Propose properties to extend a table with."""
        type_ = request.args.get("type", "")
        limit = _limit(request.args.get("limit", len(PROPERTIES)))
        return jsonify(type=type_, properties=[_property(one) for one in PROPERTIES][:limit])

    @blueprint.get("/reconcile/preview")
    def preview() -> Response:
        """Show a thing in a small frame of another site."""
        id_ = request.args.get("id", "")
        (found,) = publication().catalogue.cells([id_], tuple(PROPERTIES))
        if found.thing is None:
            raise NotFound(f"Nothing is known of {id_!r}.")
        page = render_template(
            "preview.html",
            name=found.thing.name,
            type=found.thing.type,
            href=request_path(f"/id/{id_}", "/"),
            facts={_property(pid)["name"]: cells for pid, cells in found.cells.items() if cells},
        )
        response = Response(page, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors *"
        return response

    @blueprint.get("/id")
    def same() -> AnyResponse:
        """Lead from an IRI of another data set to our thing that is the same."""
        iri = request.args.get("sameAs", "")
        if not iri or not fits_query(iri):
            raise Problem(400, "Name an IRI: /id?sameAs=http://www.wikidata.org/entity/Q424")
        served = publication()
        forms = " ".join(f"<{form}>" for form in spellings(iri))
        query = f"SELECT DISTINCT ?s {{ VALUES ?o {{ {forms} }} ?s owl:sameAs ?o }} ORDER BY ?s LIMIT 2"
        found = [str(thing) for (thing,) in served.store.select(query)]
        if len(found) != 1:
            known = "Nothing here is" if not found else "More than one thing here is"
            raise NotFound(f"{known} surely the same as {iri}.")
        return redirect(request_path(found[0], served.base), code=303)

    return blueprint


def manifest(served: Served, root: str) -> Json:
    """Return what the service offers, at the address that it was asked at."""
    service = f"{root}reconcile"
    return {
        "versions": ["0.1", "0.2"],
        "name": served.manifest.title,
        "identifierSpace": f"{served.base}id/",
        "schemaSpace": str(NEWS),
        "documentation": f"{root}ontology",
        "view": {"url": f"{root}id/{{{{id}}}}"},
        "defaultTypes": [_type(one) for one in TYPES],
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {
            what: {"service_url": service, "service_path": f"/suggest/{what}"}
            for what in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def results(batch: Json, catalogue: Catalogue) -> Json:
    """Return the answers to a batch of queries, under the keys that they were asked by."""
    if len(batch) > _LARGEST_BATCH:
        raise Problem(413, f"A batch holds at most {_LARGEST_BATCH} queries, and this one {len(batch)}.")
    queries = [asked(query, key) for key, query in batch.items()]
    return {
        key: {
            "result": [
                {
                    "id": one.id,
                    "name": one.name,
                    "type": [_type(one.type)],
                    "score": one.score,
                    "match": one.match,
                    "features": [{"id": "name", "value": one.score}],
                }
                for one in found
            ]
        }
        for key, found in zip(batch, catalogue.matching(queries), strict=True)
    }


def asked(query: object, key: str) -> Asked:
    """Return one query of a batch; raises `Problem` where it is none."""
    if not isinstance(query, dict) or not (query.get("query") or query.get("properties")):
        raise Problem(400, f"Query {key} has neither a query nor properties.")
    types = query.get("type") or []
    listed = [types] if isinstance(types, str) else types
    text, properties = query.get("query", ""), query.get("properties") or []
    if not isinstance(text, str) or not isinstance(listed, list) or not isinstance(properties, list):
        raise Problem(400, f"Query {key} is none: its query is a string, its type and properties are lists.")
    return Asked(
        text=text,
        types=tuple(str(one.get("id") if isinstance(one, dict) else one) for one in listed),
        limit=_limit(query.get("limit", 10)),
        properties=tuple(_condition(one, key) for one in properties),
    )


def _condition(one: object, key: str) -> tuple[str, tuple[str, ...]]:
    if not isinstance(one, dict) or "pid" not in one or "v" not in one:
        raise Problem(400, f"A property of query {key} lacks its pid or v.")
    values = one["v"] if isinstance(one["v"], list) else [one["v"]]
    plain = (value.get("id") or value.get("name") if isinstance(value, dict) else value for value in values)
    return str(one["pid"]), tuple(map(str, plain))


def _limit(value: object) -> int:
    if not re.fullmatch(r"[1-9]\d{0,2}", str(value)):
        raise Problem(400, f"limit is {value!r}; give a whole number from 1 to 999.")
    return int(str(value))


def extension(wanted: Json, catalogue: Catalogue) -> Json:
    """Return the values of some properties of some things."""
    ids, properties = wanted.get("ids"), wanted.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise Problem(400, 'Extend with {"ids": [...], "properties": [{"id": ...}]}.')
    pids = [str(one.get("id")) if isinstance(one, dict) else str(one) for one in properties]
    for unknown in (pid for pid in pids if pid not in PROPERTIES):
        raise Problem(400, f"There is no property {unknown!r}. There are: {', '.join(PROPERTIES)}.")
    named = list(map(str, ids))
    return {
        "meta": [_property(pid) for pid in pids],
        "rows": {id_: one.cells for id_, one in zip(named, catalogue.cells(named, pids), strict=True)},
    }


def parsed(text: str, parameter: str) -> Json:
    """Return a JSON object of a parameter; raises `Problem` where it is none."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Problem(400, f"{parameter} is no JSON: {error}.") from error
    if not isinstance(found, dict):
        raise Problem(400, f"{parameter} is no JSON object.")
    return found


def spellings(iri: str) -> tuple[str, ...]:
    """Return the ways in which data sets write an IRI: http or https, with or without a last slash."""
    rest = (
        re.sub(r"^https?://", "", iri)
        .rstrip("/")
        .replace("www.wikidata.org/wiki/", "www.wikidata.org/entity/")
    )
    return tuple(f"{scheme}://{rest}{end}" for scheme in ("http", "https") for end in ("", "/"))


def _type(type_: str) -> Mapping[str, str]:
    return {"id": type_, "name": TYPES[type_].replace("-", " "), "description": CLASSES[TYPES[type_]][1]}


def _property(pid: str) -> Mapping[str, str]:
    return {"id": pid, "name": re.sub(r"(?<=[a-z])(?=[A-Z])", " ", pid).casefold()}
