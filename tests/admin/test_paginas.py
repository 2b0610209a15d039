"""Every page of the admin: it opens, in both languages, for staff only, whatever a person wrote or searched."""

import contextlib

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from tests.admin.conftest import crear_elenco

SALAS = ["comun", "actores", "proyectos", "agenda", "intercambio", "inscripciones"]
MODELOS = [modelo for sala in SALAS for modelo in apps.get_app_config(sala).get_models()]
NOMBRES = [modelo._meta.model_name for modelo in MODELOS]
SCRIPT = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(1)"


def ruta(modelo, pagina, *args):
    return reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_{pagina}", args=args)


def rutas_de(objeto):
    """Every admin address of a row's model, without a query string."""
    modelo = type(objeto)
    paginas = [ruta(modelo, "changelist"), ruta(modelo, "add")]
    paginas += [ruta(modelo, pagina, objeto.pk) for pagina in ("change", "history", "delete")]
    with contextlib.suppress(NoReverseMatch):
        paginas.append(ruta(modelo, "unir", objeto.pk))
    return paginas


def test_admin_shows_every_model():
    assert [m for m in MODELOS if m not in admin.site._registry] == []


def test_admin_searches_every_model():
    assert [m for m in MODELOS if not admin.site._registry[m].search_fields] == []


@pytest.mark.parametrize("idioma", ["es", "pt-br"])
@pytest.mark.parametrize("nombre", NOMBRES)
def test_pages_open_in_both_languages(coordinacion, elenco, nombre, idioma):
    with translation.override(idioma):
        paginas = rutas_de(elenco[nombre])
    estados = {pagina: coordinacion.get(pagina).status_code for pagina in paginas}
    assert {p: e for p, e in estados.items() if e not in {200, 403}} == {}
    assert estados[paginas[0]] == estados[paginas[2]] == 200


def test_pages_send_strangers_to_login(ajena, elenco):
    paginas = [pagina for objeto in elenco.values() for pagina in rutas_de(objeto)]
    paginas += [reverse(f"admin:{n}") for n in ("index", "jsi18n", "autocomplete", "password_change")]
    paginas += [reverse("admin:app_list", args=[sala]) for sala in SALAS]
    paginas += ["/admin/no-existe/", "/pt-br/admin/", "/pt-br/admin/inscripciones/inscripcion/"]

    respuestas = {p: ajena.get(p) for p in paginas}

    adentro = {
        p: r.status_code for p, r in respuestas.items() if r.status_code != 302 or "/login/" not in r["Location"]
    }
    assert adentro == {}


@pytest.mark.parametrize("nombre", NOMBRES)
def test_pages_escape_what_people_wrote(coordinacion, nombre):
    elenco = crear_elenco(SCRIPT + FORMULA)
    paginas = rutas_de(elenco[nombre])
    for pagina in paginas:
        html = coordinacion.get(pagina).content.decode()
        assert SCRIPT not in html


def test_confirmation_escapes_what_people_wrote(coordinacion):
    ficha = crear_elenco(SCRIPT)["ficha"]
    html = coordinacion.post(
        ruta(type(ficha), "changelist"), {"action": "publicar", "_selected_action": ficha.pk}
    ).content.decode()
    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("modelo", MODELOS, ids=NOMBRES)
@pytest.mark.parametrize(
    "texto", ["\0", "a" * 10_000, "a " * 5_000, "%_\\'\"", "\u202e\U0001f600", "'"], ids=lambda t: repr(t[:6])
)
def test_search_of_anything_is_an_answer(coordinacion, elenco, modelo, texto):
    respuesta = coordinacion.get(ruta(modelo, "changelist"), {"q": texto})
    assert respuesta.status_code == (400 if "\0" in texto else 200)


def test_autocomplete_of_anything_is_an_answer(coordinacion, elenco):
    datos = {"app_label": "actores", "model_name": "contacto", "field_name": "ciudad"}
    estados = [
        coordinacion.get(reverse("admin:autocomplete"), {**datos, "term": termino}).status_code
        for termino in ("\0", "a" * 10_000, "a " * 5_000, "%")
    ]
    assert estados == [400, 200, 200, 200]


def test_filters_of_anything_are_an_answer(coordinacion, elenco):
    lista = "/admin/inscripciones/inscripcion/"
    consultas = [
        "?pais=\0",
        "?pais=ZZ",
        "?actividad=no-hay",
        "?estado__exact=no",
        "?seminario=quizas",
        "?p=999",
        "?creada__year=x",
        "?creada__year=0",
        "?creada__year=9999&creada__month=12&creada__day=31",
        "?creada__year=2026&creada__month=13",
        "?cumbre__id__exact=x",
        "?cumbre__id__exact=99999999999999999999",
        "?no_es_un_campo=1",
    ]
    for consulta in consultas:
        assert coordinacion.get(lista + consulta, follow=True).status_code in {200, 400}


def test_language_switch_keeps_the_page(coordinacion, elenco):
    html = coordinacion.get("/admin/actores/ciudad/?situacion=verificadas").content.decode()
    assert 'href="/pt-br/admin/actores/ciudad/?situacion=verificadas" lang="pt-BR"' in html


@pytest.mark.parametrize(
    ("nombre", "texto"),
    [("ciudad", "sao joao"), ("ciudad", "JOÃO"), ("institucion", "cooperacion"), ("contacto", "muñoz")],
)
def test_search_ignores_accents(coordinacion, nombre, texto):
    from tests import fabricas

    crear = {
        "ciudad": lambda: fabricas.crear_ciudad(nombre="São João", pais="BR"),
        "institucion": lambda: fabricas.crear_institucion(nombre="Agencia de Cooperación"),
        "contacto": lambda: fabricas.crear_contacto(nombre="Ana Munoz"),
    }
    buscada, otra = crear[nombre](), fabricas.crear_ciudad(nombre="Otra")
    respuesta = coordinacion.get(ruta(type(buscada), "changelist"), {"q": texto})
    assert list(respuesta.context["cl"].result_list) == [buscada]
    assert otra.pk
