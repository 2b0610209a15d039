"""The way of a sheet: which changes of state are legal, what each writes, and who is told."""

import contextlib
import threading
from functools import partial

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actores.models import Contacto
from comun import enviador
from comun.models import Mensaje
from comun.publicacion import ContenidoCambiado
from proyectos import curaduria, direcciones, reglas, versiones
from proyectos.errores import ErrorProyecto
from proyectos.models import Proyecto, Revision, Version
from tests import fabricas
from tests.inscripciones.hilos import a_la_vez, errores

pytestmark = pytest.mark.django_db

TODOS = list(Revision)
ACTOS = {
    "enviar": lambda p: curaduria.enviar(proyecto=p),
    "devolver": lambda p: curaduria.devolver(proyecto=p, comentarios="Falta el plazo.", usuario=None),
    "publicar": lambda p: uno(curaduria.publicar([p], usuario=None)),
    "archivar": lambda p: uno(curaduria.archivar([p], usuario=None)),
    "reabrir": lambda p: curaduria.reabrir(proyecto=p, usuario=None),
}
# What each act makes of each state, for a proposal and for staff's own; what is not here is refused.
DE_AFUERA = {
    ("enviar", "borrador"): "enviada",
    ("enviar", "devuelta"): "enviada",
    ("devolver", "enviada"): "devuelta",
    ("publicar", "enviada"): "publicada",
    ("publicar", "archivada"): "publicada",
    ("archivar", "enviada"): "archivada",
    ("archivar", "devuelta"): "archivada",
    ("archivar", "publicada"): "archivada",
    ("reabrir", "archivada"): "enviada",
}
PROPIOS = {
    **DE_AFUERA,
    ("publicar", "borrador"): "publicada",
    ("archivar", "borrador"): "archivada",
    ("reabrir", "archivada"): "borrador",
}
del PROPIOS["devolver", "enviada"]  # nobody would read the comments
CORREOS = {
    "enviar": "proyecto_recibido",
    "devolver": "proyecto_devuelto",
    "publicar": "proyecto_publicado",
    "archivar": "proyecto_archivado",
}


def uno(publicados):
    """Return the one row that changed, or raise what kept it."""
    for _proyecto, error in publicados.rechazados:
        raise error
    return publicados.cambiados[0]


def crear_propuesta(publicacion="borrador", contacto=None, **campos):
    """A complete proposal of a city, with a partner and a letter."""
    contacto = contacto or fabricas.crear_contacto()
    valores = {
        "titulo_es": "Huertas urbanas",
        "resumen_es": "Huertas en las escuelas.",
        "carta": "proyectos/cartas/c.pdf",
        "historico": False,
        "contacto": contacto,
        "comentarios": "Falta algo." if publicacion == "devuelta" else "",
        **campos,
    }
    proyecto = fabricas.crear_proyecto(publicacion=publicacion, **valores)
    fabricas.crear_participacion(proyecto, contacto.ciudad, "coordinadora")
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(), "socia")
    return proyecto


def crear_propio(publicacion="borrador", **campos):
    comentarios = "Falta algo." if publicacion == "devuelta" else ""
    proyecto = fabricas.crear_proyecto(
        publicacion=publicacion, comentarios=comentarios, resumen_es="R", carta="proyectos/cartas/c.pdf", **campos
    )
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(), "socia")
    return proyecto


# --- The matrix ---------------------------------------------------------------------------------


