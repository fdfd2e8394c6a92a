from __future__ import annotations

import gzip
import json
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import zstandard

from endpoint.app import create_app
from endpoint.limits import Limits
from endpoint.requestlog import LOG, hashed
from endpoint.settings import Settings
from tests.endpoint.example import Answer, Server, publish_example, serving
from tests.endpoint.processes import at_last

NAMES = "SELECT ?name { ?p a news:Person ; rdfs:label ?name } ORDER BY ?name"
#: About 3 MB of CSV: more than is gathered.
LONG = "SELECT ?a ?b ?c { ?a ?p ?o . ?b ?q ?r . ?c ?u ?v } LIMIT 30000"

DECODERS: dict[str | None, Callable[[bytes], bytes]] = {
    None: bytes,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


class Lines:
    """The lines of the log of requests; each follows its answer."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def __call__(self, most: int, **values: object) -> list[dict[str, object]]:
        """Return the lines that have some values, when there are as many."""

        def found() -> list[dict[str, object]]:
            said = [json.loads(record.message) for record in self._caplog.records if record.name == LOG.name]
            return [line for line in said if values.items() <= line.items()]

        at_last(lambda: len(found()) >= most)
        return found()


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    """Lend the lines of the log."""
    with caplog.at_level(logging.INFO, LOG.name):
        yield Lines(caplog)


def counted(server: Server, name: str) -> float:
    """Return the number that the metrics give under a name, with its labels."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", server.ask("/metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0.0


# --- keeping ------------------------------------------------------------------------------------


def test_an_answer_is_kept_and_given_again(example_store: Path, lines: Lines) -> None:
    with serving(create_app(Settings(store=example_store))) as server:
        first, second = server.query(NAMES, "text/csv"), server.query(NAMES, "text/csv")
    assert first.text.split() == ["name", "Ana", "Núñez", "李霞"]
    assert (second.body, second.headers["ETag"]) == (first.body, first.headers["ETag"])
    assert [line["cache"] for line in lines(2)] == ["miss", "hit"]


@pytest.mark.parametrize("coding", DECODERS)
def test_a_long_answer_is_kept_when_it_was_sent_whole(
    example_store: Path, lines: Lines, coding: str | None
) -> None:
    with serving(create_app(Settings(store=example_store, kept=128 * 1024 * 1024))) as server:
        path = f"/sparql?query={quote(LONG)}&format=csv"
        answers = [server.ask(path, Accept_Encoding=coding or "identity") for _ in range(3)]
        head = server.ask(path, "HEAD", Accept_Encoding=coding or "identity")
    first, *others = [DECODERS[coding](answer.body) for answer in answers]
    assert len(first) > 2_000_000
    assert others == [first, first]
    assert (head.status, head.body) == (200, b"")
    assert [line["cache"] for line in lines(4)] == ["miss", "hit", "hit", "hit"]


def test_of_a_long_answer_that_is_larger_than_may_be_kept_nothing_is(
    example_store: Path, lines: Lines
) -> None:
    with serving(create_app(Settings(store=example_store, kept=16 * 1024 * 1024))) as server:
        sizes = [len(server.query(LONG, "text/csv").body) for _ in range(2)]
        assert counted(server, "newsgraph_cache_bytes") < 100_000
    assert sizes[0] == sizes[1] > 1024 * 1024
    assert [line.get("cache") for line in lines(3)] == ["miss", "miss", None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"accept": "text/csv"}, {"accept": "text/tab-separated-values"}),
        ({"format": "csv"}, {"format": "json"}),
        ({}, {"default_graph_uri": "https://data.example.org/rivers/graph/river-2"}),
    ],
)
def test_what_is_asked_otherwise_is_answered_otherwise(
    server: Server, one: dict[str, str], other: dict[str, str]
) -> None:
    def ask(accept: str = "*/*", **parameters: str) -> Answer:
        return server.query(
            NAMES, accept, **{name.replace("_", "-"): value for name, value in parameters.items()}
        )

    for _ in range(2):
        assert ask(**one).body != ask(**other).body
        assert ask(**one).headers["ETag"] != ask(**other).headers["ETag"]


