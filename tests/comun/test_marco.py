"""What the frame of every page keeps: one piece for each language, and the menu that marks where one is."""

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation


def test_a_kept_piece_is_rendered_once_for_each_language(monkeypatch):
    veces = []
    monkeypatch.setattr("django.templatetags.i18n.GetCurrentLanguageNode.render", lambda *a: veces.append(1) or "x")
    plantilla = Template("{% recordar %}{% get_current_language as i %}{% translate 'Ciudades' %}{% endrecordar %}")
    textos = []
    for idioma in ("es", "pt-br", "es", "pt-br"):
        with translation.override(idioma):
            textos.append(plantilla.render(Context()).removeprefix("x"))

    assert textos == ["Ciudades", "Cidades", "Ciudades", "Cidades"]
    assert len(veces) == 2


def test_a_kept_piece_sees_nothing_of_the_page():
    plantilla = Template("{% recordar %}[{{ nombre }}]{% endrecordar %}")

    assert plantilla.render(Context({"nombre": "Ana"})) == "[]"


def test_a_kept_piece_holds_no_block():
    with pytest.raises(TemplateSyntaxError, match="holds no"):
        Template("{% recordar %}{% if 1 %}{% block x %}{% endblock %}{% endif %}{% endrecordar %}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ruta", "actual"),
    [
        ("/agenda/", ["/agenda/"]),
        ("/pt-br/agenda/?zona=America%2FLima", ["/pt-br/agenda/"]),
        ("/agenda/cumbre/", []),
        ("/privacidad/", []),
        ("/acceso/", []),
    ],
)
def test_the_menu_marks_this_page_in_both_its_places(client, ruta, actual):
    html = client.get(ruta).content.decode()

    assert re.findall(r'href="([^"]*)" aria-current="page"', html) == 2 * actual
