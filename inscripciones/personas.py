"""What registrations hold of a person: a contact's registration and what it brings, and each of the people."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from actores.models import Contacto
from comun.personas import ANONIMA, que_dicen, registrar, tapar
from comun.purga import olvidar
from inscripciones import anonimato, aportes, cambios, duplicadas, historia, necesidades, notas, services
from inscripciones.models import (
    Asistencia,
    CambioInscripcion,
    Inscripcion,
    NotaInterna,
    Participante,
    PedidoDeUnion,
    PersonaImportada,
)
from inscripciones.notas import identidad
from inscripciones.services.comunes import en_la_que_se_unio, quitar

_LA_PERSONA = CambioInscripcion.Quien.PARTICIPANTE
VE_NECESIDADES = "inscripciones.view_necesidaddeacceso"
_DE_PERSONA = ("nombre", "email", "cargo", "idioma", "entrada", "respuesta")
_MOMENTOS = ("respondio_el", "consentimiento_imagen_el", "consentimiento_listado_el", "creado")
_DE_INSCRIPCION = (
    "creada", "confirmada_el", "retirada_el", "rechazada_el", "vencida_el",
    "consentimiento_datos_el", "consentimiento_imagen_el",
)  # fmt: skip


def registrar_personas():
    """Add this part to what is told and taken away of a person."""
    registrar(
        datos=datos,
        borrar=borrar,
        hallar=hallar,
        los_mismos=los_mismos,
        bloquear=bloquear,
        borrar_rastro=borrar_rastro,
        datos_de_rastro=datos_de_rastro,
    )


def hallar(email):
    """Return the people with that address."""
    return list(Participante.objects.filter(email__iexact=email).select_related("inscripcion__contacto"))


def los_mismos(dueno):
    """Return, of a contact, the person that it is in the delegation, and the other way round: of one mailbox.

    If the delegation joined another one, its contact is the person of the same e-mail and name there: from either side.
    """
    if isinstance(dueno, Contacto):
        inscripcion = Inscripcion.objects.select_related("contacto").filter(contacto=dueno).first()
        if inscripcion is None:
            return []
        suyas = inscripcion.participantes.filter(es_contacto=True, email__iexact=dueno.email)
        return [*suyas, *en_la_que_se_unio(inscripcion)]
    if not isinstance(dueno, Participante):
        return []
    if dueno.es_contacto:
        contacto = dueno.inscripcion.contacto
        return [contacto] if contacto.email.lower() == dueno.email.lower() else []
    _propia, *unidas = _con_las_que_se_unieron(dueno.inscripcion)
    return [una.contacto for una in unidas if dueno in en_la_que_se_unio(una)]


def bloquear(duenos):
    """Lock the registrations of all the owners and those like them, as whoever ends one does, before any activity."""
    contactos = [dueno.pk for dueno in duenos if isinstance(dueno, Contacto)]
    personas = [dueno.pk for dueno in duenos if isinstance(dueno, Participante)]
    suyas = Inscripcion.objects.filter(
        Q(contacto__in=contactos) | Exists(Participante.objects.filter(pk__in=personas, inscripcion=OuterRef("pk")))
    )
    duplicadas.bloquear_parecidas(*suyas)


# --- Telling ------------------------------------------------------------------------------------


def datos(dueno, puede):
    """Return what is held of a contact or of one of the people; access needs and notes only if ``puede`` see them."""
    if isinstance(dueno, Contacto):
        inscripcion = Inscripcion.objects.filter(contacto=dueno).first()
        dichos = {"inscripcion": inscripcion and _inscripcion(inscripcion), "aporta": _aportes(dueno)}
        return dichos | _notas(dueno, puede)
    if not isinstance(dueno, Participante):
        return {}
    dichos = {
        "participante": _campos(dueno, _DE_PERSONA)
        | _momentos(dueno, _MOMENTOS)
        | {
            "referencia": dueno.inscripcion.referencia,
            "actividades": [
                {"actividad": a.actividad.titulo, "dia": a.actividad.dia.isoformat(), **_campos(a, _DE_ASISTENCIA)}
                for a in dueno.asistencias.select_related("actividad")
            ],
            # Not what was written in them: it may be of who takes this person's place.
            "pedidos_al_equipo": [_campos(s, ("accion", "estado")) for s in dueno.solicitudes.all()],
        }
    }
    dichos |= _notas(dueno, puede)
    if puede(VE_NECESIDADES):
        necesidad = getattr(dueno, "necesidad_de_acceso", None)
        dichos["necesidades_de_acceso"] = necesidad and _campos(necesidad, necesidades.CAMPOS)
    return dichos


def datos_de_rastro(email):
    """Return what the history of any registration holds of who had an address."""
    dicho = historia.dicha_de(email)
    return {"historia": dicho} if dicho else {}


_DE_ASISTENCIA = ("modalidad", "estado", "turno")


def _notas(dueno, puede):
    return {"notas_del_equipo": notas.dichas(dueno)} if puede(notas.VE_NOTAS) else {}


def _inscripcion(inscripcion):
    return (
        _campos(inscripcion, ("referencia", "estado", "tipo", "idioma", "origen", "motivo", "contacto_participa"))
        | _momentos(inscripcion, _DE_INSCRIPCION)
        | {
            "cumbre": inscripcion.cumbre.nombre,
            "personas": inscripcion.participantes.count(),
            "actividades": [
                {"actividad": e.actividad.titulo, "modalidad": e.modalidad}
                for e in inscripcion.elecciones.select_related("actividad")
            ],
            "cambios": _cambios(inscripcion),
        }
    )


def _cambios(inscripcion):
    """Return what the contact changed; of another one, in whose place somebody was put, not who they were.

    Up to the last time that the contact got another name all is of one person. Before it may be of another one, whose
    name, address, phone and role are not told.
    """
    dichos, hechos, otra = [], list(inscripcion.cambios.all()), False
    ajenas = cambios.contactos_de_antes(hechos) - identidad(inscripcion.contacto)
    for hecho in hechos:
        otra = otra or any(d["que"] == "contacto_nombre" for d in hecho.diferencias)
        if hecho.quien == CambioInscripcion.Quien.CONTACTO:
            dicho = [_sin_cargo(d) for d in tapar(hecho.diferencias, ajenas)] if otra else hecho.diferencias
            dichos.append({"momento": hecho.momento.isoformat(), "quien": hecho.quien, "diferencias": dicho})
    return dichos


def _sin_cargo(diferencia):
    return {**diferencia, "antes": ANONIMA, "despues": ANONIMA} if diferencia["que"] == "contacto_cargo" else diferencia


def _aportes(contacto):
    """Return what the contact wrote for the seminar, each thing by the words of its own columns."""
    dicho = {}
    for consulta in aportes.todo_de(contacto):
        nombres = [c.name for c in consulta.model._meta.concrete_fields if c.get_internal_type() in _TEXTOS]
        dicho[str(consulta.model._meta.model_name)] = [_campos(fila, nombres) for fila in consulta]
    return dicho


_TEXTOS = {"CharField", "TextField", "URLField"}


def _campos(fila, nombres):
    return {nombre: getattr(fila, nombre) for nombre in nombres}


def _momentos(fila, nombres):
    return {nombre: (valor := getattr(fila, nombre)) and valor.isoformat() for nombre in nombres}


# --- Taking away --------------------------------------------------------------------------------


def borrar(dueno, rastro):
    """Take away a contact's registration and what it brings, or one of the people."""
    if isinstance(dueno, Contacto):
        return _borrar_contacto(dueno, rastro)
    return _borrar_participante(dueno, rastro) if isinstance(dueno, Participante) else {}