@pytest.mark.parametrize("call", ["RAND()", "NOW()", "UUID()", "STRUUID()", "now ()"])
def test_what_differs_each_time_is_not_kept(server: Server, call: str) -> None:
    query = f"SELECT ({call} AS ?x) {{}}"
    answers = [server.query(query, "text/csv") for _ in range(2)]
    assert all(answer.status == 200 and "ETag" not in answer.headers for answer in answers)
    assert answers[0].text != answers[1].text


@pytest.mark.parametrize("query", ["SELECT", "SELECT ?s { SERVICE <http://localhost:1/> { ?s ?p ?o } }"])
def test_an_error_is_not_kept(server: Server, query: str, lines: Lines) -> None:
    for _ in range(2):
        assert server.query(query).status == 400
    assert "hit" not in [line.get("cache") for line in lines(2, query=hashed(query))]


def test_a_new_snapshot_has_new_answers(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store")
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    with serving(create_app(Settings(store=store))) as server:
        first, again = server.query(count, "text/csv"), server.query(count, "text/csv")
        publish_example(store, digest="fedcba9876543210", more="<id/person/new> a <id/kind/new> .")
        tag = first.headers["ETag"]
        fresh = server.ask(f"/sparql?query={quote(count)}", Accept="text/csv", If_None_Match=tag)
    assert again.body == first.body
    assert (fresh.status, int(fresh.text.split()[1])) == (200, int(first.text.split()[1]) + 1)


def test_kept_answers_have_a_bound(example_store: Path) -> None:
    with serving(create_app(Settings(store=example_store, kept=64 * 1024))) as server:
        for number in range(100):
            assert server.query(f"SELECT ({number} AS ?n) {{}}").status == 200
        assert 0 < counted(server, "newsgraph_cache_bytes") <= 64 * 1024
        assert 0 < counted(server, "newsgraph_cache_answers") < 100


def test_a_client_that_wants_a_fresh_answer_gets_one(example_store: Path) -> None:
    with serving(create_app(Settings(store=example_store))) as server:
        for _ in range(3):
            assert server.ask("/sparql?query=ASK%7B%7D", Cache_Control="no-cache").status == 200
        assert counted(server, 'newsgraph_cache_requests_total{outcome="hit"}') == 0
        server.ask("/sparql?query=ASK%7B%7D")
        assert counted(server, 'newsgraph_cache_requests_total{outcome="hit"}') == 1


# --- what the client has already ------------------------------------------------------------------


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize(
    "path", [f"/sparql?query={quote(NAMES)}", f"/sparql?query={quote(LONG)}", "/", "/dumps/newsgraph.nt"]
)
def test_what_a_client_has_in_any_coding_is_not_sent_again(
    server: Server, path: str, coding: str | None
) -> None:
    accepted = coding or "identity"
    first = server.ask(path, Accept_Encoding=accepted)
    assert (first.status, first.headers.get("Content-Encoding")) in ((200, coding), (200, None))
    same = server.ask(path, If_None_Match=first.headers["ETag"], Accept_Encoding=accepted)
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert server.ask(path, If_None_Match='"another"', Accept_Encoding=accepted).status == 200


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize(
    "path",
    [f"/sparql?query={quote(NAMES)}", f"/sparql?query={quote(LONG)}", "/dataset", "/dumps/newsgraph.nt"],
)
def test_what_is_not_as_the_client_demands_is_not_sent(server: Server, path: str, coding: str | None) -> None:
    accepted = coding or "identity"
    first = server.ask(path, Accept_Encoding=accepted)
    tag = first.headers["ETag"]
    for demanded in (tag, f'"zz", {tag}', "*"):
        answer = server.ask(path, If_Match=demanded, Accept_Encoding=accepted)
        assert (answer.status, answer.body) == (200, first.body), demanded
    for demanded in ('"zz"', f"W/{tag}"):
        # If-Match is looked at before If-None-Match.
        for known in (tag, '"other"'):
            answer = server.ask(path, If_Match=demanded, If_None_Match=known, Accept="application/json")
            assert (answer.status, answer.media_type) == (412, "application/problem+json"), demanded
            assert "If-Match" in json.loads(answer.body)["detail"]
    assert server.ask(path, If_Match=tag, If_None_Match=tag).status == 304
    assert server.ask("/id/person/nobody", If_Match='"zz"').status == 404


@pytest.mark.parametrize("path", ["/dataset", "/dumps/newsgraph.nt", "/static/style.css"])
def test_what_was_changed_since_a_time_is_not_sent_to_who_demands_that_it_was_not(
    server: Server, path: str
) -> None:
    first = server.ask(path)
    changed, long_ago = first.headers["Last-Modified"], "Thu, 01 Jan 1970 00:00:00 GMT"
    refused = server.ask(path, If_Unmodified_Since=long_ago, Accept="application/json")
    assert (refused.status, "If-Unmodified-Since" in refused.text) == (412, True)
    for since in (changed, "yesterday"):
        assert server.ask(path, If_Unmodified_Since=since).body == first.body
    # Who demands a tag has said enough.
    assert server.ask(path, If_Match=first.headers["ETag"], If_Unmodified_Since=long_ago).status == 200


@pytest.mark.parametrize("path", [f"/sparql?query={quote(NAMES)}", "/dataset", "/static/style.css"])
def test_a_program_of_another_origin_reads_that_nothing_is_new(server: Server, path: str) -> None:
    first = server.ask(path)
    same = server.ask(path, If_None_Match=first.headers["ETag"])
    assert same.status == 304
    for name in ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Vary"):
        assert same.headers[name] == first.headers[name]


def test_an_answer_by_post_has_no_tag(server: Server) -> None:
    for _ in range(2):
        answer = server.ask("/sparql", "POST", NAMES.encode(), Content_Type="application/sparql-query")
        assert (answer.status, answer.headers.get("ETag")) == (200, None)


# --- coding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("path", ["/ontology?format=ttl", f"/sparql?query={quote(LONG)}&format=csv"])
def test_a_coded_answer_holds_the_same_bytes(server: Server, path: str, coding: str | None) -> None:
    plain = server.ask(path)
    answer = server.ask(path, Accept_Encoding=coding or "identity")
    assert DECODERS[coding](answer.body) == plain.body
    assert answer.headers.get("Content-Encoding") == (coding if len(plain.body) >= 1024 else None)
    assert "Accept-Encoding" in answer.headers["Vary"]
    if answer.headers.get("Content-Encoding"):
        assert len(answer.body) < len(plain.body) / 2
        assert answer.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, zstd", "zstd"),
        ("gzip, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("*;q=0.1, gzip;q=0", "zstd"),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0", None),
        ("br", None),
        ("", None),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(
    server: Server, accepted: str, coding: str | None
) -> None:
    answer = server.ask("/", Accept="text/html", Accept_Encoding=accepted)
    assert (answer.status, answer.headers.get("Content-Encoding")) == (200, coding)


def test_what_is_coded_already_is_not_coded_again(server: Server) -> None:
    answer = server.ask("/dumps/newsgraph.nt.gz", Accept_Encoding="gzip")
    assert answer.headers.get("Content-Encoding") is None
    assert zlib.decompress(answer.body, 31) == server.ask("/dumps/newsgraph.nt").body


# --- lengths --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "padding", "status"),
    [
        (f"/sparql?query=ASK%7B%7D&x={'x' * 70_000}", "", 414),
        (f"/{'x' * 70_000}", "", 414),
        ("/", "x" * 100_000, 431),
    ],
)
def test_a_long_head_is_refused(server: Server, path: str, padding: str, status: int) -> None:
    answer = server.ask(path, X_Long=padding, Accept="application/json")
    assert answer.status == status
    if status == 414:
        assert "POST" in json.loads(answer.text)["detail"]


