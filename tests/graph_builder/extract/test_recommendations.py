# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import pytest

from tests.graph_builder.extract.reading import EVENT, grounded, record, said

OWN = "recommendation"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Mr. Bo Berg suggested that wells be dug and that roofs be mended.", [(OWN, "wells be dug"), (OWN, "roofs be mended")]),
        ("Mr. Bo Berg called for a common map of all wells.", [(OWN, "a common map of all wells")]),
        ("Mr. Bo Berg asked the mayors to mend the roofs.", [(OWN, "the mayors to mend the roofs")]),
        ("Mr. Bo Berg said the mayors should mend the roofs.", [(OWN, "the mayors should mend the roofs")]),
        ("Mr. Bo Berg spoke. In the future, his bank will pay for the wells.", [("commitment", "his bank will pay for the wells")]),
        ("Mr. Bo Berg offered to lend two pumps to the town.", [("commitment", "to lend two pumps to the town")]),
        ("The participants agreed that wells should be dug.", [("consensus", "wells should be dug")]),
        ("“We must mend every roof this year,” said Mr. Bo Berg.", [(OWN, "We must mend every roof this year")]),
        ("Mr. Bo Berg spoke. It is essential to mend the roofs, he added.", [(OWN, "It is essential to mend the roofs")]),
        ("Mr. Bo Berg spoke. As rain is getting scarce, towns can store it in tanks.", [(OWN, "towns can store it in tanks")]),
        ("Mr. Bo Berg made these suggestions: 1. To dig more wells; 2. Mend the old roofs.", [(OWN, "To dig more wells"), (OWN, "Mend the old roofs")]),
        ("Mr. Bo Berg said towns should first dig wells; secondly, mend the roofs.", [(OWN, "towns should first dig wells"), (OWN, "mend the roofs")]),
        ("The forum agreed on two points. First, wells will be dug. Second, roofs are mended.", [("consensus", "wells will be dug"), ("consensus", "roofs are mended")]),
        ("The ministers agreed, first, to dig wells by May; second, to mend roofs; and third, to meet again.", [("consensus", "to dig wells by May"), ("consensus", "to mend roofs"), ("consensus", "to meet again")]),
        ("Mr. Bo Berg asked the mayors to mend the roofs, urged the banks to lend more and called on the state to pay.", [(OWN, "the mayors to mend the roofs"), (OWN, "the banks to lend more"), (OWN, "the state to pay")]),
        ("Mr. Bo Berg suggested that wells be dug, and Ms. Ann Reed proposed to mend the roofs.", [(OWN, "wells be dug"), (OWN, "to mend the roofs")]),
        ("It was proposed by Mr. Bo Berg that wells be dug.", [(OWN, "wells be dug")]),
        ("It was stressed by Ms. Ann Reed of the Hill Bank that roofs should be mended.", [(OWN, "roofs should be mended")]),
        ("In the view of Bo Berg of the Hill Bank, roofs should be mended first.", [(OWN, "roofs should be mended first")]),
        ("According to Ms. Ann Reed, tariffs ought to be raised in three steps.", [(OWN, "tariffs ought to be raised in three steps")]),
        ("The Hill Bank will lend ten pumps, according to Ms. Ann Reed.", [("commitment", "The Hill Bank will lend ten pumps")]),
        ("Mr. Bo Berg's proposal was to dig wells in May.", [(OWN, "to dig wells in May")]),
        ("Mr. Bo Berg spoke. His advice to the towns: dig wells in May.", [(OWN, "dig wells in May")]),
        ("Mr. Bo Berg insisted on clean water in every school.", [(OWN, "clean water in every school")]),
        ("Mr. Bo Berg pleaded with the owners to slow down.", [(OWN, "the owners to slow down")]),
        ("Mr. Bo Berg promised money for ten wells.", [("commitment", "money for ten wells")]),
        ("Mr. Bo Berg said that his bank is to open two wards by May.", [("commitment", "his bank is to open two wards by May")]),
        ("“Wells first, roofs later!” demanded Mr. Bo Berg of the Hill Bank.", [(OWN, "Wells first, roofs later!")]),
        ("“We shall not build a mill before we have a well,” said Mr. Bo Berg.", [("commitment", "We shall not build a mill before we have a well")]),
        ("The first draft would be ready by May, promised Mr. Bo Berg, head of the mill.", [("commitment", "The first draft would be ready by May")]),
        ("Mr. Bo Berg: “We will dig ten wells by May.”", [("commitment", "We will dig ten wells by May")]),
        ("Ms. Ann Reed said that a town without rain will never grow, so the wells have to stay.", [(OWN, "the wells have to stay")]),
        ("The unions agreed, for their part, that a hotline be opened.", [("consensus", "a hotline be opened")]),
        ("The forum agreed on two points:\n\n- [x] wells will be dug\n- [ ] roofs are mended\n", [("consensus", "wells will be dug"), ("consensus", "roofs are mended")]),
        ("By noon there was broad agreement on two points:\n\nOne, wells will be dug this year.\n\nTwo, roofs are mended.\n", [("consensus", "wells will be dug this year"), ("consensus", "roofs are mended")]),
        ("Mr. Bo Berg said it was high time that tenders asked for quality.", [(OWN, "tenders asked for quality")]),
        ("Mr. Bo Berg invited the keepers to store seed in Graz, and offered to pay for the transport.", [(OWN, "the keepers to store seed in Graz"), ("commitment", "to pay for the transport")]),
        ("Mr. Bo Berg begged us: “Don't ship your broken mills here!”", [(OWN, "Don't ship your broken mills here!")]),
        ("Ms. Ann Reed (Hill Bank): gates should close later.", [(OWN, "gates should close later")]),
        ("Ms. Ann Reed spoke. Gates should close later and stay closed, she concluded; otherwise nobody waits.", [(OWN, "Gates should close later and stay closed")]),
        ("The members agreed unanimously to found a mill. They also call on all towns to open their wells.", [("consensus", "to found a mill"), (OWN, "all towns to open their wells")]),
        ("Mr. Bo Berg:\n\n- Said that it is essential to keep the wells.\n- Promised that Kenya would dig more of them.\n", [(OWN, "it is essential to keep the wells"), ("commitment", "Kenya would dig more of them")]),
        ("Kenya proposed that a common list be made.", [(OWN, "a common list be made")]),
        ("> “Every truck must carry a pump.”\n>\n> — Nurse Ann Reed, Hill Hospital\n", [(OWN, "Every truck must carry a pump")]),
        ("The forum agreed on two points:\n\n- wells will be dug;\n- roofs are mended.\n", [("consensus", "wells will be dug"), ("consensus", "roofs are mended")]),
        ("In the debate, Ms. Ann Reed suggested a fund for towns where wells run dry.", [(OWN, "a fund for towns where wells run dry")]),
        ("Mr. Bo Berg spoke. His bank is willing to lend ten pumps, he added.", [("commitment", "His bank is willing to lend ten pumps")]),
        ("The dyers agreed on a closed season from June to August.", [("consensus", "a closed season from June to August")]),
        ("The dyers and the weavers agreed to\n\n1. count the wells each May;\n2. mend the roofs.\n", [("consensus", "count the wells each May"), ("consensus", "mend the roofs")]),
        ("The dyers agreed that (i) wells should be dug by 2027, and that (ii) roofs will be mended.", [("consensus", "wells should be dug by 2027"), ("consensus", "roofs will be mended")]),
    ],
)  # fmt: skip
def test_what_was_said_is_kept_from_edge_to_edge(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert said(record(EVENT + sentence)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Bo Berg introduced the policy of the town.",
        "Mr. Bo Berg said that wells will become rare.",
        "Mr. Bo Berg set out rules that mayors can follow.",
        "Mr. Bo Berg said that mills must be licensed by the state.",
        "Mr. Bo Berg asked what a clear sky is worth to farmers.",
        "Wells should be dug.",
        "The forum agreed to the proposal.",
        "Mr. Bo Berg said that nobody will come.",
        "Mr. Bo Berg said that the aim is to count the wells.",
        "Mr. Bo Berg put his question to the mayors.",
        "Mr. Bo Berg asked his question about roofs to the mayors.",
        "Mr. Bo Berg kept his promise.",
        "Mr. Bo Berg disagreed and recommended nothing.",
        "The forum decided:\n\n1. To take note of the report on wells.",
        "The dyers agreed on an agenda of four points.",
        "In May, Mr. Bo Berg suggested nothing.",
    ],
)
def test_reports_forecasts_laws_and_words_of_nobody_are_no_recommendations(sentence: str) -> None:
    assert said(record(EVENT + sentence)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By noon there was broad agreement on two points:\n\n    One, wells are dug in every town of the hills.\n    Two, the tax goes to the mayors of the towns.\n", ["wells are dug in every town of the hills", "the tax goes to the mayors of the towns"]),
        ("The following resolutions were adopted by consensus:\n\nResolution 7/1   One size of crate is kept.\nResolution 7/2   The draft goes to the members\n                 by May.\nResolution 7/3   The forum thanks its host.\n", ["One size of crate is kept", "The draft goes to the members by May"]),
        ("DECISIONS\n\n  No.  What                                 Until\n  1    one form for all four towns          Sept. 2022\n  2    the dyers of the hills meet yearly   open\n", ["one form for all four towns", "the dyers of the hills meet yearly"]),
    ],
)  # fmt: skip
def test_what_was_agreed_may_be_counted_labelled_or_in_columns(text: str, expected: list[str]) -> None:
    assert said(grounded(EVENT + text)) == [("consensus", words) for words in expected]


