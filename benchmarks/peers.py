"""Other SPARQL servers, each started on loopback over the same N-Quads, and ended again.

Where they lie is told by the environment, or they are on the PATH or in `.peers/`, where
`make bench-peers` puts what it can get: NEWSGRAPH_RDFLIB_ENDPOINT (a Python that has
rdflib-endpoint), NEWSGRAPH_OXIGRAPH (the `oxigraph` command), NEWSGRAPH_FUSEKI (the jar
jena-fuseki-server) and NEWSGRAPH_VIRTUOSO (`virtuoso-t`, with `isql-vt` or `isql` on the PATH).
"""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from benchmarks.results import ROOT
from tests.support import free_port

DEFAULT_GRAPH: Final = "urn:newsgraph:all"
#: Seconds that a peer may take to load the corpus, and to answer for the first time.
PATIENCE: Final = 600
_HERE: Final = ROOT / ".peers"
_SCRIPT: Final = Path(__file__).with_name("rdflib_server.py")


@dataclass(frozen=True, slots=True)
class Peer:
    """A server that runs: where it is asked, how long it took to load and to start."""

    name: str
    version: str
    port: int
    path: str
    process: subprocess.Popen[bytes]
    loading: float
    starting: float
    #: What is sent with every query, so that the default graph is the same everywhere.
    parameters: tuple[tuple[str, str], ...] = ()

    def address(self, query: str) -> str:
        """Return the path and parameters that put a query."""
        return f"{self.path}?{urlencode([('query', query), *self.parameters])}"


@dataclass(frozen=True, slots=True)
class Corpora:
    """The same corpus, as a file and as the snapshot that newsgraph serves."""

    quads: Path
    store: Path
    dataset: Path
    folder: Path


Start = Callable[[Corpora], Peer]


class LeftOut(Exception):
    """A peer is not here."""


def newsgraph(corpora: Corpora) -> Peer:
    """Start `newsgraph serve`, which holds the snapshot in memory where there is room."""
    return _newsgraph("newsgraph", corpora)


def newsgraph_from_disk(corpora: Corpora) -> Peer:
    """Start `newsgraph serve` such that it holds no snapshot in memory."""
    return _newsgraph("newsgraph, from disk", corpora, "--room", "0")


