from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0008_charts"),
    ]

    operations = [
        migrations.DeleteModel(name="Block"),
        # Charts of the former form cannot be read: until a programme is settled anew, which it is after the next vectors, its views are gathered whole.
        migrations.RunSQL("DELETE FROM search_extent", migrations.RunSQL.noop),
        migrations.RunSQL("DELETE FROM search_chartpiece", migrations.RunSQL.noop),
        migrations.RunSQL("DELETE FROM search_settled", migrations.RunSQL.noop),
    ]
