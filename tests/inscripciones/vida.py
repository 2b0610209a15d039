"""A registration's life in any order: hypothesis invents it, and what must always hold is looked at after each step.

What delegations and the team do from day to day; what is rarer, in ``test_vida``, which runs it all.
"""

from collections import Counter

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from agenda.services import cambiar_cupo
from comun.models import Mensaje
from inscripciones import en_espera, lugares, services
from inscripciones.errores import CupoLleno, ErrorInscripcion
from inscripciones.models import (
    Asistencia,
    CambioInscripcion,
    Eleccion,
    Inscripcion,
    Modalidad,
    Participante,
    PedidoDeUnion,
    SolicitudDeCambio,
)
from tests import fabricas

CORREOS = [
    "enlace_borrador", "inscripcion_confirmada", "inscripcion_rechazada", "inscripcion_retirada", "lugar_liberado",
    "solicitud_concedida", "solicitud_rechazada", "recordatorio_borrador", "recordatorio_personal",
    "solicitud_de_cambio_resuelta", "union_aceptada", "delegacion_unida",
]  # fmt: skip
# By which the contact is told what changed: an answer of the team is a change too.
QUE_CUENTAN = ["inscripcion_cambiada", "solicitud_concedida", "solicitud_rechazada", "solicitud_de_cambio_resuelta"]
VISTO = Counter()  # what happened in all the lives of a run, so that a machine that does nothing is found out
# Of a registration; everything else never happens.
PASOS_LEGALES = {("borrador", "confirmada"), ("borrador", "vencida")} | {
    (antes, final) for antes in ("borrador", "confirmada") for final in ("retirada", "rechazada")
}
# Of an attendance that stays; a choice is placed, a request is answered, a withdrawal ends it, and who comes after all
# has it again.
CAMBIOS_LEGALES = {
    "elegida": {"solicitada", "confirmada", "en_espera", "retirada"},
    "solicitada": {"confirmada", "en_espera", "rechazada", "retirada"},
    "confirmada": {"en_espera", "rechazada", "retirada"},
    "en_espera": {"confirmada", "rechazada", "retirada"},
    "rechazada": {"confirmada", "en_espera", "retirada"},
    "retirada": {"solicitada", "confirmada", "en_espera"},
}
cual = st.integers(min_value=0, max_value=1000)
modalidades = st.sampled_from(Modalidad.values)
# Mostly the small room, so that it fills up soon, and the reserved one; anything else too.
elecciones = st.sampled_from(
    [
        {"sala": "presencial"},
        {"sala": "presencial", "reservada": "presencial"},
        {"sala": "presencial", "otra": "virtual"},
    ]
) | st.dictionaries(st.sampled_from(["sala", "otra", "libre", "reservada"]), modalidades, max_size=4)


