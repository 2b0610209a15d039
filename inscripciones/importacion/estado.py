"""How each row stands with what the portal holds: who is known, what changed there, what changed here.

What a person's row said last is remembered by keyed digests (:class:`inscripciones.models.PersonaImportada`), so a
datum that the table changed can be told from one that somebody changed here: that one is kept.
"""

from collections import defaultdict

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comun.busqueda import SinAcentos, sin_acentos
from inscripciones.importacion.celdas import CORTADO
from inscripciones.models import Asistencia, Inscripcion, Participante, PersonaImportada

# Draft and lapsed ones are nobody's registration yet.
_SIN_INSCRIBIR = (Inscripcion.Estado.BORRADOR, Inscripcion.Estado.VENCIDA)
CAMPOS = {
    "nombre": gettext_lazy("nombre"),
    "email": gettext_lazy("correo"),
    "cargo": gettext_lazy("cargo"),
    "telefono": gettext_lazy("teléfono"),
    "idioma": gettext_lazy("idioma"),
    "actividades": gettext_lazy("actividades"),
}


class Suerte(models.TextChoices):
    """What becomes of a row."""

    NUEVA = "nueva", gettext_lazy("nueva delegación")
    SUMA = "suma", gettext_lazy("se suma a una delegación")
    ACTUALIZA = "actualiza", gettext_lazy("actualiza")
    IGUAL = "igual", gettext_lazy("sin cambios")
    DUPLICADA = "duplicada", gettext_lazy("duplicada")
    ERROR = "error", gettext_lazy("error")


def huella(valor):
    """Return the keyed digest of a text: equal for equal texts, and nothing can be read in it."""
    return salted_hmac("inscripciones.importacion", valor, algorithm="sha256").hexdigest()[:32]


def en_texto(elegidas):
    """Return what somebody attends, ``{pk: modality}``, as one text to be compared."""
    return ",".join(f"{clave}:{como}" for clave, como in sorted(elegidas.items()))


def lo_de_aqui(participante):
    """Return what the portal says of a person, field by field."""
    retirada = Asistencia.Estado.RETIRADA
    asistencias = {
        a.actividad_id: f"{a.modalidad}:{a.estado}" if a.estado == retirada else a.modalidad
        for a in participante.asistencias.all()
    }
    telefono = participante.inscripcion.contacto.telefono if participante.es_contacto else ""
    propios = {campo: getattr(participante, campo) for campo in ("nombre", "email", "cargo", "idioma")}
    return {**propios, "telefono": telefono, "actividades": en_texto(asistencias)}


def lo_de_la_fila(fila, elegidas, *, es_contacto):
    """Return what a row says, field by field; an empty cell says nothing, and a phone is kept of the contact only."""
    dice = {campo: getattr(fila, campo) for campo in ("nombre", "email", "cargo", "idioma")}
    dice |= {"telefono": fila.telefono if es_contacto else "", "actividades": en_texto(elegidas)}
    return {campo: valor for campo, valor in dice.items() if valor}


def huellas(dice):
    """Return the digest of each field, by which it is compared: an address is the same in any case."""
    return {campo: huella(valor.lower() if campo == "email" else valor) for campo, valor in dice.items()}


def de_actores(actores, camino=""):
    """Return the condition for what is, or what ``camino`` leads to is, of any of these cities and institutions."""
    condicion = Q(pk__in=[])
    for tipo in ("ciudad", "institucion"):
        claves = [actor.pk for actor in actores if actor._meta.model_name == tipo]
        condicion |= Q(**{f"{camino}{tipo}__in": claves})
    return condicion