@pytest.mark.parametrize("estado", TODOS)
@pytest.mark.parametrize("acto", ACTOS)
@pytest.mark.parametrize(("crear", "legales"), [(crear_propuesta, DE_AFUERA), (crear_propio, PROPIOS)])
def test_each_act_changes_the_states_that_it_may_and_no_other(acto, estado, crear, legales):
    proyecto = crear(estado.value)
    esperado = legales.get((acto, estado.value))

    if esperado is None:
        with pytest.raises(ErrorProyecto) as error:
            ACTOS[acto](proyecto)
        sin_quien = (acto, estado) == ("devolver", "enviada")
        assert error.value.codigo == ("sin_contacto" if sin_quien else "estado")
    else:
        assert ACTOS[acto](proyecto).publicacion == esperado

    proyecto.refresh_from_db()
    assert proyecto.publicacion == (esperado or estado)
    assert Version.objects.count() == (1 if esperado else 0)
    correos = [CORREOS[acto]] if esperado and proyecto.contacto and acto in CORREOS else []
    assert list(Mensaje.objects.values_list("tipo", flat=True)) == correos


@pytest.mark.parametrize("estado", TODOS)
@pytest.mark.parametrize("acto", ACTOS)
@pytest.mark.parametrize(("crear", "legales"), [(crear_propuesta, DE_AFUERA), (crear_propio, PROPIOS)])
def test_what_is_offered_is_what_is_legal(acto, estado, crear, legales):
    admite = getattr(curaduria, f"admite_{acto}")
    assert admite(crear(estado.value)) is ((acto, estado.value) in legales)


def test_a_sheet_that_is_gone_is_told_so():
    proyecto = crear_propuesta()
    Proyecto.objects.filter(pk=proyecto.pk).delete()
    with pytest.raises(ErrorProyecto):
        curaduria.enviar(proyecto=proyecto)


# --- Sending ------------------------------------------------------------------------------------


def test_a_sent_proposal_says_when_and_awaits_staff():
    proyecto = curaduria.enviar(proyecto=crear_propuesta())
    assert proyecto.enviado_el is not None
    assert list(Proyecto.objects.por_revisar()) == [proyecto]
    assert [(v.numero, v.motivo, v.usuario) for v in proyecto.versiones.all()] == [(1, "enviada", None)]


@pytest.mark.parametrize(
    ("falta", "campo"),
    [
        ({"titulo_es": ""}, "titulo"),
        ({"titulo_es": "  "}, "titulo"),
        ({"resumen_es": ""}, "resumen"),
        ({"carta": ""}, "carta"),
    ],
)
def test_what_is_demanded_to_send_is_told_at_its_field(falta, campo):
    proyecto = crear_propuesta(**falta)
    with pytest.raises(ErrorProyecto) as error:
        curaduria.enviar(proyecto=proyecto)
    assert (error.value.campo, error.value.codigo) == (campo, f"falta_{campo}")
    proyecto.refresh_from_db()
    assert proyecto.publicacion == "borrador"
    assert Mensaje.objects.count() == 0


@pytest.mark.parametrize("con", ["nadie", "institucion", "aliada"])
def test_to_send_there_must_be_a_partner_city(con):
    proyecto = crear_propuesta()
    proyecto.participaciones.filter(rol="socia").delete()
    if con == "institucion":
        fabricas.crear_participacion(proyecto, fabricas.crear_institucion(), "socia")
    if con == "aliada":
        fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(), "aliada")
    assert [e.campo for e in curaduria.falta_para_enviar(proyecto)] == ["participaciones"]


def test_a_title_in_the_other_language_is_a_title():
    proyecto = crear_propuesta(titulo_es="", titulo_pt_br="Hortas", resumen_es="", resumen_pt_br="Hortas.")
    assert curaduria.falta_para_enviar(proyecto) == []


# --- Coming back --------------------------------------------------------------------------------


def test_comments_go_with_what_comes_back_and_stay_when_it_is_sent_again():
    proyecto = crear_propuesta("enviada")
    curaduria.devolver(proyecto=proyecto, comentarios="  Falta el plazo.\n\nY la fuente. ", usuario=None)
    proyecto = curaduria.enviar(proyecto=proyecto)
    assert proyecto.comentarios == "Falta el plazo.\n\nY la fuente."


