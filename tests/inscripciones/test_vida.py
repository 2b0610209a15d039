"""The whole life of a registration: what ``vida`` does, and what is rarer, in any order.

Delegations that turn out to be one and join, changes asked for once the window closed, reminders, drafts that lapse and
people who are erased, by their own link or by an address.
"""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from actores.models import Contacto
from agenda.models import Cumbre
from comun import personas
from comun.models import Mensaje
from inscripciones import borradores, recordatorios, services, solicitudes, uniones
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Asistencia, Inscripcion, Participante, PedidoDeUnion, SolicitudDeCambio
from tests.inscripciones.vida import CORREOS, QUE_CUENTAN, VISTO, Vida, cual, elecciones
from tests.personas.llena import donde_esta

EN_LA_SALA = ("presencial", "confirmada")
acciones = st.sampled_from(["agregar", "editar", "sustituir", "quitar", "actividades"])


class VidaEntera(Vida):
    """With what happens to a few."""

    # --- Time ---------------------------------------------------------------------------------------

    @precondition(lambda self: self.claves)
    @rule(n=cual)
    def vence(self, n):
        self.intentar(services.vencer, inscripcion=self.una(n))

    @precondition(lambda self: self.claves)
    @rule(n=cual)
    def recuerdan(self, n):
        """To who has a draft, and to the people of one delegation."""
        ahora = timezone.now()
        pendientes = list(Inscripcion.objects.borradores().order_by("pk"))
        self.correos["recordatorio_borrador"] += len(borradores.recordar_ahora(pendientes, ahora))
        gente = list(self.una(n).participantes.all())
        recordadas = recordatorios.recordar_ahora(gente, ahora)
        assert {p.pk for p in recordadas} <= {
            p.pk for p in gente if p.email and p.avisado_el and not (p.respondio_el or p.recordado_el)
        }
        self.correos["recordatorio_personal"] += len(recordadas)

    @contextmanager
    def plazo_cerrado(self):
        cumbres = Cumbre.objects.filter(pk=self.cumbre.pk)
        cumbres.update(inscripcion_hasta=timezone.now() - timedelta(seconds=1))
        yield
        cumbres.update(inscripcion_hasta=self.cumbre.inscripcion_hasta)

    # --- What is asked for once the window closed ---------------------------------------------------

    @precondition(lambda self: Inscripcion.objects.confirmadas().exists())
    @rule(n=cual, accion=acciones, nombres=elecciones, concede=st.sampled_from([None, True, True, False]))
    def pide_un_cambio(self, n, accion, nombres, concede):
        """It is answered at once, or waits while other things happen."""
        confirmadas = list(Inscripcion.objects.confirmadas().order_by("pk"))
        inscripcion = confirmadas[n % len(confirmadas)]
        persona = self.persona(self.claves.index(inscripcion.pk))
        datos = {"quitar": dict, "actividades": lambda: {"elecciones": self.por_clave(nombres)}}
        pedido = {
            "inscripcion": inscripcion,
            "accion": accion,
            "datos": datos.get(accion, self.otra_persona)(),
            "participante": None if accion in ("agregar", "actividades") else persona,
        }
        with self.plazo_cerrado():
            solicitud = self.intentar(solicitudes.pedir, **pedido)
        if concede is not None and not isinstance(solicitud, ErrorInscripcion):
            self.responder(solicitud, concede)

    @precondition(lambda self: SolicitudDeCambio.objects.pendientes().exists())
    @rule(n=cual, concede=st.booleans())
    def responden_un_pedido(self, n, concede):
        abiertas = list(SolicitudDeCambio.objects.pendientes().order_by("pk"))
        self.responder(abiertas[n % len(abiertas)], concede)

    def responder(self, solicitud, concede):
        if concede:
            dicho = self.intentar(solicitudes.conceder, solicitud=solicitud, usuario=None)
        else:
            dicho = self.intentar(solicitudes.rechazar, solicitud=solicitud, usuario=None, respuesta="Prueba")
        self.correos["solicitud_de_cambio_resuelta"] += not isinstance(dicho, ErrorInscripcion)

    def por_clave(self, nombres):
        return {str(actividad.pk): modalidad for actividad, modalidad in self.elegidas(nombres).items()}

    # --- Two that are one ---------------------------------------------------------------------------

    @precondition(lambda self: Inscripcion.objects.posibles_duplicadas().exists())
    @rule(n=cual, como=st.sampled_from(["equipo", "acepta", "declina", "pide"]))
    def se_unen(self, n, como):
        posibles = list(Inscripcion.objects.posibles_duplicadas().order_by("pk"))
        segunda = posibles[n % len(posibles)]
        primera = segunda.posible_duplicada_de
        suyas, propias = lo_de_cada_persona(segunda), lo_de_cada_persona(primera)
        if como == "equipo":
            dicho = self.intentar(uniones.unir, inscripcion=segunda, usuario=None)
        else:
            dicho = self.intentar(uniones.pedir, inscripcion=segunda)
            if como != "pide" and not isinstance(dicho, ErrorInscripcion):
                dicho = self.intentar(uniones.aceptar if como == "acepta" else uniones.declinar, pedido=dicho)
        if not isinstance(dicho, ErrorInscripcion) and dicho.estado == PedidoDeUnion.Estado.ACEPTADA:
            assert dicho.a_id == primera.pk
            self.quedan_todas(primera, suyas, propias)

    def quedan_todas(self, primera, suyas, propias):
        """Everybody is in the first delegation, once, with the place that they had, or the better one of two."""
        self.correos.update(["union_aceptada", "delegacion_unida"])
        ahora = lo_de_cada_persona(primera)
        assert sorted(p.quien for p in ahora) == sorted({p.quien for p in [*suyas, *propias]})
        for persona in ahora:
            antes = [p for p in [*suyas, *propias] if p.quien == persona.quien]
            if len(antes) > 1 and any(p.avisado for p in antes if p.pk != persona.pk):
                self.otra_vez[persona.email, persona.pk] += 1
            if not any(p.declino for p in antes):
                tenia = [par for p in antes for par in p.lugares.items()]
                assert persona.lugares.keys() == {actividad for actividad, _lugar in tenia}
                assert all(persona.lugares[actividad] == lugar for actividad, lugar in tenia if lugar == EN_LA_SALA)

    @invariant()
    def la_que_se_unio_queda_retirada_y_sin_nadie(self):
        unidas = PedidoDeUnion.objects.filter(estado=PedidoDeUnion.Estado.ACEPTADA)
        assert set(unidas.values_list("inscripcion__estado", flat=True)) <= {"retirada"}
        assert not Participante.objects.filter(inscripcion__in=unidas.values("inscripcion")).exists()

    @invariant()
    def a_nadie_se_le_recuerda_dos_veces(self):
        personales = Mensaje.objects.filter(tipo="recordatorio_personal").values_list("a", "sobre_id")
        de_borradores = Mensaje.objects.filter(tipo="recordatorio_borrador").values_list("a", "sobre_id")
        for mensajes in (personales, de_borradores):
            assert set(Counter(mensajes).values()) <= {1}

    # --- Who asks to be forgotten -------------------------------------------------------------------

    @precondition(lambda self: self.claves)
    @rule(n=cual, contacto=st.sampled_from([True, False, False]))
    def se_borra(self, n, contacto):
        """By the own link."""
        dueno = self.una(n).contacto if contacto else self.persona(n)
        if dueno and dueno.nombre != personas.ANONIMA:
            self.borrar([dueno])

    @precondition(lambda self: any(dicha["email"] for dicha in self.dichas))
    @rule(n=cual)
    def la_borran_por_su_direccion(self, n):
        """Who is somewhere, was removed, gave their place to another or was only asked for."""
        con_correo = [dicha for dicha in self.dichas if dicha["email"]]
        dicha = con_correo[n % len(con_correo)]
        self.borrar(personas.hallar(dicha["email"]), dicha)

    def borrar(self, duenos, dicha=None):
        todos = [dueno for dueno in personas.todos(duenos) if dueno.nombre != personas.ANONIMA]
        borradas = [{c: getattr(d, c) for c in ("nombre", "email", "cargo")} for d in todos]
        borradas += [dicha] if dicha else []
        direcciones = {b["email"] for b in borradas} - {""}
        suyos = todos + [dueno.inscripcion for dueno in todos if isinstance(dueno, Contacto)]
        suyos = {(dueno._meta.model_name, dueno.pk) for dueno in suyos}
        antes = {m.pk: m for m in Mensaje.objects.select_related("sobre_tipo")}
        confirmadas = {i.pk: i.contacto.email for i in Inscripcion.objects.confirmadas().select_related("contacto")}

        personas.borrar(duenos, email=dicha["email"] if dicha else "")

        # Each of them is told once. The worker forgets the address as it sends, so here the mail goes too.
        ultimos = Mensaje.objects.filter(tipo="datos_borrados")
        assert Counter(ultimos.values_list("a", flat=True)) == Counter({dueno.email for dueno in todos} - {""})
        ultimos.delete()
        self.correos_que_se_van(antes, direcciones, suyos)
        self.las_que_se_retiran(antes, direcciones, confirmadas)
        self.claves = [pk for pk in self.claves if Inscripcion.objects.filter(pk=pk).exists()]
        for borrada in borradas:
            if not vive(borrada):
                assert donde_esta(*(palabra for palabra in borrada.values() if palabra)) == set()

    def las_que_se_retiran(self, antes, direcciones, confirmadas):
        """The contact of each is told, unless the mail went with them."""
        terminadas = Inscripcion.objects.filter(pk__in=confirmadas, estado="retirada")
        ajenas = [i.pk for i in terminadas if confirmadas[i.pk] not in direcciones]
        retiradas = Mensaje.objects.filter(tipo="inscripcion_retirada").exclude(pk__in=antes)
        assert set(retiradas.values_list("sobre_id", flat=True)) >= set(ajenas)
        assert retiradas.count() <= len(terminadas)
        self.correos["inscripcion_retirada"] += retiradas.count()

    def correos_que_se_van(self, antes, direcciones, suyos):
        """Only mails to who was erased go, and those about their rows, of which who had one before was told too."""
        quedan = set(Mensaje.objects.values_list("pk", flat=True))
        idos = [mensaje for pk, mensaje in antes.items() if pk not in quedan]
        assert all(m.a in direcciones or (m.sobre_tipo and m.sobre_tipo.model, m.sobre_id) in suyos for m in idos)
        se_fueron = Counter(m.tipo for m in idos if m.tipo in CORREOS)
        self.correos.subtract(se_fueron)
        self.idos.update(se_fueron)
        cuentan = [m for m in idos if m.tipo in QUE_CUENTAN and m.parametros.get("cambio", "si") is not None]
        self.contados_borrados += len(cuentan)