def _newsgraph(name: str, corpora: Corpora, *more: str) -> Peer:
    port, began = free_port(), time.monotonic()
    command = [str(Path(sys.executable).with_name("newsgraph")), "serve", "--store", str(corpora.store)]
    log = corpora.folder / name.replace(",", "").replace(" ", "-")
    options = ["--port", str(port), "--log", f"{log}-requests.log", "--waiting", "128"]
    process = _run([*command, *options, "--timeout", "120", *more], log)
    version = _version(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"])
    peer = _ready(name, version, port, "/sparql", process, 0.0, began)
    began = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        while 'snapshot_memory="coming"} 1' in _text(connection, "/metrics"):
            time.sleep(0.1)
    # It answers from disk all the while.
    return replace(peer, loading=time.monotonic() - began)


def _text(connection: http.client.HTTPConnection, path: str) -> str:
    connection.request("GET", path)
    return connection.getresponse().read().decode()


def oxigraph(corpora: Corpora) -> Peer:
    """Start the Oxigraph server over the very files of the snapshot."""
    command = _found("NEWSGRAPH_OXIGRAPH", "oxigraph", _HERE / "bin" / "oxigraph")
    port, began = free_port(), time.monotonic()
    arguments = ["serve-read-only", "--location", str(corpora.dataset), "--bind", f"127.0.0.1:{port}"]
    process = _run([command, *arguments], corpora.folder / "oxigraph")
    return _ready("Oxigraph server", _version([command, "--version"]), port, "/query", process, 0.0, began)


def oxigraph_in_memory(corpora: Corpora) -> Peer:
    """Start the Oxigraph server without a store on disk, and send it the corpus."""
    command = _found("NEWSGRAPH_OXIGRAPH", "oxigraph", _HERE / "bin" / "oxigraph")
    port, began = free_port(), time.monotonic()
    process = _run([command, "serve", "--bind", f"127.0.0.1:{port}"], corpora.folder / "oxigraph-memory")
    version = _version([command, "--version"])
    peer = _ready("Oxigraph server, in memory", version, port, "/query", process, 0.0, began)
    began = time.monotonic()
    with (
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection,
        corpora.quads.open("rb") as quads,
    ):
        headers = {
            "Content-Type": "application/n-quads",
            "Content-Length": str(corpora.quads.stat().st_size),
        }
        connection.request("POST", "/store?no_transaction", quads, headers)
        if connection.getresponse().status != http.HTTPStatus.NO_CONTENT:
            process.kill()
            raise LeftOut("it does not take the corpus")
    return replace(peer, loading=time.monotonic() - began)


def rdflib_endpoint(corpora: Corpora) -> Peer:
    """Start rdflib-endpoint over a dataset in memory, which it has read first."""
    python = _found("NEWSGRAPH_RDFLIB_ENDPOINT", "", _HERE / "rdflib-endpoint" / "bin" / "python")
    port, began = free_port(), time.monotonic()
    process = _run([python, str(_SCRIPT), str(corpora.quads), str(port)], corpora.folder / "rdflib")
    script = "from importlib.metadata import version as v; print(v('rdflib-endpoint'), 'rdflib', v('rdflib'))"
    return _ready("rdflib-endpoint", _version([python, "-c", script]), port, "/", process, 0.0, began)


def fuseki(corpora: Corpora) -> Peer:
    """Start Fuseki over a TDB2 database, which is loaded first."""
    jar = _found("NEWSGRAPH_FUSEKI", "", *sorted(_HERE.glob("jena-fuseki-server-*.jar")))
    java = shutil.which("java")
    if java is None:
        raise LeftOut("there is no java on the PATH")
    database, began = corpora.folder / "tdb2", time.monotonic()
    _done(
        [java, "-cp", jar, "tdb2.tdbloader", "--loc", str(database), str(corpora.quads)],
        corpora.folder / "tdbloader",
    )
    loading, port, began = time.monotonic() - began, free_port(), time.monotonic()
    command = [
        java,
        "-Xmx4G",
        "-jar",
        jar,
        "--localhost",
        "--port",
        str(port),
        "--loc",
        str(database),
        "/all",
    ]
    return _ready("Apache Jena Fuseki", Path(jar).stem.rpartition("-")[2], port, "/all/query",
                  _run(command, corpora.folder / "fuseki"), loading, began)  # fmt: skip


def virtuoso(corpora: Corpora) -> Peer:
    """Start Virtuoso, and have it load the corpus; the default graph's triples get a graph of their own."""
    command = _found("NEWSGRAPH_VIRTUOSO", "virtuoso-t")
    isql = shutil.which("isql-vt") or shutil.which("isql")
    if isql is None:
        raise LeftOut("there is no isql-vt on the PATH")
    folder = corpora.folder / "virtuoso"
    folder.mkdir()
    port, sql = free_port(), free_port()
    settings = _VIRTUOSO.format(folder=folder, port=port, sql=sql, corpus=corpora.quads.parent)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    began = time.monotonic()
    process = _run([command, "+foreground", "+configfile", str(folder / "virtuoso.ini")], folder / "server")
    peer = _ready("Virtuoso", "", port, "/sparql", process, 0.0, began, default=DEFAULT_GRAPH)
    began = time.monotonic()
    what = f"'{corpora.quads.parent}', '{corpora.quads.name}', '{DEFAULT_GRAPH}'"
    loading = f"ld_dir({what}); rdf_loader_run(); checkpoint;"
    _done([isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={loading}"], folder / "isql")
    version = _version([command, "-?"]).partition("Version ")[2].partition(" ")[0]
    return Peer(
        peer.name, version, port, peer.path, process, time.monotonic() - began, peer.starting, peer.parameters
    )


@contextmanager
def running(starts: dict[str, Start], corpora: Corpora) -> Iterator[tuple[list[Peer], dict[str, str]]]:
    """Lend the peers that are here, and why others were left out; they end with it."""
    peers, left_out = list[Peer](), dict[str, str]()
    try:
        for name, start in starts.items():
            try:
                peers.append(start(corpora))
                print(
                    f"  {name}: loaded in {peers[-1].loading:.1f} s, started in {peers[-1].starting:.2f} s",
                    flush=True,
                )
            except (LeftOut, OSError, subprocess.SubprocessError) as error:
                left_out[name] = str(error)
                print(f"  {name}: left out, {error}", flush=True)
        yield peers, left_out
    finally:
        for peer in peers:
            peer.process.terminate()
        for peer in peers:
            try:
                peer.process.wait(20)
            except subprocess.TimeoutExpired:
                peer.process.kill()
                peer.process.wait()


def _found(variable: str, command: str, *places: Path) -> str:
    named = os.environ.get(variable)
    if named:
        return named
    on_path = shutil.which(command) if command else None
    here = next((str(place) for place in reversed(places) if place.exists()), None)
    if on_path or here:
        return on_path or str(here)
    raise LeftOut(
        f"it is not on the PATH, and {variable} does not name it (make bench-peers gets what it can)"
    )


def _run(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.with_suffix(".log").open("wb") as output:
        return subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=log.parent)


def _done(command: list[str], log: Path) -> None:
    with log.with_suffix(".log").open("wb") as output:
        subprocess.run(
            command, stdout=output, stderr=subprocess.STDOUT, check=True, timeout=PATIENCE, cwd=log.parent
        )


def _version(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return " ".join((done.stdout + done.stderr).split()).removeprefix("oxigraph ")


def _ready(
    name: str,
    version: str,
    port: int,
    path: str,
    process: subprocess.Popen[bytes],
    loading: float,
    began: float,
    default: str | None = None,
) -> Peer:
    """Return a peer when it answers; raises `LeftOut` where it ends or takes too long."""
    parameters = (("default-graph-uri", default),) if default else ()
    peer = Peer(name, version, port, path, process, loading, 0.0, parameters)
    while time.monotonic() < began + PATIENCE and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request(
                "GET", peer.address("ASK { ?s ?p ?o }"), headers={"Accept": "application/sparql-results+json"}
            )
            if connection.getresponse().status == 200:
                return Peer(name, version, port, path, process, loading, time.monotonic() - began, parameters)
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.05)
    process.kill()
    process.wait()
    raise LeftOut("it does not answer")


_VIRTUOSO: Final = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
MaxCheckpointRemap = 2000

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 100
DirsAllowed = {folder}, {corpus}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
MaxQueryMem = 2G

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
MaxClientConnections = 100
ServerThreads = 100
MaxKeepAlives = 100
KeepAliveTimeout = 60
EnabledGzipContent = 0

[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryExecutionTime = 600
MaxQueryCostEstimationTime = 60000
"""