def borrar_rastro(rastro):
    """Take who had these addresses out of the history of any registration: of who was removed, there is no row."""
    hechos, solicitudes = historia.que_nombran(rastro.correos)
    cuantas = len(hechos) + len(solicitudes)
    for inscripcion in {fila.inscripcion for fila in [*hechos, *solicitudes]}:
        _quitar_de_la_historia(inscripcion, rastro, rastro.correos)
    # A phone is written down as it is dictated, where a name may be somebody else's.
    escritas = que_dicen(NotaInterna.objects.all(), "texto", rastro.correos | rastro.telefonos)
    n = len(escritas)
    for nota in escritas:
        nota.texto = tapar(nota.texto, rastro.correos | rastro.telefonos)
        nota.save(update_fields=["texto"])
    return {"cambios y pedidos que lo decían": cuantas, "notas internas que lo decían": n}


def _quitar_de_la_historia(inscripcion, rastro, palabras):
    """Take somebody out of the history by ``palabras``; beside one of their addresses their name is theirs anyway.

    Where they have a row a name alone is theirs too, unless somebody stays who is called so.
    """
    buscada = historia.Buscada(
        palabras,
        nombres=rastro.nombres,
        direcciones=rastro.direcciones,
        salvo=_quienes_siguen(inscripcion, rastro),
    )
    historia.quitar(inscripcion, buscada)


