"""Each of several things finds the acts that were done to all of them at once, those of before too."""

from django.db import migrations

ROWS_AT_ONCE = 500


def name_several_subjects(apps, schema_editor):
    """Let each of several things find the acts done to all of them at once: their details are keyed by address."""
    database = schema_editor.connection.alias
    details = apps.get_model("core", "JournalDetail").objects.using(database).order_by("pk")
    subjects = apps.get_model("core", "JournalSubject").objects.using(database)
    waiting = []
    for detail in details.iterator(chunk_size=ROWS_AT_ONCE):
        found = {key for side in (detail.before, detail.after) for key in side or () if key.startswith("/")}
        if len(found) > 1:
            waiting += [subjects.model(entry_id=detail.entry_id, subject=one[:150]) for one in sorted(found)]
        if len(waiting) >= ROWS_AT_ONCE:
            subjects.bulk_create(waiting)
            waiting = []
    subjects.bulk_create(waiting)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_journal_page")]

    operations = [migrations.RunPython(name_several_subjects, migrations.RunPython.noop)]
