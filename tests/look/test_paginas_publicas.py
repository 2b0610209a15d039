"""Front page, concept note and notices: cacheable, without cookies, well formed, the same with an empty database."""

import datetime
import gzip
import re
from pathlib import Path

import html5lib
import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import translation

from agenda.models import Cumbre
from inscripciones.models import Inscripcion
from proyectos.mapa import ARCOS_MAXIMO
from tests import fabricas

pytestmark = pytest.mark.django_db

RAIZ = Path(__file__).resolve().parents[2]
PAGINAS = ("portada", "concepto", "privacidad", "accesibilidad")


@pytest.fixture
def programa():
    cumbre = fabricas.crear_cumbre()
    seminario = fabricas.crear_seminario(cumbre)
    bloques = [fabricas.crear_bloque(seminario, orden) for orden in (1, 2, 3)]
    santa_fe = fabricas.crear_ciudad(nombre="Santa Fe", slug="santa-fe-ar", latitud=-31.6, longitud=-60.7, miembro=True)
    asuncion = fabricas.crear_ciudad(
        nombre="Asunción", slug="asuncion-py", pais="PY", latitud=-25.3, longitud=-57.6, miembro=True
    )
    proyecto = fabricas.crear_proyecto(convocatoria=fabricas.crear_convocatoria(2020), titulo_es="Mujeres en la ciudad")
    fabricas.crear_participacion(proyecto, santa_fe, "coordinadora")
    fabricas.crear_participacion(proyecto, asuncion)
    fabricas.crear_intervencion(bloques[1], proyecto=proyecto)
    return seminario


def arbol(respuesta):
    return html5lib.parse(respuesta.content.decode(), treebuilder="etree", namespaceHTMLElements=False)


def texto(elemento):
    return " ".join("".join(elemento.itertext()).split())


def ruta(nombre, idioma="es"):
    with translation.override(idioma):
        return reverse(f"seminario:{nombre}")


@pytest.mark.parametrize("idioma", ["es", "pt-br"])
@pytest.mark.parametrize("nombre", PAGINAS)
def test_pagina_is_public_cacheable_and_leaves_no_trace(client, programa, nombre, idioma):
    respuesta = client.get(ruta(nombre, idioma))

    assert respuesta.status_code == 200
    assert respuesta.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert respuesta.headers["Vary"] == "Accept-Encoding"
    assert not respuesta.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize("nombre", PAGINAS)
def test_pagina_answers_304_also_to_who_got_it_compressed(client, programa, nombre):
    comprimida = client.get(ruta(nombre), headers={"accept-encoding": "gzip"})

    repetida = client.get(
        ruta(nombre), headers={"accept-encoding": "gzip", "if-none-match": comprimida.headers["ETag"]}
    )

    assert comprimida.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(comprimida.content) == client.get(ruta(nombre)).content
    assert (repetida.status_code, repetida.content) == (304, b"")
    assert repetida.headers["Vary"] == "Accept-Encoding"


def test_pagina_publica_takes_no_post(client):
    assert client.post(ruta("portada")).status_code == 405


@pytest.mark.parametrize("idioma", ["es", "pt-br"])
@pytest.mark.parametrize("con_datos", [True, False])
@pytest.mark.parametrize("nombre", PAGINAS)
def test_pagina_is_well_formed_with_and_without_data(request, client, nombre, con_datos, idioma):
    if con_datos:
        request.getfixturevalue("programa")

    respuesta = client.get(ruta(nombre, idioma))
    pagina = arbol(respuesta)
    titulos = list(pagina.iter("h1"))
    identificadores = [e.get("id") for e in pagina.iter() if e.get("id")]

    assert respuesta.status_code == 200
    assert pagina.get("lang") == {"es": "es", "pt-br": "pt-BR"}[idioma]
    assert len(titulos) == 1
    assert texto(titulos[0]) in texto(pagina.find("head/title"))
    assert sorted(set(identificadores)) == sorted(identificadores)
    assert [e.tag for e in pagina.iter() if e.get("style") or e.get("onclick")] == []
    assert not list(pagina.iter("form"))
    assert respuesta.headers["Content-Language"] == pagina.get("lang")


def test_portada_says_what_when_where_and_how_to_register(client, programa):
    pagina = client.get(ruta("portada")).content.decode()

    assert '17:15 <span class="zona">(hora de Argentina, GMT-3)</span>' in pagina
    assert "Presencial en Esteban Echeverría y virtual" in pagina
    assert 'href="/inscripcion/tipo/?tipo=ciudad&amp;actividades=seminario"' in pagina
    assert 'href="/inscripcion/tipo/?tipo=institucion&amp;actividades=seminario"' in pagina
    assert "Comparten proyectos: Asunción – Santa Fe." in pagina
    assert "Mujeres en la ciudad" in pagina


def test_portada_closed_says_when_it_closed_and_offers_no_button(client, programa):
    cumbre = programa.cumbre
    cumbre.inscripcion_hasta = cumbre.inscripcion_desde.replace(microsecond=1)
    cumbre.inscripcion_desde = cumbre.inscripcion_desde.replace(microsecond=0)
    cumbre.save()

    pagina = client.get(ruta("portada")).content.decode()

    assert "La inscripción cerró el" in pagina
    assert "/inscripcion/tipo/" not in pagina


def test_portada_tells_the_zone_with_every_hour(client, programa):
    programa.bloques.update(inicio=programa.inicio)

    horas = [t for t in arbol(client.get(ruta("portada"))).iter("time") if "T" in t.get("datetime")]

    assert len(horas) == 4
    assert [texto(hora) for hora in horas if "GMT-3" not in texto(hora)] == []


