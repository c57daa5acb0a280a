"""The statements of search. The first says by which way each kind is gathered, and how often each term occurs; the second brings what scores come from.

Per kind there are two ways. Of a narrow view every document is named; their terms and vectors follow from their texts, and most are remembered
(`remembered.py`). In a wider one documents are chosen between the two statements, from the chart that the process holds (`choosing.py`). What was
written since the programme was last settled is brought in any case. The viewer's scopes are part of each way, before anything is cut, and are compared
once more with the document itself.

The planner believes a freshly written programme to be tiny and would then compare every row with every other: `OFFSET 0` makes it look rows up one
by one, by index. Of what is chosen by a bound that it does not know it believes to get a million rows, and clears memory for all of them: passed
through an array, they are few.

Centring a vector is linear: what is wanted are inner products, which cost the server far less than a vector of differences.
"""

from typing import Final, Protocol

# What a row of the result says.
DOCUMENT, COSINE, SETTLED, WHOLE, CENTRE = range(5)
# A text that stands in its centre has no direction; single precision leaves so much of nothing.
NOTHING: Final = 1e-6


class Narrowing(Protocol):
    """What decides the form of the statement: whether it is narrowed at all."""

    @property
    def scopes(self) -> object:
        """None for all."""

    @property
    def left_out(self) -> object:
        """Empty for nothing."""


_BARRED = """
    SELECT document_id AS id FROM search_posting WHERE programme_id = %(programme)s AND term = 0 AND change = -1
    {barred}
"""

# The kinds whose views are wide, the version of the charts, which of their documents do not count, and how often the terms occur, in their order.
_OUTLINE = """
WITH extents AS MATERIALIZED (
    SELECT candidate_kind AS kind FROM search_extent CROSS JOIN LATERAL (
        SELECT CASE WHEN sum(documents) <= %(rememberable)s THEN %(narrow)s ELSE least(%(narrow)s, %(brief)s) END AS narrow
        FROM search_extent WHERE programme_id = %(programme)s OFFSET 0
    ) AS bound
    WHERE programme_id = %(programme)s AND candidate_kind = ANY(%(kinds)s) {visible} GROUP BY candidate_kind, narrow HAVING sum(documents) > narrow
)
SELECT (SELECT coalesce(array_agg(kind::text), '{{}}') FROM extents),
       (SELECT version FROM search_settled WHERE programme_id = %(programme)s),
       (SELECT coalesce(array_agg(id), '{{}}') FROM ({BARRED}) AS barred WHERE EXISTS (SELECT FROM extents)),
       ARRAY(SELECT coalesce((SELECT documents FROM search_termcount WHERE programme_id = %(programme)s AND term = asked.term), 0)
                  + coalesce((SELECT sum(change) FROM search_posting WHERE programme_id = %(programme)s AND term = asked.term), 0)
             FROM unnest(%(terms)s::bigint[]) WITH ORDINALITY AS asked (term, place) ORDER BY place)
"""

_STATEMENT = """
WITH meant AS MATERIALIZED (
    SELECT place::int - 1 AS place, model, vector::halfvec AS aim
    FROM unnest(%(models)s::text[], %(vectors)s::text[]) WITH ORDINALITY AS meant (model, vector, place)
),
chosen AS (SELECT DISTINCT id FROM unnest(ARRAY(
    SELECT document_id AS id FROM search_posting CROSS JOIN LATERAL (
        SELECT candidate_kind FROM search_document WHERE id = document_id OFFSET 0
    ) AS document WHERE programme_id = %(programme)s AND term = 0 AND change = 1 AND cardinality(%(wide)s::text[]) > 0 AND candidate_kind = ANY(%(wide)s)
    UNION ALL
    SELECT unnest(%(near)s::bigint[])
)) AS every (id)),
pool AS MATERIALIZED (
    SELECT document.* FROM chosen CROSS JOIN LATERAL (
        SELECT id, candidate_kind, candidate_id, record, language, fingerprint, terms FROM search_document
        WHERE id = chosen.id AND programme_id = %(programme)s AND candidate_kind = ANY(%(kinds)s) {visible} {not_left_out} OFFSET 0
    ) AS document
),
aims AS MATERIALIZED (
    SELECT place, model, language, aim, sqrt(-(aim <#> aim)) AS long, embedding AS centre, -(embedding <#> aim) AS before, -(embedding <#> embedding) AS away
    FROM meant JOIN search_centre USING (model)
    WHERE programme_id = %(programme)s AND role = 'documents'
),
texts AS MATERIALIZED (SELECT DISTINCT fingerprint, language FROM pool)
SELECT {DOCUMENT} AS what, id AS number, candidate_kind, candidate_id, record, language, fingerprint, terms FROM pool
UNION ALL
SELECT {COSINE}, place, NULL, NULL, NULL, language, NULL,
       array_send(array_agg(fingerprint)) || array_send(array_agg(coalesce(CASE WHEN squared > {NOTHING} THEN product / (sqrt(squared) * nullif(long, 0)) END, 'NaN')))
FROM texts JOIN aims USING (language) CROSS JOIN LATERAL (
    SELECT -(embedding <#> aim) - before AS product, -(embedding <#> embedding) + 2 * (embedding <#> centre) + away AS squared
    FROM search_vector WHERE model = aims.model AND fingerprint = texts.fingerprint OFFSET 0
) AS vector GROUP BY place, language
UNION ALL
SELECT {WHOLE}, NULL, kind, NULL, string_agg(record, E'\\n'), string_agg(language, ' '), NULL,
       array_send(array_agg(document.id) || array_agg(candidate_id) || array_agg(fingerprint))
FROM unnest(%(kinds)s::text[]) AS asked (kind) CROSS JOIN LATERAL (
    SELECT id, candidate_id, fingerprint, record, language FROM search_document
    WHERE programme_id = %(programme)s AND candidate_kind = kind {visible} {not_left_out} OFFSET 0
) AS document WHERE kind <> ALL(%(wide)s) GROUP BY kind
UNION ALL
SELECT {CENTRE}, NULL, model, NULL, NULL, language, NULL, halfvec_send(embedding) FROM search_centre
WHERE programme_id = %(programme)s AND role = 'documents' AND model = ANY(%(models)s)
UNION ALL SELECT {SETTLED}, NULL, NULL, NULL, version::text, NULL, NULL, NULL FROM search_settled WHERE programme_id = %(programme)s
"""


def outline_for(view: Narrowing) -> str:
    """The first statement with the filters that the view needs; values stand beside it as parameters."""
    return _OUTLINE.format(**_filters(view))


def statement_for(view: Narrowing) -> str:
    """The second statement, likewise."""
    return _STATEMENT.format(**_filters(view), **_CONSTANTS)


_CONSTANTS: Final = {
    "DOCUMENT": DOCUMENT,
    "COSINE": COSINE,
    "SETTLED": SETTLED,
    "WHOLE": WHOLE,
    "CENTRE": CENTRE,
    "NOTHING": f"{NOTHING:.6f}",
}


def _filters(view: Narrowing) -> dict[str, str]:
    left_out = "UNION ALL SELECT id FROM search_document WHERE origins && %(left_out)s::varchar[]" if view.left_out else ""
    return {
        "visible": "" if view.scopes is None else "AND scope = ANY(%(scopes)s::bigint[])",
        "not_left_out": "AND NOT origins && %(left_out)s::varchar[]" if view.left_out else "",
        "BARRED": _BARRED.format(barred=left_out),
    }
