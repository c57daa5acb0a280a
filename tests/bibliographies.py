"""Small files of works as services and reference managers export them, written by hand from their documentation."""

import json


def openalex(*works, **page):
    """A page of OpenAlex results."""
    return json.dumps({"meta": {"count": len(works)}, "results": works, **page}, ensure_ascii=False)


def openalex_work(number="W1", title="Thermal error of spindles", *, authors=(), **fields):
    return {
        "id": f"https://openalex.org/{number}",
        "doi": f"https://doi.org/10.1000/{number.casefold()}",
        "title": title,
        "type": "article",
        "language": "en",
        "publication_year": 2006,
        "publication_date": "2006-05-03",
        "abstract_inverted_index": {"the": [0, 2], "hot": [1], "spindle": [3], "bearing": [4], "preload": [5]},
        "primary_location": {"source": {"display_name": "Journal of Machine Tools"}},
        "authorships": [
            {"author": {"id": f"https://openalex.org/{pk}", "display_name": name, "orcid": orcid}, "institutions": [{"display_name": place}] if place else []}
            for pk, name, orcid, place in authors
        ],
        **fields,
    }


def orcid_record(number="0000-0002-1825-0097", *titles, given="Sung-Min", family="Lee"):
    groups = [
        {
            "work-summary": [
                {
                    "put-code": place,
                    "title": {"title": {"value": title}},
                    "type": "journal-article",
                    "publication-date": {"year": {"value": "2005"}, "month": {"value": "07"}, "day": None},
                    "journal-title": {"value": "Journal of Machine Tools"},
                    "external-ids": {
                        "external-id": [{"external-id-type": "doi", "external-id-value": f"10.1000/O{place}", "external-id-relationship": "self"}]
                    },
                    "display-index": "1",
                }
            ]
        }
        for place, title in enumerate(titles, start=1)
    ]
    employment = {"employment-summary": {"organization": {"name": "Kangwon National University"}}}
    return json.dumps(
        {
            "orcid-identifier": {"path": number},
            "person": {
                "name": {"given-names": {"value": given}, "family-name": {"value": family}},
                "emails": {"email": [{"email": "canary-mail@mail.example"}]},
            },
            "activities-summary": {"works": {"group": groups}, "employments": {"affiliation-group": [{"summaries": [employment]}]}},
        }
    )


def crossref(*items):
    return json.dumps({"status": "ok", "message-type": "work-list", "message": {"items": items}}, ensure_ascii=False)


def crossref_item(doi="10.1000/c1", title="Chatter in milling", *, authors=(), **fields):
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "abstract": "<jats:p>Stable <jats:italic>lobes</jats:italic></jats:p>",
        "container-title": ["Journal of Machine Tools"],
        "issued": {"date-parts": [[2004, 11]]},
        "author": [{"family": family, "given": given, "affiliation": [{"name": place}] if place else []} for family, given, place in authors],
        **fields,
    }


BIBTEX = r"""
@string{jmt = "Journal of " # {Machine Tools}}
@comment{ nobody reads this }
@article{lee2006,
  author = {Lee, Sung-Min and M{\"u}ller, J{\"o}rg and {Samsung and Company}},
  title  = "The {H}ot Spindle: {\'E}tude",
  journal = jmt, year = 2006, month = may,
  doi = {10.1000/B1}, abstract = {Bearings \& preload},
}
@inproceedings(lee2005,
  author = {이성민 and 박우진}, title = {주축 열변위}, year = {2005}, booktitle = {대한기계학회}
)
"""
RIS = """TY  - JOUR
AU  - Lee, Sung-Min
AU  - Park, Woo-Jin
TI  - Compensation of thermal
   errors
PY  - 2003/02/11/
JO  - Journal of Machine Tools
DO  - https://doi.org/10.1000/R1
AB  - How a spindle grows.
KW  - spindle
KW  - thermal error
ER  -

TY  - RPRT
A1  - 이성민
T1  - 열변위 보고서
Y1  - 2001///
ER  -
"""
