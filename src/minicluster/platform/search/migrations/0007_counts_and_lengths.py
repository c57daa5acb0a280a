from django.db import migrations

from minicluster.analytics.retrieval.weights import term_counts
from minicluster.platform.search.index import whole_text
from minicluster.platform.search.terms import changes_of, packed


def count_terms(apps, _schema_editor):
    """Documents carry the counts of their terms and their lengths instead of weights; what was made of the weights is made again by the next settling."""
    for name in ("TermCount", "Extent", "Posting"):
        apps.get_model("search", name).objects.all().delete()
    Document, Posting = apps.get_model("search", "Document"), apps.get_model("search", "Posting")
    for document in Document.objects.iterator(chunk_size=1000):
        terms = packed(term_counts(whole_text(document.title, document.text)))
        Document.objects.filter(pk=document.pk).update(terms=terms)
        changes = [(document.programme_id, term, document.pk, change) for term, change in changes_of(terms)]
        Posting.objects.bulk_create(Posting(programme_id=programme, term=term, document_id=number, change=change) for programme, term, number, change in changes)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0006_registers_by_language"),
    ]

    operations = [
        migrations.RunPython(count_terms, migrations.RunPython.noop),
    ]
