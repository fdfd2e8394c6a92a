"""The body that stands at a place in a text, with the larger ones named behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from graph_builder.extract.bodies import Body, chain, with_parent
from graph_builder.extract.names import is_acronym
from graph_builder.extract.organizations import bodies
from graph_builder.extract.titlegrammar import TitleGrammar


def body_at(text: str, position: int, end: int, rules: TitleGrammar) -> Body | None:
    """Return the body that begins at a position, behind an owner such as "Samoa's" if there is one."""
    limit = min(end, position + 300)
    word = rules.bodies.first.search(text, position, limit)
    owner = rules.owner.match(text, position, end)
    allowed = owner.end() if owner else position
    article = rules.definite.match(text, allowed)
    allowed = article.end() if article else allowed
    if word is None:
        return None
    if word.start() > allowed:
        # No body begins before the first word of a name: what stands behind need not be read.
        kind = rules.bodies.of_kind.match(text, position, limit)
        if kind is None:
            return None
        allowed = kind.end()
    found = list(islice(bodies(text, rules.bodies, position, limit), 2))
    first = found[0] if found else None
    if len(found) > 1 and first and _owns(first, found[1]):
        # "the Bank of Hue's Lending Unit"
        return found[1] if first.start <= allowed else None
    if first and first.start > allowed and (kind := rules.bodies.of_kind.match(text, position, limit)):
        # "the Peruvian utility Hill Power"
        allowed = kind.end()
    return first if first and first.start <= allowed else None


def chained(text: str, body: Body, end: int, rules: TitleGrammar) -> tuple[Body, int]:
    """Return a body with the larger ones named behind it: "A, B, C, Cambodia"; and where that ends."""
    stop = _chain_end(body)
    for _ in range(5):
        country = rules.country.match(text, stop, end)
        if country and not text[country.end() : country.end() + 2].startswith("'"):
            follows = text[country.end() : country.end() + 40].lstrip()
            if not re.match(r"[A-Z]\w+ ", follows) or rules.of.match(country[0]):
                code = rules.lexicon.countries[" ".join(country[1].split())]
                return _with_country(body, code), country.end()
        joint = rules.under.match(text, stop, end)
        above = body_at(text, joint.end(), end, rules) if joint else None
        if above is None or (above.weak and not is_acronym(above.name)) or above.bare:
            return body, stop
        title = rules.title.match(text, joint.end() if joint else stop, end)
        if (
            title
            and title.end() > above.end
            and text[above.end : above.end + 1] == " "
            and rules.title.fullmatch(text[above.end : title.end()].strip())
        ):
            return body, stop
        stop = _chain_end(above)
        if _is_whole(body, rules) and _is_unit(above, rules):
            # "Hill University, School of Law": the larger one stands first.
            body = replace(above, parent=body)
        else:
            body = with_parent(body, replace(above, weak=False))
    return body, stop


def _owns(body: Body, following: Body) -> bool:
    """Return whether a body is printed as the owner of the one behind it."""
    above = following.parent
    return above is not None and above.start == body.start and above.end == body.end


def _is_whole(body: Body, rules: TitleGrammar) -> bool:
    """Return whether a body is of a kind that has units, or printed by its acronym."""
    words = body.name.split()
    wholes = rules.lexicon["organizations.wholes"].listed
    return body.parent is None and (is_acronym(words[0]) or bool(wholes & {words[0], words[-1]}))


def _is_unit(body: Body, rules: TitleGrammar) -> bool:
    """Return whether a body is a department, a school and the like, of which nobody says whose it is."""
    words = body.name.split()
    units = (
        rules.lexicon["organizations.units"].listed | rules.lexicon["organizations.scholarly_units"].listed
    )
    return body.parent is None and bool(units & {words[0], words[-1]}) and not is_acronym(words[0])


def _chain_end(body: Body) -> int:
    return max(part.end for part in chain(body))


def _with_country(body: Body, country: str) -> Body:
    """Put the country on the body at the top of a chain."""
    if body.parent:
        return replace(body, parent=_with_country(body.parent, country))
    return replace(body, country=body.country or country)
