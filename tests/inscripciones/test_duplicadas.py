"""The same city or e-mail twice: confirmed all the same, told by mail, seen by staff; nothing is dropped."""

import re
import threading
from functools import partial

import pytest
from django.core import mail
from django.test import Client

from actores import services as actores
from comun import enviador
from comun.models import Mensaje
from inscripciones import duplicadas, services
from inscripciones.models import Inscripcion
from tests import fabricas
from tests.inscripciones import recorrido
from tests.inscripciones.delegaciones import borrador, confirmada, estados
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores

DE_PAREJA = ["otra_delegacion", "ya_hay_delegacion", "dos_inscripciones"]


def de(ciudad, *actividades, **contacto):
    """A draft of that city that lacks nothing."""
    return borrador(*actividades, contacto=fabricas.crear_contacto(ciudad=ciudad, **contacto))


def confirmar(*inscripciones):
    return [services.confirmar(inscripcion=inscripcion) for inscripcion in inscripciones]


def parejas():
    """``{registration: the one that it may duplicate}`` of all that are marked."""
    marcadas = Inscripcion.objects.exclude(posible_duplicada_de=None)
    return dict(marcadas.order_by("pk").values_list("pk", "posible_duplicada_de"))


def avisos():
    return list(Mensaje.objects.filter(tipo__in=DE_PAREJA).order_by("pk").values_list("tipo", "a", "idioma"))


# --- What is noticed ----------------------------------------------------------------------------


def test_una_segunda_inscripcion_no_se_pierde_en_silencio(cumbre, seminario, riobamba):
    """indico#1264: a second registration was dropped without a word. Here both stand, with all of their people."""
    primera, segunda = confirmar(
        de(riobamba, seminario, email="ana@riobamba.gob.ec"), de(riobamba, seminario, email="ana@riobamba.gob.ec")
    )

    assert [i.estado for i in (primera, segunda)] == ["confirmada", "confirmada"]
    assert [estados(i) for i in (primera, segunda)] == [["confirmada"], ["confirmada"]]
    assert [i.participantes.count() for i in (primera, segunda)] == [1, 1]
    confirmaciones = Mensaje.objects.filter(tipo="inscripcion_confirmada").order_by("pk")
    assert [m.sobre for m in confirmaciones] == [primera, segunda]


def test_la_segunda_de_una_ciudad_queda_marcada_y_se_avisa_a_cada_una_en_su_idioma(cumbre, clima, riobamba):
    primera = de(riobamba, clima, email="ana@riobamba.gob.ec")
    segunda = de(riobamba, clima, email="luis@riobamba.gob.ec", idioma="pt-br")

    confirmar(primera, segunda)

    assert parejas() == {segunda.pk: primera.pk}
    assert avisos() == [
        ("otra_delegacion", "ana@riobamba.gob.ec", "es"),
        ("ya_hay_delegacion", "luis@riobamba.gob.ec", "pt-br"),
    ]


def test_tambien_la_segunda_de_una_institucion(cumbre, clima, segib):
    primera, segunda = [borrador(clima, contacto=fabricas.crear_contacto(institucion=segib)) for _n in range(2)]

    confirmar(primera, segunda)

    assert parejas() == {segunda.pk: primera.pk}
    assert [tipo for tipo, _a, _idioma in avisos()] == ["otra_delegacion", "ya_hay_delegacion"]


def test_el_mismo_correo_con_otras_mayusculas_recibe_un_solo_aviso_con_las_dos(cumbre, clima):
    primera = de(fabricas.crear_ciudad(nombre="Riobamba"), clima, email="Ana@Riobamba.gob.ec")
    segunda = de(fabricas.crear_ciudad(nombre="Niterói"), clima, email="ana@riobamba.gob.ec")

    confirmar(primera, segunda)

    assert parejas() == {segunda.pk: primera.pk}
    assert avisos() == [("dos_inscripciones", "ana@riobamba.gob.ec", "es")]
    enviador.enviar_pendientes()
    (aviso,) = [m for m in mail.outbox if m.subject == "Su dirección tiene dos inscripciones confirmadas"]
    for inscripcion in (primera, segunda):
        assert f"Abrir la inscripción de {inscripcion.actor.nombre} ({inscripcion.referencia}):" in aviso.body
        assert f"/acceso/{inscripcion.contacto.token()}/" in aviso.body


def test_la_tercera_se_compara_con_la_primera_confirmada(cumbre, clima, riobamba):
    una, otra, tercera = [de(riobamba, clima) for _n in range(3)]

    confirmar(otra, tercera, una)

    assert parejas() == {una.pk: otra.pk, tercera.pk: otra.pk}


