"""Two windows on one section of a proposal: who saves last is told what the other one saved. With a control."""

import threading
from functools import partial

import pytest

from comun import tiempo
from proyectos import propuestas
from proyectos.errores import OtraVentana
from proyectos.models import Proyecto
from tests import fabricas
from tests.inscripciones.hilos import PLAZO, a_la_vez
from tests.proyectos.propuestas import CLAVE, ENVIOS, completa, leido, ruta

OTRA = {"clave_envio": "f" * 32}
CAMBIO = (
    "Otra ventana guardó «Objetivos» a las %s y ahora dice: «Comer mejor.». Lo que usted escribió sigue en la página: "
    "guarde de nuevo para dejarlo, o vuelva al proyecto para dejar lo otro."
)


def mostrado(oficial, proyecto, parte="alcance"):
    return oficial.get(ruta(proyecto, f"{parte}/")).context["leido"]


def enviar(oficial, proyecto, visto, clave, parte="alcance", **datos):
    return oficial.post(ruta(proyecto, f"{parte}/"), {"leido": visto, **clave, **datos})


def test_what_another_window_saved_is_told_and_a_second_send_keeps_the_new_text(oficial, proyecto):
    una = otra = mostrado(oficial, proyecto)
    enviar(oficial, proyecto, una, CLAVE, objetivos="Comer mejor.")
    hora = f"{tiempo.en_zona(leido(proyecto).guardado_el):%H:%M}"

    respuesta = enviar(oficial, proyecto, otra, OTRA, objetivos="Otra cosa.", resultados="Diez.")

    assert respuesta.context["form"].errors == {"objetivos": [CAMBIO % hora]}
    html = respuesta.content.decode()
    assert ("Otra cosa." in html, leido(proyecto).objetivos_es, leido(proyecto).resultados_es) == (
        True,
        "Comer mejor.",
        "",
    )
    visto = respuesta.context["leido"]
    assert f'name="leido" value="{visto}"' in html
    enviar(oficial, proyecto, visto, OTRA, objetivos="Otra cosa.", resultados="Diez.")
    assert (leido(proyecto).objetivos_es, leido(proyecto).resultados_es) == ("Otra cosa.", "Diez.")


def test_the_same_post_again_is_one_result(oficial, proyecto):
    visto = mostrado(oficial, proyecto)

    respuestas = [enviar(oficial, proyecto, visto, CLAVE, objetivos="Comer mejor.") for _n in range(2)]

    assert [respuesta["Location"] for respuesta in respuestas] == [ruta(proyecto)] * 2
    assert proyecto.versiones.filter(retrato__objetivos_es="Comer mejor.").count() == 1


def test_another_section_saved_meanwhile_is_no_change(oficial, proyecto):
    visto = mostrado(oficial, proyecto)
    propuestas.guardar(proyecto=proyecto, resumen="Otro resumen.")

    respuesta = enviar(oficial, proyecto, visto, CLAVE, objetivos="Comer mejor.")

    assert respuesta["Location"] == ruta(proyecto)


def test_an_error_keeps_what_the_page_had_shown(oficial, proyecto):
    visto = mostrado(oficial, proyecto)
    propuestas.guardar(proyecto=proyecto, objetivos="Comer mejor.")

    respuesta = enviar(oficial, proyecto, visto, CLAVE, objetivos="x" * 3001)

    assert respuesta.context["leido"] == visto


@pytest.mark.parametrize("parte", ENVIOS)
def test_every_section_tells_each_field_that_changed(oficial, proyecto, convocatoria, temas, parte):
    visto = mostrado(oficial, proyecto, parte)
    oficial.post(ruta(proyecto, f"{parte}/"), {**ENVIOS[parte], **CLAVE})

    respuesta = enviar(oficial, proyecto, visto, OTRA, parte, **ENVIOS[parte])

    errores = respuesta.context["form"].errors
    assert set(errores) == set(ENVIOS[parte])
    assert not any("ahora dice: nada" in mensaje for mensajes in errores.values() for mensaje in mensajes)


# --- At once ------------------------------------------------------------------------------------


@pytest.fixture
def a_medias(transactional_db, medios):
    return completa(fabricas.crear_contacto())


def guardar_dos(proyecto):
    visto = propuestas.lo_leido(proyecto, ["objetivos"])
    guardar = partial(propuestas.guardar, proyecto=proyecto, leido=visto)
    return a_la_vez(partial(guardar, objetivos="Uno."), partial(guardar, objetivos="Dos."))


def test_control_without_the_lock_both_pass(a_medias, monkeypatch):
    ya_miraron, mirar = threading.Barrier(2, timeout=PLAZO), propuestas._exigir_lo_leido

    def mirar_y_esperar(proyecto, visto):
        mirar(proyecto, visto)
        ya_miraron.wait()

    monkeypatch.setattr(propuestas, "_bloquear", lambda proyecto: Proyecto.objects.get(pk=proyecto.pk))
    monkeypatch.setattr(propuestas, "_exigir_lo_leido", mirar_y_esperar)

    assert [r for r in guardar_dos(a_medias) if isinstance(r, Exception)] == []


def test_of_two_windows_that_save_at_once_one_is_told(a_medias):
    resultados = guardar_dos(a_medias)

    (error,) = [r for r in resultados if isinstance(r, Exception)]
    (guardado,) = [r for r in resultados if isinstance(r, Proyecto)]
    assert (type(error), error.campos) == (OtraVentana, ["objetivos"])
    assert leido(a_medias).objetivos_es == guardado.objetivos_es
