"""The pages of who proposes a project: whose they are, what each keeps, what they say."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from comun.models import Envio
from proyectos import curaduria, propuestas
from proyectos.models import Proyecto, Version
from tests import fabricas
from tests.inscripciones.escritos import hoja
from tests.proyectos.propuestas import (
    CLAVE,
    ENVIOS,
    INICIO,
    borrador,
    completa,
    en_estado,
    entrar,
    leido,
    roles,
    ruta,
    texto,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("medios")]
PARTES = ["", "titulo/", "quienes/", "quienes/agregar/ciudad/", "quienes/agregar/institucion/", "convocatoria/"]
PARTES += ["temas/", "alcance/", "carta/", "carta/archivo/", "enviar/", "borrar/", "quienes/ciudad/niteroi-br/quitar/"]
SE_ESCRIBEN = [parte for parte in PARTES if parte not in ("", "carta/archivo/", "enviar/", "borrar/")]


# --- Whose they are -----------------------------------------------------------------------------


@pytest.mark.parametrize(("prefijo", "dice"), [("", "Pedir mi enlace"), ("/pt-br", "Pedir meu link")])
def test_who_did_not_enter_reads_how_to(client, prefijo, dice):
    respuesta = client.get(prefijo + INICIO)

    assert (respuesta.status_code, dice in texto(respuesta)) == (200, True)
    html = respuesta.content.decode()
    assert f'href="{prefijo}/acceso/"' in html
    assert f'href="{prefijo}/inscripcion/"' in html
    assert client.post(prefijo + INICIO, {"titulo": "X", **CLAVE}).status_code == 200
    assert Proyecto.objects.count() == 0


def test_who_acts_for_an_institution_reads_that_cities_propose(segib):
    navegador = entrar(fabricas.crear_contacto(institucion=segib))

    assert "puede participar como aliada" in texto(navegador.get(INICIO))
    navegador.post(INICIO, {"titulo": "X", **CLAVE})
    assert Proyecto.objects.count() == 0
    assert "Proponer un proyecto" not in texto(navegador.get("/mi-espacio/"))


@pytest.mark.parametrize("parte", PARTES)
def test_the_proposal_of_another_contact_is_not_there(client, proyecto, riobamba, parte):
    de_la_misma_ciudad = entrar(fabricas.crear_contacto(ciudad=riobamba))
    antes = hoja()

    for metodo in ("get", "post"):
        assert getattr(de_la_misma_ciudad, metodo)(ruta(proyecto, parte), CLAVE).status_code == 404
        respuesta = getattr(client, metodo)(ruta(proyecto, parte), CLAVE)
        assert (respuesta.status_code, respuesta["Location"]) == (302, "/acceso/")

    assert hoja() == antes


def test_a_code_that_is_none_is_not_there(oficial):
    for codigo in ("x", "0" * 32, "nada-de-nada"):
        assert oficial.get(f"{INICIO}{codigo}/").status_code == 404


def test_what_staff_wrote_has_no_page_here(oficial):
    propio = fabricas.crear_proyecto(publicacion="borrador")

    assert oficial.get(ruta(propio)).status_code == 404


@pytest.mark.parametrize("parte", SE_ESCRIBEN)
@pytest.mark.parametrize("publicacion", ["enviada", "publicada", "archivada"])
def test_what_is_with_staff_is_not_written_and_its_page_says_so(oficial, proyecto, publicacion, parte):
    en_estado(proyecto, publicacion)
    antes = hoja()

    for metodo in (oficial.get, oficial.post):
        respuesta = metodo(ruta(proyecto, parte), CLAVE)
        assert (respuesta.status_code, respuesta["Location"]) == (302, ruta(proyecto))

    assert hoja() == antes
    assert "Este proyecto ya no se puede cambiar desde aquí." in texto(oficial.get(ruta(proyecto)))


@pytest.mark.parametrize("parte", PARTES)
def test_pages_are_personal(oficial, proyecto, parte):
    respuesta = oficial.get(ruta(proyecto, parte))

    assert respuesta.status_code == 200
    assert {"no-store", "private"} <= set(respuesta["Cache-Control"].split(", "))
    assert respuesta["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("parte", [*PARTES, "recibido/"])
def test_a_get_writes_nothing(oficial, proyecto, parte):
    oficial.get(ruta(proyecto))  # opens what the session keeps
    with CaptureQueriesContext(connection) as consultas:
        oficial.get(ruta(proyecto, parte))

    assert {c["sql"].split()[0] for c in consultas.captured_queries} <= {"SELECT", "DECLARE"}


# --- Beginning ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("prefijo", "columna"), [("", "titulo_es"), ("/pt-br", "titulo_pt_br")])
def test_a_title_begins_a_project_in_the_language_of_the_page(oficial, contacto, prefijo, columna):
    respuesta = oficial.post(prefijo + INICIO, {"titulo": "Hortas", **CLAVE})

    proyecto = Proyecto.objects.get()
    assert respuesta["Location"] == prefijo + ruta(proyecto)
    assert (getattr(proyecto, columna), proyecto.contacto, proyecto.publicacion) == ("Hortas", contacto, "borrador")
    assert roles(proyecto) == [("Riobamba", "coordinadora")]


def test_without_a_title_the_page_says_what_is_missing_and_uses_no_key(oficial):
    respuesta = oficial.post(INICIO, {"titulo": " ", **CLAVE})

    assert "Falta el título del proyecto: escriba en una frase qué se quiere hacer." in texto(respuesta)
    assert f'name="clave_envio" value="{CLAVE["clave_envio"]}"' in respuesta.content.decode()
    assert (Proyecto.objects.count(), Envio.objects.count()) == (0, 0)


def test_over_the_limit_of_a_day_what_was_typed_stays(oficial, settings, monkeypatch):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    monkeypatch.setattr("proyectos.views.proponer.BORRADORES_POR_DIA", 1)
    oficial.post(INICIO, {"titulo": "Uno", "clave_envio": "uno"})

    respuesta = oficial.post(INICIO, {"titulo": "El segundo", "clave_envio": "dos"})

    assert (respuesta.status_code, Proyecto.objects.count()) == (429, 1)
    assert "siga con uno de la lista o intente mañana" in texto(respuesta)
    assert 'value="El segundo"' in respuesta.content.decode()


def test_what_was_proposed_is_listed_with_where_it_stands(oficial, contacto):
    palabras = {"borrador": "borrador", "devuelta": "devuelto con comentarios", "enviada": "enviado"}
    for publicacion, palabra in palabras.items():
        en_estado(borrador(contacto, titulo=f"Uno {publicacion}"), publicacion)
        for pagina in (INICIO, "/mi-espacio/"):
            assert f"Uno {publicacion} {palabra}" in texto(oficial.get(pagina))

    ajeno = borrador(fabricas.crear_contacto(), titulo="De otra ciudad")
    assert ajeno.titulo not in texto(oficial.get(INICIO)) + texto(oficial.get("/mi-espacio/"))


# --- Sending, what staff said, deleting ---------------------------------------------------------


def test_it_is_asked_before_sending_and_said_after(oficial, proyecto):
    pregunta = texto(oficial.get(ruta(proyecto, "enviar/")))
    assert "si el equipo lo aprueba, se publica en el catálogo" in pregunta

    respuesta = oficial.post(ruta(proyecto, "enviar/"), CLAVE)

    assert respuesta["Location"] == ruta(proyecto, "recibido/")
    assert "El proyecto está en revisión" in texto(oficial.get(respuesta["Location"]))
    assert (leido(proyecto).publicacion, Version.objects.first().motivo) == ("enviada", "enviada")
    pagina = texto(oficial.get(ruta(proyecto)))
    assert "El equipo lo está revisando y responde por correo." in pagina
    assert "Completar o cambiar" not in pagina


def test_what_lacks_something_is_not_sent_and_its_page_says_what(oficial, contacto):
    proyecto = borrador(contacto)
    assert oficial.get(ruta(proyecto, "enviar/"))["Location"] == ruta(proyecto)
    assert oficial.get(ruta(proyecto, "recibido/"))["Location"] == ruta(proyecto)

    respuesta = oficial.post(ruta(proyecto, "enviar/"), CLAVE)

    assert respuesta["Location"] == ruta(proyecto)
    assert leido(proyecto).publicacion == "borrador"
    assert "Atención Escriba el resumen del proyecto." in texto(oficial.get(ruta(proyecto)))


def test_what_came_back_shows_what_staff_asks_and_is_sent_again(oficial, proyecto):
    curaduria.enviar(proyecto=proyecto)
    curaduria.devolver(proyecto=proyecto, comentarios="Falta el plazo.\n\n<b>Y</b> la fuente.", usuario=None)

    html = oficial.get(ruta(proyecto)).content.decode()
    assert "<p>Falta el plazo.</p>" in html
    assert "<p>&lt;b&gt;Y&lt;/b&gt; la fuente.</p>" in html
    oficial.post(ruta(proyecto, "alcance/"), {"objetivos": "Comer mejor.", **CLAVE})
    oficial.post(ruta(proyecto, "enviar/"), CLAVE)

    assert (leido(proyecto).publicacion, leido(proyecto).objetivos_es) == ("enviada", "Comer mejor.")


def test_what_is_published_leads_to_its_sheet(oficial, proyecto):
    proyecto = en_estado(proyecto, "publicada")

    assert f'href="/proyectos/{proyecto.slug}/"' in oficial.get(ruta(proyecto)).content.decode()
    assert oficial.get(ruta(proyecto, "recibido/"))["Location"] == ruta(proyecto)


def test_a_project_is_deleted_after_a_question(oficial, proyecto):
    assert "no se puede deshacer" in texto(oficial.get(ruta(proyecto, "borrar/")))

    respuesta = oficial.post(ruta(proyecto, "borrar/"), CLAVE)

    assert (respuesta["Location"], Proyecto.objects.count()) == (INICIO, 0)
    assert "Se borró el proyecto." in texto(oficial.get(INICIO))


def test_what_may_not_be_deleted_says_why(oficial, proyecto):
    fabricas.crear_intervencion(fabricas.crear_bloque(fabricas.crear_seminario()), proyecto=proyecto)

    respuesta = oficial.post(ruta(proyecto, "borrar/"), CLAVE)

    assert respuesta["Location"] == ruta(proyecto)
    assert "El equipo ya usa este proyecto" in texto(oficial.get(ruta(proyecto)))


# --- Languages, costs ---------------------------------------------------------------------------


def test_a_project_begun_in_spanish_is_written_in_spanish_from_a_page_in_portuguese(oficial, proyecto):
    html = oficial.get("/pt-br" + ruta(proyecto, "titulo/")).content.decode()
    assert "Este projeto é escrito em espanhol" in html
    assert len(re.findall(r'<(?:input|textarea)[^>]* lang="es"', html)) == 2

    oficial.post("/pt-br" + ruta(proyecto, "titulo/"), {**ENVIOS["titulo"], **CLAVE})

    assert (leido(proyecto).titulo_es, leido(proyecto).titulo_pt_br or "") == ("Huertas en las escuelas", "")
    assert (
        'lang="es"' not in oficial.get(ruta(proyecto, "titulo/")).content.decode().split("<main")[1].split("</main")[0]
    )


@pytest.mark.parametrize("hostil", ["<script>alert(1)</script>", "</textarea><b>", '"><img src=x>'])
def test_what_the_author_wrote_is_shown_as_text(oficial, contacto, hostil):
    proyecto = borrador(contacto, titulo=hostil)
    propuestas.guardar(proyecto=proyecto, resumen=hostil, objetivos=hostil)

    for parte in ("", "titulo/", "alcance/", "borrar/"):
        html = oficial.get(ruta(proyecto, parte)).content.decode()
        assert escape(hostil) in html
        assert hostil not in html


CONSULTAS = {"": 10, "quienes/": 6, "convocatoria/": 8, "temas/": 10, "enviar/": 7}


@pytest.mark.parametrize(("parte", "consultas"), CONSULTAS.items())
@pytest.mark.parametrize("cuantos", [1, 15])
def test_a_page_costs_the_same_whatever_takes_part(
    oficial, contacto, niteroi, convocatoria, django_assert_num_queries, parte, consultas, cuantos
):
    proyecto = completa(contacto, niteroi, convocatoria=convocatoria)
    for _n in range(cuantos):
        propuestas.agregar_participante(proyecto=proyecto, actor=fabricas.crear_ciudad())
        propuestas.agregar_participante(proyecto=proyecto, actor=fabricas.crear_institucion())
        proyecto.unidades.add(fabricas.crear_unidad())

    with django_assert_num_queries(consultas):
        assert oficial.get(ruta(proyecto, parte)).status_code == 200


@pytest.mark.parametrize("cuantos", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(oficial, contacto, django_assert_num_queries, cuantos):
    for _n in range(cuantos):
        borrador(contacto)

    with django_assert_num_queries(5):
        assert oficial.get(INICIO).status_code == 200


def test_a_stranger_opens_no_session(client):
    assert "sesion" not in client.get(INICIO).cookies