@pytest.mark.parametrize("caso", ["borrador", "retirada", "otra_cumbre", "otra_ciudad"])
def test_lo_que_no_es_una_inscripcion_confirmada_de_la_misma_cumbre_no_cuenta(cumbre, clima, riobamba, caso):
    otra_ciudad = fabricas.crear_ciudad() if caso == "otra_ciudad" else riobamba
    previa = de(otra_ciudad, clima)
    if caso != "borrador":
        services.confirmar(inscripcion=previa)
    if caso == "retirada":
        services.retirar(inscripcion=previa)
    if caso == "otra_cumbre":
        Inscripcion.objects.filter(pk=previa.pk).update(cumbre=fabricas.crear_cumbre(nombre="Otra"))

    confirmar(borrador(clima, cumbre=cumbre, contacto=fabricas.crear_contacto(ciudad=riobamba)))

    assert (parejas(), avisos()) == ({}, [])


def test_confirmar_otra_vez_no_avisa_de_nuevo(cumbre, clima, riobamba):
    primera, segunda = de(riobamba, clima), de(riobamba, clima)
    confirmar(primera, segunda)
    antes = avisos()

    confirmar(segunda, primera)

    assert avisos() == antes
    assert len(antes) == 2


def test_si_la_primera_se_retira_las_demas_se_comparan_entre_si_sin_correos(cumbre, clima, riobamba):
    primera, segunda, tercera = confirmar(*[de(riobamba, clima) for _n in range(3)])
    antes = avisos()

    services.retirar(inscripcion=primera)

    assert parejas() == {tercera.pk: segunda.pk}
    assert avisos() == antes


# --- What the second person sees ----------------------------------------------------------------


def sin_lo_propio(pagina, inscripcion):
    """The page without its reference and the keys of its forms."""
    html = pagina.content.decode().replace(inscripcion.referencia, "SUR-XXXXXX")
    return re.sub(r'(csrfmiddlewaretoken|clave_envio)" value="[^"]+"', r'\1" value=""', html)


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_la_pagina_es_la_de_cualquier_confirmacion(programa_cumbre, riobamba, prefijo):
    fabricas.crear_ciudad(nombre="Otra", slug="otra-ec", pais="EC")
    paginas = []
    for ciudad in ("otra-ec", "riobamba-ec", "riobamba-ec"):
        client = Client()
        recorrido.hasta_revisar(client, ciudad=ciudad, prefijo=prefijo, email=f"persona{len(paginas)}@ejemplo.gob")
        pagina = client.post("/inscripcion/revisar/", {"clave_envio": "confirmar"}, follow=True)
        inscripcion = Inscripcion.objects.order_by("-pk").first()
        paginas.append((pagina.status_code, pagina.redirect_chain, sin_lo_propio(pagina, inscripcion)))

    assert len(parejas()) == 1
    assert paginas[0][1:] == paginas[1][1:] == paginas[2][1:]
    assert {estado for estado, _cadena, _html in paginas} == {200}


@pytest.mark.parametrize("idioma", ["es", "pt-br"])
def test_ninguno_de_los_dos_correos_dice_quien_es_la_otra_persona(cumbre, clima, riobamba, idioma):
    datos = [("Ana Secreta", "ana@secreto.ec"), ("Luis Reservado", "luis@reservado.ec")]
    for nombre, email in datos:
        contacto = fabricas.crear_contacto(ciudad=riobamba, nombre=nombre, email=email, idioma=idioma)
        confirmada(clima, contacto=contacto)

    enviador.enviar_pendientes()

    primero, segundo = [m for m in mail.outbox if m.subject.startswith(("Se inscr", "Ya había", "Outra", "Já havia"))]
    assert [primero.to, segundo.to] == [["ana@secreto.ec"], ["luis@reservado.ec"]]
    for correo, (propio, ajeno) in zip((primero, segundo), (datos, datos[::-1]), strict=True):
        todo = correo.subject + correo.body + correo.alternatives[0].content
        assert propio[0] in todo
        assert [d for d in ajeno if d in todo] == []
        referencia = Inscripcion.objects.get(contacto__nombre=ajeno[0]).referencia
        assert referencia not in todo


@pytest.mark.parametrize("cambia", ["primera", "segunda"])
def test_los_avisos_de_una_pareja_que_ya_no_lo_es_no_salen(cumbre, clima, riobamba, cambia):
    primera, segunda = confirmar(de(riobamba, clima), de(riobamba, clima))

    services.retirar(inscripcion=primera if cambia == "primera" else segunda)
    enviador.enviar_pendientes()

    assert set(Mensaje.objects.filter(tipo__in=DE_PAREJA).values_list("estado", flat=True)) == {"anulado"}


# --- Merging cities and institutions ------------------------------------------------------------