class DeUnaPersona:
    """What one person of a delegation has, as it is now."""

    def __init__(self, persona):
        self.pk, self.email, self.declino, self.avisado = persona.pk, persona.email, persona.declino, persona.avisado_el
        self.quien = (persona.nombre, persona.email)
        vigentes = Asistencia.objects.vigentes().filter(participante=persona)
        self.lugares = {a.actividad_id: (a.modalidad, a.estado) for a in vigentes}


def lo_de_cada_persona(inscripcion):
    return [DeUnaPersona(persona) for persona in inscripcion.participantes.order_by("pk")]


def vive(quien):
    """True if there still is a row of who was called so: another delegation may have written down the same person."""
    return any(
        modelo.objects.filter(nombre=quien["nombre"]).exists()
        or modelo.objects.filter(email=quien["email"]).exclude(email="").exists()
        for modelo in (Participante, Contacto)
    )


# A life in which every kind of mail is sent: chance alone may leave one out.
ESCRITA = [
    ("responde_una_solicitud", {"n": 0, "concede": True}),
    ("responde_una_solicitud", {"n": 1, "concede": False}),
    ("se_retira", {"n": 0}),
    ("llega", {"participa": True, "nombres": {"libre": "virtual"}, "personas": 1, "decidida": False}),
    ("recuerdan", {"n": 1}),
    ("vence", {"n": 3}),
    ("agrega_una_persona", {"n": 1, "con_correo": True}),
    ("llega", {"participa": True, "nombres": {"libre": "virtual"}, "personas": 1, "decidida": True, "como": 1}),
    ("se_unen", {"n": 0, "como": "acepta"}),
    ("pide_un_cambio", {"n": 0, "accion": "agregar", "nombres": {}, "concede": True}),
    ("ocupa_el_lugar_de_otra", {"n": 1}),
    ("la_rechazan", {"n": 2}),
    ("la_borran_por_su_direccion", {"n": 1}),
    ("se_borra", {"n": 4, "contacto": True}),
]


def vivir(**opciones):
    sin_apuro = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    ajustes = settings(deadline=None, suppress_health_check=sin_apuro, database=None, **opciones)
    VISTO.clear()
    run_state_machine_as_test(VidaEntera, settings=ajustes)
    return VISTO


def test_vida_escrita_pasa_por_todo_y_guarda_lo_mismo(db):
    VISTO.clear()
    vida = VidaEntera()
    for paso, datos in [("empezar", {}), *ESCRITA]:
        getattr(vida, paso)(**datos)
        for siempre in vida.invariants:
            siempre.function(vida)
    vida.teardown()

    assert set(VISTO) == set(CORREOS)


def test_vida_de_una_inscripcion_guarda_lugares_orden_pasos_y_correos(db):
    vivir(max_examples=6, stateful_step_count=10, derandomize=True)


@pytest.mark.largo
def test_vida_larga_de_una_inscripcion_guarda_lugares_orden_pasos_y_correos(db):
    visto = vivir(max_examples=40, stateful_step_count=30, derandomize=True)

    # Every mail is reached by the written life; by chance, all but some of a union when this was written.
    assert {"inscripcion_confirmada", "lugar_liberado", "solicitud_concedida"} <= set(visto)
