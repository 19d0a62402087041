"""The open sessions of an account can be ended from outside."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_invitation_role")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="sessions_ended",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