def test_columns_of_something_else_and_counted_guests_are_not_agreed() -> None:
    text = "The hall was full.\n\n  No.  Guest            Town\n  1    a dyer of hats   Graz\n\nTwo, three guests came late.\n"
    assert said(grounded(EVENT + text)) == []


@pytest.mark.parametrize(
    "text",
    [
        '"Ships should stay until the evening. By four the hall is empty."\n    - Ann Reed, chairperson, Hill Craft Club\n',
        "“Ships should stay until the evening.” — Ann Reed\n",
    ],
)
def test_a_quotation_is_of_the_one_who_signs_it(text: str) -> None:
    found = grounded(EVENT + text)
    assert said(found) == [(OWN, "Ships should stay until the evening")]
    assert [person.name for person in found.persons] == ["Ann Reed"]
    assert [one.by for one in found.recommendations] == [(found.persons[0].id,)]


def test_the_speaker_is_the_person_named_last_or_the_owner_of_the_paragraph() -> None:
    text = (
        EVENT
        + "Mr. Bo Berg said that wells should be dug, while Ms. Ann Reed proposed a new roof.\n\nShe said we must hurry."
    )
    found = record(text)
    names = {person.id: person.name for person in found.persons}
    assert [[names[by] for by in one.by] for one in found.recommendations] == [
        ["Bo Berg"],
        ["Ann Reed"],
        ["Ann Reed"],
    ]


