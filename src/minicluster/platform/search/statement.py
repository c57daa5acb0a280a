"""The one statement of search: it chooses the documents of each kind and brings what their scores are computed from.

Per kind there are three ways. Of a narrow view the statement names every document; their terms and vectors follow from their texts, and most are
remembered (`remembered.py`). In a wider one all positions are compared, and in the widest an index leads to the nearest; in both, lists of postings
give the documents that hold most of the question's words. What was written since the programme was last settled is brought in any case, and so are
further documents of those whose documents are nearest: a candidate is judged by more than one. The viewer's scopes are part of each way, before
anything is cut, and are compared once more with the document itself.

The planner believes a freshly written programme to be tiny and would then compare every row with every other: `OFFSET 0` makes it look rows up one
by one, by index. Of what is chosen by a bound that it does not know it believes to get a million rows, and clears memory for all of them: passed
through an array, they are few.
"""

from typing import Final, Protocol

from minicluster.platform.search.models import POSITION_DIMENSIONS, CandidateKind

# What a row of the result says.
DOCUMENT, COSINE, COUNT, EXTENT, WHOLE, CENTRE = range(6)
# The scope under which the lists of postings over all scopes are kept.
OVER_ALL_SCOPES: Final = -1
# A posting is one number: the weight above, the document's number in the lower forty bits.
DOCUMENT_BITS: Final = 40
BLOCK_LENGTH: Final = 1024


class Narrowing(Protocol):
    """What decides the form of the statement: whether it is narrowed at all."""

    @property
    def scopes(self) -> object:
        """None for all."""

    @property
    def left_out(self) -> object:
        """Empty for nothing."""


_BEGINNING = """
WITH tuned AS MATERIALIZED (SELECT set_config('hnsw.ef_search', %(effort)s::text, true), set_config('hnsw.iterative_scan', 'relaxed_order', true)),
counts AS MATERIALIZED (
    SELECT term, weight,
           coalesce((SELECT documents FROM search_termcount WHERE programme_id = %(programme)s AND term = asked.term), 0)
           + coalesce((SELECT sum(change) FROM search_posting WHERE programme_id = %(programme)s AND term = asked.term), 0) AS documents
    FROM unnest(%(terms)s::bigint[], %(weights)s::float8[]) AS asked (term, weight)
),
impacts AS (
    SELECT term, weight * ln(1 + (collection - documents + 0.5) / (documents + 0.5))::float8 AS impact
    FROM counts CROSS JOIN (SELECT documents AS collection FROM counts WHERE term = 0) AS whole WHERE weight > 0 AND documents > 0
),
heads AS MATERIALIZED (SELECT term, impact, (%(head)s + %(heads)s * impact / sum(impact) OVER ())::int AS head FROM impacts),
extents AS MATERIALIZED (
    SELECT candidate_kind AS kind, sum(documents) AS documents FROM search_extent CROSS JOIN tuned CROSS JOIN LATERAL (
        SELECT CASE WHEN sum(documents) <= %(rememberable)s THEN %(narrow)s ELSE least(%(narrow)s, %(brief)s) END AS narrow
        FROM search_extent WHERE programme_id = %(programme)s OFFSET 0
    ) AS bound
    WHERE programme_id = %(programme)s AND candidate_kind = ANY(%(kinds)s) {visible} GROUP BY candidate_kind, narrow HAVING sum(documents) > narrow
),
meant AS MATERIALIZED (
    SELECT place::int - 1 AS place, model, vector::halfvec AS aim
    FROM unnest(%(models)s::text[], %(vectors)s::text[]) WITH ORDINALITY AS meant (model, vector, place)
),
pointers AS MATERIALIZED (
    SELECT aim::halfvec({dimensions}) AS aim, share
    FROM unnest(%(pointers)s::text[], %(shares)s::int[]) AS pointers (aim, share)
    CROSS JOIN search_settled WHERE programme_id = %(programme)s AND version = %(version)s
),
barred AS MATERIALIZED (
    SELECT document_id AS id FROM search_posting WHERE programme_id = %(programme)s AND term = 0 AND change = -1
    {barred}
),
near AS MATERIALIZED (
    SELECT extents.kind, aim, near.* FROM extents CROSS JOIN pointers CROSS JOIN LATERAL (
        SELECT document_id, candidate_id, row_number() OVER () AS rank FROM (
            SELECT document_id, candidate_id FROM search_position
            WHERE programme_id = %(programme)s AND candidate_kind = extents.kind {visible} {unbarred}
            ORDER BY embedding <#> pointers.aim LIMIT pointers.share
        ) AS sorted
    ) AS near
    WHERE extents.documents <= %(scanned)s
"""

_NEAREST = """
    UNION ALL
    SELECT extents.kind, aim, near.* FROM extents CROSS JOIN pointers CROSS JOIN LATERAL (
        SELECT document_id, candidate_id, row_number() OVER () AS rank FROM (
            SELECT document_id, candidate_id FROM search_position
            WHERE programme_id = %(programme)s AND candidate_kind = '{kind}' {visible} {unbarred}
            ORDER BY embedding <#> pointers.aim LIMIT pointers.share
        ) AS sorted
    ) AS near
    WHERE extents.kind = '{kind}' AND extents.documents > %(scanned)s
"""

