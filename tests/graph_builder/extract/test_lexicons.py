"""The code of extraction names no word of a language: all of them lie in the lexicons."""

from __future__ import annotations

import ast
import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_builder.errors import LexiconError
from graph_builder.lexicon import load_lexicon
from graph_builder.resources import LEXICONS
from tests.graph_builder.extract.reading import posts, record, roles, said
from tests.support import ROOT

LEXICON = load_lexicon()
MODULES = sorted((ROOT / "graph_builder" / "extract").glob("*.py"))

#: Names of fields, parts and rules are words of the program, whatever language it reads.
TECHNICAL = re.compile(r"[a-z_]+(?:[-.][a-z_]*)+|[a-z]+_[a-z_]+|\.?[a-z]+\.")
#: Of regular expressions: escapes, names of groups, flags.
SYNTAX = re.compile(r"\\[a-zA-Z]|\(\?P<\w+>|\(\?-?[a-z]:|\{\w*,?\w*\}|\[[^\]]*\]")
#: Names of lists are keys, and so are the kinds of lines "Key: value".
KEYS = frozenset(part for name in LEXICON.cues for part in name.split("."))
#: What records, groups of patterns and rules are called.
VALUES = KEYS | {
    "addressed", "body", "described", "field", "held", "hon", "imperative", "item", "lead", "listed",
    "name", "named", "prefix", "signed", "subject", "weak",
}  # fmt: skip


def vocabulary() -> frozenset[str]:
    """Return every word of every list of the lexicon of English, and its commonest words."""
    lists = (cues.words for name, cues in LEXICON.cues.items() if name != "organizations.acronyms")
    words = {word for one in lists for phrase in one for word in re.findall(r"[^\W\d_]{2,}", phrase)}
    common = tomllib.loads((LEXICONS / "languages.toml").read_text(encoding="utf-8"))["en"]
    return frozenset(words | set(common))


def literals(code: str) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module with their lines, without docstrings."""
    tree = ast.parse(code)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def words_of_language(code: str) -> list[tuple[int, str]]:
    """Return the words of English that stand in the strings of a module, with their lines."""
    english = vocabulary()
    return [
        (line, word)
        for line, text in literals(code)
        if not TECHNICAL.fullmatch(text) and text not in VALUES
        for word in re.findall(r"[^\W\d_]{2,}", SYNTAX.sub(" ", text))
        if word.casefold() in english
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_word_of_english_stands_in_the_code(module: Path) -> None:
    assert words_of_language(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        'X = re.compile(r"\\b(?:the|an)\\s+")',
        'if text.startswith("They "): pass',
        'X = ("Ministry", "Department")',
        "X = f'{word} held by {name}'",
    ],
)
def test_a_word_in_the_code_is_found(code: str) -> None:
    assert words_of_language(code)


#: A second language: nothing but a folder of small lists.
FRENCH = load_lexicon("fr", Path(__file__).parent / "lexicons")
REPORT = """Les rives parlent

Le Forum Régional sur l'Eau s'est tenu à Dakar, Sénégal, du 4 au 6 mai 2021. Il a été organisé par
le Ministère de l'Eau du Sénégal et la Banque du Fleuve, avec l'appui de l'Agence des Rives.

Mme Awa Diop, directrice de l'Institut des Sols, a ouvert le forum. Le forum a été présidé par M.
Moussa Traoré, professeur à l'Université de Bamako.

Mme Diop a proposé que les villes mesurent la qualité de l'eau chaque mois. M. Traoré a expliqué que
les écoles devraient planter des arbres. Les participants ont convenu que la Direction des Rives
publiera les données.
"""


def test_a_second_language_is_a_folder_of_lists() -> None:
    found = record(REPORT, FRENCH)
    assert [(event.name, event.start, event.end, event.place, event.country) for event in found.events] == [
        ("Forum Régional sur l'Eau", dt.date(2021, 5, 4), dt.date(2021, 5, 6), "Dakar", "SN")
    ]
    bodies = {body.id: body.name for body in found.organizations}
    event = found.events[0]
    assert [bodies[one] for one in event.organizers] == ["Ministère de l'Eau", "Banque du Fleuve"]
    assert [bodies[one] for one in event.supporters] == ["Agence des Rives"]
    assert posts(found) == [
        ("Awa Diop", "directrice", "Institut des Sols"),
        ("Moussa Traoré", "professeur", "Université de Bamako"),
    ]
    assert roles(found)[:2] == [
        ("Awa Diop", "opening_speaker", "Forum Régional sur l'Eau"),
        ("Moussa Traoré", "chair", "Forum Régional sur l'Eau"),
    ]
    assert said(found) == [
        ("recommendation", "les villes mesurent la qualité de l'eau chaque mois"),
        ("recommendation", "les écoles devraient planter des arbres"),
        ("consensus", "la Direction des Rives publiera les données"),
    ]
    assert found.countries == ("SN",)


def test_the_lexicon_of_one_language_reads_nothing_of_another() -> None:
    found = record(REPORT)
    assert (found.events, found.recommendations) == ((), ())


def test_a_list_that_no_rule_uses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "people.toml").write_text('honorific = ["Sra."]', encoding="utf-8")
    with pytest.raises(
        LexiconError, match=r"no rule uses the list 'honorific' of people\.toml; name it as in"
    ):
        load_lexicon("xx", tmp_path)
