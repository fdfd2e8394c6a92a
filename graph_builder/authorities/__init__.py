"""Authorities: organizations, places and countries of other data sets, each with an IRI of its own.

`sources` reads them from files as they are published, `index` keeps them so that a name finds them.
"""

from graph_builder.authorities.index import Form, Imported, Index, build_index, open_index
from graph_builder.authorities.sources import read_authorities
from graph_builder.authorities.types import Authority, AuthorityKind, Name, NameKind, Standing

__all__ = [
    "Authority",
    "AuthorityKind",
    "Form",
    "Imported",
    "Index",
    "Name",
    "NameKind",
    "Standing",
    "build_index",
    "open_index",
    "read_authorities",
]
