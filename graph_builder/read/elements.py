"""What the elements of HTML are to a reader: blocks, furniture, ends that are not written."""

from __future__ import annotations

import re
from typing import Final


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: They begin and end a paragraph.
BLOCKS: Final = _names(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary"
    " table tbody tfoot thead tr ul"
)
CELLS: Final = _names("td th")
VOID: Final = _names("area base br col embed hr img input link meta param source track wbr")
#: An element of these ends where the next of its kind begins.
ENDED_BY_NEXT: Final = _names("dd dt li option td th tr")
FURNITURE: Final = _names(
    "aside button canvas datalist dialog embed form iframe input math nav noembed noframes noscript object"
    " script select style svg template textarea title"
)
ROLES: Final = _names("alert alertdialog complementary dialog menu menubar navigation search")
#: Classes and ids that sites give to furniture, whole: "share-buttons" is, "social-policy" is not.
FURNITURE_CLASS: Final = re.compile(
    r"(?:(?:site|page|top|global|post|entry|jp|author|newsletter|main|mobile)[-_])?"
    r"(?:advert\w*|ads?|bio|bread[-_]?crumbs?|comments|consent|cookies?|crumbs|gdpr|menu|modal|nav|navbar|navigation"
    r"|pager|pagination|popup|preheader|promo|related(?:posts)?|respond|share|sharedaddy|sharing|sidebar|sign[-_]?up"
    r"|skip|social|sponsored|subscribe|subscription|tags|toolbar|tools|widgets?)"
    r"(?:[-_](?:area|articles|banner|bar|box|buttons?|consent|container|content|form|icons?|links?|list|media|menu"
    r"|news|note|notice|popup|posts|tools|widget|wrapper)){0,3}"
    r"|lang(?:uage)?[-_](?:list|menu|selector|switcher)|back[-_]to[-_]top|read[-_](?:more|next)"
    r"|you[-_]may[-_](?:also[-_])?like",
    re.IGNORECASE,
)
UNSEEN_STYLE: Final = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
#: A line of a footer that tells whom to write to, which names the publisher.
CONTACT: Final = re.compile(r"[@©]|\+\d")
