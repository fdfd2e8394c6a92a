"""IRIs stay what they are, whatever is built after them."""

from __future__ import annotations

import errno
import itertools
import random
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from graph_builder.errors import OntologyError, RegistryError, StoreError
from graph_builder.identify import Identities, Past, identify
from graph_builder.iris import Iris
from graph_builder.lexicon import load_lexicon
from graph_builder.overrides import Decision, Override
from graph_builder.records import (
    Affiliation,
    Newsletter,
    Organization,
    OrganizationId,
    Person,
    PersonId,
    Record,
)
from graph_builder.registry import (
    FILE,
    HEADER,
    Registry,
    changing,
    parse_registry,
    read_registry,
)
from tests.support import gold_records

IRIS = Iris()


def issue(*names: str, body: str = "River Trust") -> Record:
    """Return a newsletter that names some persons, all at one body."""
    at = (Affiliation(organization=OrganizationId("o1")),)
    return Record(
        newsletter=Newsletter(title="x"),
        organizations=(Organization(id=OrganizationId("o1"), name=body),),
        persons=tuple(
            Person(id=PersonId(f"p{number}"), name=name, affiliations=at)
            for number, name in enumerate(names, 1)
        ),
    )


def resolved(
    records: Mapping[str, Record], before: Identities | None = None, *overrides: Override
) -> Identities:
    """Return what a build finds that remembers the one before."""
    return identify(records, IRIS, load_lexicon(), Past(before.registry if before else Registry(), overrides))


def iri(names: Identities, newsletter: str, local: str = "p1") -> str:
    return str(names.of(newsletter, local).iri).removeprefix(f"{IRIS.base}id/")


def override(decision: Decision, one: str, other: str) -> Override:
    return Override(decision=decision, kind="person", subject=one, object=other)


def test_a_rebuild_changes_no_iri_and_no_byte() -> None:
    records = gold_records()
    first = resolved(records)
    again = resolved(records, first)
    assert again.registry.dump() == first.registry.dump()
    assert all(
        again.of(name, o.id) == first.of(name, o.id) for name in records for o in records[name].organizations
    )


def test_newsletters_that_come_one_by_one_in_any_order_change_no_iri() -> None:
    records = gold_records()
    for order in itertools.islice(itertools.permutations(records), 0, 120, 17):
        names: Identities | None = None
        given: dict[tuple[str, str], str] = {}
        moved: dict[str, tuple[str, ...]] = {}
        for number in range(1, len(order) + 1):
            names = resolved({name: records[name] for name in order[:number]}, names)
            moved = names.moved(IRIS)
            for name in order[:number]:
                for person in records[name].persons:
                    found = str(names.of(name, person.id).iri)
                    before = given.setdefault((name, person.id), found)
                    assert found in (before, *moved.get(before, ()))
                    given[name, person.id] = found
        # All that was ever given still leads somewhere.
        assert () not in moved.values()


@pytest.mark.parametrize("corrected", ["Ana Ruíz", "Anna Ruiz", "Ana María Ruiz"])
def test_a_corrected_spelling_keeps_the_iri(corrected: str) -> None:
    first = resolved({"a": issue("Ana Ruiz", "Bo Lind")})
    second = resolved({"a": issue("Bo Lind", corrected)}, first)
    assert iri(second, "a", "p2") == iri(first, "a", "p1") == "person/ana-ruiz"
    assert iri(second, "a", "p1") == iri(first, "a", "p2")


def test_who_is_named_as_before_keeps_the_iri_where_a_correction_makes_another_of_the_other() -> None:
    first = resolved({"a": issue("Ana Ruiz"), "b": issue("Ana Ruiz")})
    assert iri(first, "a") == iri(first, "b") == "person/ana-ruiz"
    second = resolved({"a": issue("Anna Ruis", body="Fjord Bank"), "b": issue("Ana Ruiz")}, first)
    assert iri(second, "b") == "person/ana-ruiz"
    assert iri(second, "a") != iri(second, "b")
    assert second.moved(IRIS) == {}


def test_a_namesake_takes_no_iri_away() -> None:
    first = resolved({"b": issue("Wang Wei", body="River Trust")})
    second = resolved({"a": issue("Wang Wei", body="Bright Panels"), "b": issue("Wang Wei")}, first)
    assert iri(second, "b") == iri(first, "b") == "person/wang-wei"
    assert iri(second, "a").startswith("person/wang-wei-")


def test_of_two_joined_one_iri_forwards_and_parted_again_each_has_its_own() -> None:
    records = {"a": issue("Jon Berg", body="Fjord Bank"), "b": issue("Jon Berg"), "c": issue("Jon Berg")}
    apart = resolved(records)
    one, other = iri(apart, "b"), iri(apart, "a")
    assert one != other
    joined = resolved(records, apart, override(Decision.SAME, "a#Jon Berg", "b#Jon Berg"))
    assert iri(joined, "a") == iri(joined, "b") == iri(joined, "c") == one
    assert joined.moved(IRIS) == {f"{IRIS.base}id/{other}": (f"{IRIS.base}id/{one}",)}
    assert parse_registry(joined.registry.dump(), "x") == joined.registry
    again = resolved(records, joined)
    assert (iri(again, "a"), iri(again, "b")) == (other, one)
    assert again.moved(IRIS) == {}
    assert again.registry == apart.registry