@pytest.mark.parametrize("comentarios", ["", " \n "])
def test_nothing_comes_back_without_comments(comentarios):
    proyecto = crear_propuesta("enviada")
    with pytest.raises(ErrorProyecto) as error:
        curaduria.devolver(proyecto=proyecto, comentarios=comentarios, usuario=None)
    assert error.value.campo == "comentarios"
    proyecto.refresh_from_db()
    assert (proyecto.publicacion, Version.objects.count()) == ("enviada", 0)


# --- Publishing ---------------------------------------------------------------------------------


def test_a_proposal_gets_an_address_of_its_title_the_first_time_and_keeps_it():
    proyecto = crear_propuesta("enviada", titulo_es="Agua y ciudad: huertas", slug="c0ffee")
    uno(curaduria.publicar([proyecto], usuario=None))
    proyecto.refresh_from_db()
    primera = proyecto.publicado_el
    assert (proyecto.slug, primera is None) == ("agua-y-ciudad-huertas", False)

    Proyecto.objects.update(titulo_es="Otro título")
    uno(curaduria.archivar([proyecto], usuario=None))
    uno(curaduria.publicar([proyecto], usuario=None))

    proyecto.refresh_from_db()
    assert (proyecto.slug, proyecto.publicado_el) == ("agua-y-ciudad-huertas", primera)


@pytest.mark.parametrize(
    ("titulo", "slug"),
    [
        ("Mapa", "mapa-2"),
        ("¡Cifras!", "cifras-2"),
        ("Huertas", "huertas-3"),
        ("¿?", "proyecto"),
        ("a" * 300, "a" * 80),
        (f"{'b' * 78} cola larga", "b" * 78),
    ],
)
def test_an_address_is_free_short_and_no_fixed_page(titulo, slug):
    fabricas.crear_proyecto(slug="huertas")
    fabricas.crear_proyecto(slug="huertas-2")
    fabricas.crear_proyecto(slug="huertas-en-casa")
    proyecto = crear_propuesta("enviada", titulo_es=titulo)
    assert uno(curaduria.publicar([proyecto], usuario=None)).slug == slug


def test_a_proposal_gets_its_address_though_its_contact_is_gone():
    proyecto = crear_propuesta("enviada", slug=direcciones.provisional())
    proyecto.contacto.delete()
    assert uno(curaduria.publicar([proyecto], usuario=None)).slug == "huertas-urbanas"


def test_the_address_is_of_the_title_in_its_own_language():
    proyecto = crear_propuesta("enviada", titulo_es="Huertas", titulo_pt_br="Hortas", idioma_original="pt-br")
    assert uno(curaduria.publicar([proyecto], usuario=None)).slug == "hortas"


def test_without_a_title_the_cities_are_the_address():
    contacto = fabricas.crear_contacto(ciudad=fabricas.crear_ciudad(nombre="Morón"))
    proyecto = crear_propuesta("enviada", contacto=contacto, titulo_es="")
    socia = proyecto.participaciones.get(rol="socia").ciudad
    socia.nombre = "São Paulo"
    socia.save()
    assert uno(curaduria.publicar([proyecto], usuario=None)).slug == "moron-sao-paulo"


def test_the_address_that_staff_gave_to_its_own_stays():
    proyecto = crear_propio(slug="la-de-siempre")
    assert uno(curaduria.publicar([proyecto], usuario=None)).slug == "la-de-siempre"


@pytest.mark.parametrize(
    ("campos", "codigo"), [({"titulo_es": ""}, "falta_nombre"), ({"slug": "mapa"}, "direccion_reservada")]
)
def test_what_keeps_a_sheet_from_being_published_is_told(campos, codigo):
    proyecto = fabricas.crear_proyecto(publicacion="borrador", **campos)
    resultado = curaduria.publicar([proyecto], usuario=None)
    assert [(p, e.codigo) for p, e in resultado.rechazados] == [(proyecto, codigo)]
    proyecto.refresh_from_db()
    assert (proyecto.publicacion, proyecto.publicado_el) == ("borrador", None)


