"""Bodies: from runs of capitalised words to names of organizations, their parents and countries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph_builder.extract.bodies import Body
from graph_builder.extract.bodygrammar import LONGEST_NAME, Grammar
from graph_builder.extract.bodynames import (
    headed,
    is_bare,
    is_event,
    is_excluded,
    is_programme,
    is_short,
    is_venue,
    keeps_country,
    may_be_short,
    named_country,
    without_country,
)
from graph_builder.extract.names import is_acronym, stands_for
from graph_builder.extract.segments import OWNED, Segment, segments


@dataclass(slots=True)
class _Draft:
    """A body while its segments are gathered."""

    start: int
    end: int
    head_first: bool
    bare: bool
    weak: bool = False
    of_parent: bool = False
    #: The one printed before it: "OLRA's Youth Section".
    owner: _Draft | None = None
    country: str | None = None
    #: Where the name goes on to its country: the long form ends there.
    long_end: int | None = None
    acronym: str | None = None


def bodies(text: str, rules: Grammar, start: int = 0, end: int | None = None) -> Iterator[Body]:
    """Yield the bodies that a part of a text names, in their order, each with its parent."""
    last: Body | None = None
    for body in _each(text, rules, start, len(text) if end is None else end):
        if last:
            yield _placed(text, last, body, rules)
        last = body
    if last:
        yield last


def _each(text: str, rules: Grammar, position: int, end: int) -> Iterator[Body]:
    while (first := rules.first.search(text, position, end)) is not None:
        # No name is longer than the bound: what stands behind it is read as a run of its own.
        limit = min(end, first.start() + LONGEST_NAME)
        run = rules.run.match(text, first.start(), limit)
        if run is None:
            position = first.end()
            continue
        stop, found = _read(text, run.start(), run.end(), end, rules)
        yield from found
        position = max(stop, position + 1)


def _placed(text: str, body: Body, following: Body, rules: Grammar) -> Body:
    """Return a body as a part of the one behind it: "X (ACR) of the Y", "Unit X, Y"."""
    if body.parent or body.weak or body.bare or following.weak or following.bare:
        return body
    between = text[body.end : following.start]
    if rules.of_place.fullmatch(between) and not _bracketed_country(text, body):
        return replace(body, parent=following)
    units = rules.lexicon["organizations.units"].listed
    unit = any(word in units for word in (body.name.split()[0], body.name.split()[-1]))
    larger = not any(word in units for word in (following.name.split()[0], following.name.split()[-1]))
    if unit and larger and rules.under.fullmatch(between):
        return replace(body, parent=following)
    return body


def _bracketed_country(text: str, body: Body) -> bool:
    return body.long_name is not None and text[body.end - 1] != ")"


def _read(text: str, start: int, end: int, limit: int, rules: Grammar) -> tuple[int, list[Body]]:
    """Return where the run ends, lists behind it included, and its bodies."""
    lexicon = rules.lexicon
    parent_links = rules.parent_links
    joining_links = lexicon["organizations.joining_links"].words
    locating = lexicon["organizations.locating_links"].words
    about = lexicon["organizations.subject_links"].words
    drafts: list[_Draft] = []
    current: _Draft | None = None
    pending: int | None = None
    #: Behind the last link that says where: "Remand in the Hill Prison Service".
    located: int | None = None
    owner: str | None = None
    skipping = False
    cut = segments(text, start, end, rules)
    for number, segment in enumerate(cut):
        words = segment.words
        if number == 0:
            if len(words) == 1 and len(cut) > 1 and words[0] in lexicon["people.openers"].listed:
                # "Later the Orchard Council": the first word only opens the sentence.
                continue
            while (
                words
                and (words[0] in lexicon["people.not_names"].listed)
                and not (words[0] in lexicon["grammar.definite"] and len(words) > 1)
            ):
                words = words[1:]
            if not words:
                continue
            if len(words) < len(segment.words):
                rest = text[segment.start : segment.end].split(words[0], 1)[-1]
                segment = Segment(segment.link, segment.end - len(rest) - len(words[0]), segment.end, words)
        is_headed = headed(words, rules)
        ranked = words[0] in rules.honorifics or (number > 0 and words[0] in rules.ranks)
        if len(words) > 1 and ranked and not is_headed:
            # "the Lake Council and Sister Ann Berg": a person, and no body.
            drafts.extend([current] if current else ())
            current, pending, owner, skipping = None, None, None, True
            continue
        name = " ".join(words)
        country = lexicon.countries.get(name)
        holder: _Draft | None = None
        if segment.link == OWNED and current is not None:
            drafts.append(current)
            holder, current = current, None
        owns = number + 1 < len(cut) and cut[number + 1].link == OWNED
        if country and not is_headed:
            if owns and current and not current.bare and segment.link_word in parent_links:
                # "the Division of Morocco's Office": the office is the parent, Morocco its country.
                current.of_parent = True
                drafts.append(current)
                current, owner = None, country
                continue
            if current and not current.bare and segment.link_word in parent_links:
                if keeps_country(text[current.start : current.end], rules):
                    current.end = segment.end
                else:
                    current.long_end = segment.end
                current.country = country
            elif current and current.bare and segment.link_word in parent_links:
                current.end, current.bare, current.country = segment.end, False, country
            else:
                owner = country if owns else None
                pending = segment.start if number == 0 and owner is None else None
                if current:
                    drafts.append(current)
                current = None
            continue
        # "Institute of Teacher Training" is a body, "the Institute of the Hill Training" is two things.
        subject = current is not None and current.bare and segment.link in parent_links
        titled = rules.is_title(words) and not rules.ends_in_head(words)
        if titled or (is_event(words, rules) and not subject):
            if current:
                drafts.append(current)
            prefix = words[0] if len(words) > 1 and words[0] in rules.acronyms else None
            if prefix:
                drafts.append(_Draft(segment.start, segment.start + len(prefix), False, False))
            current, pending, skipping, owner = None, None, True, None
            continue
        joins = segment.link == "&" or segment.link_word in joining_links
        # "Peru and the Hill Network" are two, "the Food and Hill Network" is one.
        apart = joins and segment.link.split()[-1] in lexicon["grammar.definite"]
        if current is not None:
            if (
                current.bare
                and segment.link_word in parent_links
                and not (is_headed and segment.link_word in locating)
            ):
                current.end, current.bare, current.head_first = segment.end, False, True
                continue
            if segment.link in about and not current.weak:
                # "Committee on Public Services"
                current.end, current.head_first = segment.end, True
                continue
            if joins and not is_headed and current.head_first:
                current.end = segment.end
                continue
            if segment.link_word in locating and not is_headed:
                # "the Hill Bank in May": where or when, and none of the name.
                drafts.append(current)
                current, skipping = None, True
                continue
            acronym = is_acronym(name) and segment.link_word in parent_links
            if not is_headed and not acronym and segment.link_word in parent_links and not current.weak:
                current.end, current.head_first = segment.end, True
                continue
            if acronym and not is_headed:
                drafts.append(current)
                current.of_parent = True
                current = _Draft(segment.start, segment.end, False, False)
                continue
            drafts.append(current)
            of_parent = is_headed and segment.link_word in parent_links
            drafts[-1].of_parent = of_parent
            current = None
        if is_headed:
            begin = segment.start
            if pending is not None and segment.link_word in lexicon["people.particles"].listed:
                # "Parque de la Papa Association"
                begin = pending
            elif pending is not None and joins and not apart and not rules.begins_with_head(words):
                begin = pending if located is None or located < pending else located
            elif (
                pending is not None and joins and text[pending : cut[number - 1].end] not in lexicon.countries
            ):
                # "Lantern Aid and the Bank of Hue": who knows what the first one is.
                drafts.append(_Draft(pending, cut[number - 1].end, False, False, weak=True))
            bare = holder is None and is_bare(words, rules)
            first = rules.begins_with_head(words) or bare
            current = _Draft(begin, segment.end, first, bare, country=owner, owner=holder)
            owner, pending, skipping = None, None, False
        elif pending is not None and apart and text[pending : cut[number - 1].end] in lexicon.countries:
            # "Peru and the Hill and Lake Network"
            pending = segment.start
        elif pending is not None and segment.link_word in locating:
            located = segment.start
        elif not skipping and pending is None:
            pending = segment.start
            if (number == 0 and name in rules.acronyms) or is_acronym(name):
                current = _Draft(segment.start, segment.end, False, False, weak=name not in rules.acronyms)
                pending = None
            elif len(cut) == 1:
                current = _Draft(segment.start, segment.end, False, False, weak=True)
        elif is_acronym(name):
            current = _Draft(segment.start, segment.end, False, False, weak=name not in rules.acronyms)
        elif skipping and pending is None:
            pending = segment.start
    if current:
        end = _with_list(text, current, end, limit, rules)
        end = _with_quoted(text, current, end, limit, rules)
        drafts.append(current)
    elif pending is not None and len(cut) > 1 and not skipping:
        # "the Lantern House in Hue": the place is none of the name.
        behind = (i for i, one in enumerate(cut) if one.start > pending and one.link_word in locating)
        placed = next(behind, 0)
        drafts.append(_Draft(pending, cut[placed - 1].end if placed else end, False, False, weak=True))
    return _finish(text, drafts, end, rules) if drafts else (end, [])


def _with_list(text: str, draft: _Draft, end: int, limit: int, rules: Grammar) -> int:
    """Return the end of a body whose subject is a list: "Ministry of Agriculture, Water and Land"."""
    if not draft.head_first or draft.bare or draft.end != end:
        return end
    more = rules.listing.match(text, end, min(limit, end + 200))
    if more is None:
        return end
    listed = rules.comma.split(text[end : more.end()].lstrip(", "))
    for part in listed:
        words = part.split()
        if (
            headed(words, rules)
            or part in rules.lexicon.countries
            or rules.is_title(words)
            or is_acronym(part)
        ):
            return end
    draft.end = more.end()
    return more.end()


def _with_quoted(text: str, draft: _Draft, end: int, limit: int, rules: Grammar) -> int:
    """Return the end of a body whose own name stands in quotation marks: "Association “Green Hill”"."""
    quoted = (
        rules.quoted.match(text, end, min(limit, end + 60)) if draft.end == end and not draft.bare else None
    )
    if quoted is None or draft.weak:
        return end
    draft.end = quoted.end()
    return quoted.end()


def _finish(text: str, drafts: list[_Draft], end: int, rules: Grammar) -> tuple[int, list[Body]]:
    """Turn drafts into bodies from the last to the first, so that each one finds its parent."""
    found: list[Body] = []
    above: Body | None = None
    made: dict[int, Body] = {}
    for draft in reversed(drafts):
        bracket = rules.bracket.match(text, draft.long_end or draft.end)
        begin = _behind_article(text, draft.start, draft.end, rules)
        name = text[begin : draft.end]
        if bracket and (bracket[1] in rules.lexicon.countries or not may_be_short(bracket[1], name)):
            bracket = None
        country, long_name = draft.country, None
        if draft.long_end:
            long_name = text[begin : draft.long_end]
        parent = above if draft.of_parent else None
        stripped = without_country(name, rules)
        if stripped:
            long_name, (name, country) = name, stripped
        elif country is None:
            country = named_country(name, rules.lexicon) or (
                bracket and _state_behind(text, bracket.end(), rules)
            )
        short = bracket[1] if bracket and bracket[1] not in rules.heads else None
        mechanism = bracket and rules.mechanism.search(text[max(0, begin - 160) : begin]) is not None
        body = Body(
            name=" ".join(name.split()),
            start=begin,
            end=bracket.end() if bracket else draft.long_end or draft.end,
            acronym=short or (name if is_acronym(name) or is_short(name, rules) else None),
            country=country,
            long_name=" ".join(long_name.split()) if long_name else None,
            parent=parent,
            weak=draft.weak
            and not (bracket and _explains(bracket[1], name, bool(mechanism), rules))
            and not _is_introduced(text, begin, name, rules),
            bare=draft.bare,
        )
        if bracket and draft is drafts[-1]:
            end = max(end, bracket.end())
        if draft.weak and (name in rules.honorifics or f"{name}." in rules.honorifics):
            continue
        if (is_excluded(name, rules) and not mechanism) or (
            is_venue(text, begin, name, rules) or (parent and is_programme(name, rules))
        ):
            above = None
            continue
        above = made[id(draft)] = body
        found.append(body)
    for draft in drafts:
        if draft.owner and id(draft) in made and id(draft.owner) in made:
            number = next(i for i, body in enumerate(found) if body is made[id(draft)])
            found[number] = replace(found[number], parent=made[id(draft.owner)])
    return end, found[::-1]


def _state_behind(text: str, position: int, rules: Grammar) -> str | None:
    """Return the country of "Ministry of Rivers (MoR) of Peru"."""
    of = rules.of_place.match(text, position)
    state = rules.lexicon.country_names.match(text, of.end()) if of else None
    return rules.lexicon.countries[" ".join(state[0].split())] if state else None


def _explains(acronym: str, name: str, mechanism: bool, rules: Grammar) -> bool:
    """Return whether an acronym in brackets shows that the name before it is a body: not "Ann Lee (WHO)"."""
    return mechanism or (stands_for(acronym, name) and not is_excluded(name, rules))


def _is_introduced(text: str, start: int, name: str, rules: Grammar) -> bool:
    """Return whether a kind of body stands before a name: "the utility Hill Power"."""
    lexicon = rules.lexicon
    if rules.kind.search(text, max(0, start - 24), start) is None:
        return False
    return (
        name.split()[0] not in lexicon["calendar.weekdays"]
        and name.split()[0] not in lexicon["calendar.months"]
    )


def _behind_article(text: str, start: int, end: int, rules: Grammar) -> int:
    """Return where a name begins: "The" at the head of a sentence is none of it."""
    article = rules.article.match(text, start, end)
    opens = article and text[max(0, start - 2) : start].strip() in ("", ".", "!", "?")
    return article.end() if article and opens else start
