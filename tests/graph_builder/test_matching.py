from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_builder.authorities import Authority, Name, NameKind, Standing, build_index, open_index
from graph_builder.gazetteer import Match, load_unit_words, load_wording
from graph_builder.judgement import Verdict
from graph_builder.matching import Matcher
from graph_builder.mentions import Mention, alternatives, parts_of

WORDING = load_wording()


def body(number: str, *names: str, country: str = "", **more: object) -> Authority:
    return Authority(
        iri=f"https://example.org/{number}",
        kind="organization",
        names=tuple(Name(one, NameKind.ACRONYM if one.isupper() else NameKind.LABEL) for one in names),
        country=country,
        **more,  # type: ignore[arg-type]
    )


#: A made-up world: a body and its institute, namesakes, offices of one firm, a withdrawn one.
WORLD = (
    body("academy", "Lowland Academy of Sciences", "LAS", country="NL", city="Leiden"),
    body("physics", "Institute of Physics", "IOP", country="NL", parents=("https://example.org/academy",)),
    body("other-physics", "Institute of Physics", country="GB", city="London"),
    body("transport-th", "Ministry of Transport", country="TH"),
    body("transport-vn", "Ministry of Transport, Vietnam", "Vietnam Ministry of Transport", country="VN"),
    body("firm", "Brightwater (Germany)", country="DE"),
    body("firm-fr", "Brightwater (France)", country="FR", parents=("https://example.org/firm",)),
    body("clinic-a", "Northfield Clinic", country="US", city="Austin"),
    body("clinic-b", "Northfield Clinic", country="US", city="Boston"),
    body("state", "Westland State University", country="US", city="Dover"),
    body("campus", "Westland State University, Austin", country="US", city="Austin"),
    body("gone", "Old Survey of Rivers", country="US", standing=Standing.WITHDRAWN, successors=("https://example.org/new",)),
    body("new", "River Survey Agency", country="US"),
    body("lost", "Bureau of Lost Things", country="US", standing=Standing.WITHDRAWN),
    body("wide", "Wide World Fund", country="CH", match=Match.CLOSE),
    body("sedona", "Sedona University of Mining", "SUMINE", country="US"),
    body("harbour", "Harbour Institute Rotterdam", country="NL", city="Rotterdam"),
    body("new-mexico", "University of New Mexico", country="US"),
    body("heath", "Heath Observatory named after Ada Heath", country="GB"),
    body("firth", "Øster-Fırth Academy", country="DK"),
    body("milford", "Westland State University – Milford", country="US", city="Milford"),
    body("skyline", "Skyline Avionics (France)", "Skyline Avionics", country="FR", parents=("https://example.org/firm",)),
    body("farms", "Ministry of Farms", standing=Standing.LABEL_ONLY),
    body("coral", "University of the Coral Islands", country="FJ", city="Suva"),
    body("reef", "Coral Islands Reef Watch", country="FJ"),
    body("shared", "International Institute for Technology and Environment", country="NL"),
    body("water", "Institute for Technology and Environment", country="NL"),
    body("luke", "St. Bryn's Hospital", country="US", city="Denver"),
    body("luke-gb", "St. Bryn's Hospital", country="GB", city="Bath"),
    body("thomas", "University of St. Alder", country="CA"),
    body("thomas-us", "University of St. Alder - Minnesota", country="US"),
    body("system", "Ashland University System", "Ashland University", country="US"),
    body("branch", "Ashland University Medical Branch at Galveston", country="US", city="Galveston"),
    body("chemistry", "Lowland Academy of Sciences, Institute of Polymers", country="NL"),
    body("polymers", "Institute of Polymers", country="PL"),
    body("kuehlungen", "Universität Kühlungen", "UKN", country="DE", city="Kühlungen"),
    body("living", "Tidewater College", country="GB"),
    body("ended", "Tidewater Overseas", "Tidewater College", country="AU", standing=Standing.INACTIVE),
)  # fmt: skip


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matcher]:
    path = tmp_path_factory.mktemp("world") / "index"
    build_index(path, ((one.iri, one) for one in WORLD), WORDING, date=None, sources=[])
    index = open_index(path, WORDING)
    yield Matcher((index,), WORDING, load_unit_words(), {})
    index.close()