def test_of_several_those_that_can_be_are_published():
    bien, mal = crear_propuesta("enviada"), crear_propuesta("borrador")
    resultado = curaduria.publicar([mal, bien], usuario=None)
    assert (resultado.cambiados, [p for p, _e in resultado.rechazados]) == ([bien], [mal])


def test_only_who_is_historical_is_exempt_from_the_rules(monkeypatch):
    rota = type("Regla", (), {"codigo": "tope", "mensaje": "Baje el monto.", "campo": "monto_usd"})
    monkeypatch.setattr(reglas, "incumplidas", lambda proyecto, *_como_seria: [rota])
    viejo, nuevo = crear_propio(historico=True), crear_propio(historico=False)
    propuesta = crear_propuesta()
    resultado = curaduria.publicar([viejo, nuevo], usuario=None)
    assert (resultado.cambiados, [(p, e.mensaje) for p, e in resultado.rechazados]) == (
        [viejo],
        [(nuevo, "Baje el monto.")],
    )
    with pytest.raises(ErrorProyecto, match="Baje el monto"):
        curaduria.enviar(proyecto=propuesta)


def test_what_changed_since_it_was_read_is_not_published():
    proyecto = crear_propuesta("enviada")
    sello = versiones.sello([proyecto])
    proyecto.participaciones.filter(rol="socia").delete()
    with pytest.raises(ContenidoCambiado):
        curaduria.publicar([proyecto], usuario=None, sello=sello)
    proyecto.refresh_from_db()
    assert proyecto.publicacion == "enviada"


def test_what_did_not_change_is_published():
    proyecto = crear_propuesta("enviada")
    sello = versiones.sello([Proyecto.objects.get()])
    assert uno(curaduria.publicar([proyecto], usuario=None, sello=sello)).publicacion == "publicada"


def contar_consultas(hacer):
    with CaptureQueriesContext(connection) as consultas:
        hacer()
    return len(consultas)


@pytest.mark.parametrize(("acto", "por_hoja"), [("publicar", 7), ("archivar", 2)])
def test_many_are_answered_in_few_queries_more_than_one(acto, por_hoja):
    """Each further sheet costs what is its own: its rules, its address, its state, its mail."""
    convocatoria = fabricas.crear_convocatoria(monto_maximo_usd=10_000)
    cuentas = []
    for cuantas in (1, 1, 11):
        hojas = [
            crear_propuesta("enviada", titulo_es=f"Huerta {c} {len(cuentas)}", convocatoria=convocatoria)
            for c in range(cuantas)
        ]
        leidas = versiones.sello(hojas)
        sello = {"sello": leidas} if acto == "publicar" else {}
        hacer = partial(getattr(curaduria, acto), hojas, usuario=None, **sello)
        cuentas.append(contar_consultas(hacer))
    assert Version.objects.count() == 13
    assert cuentas[2] - cuentas[1] == 10 * por_hoja


@pytest.mark.django_db(transaction=True)
def test_two_proposals_of_one_title_published_at_once_have_two_addresses():
    proyectos = [crear_propuesta("enviada") for _n in range(2)]
    resultados = a_la_vez(*(lambda p=p: curaduria.publicar([p], usuario=None) for p in proyectos))
    assert errores(resultados) == []
    assert sorted(Proyecto.objects.values_list("slug", flat=True)) == ["huertas-urbanas", "huertas-urbanas-2"]


@pytest.mark.django_db(transaction=True)
def test_one_of_two_answers_at_once_counts():
    proyecto = crear_propuesta("enviada")
    resultados = a_la_vez(*[lambda: curaduria.devolver(proyecto=proyecto, comentarios="Falta.", usuario=None)] * 2)
    assert [type(r) for r in resultados].count(ErrorProyecto) == 1
    assert (Version.objects.count(), Mensaje.objects.count()) == (1, 1)


