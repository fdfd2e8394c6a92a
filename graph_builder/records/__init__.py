"""The record: what one newsletter says, as frozen values with exact types.

Extraction makes records, people correct them, mapping reads them; nothing else passes between the
three. `parse_record` takes JSON in; whatever it returns has passed the schema and points only to ids
that it defines.
"""

from graph_builder.records.checks import check_spans, findings, located, moved, spans
from graph_builder.records.codec import dump_record, parse_record
from graph_builder.records.types import (
    Affiliation,
    Event,
    EventId,
    Finding,
    Kind,
    Mode,
    Newsletter,
    Occasion,
    OccasionId,
    Organization,
    OrganizationId,
    Participation,
    Person,
    PersonId,
    Recommendation,
    RecommendationId,
    Record,
    Role,
    Session,
    SessionId,
)

__all__ = [
    "Affiliation",
    "Event",
    "EventId",
    "Finding",
    "Kind",
    "Mode",
    "Newsletter",
    "Occasion",
    "OccasionId",
    "Organization",
    "OrganizationId",
    "Participation",
    "Person",
    "PersonId",
    "Recommendation",
    "RecommendationId",
    "Record",
    "Role",
    "Session",
    "SessionId",
    "check_spans",
    "dump_record",
    "findings",
    "located",
    "moved",
    "parse_record",
    "spans",
]
