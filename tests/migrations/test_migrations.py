"""The schema: complete, in the storeys' order, and reversible down to nothing."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

STOREYS = ("accounts", "audit", "files", "mail", "search", "members", "meetings", "problems", "outcomes", "stories")


def _own_models():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in STOREYS]


@pytest.mark.django_db
def test_no_model_has_changed_without_its_migration():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.parametrize("model", _own_models(), ids=lambda model: model._meta.label)
def test_every_foreign_key_points_to_its_own_storey_or_a_lower_one(model):
    own = STOREYS.index(model._meta.app_label)
    upward = [field.name for field in model._meta.get_fields() if field.is_relation and not field.auto_created and field.related_model is not None and field.related_model._meta.app_label in STOREYS and STOREYS.index(field.related_model._meta.app_label) > own]
    assert upward == []


@pytest.mark.django_db
def test_each_station_has_one_line_of_migrations():
    loader = MigrationLoader(connection)
    assert loader.detect_conflicts() == {}


@pytest.mark.django_db(transaction=True)
def test_the_stations_can_be_taken_down_and_put_up_again():
    call_command("migrate", "stories", "zero", verbosity=0)
    call_command("migrate", "outcomes", "zero", verbosity=0)
    with connection.cursor() as cursor:
        assert not [table for table in connection.introspection.table_names(cursor) if table.startswith(("stories_", "outcomes_"))]
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        assert "stories_successcase" in connection.introspection.table_names(cursor)
