from __future__ import annotations

import re

import pytest

from endpoint.tokens import Text
from graph_builder.errors import QueryError
from graph_builder.store import Store
from tests.support import QUESTIONS, need_shared


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("ASK{}", ["ASK", "{", "}"]),
        ("?a<b", ["?a", "<", "b"]),
        ("?a<b>?c", ["?a", "<b>", "?c"]),
        ("?a<=5", ["?a", "<=", "5"]),
        ("'it''s'", ["'it'", "'s'"]),
        ('\'\'\'it\'s\'\'\' """a "b" c"""', ["'''it's'''", '"""a "b" c"""']),
        ("'a\\'b'@en-GB", ["'a\\'b'", "@en-GB"]),
        ("'1'^^xsd:int", ["'1'", "^^", "xsd:int"]),
        ("# a <b> 'c'\nx:y.", ["x:y", "."]),
        ("e:a.b\\,c%20d: .", ["e:a.b\\,c%20d:", "."]),
        ("1.5-2e3 .5 1.", ["1.5", "-2e3", ".5", "1", "."]),
        ("_:b1 [] ^a/b*|!c", ["_:b1", "[", "]", "^", "a", "/", "b", "*", "|", "!", "c"]),
        ("<http://e.org/\\u00e9>", ["<http://e.org/\\u00e9>"]),
    ],
)
def test_a_text_is_split_as_the_standard_says(written: str, tokens: list[str]) -> None:
    assert [token.text for token in Text(written).tokens] == tokens


@pytest.mark.parametrize(
    ("written", "place"), [("ASK {\n 'a\n' }", "2:2"), ("ASK { é }", "1:7"), ("SEL\\u0045CT", "1:4")]
)
def test_what_is_no_token_is_refused_with_its_place(written: str, place: str) -> None:
    with pytest.raises(QueryError, match=f"at {place}"):
        Text(written).plain()


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("SELECT * { ?s <a#b> 'c' }", "SELECT * { ?s <a#b>\n 'c' }"),
        ("PREFIX from: <a:> ASK { from:x ?p 1 }", "PREFIX zzzzzfrom: <a:> ASK { zzzzzfrom:x ?p 1 }"),
        ("PREFIX e: <a:> ASK { e:x ?p 'service' }", "PREFIX e: <a:> ASK { e:x ?p 'service' }"),
    ],
)
def test_what_could_be_read_in_two_ways_is_written_so_that_it_cannot(written: str, plain: str) -> None:
    assert Text(written).plain() == plain


@pytest.mark.parametrize("written", ["ASK { ?s ?p 1 SERVICESILENT <a:b> {} }", "ASK { SERVICEe:x {} }"])
def test_a_word_that_may_be_two_is_refused(written: str) -> None:
    with pytest.raises(QueryError):
        Text(written).plain()


def test_an_error_keeps_the_place_that_it_has_in_the_text_as_written() -> None:
    written = "PREFIX as: <http://e.org/#>\nSELECT * { ?s as:p 'x' ; <http://e.org/#p> ?o . ?a }"
    store, text = Store.in_memory(), Text(written)
    with pytest.raises(QueryError) as as_written:
        store.query(written)
    with pytest.raises(QueryError) as in_plain_words:
        store.query(text.plain())
    place = re.compile(r"at \d+:\d+")
    assert place.findall(str(text.mended(in_plain_words.value))) == place.findall(str(as_written.value))


def test_our_questions_and_the_suites_mean_the_same_in_plain_words() -> None:
    store = Store.in_memory()
    suite = sorted((need_shared() / "w3c" / "sparql11" / "syntax-query").glob("*.rq"))
    assert len(suite) > 90
    for path in [*QUESTIONS, *suite]:
        written = path.read_text(encoding="utf-8")

        def accepted(text: str) -> bool:
            try:
                store.query(text, base="http://e.org/")
            except (QueryError, RuntimeError):
                return False
            return True

        try:
            plain = Text(written).plain()
        except QueryError:
            assert not accepted(written), path
        else:
            assert accepted(plain) == accepted(written), path


def test_edits_and_safeguards_do_not_disturb_one_another() -> None:
    text = Text("PREFIX as: <a:#> SELECT * { <b#c>as:x <d#e> as:y }")
    first, second = (token for token in text.tokens if token.text in ("as:x", "as:y"))
    text.replace(first.start, first.end, "<f>")
    text.replace(second.start, second.start, "<g> ")
    assert text.plain() == "PREFIX zzzas: <a:#>\n SELECT * { <b#c>\n<f> <d#e>\n <g> zzzas:y }"
    assert text.plain(second.start, second.end) == "<g> zzzas:y"


def test_a_text_of_many_operations_is_read_in_no_time_to_speak_of() -> None:
    text = Text("INSERT DATA { <http://e.org/#a> <b:c> 'd' } ;\n" * 2000)
    starts = [token.start for token in text.tokens if token.says("INSERT")]
    pieces = [text.plain(start, start + 44) for start in starts]
    assert set(pieces) == {"INSERT DATA { <http://e.org/#a>\n <b:c> 'd' } "}
