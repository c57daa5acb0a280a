import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('problems', '0006_intake_and_alike'),
    ]

    operations = [
        migrations.AddField(
            model_name='problem',
            name='left_out',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, editable=False, size=None, verbose_name='left out of the shortlist when it was made'),
        ),
    ]