def _quienes_siguen(inscripcion, rastro):
    """Return the words that tell who the others of a registration are: with another address, they stay."""
    todas = [inscripcion.contacto, *inscripcion.participantes.all()]
    return {palabra for una in todas if una.email.lower() not in rastro.correos for palabra in identidad(una)}


def _borrar_contacto(contacto, rastro):
    """Withdraw the contact's registration, and take away what only the contact said; the other people stay.

    One that was never confirmed is deleted whole: there is nothing of it to count. Side effects: those of
    ``services.retirar``, unless the Cumbre is over: who came still counts as come.
    """
    inscripcion = _fresca(contacto=contacto)
    cuantos = sum(_descartar(consulta) for consulta in aportes.todo_de(contacto))
    if inscripcion and inscripcion.confirmada_el is None:
        _borrar_sin_confirmar(inscripcion)
    elif inscripcion:
        if _por_delante(inscripcion):
            services.retirar(inscripcion=inscripcion)
        olvidar([inscripcion], menos=["persona_quitada"])
        anonimato.anonimar_inscripciones([inscripcion])
        _quitar_de_la_historia(inscripcion, rastro, rastro.palabras)
    return {"inscripciones": int(inscripcion is not None), "fichas, miradas, programas y propuestas": cuantos}


def _borrar_participante(participante, rastro):
    """Take one person out of a delegation; freed places go to who waits.

    Whoever was to come is removed, as the officer would, a change that is kept without a name and told to the contact;
    the last one of a confirmed registration withdraws it. Where it was withdrawn before, or the Cumbre is over, the row
    stays for the counts, without a name. Needs go in any case.
    """
    inscripcion = _fresca(participantes=participante)
    if inscripcion is None:  # its draft went with the contact
        return {}
    participante = inscripcion.participantes.get(pk=participante.pk)
    necesidad = getattr(participante, "necesidad_de_acceso", None)
    suyos = [
        [participante],
        participante.asistencias.all(),
        participante.solicitudes.all(),
        [necesidad] * bool(necesidad),
    ]
    for objetos in suyos:
        olvidar(list(objetos))
    participante.solicitudes.all().delete()
    # By two keyed digests a form that is imported again does not bring back who asked to be erased.
    PersonaImportada.objects.filter(participante=participante).update(participante=None, huellas={})
    if _por_delante(inscripcion) and (inscripcion.es_borrador or inscripcion.participantes.count() > 1):
        _quitar(inscripcion, participante)
    else:
        if _por_delante(inscripcion):
            services.retirar(inscripcion=inscripcion, quien=_LA_PERSONA)
        anonimato.anonimar_personas(Participante.objects.filter(pk=participante.pk))
    for una in _con_las_que_se_unieron(inscripcion):
        _quitar_de_la_historia(una, rastro, rastro.palabras)
    return {"participantes": 1, "necesidades de acceso": int(necesidad is not None)}


def _fresca(**cual):
    """Return a registration as it is now, or ``None``; it is locked already."""
    return Inscripcion.objects.select_related("cumbre", "contacto").filter(**cual).first()


def _con_las_que_se_unieron(inscripcion):
    """Return a registration and those that joined it, the ones that joined those too: there its people are told of."""
    todas = [inscripcion]
    for una in todas:
        aceptados = una.pedidos_recibidos.filter(estado=PedidoDeUnion.Estado.ACEPTADA)
        todas += [pedido.inscripcion for pedido in aceptados.select_related("inscripcion__contacto")]
    return todas


def _por_delante(inscripcion):
    """True if it is in force and its Cumbre is not over."""
    return (inscripcion.es_borrador or inscripcion.es_confirmada) and inscripcion.cumbre.fin >= timezone.localdate()


def _quitar(inscripcion, participante):
    with cambios.siguiendo(inscripcion, quien=_LA_PERSONA):
        if participante.es_contacto:
            inscripcion.contacto_participa = False
        quitar(participante)
        inscripcion.save()


def _borrar_sin_confirmar(inscripcion):
    asistencias = Asistencia.objects.filter(participante__inscripcion=inscripcion)
    historia = (inscripcion.cambios.all(), inscripcion.solicitudes.all(), inscripcion.notas.all())
    for objetos in ([inscripcion], inscripcion.participantes.all(), asistencias, *historia):
        olvidar(list(objetos))
    inscripcion.delete()


def _descartar(consulta):
    filas = list(consulta)
    olvidar(filas)
    consulta.delete()
    return len(filas)
