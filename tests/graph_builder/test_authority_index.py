from __future__ import annotations

from pathlib import Path

import pytest

from graph_builder.authorities import (
    Authority,
    Form,
    Index,
    Name,
    Standing,
    build_index,
    open_index,
)
from graph_builder.errors import GazetteerError
from tests.graph_builder.test_authorities import ROR_HEAD, ROR_LINE, WORDING, WRI, read


def index_of(path: Path, *authorities: Authority) -> Index:
    build_index(path, (("here", one) for one in authorities), WORDING, date="2026-06-23", sources=["a"])
    return open_index(path, WORDING)


def test_an_index_finds_by_every_name_and_gives_back_what_was_put_in(tmp_path: Path) -> None:
    index = index_of(tmp_path / "i", WRI)
    assert [(index.authority(n), form) for n, form in index.named("world resource institute")] == [
        (WRI, Form.FULL)
    ]
    assert index.named("wri") == [(0, Form.ACRONYM)]
    assert index.by_iri(WRI.iri) == WRI
    assert index.date == "2026-06-23"
    index.close()


def test_an_id_of_two_things_is_never_sure(tmp_path: Path) -> None:
    one = Authority(
        iri="http://www.wikidata.org/entity/Q18808", kind="place", names=(Name("Pyongyang"),), country="KP"
    )
    other = Authority(iri=one.iri, kind="place", names=(Name("Pyongsan"),), country="KP")
    again = Authority(iri=one.iri, kind="place", names=(Name("Pyongyang"), Name("Pyŏngyang")), country="KP")
    index = index_of(tmp_path / "two", one, other)
    found = index.by_iri(one.iri)
    assert found
    assert found.contested
    index.close()
    index = index_of(tmp_path / "one", one, again)
    found = index.by_iri(one.iri)
    assert found
    assert not found.contested
    index.close()


def test_a_withdrawn_record_keeps_the_way_to_its_successor(tmp_path: Path) -> None:
    path = tmp_path / "ror.tsv"
    withdrawn = ROR_LINE.replace("\t\t\tactive", "\t\t006kxhp52\twithdrawn")
    path.write_text(ROR_HEAD + withdrawn)
    (found,) = read(path)
    assert (found.standing, found.successors) == (Standing.WITHDRAWN, ("https://ror.org/006kxhp52",))


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0 and no more"])
def test_what_is_no_index_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "i"
    path.write_bytes(content)
    with pytest.raises(GazetteerError, match="is no index of authorities"):
        open_index(path, WORDING)
