"""The journal can be searched: by what an act was done to, by whom, by kind and day; and it says in whose stead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="journalentry",
            name="acting_for",
            field=models.CharField(blank=True, default="", max_length=150),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["action", "id"], name="core_journal_action"),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["actor_name", "id"], name="core_journal_actor"),
        ),
        migrations.AddIndex(model_name="journalentry", index=models.Index(fields=["at"], name="core_journal_at")),
        migrations.CreateModel(
            name="JournalSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(db_index=True, max_length=150)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subjects", to="core.journalentry"
                    ),
                ),
            ],
        ),
    ]