def test_portada_counts_and_tells_no_number_of_registrations_below_five(client, programa):
    def cifras():
        dl = next(e for e in arbol(client.get(ruta("portada"))).iter("dl") if e.get("class") == "cifras")
        return {texto(div.find("dt")): texto(div.find("dd")) for div in dl}

    for _ in range(4):
        fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA)
    fabricas.crear_inscripcion()
    con_cuatro = cifras()
    fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA)
    con_cinco = cifras()

    assert con_cuatro == {
        "ciudades con proyectos compartidos": "2",
        "países": "2",
        "proyecto desde 2020": "1",
        "instituciones en el directorio": "0",
        "delegaciones inscritas": "menos de 5",
    }
    assert con_cinco == con_cuatro | {"delegaciones inscritas": "5"}


def test_portada_does_not_show_drafts(client, programa):
    oculta = fabricas.crear_ciudad(nombre="Ciudad Oculta", latitud=-30, longitud=-60, miembro=True, verificada=False)
    borrador = fabricas.crear_proyecto(titulo_es="Proyecto Secreto", publicacion="borrador")
    fabricas.crear_participacion(borrador, oculta, "coordinadora")
    fabricas.crear_participacion(borrador, fabricas.crear_ciudad(nombre="Otra Oculta"))
    bloque = programa.bloques.get(orden=2)
    fabricas.crear_intervencion(bloque, orden=2, proyecto=borrador)
    fabricas.crear_bloque(programa, 4, titulo_es="Bloque Secreto", estado="borrador")

    pagina = client.get(ruta("portada")).content.decode()

    assert "Oculta" not in pagina
    assert "Secreto" not in pagina


@pytest.mark.parametrize("cuantos", [1, 12])
def test_portada_makes_the_same_queries_for_few_and_for_many(client, programa, django_assert_num_queries, cuantos):
    bloque = programa.bloques.get(orden=2)
    for orden in range(2, 2 + cuantos):
        proyecto = fabricas.crear_proyecto()
        fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(miembro=True, latitud=-20, longitud=-60))
        proyecto.ods.add(fabricas.crear_ods(orden))
        fabricas.crear_intervencion(bloque, orden=orden, proyecto=proyecto)

    with django_assert_num_queries(13):
        client.get(ruta("portada"))


def test_portada_draws_and_names_the_pairs_that_share_most_and_stays_light(client, programa):
    ciudades = [
        fabricas.crear_ciudad(nombre=f"San Fernando de {hex(n**9)}", slug=f"san-{n:02}", latitud=-n, longitud=-60)
        for n in range(1, 41)
    ]
    for cuales in (ciudades, ciudades[:2]):
        proyecto = fabricas.crear_proyecto()
        for ciudad in cuales:
            fabricas.crear_participacion(proyecto, ciudad)

    respuesta = client.get(ruta("portada"), headers={"accept-encoding": "gzip"})

    pagina = arbol(client.get(ruta("portada")))
    dichas = texto(next(e for e in pagina.iter() if e.get("id") == "mapa-texto")).split("; ")
    arcos = [e for e in pagina.iter() if (e.get("class") or "").startswith("mapa-arco")]
    assert len(dichas) == sum(arco.get("d").count("M") for arco in arcos) == ARCOS_MAXIMO
    assert f"{ciudades[0].nombre} – {ciudades[1].nombre}" in " ".join(dichas)
    assert len(respuesta.content) <= 14 * 1024


def test_portada_fits_its_budget(client, programa):
    for archivo, tope in (("static/css", 20 * 1024), ("static/js", 5 * 1024)):
        # Of the directories in there, what is only of staff's pages.
        contenido = b"".join(p.read_bytes() for p in (RAIZ / archivo).iterdir() if p.is_file())
        assert len(gzip.compress(contenido)) <= tope

    pagina = client.get(ruta("portada")).content

    assert len(gzip.compress(pagina)) <= 14 * 1024
    recursos = set(re.findall(rb'(?:src|href)="(/static/[^"]+)"', pagina))
    assert len(recursos) + 1 <= 8


@pytest.mark.parametrize(
    ("idioma", "cuando"),
    [
        ("es", "del 1 al 3 de diciembre; actividades previas desde el 30 de noviembre"),
        ("pt-br", "de 1º a 3 de dezembro; atividades prévias a partir de 30 de novembro"),
    ],
)
def test_concepto_tells_the_days_of_the_cumbre_and_what_begins_before(client, programa, idioma, cuando):
    cumbre = programa.cumbre
    Cumbre.objects.filter(pk=cumbre.pk).update(inicio=datetime.date(2026, 12, 1), fin=datetime.date(2026, 12, 3))
    fabricas.crear_actividad(cumbre, dia=datetime.date(2026, 11, 30))

    (marco,) = [dd for dd in arbol(client.get(ruta("concepto", idioma))).iter("dd") if "30 de nov" in texto(dd)]

    assert cuando in texto(marco)


def test_concepto_falls_back_where_the_place_is_not_known(client, programa):
    pagina = client.get(ruta("concepto")).content.decode()

    assert "Dirección a confirmar" in pagina
    assert "Ninguno." in pagina
    assert "https://sursurmercociudades.org/" in pagina


def test_privacidad_names_the_controller_and_the_three_authorities(client, settings):
    settings.RESPONSABLE_DATOS = "Secretaría de prueba & Cía"

    pagina = client.get(ruta("privacidad")).content.decode()

    assert "Secretaría de prueba &amp; Cía" in pagina
    for dato in ("25.326", "18.331", "13.709", "AAIP", "URCDP", "ANPD", "contacto@example.org"):
        assert dato in pagina
