"""Every page of the admin: it opens, in both languages, for staff only, whatever a person wrote or searched."""

import contextlib

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from comun.indices import Indice
from comun.models import Palabra
from seminario.models import Autenticador
from tests.admin.elenco import crear_elenco

SALAS = ["comun", "actores", "proyectos", "agenda", "intercambio", "inscripciones", "acreditacion", "seminario"]
# What triggers write of other rows is nobody's to look at, nor is what a phone is made of.
MODELOS = [
    modelo
    for sala in SALAS
    for modelo in apps.get_app_config(sala).get_models()
    if not issubclass(modelo, Indice | Palabra | Autenticador)
]
DE_ACCESO = [get_user_model(), Group]
SCRIPT = "<script>alert(1)</script>"


def ruta(modelo, pagina, *args):
    return reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_{pagina}", args=args)


def rutas_de(objeto):
    """Every admin address of a row's model, without a query string."""
    modelo = type(objeto)
    paginas = [ruta(modelo, "changelist"), ruta(modelo, "add")]
    paginas += [ruta(modelo, pagina, objeto.pk) for pagina in ("change", "history", "delete")]
    for pagina in ("unir", "datos"):
        with contextlib.suppress(NoReverseMatch):
            paginas.append(ruta(modelo, pagina, objeto.pk))
    return paginas


def test_admin_shows_every_model():
    assert [m for m in MODELOS if m not in admin.site._registry] == []


def test_admin_searches_every_model():
    assert [m for m in MODELOS if not admin.site._registry[m].search_fields] == []


@pytest.mark.parametrize("idioma", ["es", pytest.param("pt-br", marks=pytest.mark.largo)])
def test_pages_open_in_both_languages(coordinacion, elenco, idioma):
    estados = {}
    with translation.override(idioma):
        for objeto in [*elenco.values(), coordinacion.usuaria, Group.objects.create(name="Contenidos")]:
            lista, alta, ficha, *otras = rutas_de(objeto)
            assert coordinacion.get(lista).status_code == coordinacion.get(ficha).status_code == 200
            estados |= {pagina: coordinacion.get(pagina).status_code for pagina in [alta, *otras]}
    assert {p: e for p, e in estados.items() if e not in {200, 403}} == {}


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


def test_pages_escape_what_people_wrote(coordinacion):
    elenco = crear_elenco(SCRIPT)
    for pagina in [pagina for objeto in elenco.values() for pagina in rutas_de(objeto)]:
        assert SCRIPT not in coordinacion.get(pagina).content.decode(), pagina
    lista = coordinacion.get("/admin/inscripciones/inscripcion/").content.decode()
    assert "&lt;script&gt;alert(1)" in lista


def test_confirmation_escapes_what_people_wrote(coordinacion):
    ficha = crear_elenco(SCRIPT)["ficha"]
    html = coordinacion.post(
        ruta(type(ficha), "changelist"), {"action": "publicar", "_selected_action": ficha.pk}
    ).content.decode()
    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    "texto", ["\0", "a" * 10_000, "a " * 5_000, "%_\\'\"", "\u202e\U0001f600"], ids=lambda texto: repr(texto[:6])
)
def test_search_of_anything_is_an_answer(coordinacion, elenco, texto):
    esperado = 400 if "\0" in texto else 200
    estados = {m: coordinacion.get(ruta(m, "changelist"), {"q": texto}).status_code for m in [*MODELOS, *DE_ACCESO]}
    assert {modelo: estado for modelo, estado in estados.items() if estado != esperado} == {}


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
        "?pais=%00",
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


@pytest.mark.parametrize("valor", ["no", "\0", "9" * 30, "²"])
def test_form_survives_a_tampered_choice(coordinacion, elenco, valor):
    for modelo, campo in [("actores/programa", "institucion"), ("agenda/intervencion", "bloque")]:
        respuesta = coordinacion.post(f"/admin/{modelo}/add/", {campo: valor})
        assert (respuesta.status_code, campo in respuesta.context["adminform"].form.errors) == (200, True)