def test_what_is_parted_leaves_the_iri_with_the_larger_part() -> None:
    records = {"a": issue("Jon Berg"), "b": issue("Jon Berg"), "c": issue("Jon Berg")}
    joined = resolved(records)
    two = override(Decision.DIFFERENT, "a#Jon Berg", "b#Jon Berg")
    parted = resolved(records, joined, two, override(Decision.SAME, "b#Jon Berg", "c#Jon Berg"))
    assert iri(parted, "b") == iri(parted, "c") == iri(joined, "a")
    assert iri(parted, "a") != iri(joined, "a")


def test_what_went_to_another_thing_leaves_a_forwarding_line_and_takes_nothing_along() -> None:
    records = {"a": issue("Jon Berg"), "b": issue("Jon Berg"), "c": issue("Jon Berg")}
    joined = resolved(records)
    two = override(Decision.DIFFERENT, "a#Jon Berg", "b#Jon Berg")
    same = override(Decision.SAME, "b#Jon Berg", "c#Jon Berg")
    parted = resolved(records, joined, two, same)
    old, new = iri(joined, "a"), iri(parted, "a")
    assert {(row.see, row.sighting.newsletter) for row in parted.registry.rows if row.id == old} == {
        ("", "b"), ("", "c"), (new, "a"),
    }  # fmt: skip
    # The larger part is served under its IRI: none is out of use.
    assert parted.moved(IRIS) == {}
    assert parse_registry(parted.registry.dump(), "x") == parted.registry
    assert resolved(records, parted, two, same).registry == parted.registry
    # A newsletter that is not built now keeps its line; whose others are gone claims nothing by it.
    alone = resolved({"a": records["a"]}, parted)
    assert iri(alone, "a") == new
    without = resolved({"b": records["b"], "c": records["c"]}, parted, same)
    assert iri(without, "b") == old
    assert without.registry == parted.registry
    # Joined again, it has its mentions back, and the other forwards.
    again = resolved(records, parted)
    assert {iri(again, newsletter) for newsletter in "abc"} == {old}
    assert again.moved(IRIS) == {f"{IRIS.base}id/{new}": (f"{IRIS.base}id/{old}",)}
    assert parse_registry(again.registry.dump(), "x") == again.registry


@pytest.mark.parametrize("seed", range(8))
def test_however_often_things_are_joined_and_parted_no_two_share_an_iri_and_a_rebuild_changes_none(
    seed: int,
) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same decisions each time
    before: Identities | None = None
    for _ in range(6):
        records = {name: issue("Jon Berg") for name in "abcdef" if dice.random() < 0.85}
        groups = {name: dice.randrange(3) for name in records}
        decisions = [
            override(
                Decision.SAME if groups[one] == groups[other] else Decision.DIFFERENT,
                f"{one}#Jon Berg",
                f"{other}#Jon Berg",
            )
            for one, other in itertools.combinations(sorted(records), 2)
        ]
        now = resolved(records, before, *decisions)
        by_iri = {(iri(now, name), groups[name]) for name in records}
        assert len({one for one, _ in by_iri}) == len(by_iri) == len(set(groups.values()))
        again = resolved(records, now, *decisions)
        assert [iri(again, name) for name in records] == [iri(now, name) for name in records]
        assert parse_registry(now.registry.dump(), "x") == now.registry
        before = now


def test_of_two_equal_parts_none_keeps_the_iri_and_joined_again_they_have_it_back() -> None:
    records = {"a": issue("Jon Berg"), "b": issue("Jon Berg")}
    joined = resolved(records)
    old = iri(joined, "a")
    assert iri(joined, "b") == old
    two = override(Decision.DIFFERENT, "a#Jon Berg", "b#Jon Berg")
    parted = resolved(records, joined, two)
    parts = tuple(sorted((iri(parted, "a"), iri(parted, "b"))))
    assert len({old, *parts}) == 3
    assert parted.moved(IRIS) == {f"{IRIS.base}id/{old}": tuple(f"{IRIS.base}id/{one}" for one in parts)}
    assert parse_registry(parted.registry.dump(), "x") == parted.registry
    # Nothing changes as long as nothing is decided.
    assert resolved(records, parted, two).registry == parted.registry
    # A part that is joined to something else still leads on from the old one.
    more = {**records, "c": issue("Jon Berg", body="Fjord Bank")}
    apart = resolved(more, parted, two)
    wider = resolved(more, apart, two, override(Decision.SAME, "a#Jon Berg", "c#Jon Berg"))
    assert set(wider.moved(IRIS)[f"{IRIS.base}id/{old}"]) == {
        f"{IRIS.base}id/{iri(wider, newsletter)}" for newsletter in "ab"
    }
    again = resolved(records, parted)
    assert iri(again, "a") == iri(again, "b") == old
    assert again.moved(IRIS) == {f"{IRIS.base}id/{part}": (f"{IRIS.base}id/{old}",) for part in parts}
    assert parse_registry(again.registry.dump(), "x") == again.registry


