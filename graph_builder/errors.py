"""What can go wrong, as one small tree.

    NewsgraphError
    ├── InputError            a file that a user gave cannot be taken as it is
    │   ├── UnreadableText    it is no text, or holds none
    │   ├── RecordError       a record breaks the schema or contradicts itself or its text
    │   ├── UndefinedReference   a record points to an id that it does not define
    │   ├── ExtractorError    an extractor fails at a newsletter
    │   ├── UnknownExtractor  there is no extractor of a name
    │   ├── RepeatedId        two inputs have one newsletter id
    │   ├── NothingToRead     a path is missing, or a folder has no newsletters
    │   ├── GazetteerError    a gazetteer or a list of links or mentions cannot be taken as it is
    │   ├── LexiconError      a lexicon has a list that no rule uses
    │   ├── ProjectError      newsgraph.toml is broken
    │   └── LineError         a table of the project is broken, in one line
    │       ├── RegistryError    identities.tsv
    │       └── OverrideError    overrides.tsv
    ├── StoreError            the store cannot be opened or written
    │   ├── NoSnapshot        nothing has been published there yet
    │   └── StoreBusy         somebody else is writing it
    ├── WriteError            a write to a published graph is refused
    │   ├── NoSuchGraph       there is no graph of a name
    │   ├── Derived           a graph follows from others, and cannot be written itself
    │   ├── Outdated          the graph is no longer what the writer has seen
    │   └── Nonconforming     a newsletter's graph would break the shapes
    ├── ServiceError          another service cannot be reached or answers wrongly
    ├── QueryError            a SPARQL query is wrong
    │   └── Unwritable        an answer holds what its format cannot write
    ├── RdfError              a text is not the RDF that it is said to be
    ├── ShapesError           shapes are not well-formed, or cannot be run
    ├── OntologyError         the ontology is inconsistent or breaks a rule
    └── MissingTool           an optional tool (Java) is not installed

Each error carries its data and says what to do next. Only the edges (the command line, the
endpoint) turn one into an exit code or a status.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class NewsgraphError(Exception):
    """The root: whatever newsgraph itself refuses."""


class InputError(NewsgraphError):
    """A file that a user gave cannot be taken as it is."""

    def __init__(self, source: str | Path, problem: str, remedy: str) -> None:
        super().__init__(f"{source}: {problem}; {remedy}")
        self.source, self.problem, self.remedy = str(source), problem, remedy


class UnreadableText(InputError):
    """A file is no text, or holds none."""


class RecordError(InputError):
    """A record breaks the schema, or contradicts itself or its text."""


class UndefinedReference(RecordError):
    """A record points to an id that it does not define."""

    def __init__(self, source: str | Path, where: str, missing: str) -> None:
        super().__init__(
            source,
            f"{where} uses {missing!r} but the record does not define it",
            "add it, or mend the reference",
        )
        self.where, self.missing = where, missing


class RepeatedId(InputError):
    """Two inputs have one newsletter id."""

    def __init__(self, newsletter: str, first: str | Path, second: str | Path) -> None:
        super().__init__(
            second,
            f"has the newsletter id {newsletter!r}, and so has {first}",
            "rename one, or leave one out",
        )
        self.newsletter, self.first, self.second = newsletter, str(first), str(second)


class ExtractorError(InputError):
    """An extractor fails at a newsletter, or returns no record."""

    def __init__(self, extractor: str, source: str | Path, problem: str) -> None:
        super().__init__(source, f"the extractor {extractor!r} {problem}", "mend it, or name another")
        self.extractor = extractor


class UnknownExtractor(InputError):
    """There is no extractor of a name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            "--extractor",
            f"there is no extractor {name!r}",
            f"install it, or name one of: {', '.join(known)}",
        )
        self.name, self.known = name, tuple(known)


class NothingToRead(InputError):
    """A path is missing, or a folder has no newsletters."""


