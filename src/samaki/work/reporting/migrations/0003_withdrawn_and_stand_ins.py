"""A withdrawn report is owed anew since a day; a step says in whose stead it was done."""

from typing import Any

from django.db import migrations, models


def owe_withdrawn_anew(apps: Any, _schema: Any) -> None:
    """Give reports whose last approval withdrew them that day, and forget when they were sent before it."""
    steps = apps.get_model("reporting", "ReportStep").objects.order_by("pk")
    last = {step.report_id: step for step in steps.filter(action="approve")}
    for report, step in last.items():
        if step.after != "withdrawn":
            continue
        again = steps.filter(report=report, action="sign", pk__gt=step.pk).first()
        reports = apps.get_model("reporting", "Report").objects.filter(pk=report)
        reports.update(withdrawn=step.known, first_sent=again.known if again else None)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_event_uid")]

    operations = [
        migrations.AddField("report", "withdrawn", models.DateField(null=True)),
        migrations.AddField("reportstep", "acting_for", models.CharField(blank=True, default="", max_length=150)),
        migrations.RunPython(owe_withdrawn_anew, migrations.RunPython.noop),
    ]
