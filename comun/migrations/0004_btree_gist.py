"""What lets an exclusion constraint compare an ordinary column beside a range."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comun", "0003_mensaje_anulado")]
    operations = [BtreeGistExtension()]
