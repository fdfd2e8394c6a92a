"""The OpenAPI description is true: of every route, and of what comes back from a server as it is started."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

from endpoint.app import create_app
from endpoint.openapi import description
from endpoint.settings import Settings
from graph_builder.snapshots import Manifest
from tests.endpoint.example import Server
from tests.endpoint.test_cli import port_of, running

#: That a limit was passed or too much is asked is an answer, too, and documented.
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]


@pytest.fixture(scope="module")
def started(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Lend a server as it is really started."""
    log = tmp_path_factory.mktemp("openapi") / "log"
    options = ("--port", "0", "--workers", "1", "--timeout", "2", "--log", log)
    with running("--store", example_store, *options) as (_, said):
        yield Server(port_of(said))


DESCRIPTION = description(Manifest(base="http://127.0.0.1/", title="Rivers"), "http://127.0.0.1/", "0")
OPERATIONS = [(path, method) for path, item in DESCRIPTION["paths"].items() for method in item]
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_what_comes_back_is_what_is_described(started: Server, path: str, method: str) -> None:
    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=SCHEMA[path][method].as_strategy())
    def holds(case: Any) -> None:
        answer = case.call(base_url=started.url.rstrip("/"), timeout=30)
        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code < 500 or answer.status_code == 503

    holds()


def test_every_route_is_described_and_no_other(example_store: Path, server: Server) -> None:
    app = create_app(Settings(store=example_store))
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.casefold())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    found = json.loads(server.ask("/openapi.json").text)
    assert {(path, method) for path, item in found["paths"].items() for method in item} == served
    names = [one["operationId"] for item in found["paths"].values() for one in item.values()]
    assert len(names) == len(set(names))


def test_the_description_is_led_to_and_names_the_address_of_the_server(server: Server) -> None:
    answer = server.ask("/openapi.json")
    found = json.loads(answer.text)
    assert (answer.media_type, found["openapi"], found["info"]["title"]) == (
        "application/json",
        "3.1.0",
        "Rivers",
    )
    assert found["servers"] == [{"url": server.url.rstrip("/")}]
    assert '</openapi.json>; rel="service-desc"' in server.ask("/").headers["Link"]


@pytest.mark.parametrize(
    ("path", "method"),
    [("/sparql", "POST"), ("/data", "GET"), ("/validate", "POST"), ("/dataset", "GET")],
)
def test_a_program_of_another_origin_may_ask_first_whether_it_may(
    server: Server, path: str, method: str
) -> None:
    answer = server.ask(
        path,
        "OPTIONS",
        Origin="https://elsewhere.example",
        Access_Control_Request_Method=method,
        Access_Control_Request_Headers="content-type, authorization",
    )
    assert answer.status in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert method in answer.headers["Access-Control-Allow-Methods"]
    allowed = answer.headers["Access-Control-Allow-Headers"].casefold()
    assert "content-type" in allowed
    assert "authorization" in allowed


@pytest.mark.parametrize(
    "path",
    [
        "/", "/dataset", "/.well-known/void", "/openapi.json", "/validate", "/ontology", "/graph/river-1",
        "/doc/event/river-forum", "/dumps/", "/sparql?query=ASK%7B%7D", "/query", "/healthz",
    ],
)  # fmt: skip
def test_head_is_get_without_the_body(server: Server, path: str) -> None:
    got, head = server.ask(path, Accept="*/*"), server.ask(path, "HEAD", Accept="*/*")
    assert (head.status, head.body) == (got.status, b"")
    for name in ("Content-Type", "Vary", "Link", "ETag", "Access-Control-Allow-Origin"):
        assert head.headers[name] == got.headers[name], name