@pytest.mark.parametrize(
    ("mention", "country", "verdict", "target"),
    [
        ("Sedona University of Mining", "US", "same", "sedona"),
        ("The Sedona Univ. of Mining", "US", "same", "sedona"),
        ("SEDONA UNIVERSITY OF MINING (SUMINE)", "US", "same", "sedona"),
        ("Sedona Universtiy of Mining", "US", "same", "sedona"),
        ("Sedona University of Mining", "FR", "none", None),
        ("SUMINE", "US", "same", "sedona"),
        ("LAS", "", "unsure", "academy"),
        ("Lowland Academy of Sciences, Leiden, The Netherlands", "", "same", "academy"),
        # A campus is not the university, and what looks like an address may be a part of the name.
        ("Westland State University, Austin, TX 73301, USA", "", "same", "campus"),
        ("Westland State University, Dover, USA", "", "same", "state"),
        # Namesakes are told apart by country, city or parent, or stay unsure.
        ("Institute of Physics", "GB", "same", "other-physics"),
        ("Institute of Physics", "", "unsure", "other-physics"),
        ("Institute of Physics, Lowland Academy of Sciences", "", "same", "physics"),
        ("Lowland Academy of Sciences, Institute of Physics", "NL", "same", "physics"),
        ("Northfield Clinic", "US", "unsure", "clinic-a"),
        ("Northfield Clinic, Boston", "US", "same", "clinic-b"),
        ("Ministry of Transport", "TH", "same", "transport-th"),
        ("Ministry of Transport", "VN", "same", "transport-vn"),
        ("Ministry of Transport of Thailand", "", "same", "transport-th"),
        ("Ministry of Transport", "LA", "none", None),
        ("Ministry of Transport", "", "unsure", "transport-th"),
        # Offices of one firm: the one of the country, else the firm that the others belong to.
        ("Brightwater", "FR", "same", "firm-fr"),
        ("Brightwater", "", "same", "firm"),
        # A unit without an id of its own never gets that of the body above it.
        ("Department of Optics, Lowland Academy of Sciences", "NL", "none", None),
        ("Department of Optics of the Lowland Academy of Sciences", "NL", "none", None),
        ("Lowland Academy of Sciences, Department of Optics, Leiden", "NL", "none", None),
        ("Planning Unit, Institute of Physics, Lowland Academy of Sciences", "NL", "none", None),
        ("Lowland Academy of Sciences China Office", "CN", "none", None),
        # Streets, regions and states are an address, wherever the footnotes and commas are.
        ("Lowland Academy of Sciences, Dunweg 12, Leiden, Netherlands†", "", "same", "academy"),
        ("[Lowland Academy of Sciences, Leiden]#TAB#", "", "same", "academy"),
        ("Sedona University of Mining, Red Rocks, Arizona, USA", "", "same", "sedona"),
        ("Sedona University of Mining 1088 Canyon Avenue", "US", "same", "sedona"),
        ("Northfield Clinic; Boston MA USA", "", "same", "clinic-b"),
        ("Sedona, University of Mining", "US", "same", "sedona"),
        ("Sedona University of MiningUnited States", "", "same", "sedona"),
        # A city or an acronym may stand behind the name, or be left out of it.
        ("Lowland Academy of Sciences LAS", "NL", "same", "academy"),
        ("Institute of Physics London", "", "same", "other-physics"),
        ("Harbour Institute", "", "unsure", "harbour"),
        ("Harbour Institute, Rotterdam", "", "same", "harbour"),
        ("Mining University of Sedona", "US", "same", "sedona"),
        ("Heath Observatory", "GB", "same", "heath"),
        # Of two bodies the inner is meant where its own name tells.
        ("Harbour Institute Rotterdam, Lowland Academy of Sciences", "", "same", "harbour"),
        ("Institute of Physics, Harbour Institute Rotterdam", "", "none", None),
        # Without a comma, too; what stands before both is a unit.
        ("Heath Observatory Northfield Clinic", "", "none", None),
        ("Harbour Institute Rotterdam of the Lowland Academy of Sciences", "", "same", "harbour"),
        ("Planning Unit, Harbour Institute Rotterdam of the Lowland Academy of Sciences", "", "none", None),
        ("Lowland Academy of Sciences Planning Unit", "NL", "none", None),
        # The name of a country may be a part of another name.
        ("University of New Mexico", "", "same", "new-mexico"),
        ("University of New Mexico", "MX", "none", None),
        # Withdrawn ones are never linked; a successor is.
        ("Old Survey of Rivers", "US", "same", "new"),
        ("Bureau of Lost Things", "US", "none", None),
        ("Wide World Fund", "CH", "same", "wide"),
        ("Sedona University of Mining / Lowland Academy of Sciences", "", "unsure", "sedona"),
        # Letters that keyboards lack, blanks that lists lose, slips and footnotes.
        ("Oster-Firth Academy", "DK", "same", "firth"),
        ("ØSTER-FIRTH ACADEMY", "DK", "same", "firth"),
        ("Currently atSedona University of Mining", "US", "same", "sedona"),
        ("Sedona University of MiningSUMINE", "US", "same", "sedona"),
        ("Sedona University of Mining 3 , Red Rocks, USA", "", "same", "sedona"),
        ("Westland State Univeristy, Austin", "US", "same", "campus"),
        ("Ministry of Transport TH", "", "unsure", "transport-th"),
        ("Institute of Physics CN", "", "none", None),
        # Its acronym stands before the name, or in place of most of it.
        ("LAS Lowland Academy of Sciences", "NL", "same", "academy"),
        ("LAS Institute of Physics", "NL", "same", "physics"),
        ("SUMINE University", "US", "same", "sedona"),
        ("SUMINE University", "", "none", None),
        # A campus may be called after its city with or without that word.
        ("Westland State University  Milford City", "US", "same", "milford"),
        # What is called after a country is a part in that country, and perhaps not the one that is meant.
        ("Skyline Avionics", "FR", "same", "skyline"),
        ("Skyline Avionics", "", "unsure", "skyline"),
        ("Ministry of Farms", "KH", "unsure", "farms"),
        # The islands are not their university, and a hospital is not the university that it is called after.
        ("Coral Islands", "FJ", "unsure", "coral"),
        ("Westland State University Eye Hospital", "US", "none", None),
        # What says that it is between states is sought in no one country.
        ("International Institute for Technology and Environment", "", "same", "shared"),
        ("Institute for Technology and Environment", "", "unsure", "water"),
        # A hospital has namesakes in the next state; what stands in brackets may be a part of the name.
        ("St. Bryn's Hospital, Iowa", "US", "unsure", "luke"),
        ("St. Bryn's Hospital, Denver", "US", "same", "luke"),
        ("University of St. Alder (Minnesota)", "", "same", "thomas-us"),
        ("University of St. Alder", "CA", "same", "thomas"),
        # What may be a body whose name goes on is no unit of its namesake.
        ("Ashland University Medical Branch", "", "unsure", "branch"),
        ("Institute of Polymers, Lowland Academy of Sciences, Leiden", "", "same", "chemistry"),
        ("Tidewater College", "", "same", "living"),
        # Umlauts in two letters, an acronym with its city, one behind a name, the form of an association.
        ("Universitaet Kuehlungen", "DE", "same", "kuehlungen"),
        ("UKN Kühlungen", "", "same", "kuehlungen"),
        ("UKN Berlin", "DE", "none", None),
        ("Society for Useful Knowledge  UKN", "", "none", None),
        ("Universität Kühlungen  UKN", "", "same", "kuehlungen"),
        ("Heath Observatory e.V.", "GB", "same", "heath"),
        ("Tidewater College", "AU", "same", "ended"),
        ("Formerly Sedona University of Mining", "US", "same", "sedona"),
        ("Institute of Physics ofHarbour Institute Rotterdam", "", "none", None),
        # An office in another country has no id of its own, unless it has.
        ("SUMINE Beijing Office", "CN", "none", None),
        ("SUMINE Viet Nam", "", "none", None),
        ("Sedona University of Mining Institute of Physics", "US", "unsure", "sedona"),
        ("Nobody has heard of it", "US", "none", None),
        ("", "", "none", None),
    ],
)  # fmt: skip
def test_a_mention_is_the_same_only_where_nothing_speaks_against_it(
    mention: str, country: str, verdict: str, target: str | None, matcher: Matcher
) -> None:
    found = matcher.judge(Mention(text=mention, country=country))
    name = found.authority.iri.rpartition("/")[2] if found.authority else None
    assert (found.verdict, name) == (verdict, target), found.reasons
    assert found.reasons