@pytest.mark.parametrize(
    ("body", "status"), [(b"ASK {} #" + b"x" * 300_000, 413), (b"ASK {} #" + b"x" * 1_100_000, 413)]
)
def test_a_long_query_is_refused(server: Server, body: bytes, status: int) -> None:
    answer = server.ask("/sparql", "POST", body, Content_Type="application/sparql-query")
    assert (answer.status, answer.media_type) == (status, "application/problem+json")


def test_a_client_that_asks_too_often_is_told_to_wait(example_store: Path) -> None:
    with serving(create_app(Settings(store=example_store, rate=0.5))) as server:
        answers = [server.ask("/") for _ in range(4)]
        assert [answer.status for answer in answers] == [200, 200, 429, 429]
        assert int(answers[-1].headers["Retry-After"]) > 0
        assert json.loads(answers[-1].text)["status"] == 429
        assert {server.ask(path).status for path in ("/healthz", "/metrics")} == {200}


# --- telling --------------------------------------------------------------------------------------


def test_a_request_is_one_line_of_the_log(server: Server, lines: Lines) -> None:
    query = "SELECT ?secret { ?secret a news:Person }"
    answer = server.ask(f"/sparql?query={quote(query)}&format=csv", Authorization="Bearer token-of-mine")
    server.ask("/id/person/nobody")
    (first,) = lines(1, query=hashed(query))
    (second,) = lines(1, path="/id/person/nobody")
    assert (first["method"], first["path"], first["status"]) == ("GET", "/sparql", 200)
    assert (first["bytes"], first["query"], first["format"]) == (len(answer.body), hashed(query), "csv")
    assert isinstance(first["ms"], float)
    assert first["time"].startswith("20")  # type: ignore[attr-defined]
    assert (second["path"], second["status"]) == ("/id/person/nobody", 404)
    assert not {"secret", "token"} & set(re.findall(r"\w+", json.dumps([first, second])))