_END = """
),
chosen AS (SELECT DISTINCT id FROM unnest(ARRAY(
    SELECT document_id AS id FROM search_posting CROSS JOIN LATERAL (
        SELECT candidate_kind FROM search_document WHERE id = document_id OFFSET 0
    ) AS document WHERE programme_id = %(programme)s AND term = 0 AND change = 1 AND EXISTS (SELECT FROM extents) AND candidate_kind IN (SELECT kind FROM extents)
    UNION ALL
    SELECT document_id FROM near
    UNION ALL
    SELECT own.document_id FROM near CROSS JOIN LATERAL (
        SELECT document_id FROM (
            SELECT document_id, embedding FROM search_position
            WHERE programme_id = %(programme)s AND candidate_kind = near.kind AND candidate_id = near.candidate_id {visible} OFFSET 0
        ) AS own ORDER BY embedding <#> near.aim LIMIT %(own)s
    ) AS own WHERE rank <= %(completed)s
    UNION ALL
    SELECT best.document FROM extents CROSS JOIN LATERAL (
        SELECT document, sum(score) AS score FROM (
            SELECT posting & {mask} AS document, (posting >> {shift}) * impact AS score FROM (
                SELECT impact, unnest(postings[1:head - place * {block}]) AS posting FROM heads CROSS JOIN LATERAL (
                    SELECT postings, place FROM search_block
                    WHERE programme_id = %(programme)s AND term = heads.term AND candidate_kind = extents.kind AND scope = ANY(%(lists)s)
                      AND place <= (heads.head - 1) / {block} OFFSET 0
                ) AS block
            ) AS postings
        ) AS hits WHERE document NOT IN (SELECT id FROM barred) GROUP BY document ORDER BY score DESC LIMIT %(by_words)s
    ) AS best
)) AS every (id)),
pool AS MATERIALIZED (
    SELECT document.* FROM chosen CROSS JOIN LATERAL (
        SELECT id, candidate_kind, candidate_id, record, language, fingerprint, terms FROM search_document
        WHERE id = chosen.id AND programme_id = %(programme)s AND candidate_kind = ANY(%(kinds)s) {visible} {not_left_out} OFFSET 0
    ) AS document
),
aims AS MATERIALIZED (
    SELECT place, model, language, aim, embedding AS centre FROM meant JOIN search_centre USING (model)
    WHERE programme_id = %(programme)s AND role = 'documents'
),
texts AS MATERIALIZED (SELECT DISTINCT fingerprint, language FROM pool)
SELECT {DOCUMENT} AS what, id AS number, candidate_kind, candidate_id, record, language, fingerprint, terms, NULL::float8 AS value FROM pool
UNION ALL
SELECT {COSINE}, place, NULL, NULL, NULL, language, fingerprint, NULL, nullif(1 - ((embedding - centre) <=> aim), 'NaN')
FROM texts JOIN aims USING (language) CROSS JOIN LATERAL (
    SELECT embedding FROM search_vector WHERE model = aims.model AND fingerprint = texts.fingerprint OFFSET 0
) AS vector
UNION ALL
SELECT {WHOLE}, NULL, kind, NULL, string_agg(record, E'\\n'), string_agg(language, ' '), NULL,
       array_send(array_agg(document.id) || array_agg(candidate_id) || array_agg(fingerprint)), NULL
FROM unnest(%(kinds)s::text[]) AS asked (kind) CROSS JOIN LATERAL (
    SELECT id, candidate_id, fingerprint, record, language FROM search_document
    WHERE programme_id = %(programme)s AND candidate_kind = kind {visible} {not_left_out} OFFSET 0
) AS document WHERE kind NOT IN (SELECT kind FROM extents) GROUP BY kind
UNION ALL
SELECT {CENTRE}, NULL, model, NULL, NULL, language, NULL, halfvec_send(embedding), NULL FROM search_centre
WHERE programme_id = %(programme)s AND role = 'documents' AND model = ANY(%(models)s)
UNION ALL SELECT {COUNT}, term, NULL, NULL, NULL, NULL, NULL, NULL, documents FROM counts
UNION ALL SELECT {EXTENT}, NULL, kind, NULL, version::text, NULL, NULL, NULL, documents
FROM extents CROSS JOIN search_settled WHERE programme_id = %(programme)s
"""


def statement_for(view: Narrowing) -> str:
    """The statement with the filters that the view needs; values stand beside it as parameters."""
    parts = {
        "visible": "" if view.scopes is None else "AND scope = ANY(%(scopes)s::bigint[])",
        "not_left_out": "AND NOT origins && %(left_out)s::varchar[]" if view.left_out else "",
        "unbarred": "AND document_id NOT IN (SELECT id FROM barred)" if view.left_out else "",
        "barred": "UNION ALL SELECT id FROM search_document WHERE origins && %(left_out)s::varchar[]" if view.left_out else "",
        "dimensions": POSITION_DIMENSIONS,
        "mask": (1 << DOCUMENT_BITS) - 1,
        "shift": DOCUMENT_BITS,
        "block": BLOCK_LENGTH,
        "DOCUMENT": DOCUMENT,
        "COSINE": COSINE,
        "COUNT": COUNT,
        "EXTENT": EXTENT,
        "WHOLE": WHOLE,
        "CENTRE": CENTRE,
    }
    nearest = "".join(_NEAREST.format(kind=kind, **parts) for kind in CandidateKind.values)
    return _BEGINNING.format(**parts) + nearest + _END.format(**parts)
