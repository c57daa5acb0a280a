"""Records of search: documents, the postings of their terms, the vectors of their texts, and the centres of those vectors.

They are made from other records and can be made again from them at any time. What nobody else may see is never written here; what only a
mini-cluster may see carries its scope, which every search compares with the viewer's.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField

# So many dimensions keep what the models tell apart; all of a model with fewer.
POSITION_DIMENSIONS = 384


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
    # Its lengths, its terms and their counts, packed (`terms.py`): what a document scores is computed from this alone.
    terms = models.BinaryField(_("terms"), default=b"")

    class Meta:
        verbose_name = _("document")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme_id", "record", "language"], name="search_document_once")]
        indexes: ClassVar = [
            models.Index(fields=["programme_id", "candidate_kind", "candidate_id"], name="search_document_candidate"),
            models.Index(fields=["programme_id", "candidate_kind", "scope"], name="search_document_scope"),
            GinIndex(fields=["origins"], name="search_document_origins", fastupdate=False),
            models.Index(fields=["fingerprint"], name="search_document_fingerprint"),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.language}"


class Posting(models.Model):
    """What has happened since the programme was last settled: a document came with a term (1), or a settled one that held it has gone (-1).

    Under the numbers of the collection (`terms.py`) it says so of the documents themselves and of their lengths.
    There is no constraint to the document: a million of them would be checked one by one at commit. `index` and `settling` are the only writers.
    """

    pk = models.CompositePrimaryKey("programme_id", "term", "document_id")
    programme_id = models.BigIntegerField(_("programme"))
    term = models.BigIntegerField(_("term"))
    document = models.ForeignKey(Document, verbose_name=_("document"), on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    change = models.SmallIntegerField(_("change"))

    class Meta:
        verbose_name = _("posting")

    def __str__(self) -> str:
        return f"{self.term} {self.document_id} {self.change:+}"


class TermCount(models.Model):
    """In how many settled documents of a programme a term stands; under the numbers of the collection, how many and how long they are."""

    pk = models.CompositePrimaryKey("programme_id", "term")
    programme_id = models.BigIntegerField(_("programme"))
    term = models.BigIntegerField(_("term"))
    documents = models.PositiveIntegerField(_("documents"))

    class Meta:
        verbose_name = _("count of a term")

    def __str__(self) -> str:
        return f"{self.term} {self.documents}"


class Extent(models.Model):
    """How many settled documents of a kind stand in a scope: by this a search chooses its way."""

    pk = models.CompositePrimaryKey("programme_id", "candidate_kind", "scope")
    programme_id = models.BigIntegerField(_("programme"))
    candidate_kind = models.CharField(_("speaks for (kind)"), max_length=10, choices=CandidateKind)
    scope = models.BigIntegerField(_("visible within"))
    documents = models.PositiveIntegerField(_("documents"))

    class Meta:
        verbose_name = _("extent")

    def __str__(self) -> str:
        return f"{self.candidate_kind} {self.scope} {self.documents}"


class ChartPiece(models.Model):
    """A piece of the chart of a kind (`charts.py`), by which the pool of a wide view is chosen."""

    pk = models.CompositePrimaryKey("programme_id", "candidate_kind", "place")
    programme_id = models.BigIntegerField(_("programme"))
    version = models.UUIDField(_("version"))
    candidate_kind = models.CharField(_("speaks for (kind)"), max_length=10, choices=CandidateKind)
    place = models.IntegerField(_("place in the chart"))
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("piece of a chart")

    def __str__(self) -> str:
        return f"{self.programme_id} {self.candidate_kind} {self.place}"


class Settled(models.Model):
    """How the vectors of a programme's models become positions: the models in their order, and the matrix that is applied to them side by side.

    The version changes with every settling.
    """

    programme_id = models.BigIntegerField(_("programme"), primary_key=True)
    version = models.UUIDField(_("version"))
    basis = models.BinaryField(_("matrix"))
    embedders = ArrayField(models.CharField(max_length=60), verbose_name=_("models"))
    lengths = ArrayField(models.SmallIntegerField(), verbose_name=_("dimensions"))

    class Meta:
        verbose_name = _("settled programme")

    def __str__(self) -> str:
        return f"{self.programme_id} {self.version}"


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


class PhrasingVector(models.Model):
    """The vector of a text of the thesaurus under one model, as a question or as a passage. It belongs to the text, whichever programme uses it."""

    pk = models.CompositePrimaryKey("model", "role", "fingerprint")
    model = models.CharField(_("model and version"), max_length=60)
    role = models.CharField(_("embedded as"), max_length=8, choices=[("question", _("question")), ("passage", _("passage"))])
    fingerprint = models.BigIntegerField(_("fingerprint of the text"))
    embedding = HalfVectorField(_("vector"))

    class Meta:
        verbose_name = _("vector of a phrasing")

    def __str__(self) -> str:
        return f"{self.model} {self.role} {self.fingerprint}"


class LearnedThesaurus(models.Model):
    """What was learned from a programme's thesaurus (`analytics.retrieval.packing`), and from which: made again at any time from its concepts."""

    programme_id = models.BigIntegerField(_("programme"), primary_key=True)
    concepts = models.CharField(_("fingerprint of the concepts"), max_length=32)
    version = models.UUIDField(_("version"))
    content = models.BinaryField(_("what was learned"))

    class Meta:
        verbose_name = _("learned thesaurus")

    def __str__(self) -> str:
        return f"{self.programme_id} {self.version}"
