"""The messages of the forms that are made for each page, in both languages: they name the field and say what to do."""

import re

import pytest
from django.utils import translation

from actores.forms import clase_elegir
from inscripciones.forms.cierre import clase_lleno
from inscripciones.forms.delegacion import clase_actividades
from tests import fabricas

VEDADAS = re.compile(r"inválid|campo es obligatorio|campo é obrigatório|por favor|incorret|%\(", re.IGNORECASE)


def mensajes(form):
    return [m for errores in form.errors.values() for m in errores]


def actividades(datos):
    suyas = [fabricas.crear_actividad(titulo_es="Clima", titulo_pt_br="Clima", slug="clima", cupo_presencial=0)]
    return clase_actividades(suyas)(datos, actividades=suyas, elegidas={})


def lleno(datos):
    suyas = [fabricas.crear_actividad(titulo_es="Clima", titulo_pt_br="Clima", slug="clima", cupo_presencial=0)]
    return clase_lleno(suyas)(datos, actividades=suyas)


def elegir(tipo):
    return lambda datos: clase_elegir(tipo, "")(datos, tipo=tipo, encontradas=[fabricas.crear_ciudad(slug="x")])


CASOS = {
    "actividades_ninguna": (
        actividades, {},
        ["Falta elegir al menos una actividad."],
    ),
    "actividades_sin_modalidad": (
        actividades, {"actividades": ["clima"]},
        ["Falta decir cómo se participa en «Clima»: presencial o virtual."],
    ),
    "actividades_modalidad_desconocida": (
        actividades, {"actividades": ["clima"], "modalidad_clima": "x"},
        ["La opción elegida en «¿Cómo se participa en «Clima»?» no está en la lista: elija otra."],
    ),
    "lleno_sin_respuesta": (
        lleno, {},
        ["Falta decidir qué hacer con «Clima»: elija una opción."],
    ),
    "lleno_respuesta_desconocida": (
        lleno, {"decision_clima": "x"},
        ["La opción elegida en «Clima» no está en la lista: elija otra."],
    ),
    "elegir_nada": (
        elegir("ciudad"), {},
        ["Falta elegir: marque un resultado o «No está en la lista»."],
    ),
    "elegir_otra_sin_nombre": (
        elegir("institucion"), {"institucion": "otra"},
        ["Falta el nombre: escríbalo tal como quiere que figure."],
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("caso", CASOS)
def test_formulario_de_la_pagina_dice_lo_que_falta(caso):
    crear, datos, en_espaniol = CASOS[caso]

    assert mensajes(crear(datos)) == en_espaniol


@pytest.mark.django_db
@pytest.mark.parametrize("caso", CASOS)
def test_formulario_de_la_pagina_lo_dice_en_portugues(caso):
    crear, datos, en_espaniol = CASOS[caso]

    with translation.override("pt-br"):
        dichos = mensajes(crear(datos))

    assert len(dichos) == len(en_espaniol)
    assert [m for m in dichos if VEDADAS.search(m) or m in en_espaniol] == []
