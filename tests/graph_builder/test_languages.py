"""Text that is not English is recognised, told, and not half-read."""

# ruff: noqa: E501 - the article is quoted as it stands

from __future__ import annotations

from pathlib import Path

import pytest

from graph_builder.extractors import extracted
from graph_builder.languages import language_of
from graph_builder.read import read_document
from graph_builder.snapshots import current
from graph_builder.store import Store
from tests.support import NEWSLETTERS, built

#: The first article of the Universal Declaration of Human Rights.
ARTICLE = {
    "en": "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience"
    " and should act towards one another in a spirit of brotherhood.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de"
    " conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y"
    " conciencia, deben comportarse fraternalmente los unos con los otros.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt"
    " und sollen einander im Geist der Brüderlichkeit begegnen.",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền. Mọi con người đều được tạo hóa"
    " ban cho lý trí và lương tâm và cần phải đối xử với nhau trong tình bằng hữu.",
    "zh": "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах.",
    "th": "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق.",
    "und": "Minden emberi lény szabadon születik és egyenlő méltósága és joga van. Az emberek, ésszel és lelkiismerettel"
    " bírván, egymással szemben testvéri szellemben kell hogy viseltessenek.",
}


@pytest.mark.parametrize("tag", ARTICLE)
def test_a_language_is_told_by_its_script_and_its_commonest_words(tag: str) -> None:
    assert language_of(ARTICLE[tag]) == tag


def test_a_few_words_are_no_language() -> None:
    assert language_of("Water Forum") is None


def test_a_masthead_in_chinese_does_no_harm() -> None:
    text = (NEWSLETTERS / "lmec-2021-06.txt").read_text(encoding="utf-8")
    assert "澜沧江" in text
    assert language_of(text) == "en"
    assert language_of(ARTICLE["zh"] + "\n\n" + text) == "en"


@pytest.mark.parametrize("tag", ["fr", "zh", "und"])
def test_what_is_not_english_is_published_with_its_newsletter_alone(tmp_path: Path, tag: str) -> None:
    path = tmp_path / "issue.txt"
    path.write_text(f"M. Jean Dupont, Director of WWF\n\n{ARTICLE[tag] * 5}", encoding="utf-8")
    found = extracted(read_document(path))
    assert found.record.newsletter.language == tag
    assert (found.record.persons, found.record.events, found.record.organizations) == ((), (), ())
    assert "not in one that is read (en)" in found.notes[0]
    store: Store = current(built(tmp_path / "store", path)).store
    assert len(list(store.select("SELECT ?n { ?n a news:Newsletter }"))) == 1
    assert list(store.select("SELECT ?p { ?p a news:Person }")) == []
