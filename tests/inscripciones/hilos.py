"""Several real threads at the same instant, each with a database connection of its own."""

import threading
import time

from django.db import connection

PLAZO = 30  # seconds: a deadlock or a lock that is never released fails instead of hanging


def a_la_vez(*funciones):
    """Run all functions at once; return, in order, what each returned or the exception that it raised."""
    salida = threading.Barrier(len(funciones), timeout=PLAZO)
    resultados = [None] * len(funciones)

    def correr(numero, funcion):
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{PLAZO}s'")
            salida.wait()
            resultados[numero] = funcion()
        except Exception as error:
            resultados[numero] = error
        finally:
            connection.close()

    hilos = [threading.Thread(target=correr, args=par, daemon=True) for par in enumerate(funciones)]
    limite = time.monotonic() + PLAZO
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(max(0.0, limite - time.monotonic()))
    assert not [hilo for hilo in hilos if hilo.is_alive()], "a thread did not end in time"
    return resultados


def errores(resultados):
    """Return the exceptions among the results, as text."""
    return [repr(r) for r in resultados if isinstance(r, Exception)]