class Vida(RuleBasedStateMachine):
    """Delegations that come, change and go, before four rooms; what the services do is compared with what is seen."""

    @initialize()
    def empezar(self):
        self.bloque = transaction.atomic()
        self.bloque.__enter__()
        self.cumbre = cumbre = fabricas.crear_cumbre()
        self.actividades = {
            "sala": fabricas.crear_actividad(cumbre, cupo_presencial=1),
            "otra": fabricas.crear_actividad(cumbre, cupo_presencial=1),
            "libre": fabricas.crear_actividad(cumbre),
            "reservada": fabricas.crear_actividad(cumbre, cupo_presencial=1, reservada=True),
        }
        self.claves, self.dados, self.estados, self.filas = [], {}, {}, {}
        self.dichas = []  # who ever was anybody, or was asked for: {"nombre", "email", "cargo"}
        self.correos = Counter(dict.fromkeys(CORREOS, 0))
        self.otra_vez = Counter()  # of whom was told a second link, by address and row
        self.idos = Counter()  # mails that went with whom they were to
        self.contados_borrados = 0  # and how many of them told a change
        # One has the place and two wait: from here on every step may free it. All ask for the reserved one.
        for _n in range(3):
            nombres = {"sala": "presencial", "reservada": "presencial"}
            self.llega(participa=True, nombres=nombres, personas=0, decidida=True)

    # --- Who is there -------------------------------------------------------------------------------

    def una(self, n):
        return Inscripcion.objects.get(pk=self.claves[n % len(self.claves)])

    def persona(self, n):
        personas = list(self.una(n).participantes.order_by("pk"))
        return personas[n % len(personas)] if personas else None

    def otra_persona(self, con_correo=True):
        """Return who somebody is that nobody was before: no name, address or role begins as another one does."""
        n = f"{len(self.dichas):04}"
        dicha = {"nombre": f"Persona {n}", "email": f"otra{n}@ejemplo.gob" if con_correo else "", "cargo": f"Cargo {n}"}
        self.dichas.append(dicha)
        return dicha

    def elegidas(self, nombres):
        return {self.actividades[nombre]: modalidad for nombre, modalidad in nombres.items()}

    def intentar(self, servicio, **datos):
        """Call a service as the site does: what a rule refuses leaves everything as it was."""
        antes = retrato()
        try:
            return servicio(**datos)
        except ErrorInscripcion as error:
            assert retrato() == antes
            return error

    # --- What people do -----------------------------------------------------------------------------

    @rule(
        participa=st.booleans(),
        nombres=elecciones,
        personas=st.integers(0, 2),
        decidida=st.sampled_from([True, True, False]),
        como=st.none() | cual,
    )
    def llega(self, participa, nombres, personas, decidida, como=None):
        """``como``: of the city of one that came before, with one of its people if it can be, or with its address."""
        otra = self.una(como) if como is not None and self.claves else None
        quien = self.otra_persona()
        if otra and como % 3 == 0 and otra.contacto.email:
            quien = {"nombre": otra.contacto.nombre, "email": otra.contacto.email, "cargo": otra.contacto.cargo}
        inscripcion = services.crear_borrador(
            cumbre=self.cumbre, actor=otra.actor if otra else fabricas.crear_ciudad(), **quien, telefono="",
            idioma="es", participa=participa,
        )  # fmt: skip
        self.claves.append(inscripcion.pk)
        self.correos["enlace_borrador"] += 1
        repetidas = list(otra.participantes.filter(es_contacto=False).exclude(email="")[:1]) if otra else []
        gente = [{"nombre": p.nombre, "email": p.email, "cargo": p.cargo} for p in repetidas]
        for quien in gente + [self.otra_persona() for _n in range(personas)]:
            services.agregar_participante(inscripcion=inscripcion, **quien)
        services.guardar_actividades(inscripcion=inscripcion, elecciones=self.elegidas(nombres))
        services.guardar_consentimientos(inscripcion=inscripcion, datos=True, imagen=False, listado=False)
        if decidida:
            self.confirma(n=len(self.claves) - 1, decision="espera")

    @precondition(lambda self: self.claves)
    @rule(n=cual, con_correo=st.booleans())
    def agrega_una_persona(self, n, con_correo):
        self.intentar(services.agregar_participante, inscripcion=self.una(n), **self.otra_persona(con_correo))

    @precondition(lambda self: self.claves)
    @rule(n=cual)
    def quita_una_persona(self, n):
        if persona := self.persona(n):
            self.intentar(services.quitar_participante, participante=persona)

    @precondition(lambda self: self.claves)
    @rule(n=cual, con_correo=st.booleans())
    def corrige_sus_datos(self, n, con_correo):
        if persona := self.persona(n):
            self.intentar(services.editar_participante, participante=persona, **self.otra_persona(con_correo))

    @precondition(lambda self: self.claves)
    @rule(n=cual)
    def ocupa_el_lugar_de_otra(self, n):
        if persona := self.persona(n):
            self.intentar(services.sustituir_participante, participante=persona, **self.otra_persona())

    @precondition(lambda self: self.claves)
    @rule(n=cual, va=st.booleans())
    def dice_si_va(self, n, va):
        if persona := self.persona(n):
            self.intentar(services.confirmar_que_va if va else services.declinar, participante=persona)

    @precondition(lambda self: self.claves)
    @rule(n=cual, nombre=st.sampled_from(["sala", "otra", "libre", "reservada"]))
    def deja_una_actividad(self, n, nombre):
        if persona := self.persona(n):
            actividad = self.actividades[nombre]
            self.intentar(services.declinar_actividad, participante=persona, actividad=actividad)

    @precondition(lambda self: self.claves)
    @rule(n=cual, nombres=elecciones)
    def cambia_lo_de_todos(self, n, nombres):
        self.intentar(services.guardar_actividades, inscripcion=self.una(n), elecciones=self.elegidas(nombres))

    @precondition(lambda self: self.claves)
    @rule(n=cual, nombres=st.none() | elecciones)
    def cambia_lo_de_una_persona(self, n, nombres):
        if persona := self.persona(n):
            elegidas = None if nombres is None else self.elegidas(nombres)
            self.intentar(services.guardar_actividades_de, participante=persona, elecciones=elegidas)

    @precondition(lambda self: self.claves)
    @rule(n=cual, decision=st.sampled_from(["espera", "virtual", "quitar"]))
    def confirma(self, n, decision):
        """Where the room is full, whoever asked decides and presses again, as the page offers."""
        inscripcion = self.una(n)
        estaba = inscripcion.estado
        dicho = self.intentar(services.confirmar, inscripcion=inscripcion)
        if isinstance(dicho, CupoLleno):
            decisiones = dict.fromkeys(dicho.actividades, decision)
            services.resolver_lleno(inscripcion=inscripcion, decisiones=decisiones)
            dicho = self.intentar(services.confirmar, inscripcion=inscripcion)
            assert not isinstance(dicho, CupoLleno)
        if estaba == "borrador" and isinstance(dicho, Inscripcion):
            self.correos["inscripcion_confirmada"] += 1

    @precondition(lambda self: self.claves)
    @rule(n=cual)
    def se_retira(self, n):
        inscripcion = self.una(n)
        estaba = inscripcion.estado
        dicho = self.intentar(services.retirar, inscripcion=inscripcion)
        if estaba == "confirmada" and isinstance(dicho, Inscripcion):
            self.correos["inscripcion_retirada"] += 1

    # --- What the team does -------------------------------------------------------------------------

    @precondition(lambda self: self.claves)
    @rule(n=cual)
    def la_rechazan(self, n):
        inscripcion = self.una(n)
        vivia = inscripcion.estado in ("borrador", "confirmada")
        self.intentar(services.rechazar_inscripcion, inscripcion=inscripcion, motivo="Prueba", usuario=None)
        self.correos["inscripcion_rechazada"] += vivia

    @rule(nombre=st.sampled_from(["sala", "otra", "reservada"]), cupo=st.none() | st.integers(0, 5))
    def cambia_el_cupo(self, nombre, cupo):
        self.actividades[nombre] = cambiar_cupo(actividad=self.actividades[nombre], cupo=cupo)

    @rule(n=cual, concede=st.booleans())
    def responde_una_solicitud(self, n, concede):
        pedidas = list(Asistencia.objects.filter(actividad=self.actividades["reservada"]).order_by("pk"))
        if not pedidas:
            return
        accion, tipo = (
            (lugares.conceder, "solicitud_concedida") if concede else (lugares.rechazar, "solicitud_rechazada")
        )
        dicho = self.intentar(accion, asistencias=[pedidas[n % len(pedidas)]])
        if not isinstance(dicho, ErrorInscripcion):
            self.correos[tipo] += 1

    @rule(n=cual, puesto=st.integers(1, 4))
    def mueve_en_la_fila(self, n, puesto):
        esperan = fila(self.filas, self.actividades["sala"])
        if not esperan:
            return
        quien = Asistencia.objects.get(pk=esperan[n % len(esperan)])
        puesto = min(puesto, len(esperan))
        en_espera.reordenar(asistencia=quien, puesto=puesto, motivo="Prueba", usuario=None)
        esperan.remove(quien.pk)
        esperan.insert(puesto - 1, quien.pk)
        self.filas = {a.pk: a for a in Asistencia.objects.all()}
        assert fila(self.filas, self.actividades["sala"]) == esperan

    # --- What always holds --------------------------------------------------------------------------

    @invariant()
    def nadie_de_mas_y_nadie_espera_de_balde(self):
        for actividad in self.actividades.values():
            dados = Asistencia.objects.con_lugar().filter(actividad=actividad).count()
            esperan = Asistencia.objects.en_espera().filter(actividad=actividad).count()
            cupo = actividad.cupo_presencial
            # A quota put under what was given takes no place away; it only gives no more.
            assert cupo is None or dados <= max(cupo, self.dados.get(actividad.pk, 0))
            assert not esperan or (cupo is not None and dados >= cupo)
            self.dados[actividad.pk] = dados

    @invariant()
    def cada_persona_tiene_lo_que_eligio_y_nada_mas(self):
        for inscripcion in Inscripcion.objects.prefetch_related("elecciones", "participantes__asistencias"):
            elegido = {e.actividad_id: e.modalidad for e in inscripcion.elecciones.all()}
            vienen = [p for p in inscripcion.participantes.all() if not p.declino]
            asistencias = [a for p in vienen for a in p.asistencias.all()]
            estados = {a.estado for a in asistencias}
            if inscripcion.es_borrador or inscripcion.estado == "vencida":
                assert estados <= {"elegida"}
            elif inscripcion.es_confirmada:
                assert estados <= {"confirmada", "en_espera", "solicitada", "rechazada"}
                assert list(inscripcion.participantes.all()) != []
            else:
                assert estados <= {"retirada"}
            if inscripcion.termino:
                continue
            for persona in vienen:
                suyo = {a.actividad_id: a.modalidad for a in persona.asistencias.all()}
                assert persona.actividades_propias or suyo == elegido

    @invariant()
    def quien_no_va_no_tiene_lugar_ni_turno(self):
        de_quienes_no_van = Asistencia.objects.exclude(participante__in=Participante.objects.que_vienen())
        assert set(de_quienes_no_van.values_list("estado", flat=True)) <= {"retirada", "rechazada"}

    @invariant()
    def cada_persona_recibe_su_enlace_una_vez_y_cada_cambio_se_cuenta_una(self):
        enlaces = Counter(Mensaje.objects.filter(tipo="enlace_personal").values_list("a", "sobre_id"))
        con_correo = Participante.objects.filter(inscripcion__estado="confirmada").exclude(email="")
        assert set(con_correo.values_list("email", flat=True)) <= {a for a, _de_quien in enlaces}
        assert all(veces <= 1 + self.otra_vez[a_quien] for a_quien, veces in enlaces.items())
        # The end has a mail of its own, and so has a union; a request that was refused changed nothing.
        cambios = CambioInscripcion.objects.exclude(motivo__startswith="Unión de ")
        contados = [c for c in cambios if c.diferencias[0]["que"] not in ("estado", "puesto")]
        avisos = Mensaje.objects.filter(tipo__in=QUE_CUENTAN).values_list("parametros", flat=True)
        assert sum(p.get("cambio", "si") is not None for p in avisos) + self.contados_borrados == len(contados)

    @invariant()
    def cada_paso_es_legal_y_la_fila_guarda_el_orden_de_llegada(self):
        estados = dict(Inscripcion.objects.values_list("pk", "estado"))
        pasos = {(self.estados[pk], ahora) for pk, ahora in estados.items() if pk in self.estados}
        assert {(antes, ahora) for antes, ahora in pasos if antes != ahora} <= PASOS_LEGALES
        filas = {a.pk: a for a in Asistencia.objects.all()}
        for pk in self.filas.keys() & filas.keys():
            antes, ahora = self.filas[pk], filas[pk]
            assert ahora.estado == antes.estado or ahora.estado in CAMBIOS_LEGALES[antes.estado]
            if (antes.estado, ahora.estado) == ("confirmada", "en_espera"):
                assert (antes.modalidad, ahora.modalidad) == ("virtual", "presencial")
            self.correos["lugar_liberado"] += antes.estado == "en_espera" and en_la_sala(ahora)
        for actividad in self.actividades.values():
            antes, ahora = fila(self.filas, actividad), fila(filas, actividad)
            siguen = [pk for pk in antes if pk in ahora]
            assert ahora[: len(siguen)] == siguen
            entraron = [pk for pk in antes if pk in filas and en_la_sala(filas[pk])]
            assert all(antes.index(dentro) < antes.index(espera) for dentro in entraron for espera in siguen)
        self.estados, self.filas = estados, filas

    @invariant()
    def los_correos_cuentan_lo_que_paso(self):
        """Who was promoted is counted above: invariants run by name. Other mails than these there may be."""
        en_cola = Counter(Mensaje.objects.filter(tipo__in=self.correos).values_list("tipo", flat=True))
        assert en_cola == +self.correos

    def teardown(self):
        if hasattr(self, "bloque"):
            VISTO.update(+self.correos + self.idos)
            transaction.set_rollback(True)
            self.bloque.__exit__(None, None, None)


def en_la_sala(asistencia):
    return (asistencia.estado, asistencia.modalidad) == ("confirmada", "presencial")


def fila(asistencias, actividad):
    """Return the keys of those who wait for an activity, in order."""
    esperan = [a for a in asistencias.values() if a.actividad_id == actividad.pk and a.estado == "en_espera"]
    return [a.pk for a in sorted(esperan, key=lambda a: a.turno)]


def retrato():
    """Return everything that a refused step must leave as it was."""
    return [
        list(modelo.objects.order_by("pk").values())
        for modelo in (
            Inscripcion,
            Eleccion,
            Participante,
            Asistencia,
            Mensaje,
            CambioInscripcion,
            SolicitudDeCambio,
            PedidoDeUnion,
        )
    ]