@pytest.mark.parametrize(
    ("mention", "country", "above"),
    [
        ("Department of Optics, Lowland Academy of Sciences", "NL", "academy"),
        ("Lowland Academy of Sciences China Office", "CN", "academy"),
        ("SUMINE Beijing Office", "CN", "sedona"),
        ("SUMINE Viet Nam", "", "sedona"),
        ("SUMINE Country Office for Viet Nam", "VN", "sedona"),
        ("Westland State University Eye Hospital", "US", None),
    ],
)
def test_a_unit_or_office_names_the_body_that_it_belongs_to(
    mention: str, country: str, above: str | None, matcher: Matcher
) -> None:
    found = matcher.judge(Mention(text=mention, country=country))
    assert (found.unit_of.iri.rpartition("/")[2] if found.unit_of else None) == above, found.reasons


def test_what_few_bear_is_sure_only_where_the_index_holds_much_of_the_world(tmp_path: Path) -> None:
    filler = [body(f"n{number}", f"Body {number}", country="US") for number in range(10_000)]
    verdicts = []
    for known in (WORLD, (*WORLD, *filler)):
        path = tmp_path / str(len(known))
        build_index(path, ((one.iri, one) for one in known), WORDING, date=None, sources=[])
        index = open_index(path, WORDING)
        verdicts.append(
            Matcher((index,), WORDING, load_unit_words(), {}).judge(Mention(text="Harbour Institute")).verdict
        )
        index.close()
    assert verdicts == [Verdict.UNSURE, Verdict.SAME]