def test_who_is_only_thanked_says_nothing() -> None:
    text = EVENT + "Mr. Bo Berg thanked Mayor Ann Reed and announced that his bank will pay for a well."
    found = record(text)
    names = {person.id: person.name for person in found.persons}
    assert [[names[by] for by in one.by] for one in found.recommendations] == [["Bo Berg"]]


def test_the_countries_of_a_recommendation_are_those_in_its_words() -> None:
    (one,) = record(EVENT + "Mr. Bo Berg said that Laos and Thai towns should mend roofs.").recommendations
    assert one.countries == ("LA", "TH")


@pytest.mark.parametrize(
    ("sentence", "by"),
    [
        ("Viet Nam offered to host the next forum.", 0),
        ("Peru will share its software with all members.", 0),
        ("It was recommended that each district keep a pump.", 0),
        ("It was also recommended that each district keep a pump.", 0),
        ("It is recommended that each district keep a pump.", 1),
        ("The Hill Committee recommended that each district keep a pump.", 0),
        ("Peru will share its software with all members, she added.", 1),
        ("She will share her software with all members.", 1),
        ("She recommended that each district keep a pump.", 1),
    ],
)
def test_what_a_state_or_nobody_says_is_not_given_to_the_last_speaker(sentence: str, by: int) -> None:
    (said,) = record(f"{EVENT}Ms. Ann Berg spoke of rain. {sentence}").recommendations
    assert len(said.by) == by


