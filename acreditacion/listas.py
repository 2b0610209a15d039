"""Who attended online: the list on which staff marks them, and the table that a video platform gives."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acreditacion.models import Presencia
from acreditacion.presencias import marcar_en_linea
from agenda.models import Actividad
from comun import importacion as tablas_traidas
from comun import tablas_leer
from comun.busqueda import sin_acentos
from comun.importacion import PlanCambiado, PlanDeTabla, YaAplicada
from comun.models import Importacion
from comun.personas import ANONIMA
from comun.tablas_leer import TablaIlegible, como_texto
from inscripciones.models import Asistencia, Inscripcion, Modalidad, Participante

QUE = "presencias"  # of the tables (``comun.models.Importacion``)
CERROJO = 4_016  # of pg_advisory_xact_lock: one table of who was online at a time

# What platforms call their columns: Zoom, Teams, Meet and Webex, in the languages of the network and in English.
SINONIMOS = {
    "nombre": [
        "nombre y apellido", "nombre completo", "nombre (nombre original)", "participante", "usuario",
        "nombre de usuario", "nome", "nome completo", "nome (nome original)", "nome de usuário", "name", "full name",
        "user name",
        "name (original name)", "display name", "attendee name", "participant", "first name",
    ],
    "apellido": ["apellidos", "sobrenome", "last name", "surname"],
    "correo": [
        "correo electrónico", "e-mail", "email", "mail", "correo electrónico del usuario", "endereço de e-mail",
        "user email", "email address", "attendee email",
    ],
    "minutos": [
        "duración", "duración (minutos)", "tiempo en la sesión (minutos)", "duración total (minutos)",
        "duración de la reunión", "duração", "duração (minutos)", "duração total (minutos)", "duration",
        "duration (minutes)", "total duration (minutes)", "time in session (minutes)", "in-meeting duration",
        "attendance duration",
    ],
}  # fmt: skip
_TIEMPO = re.compile(
    r"(?:(?P<h>\d+)\s*(?:h|hr|hrs|hora|horas|hour|hours)\b\.?)?\s*"
    r"(?:(?P<m>\d+)\s*(?:m|min|mins|minuto|minutos|minute|minutes)\b\.?)?\s*"
    r"(?:(?P<s>\d+)\s*(?:s|seg|segundos?|sec|seconds?)\b\.?)?"
)
_RELOJ = re.compile(r"(\d+):(\d{2}):(\d{2})")


# --- By hand ------------------------------------------------------------------------------------


def con_lugar_virtual(actividad):
    """Return the people of confirmed registrations who were to attend an activity online, by name."""
    suyas = Asistencia.objects.filter(
        actividad=actividad, modalidad=Modalidad.VIRTUAL, estado=Asistencia.Estado.CONFIRMADA
    )
    return (
        Participante.objects.filter(
            asistencias__in=suyas,
            inscripcion__estado=Inscripcion.Estado.CONFIRMADA,
            inscripcion__cumbre=actividad.cumbre,
        )
        .exclude(nombre=ANONIMA)
        .order_by("nombre", "pk")
    )


def ya_presentes(actividad):
    """Return ``{key of a person: how they are present}`` at an activity."""
    return dict(Presencia.objects.vigentes().filter(actividad=actividad).values_list("participante", "modalidad"))


# --- By a table: what each row would do -------------------------------------------------------------


class Suerte(models.TextChoices):
    """What becomes of a row."""

    MARCA = "marca", gettext_lazy("se marca")
    YA = "ya", gettext_lazy("ya figuraba")
    BREVE = "breve", gettext_lazy("menos tiempo del pedido")
    ERROR = "error", gettext_lazy("no se sabe quién es")


@dataclass
class FilaPlaneada:
    """A row, what it says, and who that is; ``motivos``: why it is not known."""

    numero: int
    nombre: str = ""
    correo: str = ""
    minutos: float | None = None
    persona: Any = None
    suerte: Suerte = Suerte.ERROR
    motivos: list = field(default_factory=list)


class Plan(PlanDeTabla):
    """The fate of every row of a table of who was online."""

    suertes = Suerte

    @cached_property
    def sello(self):
        """A keyed digest of the fates and of the people they are about: another one if either changed."""
        suertes = [(f.numero, f.suerte.value, f.persona and f.persona.entrada) for f in self.filas]
        return salted_hmac("acreditacion.listas", json.dumps(suertes), algorithm="sha256").hexdigest()

    @property
    def por_marcar(self):
        """The people to mark, each once."""
        return list({f.persona.pk: f.persona for f in self.con_suerte(Suerte.MARCA)}.values())


def leer(contenido):
    """Return the table that some bytes hold; raise :class:`comun.tablas_leer.TablaIlegible` if it names nobody."""
    tabla = tablas_leer.leer(contenido, SINONIMOS)
    if not {"nombre", "correo"} & set(tabla.columnas):
        raise TablaIlegible(_("La tabla no tiene una columna con el nombre ni con el correo: agregue una y súbala."))
    return tabla


def planear(traida):
    """Return the :class:`Plan` of a table that was brought, in a number of queries that does not grow with it.

    Somebody is known by the e-mail; or else by the exact name, whatever its accents and capitals. Where several are,
    those with the activity go first, and of one mailbox the one with that name; if there still are several, nobody is,
    nor where the mailbox is somebody's and the name another's. Of somebody who came and went the minutes add up.
    """
    tabla = leer(bytes(traida.contenido))
    actividad = Actividad.objects.select_related("cumbre").get(pk=traida.ajustes["actividad"])
    minimo = traida.ajustes.get("minimo") or 0
    personas, presentes = _Personas(actividad), ya_presentes(actividad)
    filas = [_leer_fila(fila) for fila in tabla.filas]
    tiempos = defaultdict(float)
    for fila in filas:
        fila.persona, fila.motivos = personas.hallar(fila)
        if fila.persona:
            tiempos[fila.persona.pk] += fila.minutos or 0
    vistos = set()
    for fila in filas:
        if fila.persona:
            fila.suerte = _suerte(fila.persona.pk, presentes, vistos, tiempos, minimo)
            vistos.add(fila.persona.pk)
    return Plan(tabla, filas)


def _suerte(clave, presentes, vistos, tiempos, minimo):
    if clave in presentes:
        return Suerte.YA
    if minimo and tiempos[clave] < minimo:
        return Suerte.BREVE
    return Suerte.YA if clave in vistos else Suerte.MARCA


def _leer_fila(fila):
    dicho = {columna: como_texto(valor) for columna, valor in fila.valores.items() if columna != "minutos"}
    nombre = " ".join(parte for parte in (dicho.get("nombre", ""), dicho.get("apellido", "")) if parte)
    # Zoom puts, after the name that somebody shows, the one of their account.
    nombre = re.sub(r"\s*\(.*\)\s*$", "", nombre) or nombre
    return FilaPlaneada(fila.numero, nombre, dicho.get("correo", "").lower(), como_minutos(fila.valores.get("minutos")))


def como_minutos(valor):
    """Return the minutes that a cell tells (``75``, ``1 h 15 min``, ``01:15:00``); ``None`` where it tells none."""
    if valor is None:
        return None
    if isinstance(valor, int | float) and not isinstance(valor, bool):
        return float(valor)
    if hasattr(valor, "hour"):  # a time of a spreadsheet
        return valor.hour * 60 + valor.minute + valor.second / 60
    texto = como_texto(valor).lower().replace(",", ".")
    if hallado := _RELOJ.fullmatch(texto):
        horas, minutos, segundos = map(int, hallado.groups())
        return horas * 60 + minutos + segundos / 60
    hallado = _TIEMPO.fullmatch(texto)
    if hallado and any(hallado.groups()):
        horas, minutos, segundos = (int(hallado[parte] or 0) for parte in "hms")
        return horas * 60 + minutos + segundos / 60
    return float(texto) if re.fullmatch(r"\d{1,6}(?:\.\d+)?", texto) else None


class _Personas:
    """The people of a Cumbre who may have been online, by what a platform knows of them: two queries."""

    def __init__(self, actividad):
        self.por_correo, self.por_nombre = defaultdict(list), defaultdict(list)
        personas = Participante.objects.filter(
            inscripcion__estado=Inscripcion.Estado.CONFIRMADA, inscripcion__cumbre=actividad.cumbre
        ).exclude(nombre=ANONIMA)
        for persona in personas.select_related("inscripcion__ciudad", "inscripcion__institucion").order_by("pk"):
            self.por_nombre[_llano(persona.nombre)].append(persona)
            if persona.email:
                self.por_correo[persona.email.lower()].append(persona)
        vigentes = Asistencia.objects.vigentes().filter(actividad=actividad)
        self.con_la_actividad = set(vigentes.values_list("participante", flat=True))

    def hallar(self, fila):
        """Return who a row is about and no reasons, or nobody and why."""
        de_nombre = self.por_nombre.get(_llano(fila.nombre), []) if fila.nombre else []
        if de_correo := self.por_correo.get(fila.correo, []) if fila.correo else []:
            candidatas = [persona for persona in de_correo if persona in de_nombre] if de_nombre else de_correo
            if not candidatas:
                return None, [_("El correo es de una persona y el nombre es de otra: vea quién fue y márquela a mano.")]
        else:
            candidatas = de_nombre
        if len(candidatas) > 1:
            candidatas = [p for p in candidatas if p.pk in self.con_la_actividad] or candidatas
        if len(candidatas) == 1:
            return candidatas[0], []
        if candidatas:
            return None, [_("Hay %(n)d personas así: márquela a mano.") % {"n": len(candidatas)}]
        return None, [_("Nadie de la Cumbre tiene ese correo ni ese nombre: búsquela y márquela a mano.")]


def _llano(nombre):
    return " ".join(sin_acentos(nombre).split())


# --- By a table: doing it -----------------------------------------------------------------------


@transaction.atomic
def aplicar(*, importacion, sello=None, usuario=None):
    """Mark who a table says; return the new presences. Nobody is written to.

    ``sello``: that of the plan that somebody read; if it is another one by now, or somebody is gone or replaced at this
    instant, ``PlanCambiado`` is raised. Side effects: those of ``presencias.marcar_en_linea``; moment, counts and the
    fate of each row, without its name, in ``importacion``. Raises ``YaAplicada`` the second time.
    """
    tablas_traidas.cerrar(CERROJO)
    importacion = Importacion.objects.select_for_update().get(pk=importacion.pk)
    if importacion.aplicada_el:
        raise YaAplicada
    plan = planear(importacion)
    if sello is not None and plan.sello != sello:
        raise PlanCambiado
    actividad = Actividad.objects.get(pk=importacion.ajustes["actividad"])
    marcadas = marcar_en_linea(
        actividad=actividad, participantes=plan.por_marcar, usuario=usuario, medio=Presencia.Medio.IMPORTADA
    )
    if marcadas.cambiaron:
        raise PlanCambiado
    recordadas = tablas_traidas.recordables(plan.filas, lambda fila: fila.suerte == Suerte.ERROR)
    importacion.aplicada_el = timezone.now()
    importacion.cuentas = {
        **plan.cuentas,
        "filas": [
            {"fila": fila.numero, "suerte": fila.suerte.value, "motivos": tablas_traidas.cortos(fila.motivos)}
            for fila, _con_error in recordadas
        ],
    }
    importacion.save(update_fields=["aplicada_el", "cuentas"])
    return marcadas.nuevas
