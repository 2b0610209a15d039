"""How many statements a registration takes, literally; and what happens to who registers meanwhile."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actores.services import fusionar
from inscripciones.models import Inscripcion
from tests import fabricas
from tests.formularios import enviar
from tests.inscripciones import escritos, recorrido


def sentencias(consultas):
    """Without those of the test's own transactions."""
    return [c["sql"] for c in consultas if "SAVEPOINT" not in c["sql"]]


def test_inscripcion_completa_usa_pocas_sentencias(client, programa_cumbre, riobamba):
    """From the start page to the reference, every page included (pretix: 289)."""
    fabricas.crear_unidad()
    ContentType.objects.clear_cache()
    cuentas = {}

    def anotar(nombre, accion):
        with CaptureQueriesContext(connection) as consultas:
            pagina = accion()
        cuentas[nombre] = len(sentencias(consultas))
        return pagina

    anotar("inicio", lambda: client.get("/inscripcion/"))
    pagina = anotar("tipo", lambda: client.get("/inscripcion/tipo/", {"tipo": "ciudad", "actividades": "seminario"}))
    pagina = anotar("quien", lambda: enviar(client, pagina, "tipo", tipo="ciudad", seguir="1"))
    pagina = anotar("buscar", lambda: enviar(client, pagina, "q", pais="EC", q="riob"))
    pagina = anotar("elegir", lambda: enviar(client, pagina, "ciudad", ciudad="riobamba-ec", seguir="1"))
    pagina = anotar("contacto", lambda: enviar(client, pagina, "nombre", **recorrido.CONTACTO))
    pagina = anotar("persona", lambda: enviar(client, pagina, "nombre", nombre="Luis Cando"))
    pagina = anotar("listas", lambda: client.post("/inscripcion/personas/listas/", {"clave_envio": "a"}, follow=True))
    elegidas = {"actividades": ["seminario"], "modalidad_seminario": "presencial"}
    pagina = anotar("actividades", lambda: enviar(client, pagina, "actividades", **elegidas))
    anotar("ficha", lambda: client.get("/inscripcion/aportes/nueva/saber/"))
    ficha = {"titulo": "Huertas", "clave_envio": "b"}
    anotar("guardar ficha", lambda: client.post("/inscripcion/aportes/nueva/saber/", ficha, follow=True))
    pagina = anotar("fichas", lambda: client.post("/inscripcion/aportes/listos/", {"clave_envio": "c"}, follow=True))
    pagina = anotar("experiencia", lambda: enviar(client, pagina, "quiere", quiere="no"))
    permisos = {"consentimiento_datos": "on"}
    pagina = anotar("permisos", lambda: enviar(client, pagina, "consentimiento_datos", **permisos))
    pagina = anotar("confirmar", lambda: client.post("/inscripcion/revisar/", {"clave_envio": "d"}, follow=True))

    assert pagina.request["PATH_INFO"] == "/inscripcion/lista/"
    assert cuentas == {
        "inicio": 2, "tipo": 2, "quien": 3, "buscar": 3, "elegir": 4, "contacto": 27, "persona": 21, "listas": 19,
        "actividades": 23, "ficha": 6, "guardar ficha": 22, "fichas": 16, "experiencia": 16, "permisos": 25,
        "confirmar": 39,
    }  # fmt: skip
    assert sum(cuentas.values()) == 228


@pytest.mark.parametrize("url", ["/inscripcion/personas/", "/inscripcion/revisar/", "/inscripcion/actividades/"])
def test_paginas_de_la_delegacion_usan_las_mismas_consultas_con_1_y_con_30_personas(ciudad_en_curso, url):
    oficial, inscripcion = ciudad_en_curso

    def cuenta():
        with CaptureQueriesContext(connection) as consultas:
            assert oficial.get(url).status_code == 200
        return len(consultas)

    con_dos = cuenta()
    for _i in range(30):
        persona = fabricas.crear_participante(inscripcion)
        fabricas.crear_asistencia(persona, inscripcion.elecciones.get().actividad)

    assert cuenta() == con_dos


def test_ciudad_unida_a_otra_entre_la_busqueda_y_el_contacto_inscribe_a_la_otra(client, programa_cumbre, riobamba):
    repetida = fabricas.crear_ciudad(nombre="Rio Bamba", slug="rio-bamba-ec", pais="EC")
    pagina = client.get("/inscripcion/contacto/", escritos.quien(repetida))
    fusionar(origen=repetida, destino=riobamba)

    enviar(client, pagina, "nombre", **recorrido.CONTACTO)

    assert Inscripcion.objects.get().ciudad == riobamba


def test_ciudad_que_ya_no_existe_vuelve_a_la_busqueda_con_lo_elegido(client, programa_cumbre):
    respuesta = Client().get("/inscripcion/contacto/", {"tipo": "ciudad", "pais": "EC", "ciudad": "nada"})

    assert respuesta.headers["Location"] == "/inscripcion/quien/?tipo=ciudad&pais=EC"


def test_actividad_cerrada_entre_la_pagina_y_el_envio_lo_dice_y_conserva_lo_marcado(client, programa_cumbre, riobamba):
    pagina = recorrido.hasta_actividades(client)
    clima = programa_cumbre[1]
    clima.cerrada = True
    clima.save()

    pagina = enviar(
        client, pagina, "actividades", actividades=["seminario", "clima"],
        modalidad_seminario="virtual", modalidad_clima="virtual",
    )  # fmt: skip

    texto = pagina.content.decode()
    assert "<title>Error: " in texto
    assert texto.count("«La ambición climática» ya no recibe inscripciones: quítela de su selección.") == 2
    assert re.findall(r'value="([a-z]+)" id="id_actividades_.*?"( checked)?>', texto) == [
        ("seminario", " checked"),
        ("clima", " checked"),
        ("asamblea", ""),
    ]
    assert Inscripcion.objects.get().elecciones.count() == 0


def test_actividad_cerrada_antes_de_confirmar_se_nombra_en_la_revision(ciudad_en_curso, seminario):
    oficial, inscripcion = ciudad_en_curso
    seminario.cerrada = True
    seminario.save()

    pagina = oficial.post("/inscripcion/revisar/", {"clave_envio": "a"})

    texto = pagina.content.decode()
    assert "<title>Error: " in texto
    assert "«Seminario Cooperación Internacional» ya no recibe inscripciones: quítela de su selección." in texto
    inscripcion.refresh_from_db()
    assert inscripcion.estado == "borrador"