class GazetteerError(InputError):
    """A gazetteer, a list of mentions or a file of links cannot be taken as it is."""


class LexiconError(InputError):
    """A lexicon has a list that no rule uses."""

    def __init__(self, folder: str | Path, name: str) -> None:
        file, _, key = name.partition(".")
        super().__init__(
            folder,
            f"no rule uses the list {key!r} of {file}.toml",
            "name it as in data/lexicons/en, or leave it out",
        )
        self.name = name


class ProjectError(InputError):
    """newsgraph.toml is broken."""


class LineError(InputError):
    """A table of the project folder is broken; the message names the line."""

    def __init__(self, source: str | Path, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"{source}, line {line}", problem, remedy)
        self.line = line


class RegistryError(LineError):
    """identities.tsv has a broken line, or two that contradict each other."""


class OverrideError(LineError):
    """overrides.tsv has a broken line, or two that contradict each other."""


class StoreError(NewsgraphError):
    """A store cannot be opened or written."""

    def __init__(self, place: str | Path, problem: str, remedy: str) -> None:
        super().__init__(f"{place}: {problem}; {remedy}")
        self.place, self.problem, self.remedy = str(place), problem, remedy


class NoSnapshot(StoreError):
    """Nothing has been published in a store yet."""

    def __init__(self, place: str | Path) -> None:
        super().__init__(
            place, "holds no snapshot", f"make one with: newsgraph build --project DIR --store {place}"
        )


class StoreBusy(StoreError):
    """Somebody else is writing a store, and goes on for longer than one can wait."""

    def __init__(self, place: str | Path) -> None:
        super().__init__(place, "is being written by another build", "wait until it is done")


class WriteError(NewsgraphError):
    """A write to what is published is refused, and changes nothing."""


class NoSuchGraph(WriteError):
    """There is no graph of a name."""

    def __init__(self, graph: str) -> None:
        super().__init__(f"There is no graph <{graph}>.")
        self.graph = graph


class Derived(WriteError):
    """A graph follows from others, and cannot be written itself."""

    def __init__(self, graph: str) -> None:
        super().__init__(f"<{graph}> follows from the other graphs: write those, and it is made anew.")
        self.graph = graph


class Outdated(WriteError):
    """What is published is no longer what the writer has seen."""


class Nonconforming(WriteError):
    """A write would break the shapes that hold for newsletters."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("A newsletter's graph would break the shapes. Nothing was changed.")
        self.lines = tuple(lines)


class ServiceError(NewsgraphError):
    """Another service cannot be reached, or answers otherwise than it should."""

    def __init__(self, url: str, problem: str, remedy: str) -> None:
        super().__init__(f"{url}: {problem}; {remedy}")
        self.url, self.problem, self.remedy = url, problem, remedy


class QueryError(NewsgraphError):
    """A SPARQL query is wrong.

    The parser's own words, with line and column where it gives them, are the message.
    """


class Unwritable(QueryError):
    """An answer holds what its format, which is named, cannot write."""

    def __init__(self, form: str, problem: str) -> None:
        super().__init__(problem)
        self.form, self.problem = form, problem


class RdfError(NewsgraphError):
    """A text is not the RDF that it is said to be; line and column are 0 where they are not known."""

    def __init__(self, what: str, problem: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"{what}: {problem}")
        self.what, self.problem, self.line, self.column = what, problem, line, column


class ShapesError(NewsgraphError):
    """SHACL shapes are not well-formed, or cannot be run."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"shapes: {problem}")
        self.problem = problem


class OntologyError(NewsgraphError):
    """The ontology is inconsistent, has an unsatisfiable class or breaks a rule."""


class MissingTool(NewsgraphError):
    """An optional tool is not installed."""

    def __init__(self, tool: str, purpose: str, remedy: str) -> None:
        super().__init__(f"{tool} is needed {purpose}; {remedy}")
        self.tool = tool
