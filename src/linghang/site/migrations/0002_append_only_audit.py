"""Nobody changes or removes what the audit log says."""

from django.db import migrations

from linghang.site.append_only import allow_changes, forbid_changes


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0001_initial"),
        ("auditlog", "0017_add_actor_email"),
    ]
    operations = [
        migrations.RunPython(lambda apps, editor: forbid_changes(editor.connection),
                             lambda apps, editor: allow_changes(editor.connection)),
    ]
