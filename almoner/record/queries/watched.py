"""Which tables are watched for changes that no action recorded, and which are not and why."""

from __future__ import annotations

from django.apps import apps
from django.db import connections

from almoner.record.watch import UNWATCHED

_CATALOGUE = """select c.relname, coalesce(d.description, ''),
  (select count(*) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled in ('O', 'A')
    and t.tgname in ('watch_insert', 'watch_update', 'watch_delete', 'watch_truncate'))
  from pg_class c left join pg_description d on d.objoid = c.oid and d.objsubid = 0 and d.classoid =
  'pg_class'::regclass where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"""

ALL_FOUR = 4


def unwatched_tables(using: str = "default") -> list[str]:
    """Our own tables that are neither watched for every kind of change nor left unwatched with a reason."""
    ours = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("almoner.")
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    with connections[using].cursor() as cursor:
        cursor.execute(_CATALOGUE)
        settled = {
            table for table, words, watching in cursor.fetchall() if watching == ALL_FOUR or words.startswith(UNWATCHED)
        }
    return sorted(ours - settled)
