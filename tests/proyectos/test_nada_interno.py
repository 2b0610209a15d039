"""What is internal to a project reaches no public address: pages, data, feeds, files, whatever the query.

The addresses are those that the portal has, asked of its own resolver, so that a new one is walked from its first day.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils.translation import override

from tests import fabricas
from tests.proyectos.hojas import crear_hoja_completa

pytestmark = pytest.mark.django_db
SECRETO = "xqsecretoq"
CODIGO = "codigodelapropuesta"
TITULO = "mercados de cercanía"
TITULOS = (TITULO, "mercados de proximidade")
NO_SE_RECORREN = {"admin"}  # Staff's: its own tests say who enters.
# What surely tells of the project, for the walk to be no walk among pages that are not there.
CUENTAN_DEL_PROYECTO = {
    "proyectos:catalogo",
    "proyectos:proyecto",
    "proyectos:csv",
    "proyectos:json",
    "proyectos:geojson",
    "proyectos:novedades",
    "seminario:ciudad",
    "seminario:institucion",
}
VALORES = {  # of the parameters of an address; of the others, anything
    "seminario:ciudad": {"slug": "rosario-ar"},
    "seminario:institucion": {"slug": "agencia"},
    "": {"slug": "huertas", "codigo": CODIGO, "tipo": "necesidad"},
}


def _direcciones():
    """Return the names and the parameters of every address, but for those of staff."""

    def recorrer(patrones, espacios):
        for patron in patrones:
            if isinstance(patron, URLPattern):
                if patron.name:
                    yield ":".join([*espacios, patron.name]), tuple(patron.pattern.converters)
            elif patron.namespace not in NO_SE_RECORREN:
                yield from recorrer(patron.url_patterns, [*espacios, *filter(None, [patron.namespace])])

    return sorted(set(recorrer(get_resolver().url_patterns, [])))


def _ruta(nombre, parametros):
    valores = VALORES[""] | VALORES.get(nombre, {})
    return reverse(nombre, kwargs={parametro: valores.get(parametro, "1") for parametro in parametros})


@pytest.fixture
def proyecto(tmp_path, settings):
    """A published project with something secret in all that is internal, and one that says nothing but secrets."""
    settings.MEDIA_ROOT = tmp_path
    contacto = fabricas.crear_contacto(
        ciudad=fabricas.crear_ciudad(nombre="Montevideo"),
        nombre=f"{SECRETO} nombre",
        email=f"{SECRETO}@ejemplo.gob",
        telefono=f"{SECRETO} 5555",
        cargo=f"{SECRETO} cargo",
    )
    proyecto = crear_hoja_completa(
        slug="huertas",
        notas_internas=f"{SECRETO} notas",
        comentarios=f"{SECRETO} comentarios",
        codigo=CODIGO,
        contacto=contacto,
        carta=ContentFile(b"%PDF-1.4", name=f"{SECRETO}.pdf"),
    )
    fabricas.crear_version(proyecto, motivo=f"{SECRETO} motivo", retrato={"notas_internas": SECRETO})
    oculto = fabricas.crear_proyecto(
        publicacion="devuelta", slug="oculto", titulo_es=f"{SECRETO} título", comentarios="Falta algo"
    )
    ciudad = fabricas.crear_ciudad(slug="rosario-ar", miembro=True)
    agencia = fabricas.crear_institucion(slug="agencia")
    for uno in (proyecto, oculto):
        fabricas.crear_participacion(uno, ciudad)
        fabricas.crear_participacion(uno, agencia, "aliada")
    return proyecto


def _dicho(response):
    """Return all that an answer tells, headers included."""
    contenido = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers.items()} {contenido.decode('utf-8', 'replace')}".lower()


@pytest.mark.parametrize("idioma", [codigo for codigo, _nombre in settings.LANGUAGES])
@pytest.mark.parametrize(("nombre", "parametros"), _direcciones())
def test_nothing_internal_is_told(proyecto, nombre, parametros, idioma):
    with override(idioma):
        ruta = _ruta(nombre, parametros)

    for consulta in ("", "?q=huertas", "?orden=titulo&ciudad=rosario-ar"):
        response = Client().get(ruta + consulta)

        assert response.status_code < 500
        dicho = _dicho(response)
        if nombre in CUENTAN_DEL_PROYECTO:
            assert (response.status_code, any(t in dicho for t in TITULOS)) == (200, True), ruta + consulta
        assert SECRETO not in dicho, ruta + consulta
        assert proyecto.carta.name not in dicho, ruta + consulta
        assert CODIGO in ruta or CODIGO not in dicho, ruta + consulta


@pytest.mark.parametrize("ruta", ["/proyectos/", "/proyectos.csv", "/proyectos.json", "/proyectos.geojson"])
def test_no_search_finds_by_what_is_internal(proyecto, ruta):
    """The page says what was asked for, so what it finds is looked at."""
    for palabra in (SECRETO, SECRETO[:6], f"{SECRETO} notas"):
        response = Client().get(ruta, {"q": palabra})

        assert response.status_code in (200, 404)  # 404 where there is no such data.
        assert TITULO not in _dicho(response)
    response = Client().get(ruta, {"q": "huertas"})
    assert response.status_code == 404 or TITULO in _dicho(response)


def test_neither_the_letter_nor_what_is_hidden_has_an_address(proyecto):
    assert Path(proyecto.carta.path).exists()
    for ruta in (proyecto.carta.url, "/proyectos/oculto/", "/pt-br/proyectos/oculto/"):
        assert Client().get(ruta).status_code == 404


def test_the_walk_knows_the_public_addresses():
    nombres = {nombre for nombre, _parametros in _direcciones()}

    assert {"proyectos:catalogo", "proyectos:proyecto", "seminario:ciudad", "agenda:datos", "archivo"} <= nombres
    assert not any(nombre.startswith("admin:") for nombre in nombres)
