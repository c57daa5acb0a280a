from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0007_counts_and_lengths'),
    ]

    operations = [
        migrations.DeleteModel(name='Position'),
        migrations.CreateModel(
            name='ChartPiece',
            fields=[
                ('pk', models.CompositePrimaryKey('programme_id', 'candidate_kind', 'place', blank=True, editable=False, primary_key=True, serialize=False)),
                ('programme_id', models.BigIntegerField(verbose_name='programme')),
                ('version', models.UUIDField(verbose_name='version')),
                ('candidate_kind', models.CharField(choices=[('expert', 'Expert'), ('firm', 'Firm'), ('facility', 'Facility'), ('support', 'Support programme')], max_length=10, verbose_name='speaks for (kind)')),
                ('place', models.IntegerField(verbose_name='place in the chart')),
                ('content', models.BinaryField(verbose_name='content')),
            ],
            options={
                'verbose_name': 'piece of a chart',
            },
        ),
        # Numbers in a byte each do not compress.
        migrations.RunSQL("ALTER TABLE search_chartpiece ALTER COLUMN content SET STORAGE EXTERNAL", migrations.RunSQL.noop),
        # What was settled before has no chart: its models count as others than before, and so it is settled anew.
        migrations.RunSQL("UPDATE search_settled SET embedders = '{}', lengths = '{}', basis = ''", migrations.RunSQL.noop),
    ]