@pytest.mark.parametrize(
    ("query", "accept", "rows"),
    [
        (NAMES, "text/csv", 2),
        (NAMES, "application/sparql-results+json", 2),
        ("SELECT ?s { ?s a news:Nothing }", "application/sparql-results+json", 0),
        ("CONSTRUCT { ?p rdfs:label ?name } WHERE { ?p a news:Person ; rdfs:label ?name }", "text/turtle", 2),
        ("ASK {}", "text/csv", None),
    ],
)
def test_the_log_tells_how_many_rows_or_triples_an_answer_has(
    server: Server, lines: Lines, query: str, accept: str, rows: int | None
) -> None:
    for _ in range(2):
        server.query(query, accept)
    assert [line.get("rows") for line in lines(2, query=hashed(query))][-2:] == [rows, rows]


def test_the_text_of_a_query_is_logged_where_that_is_wanted(example_store: Path, lines: Lines) -> None:
    with serving(create_app(Settings(store=example_store, log_queries=True))) as server:
        server.query("ASK { ?s ?p 'a' }")
    assert [line["text"] for line in lines(1)] == ["ASK { ?s ?p 'a' }"]


def test_a_limit_that_was_hit_is_told(example_store: Path, lines: Lines) -> None:
    endless = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(9))} }}"
    limits = Limits(workers=1, seconds=0.5)
    with serving(create_app(Settings(store=example_store, limits=limits))) as server:
        assert server.query(endless).status == 503
        assert counted(server, 'newsgraph_limits_total{limit="time"}') == 1
        assert counted(server, 'newsgraph_workers_replaced_total{reason="time"}') == 1
        assert counted(server, 'newsgraph_requests_total{route="/sparql",status="503"}') == 1
    assert next(line.get("limit") for line in lines(1)) == "time"


def test_metrics_tell_what_is_served(server: Server) -> None:
    server.query("ASK {}")
    text = server.ask("/metrics").text
    assert 'digest="0123456789abcdef"' in text
    assert counted(server, "newsgraph_newsletters") == 2
    assert counted(server, 'newsgraph_workers{state="idle"}') >= 1
    assert counted(server, 'newsgraph_request_seconds_bucket{le="+Inf",route="/sparql"}') >= 1


def test_what_watches_over_the_server_is_never_kept(server: Server) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        answer = server.ask(path)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        assert "ETag" not in answer.headers
