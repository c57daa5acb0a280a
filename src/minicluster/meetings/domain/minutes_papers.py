"""The minutes on paper: typeset as PDF, and filled into an office's own form."""

from pathlib import Path
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from minicluster.meetings.domain.minutes_document import MinutesDocument, Row, document_of
from minicluster.meetings.models import Activity, Minutes, MinutesTemplate
from minicluster.platform.documents.hwpx import Entry, fill_hwpx, placeholders_in
from minicluster.platform.documents.hwpx_form import Heading, Table, form_of
from minicluster.platform.documents.pdf import pdf_of
from minicluster.platform.files.storage import content_of
from minicluster.platform.refusals import InvalidInputError

FORM_LANGUAGE: Final = "ko"
_TYPESET: Final = Path(__file__).parent.parent / "templates/meetings/documents/minutes.typ"
# The names that a form can ask for, and what each stands for. They are Korean, as the forms are.
FIELDS: Final = {
    "제목": "title", "활동": "activity", "종류": "kind", "미니클러스터": "groups", "일시": "when", "장소": "venue", "회장": "chair", "출석인원": "came",
    "의사정족수": "quorum", "상태": "state", "본문": "body", "예시표시": "invented",
}  # fmt: skip
# For each list its rows, and the names of their columns.
LISTS: Final = {
    "안건": ("agenda", ("번호", "제목", "구분", "발표자", "시간")),
    "출석": ("attendances", ("성명", "소속", "구분")),
    "의결": ("decisions", ("번호", "내용", "찬성", "반대", "기권", "결과")),
    "선출": ("elections", ("직책", "성명", "임기", "찬성")),
    "조치": ("action_items", ("내용", "담당", "기한", "상태")),
    "서명": ("signatures", ("직책", "성명")),
}
KNOWN: Final = frozenset({*FIELDS, *(f"{name}.{column}" for name, (_rows, columns) in LISTS.items() for column in columns)})


def minutes_pdf(minutes: Minutes, *, quorum: str = "") -> bytes:
    """The minutes as PDF, in the reader's language."""
    document = document_of(minutes, quorum=quorum)
    said = [{"text": sentence.text, "heading": sentence.is_heading} for sentence in document.text]
    tables = [table for table in _tables(document) if table["rows"]]
    head, invented = [list(row) for row in document.head], document.invented or None
    data = {
        "title": document.title,
        "lead": document.state,
        "invented": invented,
        "head": head,
        "said": said,
        "said_title": _("What was said"),
        "tables": tables,
    }
    return pdf_of(_TYPESET, {**data, "signatures": [list(row) for row in document.signatures], "sign": _("(signature)")})


def _tables(document: MinutesDocument) -> list[dict[str, object]]:
    return [
        _table("attendances", _("Attendance"), (_("person"), _("organisation on that day"), _("attendance")), document.attendances),
        _table("agenda", _("agenda"), (_("No."), _("point"), _("kind"), _("presenter"), _("how long (min)")), document.agenda),
        _table("decisions", _("Decisions"), (_("No."), _("decision"), _("for"), _("against"), _("abstained"), _("result")), document.decisions),
        _table("elections", _("Elections"), (_("office"), _("person"), _("time in office"), _("votes for")), document.elections),
        _table("items", _("What is to be done"), (_("what is to be done"), _("owner"), _("due on"), _("state")), document.action_items),
    ]


def _table(name: str, title: str, columns: Row, rows: object) -> dict[str, object]:
    return {"name": name, "title": title, "columns": columns, "rows": rows}


def minutes_hwpx(minutes: Minutes, *, quorum: str = "") -> bytes:
    """The minutes in the form of the office, or in ours where it has none. Forms are Korean, and so is what is filled into them."""
    with translation.override(FORM_LANGUAGE):
        document = document_of(minutes, quorum=quorum)
    return _filled(form_for(minutes.activity), document)


def form_for(activity: Activity) -> bytes:
    """The form of the complex in which the activity's first group stands, else ours."""
    own = MinutesTemplate.objects.filter(complex__groups__activities=activity).select_related("file").order_by("complex__groups").first()
    return content_of(own.file) if own else default_form()


def _filled(form: bytes, document: MinutesDocument) -> bytes:
    fields = {name: str(getattr(document, attribute)) for name, attribute in FIELDS.items()}
    return fill_hwpx(form, fields, {name: _entries(getattr(document, rows), columns) for name, (rows, columns) in LISTS.items()})


def _entries(rows: list[Row], columns: tuple[str, ...]) -> list[Entry]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def refuse_unfit_form(form: bytes) -> None:
    """Look at an office's form before it is kept, so that nobody finds out on the evening of an assembly.

    Raises:
        InvalidInputError: it is no .hwpx, asks for nothing that we know or for something that we do not, or has a list outside a table row.
    """
    asked = placeholders_in(form)
    unknown = sorted(asked - KNOWN)
    if unknown:
        raise InvalidInputError(
            _("The form asks for what is not known: %(names)s. Nothing was stored; the known names stand on this page.") % {"names": ", ".join(unknown)},
            field="file",
        )
    if not asked:
        raise InvalidInputError(_("The form has no placeholder such as {{제목}}, so that nothing would be filled in. Nothing was stored."), field="file")
    twice = {name: [dict.fromkeys(columns, "–")] * 2 for name, (_rows, columns) in LISTS.items()}
    left = sorted(placeholders_in(fill_hwpx(form, dict.fromkeys(FIELDS, "–"), twice)))
    if left:
        raise InvalidInputError(
            _("These names belong to lists and have to stand in a table row, which is repeated: %(names)s. Nothing was stored.") % {"names": ", ".join(left)},
            field="file",
        )


def default_form() -> bytes:
    """Our own form, made when it is asked for: an office can take it and change it in Hangul."""
    facts = [(name, f"{{{{{name}}}}}") for name in ("종류", "미니클러스터", "일시", "장소", "회장", "출석인원", "의사정족수", "상태")]
    parts: list[str | Heading | Table] = ["{{예시표시}}", Table(facts, (1, 4), has_head=False)]
    parts += _list_in_form("출석자", "출석", (2, 4, 3))
    parts += _list_in_form("안건", "안건", (1, 6, 2, 2, 1))
    parts += [Heading("회의 내용"), "{{본문}}"]
    for title, name, widths in (
        ("의결사항", "의결", (1, 6, 1, 1, 1, 2)),
        ("선출", "선출", (3, 2, 4, 1)),
        ("조치사항", "조치", (6, 2, 3, 1)),
        ("서명", "서명", (2, 3)),
    ):
        parts += _list_in_form(title, name, widths)
    return form_of("{{제목}}", parts)


def _list_in_form(title: str, name: str, widths: tuple[int, ...]) -> list[str | Heading | Table]:
    columns = LISTS[name][1]
    return [Heading(title), Table([columns, [f"{{{{{name}.{column}}}}}" for column in columns]], widths)]
