"""Every kind of page of the team in a browser: nothing blocked, nothing that axe finds, nothing over the edge."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from acreditacion import listas
from agenda.models import Actividad
from comun.models import Importacion
from tests.admin.test_en_el_navegador import hallazgos  # noqa: F401 - a fixture
from tests.equipo.matriz import modelo_de
from tests.equipo.test_matriz import direcciones, mundo  # noqa: F401 - fixtures
from tests.puertas.navegador import capturar, faltas_de_vista

DEDO = 24  # of the staff's pages; those of the door have 44, and their own tests
# What is no page: it answers to a button, sends somebody elsewhere, or is a file.
SIN_PAGINA = re.compile(
    r"(exportar|prueba|detener|continuar|reintentar|rechazadas|pdf|ocupacion|registrar|deshacer_entrada|logout|jsi18n"
    r"|autocomplete|view_on_site|cambiar_telefono|segundo_paso|login)$"
)
# One of each is looked at every time; all of them, in the long run.
DE_TODO_MODELO = re.compile(r"(changelist|add|change|history|delete)$")
DE_EJEMPLO = {
    "inscripciones_inscripcion_changelist", "inscripciones_inscripcion_change", "seminario_comunicado_add",
    "proyectos_proyecto_change", "agenda_actividad_change", "agenda_intervencion_changelist",
    "admin_logentry_changelist", "auth_user_change", "auth_group_change", "actores_unidadtematica_delete",
    "actores_ciudad_history", "acreditacion_certificado_changelist", "comun_mensaje_change",
    "inscripciones_necesidaddeacceso_changelist", "actores_ciudad_change", "agenda_cumbre_change",
    "agenda_propuesta_change", "agenda_pregunta_changelist", "agenda_pregunta_change", "agenda_bloque_delete",
    "intercambio_ficha_change", "acreditacion_presencia_changelist", "acreditacion_presencia_change",
}  # fmt: skip
# What a person of the team does not say, or is not said here.
AJENAS = re.compile(
    r"\b(por favor|staff|log entr\w+|can (add|view|change|delete)|this field|objetos|inválid\w+)\b"
    r"|seleccione|selecione|\[es\]|\[pt-br\]",
    re.I,
)


@pytest.fixture
def equipo(transactional_db, page, live_server, settings):
    """A page of somebody who may do everything."""
    cliente = Client()
    cliente.force_login(get_user_model().objects.create_superuser("jefa", "jefa@ejemplo.gob"))
    galleta = cliente.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": galleta.key, "value": galleta.value, "url": live_server.url}])
    return page


def por_mirar(direcciones, *, todas):  # noqa: F811
    """Return the addresses of the pages: one of each kind, or all."""
    con_nombre = [(ruta, nombre) for ruta, nombre in direcciones if nombre and not SIN_PAGINA.search(nombre)]
    de_mas = lambda nombre: modelo_de(nombre) and DE_TODO_MODELO.search(nombre) and nombre not in DE_EJEMPLO  # noqa: E731
    rutas = [ruta for ruta, nombre in con_nombre if todas or not de_mas(nombre)]
    lista = "/admin/acreditacion/certificado/importar/"
    ajustes = {"actividad": Actividad.objects.earliest("pk").pk, "minimo": None}
    contenido = b"Name,Email\nAna,ana@x.org\n"
    traida = Importacion.objects.create(que=listas.QUE, nombre="zoom.csv", contenido=contenido, ajustes=ajustes)
    return [f"{lista}{traida.pk}/" if re.fullmatch(rf"{lista}\d+/", ruta) else ruta for ruta in rutas]


def faltas_de(page, hallazgos):  # noqa: F811
    """Return what is wrong with a page: how it is laid out, what axe finds, its title, its words."""
    dedo = DEDO if page.viewport_size["width"] < 600 else 0  # of a mouse, what axe asks for
    faltas = [*faltas_de_vista(page, dedo), *hallazgos(page)]
    titulos = page.locator("h1:visible").all_inner_texts()
    responde = "/puerta/" in page.url  # the title of the door is its answer
    if len(titulos) != 1 or not (responde or titulos[0].strip() in page.title()):
        faltas.append(f"título: {titulos} {page.title()}")
    faltas += [f"palabra: {hallada[0]}" for hallada in AJENAS.finditer(page.locator("body").inner_text())]
    return faltas


def recorrer(page, rutas, hallazgos, idioma, carpeta):  # noqa: F811
    encontradas = {}
    for n, ruta in enumerate(rutas):
        respuesta = page.goto(idioma + ruta)
        faltas = faltas_de(page, hallazgos)
        capturar(page, carpeta, f"{n:03}")
        if respuesta.status not in (200, 403):
            faltas.append(respuesta.status)
        if faltas:
            encontradas[ruta] = faltas
    return encontradas


CASOS = [
    ("", 390, "light", False),
    ("/pt-br", 390, "dark", True),
    ("", 1280, "dark", False),
    ("/pt-br", 1280, "light", False),
]
PARTES = 6  # so that both processes of the tests have some of them


@pytest.mark.parametrize(("idioma", "ancho", "tema", "todas"), CASOS)
@pytest.mark.parametrize("parte", range(PARTES))
def test_pages_are_in_order(equipo, direcciones, hallazgos, idioma, ancho, tema, todas, parte):  # noqa: F811
    equipo.set_viewport_size({"width": ancho, "height": 844})
    equipo.emulate_media(color_scheme=tema)
    rutas, carpeta = por_mirar(direcciones, todas=todas), f"equipo-{ancho}-{tema}-{parte}"

    assert len(rutas) > (100 if todas else 50)
    assert recorrer(equipo, rutas[parte::PARTES], hallazgos, idioma, carpeta) == {}
