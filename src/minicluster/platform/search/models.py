"""Records of search: documents, the postings of their terms, the vectors of their texts, and the centres of those vectors.

They are made from other records and can be made again from them at any time. What nobody else may see is never written here; what only a
mini-cluster may see carries its scope, which every search compares with the viewer's.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField


class CandidateKind(models.TextChoices):
    """Whom or what a document speaks for."""

    EXPERT = "expert", _("Expert")
    FIRM = "firm", _("Firm")
    FACILITY = "facility", _("Facility")
    SUPPORT = "support", _("Support programme")


class Document(models.Model):
    """One piece of evidence for one candidate, in one language."""

    programme_id = models.BigIntegerField(_("programme"))
    candidate_kind = models.CharField(_("speaks for (kind)"), max_length=10, choices=CandidateKind)
    candidate_id = models.BigIntegerField(_("speaks for"))
    record = models.CharField(_("made from the record"), max_length=40)
    evidence_kind = models.CharField(_("kind of evidence"), max_length=16)
    language = models.CharField(_("language"), max_length=2)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    # Who may find it: everyone in the programme (0), or only those who see into this mini-cluster. A search never leaves this out.
    scope = models.BigIntegerField(_("visible within"), default=0)
    source = models.CharField(_("source"), max_length=300, blank=True)
    dated = models.DateField(_("date"), null=True)
    # The records from which this evidence stems, itself included: whoever matches a problem leaves out what stems from that problem.
    origins = ArrayField(models.CharField(max_length=40), verbose_name=_("stems from"), default=list)
    # Equal texts have one vector: the fingerprint of title and text.
    fingerprint = models.BigIntegerField(_("fingerprint of the text"))

    class Meta:
        verbose_name = _("document")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme_id", "record", "language"], name="search_document_once")]
        indexes: ClassVar = [
            models.Index(fields=["programme_id", "candidate_kind", "candidate_id"], name="search_document_candidate"),
            models.Index(fields=["fingerprint"], name="search_document_fingerprint"),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.language}"


class Posting(models.Model):
    """That a term stands in a document, with the half of its BM25 weight that the document knows.

    There is no constraint to the document: a million of them would be checked one by one at commit. `index.replace` is the only writer.
    """

    pk = models.CompositePrimaryKey("programme_id", "term", "document_id")
    programme_id = models.BigIntegerField(_("programme"))
    term = models.TextField(_("term"))
    document = models.ForeignKey(Document, verbose_name=_("document"), on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    frequency_part = models.FloatField(_("weight in the document"))

    class Meta:
        verbose_name = _("posting")

    def __str__(self) -> str:
        return f"{self.term} {self.document_id}"


class Vector(models.Model):
    """The vector of a text under one model. It belongs to the text, not to a document: the same text is embedded once."""

    pk = models.CompositePrimaryKey("model", "fingerprint")
    model = models.CharField(_("model and version"), max_length=60)
    fingerprint = models.BigIntegerField(_("fingerprint of the text"))
    embedding = HalfVectorField(_("vector"))

    class Meta:
        verbose_name = _("vector")

    def __str__(self) -> str:
        return f"{self.model} {self.fingerprint}"


class EmbeddingTrouble(models.Model):
    """That a model does not give its vectors at present, since when and why; gone once it gives them again."""

    model = models.CharField(_("model and version"), max_length=60, primary_key=True)
    since = models.DateTimeField(_("failing since"))
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("trouble with a model")

    def __str__(self) -> str:
        return f"{self.model} {self.since}"


class Centre(models.Model):
    """Where a programme's documents or questions of a language stand on average under one model."""

    pk = models.CompositePrimaryKey("programme_id", "role", "model", "language")
    programme_id = models.BigIntegerField(_("programme"))
    role = models.CharField(_("centre of"), max_length=9, choices=[("documents", _("documents")), ("questions", _("questions"))])
    model = models.CharField(_("model and version"), max_length=60)
    language = models.CharField(_("language"), max_length=2)
    texts = models.PositiveIntegerField(_("texts"))
    embedding = HalfVectorField(_("vector"))

    class Meta:
        verbose_name = _("centre")

    def __str__(self) -> str:
        return f"{self.programme_id} {self.role} {self.model} {self.language}"
