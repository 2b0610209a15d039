"""A lock that PostgreSQL did not give: whoever asked for it wrote nothing, and may ask again."""

from django.db import OperationalError
from psycopg2.errorcodes import DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE


def sin_candado(error):
    """True if a statement waited longer than ``ESPERA_CANDADO`` for a lock, or was ended to break a deadlock.

    The connection goes on, and the transaction is undone.
    """
    if not isinstance(error, OperationalError):  # None too: nobody is handling an error.
        return False
    return getattr(error.__cause__, "pgcode", None) in {DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE}
