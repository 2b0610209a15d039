"""The linter finds what it is for, and looks at every answer of the test client."""

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from tests.lint_html import faltas, forma

BUENA = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>Agenda · Portal</title></head>
<body><h1>Agenda</h1>{cuerpo}</body></html>"""

urlpatterns = [
    path("buena/", lambda request: HttpResponse(BUENA.format(cuerpo=""))),
    path("mala/", lambda request: HttpResponse(BUENA.format(cuerpo="<h3>Salto</h3>"))),
    path("dato/", lambda request: HttpResponse("<h3>", content_type="text/plain")),
]


@pytest.mark.parametrize(
    ("cuerpo", "falta"),
    [
        ("<p>Sin cerrar</b></p>", "línea 3: unexpected-end-tag {'name': 'b'}"),
        ("<h1>Agenda</h1>", "2 h1: ['Agenda', 'Agenda']"),
        ("<h3>Salto</h3>", "de h1 a h3: 'Salto'"),
        ('<p style="color: red">a</p>', 'atributo style en <p style="color: red">'),
        ('<button onclick="f()">a</button>', 'atributo onclick en <button onclick="f()">'),
        ("<script>1</script>", "<script> en línea"),
        ('<img src="a.png">', 'sin alt: <img src="a.png">'),
        ('<a href="/"><svg aria-hidden="true"></svg></a>', 'vacío: <a href="/">'),
        ('<p id="a">a</p><p id="a">b</p>', "id repetidos: ['a']"),
        ('<form novalidate><input name="q"></form>', 'sin etiqueta: <input name="q">'),
        ("<fieldset></fieldset>", "sin legend: <fieldset>"),
        ('<p aria-describedby="no">a</p>', "aria-describedby='no' no existe: <p aria-describedby=\"no\">"),
        ('<label for="no">a</label>', "for='no' no lleva a un campo"),
        ('<a href="#no">a</a>', 'ancla sin destino: <a href="#no">'),
        ('<p lang="pt_br">a</p>', "lang='pt_br': <p lang=\"pt_br\">"),
        ("<ul><p>a</p></ul>", "<p> dentro de <ul>"),
        ("<time>ayer</time>", "time sin datetime: 'ayer'"),
        ('<form method="post" novalidate></form>', 'POST sin csrf: <form method="post" novalidate="">'),
        ('<p tabindex="2">a</p>', 'foco forzado: <p tabindex="2">'),
        ("<p>None</p>", "resto de plantilla: 'None'"),
        ("<p>{% if %}</p>", "resto de plantilla: '{% if %}'"),
    ],
)
def test_a_fault_is_found(cuerpo, falta):
    assert faltas(BUENA.format(cuerpo=cuerpo), "/") == [falta]


def test_a_good_page_has_no_fault():
    cuerpo = '<h2>Hoy</h2><form novalidate><label for="q">Texto</label><input id="q" name="q"></form>'

    assert faltas(BUENA.format(cuerpo=cuerpo), "/") == []


def test_the_language_is_that_of_the_path():
    assert faltas(BUENA.format(cuerpo=""), "/pt-br/") == ["lang='es' en /pt-br/"]


def test_the_title_holds_the_h1_and_tells_of_errors():
    otra = BUENA.format(cuerpo='<div data-resumen-errores=""></div>').replace("<h1>Agenda</h1>", "<h1>Proyectos</h1>")

    assert faltas(otra, "/") == [
        "el título 'Agenda · Portal' no contiene el h1 'Proyectos'",
        "el título 'Agenda · Portal' y el resumen de errores no concuerdan",
    ]


def test_the_admin_answers_for_less():
    assert faltas(BUENA.format(cuerpo="<h3>Salto</h3>"), "/admin/", admin=True) == []


def test_pages_that_differ_in_words_alone_are_of_one_form():
    ana = '<ul class="a"><li><a href="/ana/">Ana <b>Pérez</b></a></li> </ul>'

    assert forma(ana) == forma(ana.replace("Ana ", "Luis ").replace("/ana/", "/luis/"))
    assert forma(ana) == forma(ana.replace("</li> </ul>", "</li>\n  </ul>"))


@pytest.mark.parametrize(
    "otra",
    [
        "<ul class><li>Ana</ul>", '<ul class="a"><li>Ana</ul></li>', "<ul id><li>Ana</li></ul>", "<ul><li></li></ul>",
        '<ul class="a">Ana<li></li></ul>', '<ul class="a"><li>Ana &c</li></ul>', '<ul class="a"<li>Ana</li></ul>',
        '<ul class="a" class="a"><li>Ana</li></ul>', '<ul class="a"><li>Ana</li><li>Ana</li></ul>',
    ],
)  # fmt: skip
def test_what_a_parser_may_stumble_over_makes_another_form(otra):
    assert forma(otra) != forma('<ul class="a"><li>Ana</li></ul>')


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
def test_every_html_answer_of_the_client_is_linted(client):
    assert client.get("/buena/").status_code == client.get("/dato/").status_code == 200
    with pytest.raises(AssertionError, match="de h1 a h3: 'Salto'"):
        client.get("/mala/")
