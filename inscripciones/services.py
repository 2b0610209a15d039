"""The life of a registration: draft, confirmation, changes afterwards, withdrawal.

Every function that writes locks the registration first and reads its state again under the lock. A draft's choices
hold no place; a confirmed registration's changes take and free places in the same transaction
(``inscripciones.lugares``).
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.models import Contacto
from actores.services import vigente_bajo_candado
from comun import correo
from inscripciones import aportes, lugares
from inscripciones.edicion import bloquear, exigir_presente, marcar_paso
from inscripciones.errores import (
    ActividadCerrada,
    ErrorInscripcion,
    FaltaCompletar,
    InscripcionCerrada,
    YaNoSePuedeCambiar,
)
from inscripciones.models import Asistencia, Eleccion, Inscripcion, Modalidad, Participante

PERSONAS_MAXIMO = 60
_YA_NO_ESTA = gettext_lazy("Esa persona ya no está en la delegación: agréguela de nuevo si va a participar.")
# Given by this module, not typed: looking them up again in the database would tell nothing.
_NUESTROS = ["codigo", "referencia", "cumbre", "contacto", "inscripcion", "ciudad", "institucion"]


# --- Who registers ------------------------------------------------------------------------------


@transaction.atomic
def crear_borrador(*, cumbre, actor, nombre, email, telefono, cargo, idioma, participa, sugeridas=()):
    """Create the draft with its contact and queue the return link; return the ``Inscripcion``.

    ``participa``: the contact also attends and becomes the first participant; ``sugeridas``: slugs of activities to
    offer ticked. Side effects: a new ``Contacto`` (a known e-mail attaches nothing), one mail ``enlace_borrador``.
    Raises :class:`InscripcionCerrada`.
    """
    if cumbre.inscripcion() != "abierta":
        raise InscripcionCerrada
    actor = vigente_bajo_candado(actor)
    de_quien = {actor._meta.model_name: actor}
    contacto = Contacto(nombre=nombre, email=email, telefono=telefono, cargo=cargo, idioma=idioma, **de_quien)
    contacto.full_clean(exclude=_NUESTROS)
    contacto.save()
    inscripcion = Inscripcion(
        cumbre=cumbre, tipo=actor._meta.model_name, contacto=contacto, idioma=idioma, contacto_participa=participa,
        pasos=["contacto"], sugeridas=list(sugeridas), **de_quien,
    )  # fmt: skip
    inscripcion.full_clean(exclude=_NUESTROS)
    inscripcion.save()
    _sincronizar_contacto(inscripcion)
    _avisar("enlace_borrador", inscripcion)
    return inscripcion


@transaction.atomic
def cambiar_actor(*, inscripcion, actor):
    """Register another city (or institution) of the same kind in a draft; what it brings moves along."""
    inscripcion = bloquear(inscripcion)
    if not inscripcion.es_borrador:
        raise YaNoSePuedeCambiar(
            _("Quién se inscribe lo cambia el equipo una vez confirmada: escriba a %(correo)s.")
            % {"correo": inscripcion.cumbre.correo_contacto}
        )
    if actor._meta.model_name != inscripcion.tipo:
        raise ErrorInscripcion(
            _("Esta inscripción es de otro tipo. Para cambiarlo, inicie una nueva; esta queda como borrador.")
        )
    actor = vigente_bajo_candado(actor)
    setattr(inscripcion.contacto, inscripcion.tipo, actor)
    inscripcion.contacto.save(update_fields=[inscripcion.tipo])
    setattr(inscripcion, inscripcion.tipo, actor)
    inscripcion.save()
    aportes.cambiar_actor(contacto=inscripcion.contacto, actor=actor)


@transaction.atomic
def guardar_contacto(*, inscripcion, nombre, email, telefono, cargo, participa):
    """Change the contact of a draft.

    A new e-mail ends the earlier link and gets one of its own; an earlier one that had been proved is told.
    """
    inscripcion = bloquear(inscripcion)
    if not inscripcion.es_borrador:
        raise YaNoSePuedeCambiar(_("Los datos de contacto de una inscripción confirmada se cambian desde su espacio."))
    contacto = inscripcion.contacto
    anterior = contacto.email
    otro_correo = email.lower() != anterior.lower()
    contacto.nombre, contacto.email, contacto.telefono, contacto.cargo = nombre, email, telefono, cargo
    contacto.full_clean()
    contacto.save()
    inscripcion.contacto_participa = participa
    marcar_paso(inscripcion, "contacto")
    _sincronizar_contacto(inscripcion)
    _sincronizar(inscripcion)
    if otro_correo:
        contacto.renovar_enlace()
        if contacto.comprobado_el:
            _avisar_al_anterior(contacto, anterior)
            Contacto.objects.filter(pk=contacto.pk).update(comprobado_el=None)
        _avisar("enlace_borrador", inscripcion)


def _avisar_al_anterior(contacto, anterior):
    """Tell the address that had been proved that it is no longer the contact's."""
    correo.encolar(tipo="correo_cambiado", a=anterior, idioma=contacto.idioma, sobre=contacto)


