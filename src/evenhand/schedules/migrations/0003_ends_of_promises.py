"""Beside each promise's chance, when it ends in the futures. What was simulated without is forgotten, and simulated again."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("schedules", "0002_published_is_final"),)
    operations = (
        migrations.RunSQL("DELETE FROM schedules_planchances", migrations.RunSQL.noop),
        migrations.AddField("planchances", "ends", models.JSONField(null=True)),
    )
