"""The database learns of tables that were just filled."""

from time import sleep

import pytest
from django.db import connection

from kinline import planner
from kinline.accounts.models import Throttle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("rows", [100, 1000])
def test_a_filled_table_is_known(rows):
    Throttle.objects.bulk_create(Throttle(key=f"{number}", window=0, hits=1) for number in range(rows))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            planner.learn_tables()
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'accounts_throttle'")
            assert cursor.fetchone()
    else:
        # The server counts what changed with some delay; other tables may have changed too.
        def known():
            planner.learn_tables()
            with connection.cursor() as cursor:
                cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'accounts_throttle'")
                return cursor.fetchone() == (rows,)

        assert any(known() or sleep(0.1) for _ in range(100))
        assert planner.learn_tables() == 0