class Situacion:
    """Where the rows of some people stand at this moment: a fixed number of queries for all of them."""

    def __init__(self, filas, cumbre, actividades):
        self.cumbre, self.actividades = cumbre, actividades
        filas = [fila for fila in filas if not fila.errores]
        self._actores = {fila.quien.actor for fila in filas if fila.quien.actor}
        self._leer_delegaciones()
        self._leer_importadas(filas)
        self._leer_inscriptas_aqui(filas)

    def situar(self, fila):
        """Give a row its fate: ``suerte``, ``motivos``, ``inscripcion``, ``persona``, ``cambios`` and ``conserva``."""
        fila.motivos, fila.cambios, fila.conserva, fila.persona = list(fila.errores), {}, [], None
        fila.inscripcion = None
        if fila.errores:
            fila.suerte = Suerte.ERROR
        elif fila.repite is not None:
            fila.suerte = Suerte.DUPLICADA
            fila.motivos = [_("repite la fila %(fila)d.") % {"fila": fila.repite}]
        elif persona := self._persona(fila):
            self._comparar(fila, persona)
        elif aqui := self._inscripta_aqui(fila):
            fila.suerte, fila.inscripcion, fila.motivos = Suerte.DUPLICADA, aqui, [_en_palabras(aqui)]
        else:
            self._sumar(fila)

    # --- What is read -----------------------------------------------------------------------------

    def _leer_delegaciones(self):
        """Find the registrations of those actors: the imported one of each, and the one that was made here."""
        self.importadas, self.del_portal = {}, {}
        propias = Inscripcion.objects.filter(de_actores(self._actores), cumbre=self.cumbre).select_related("contacto")
        for inscripcion in propias.exclude(estado__in=_SIN_INSCRIBIR).order_by("pk"):
            actor = (inscripcion.tipo, inscripcion.ciudad_id or inscripcion.institucion_id)
            if inscripcion.origen == Inscripcion.Origen.IMPORTADA:
                if actor not in self.importadas or not self.importadas[actor].es_confirmada:
                    self.importadas[actor] = inscripcion
            elif inscripcion.es_confirmada:
                self.del_portal.setdefault(actor, inscripcion)

    def _leer_importadas(self, filas):
        self._por_correo, self._por_nombre = {}, defaultdict(list)
        correos = {huella(fila.email.lower()) for fila in filas if fila.email}
        nombres = {huella(fila.nombre_liso) for fila in filas}
        de_ellos = Q(correo__in=correos) | Q(de_actores(self._actores, "inscripcion__"), nombre__in=nombres)
        conocidas = (
            PersonaImportada.objects.filter(de_ellos, inscripcion__cumbre=self.cumbre)
            .select_related("inscripcion__contacto", "participante__inscripcion__contacto")
            .prefetch_related("participante__asistencias")
            .order_by("pk")
        )
        for persona in conocidas:
            if persona.correo:
                self._por_correo.setdefault(persona.correo, persona)
            self._por_nombre[persona.nombre, _actor_de(persona.inscripcion)].append(persona)

    def _leer_inscriptas_aqui(self, filas):
        """Find who is registered and no table knows so: by e-mail, as contact too, or by name and actor.

        Who came in none, who took the place of somebody that did, and whose name or address was corrected here.
        """
        self._aqui_por_correo, self._aqui_por_nombre = {}, {}
        correos = {fila.email.lower() for fila in filas if fila.email}
        nombres = {fila.nombre_liso for fila in filas if not fila.email}
        personas = (
            Participante.objects.annotate(correo=Lower("email"), liso=SinAcentos("nombre"))
            .filter(
                Q(correo__in=correos) | Q(de_actores(self._actores, "inscripcion__"), liso__in=nombres),
                inscripcion__cumbre=self.cumbre,
            )
            .exclude(inscripcion__estado__in=_SIN_INSCRIBIR)
            .select_related("inscripcion", "importada")
            .order_by("pk")
        )
        for persona in personas:
            self._aqui_por_correo.setdefault(persona.correo, persona.inscripcion)
            nombre, importada = sin_acentos(persona.nombre), getattr(persona, "importada", None)
            if not (importada and importada.nombre == huella(nombre)):  # else the table tells its namesakes apart
                self._aqui_por_nombre.setdefault((nombre, _actor_de(persona.inscripcion)), persona.inscripcion)
        propias = Inscripcion.objects.annotate(correo=Lower("contacto__email")).filter(
            correo__in=correos, cumbre=self.cumbre, origen=Inscripcion.Origen.PORTAL
        )
        for inscripcion in propias.exclude(estado__in=_SIN_INSCRIBIR).order_by("pk"):
            self._aqui_por_correo.setdefault(inscripcion.correo, inscripcion)

    # --- What is told -----------------------------------------------------------------------------

    def _persona(self, fila):
        """Return who this row is about, if an earlier table brought them."""
        nombre = (huella(fila.nombre_liso), _actor_de(fila.quien))
        tocayas = self._por_nombre.get(nombre, [])
        if fila.email:
            conocida = self._por_correo.get(huella(fila.email.lower()))
            return conocida or next((persona for persona in tocayas if not persona.correo), None)
        return tocayas[0] if len(tocayas) == 1 else None

    def _inscripta_aqui(self, fila):
        if fila.email:
            return self._aqui_por_correo.get(fila.email.lower())
        return self._aqui_por_nombre.get((fila.nombre_liso, _actor_de(fila.quien)))

    def _comparar(self, fila, persona):
        """Tell what a row changes of somebody known, and what it leaves as it was changed here."""
        fila.suerte, fila.persona, participante = Suerte.IGUAL, persona, persona.participante
        fila.inscripcion = participante.inscripcion if participante else persona.inscripcion
        if not participante:
            fila.motivos = [_("conserva lo cambiado aquí: la persona se quitó de la delegación.")]
            return
        if not fila.inscripcion.es_confirmada:
            fila.motivos = [_("conserva lo cambiado aquí: la inscripción no está confirmada.")]
            return
        if _actor_de(fila.inscripcion) != _actor_de(fila.quien):
            fila.motivos.append(
                _("la fila dice otra ciudad o institución: sigue en la inscripción %(referencia)s.")
                % {"referencia": fila.inscripcion.referencia}
            )
        self._comparar_campos(fila, persona, participante)
        if fila.cambios:
            fila.suerte = Suerte.ACTUALIZA
        if fila.conserva:
            campos = ", ".join(str(CAMPOS[campo]) for campo in fila.conserva)
            fila.motivos.append(_("conserva lo cambiado aquí: %(campos)s.") % {"campos": campos})

    def _comparar_campos(self, fila, persona, participante):
        """Put what the row changed and nobody changed here in ``cambios``, what was changed here in ``conserva``."""
        aqui = lo_de_aqui(participante)
        ya = {a.actividad_id for a in participante.asistencias.all()}
        dice = lo_de_la_fila(fila, self.abiertas(fila, ya), es_contacto=participante.es_contacto)
        de_aqui, nuevas = huellas(aqui), huellas(dice)
        for campo, valor in dice.items():
            antes, ahora = persona.huellas.get(campo), de_aqui[campo]
            # A whole number is better than what is left of it.
            cortado = campo == "telefono" and valor.endswith(CORTADO)
            if nuevas[campo] == ahora or (cortado and aqui[campo]):
                continue
            if antes == ahora or (antes is None and not aqui[campo]):
                fila.cambios[campo] = valor
            else:
                fila.conserva.append(campo)

    def _sumar(self, fila):
        """Somebody new: of a delegation that is there already, or of one that begins with them."""
        delegacion = fila.delegacion
        delegacion.inscripcion = self.importadas.get(_actor_de(fila.quien)) or delegacion.inscripcion
        fila.inscripcion = delegacion.inscripcion
        if not self.abiertas(fila):
            self._no_entra(fila, _("ya no se reciben inscripciones en las actividades que eligió."))
        elif fila.inscripcion and not fila.inscripcion.es_confirmada:
            mensaje = _("la inscripción %(referencia)s de su delegación no está confirmada: no se le suma nadie.")
            self._no_entra(fila, mensaje % {"referencia": fila.inscripcion.referencia})
        elif fila.inscripcion or delegacion.empezada:
            fila.suerte = Suerte.SUMA
        else:
            fila.suerte, delegacion.empezada = Suerte.NUEVA, True
            if aqui := self.del_portal.get(_actor_de(fila.quien)):
                fila.motivos = [
                    _("ya hay otra delegación, hecha aquí: %(referencia)s; queda como posible duplicada.")
                    % {"referencia": aqui.referencia}
                ]

    def _no_entra(self, fila, motivo):
        fila.suerte, fila.motivos = Suerte.ERROR, [motivo]

    def abiertas(self, fila, ya=()):
        """Return what a row chose that may still be chosen; who is in (``ya``) stays in what was closed since."""
        return {
            clave: como
            for clave, como in fila.elegidas.items()
            if clave in ya or not self.actividades.por_pk[clave].cerrada
        }


def _en_palabras(aqui):
    """Say that somebody is in a registration already, and why their row does not touch it."""
    if aqui.origen == Inscripcion.Origen.IMPORTADA:
        mensaje = _("ya está en la inscripción %(referencia)s (%(estado)s), por un cambio hecho aquí: no se toca.")
    else:
        mensaje = _("ya está en la inscripción %(referencia)s (%(estado)s), hecha aquí: no se toca.")
    return mensaje % {"referencia": aqui.referencia, "estado": aqui.get_estado_display()}


def _actor_de(algo):
    """Return kind and key of whom a registration or a row is of; no key for one that is yet to be written in."""
    if isinstance(algo, Inscripcion):
        return (algo.tipo, algo.ciudad_id or algo.institucion_id)
    return (algo.tipo, algo.actor.pk if algo.actor else None)