def test_the_rules_are_asked_with_their_call_locked(monkeypatch):
    """A second sheet of the call waits for what this one becomes."""
    convocatoria = fabricas.crear_convocatoria()
    consultas = []
    monkeypatch.setattr(reglas, "incumplidas", lambda proyecto, *_como_seria: consultas.append(None) or [])
    with connection.execute_wrapper(lambda seguir, sql, *resto: consultas.append(sql) or seguir(sql, *resto)):
        curaduria.enviar(proyecto=crear_propuesta(convocatoria=convocatoria))
    antes = consultas[: consultas.index(None)]
    (cerradura,) = [sql for sql in antes if "FOR NO KEY UPDATE" in sql and "proyectos_convocatoria" in sql]
    assert cerradura


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("con_candado", "publicados"), [(False, 2), (True, 1)])
def test_a_city_coordinates_one_though_two_are_published_at_once(monkeypatch, con_candado, publicados):
    """Each looks at the other before it writes; without the lock on the call neither sees it."""
    convocatoria, ciudad = fabricas.crear_convocatoria(), fabricas.crear_ciudad()
    hojas = [
        fabricas.crear_proyecto(publicacion="borrador", historico=False, convocatoria=convocatoria) for _n in range(2)
    ]
    for hoja in hojas:
        fabricas.crear_participacion(hoja, ciudad, "coordinadora")
    incumplidas, juntas = reglas.incumplidas, threading.Barrier(2)

    def mirar_a_la_vez(proyecto, *como_seria):
        dicho = incumplidas(proyecto, *como_seria)
        with contextlib.suppress(threading.BrokenBarrierError):
            juntas.wait(1)
        return dicho

    monkeypatch.setattr(reglas, "incumplidas", mirar_a_la_vez)
    if not con_candado:
        monkeypatch.setattr(curaduria, "bloquear_convocatorias", lambda proyectos: None)
    resultados = a_la_vez(*(lambda h=h: curaduria.publicar([h], usuario=None) for h in hojas))

    assert errores(resultados) == []
    assert Proyecto.objects.publicados().count() == publicados
    assert [e.codigo for r in resultados for _h, e in r.rechazados] == ["coordina_uno"] * (2 - publicados)


# --- Putting away -------------------------------------------------------------------------------


def test_the_motive_is_kept_and_mailed():
    usuario = None
    proyecto = crear_propuesta("enviada")
    uno(curaduria.archivar([proyecto], usuario=usuario, motivo="Es de otra\nconvocatoria."))
    enviador.enviar_pendientes()
    assert "Por qué: Es de otra convocatoria." in mail.outbox[0].body
    assert versiones.motivo_en_palabras(Version.objects.get()) == "Archivada: Es de otra convocatoria."


def test_a_long_motive_is_kept_as_far_as_it_goes():
    uno(curaduria.archivar([crear_propuesta("enviada")], usuario=None, motivo="x" * 400))
    assert Version.objects.get().motivo == f"archivada:{'x' * 190}"


# --- The mails ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("idioma", "asunto", "linea"),
    [
        ("es", "Su proyecto necesita cambios: Huertas urbanas", "- Falta el plazo."),
        ("pt-br", "Seu projeto precisa de mudanças: Huertas urbanas", "- Falta el plazo."),
    ],
)
def test_the_comments_are_mailed_in_the_language_of_who_proposes(idioma, asunto, linea):
    proyecto = crear_propuesta("enviada", contacto=fabricas.crear_contacto(idioma=idioma))
    curaduria.devolver(proyecto=proyecto, comentarios="Falta el plazo.\n\nY la fuente.", usuario=None)
    enviador.enviar_pendientes()
    (enviado,) = mail.outbox
    assert enviado.subject == asunto
    assert [x for x in enviado.body.splitlines() if x.startswith("- ")] == [linea, "- Y la fuente."]