def test_what_is_gone_is_remembered_and_comes_back_under_its_iri() -> None:
    first = resolved({"a": issue("Ana Ruiz", "Bo Lind")})
    without = resolved({"a": issue("Ana Ruiz")}, first)
    assert without.moved(IRIS) == {f"{IRIS.base}id/person/bo-lind": ()}
    assert iri(resolved({"a": issue("Bo Lind", "Ana Ruiz")}, without), "a") == "person/bo-lind"


def test_a_newsletter_that_is_not_built_now_keeps_its_lines() -> None:
    both = resolved({"a": issue("Ana Ruiz"), "b": issue("Bo Lind")})
    one = resolved({"a": issue("Ana Ruiz")}, both)
    assert {row.sighting.newsletter for row in one.registry.rows} == {"a", "b"}


@pytest.mark.parametrize(
    ("lines", "number", "words"),
    [
        (["id\tsee"], 1, "head"),
        ([*["\t".join(HEADER)], "person/a\t\tn1\tA"], 2, "4 columns"),
        (["\t".join(HEADER), "persona/a\t\tn1\tA\t"], 2, "no id"),
        (["\t".join(HEADER), "person/a\t\t\tA\t"], 2, "lacks"),
        (["\t".join(HEADER), "person/a\t\tn1\tA\t", "person/a\t\tn1\tA\t"], 3, "repeats line 2"),
        (["\t".join(HEADER), "person/a\t\tn1\tA\t", "person/b\t\tn1\tA\t"], 3, "line 2 gives person/a"),
        (["\t".join(HEADER), "person/a\tperson/b\tn1\tA\t"], 2, "not there"),
        (["\t".join(HEADER), "person/a\tperson/b\tn1\tA\t", "person/a\t\tn2\tA\t"], 2, "not there"),
        (
            ["\t".join(HEADER), "person/a\tperson/b\tn1\tA\t", "person/a\tperson/c\tn2\tA\t"],
            3,
            "otherwise than line 2",
        ),
        (
            ["\t".join(HEADER), "person/a\tperson/b|person/c\tn1\tA\t", "person/b\t\tn1\tA\t"],
            2,
            "to person/c",
        ),
        (["\t".join(HEADER), "person/a\tperson/b|place/c\tn1\tA\t"], 2, "'place/c', which is no id"),
        (
            ["\t".join(HEADER), "person/a\tperson/b\tn1\tA\t", "person/b\tperson/a\tn1\tB\t"],
            2,
            "forwards too",
        ),
        (["\t".join(HEADER), "person/a\t\tn1\tA\t", "<<<<<<< HEAD"], 3, "1 columns"),
    ],
)
def test_a_broken_registry_is_refused_with_the_line(lines: list[str], number: int, words: str) -> None:
    with pytest.raises(RegistryError, match=f"identities.tsv, line {number}: .*{words}") as refused:
        parse_registry("\n".join(lines) + "\n", "identities.tsv")
    assert refused.value.line == number


def test_a_registry_is_written_once_all_is_done_and_not_where_it_fails(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    registry = resolved({"a": issue("Ana Ruiz")}).registry
    kept, store = read_registry(tmp_path), tmp_path_factory.mktemp("store")

    def fail() -> None:
        with changing(kept, registry, store):
            raise OntologyError("broken")

    with pytest.raises(OntologyError):
        fail()
    assert list(tmp_path.iterdir()) == []
    with changing(kept, registry, store):
        assert not (tmp_path / FILE).exists()
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert list(store.iterdir()) == []
    assert read_registry(tmp_path).registry == registry


def test_a_folder_that_takes_no_file_and_lets_none_be_deleted_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = resolved({"a": issue("Ana Ruiz")}).registry
    project, store = tmp_path / "project", tmp_path / "store"
    project.mkdir()
    store.mkdir()

    kept = read_registry(project)

    def refuse(path: Path, *_: object, **__: object) -> NoReturn:
        # Of a file that is only to be read, such a folder says that it is not there.
        reads = path.name == FILE
        raise OSError(errno.ENOENT if reads else errno.EROFS, "Read-only file system", str(path))

    for name in ("open", "unlink"):
        monkeypatch.setattr(Path, name, refuse)
    with (
        pytest.raises(StoreError, match=r"identities\.tsv.*Read-only file system"),
        changing(kept, registry, store),
    ):
        pytest.fail("nothing may be published")
