"""The rules of a registration: what each service promises, refuses and leaves alone."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from actores.models import Ciudad, Contacto, Institucion
from actores.services import crear_actor, fusionar
from agenda import faltantes
from agenda.models import Bloque, Propuesta
from comun.models import Mensaje
from comun.publicacion import Publicacion
from inscripciones import aportes, services
from inscripciones.errores import ErrorInscripcion, InscripcionCerrada, YaNoSePuedeCambiar
from inscripciones.models import Asistencia, Inscripcion, Participante
from intercambio.models import Ficha, Mirada
from tests import fabricas
from tests.inscripciones.delegaciones import borrador, confirmada, estados

DATOS = {"nombre": "Ana Guamán", "email": "ana@riobamba.gob.ec", "telefono": "", "cargo": "Directora"}


@pytest.fixture
def cerrar(cumbre):
    """Close the window of the registration."""

    def cerrar():
        cumbre.inscripcion_hasta = timezone.now() - datetime.timedelta(seconds=1)
        cumbre.save()

    return cerrar


def correos():
    return list(Mensaje.objects.order_by("pk").values_list("tipo", "a"))


def ficha(inscripcion, tipo="saber", **campos):
    valores = {"titulo": "Huertas", "texto": "", "unidad": None, "ods": [], "idioma": "es", **campos}
    return aportes.guardar_ficha(inscripcion=inscripcion, tipo=tipo, **valores)


# --- Every refusal, with its sentence -----------------------------------------------------------


def _sin_personas(cumbre):
    return borrador(fabricas.crear_actividad(cumbre), personas=0)


def _cerrada(cumbre):
    return fabricas.crear_actividad(cumbre, titulo_es="Taller", cerrada=True)


def _llena_de_gente(cumbre):
    inscripcion = borrador()
    Participante.objects.bulk_create(
        Participante(inscripcion=inscripcion, nombre=f"P{n}") for n in range(services.PERSONAS_MAXIMO - 1)
    )
    return inscripcion


def _con_tres(cumbre):
    inscripcion = borrador()
    for _i in range(3):
        ficha(inscripcion)
    return inscripcion


def _con_diez(cumbre):
    inscripcion = borrador(contacto=fabricas.crear_contacto(institucion=fabricas.crear_institucion()))
    for _i in range(10):
        fabricas.crear_programa(contacto=inscripcion.contacto, institucion=inscripcion.institucion)
    return inscripcion


PERSONA = {"nombre": "Luz", "email": "", "cargo": ""}
PROGRAMA = {"titulo": "Fondo", "descripcion": "", "unidades": [], "ods": [], "url": "", "cierre": None, "idioma": "es"}
RECHAZOS = {
    "actor_confirmada": (
        "terminada",
        "Quién se inscribe lo cambia el equipo una vez confirmada: escriba a cumbre@ejemplo.gob.",
        lambda c: services.cambiar_actor(
            inscripcion=confirmada(fabricas.crear_actividad(c)), actor=fabricas.crear_ciudad()
        ),
    ),
    "actor_de_otro_tipo": (
        "inscripcion",
        "Esta inscripción es de otro tipo. Para cambiarlo, inicie una nueva; esta queda como borrador.",
        lambda c: services.cambiar_actor(inscripcion=borrador(), actor=fabricas.crear_institucion()),
    ),
    "contacto_confirmada": (
        "terminada",
        "Los datos de contacto de una inscripción confirmada se cambian desde su espacio.",
        lambda c: services.guardar_contacto(
            inscripcion=confirmada(fabricas.crear_actividad(c)), participa=True, **DATOS
        ),
    ),
    "sesenta_personas": (
        "inscripcion",
        "La delegación ya tiene 60 personas, el máximo. Para sumar más, escriba a cumbre@ejemplo.gob.",
        lambda c: services.agregar_participante(inscripcion=_llena_de_gente(c), **PERSONA),
    ),
    "ultima_persona": (
        "inscripcion",
        "Es la última persona de la delegación: agregue antes a otra o retire la inscripción completa.",
        lambda c: services.quitar_participante(
            participante=confirmada(fabricas.crear_actividad(c)).participantes.get()
        ),
    ),
    "nadie_en_personas": (
        "falta",
        "Falta agregar al menos una persona: escriba el nombre de quien va a participar.",
        lambda c: services.terminar_personas(inscripcion=_sin_personas(c)),
    ),
    "actividad_cerrada": (
        "actividad_cerrada",
        "«Taller» ya no recibe inscripciones: quítela de su selección. El resto se conserva.",
        lambda c: services.guardar_actividades(inscripcion=borrador(), elecciones={_cerrada(c): "virtual"}),
    ),
    "actividad_cerrada_de_una_persona": (
        "actividad_cerrada",
        "«Taller» ya no recibe inscripciones: quítela de su selección. El resto se conserva.",
        lambda c: services.guardar_actividades_de(
            participante=borrador().participantes.get(), elecciones={_cerrada(c): "virtual"}
        ),
    ),
    "confirmada_sin_datos": (
        "inscripcion",
        "Sin el uso de los datos no podemos sostener la inscripción: si lo prefiere, retírela desde su espacio.",
        lambda c: services.guardar_consentimientos(
            inscripcion=confirmada(fabricas.crear_actividad(c)), datos=False, imagen=False, listado=False
        ),
    ),
    "confirmar_sin_personas": (
        "falta",
        "Falta agregar al menos una persona de la delegación.",
        lambda c: services.confirmar(inscripcion=_sin_personas(c)),
    ),
    "confirmar_sin_actividades": (
        "falta",
        "Falta elegir al menos una actividad de la Cumbre.",
        lambda c: services.confirmar(inscripcion=borrador()),
    ),
    "confirmar_sin_consentimiento": (
        "falta",
        "Falta aceptar el uso de los datos: sin eso no podemos guardar la inscripción.",
        lambda c: services.confirmar(inscripcion=borrador(fabricas.crear_actividad(c), consentimiento_datos_el=None)),
    ),
    "cuarta_ficha": (
        "inscripcion",
        "Ya hay 3 fichas de este tipo, el máximo: edite una o quítela para agregar otra.",
        lambda c: ficha(_con_tres(c)),
    ),
    "undecimo_programa": (
        "inscripcion",
        "Ya hay 10 líneas y programas, el máximo: edite una o quítela para agregar otra.",
        lambda c: aportes.guardar_programa(inscripcion=_con_diez(c), **PROGRAMA),
    ),
    "retirada": (
        "terminada",
        "Esta inscripción fue retirada o ya no admite cambios. Puede iniciar una nueva.",
        lambda c: services.agregar_participante(inscripcion=borrador(estado="retirada"), **PERSONA),
    ),
    "vencida_no_se_retira": (
        "terminada",
        "Esta inscripción fue retirada o ya no admite cambios. Puede iniciar una nueva.",
        lambda c: services.retirar(inscripcion=borrador(estado="vencida")),
    ),
    "rechazada_no_se_confirma": (
        "terminada",
        "Esta inscripción fue retirada o ya no admite cambios. Puede iniciar una nueva.",
        lambda c: services.confirmar(inscripcion=borrador(estado="rechazada")),
    ),
}


@pytest.mark.parametrize("caso", RECHAZOS)
def test_servicio_dice_que_no_con_una_frase_que_dice_que_hacer(cumbre, caso):
    codigo, mensaje, accion = RECHAZOS[caso]

    with pytest.raises(ErrorInscripcion) as error:
        accion(cumbre)

    assert (error.value.codigo, str(error.value.mensaje)) == (codigo, mensaje)


# The last one: a withdrawal is possible after the window closed.
CAMBIOS = {
    "contacto": lambda i: services.guardar_contacto(inscripcion=i, participa=True, **DATOS),
    "actor": lambda i: services.cambiar_actor(inscripcion=i, actor=fabricas.crear_ciudad()),
    "agregar": lambda i: services.agregar_participante(inscripcion=i, **PERSONA),
    "editar": lambda i: services.editar_participante(participante=i.participantes.first(), **PERSONA),
    "quitar": lambda i: services.quitar_participante(participante=i.participantes.first()),
    "personas": lambda i: services.terminar_personas(inscripcion=i),
    "actividades": lambda i: services.guardar_actividades(inscripcion=i, elecciones={}),
    "actividades_de": lambda i: services.guardar_actividades_de(participante=i.participantes.first(), elecciones={}),
    "lleno": lambda i: services.resolver_lleno(inscripcion=i, decisiones={}),
    "paso": lambda i: services.terminar_paso(inscripcion=i, paso="aportes"),
    "consentimientos": lambda i: services.guardar_consentimientos(inscripcion=i, datos=1, imagen=1, listado=1),
    "confirmar": lambda i: services.confirmar(inscripcion=i),
    "ficha": lambda i: ficha(i),
    "quitar_ficha": lambda i: aportes.quitar(inscripcion=i, objeto=i.contacto.fichas.get()),
    "propuesta": lambda i: aportes.guardar_propuesta(inscripcion=i, quiere=False),
    "mirada": lambda i: aportes.guardar_mirada(inscripcion=i, idioma="es", mirada="x"),
    "programa": lambda i: aportes.guardar_programa(inscripcion=i, **PROGRAMA),
}


@pytest.mark.parametrize("cambio", [c for c in CAMBIOS if c != "consentimientos"])
def test_ventana_cerrada_detiene_todo_cambio_y_no_borra_nada(cumbre, cerrar, cambio):
    inscripcion = borrador(fabricas.crear_actividad(cumbre))
    ficha(inscripcion)
    cerrar()

    with pytest.raises(InscripcionCerrada) as error:
        CAMBIOS[cambio](inscripcion)

    assert str(error.value.mensaje) == ("La inscripción no está abierta en este momento. Lo que ya guardó se conserva.")
    assert (inscripcion.participantes.count(), inscripcion.elecciones.count(), Ficha.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("cambio", CAMBIOS)
def test_retirada_no_admite_ningun_cambio(cumbre, cambio):
    inscripcion = borrador(fabricas.crear_actividad(cumbre))
    ficha(inscripcion)
    services.retirar(inscripcion=inscripcion)

    with pytest.raises(YaNoSePuedeCambiar):
        CAMBIOS[cambio](inscripcion)


def test_retirar_se_puede_tambien_con_la_ventana_cerrada(cumbre, cerrar):
    inscripcion = confirmada(fabricas.crear_actividad(cumbre))
    cerrar()

    assert services.retirar(inscripcion=inscripcion).estado == "retirada"


# --- Draft and contact --------------------------------------------------------------------------


def test_crear_borrador_con_la_ventana_cerrada_no_escribe_nada(cumbre, riobamba, cerrar):
    cerrar()

    with pytest.raises(InscripcionCerrada):
        services.crear_borrador(cumbre=cumbre, actor=riobamba, idioma="es", participa=True, **DATOS)

    assert (Contacto.objects.count(), Inscripcion.objects.count(), correos()) == (0, 0, [])


@pytest.mark.parametrize(("participa", "personas"), [(True, ["Ana Guamán"]), (False, [])])
def test_crear_borrador_deja_contacto_persona_y_un_correo(cumbre, riobamba, participa, personas):
    inscripcion = services.crear_borrador(
        cumbre=cumbre, actor=riobamba, idioma="pt-br", participa=participa, sugeridas=["seminario"], **DATOS
    )

    inscripcion.refresh_from_db()
    assert (inscripcion.estado, inscripcion.tipo, inscripcion.actor, inscripcion.idioma, inscripcion.sugeridas) == (
        "borrador", "ciudad", riobamba, "pt-br", ["seminario"],
    )  # fmt: skip
    assert [p.nombre for p in inscripcion.participantes.filter(es_contacto=True)] == personas
    assert list(Mensaje.objects.values_list("tipo", "a", "idioma")) == [
        ("enlace_borrador", "ana@riobamba.gob.ec", "pt-br")
    ]


def test_correo_conocido_no_se_une_a_nada_y_tiene_su_propia_inscripcion(cumbre, riobamba):
    """Named regression: a second registration silently dropped (indico#1264)."""
    primera = services.crear_borrador(cumbre=cumbre, actor=riobamba, idioma="es", participa=True, **DATOS)

    segunda = services.crear_borrador(cumbre=cumbre, actor=riobamba, idioma="es", participa=True, **DATOS)

    assert primera.contacto != segunda.contacto
    assert (Contacto.objects.count(), Inscripcion.objects.count(), Mensaje.objects.count()) == (2, 2, 2)


def test_guardar_contacto_con_otro_correo_termina_el_enlace_anterior_y_manda_uno(cumbre, riobamba):
    inscripcion = services.crear_borrador(cumbre=cumbre, actor=riobamba, idioma="es", participa=True, **DATOS)
    viejo = inscripcion.contacto.token()

    services.guardar_contacto(inscripcion=inscripcion, participa=True, **{**DATOS, "email": "ana@otro.gob.ec"})

    assert Contacto.por_token(viejo) is None
    assert correos() == [("enlace_borrador", "ana@riobamba.gob.ec"), ("enlace_borrador", "ana@otro.gob.ec")]
    assert inscripcion.participantes.get().email == "ana@otro.gob.ec"


def test_guardar_contacto_con_el_mismo_correo_no_manda_nada(cumbre, riobamba):
    inscripcion = services.crear_borrador(cumbre=cumbre, actor=riobamba, idioma="es", participa=True, **DATOS)
    enlace = inscripcion.contacto.token()

    services.guardar_contacto(inscripcion=inscripcion, participa=False, **{**DATOS, "email": "ANA@riobamba.gob.ec"})

    assert Contacto.por_token(enlace) == inscripcion.contacto
    assert (len(correos()), inscripcion.participantes.count()) == (1, 0)


def test_crear_actor_repetido_es_la_misma_ciudad_sin_verificar(db):
    una = crear_actor(tipo="ciudad", nombre="Villa Nueva", pais="AR")

    assert crear_actor(tipo="ciudad", nombre="VILLA NUEVA", pais="AR") == una
    assert crear_actor(tipo="ciudad", nombre="Villa Nueva", pais="BR") != una
    assert (una.verificada, Ciudad.objects.count()) == (False, 2)


def test_crear_actor_con_nombre_de_una_verificada_no_la_toma(db):
    """Two Avellanedas: what a stranger writes attaches to no existing city."""
    verificada = fabricas.crear_ciudad(nombre="Avellaneda", pais="AR", slug="avellaneda-ar")

    nueva = crear_actor(tipo="ciudad", nombre="Avellaneda", pais="AR")

    assert nueva != verificada
    assert nueva.slug.startswith("avellaneda-ar-")


def test_crear_actor_de_un_nombre_sin_letras_tiene_direccion(db):
    assert crear_actor(tipo="institucion", nombre="北京", pais="").slug == "institucion"
    assert Institucion.objects.get().nombre == "北京"


# --- Who registers changes ----------------------------------------------------------------------


def test_cambiar_actor_mueve_lo_que_aporta_y_conserva_lo_demas(cumbre):
    inscripcion = borrador(fabricas.crear_actividad(cumbre), personas=2)
    suya = ficha(inscripcion)
    aportes.guardar_propuesta(inscripcion=inscripcion, quiere=True, titulo="Mercados")
    nueva = fabricas.crear_ciudad(nombre="Cuenca", pais="EC")

    services.cambiar_actor(inscripcion=inscripcion, actor=nueva)

    inscripcion.refresh_from_db()
    suya.refresh_from_db()
    assert (inscripcion.ciudad, inscripcion.contacto.ciudad, suya.ciudad) == (nueva, nueva, nueva)
    assert Propuesta.objects.get().ciudad == nueva
    assert (inscripcion.participantes.count(), inscripcion.elecciones.count()) == (2, 1)


def test_ciudad_unida_a_otra_mientras_tanto_sigue_en_la_otra(cumbre):
    inscripcion = borrador(fabricas.crear_actividad(cumbre))
    suya = ficha(inscripcion)
    destino = fabricas.crear_ciudad(nombre="Quito", pais="EC")
    fusionar(origen=inscripcion.ciudad, destino=destino)

    services.confirmar(inscripcion=inscripcion)

    inscripcion.refresh_from_db()
    assert (inscripcion.estado, inscripcion.actor, inscripcion.contacto.actor) == ("confirmada", destino, destino)
    assert not Ficha.objects.exclude(ciudad=destino).filter(pk=suya.pk).exists()


# --- People and what they attend ----------------------------------------------------------------


def test_persona_nueva_sigue_lo_que_eligio_la_delegacion(cumbre):
    una, otra = fabricas.crear_actividad(cumbre), fabricas.crear_actividad(cumbre)
    inscripcion = borrador()
    services.guardar_actividades(inscripcion=inscripcion, elecciones={una: "presencial", otra: "virtual"})

    nueva = services.agregar_participante(inscripcion=inscripcion, nombre="Luz", email="", cargo="")

    assert set(nueva.asistencias.values_list("actividad", "modalidad", "estado")) == {
        (una.pk, "presencial", "elegida"),
        (otra.pk, "virtual", "elegida"),
    }


def test_lo_que_una_persona_eligio_por_su_cuenta_sobrevive_al_cambio_de_todas(cumbre):
    una, otra = fabricas.crear_actividad(cumbre), fabricas.crear_actividad(cumbre)
    inscripcion = borrador(una, personas=2)
    propia, comun = inscripcion.participantes.order_by("pk")
    services.guardar_actividades_de(participante=propia, elecciones={una: "virtual"})

    services.guardar_actividades(inscripcion=inscripcion, elecciones={otra: "presencial"})

    assert list(propia.asistencias.values_list("actividad", "modalidad")) == [(una.pk, "virtual")]
    assert list(comun.asistencias.values_list("actividad", "modalidad")) == [(otra.pk, "presencial")]


def test_persona_vuelve_a_seguir_a_la_delegacion(cumbre):
    una, otra = fabricas.crear_actividad(cumbre), fabricas.crear_actividad(cumbre)
    inscripcion = borrador(una)
    persona = inscripcion.participantes.get()
    services.guardar_actividades_de(participante=persona, elecciones={otra: "virtual"})

    services.guardar_actividades_de(participante=persona, elecciones=None)

    persona.refresh_from_db()
    assert persona.actividades_propias is False
    assert list(persona.asistencias.values_list("actividad", "modalidad")) == [(una.pk, "presencial")]


def test_persona_quitada_mientras_tanto_no_vuelve_al_guardarla(cumbre):
    inscripcion = borrador(fabricas.crear_actividad(cumbre), personas=2)
    quitada = inscripcion.participantes.last()
    services.quitar_participante(participante=inscripcion.participantes.get(pk=quitada.pk))

    for accion in (
        lambda: services.editar_participante(participante=quitada, **PERSONA),
        lambda: services.quitar_participante(participante=quitada),
        lambda: services.guardar_actividades_de(participante=quitada, elecciones=None),
    ):
        with pytest.raises(ErrorInscripcion) as error:
            accion()
        assert error.value.mensaje == (
            "Esa persona ya no está en la delegación: agréguela de nuevo si va a participar."
        )
    assert inscripcion.participantes.count() == 1


def test_quitar_al_contacto_de_las_personas_responde_que_no_participa(cumbre, riobamba):
    inscripcion = services.crear_borrador(cumbre=cumbre, actor=riobamba, idioma="es", participa=True, **DATOS)

    services.quitar_participante(participante=inscripcion.participantes.get())

    inscripcion.refresh_from_db()
    assert (inscripcion.contacto_participa, inscripcion.participantes.count()) == (False, 0)


def test_reflejar_contacto_cambia_a_la_persona_que_es(cumbre, riobamba):
    inscripcion = services.crear_borrador(cumbre=cumbre, actor=riobamba, idioma="es", participa=True, **DATOS)
    otra = services.agregar_participante(inscripcion=inscripcion, nombre="Luz", email="", cargo="")
    contacto = inscripcion.contacto

    with services.reflejar_contacto(contacto=contacto):
        contacto.nombre = "Ana María Guamán"
        contacto.save()

    otra.refresh_from_db()
    assert (inscripcion.participantes.get(es_contacto=True).nombre, otra.nombre) == ("Ana María Guamán", "Luz")


def test_editar_a_una_persona_de_una_confirmada_conserva_su_lugar(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    inscripcion, espera = confirmada(actividad), confirmada(actividad)

    services.editar_participante(participante=inscripcion.participantes.get(), **PERSONA)

    assert (estados(inscripcion), estados(espera)) == (["confirmada"], ["en_espera"])


# --- What the delegation brings -----------------------------------------------------------------


def test_confirmar_con_seminario_entrega_lo_que_aporta_al_equipo(seminario):
    inscripcion = borrador(seminario)
    ficha(inscripcion)
    aportes.guardar_propuesta(inscripcion=inscripcion, quiere=True, titulo="Mercados")

    services.confirmar(inscripcion=inscripcion)

    assert (Ficha.objects.get().publicacion, Propuesta.objects.get().publicacion) == ("pendiente", "pendiente")


def test_confirmar_sin_seminario_descarta_lo_que_se_escribio_para_el(clima):
    inscripcion = borrador(clima)
    ajena = fabricas.crear_ficha(contacto=fabricas.crear_contacto(), publicacion=Publicacion.BORRADOR)
    ficha(inscripcion)
    aportes.guardar_propuesta(inscripcion=inscripcion, quiere=True, titulo="Mercados")

    services.confirmar(inscripcion=inscripcion)

    assert (list(Ficha.objects.all()), Propuesta.objects.count()) == ([ajena], 0)


def test_quitar_el_seminario_conserva_las_fichas_hasta_confirmar(seminario, clima):
    inscripcion = borrador(seminario)
    ficha(inscripcion)

    services.guardar_actividades(inscripcion=inscripcion, elecciones={clima: "virtual"})
    assert Ficha.objects.get().publicacion == "borrador"
    services.guardar_actividades(inscripcion=inscripcion, elecciones={seminario: "virtual"})
    services.confirmar(inscripcion=inscripcion)

    assert Ficha.objects.get().publicacion == "pendiente"


def test_cambio_de_una_ficha_publicada_vuelve_a_revision(seminario):
    inscripcion = borrador(seminario)
    suya = ficha(inscripcion)
    services.confirmar(inscripcion=inscripcion)
    Ficha.objects.update(publicacion=Publicacion.PUBLICADA)

    ficha(inscripcion, ficha=suya, titulo="Huertas urbanas")

    assert Ficha.objects.values_list("titulo", "publicacion").get() == ("Huertas urbanas", "pendiente")


def test_ficha_quitada_deja_libre_su_lugar(cumbre):
    inscripcion = borrador()
    primera, _segunda, _tercera = [ficha(inscripcion) for _i in range(3)]
    aportes.quitar(inscripcion=inscripcion, objeto=primera)

    assert ficha(inscripcion).lugar == 1
    assert ficha(inscripcion, tipo="idea").lugar == 1


def test_propuesta_que_ya_no_se_quiere_se_descarta(cumbre):
    inscripcion = borrador()
    aportes.guardar_propuesta(inscripcion=inscripcion, quiere=True, titulo="Mercados")

    aportes.guardar_propuesta(inscripcion=inscripcion, quiere=False)

    inscripcion.refresh_from_db()
    assert (inscripcion.quiere_presentar, Propuesta.objects.count()) == (False, 0)


def test_mirada_vacia_se_descarta_y_todavia_no_es_una_respuesta(cumbre):
    inscripcion = borrador(contacto=fabricas.crear_contacto(institucion=fabricas.crear_institucion()))
    vacia = {"mirada": "", "enfoque": "", "estrategias": "", "aporta": "", "aporte": ""}

    aportes.guardar_mirada(inscripcion=inscripcion, idioma="es", **{**vacia, "aporta": "todavia_no"})
    assert Mirada.objects.get().aporta == "todavia_no"
    aportes.guardar_mirada(inscripcion=inscripcion, idioma="es", **vacia)

    assert Mirada.objects.count() == 0


def test_propuesta_que_ya_esta_en_el_programa_se_retira_y_el_equipo_lo_ve(cumbre):
    inscripcion = borrador()
    aportes.guardar_propuesta(inscripcion=inscripcion, quiere=True, titulo="Mercados")
    bloque = fabricas.crear_bloque(fabricas.crear_actividad(cumbre), estado="borrador")
    Propuesta.objects.update(publicacion="publicada", intervencion=fabricas.crear_intervencion(bloque))

    aportes.guardar_propuesta(inscripcion=inscripcion, quiere=False)

    assert Propuesta.objects.get().publicacion == "retirada"
    (charla,) = Bloque.objects.en_preparacion(bloque.actividad).con_quienes().get().charlas
    aviso = "La delegación ya no quiere presentarla: escríbale o cancele la intervención."
    assert aviso in faltantes.de_charla(charla, bloque)


def test_institucion_que_quiere_presentar_su_mirada_es_una_candidata(cumbre):
    institucion = fabricas.crear_institucion(nombre="Agencia Ñandú")
    inscripcion = borrador(contacto=fabricas.crear_contacto(institucion=institucion))

    aportes.guardar_mirada(inscripcion=inscripcion, idioma="pt-br", presenta=True, mirada="Entre pares.")

    propuesta = Propuesta.objects.get()
    assert (propuesta.actor, propuesta.resumen, propuesta.publicacion) == (institucion, "Entre pares.", "borrador")
    assert propuesta.titulo == "O olhar de Agencia Ñandú"
    inscripcion.refresh_from_db()
    assert inscripcion.quiere_presentar is True


@pytest.mark.parametrize("respuesta", ["publicada", "rechazada"])
def test_lo_que_el_equipo_respondio_queda_si_la_propuesta_dice_lo_mismo(cumbre, respuesta):
    institucion = fabricas.crear_institucion()
    inscripcion = borrador(contacto=fabricas.crear_contacto(institucion=institucion))
    dice = {"idioma": "es", "presenta": True, "mirada": "Entre pares."}
    aportes.guardar_mirada(inscripcion=inscripcion, **dice)
    Propuesta.objects.update(publicacion=respuesta)

    aportes.guardar_mirada(inscripcion=inscripcion, **dice, enfoque="Con las ciudades.")
    assert Propuesta.objects.get().publicacion == respuesta
    aportes.guardar_mirada(inscripcion=inscripcion, **{**dice, "mirada": "Otra."})

    assert (Propuesta.objects.get().publicacion, Propuesta.objects.get().resumen) == ("borrador", "Otra.")


def test_institucion_que_ya_no_quiere_presentar_retira_la_propuesta(cumbre):
    inscripcion = borrador(contacto=fabricas.crear_contacto(institucion=fabricas.crear_institucion()))
    aportes.guardar_mirada(inscripcion=inscripcion, idioma="es", presenta=True, mirada="Entre pares.")

    aportes.guardar_mirada(inscripcion=inscripcion, idioma="es", mirada="Entre pares.")

    inscripcion.refresh_from_db()
    assert (inscripcion.quiere_presentar, Propuesta.objects.count(), Mirada.objects.count()) == (False, 0, 1)


def test_programa_escrito_en_portugues_va_a_sus_columnas(cumbre):
    inscripcion = borrador(contacto=fabricas.crear_contacto(institucion=fabricas.crear_institucion()))

    programa = aportes.guardar_programa(inscripcion=inscripcion, **{**PROGRAMA, "idioma": "pt-br"})

    programa.refresh_from_db()
    assert (programa.titulo_pt_br, programa.titulo_es, programa.publicacion) == ("Fondo", None, "borrador")


def test_ficha_con_titulo_vacio_no_pasa_por_el_servicio(cumbre):
    with pytest.raises(ValidationError):
        ficha(borrador(), titulo="")

    assert Ficha.objects.count() == 0


# --- Consents, confirmation, withdrawal ---------------------------------------------------------


def test_consentimientos_llevan_la_fecha_del_primero_y_se_retiran_en_el_acto(cumbre):
    inscripcion = borrador(consentimiento_datos_el=None)
    services.guardar_consentimientos(inscripcion=inscripcion, datos=True, imagen=True, listado=True)
    inscripcion.refresh_from_db()
    primera = inscripcion.consentimiento_datos_el

    services.guardar_consentimientos(inscripcion=inscripcion, datos=True, imagen=False, listado=False)

    inscripcion.refresh_from_db()
    contacto = Contacto.objects.get()
    assert inscripcion.consentimiento_datos_el == primera
    assert (inscripcion.consentimiento_imagen_el, contacto.consentimiento_listado_el) == (None, None)


def test_confirmar_dos_veces_es_una_confirmacion(cumbre):
    inscripcion = borrador(fabricas.crear_actividad(cumbre))
    primera = services.confirmar(inscripcion=inscripcion)

    segunda = services.confirmar(inscripcion=inscripcion)

    assert (segunda.confirmada_el, segunda.referencia) == (primera.confirmada_el, primera.referencia)
    assert correos() == [("inscripcion_confirmada", inscripcion.contacto.email)]


def test_retirar_quita_de_lo_publico_lo_que_aporto(seminario):
    inscripcion = borrador(seminario)
    ficha(inscripcion)
    services.confirmar(inscripcion=inscripcion)
    Ficha.objects.update(publicacion=Publicacion.PUBLICADA)

    services.retirar(inscripcion=inscripcion)

    assert (Ficha.objects.get().publicacion, estados(inscripcion)) == ("retirada", ["retirada"])
    assert [t for t, _a in correos()] == ["inscripcion_confirmada", "inscripcion_retirada"]


def test_retirar_un_borrador_no_manda_correo(cumbre):
    inscripcion = borrador(fabricas.crear_actividad(cumbre))

    services.retirar(inscripcion=inscripcion)

    assert (correos(), Asistencia.objects.get().estado) == ([], "retirada")