@pytest.mark.parametrize("acto", ["enviar", "devolver", "publicar", "archivar"])
def test_news_that_is_none_any_more_is_annulled(acto):
    estados = {"enviar": "borrador", "devolver": "enviada", "publicar": "enviada", "archivar": "enviada"}
    ACTOS[acto](crear_propuesta(estados[acto]))
    Proyecto.objects.update(publicacion="borrador")
    enviador.enviar_pendientes()
    assert (Mensaje.objects.get().estado, mail.outbox) == ("anulado", [])


def test_nobody_is_written_once_the_contact_is_gone():
    proyecto = curaduria.enviar(proyecto=crear_propuesta())
    proyecto.contacto.delete()
    enviador.enviar_pendientes()
    assert (Mensaje.objects.get().estado, mail.outbox) == ("anulado", [])


def olvidar(contacto):
    """As the purge does: the row stays, without its address."""
    Contacto.objects.filter(pk=contacto.pk).update(email="")


def test_nobody_is_written_once_the_contact_is_forgotten():
    proyecto = curaduria.enviar(proyecto=crear_propuesta())
    olvidar(proyecto.contacto)
    enviador.enviar_pendientes()
    assert (Mensaje.objects.get().estado, mail.outbox) == ("anulado", [])


@pytest.mark.parametrize("acto", ["publicar", "archivar"])
def test_no_mail_is_queued_to_who_was_forgotten(acto):
    proyecto = crear_propuesta("enviada")
    olvidar(proyecto.contacto)
    ACTOS[acto](proyecto)
    assert Mensaje.objects.count() == 0


def test_what_nobody_is_left_to_mend_is_not_given_back():
    proyecto = crear_propuesta("enviada")
    olvidar(proyecto.contacto)
    with pytest.raises(ErrorProyecto, match="Ya no hay a quién devolverlo") as error:
        ACTOS["devolver"](proyecto)
    proyecto.refresh_from_db()
    assert (error.value.codigo, proyecto.publicacion, Version.objects.count()) == ("sin_contacto", "enviada", 0)


# --- Going back ---------------------------------------------------------------------------------


VACIA = {"titulo_es": "", "titulo_pt_br": "", "participaciones": []}
CARA = {"historico": False, "monto_usd": 20_000}
NO_VUELVEN = {"without a name": (VACIA, "titulo", "sin eso"), "against a rule": (CARA, "monto_usd", "baje el aporte")}


def con_version(publicacion, retrato):
    """A sheet of a call with a maximum of 10 000, and a version of it that says something else."""
    convocatoria = fabricas.crear_convocatoria(monto_maximo_usd=10_000)
    proyecto = crear_propuesta(publicacion, convocatoria=convocatoria, historico=True, monto_usd=9_000)
    return fabricas.crear_version(proyecto, retrato=retrato)


@pytest.mark.parametrize("que", NO_VUELVEN)
def test_what_is_published_does_not_go_back_to_what_could_not_be(que):
    retrato, campo, razon = NO_VUELVEN[que]
    version = con_version("publicada", retrato)
    antes = versiones.retrato(version.proyecto)
    with pytest.raises(ErrorProyecto, match=f"archívelo antes de volver a ella.*{razon}") as error:
        curaduria.restaurar(version=version, usuario=None)
    assert (error.value.codigo, error.value.campo) == ("publicado", campo)
    proyecto = Proyecto.objects.get()
    assert (proyecto.publicacion, versiones.retrato(proyecto)) == ("publicada", antes)
    assert Version.objects.count() == 1


@pytest.mark.parametrize("que", NO_VUELVEN)
def test_what_does_not_show_goes_back_to_anything(que):
    version = con_version("archivada", NO_VUELVEN[que][0])
    proyecto = curaduria.restaurar(version=version, usuario=None).proyecto
    assert {campo: versiones.retrato(proyecto)[campo] for campo in version.retrato} == version.retrato


def test_historical_sheet_goes_back_though_it_breaks_a_rule():
    version = con_version("publicada", {"monto_usd": 20_000})
    assert curaduria.restaurar(version=version, usuario=None).proyecto.monto_usd == 20_000
