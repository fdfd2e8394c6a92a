"""What a person who runs the endpoint can choose."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from endpoint.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the graph lies, how much a query may take, and how much of the graph a page shows."""

    store: Path
    limits: Limits = field(default_factory=Limits)
    #: The folder of example questions, `*.rq`, that the start page shows, if any.
    questions: Path | None = None
    #: Rows of a query's answer, and characters of its Turtle, that the query page shows.
    rows_shown: int = 1000
    turtle_shown: int = 200_000
    #: Things on one page of a list.
    page_length: int = 100
    #: Things that a document's page shows in one group.
    group_length: int = 60
    #: Bytes of a request's body, of its address and of its head, and characters of a query.
    longest_body: int = 1024 * 1024
    #: Bytes of data and shapes that are sent to be validated: about what the limit of time allows.
    longest_data: int = 8 * 1024 * 1024
    longest_address: int = 64 * 1024
    longest_head: int = 96 * 1024
    longest_query: int = 256 * 1024
    #: Requests a second from one client; 0 for as many as it likes.
    rate: float = 0.0
    #: Long answers that are sent at once; each holds a thread while its reader takes it.
    streams: int = 32
    #: Bytes of answers that are kept, to be given again.
    kept: int = 64 * 1024 * 1024
    #: Whether the log holds the text of queries.
    log_queries: bool = False
    #: Bytes of the body of a request that writes.
    longest_write: int = 256 * 1024 * 1024
    #: Whether the default graph is only what was written to no graph, not the set of all triples.
    apart: bool = False
    #: What a client must show to write; nobody may where there is none.
    token: str | None = field(default=None, repr=False)
    #: The servers that SERVICE may ask and LOAD may fetch from, as host or host:port.
    hosts: tuple[str, ...] = ()
    #: Seconds that a write waits for a build.
    patience: float = 10.0
