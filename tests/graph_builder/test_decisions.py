from __future__ import annotations

from pathlib import Path

import pytest
from rdflib.term import URIRef

from graph_builder.build import BuildReport, build
from graph_builder.decisions import target_of
from graph_builder.errors import OverrideError
from graph_builder.inputs import gather
from graph_builder.knowledge import Knowledge, load_knowledge
from graph_builder.overrides import HEADER, Decision, Override
from graph_builder.project import Project
from graph_builder.snapshots import current
from graph_builder.sssom import Link, links_in
from tests.support import NEWSLETTERS

WHY = "Li Na\t2026-05-04\tlooked up"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(Project().iris)


def outcome_of(lines: str, folder: Path, knowledge: Knowledge) -> tuple[BuildReport, tuple[Link, ...]]:
    """Return what a build of one newsletter tells, and its links, under some decisions."""
    (folder / "overrides.tsv").write_text("\t".join(HEADER) + "\n" + lines, encoding="utf-8")
    project = Project(folder=folder)
    text = next(path for path in sorted(NEWSLETTERS.glob("*.txt")))
    report = build(gather([text], project), project, knowledge, folder / "store")
    return report, links_in(current(folder / "store").store)


def of_china(links: tuple[Link, ...]) -> set[str]:
    return {one.object_id for one in links if one.subject_id.endswith("/country/cn")}


WIKIDATA = "http://www.wikidata.org/entity/Q148"
GEONAMES = "https://sws.geonames.org/1814991/"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", {WIKIDATA, GEONAMES}),
        (f"never-link\tcountry\tcountry/cn\tQ148\t{WHY}\n", {GEONAMES}),
        (f"never-link\tcountry\tcountry/cn\thttps://www.geonames.org/1814991\t{WHY}\n", {WIKIDATA}),
        # A person's link stands in place of what a rule found in the same data set.
        (f"link\tcountry\tcountry/cn\tQ29520\t{WHY}\n", {"http://www.wikidata.org/entity/Q29520", GEONAMES}),
    ],
)
def test_a_decision_on_a_link_stands_above_every_rule(
    line: str, expected: set[str], tmp_path: Path, knowledge: Knowledge
) -> None:
    report, links = outcome_of(line, tmp_path, knowledge)
    assert of_china(links) == expected
    assert not [one for one in report.warnings if "overrides" in one]


def test_a_link_that_a_person_made_says_who_when_and_why(tmp_path: Path, knowledge: Knowledge) -> None:
    _, links = outcome_of(f"link\tcountry\tcountry/cn\tQ29520\t{WHY}\n", tmp_path, knowledge)
    (made,) = [one for one in links if one.author_label]
    assert (made.author_label, made.mapping_date, made.comment) == ("Li Na", "2026-05-04", "looked up")
    assert made.mapping_justification.endswith("ManualMappingCuration")
    assert made.predicate_id.endswith("#sameAs")


def test_a_decision_on_what_is_not_there_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    report, _ = outcome_of(f"link\tperson\tperson/nobody\tQ5\t{WHY}\n", tmp_path, knowledge)
    assert "overrides.tsv, line 2: nothing in the graph is person/nobody" in report.warnings


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("Q424", "http://www.wikidata.org/entity/Q424"),
        ("https://www.wikidata.org/wiki/Q424", "http://www.wikidata.org/entity/Q424"),
        ("047ktk903", "https://ror.org/047ktk903"),
        ("https://www.geonames.org/1831722/cambodia.html", "https://sws.geonames.org/1831722/"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_a_target_may_be_written_as_people_find_it(written: str, target: str) -> None:
    one = Override(decision=Decision.LINK, kind="country", subject="country/kh", object=written)
    assert target_of(one) == URIRef(target)


def test_a_target_that_is_no_iri_is_refused_with_its_line() -> None:
    one = Override(decision=Decision.LINK, kind="country", subject="country/kh", object="a b", line=7)
    with pytest.raises(OverrideError, match="7"):
        target_of(one)
