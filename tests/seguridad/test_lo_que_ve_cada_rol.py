"""Every page of the admin, drawn, for each role: none tells what the role has no right to, whatever it is about."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.test import Client

from comun import correo
from tests.admin.elenco import crear_elenco
from tests.equipo.conftest import crear_usuaria, los_roles  # noqa: F401 - a fixture
from tests.equipo.matriz import paginas
from tests.equipo.test_matriz import SOLO_CON_BOTON, _llena

pytestmark = [pytest.mark.django_db, pytest.mark.largo]
CONTACTO = {"nombre": "Zulma Contactada", "email": "zulma@marca.ec", "telefono": "+593 77 777 7777"}
PERSONA = {"nombre": "Petra Participada", "email": "petra@marca.ec"}
NOTA, NECESIDAD, DESTINO = "MARCANOTA", "MARCANECESIDAD", "destino@marca.ec"
NO_VE = {
    "contenidos": {*CONTACTO.values(), *PERSONA.values(), NOTA, NECESIDAD, DESTINO},
    "lectura": {NOTA, NECESIDAD},
    "acreditación": set(),
    "coordinación": {NECESIDAD},
}


@pytest.fixture
def mundo(los_roles):  # noqa: F811
    """One row of everything, by model, with words in it that tell whose they are."""
    usuaria, filas = crear_usuaria("objeto"), crear_elenco()
    dichos = {
        "contacto": CONTACTO,
        "participante": PERSONA,
        "certificado": {"nombre": PERSONA["nombre"]},
        "notainterna": {"texto": NOTA},
        "necesidaddeacceso": {"otra": NECESIDAD, "dieta_detalle": NECESIDAD},
    }
    for nombre, campos in dichos.items():
        type(filas[nombre]).objects.filter(pk=filas[nombre].pk).update(**campos)
        LogEntry.objects.log_actions(usuaria.pk, [filas[nombre]], CHANGE, f"Miró a {PERSONA['nombre']}")
    correo.encolar(tipo="inscripcion_confirmada", a=DESTINO, idioma="es", sobre=filas["inscripcion"])
    todas = [*filas.values(), usuaria, Group.objects.first(), LogEntry.objects.first()]
    return {type(fila): fila for fila in todas}


def cuerpo(respuesta):
    return (b"".join(respuesta.streaming_content) if respuesta.streaming else respuesta.content).decode(
        errors="replace"
    )


@pytest.mark.parametrize("rol", [rol for rol, palabras in NO_VE.items() if palabras])
def test_no_page_nor_search_tells_a_role_what_it_has_no_right_to(mundo, rol, monkeypatch):
    monkeypatch.setattr("tests.lint_html.faltas_de_respuesta", lambda *pedido: [])
    cliente = Client()
    cliente.force_login(crear_usuaria(rol, rol))

    dichas, vistas = set(), 0
    for ruta, nombre in paginas():
        if nombre == "logout":
            continue
        direccion = _llena(ruta, nombre, mundo)
        de_boton = nombre and nombre.endswith(SOLO_CON_BOTON)
        respuesta = cliente.post(direccion, {"formato": "csv"}) if de_boton else cliente.get(direccion)
        vistas += respuesta.status_code == 200
        texto = cuerpo(respuesta)
        dichas |= {(direccion, palabra) for palabra in NO_VE[rol] if palabra in texto}

    assert vistas > 50
    assert dichas == set()
    assert _hallados_al_buscar(cliente, NO_VE[rol]) == set()


def _hallados_al_buscar(cliente, palabras):
    """Return the lists where looking for these words finds something else than looking for what is nowhere."""
    halladas = set()
    for modelo in admin.site._registry:
        lista = f"/admin/{modelo._meta.app_label}/{modelo._meta.model_name}/"
        nada = cliente.get(lista, {"q": "xyzzyx"})
        if nada.status_code != 200:
            continue
        cuantas = nada.context_data["cl"].result_count
        for palabra in palabras:
            if cliente.get(lista, {"q": palabra}).context_data["cl"].result_count != cuantas:
                halladas.add((lista, palabra))
    return halladas