def _sincronizar_contacto(inscripcion):
    """Keep the contact among the people, or out of them, as was answered."""
    contacto = inscripcion.contacto
    suya = inscripcion.participantes.filter(es_contacto=True)
    if not inscripcion.contacto_participa:
        for participante in suya:
            _quitar(participante)
        return
    datos = {"nombre": contacto.nombre, "email": contacto.email, "cargo": contacto.cargo}
    Participante.objects.update_or_create(inscripcion=inscripcion, es_contacto=True, defaults=datos)


def reflejar_contacto(*, contacto):
    """Copy name, e-mail and role of a contact to the person that it is in the delegation, and its language."""
    Participante.objects.filter(inscripcion__contacto=contacto, es_contacto=True).update(
        nombre=contacto.nombre, email=contacto.email, cargo=contacto.cargo
    )
    Inscripcion.objects.filter(contacto=contacto).exclude(idioma=contacto.idioma).update(idioma=contacto.idioma)


# --- People -------------------------------------------------------------------------------------


@transaction.atomic
def agregar_participante(*, inscripcion, nombre, email, cargo):
    """Add one person; in a confirmed registration with places or turns at once. Return the ``Participante``."""
    inscripcion = bloquear(inscripcion)
    if inscripcion.participantes.count() >= PERSONAS_MAXIMO:
        raise ErrorInscripcion(
            _("La delegación ya tiene %(maximo)d personas, el máximo. Para sumar más, escriba a %(correo)s.")
            % {"maximo": PERSONAS_MAXIMO, "correo": inscripcion.cumbre.correo_contacto}
        )
    participante = Participante(inscripcion=inscripcion, nombre=nombre, email=email, cargo=cargo)
    participante.full_clean(exclude=_NUESTROS)
    participante.save()
    marcar_paso(inscripcion, "personas")
    _sincronizar(inscripcion)
    return participante


@transaction.atomic
def agregar_contacto(*, inscripcion):
    """Add the contact to the people, who had not meant to attend."""
    inscripcion = bloquear(inscripcion)
    inscripcion.contacto_participa = True
    marcar_paso(inscripcion, "personas")
    _sincronizar_contacto(inscripcion)
    _sincronizar(inscripcion)


@transaction.atomic
def editar_participante(*, participante, nombre, email, cargo):
    """Change who a person is; places stay."""
    inscripcion = bloquear(participante.inscripcion)
    exigir_presente(participante, _YA_NO_ESTA)
    participante.nombre, participante.email, participante.cargo = nombre, email, cargo
    participante.full_clean(exclude=_NUESTROS)
    participante.save()
    inscripcion.save()


@transaction.atomic
def quitar_participante(*, participante):
    """Remove one person; freed places go to who waits. The last one of a confirmed registration stays."""
    inscripcion = bloquear(participante.inscripcion)
    exigir_presente(participante, _YA_NO_ESTA)
    if inscripcion.es_confirmada and inscripcion.participantes.count() == 1:
        raise ErrorInscripcion(
            _("Es la última persona de la delegación: agregue antes a otra o retire la inscripción completa.")
        )
    if participante.es_contacto:
        inscripcion.contacto_participa = False
    _quitar(participante)
    inscripcion.save()


def _quitar(participante):
    """Delete a person; the caller holds the registration's lock."""
    lugares.soltar(participante.asistencias.all())
    participante.delete()


@transaction.atomic
def terminar_personas(*, inscripcion):
    """Mark the step of people as done: there is at least one. Raises :class:`FaltaCompletar`."""
    inscripcion = bloquear(inscripcion)
    if not inscripcion.participantes.exists():
        raise FaltaCompletar(
            _("Falta agregar al menos una persona: escriba el nombre de quien va a participar."), paso="personas"
        )
    marcar_paso(inscripcion, "personas")


# --- Activities ---------------------------------------------------------------------------------


@transaction.atomic
def guardar_actividades(*, inscripcion, elecciones):
    """Set what the delegation attends and how, once for all: ``{Actividad: modalidad}``.

    People who chose on their own keep their choice. Deselecting the seminar in a draft keeps the cards. Raises
    :class:`ActividadCerrada` for a newly chosen closed one.
    """
    inscripcion = bloquear(inscripcion)
    previas = {e.actividad_id: e for e in inscripcion.elecciones.all()}
    for actividad, modalidad in elecciones.items():
        previa = previas.pop(actividad.pk, None)
        _exigir_abierta(actividad, previa)
        if previa is None:
            Eleccion.objects.create(inscripcion=inscripcion, actividad=actividad, modalidad=modalidad)
        elif previa.modalidad != modalidad:
            previa.modalidad = modalidad
            previa.save(update_fields=["modalidad"])
    Eleccion.objects.filter(pk__in=[e.pk for e in previas.values()]).delete()
    marcar_paso(inscripcion, "actividades")
    _sincronizar(inscripcion)