@pytest.mark.parametrize(
    ("name", "country", "items", "targets"),
    [
        # Known to both by its item, or by what both call it; a state's ministry is told by neither.
        ("Delta Council", "US", ("Q7",), 1),
        ("Delta Council", "US", (), 1),
        ("Delta Council", "US", ("Q8",), 2),
        ("Ministry of Deltas", "", (), 2),
    ],
)
def test_two_data_sets_may_hold_one_body(
    name: str, country: str, items: tuple[str, ...], targets: int, tmp_path: Path
) -> None:
    registered = replace(body("", name, country=country, wikidata=items), iri="https://ror.org/00ppaw753")
    listed = replace(body("", name, wikidata=("Q7",)), iri="http://www.wikidata.org/entity/Q7")
    indexes = []
    for one in (registered, listed):
        path = tmp_path / one.iri.rpartition("/")[2]
        build_index(path, [(one.iri, one)], WORDING, date=None, sources=[])
        indexes.append(open_index(path, WORDING))
    found = Matcher(tuple(indexes), WORDING, load_unit_words(), {}).judge(Mention(text=name, country=country))
    for index in indexes:
        index.close()
    assert found.authority
    if targets == 1:
        assert (found.authority.iri, found.authority.wikidata) == (registered.iri, ("Q7",))
    assert ("other data sets agree" in found.reasons) == (targets == 1), found.reasons


def test_where_someone_works_is_the_body_above_the_unit(matcher: Matcher) -> None:
    text = "Department of Optics, Lowland Academy of Sciences"
    found = matcher.judge(Mention(text=text, country="NL", kind="affiliation"))
    assert (found.verdict, found.authority) == (Verdict.SAME, WORLD[0])


def test_a_unit_of_a_system_of_universities_is_of_one_of_them(matcher: Matcher) -> None:
    found = matcher.judge(
        Mention(text="Department of Optics, Ashland University", country="US", kind="affiliation")
    )
    assert found.verdict is Verdict.UNSURE
    assert found.authority
    assert found.authority.label == "Ashland University System"


@pytest.mark.parametrize(
    ("mention", "context", "verdict", "target"),
    [
        ("LAS", "", "unsure", "academy"),
        ("LAS", "a visit to the Lowland Academy of Sciences in March", "same", "academy"),
        ("Institute of Physics", "experts from the Netherlands and Thailand", "same", "physics"),
        ("Institute of Physics", "experts from Thailand", "unsure", "other-physics"),
        ("Institute of Physics", "of the Lowland Academy of Sciences", "same", "physics"),
        ("Northfield Clinic", "held in Boston", "same", "clinic-b"),
        ("Nobody has heard of it", "held in Boston", "none", None),
    ],
)
def test_what_stands_around_a_mention_is_weighed(
    mention: str, context: str, verdict: str, target: str | None, matcher: Matcher
) -> None:
    found = matcher.judge(Mention(text=mention, context=context))
    name = found.authority.iri.rpartition("/")[2] if found.authority else None
    assert (found.verdict, name) == (verdict, target), found.reasons


@given(st.text(max_size=60), st.sampled_from(["", "US", "CN"]))
def test_no_text_upsets_the_judgement(matcher: Matcher, text: str, country: str) -> None:
    found = matcher.judge(Mention(text=text, country=country))
    assert (found.verdict is Verdict.NONE) == (found.authority is None)
    assert 0 <= found.score <= 1


@pytest.mark.parametrize(
    ("text", "bodies", "country"),
    [
        ("Tongji University, Shanghai 200092, P.R. China", ("Tongji University",), "CN"),
        ("Inst. of Optics; Tongji University; China", ("Inst. of Optics", "Tongji University"), "CN"),
        ("Brightwater Co., Ltd.", ("Brightwater Co.",), ""),
        ("UMR 7021, Paris", ("UMR 7021",), ""),
        ("China", ("China",), ""),
    ],
)
def test_an_address_is_no_part_of_the_name(text: str, bodies: tuple[str, ...], country: str) -> None:
    parts = parts_of(text, WORDING, lambda key: key in {"shanghai", "paris"})
    assert (parts.bodies, parts.country) == (bodies, country)


@pytest.mark.parametrize(
    ("text", "names"),
    [("A / B", ("A", "B")), ("A/B testing unit", ("A/B testing unit",)), (" / ", ()), ("A /B", ("A", "B"))],
)
def test_a_stroke_between_names_parts_them(text: str, names: tuple[str, ...]) -> None:
    assert alternatives(text) == names