def test_unir_dos_ciudades_marca_las_inscripciones_que_ahora_son_de_una(cumbre, clima):
    origen, destino = fabricas.crear_ciudad(verificada=False), fabricas.crear_ciudad()
    primera, de_destino, sin_confirmar = de(origen, clima), de(destino, clima), de(origen, clima)
    confirmar(primera, de_destino)
    pedido = fabricas.crear_pedido_de_union(de_destino, primera)
    cambio = fabricas.crear_cambio_de_inscripcion(primera)
    assert parejas() == {}
    correos = Mensaje.objects.count()

    actores.fusionar(origen=origen, destino=destino)

    assert parejas() == {de_destino.pk: primera.pk}
    assert list(Inscripcion.objects.posibles_duplicadas()) == [de_destino]
    assert {i.ciudad_id for i in Inscripcion.objects.all()} == {destino.pk}
    assert {i.contacto.ciudad_id for i in Inscripcion.objects.all()} == {destino.pk}
    for fila in (pedido, cambio):
        fila.refresh_from_db()
    assert (pedido.a_id, cambio.inscripcion_id, primera.participantes.count()) == (primera.pk, primera.pk, 1)
    assert Mensaje.objects.count() == correos
    assert Inscripcion.objects.get(pk=sin_confirmar.pk).posible_duplicada_de is None


def test_unir_dos_instituciones_no_reabre_lo_que_el_equipo_resolvio(cumbre, clima, segib):
    otra = fabricas.crear_institucion()
    primera, segunda = confirmar(*[borrador(clima, contacto=fabricas.crear_contacto(institucion=segib)) for _n in "ab"])
    de_otra = services.confirmar(inscripcion=borrador(clima, contacto=fabricas.crear_contacto(institucion=otra)))
    segunda.duplicada_resuelta_el = segunda.confirmada_el
    segunda.save()

    actores.fusionar(origen=otra, destino=segib)

    assert parejas() == {segunda.pk: primera.pk, de_otra.pk: primera.pk}
    assert list(Inscripcion.objects.posibles_duplicadas()) == [de_otra]


# --- At the same instant ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("igual", ["ciudad", "correo"])
def test_dos_confirmaciones_a_la_vez_se_ven(cumbre, igual):
    """No activity in common: only the registrations that are alike stand between the two."""
    for _vez in range(5):
        pareja = _pareja(cumbre, igual)

        resultados = a_la_vez(*[partial(services.confirmar, inscripcion=i) for i in pareja])

        assert errores(resultados) == []
        assert [i.estado for i in resultados] == ["confirmada", "confirmada"]
        marcadas = Inscripcion.objects.filter(pk__in=[i.pk for i in pareja]).exclude(posible_duplicada_de=None)
        assert len(marcadas) == 1
    assert Mensaje.objects.filter(tipo__in=DE_PAREJA).count() == (10 if igual == "ciudad" else 5)


@pytest.mark.django_db(transaction=True)
def test_control_sin_bloqueo_ninguna_de_las_dos_ve_a_la_otra(cumbre, monkeypatch):
    pareja = _pareja(cumbre, "ciudad")
    ya_miraron = threading.Barrier(2, timeout=PLAZO)
    marcar = duplicadas.marcar

    def mirar_y_esperar(inscripcion):
        primera = marcar(inscripcion)
        ya_miraron.wait()
        return primera

    monkeypatch.setattr(duplicadas, "bloquear_parecidas", lambda *inscripciones: None)
    monkeypatch.setattr(duplicadas, "marcar", mirar_y_esperar)
    resultados = a_la_vez(*[partial(services.confirmar, inscripcion=i) for i in pareja])

    assert errores(resultados) == []
    assert (Inscripcion.objects.confirmadas().count(), parejas()) == (2, {})


@pytest.mark.django_db(transaction=True)
def test_confirmar_retirar_cambiar_de_ciudad_y_unir_ciudades_a_la_vez_no_se_traban(cumbre, seminario):
    """What is alike changes while it is being locked: the merge brings others; none is locked out of order."""
    for _vez in range(6):
        origen, destino = fabricas.crear_ciudad(verificada=False), fabricas.crear_ciudad()
        previas = confirmar(de(origen, seminario), de(destino, seminario), de(destino, seminario))
        nuevas = [de(ciudad, seminario) for ciudad in (origen, destino, origen, destino)]
        mudada = de(destino, seminario)

        resultados = a_la_vez(
            *[partial(services.confirmar, inscripcion=i) for i in nuevas],
            *[partial(services.retirar, inscripcion=i) for i in previas[:2]],
            partial(services.cambiar_actor, inscripcion=mudada, actor=origen),
            partial(actores.fusionar, origen=origen, destino=destino),
        )

        assert errores(resultados) == []
        vivas = Inscripcion.objects.confirmadas().de(destino).order_by("confirmada_el", "pk")
        primera, *resto = vivas
        assert len(resto) == 4
        assert [i.posible_duplicada_de_id for i in vivas] == [None, *[primera.pk] * 4]


def _pareja(cumbre, igual):
    ciudad = fabricas.crear_ciudad()
    campos = {"ciudad": [{}, {}], "correo": [{"email": f"X{ciudad.pk}@y.org"}, {"email": f"x{ciudad.pk}@Y.org"}]}[igual]
    return [de(ciudad if igual == "ciudad" else None, fabricas.crear_actividad(cumbre), **datos) for datos in campos]