@transaction.atomic
def guardar_actividades_de(*, participante, elecciones):
    """Set what one person attends: ``{Actividad: modalidad}``, or ``None`` to follow the delegation again."""
    inscripcion = bloquear(participante.inscripcion)
    exigir_presente(participante, _YA_NO_ESTA)
    previas = set(participante.asistencias.values_list("actividad_id", flat=True))
    for actividad in elecciones or ():
        _exigir_abierta(actividad, actividad.pk in previas)
    participante.actividades_propias = elecciones is not None
    participante.save(update_fields=["actividades_propias"])
    propias = {actividad.pk: modalidad for actividad, modalidad in (elecciones or {}).items()}
    _bloquear_lugares(inscripcion, propias)
    if elecciones is not None:
        _ajustar([(participante, propias)])
    inscripcion.save()
    _sincronizar(inscripcion)


@transaction.atomic
def resolver_lleno(*, inscripcion, decisiones):
    """Answer the page "no places left" for who chose the room: ``{Actividad: "espera" | "virtual" | "quitar"}``.

    Who attends online stays as they are. Once confirmed there is nothing to answer.
    """
    inscripcion = bloquear(inscripcion)
    if not inscripcion.es_borrador:
        return
    for actividad, decision in decisiones.items():
        eleccion = inscripcion.elecciones.filter(actividad=actividad, modalidad=Modalidad.PRESENCIAL)
        presenciales = Asistencia.objects.presenciales().filter(
            participante__inscripcion=inscripcion, actividad=actividad, estado=Asistencia.Estado.ELEGIDA
        )
        if decision == "espera":
            presenciales.update(acepta_espera=True)
        elif decision == "virtual":
            eleccion.update(modalidad=Modalidad.VIRTUAL)
            presenciales.update(modalidad=Modalidad.VIRTUAL)
        else:
            eleccion.delete()
            presenciales.delete()
    inscripcion.save()


def _exigir_abierta(actividad, ya_estaba):
    if actividad.cerrada and not ya_estaba:
        raise ActividadCerrada(actividad)


def _sincronizar(inscripcion):
    """Bring each person's attendances in line with the delegation's choice and, if confirmed, give them places.

    Whoever joins a confirmed delegation does not enter an activity that was closed meanwhile; the others keep theirs.
    """
    elegidas = dict(inscripcion.elecciones.values_list("actividad_id", "modalidad"))
    _bloquear_lugares(inscripcion, elegidas)
    cerradas = set()
    if inscripcion.es_confirmada:
        cerradas = set(inscripcion.elecciones.filter(actividad__cerrada=True).values_list("actividad_id", flat=True))
    deseos = []
    for participante in inscripcion.participantes.filter(actividades_propias=False).prefetch_related("asistencias"):
        ajenas = cerradas - {a.actividad_id for a in participante.asistencias.all()}
        deseos.append((participante, {clave: como for clave, como in elegidas.items() if clave not in ajenas}))
    _ajustar(deseos)
    if inscripcion.es_confirmada:
        lugares.colocar(inscripcion=inscripcion, todas_esperan=True)


def _bloquear_lugares(inscripcion, elegidas):
    """Lock all the activities that this change may touch at once: one order, no deadlock. Drafts hold no place."""
    if inscripcion.es_confirmada:
        suyas = Asistencia.objects.filter(participante__inscripcion=inscripcion)
        lugares.bloquear({*suyas.values_list("actividad_id", flat=True), *elegidas})


def _ajustar(deseos):
    """Make people's attendances exactly as in ``[(participante, {actividad_id: modalidad})]``.

    All of it is left and changed at once, so that freed places go to who waits elsewhere; what is new is yet to be
    placed (``lugares.colocar``).
    """
    sobran, cambian, nuevas = [], [], []
    for participante, elegidas in deseos:
        quedan = set()
        for asistencia in participante.asistencias.all():
            clave = asistencia.actividad_id
            quedan.add(clave)
            if clave not in elegidas:
                sobran.append(asistencia)
            elif elegidas[clave] != asistencia.modalidad:
                cambian.append((asistencia, elegidas[clave]))
        nuevas += [
            Asistencia(participante=participante, actividad_id=clave, modalidad=modalidad)
            for clave, modalidad in elegidas.items()
            if clave not in quedan
        ]
    lugares.soltar(sobran, cambian=cambian)
    Asistencia.objects.bulk_create(nuevas)


