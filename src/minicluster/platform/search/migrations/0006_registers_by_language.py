from django.db import migrations


class Migration(migrations.Migration):
    """What was learned is stored in another shape since registers and readings are kept by language; it is learned again within ten minutes."""

    dependencies = [("search", "0005_learned_thesaurus")]

    operations = [
        migrations.RunSQL("DELETE FROM search_learnedthesaurus", migrations.RunSQL.noop),
    ]
