"""The masthead: title, issue, year, day of release and publisher."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache

from graph_builder.extract.bodies import Body
from graph_builder.extract.bodygrammar import grammar
from graph_builder.extract.dates import days
from graph_builder.extract.layout import Block, Part
from graph_builder.extract.names import runs_uncapitalised, uncapitalised
from graph_builder.extract.organizations import bodies
from graph_builder.extract.passages import Page
from graph_builder.lexicon import Lexicon, alternation


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the head of an issue says of the issue itself."""

    title: str
    issue: str | None = None
    year: int | None = None
    released: dt.date | None = None
    publisher: Body | None = None
    #: Where the publisher stands, as a span of the source.
    publisher_block: Block | None = None
    #: Whether the headline is the subject of a mail, whose date is then that of release.
    subject: bool = False
    #: A year for days that are printed without one.
    any_year: int | None = None


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def masthead(page: Page, lexicon: Lexicon) -> Masthead:
    """Return what is printed above the first paragraph; the publisher may stand in the contact text."""
    lead = [passage.block for passage in page.passages if passage.lead]
    number, volume = _numbers(lexicon)
    issue: str | None = None
    year: int | None = None
    released: dt.date | None = None
    subject = next((block.text[block.value :] for block in lead if block.key == "title"), "")
    headlines: list[Block] = []
    names: list[Block] = []
    for block in lead:
        text = block.text
        if block.key:
            day = next(days(text[block.value :], lexicon, None), None)
            mail = block.key == "date" and bool(subject)
            released = day.first if day and (mail or block.key == "released") else released
            continue
        match = None if len(text) > 80 else number.search(text)
        day = next(days(text, lexicon, None), None)
        printed = _YEAR.search(text)
        posted = day and lexicon["layout.release_words"].find(text, max(0, day.start - 16), day.start)
        if match and issue is None:
            issue = match[1]
            year = int(printed[0]) if printed else year
            released = released or (day.first if day and day.first == day.last else None)
            headlines = []
        elif day and (len(text) < 60 or posted) and not block.level:
            # A range of days is when the event was, not when the issue came out.
            released = released or (day.first if day.first == day.last else None)
        elif len(text) < 60 and (volume.search(text) or lexicon["layout.masthead_words"].find(text[:40])):
            headlines = []
        elif _is_name(text, lexicon):
            names.append(block)
        else:
            headlines.append(block)
    title = subject or _title(headlines, page, lexicon)
    publisher, where = _publisher(names, lead, title, page, lexicon)
    printed_years = (_YEAR.search(block.text) for block in lead)
    near = next((int(found[0]) for found in printed_years if found), None)
    any_year = year or (released.year if released else near)
    return Masthead(title, issue, year, released, publisher, where, bool(subject), any_year)


@cache
def _numbers(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the number of an issue and of a volume."""
    issues = alternation(lexicon["layout.issue_words"].words)
    numbers = lexicon.any_of("layout.number_words")
    volumes = alternation(lexicon["layout.volume_words"].words)
    return (
        re.compile(rf"\b(?:{issues})\.?\s*(?:{numbers}\.?\s*)?(\d{{1,4}})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{volumes})\.?\s*\d+", re.IGNORECASE),
    )


def _is_name(text: str, lexicon: Lexicon) -> bool:
    """Return whether a line is nothing but the name of a body."""
    found = list(bodies(uncapitalised(text, lexicon), grammar(lexicon)))
    return len(found) == 1 and found[0].start <= 4 and found[0].end >= len(text) - 2 and not found[0].weak


def _title(headlines: list[Block], page: Page, lexicon: Lexicon) -> str:
    """Return the headline: the last run of lines in title case, else the first line."""
    captions = lexicon["layout.caption_words"]
    real = [block for block in headlines if not (len(block.text) < 60 and captions.find(block.text))]
    top = next((block for block in headlines if block.level == 1), None)
    if top:
        return " ".join(top.text.split())
    titled = [block for block in real if _in_title_case(block.text)]
    if titled:
        return " ".join(" ".join(block.text.split()) for block in _last_run(real, titled))
    if real or headlines:
        return " ".join((real or headlines)[0].text.split())
    first = next((p.block.text for p in page.passages if p.block.part is Part.HEADING), None)
    anything = (block.text for block in (*(p.block for p in page.passages), *page.furniture))
    return " ".join((first or next(anything, "")).split())[:200]


def _last_run(real: list[Block], titled: list[Block]) -> list[Block]:
    last = real.index(titled[-1])
    first = last
    while first and real[first - 1] in titled and real[first].gap <= 1:
        first -= 1
    return real[first : last + 1]


def _in_title_case(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return (
        bool(words) and not text.isupper() and sum(word[0].isupper() for word in words) * 10 >= len(words) * 6
    )


def _publisher(
    names: list[Block], lead: list[Block], title: str, page: Page, lexicon: Lexicon
) -> tuple[Body | None, Block | None]:
    """Return the body whose name stands in the masthead, else the first one of the contact text.

    The name may be a line of its own, in capitals if the text has it elsewhere as well, or stand in
    a line about the paper: "The letter of the Lake Council".
    """
    rules = grammar(lexicon)
    for block in names:
        for body in bodies(uncapitalised(block.text, lexicon), rules):
            if not body.weak and not body.bare:
                return _first_of_two(body), block
    for block in lead[:2]:
        name = uncapitalised(block.text, lexicon)
        spoken = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        long = 1 < len(name.split()) < 7
        if block.text.isupper() and long and any(spoken.search(p.block.text) for p in page.passages):
            return Body(name, 0, len(name)), block
    about = [block for block in lead[:4] if len(block.text) < 100 and block.text not in title]
    for block in (*page.furniture, *about):
        named = runs_uncapitalised(uncapitalised(block.text, lexicon), lexicon)
        for body in bodies(named, rules):
            if not body.weak and not body.bare:
                return _first_of_two(body), block
    return None, None


def _first_of_two(body: Body) -> Body:
    """Cut two names on one line, where the same head ends both: "Hill Center Lake Center"."""
    words = body.name.split()
    again = words.index(words[-1])
    if 0 < again < len(words) - 1:
        name = " ".join(words[: again + 1])
        return replace(body, name=name, end=body.start + len(name), acronym=None)
    return body
