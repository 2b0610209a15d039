"""The drill of docs/operacion.md: a dump restored elsewhere holds the same, and the portal starts on it."""

import subprocess
import uuid
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.apps import apps
from django.db import connection

from comun.postgres_embebido import find_binaries
from inscripciones.models import Inscripcion
from tests import fabricas
from tests.carga.navegador import que_inicio
from tests.carga.servidor import correr, url_de_la_base
from tests.inscripciones.delegaciones import borrador, confirmada

pytestmark = [pytest.mark.largo, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def otra_base(conexion):
    """The address of an empty database on the same server."""
    nombre = f"copia_{uuid.uuid4().hex[:12]}"
    with conexion.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{nombre}"')
        yield urlsplit(url_de_la_base())._replace(path=f"/{nombre}").geturl()
        cursor.execute(f'DROP DATABASE "{nombre}" WITH (FORCE)')


def herramienta(nombre, *opciones):
    """Run a program of PostgreSQL; psycopg2 and libpq read the same address."""
    programa = find_binaries()[0] / nombre
    corrida = subprocess.run([programa, *opciones], capture_output=True, text=True)
    assert corrida.returncode == 0, corrida.stderr


def cuentas(url):
    """Return how many rows each table holds and where each sequence goes on."""
    with psycopg2.connect(url) as otra, otra.cursor() as cursor:
        filas = {}
        for tabla in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT count(*) FROM "{tabla}"')
            filas[tabla] = cursor.fetchone()[0]
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
        filas.update(cursor.fetchall())
    otra.close()
    return filas


def test_una_copia_restaurada_tiene_lo_mismo_y_el_portal_sigue_desde_ahi(servir, cumbre, otra_base, tmp_path):
    seminario = fabricas.crear_seminario(cumbre, cupo_presencial=3)
    for _n in range(3):
        confirmada(seminario, personas=2)
    en_curso = borrador(seminario, espera=True)
    navegador = que_inicio("http://127.0.0.1", en_curso)
    antes, archivo = cuentas(url_de_la_base()), tmp_path / "copia.dump"

    herramienta("pg_dump", "--format=custom", f"--file={archivo}", f"--dbname={url_de_la_base()}")
    herramienta("pg_restore", "--exit-on-error", f"--dbname={otra_base}", archivo)
    correr("migrate", "--verbosity=0", "--check", base=otra_base)
    servidor = servir(procesos=2, base=otra_base)
    navegador.destino = urlsplit(servidor.url).netloc

    assert cuentas(otra_base) == antes
    assert antes[Inscripcion._meta.db_table] == 4
    assert len([t for t in antes if t in {m._meta.db_table for m in apps.get_models()}]) > 40
    assert navegador.get("/readyz").status_code == 200
    pagina = navegador.post("/inscripcion/revisar/", {"clave_envio": "confirmar"}, follow=True)
    assert en_curso.referencia in pagina.content.decode()
    with psycopg2.connect(otra_base) as otra, otra.cursor() as cursor:
        cursor.execute("SELECT estado, turno FROM inscripciones_asistencia ORDER BY id")
        assert cursor.fetchall() == [("confirmada", None)] * 3 + [("en_espera", n) for n in (1, 2, 3, 4)]
    otra.close()
    assert Inscripcion.objects.confirmadas().count() == 3