@transaction.atomic
def terminar_paso(*, inscripcion, paso):
    """Mark a step as done whose content is sent piece by piece (cards, programmes); there may be none."""
    marcar_paso(bloquear(inscripcion), paso)


# --- Consents, confirmation, withdrawal ---------------------------------------------------------


@transaction.atomic
def guardar_consentimientos(*, inscripcion, datos, imagen, listado):
    """Set the three separate consents, each dated when first given; withdrawing one clears its date at once.

    Also after the window closed: a consent can be withdrawn at any time (Ley 25.326 art. 5, LGPD art. 8 § 5).
    """
    inscripcion = bloquear(inscripcion, tambien_cerrada=True)
    if inscripcion.es_confirmada and not datos:
        raise ErrorInscripcion(
            _("Sin el uso de los datos no podemos sostener la inscripción: si lo prefiere, retírela desde su espacio."),
            campo="consentimiento_datos",
        )
    ahora = timezone.now()
    inscripcion.consentimiento_datos_el = (inscripcion.consentimiento_datos_el or ahora) if datos else None
    inscripcion.consentimiento_imagen_el = (inscripcion.consentimiento_imagen_el or ahora) if imagen else None
    contacto = inscripcion.contacto
    contacto.consentimiento_listado_el = (contacto.consentimiento_listado_el or ahora) if listado else None
    contacto.save(update_fields=["consentimiento_listado_el"])
    marcar_paso(inscripcion, "consentimientos")


@transaction.atomic
def confirmar(*, inscripcion):
    """Confirm a draft: one transaction that checks everything again, gives the places and queues the mail.

    Idempotent: a confirmed registration is returned as it is. Raises :class:`FaltaCompletar`, ``CupoLleno`` (nothing is
    written, the person chooses), ``ActividadCerrada``, :class:`InscripcionCerrada`, :class:`YaNoSePuedeCambiar`.
    Side effects: places and turns; what the delegation brings awaits staff (without the seminar it is discarded, as
    the check page said); one mail ``inscripcion_confirmada``.
    """
    inscripcion = bloquear(inscripcion)
    if inscripcion.es_confirmada:
        return inscripcion
    _exigir_completa(inscripcion)
    _sincronizar(inscripcion)
    lugares.colocar(inscripcion=inscripcion)
    inscripcion.estado = Inscripcion.Estado.CONFIRMADA
    inscripcion.confirmada_el = timezone.now()
    inscripcion.save()
    if inscripcion.con_seminario:
        aportes.entregar(contacto=inscripcion.contacto)
    else:
        aportes.descartar(contacto=inscripcion.contacto)
    _avisar("inscripcion_confirmada", inscripcion)
    return inscripcion


def _exigir_completa(inscripcion):
    if not inscripcion.participantes.exists():
        raise FaltaCompletar(_("Falta agregar al menos una persona de la delegación."), paso="personas")
    if not Asistencia.objects.filter(participante__inscripcion=inscripcion).exists():
        raise FaltaCompletar(_("Falta elegir al menos una actividad de la Cumbre."), paso="actividades")
    if not inscripcion.consentimiento_datos_el:
        raise FaltaCompletar(
            _("Falta aceptar el uso de los datos: sin eso no podemos guardar la inscripción."), paso="consentimientos"
        )


@transaction.atomic
def retirar(*, inscripcion):
    """Withdraw a registration, drafts included, also after the window closed; return it.

    Idempotent. Side effects: its places go to who waits; what it brought stops being public; one mail
    ``inscripcion_retirada`` if it had been confirmed. Raises :class:`YaNoSePuedeCambiar` if rejected or expired.
    """
    inscripcion = Inscripcion.objects.select_for_update(of=("self",)).select_related("contacto").get(pk=inscripcion.pk)
    if inscripcion.estado == Inscripcion.Estado.RETIRADA:
        return inscripcion
    if inscripcion.estado not in {Inscripcion.Estado.BORRADOR, Inscripcion.Estado.CONFIRMADA}:
        raise YaNoSePuedeCambiar
    estaba_confirmada = inscripcion.es_confirmada
    lugares.retirar_todas(inscripcion)
    aportes.retirar(contacto=inscripcion.contacto)
    inscripcion.estado = Inscripcion.Estado.RETIRADA
    inscripcion.retirada_el = timezone.now()
    inscripcion.save()
    if estaba_confirmada:
        _avisar("inscripcion_retirada", inscripcion)
    return inscripcion


def _avisar(tipo, inscripcion):
    contacto = inscripcion.contacto
    correo.encolar(tipo=tipo, a=contacto.email, idioma=contacto.idioma, sobre=inscripcion)