def test_what_a_state_will_do_is_the_promise_of_the_one_who_speaks_for_it() -> None:
    text = (
        f"{EVENT}Ms. Ann Berg, Director of the Ministry of Wells of Peru, spoke."
        " Peru will share its maps. Kenya will share its wells."
    )
    found = record(text)
    names = {person.id: person.name for person in found.persons}
    assert [[names[by] for by in one.by] for one in found.recommendations] == [["Ann Berg"], []]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Mr. Bo Berg told us plainly: “Stop buying thin sheets.”", [(OWN, "Stop buying thin sheets")]),
        ("Mr. Bo Berg spoke. “Roofs leak. Mend them before the rain,” he told the mayors.", [(OWN, "Mend them before the rain")]),
        ("Mr. Bo Berg proposed to share the pumps.", [(OWN, "to share the pumps")]),
        ("Mr. Bo Berg spoke of rain. It was suggested by him that wells be dug.", [(OWN, "wells be dug")]),
        ("Mr. Bo Berg held that mayors should mend roofs.", [(OWN, "mayors should mend roofs")]),
        ("Mr. Bo Berg argued that men who have fled should be heard.", [(OWN, "men who have fled should be heard")]),
        ("Mr. Bo Berg called for a map of wells, and told the room that his own was dry.", [(OWN, "a map of wells")]),
        ("Mr. Bo Berg's wish is that wells be dug.", [(OWN, "wells be dug")]),
        ("Under the treaty, the two sides will train sixty diggers.", [("commitment", "Under the treaty, the two sides will train sixty diggers")]),
        ("Mr. Bo Berg proposed\n\n1. a map of wells;\n2. a list of roofs.\n", [(OWN, "a map of wells"), (OWN, "a list of roofs")]),
        ("The guests voted for these points:\n\n(a) wells shall be dug;\n(b) roofs are mended.\n", [("consensus", "wells shall be dug"), ("consensus", "roofs are mended")]),
        ("The forum agreed on two points:\n\n- next year they meet in Hue;\n- roofs are mended.\n", [("consensus", "next year they meet in Hue"), ("consensus", "roofs are mended")]),
        # What could not be, would have been or is only shown is not asked for.
        ("Mr. Bo Berg asked for more time; this could not be given.", [(OWN, "more time")]),
        ("Mr. Bo Berg said that the founder would have turned ninety.", []),
        ("Mr. Bo Berg proposed a toast.", []),
        ("Mr. Bo Berg said nothing: “Roofs leak.”", []),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_read_in_many_turns_of_speech(
    sentence: str, expected: list[tuple[str, str]]
) -> None:
    assert said(record(EVENT + sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Mr. Bo Berg spoke. His advice was that wells be dug.", [(OWN, "wells be dug")]),
        ("Mr. Bo Berg showed a can. “Open it outdoors,” he said, “and write down the hour.”", [(OWN, "Open it outdoors")]),
        ("- Mr. Bo Berg: towns should mend roofs.", [(OWN, "towns should mend roofs")]),
        ("The guests agreed on two things: towns will keep a list, and no roof shall leak.", [("consensus", "towns will keep a list"), ("consensus", "no roof shall leak")]),
        ("DECIDED:\n\n1.1. To dig a well in May.\n\n1.2. The roofs shall be mended.\n", [("consensus", "To dig a well in May"), ("consensus", "The roofs shall be mended")]),
        ("The guests adopted a declaration, according to which\n\n- no well shall be closed,\n- roofs are mended.\n", [("consensus", "no well shall be closed"), ("consensus", "roofs are mended")]),
        ("  o  Mr. Bo Berg spoke.\n  o  Asked for a fund for wells.\n", [(OWN, "a fund for wells")]),
        # A heading without a list and a colon behind a time open nothing.
        ("DECIDED:\n\nMr. Bo Berg spoke of wells.\n", []),
        ("Mr. Bo Berg came at 10:30 and spoke of wells.", []),
    ],
)  # fmt: skip
def test_what_was_asked_or_agreed_may_have_a_name_a_heading_or_a_colon(
    sentence: str, expected: list[tuple[str, str]]
) -> None:
    assert said(record(EVENT + sentence)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Bo Berg moved that the rent of the mill be halved.", [(OWN, "the rent of the mill be halved")]),
        ("Mr. Bo Berg spoke. It was his suggestion that wells be dug by hand.", [(OWN, "wells be dug by hand")]),
        ("Ms. Ann Reed wants a bell in every mill.", [(OWN, "a bell in every mill")]),
        ("Ms. Ann Reed would like to see all mills repaired.", [(OWN, "all mills repaired")]),
        ("Ms. Ann Reed floated the idea of a common store of seed.", [(OWN, "a common store of seed")]),
        ("Ms. Ann Reed exhorted the millers to keep their books.", [(OWN, "the millers to keep their books")]),
        ("Ms. Ann Reed deemed it necessary to open the lower gate.", [(OWN, "to open the lower gate")]),
        ("Mr. Bo Berg expressed his town's readiness to host the millers and hoped that work could begin soon.", [("commitment", "to host the millers"), (OWN, "work could begin soon")]),
        ("Mr. Bo Berg said his bank was prepared to lend two pumps.", [("commitment", "his bank was prepared to lend two pumps")]),
        ("Mr. Bo Berg committed to buying two pumps.", [("commitment", "buying two pumps")]),
        ("Mr. Bo Berg set out his wishes: a bell for the mill; a roof for the well.", [(OWN, "a bell for the mill"), (OWN, "a roof for the well")]),
        ("The forum agreed (i) to dig wells by May and (ii) to mend the roofs.", [("consensus", "to dig wells by May"), ("consensus", "to mend the roofs")]),
        ("The forum agreed ① to dig wells by May, and ② to mend the roofs.", [("consensus", "to dig wells by May"), ("consensus", "to mend the roofs")]),
        ("The forum was long. It also appealed to the mayors to mend the roofs.", [(OWN, "the mayors to mend the roofs")]),
        ("Ms. Ann Reed spoke. “Buy a well, not a car,” was the advice of Ms. Ann Reed.", [(OWN, "Buy a well, not a car")]),
        ("Ms. Ann Reed showed a map. \"Count the wells before you dig,\" was her advice.", [(OWN, "Count the wells before you dig")]),
        ("On the last day two things were agreed. First, wells will be dug. Second, every town mends its roofs.", [("consensus", "wells will be dug"), ("consensus", "every town mends its roofs")]),
        ("VOTED - no one against\n\n(a) to dig wells by May;\n(b) that roofs be mended.\n", [("consensus", "to dig wells by May"), ("consensus", "roofs be mended")]),
        ("Next steps\n\n- The office digs two wells by May\n- Towns mend their roofs\n", [("consensus", "The office digs two wells by May"), ("consensus", "Towns mend their roofs")]),
        ("Our asks\n\n- Two wells in every town\n- A roof on every mill\n", [(OWN, "Two wells in every town"), (OWN, "A roof on every mill")]),
        ("Decision 2: The office digs two wells by May.", [("consensus", "The office digs two wells by May")]),
        ("Recommendation 1: Dig two wells in every town.", [(OWN, "Dig two wells in every town")]),
    ],
)  # fmt: skip
def test_wishes_motions_and_labelled_decisions_are_read_as_they_are_worded(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert said(record(EVENT + text)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Ms. Ann Reed wanted to know who pays for the mill.",
        "Ms. Ann Reed, wanted by nobody, laughed.",
        "The wants of the millers were described by Ms. Ann Reed.",
        "Ms. Ann Reed works at a mill that is committed to clean flour.",
        "Ms. Ann Reed moved to a town with a mill.",
        "Resolution: 300 dots",
    ],
)
def test_wants_moves_and_fine_resolutions_ask_for_nothing(sentence: str) -> None:
    assert said(record(EVENT + sentence)) == []


def test_whose_suggestion_it_was_made_it() -> None:
    found = record(EVENT + "Ms. Ann Reed spoke. It was her suggestion that wells be dug by hand.")
    assert [len(one.by) for one in found.recommendations] == [1]
