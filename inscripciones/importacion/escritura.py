"""What the rows of a form write: registrations, people and what they attend, and how much of it is remembered.

The caller holds the locks of the registrations and of every activity (``inscripciones.importacion.servicio``).
"""

from django.utils import timezone

from actores.models import Contacto
from comun.enlaces import codigo_aleatorio
from inscripciones import lugares
from inscripciones.importacion.estado import huella, huellas, lo_de_la_fila
from inscripciones.models import Asistencia, Eleccion, Inscripcion, Participante, PersonaImportada
from inscripciones.services.comunes import ajustar
from inscripciones.services.enlaces import soltar_correo

PASOS = ["contacto", "personas", "actividades", "consentimientos"]
DEL_CONTACTO = ("nombre", "email", "cargo", "telefono", "idioma")


def crear_inscripcion(plan, delegacion, actor):
    """Create a confirmed registration with its contact and what the contact chose, which is the delegation's choice."""
    fila, tipo, ahora = delegacion.contacto, actor._meta.model_name, timezone.now()
    contacto = Contacto.objects.create(**{tipo: actor}, **{campo: getattr(fila, campo) for campo in DEL_CONTACTO})
    inscripcion = Inscripcion.objects.create(
        **{tipo: actor},
        cumbre=plan.cumbre,
        tipo=tipo,
        contacto=contacto,
        estado=Inscripcion.Estado.CONFIRMADA,
        idioma=fila.idioma,
        pasos=PASOS,
        consentimiento_datos_el=fila.marca or ahora,
        confirmada_el=ahora,
        origen=Inscripcion.Origen.IMPORTADA,
        clave_externa=_clave_libre(plan.cumbre, f"{tipo}:{actor.pk}"),
    )
    Eleccion.objects.bulk_create(
        Eleccion(inscripcion=inscripcion, actividad_id=clave, modalidad=como)
        for clave, como in _abiertas(plan, fila).items()
    )
    return inscripcion


def _clave_libre(cumbre, clave):
    """Return the key, or another one if staff gave the registration that has it to somebody else."""
    tomada = Inscripcion.objects.filter(cumbre=cumbre, clave_externa=clave).exists()
    return f"{clave}:{codigo_aleatorio()[:8]}" if tomada else clave


def sumar_personas(plan, filas):
    """Add a person for each row, in their order, each with a place, a turn or a request."""
    de_todas = _elecciones([fila.inscripcion for fila in filas])
    con_contacto = _con_contacto([fila.inscripcion for fila in filas])
    participantes = []
    for fila in filas:
        inscripcion = fila.inscripcion
        es_contacto = fila.email.lower() == inscripcion.contacto.email.lower() and inscripcion.pk not in con_contacto
        if es_contacto:
            con_contacto.add(inscripcion.pk)
        participantes.append(
            Participante(
                inscripcion=inscripcion,
                es_contacto=es_contacto,
                actividades_propias=_abiertas(plan, fila) != de_todas.get(inscripcion.pk, {}),
                **{campo: getattr(fila, campo) for campo in ("nombre", "email", "cargo", "idioma")},
            )
        )
    Participante.objects.bulk_create(participantes)
    los_que_van = {p.inscripcion_id for p in participantes if p.es_contacto}
    Inscripcion.objects.filter(pk__in=los_que_van).update(contacto_participa=True)
    pares = list(zip(filas, participantes, strict=True))
    PersonaImportada.objects.bulk_create(_recordada(plan, fila, participante) for fila, participante in pares)
    asistencias = [
        Asistencia(participante=participante, actividad_id=clave, modalidad=como)
        for fila, participante in pares
        for clave, como in sorted(_abiertas(plan, fila).items())
    ]
    lugares.colocar_en_orden(asistencias, todas_esperan=True)


def actualizar(plan, fila):
    """Change of a person what the row changed and nobody changed here, and remember what it says now."""
    persona, participante = fila.persona, fila.persona.participante
    de_la_persona = {c: v for c, v in fila.cambios.items() if c in ("nombre", "email", "cargo", "idioma")}
    if de_la_persona:
        _actualizar_persona(participante, de_la_persona)
    if participante.es_contacto:
        _actualizar_contacto(fila)
    if "actividades" in fila.cambios:
        _actualizar_actividades(plan, fila, participante)
    dice = lo_de_la_fila(fila, _abiertas(plan, fila), es_contacto=participante.es_contacto)
    persona.huellas |= huellas({campo: dice[campo] for campo in fila.cambios if campo in dice})
    if "email" in fila.cambios:
        persona.correo = huella(fila.email.lower())
    persona.save()


def _actualizar_persona(participante, datos):
    anterior = participante.email
    participante.refresh_from_db()
    for campo, valor in datos.items():
        setattr(participante, campo, valor)
    soltar_correo(participante, anterior)
    participante.save()


def _actualizar_contacto(fila):
    """Change of the contact what changed of the person that it is; never the address, which is there already."""
    inscripcion = fila.inscripcion
    if suyos := {c: v for c, v in fila.cambios.items() if c in DEL_CONTACTO}:
        Contacto.objects.filter(pk=inscripcion.contacto_id).update(**suyos)
    if "idioma" in suyos:
        Inscripcion.objects.filter(pk=inscripcion.pk).update(idioma=suyos["idioma"])


def _actualizar_actividades(plan, fila, participante):
    """Make what a person attends what the row says; from now on they choose on their own."""
    Participante.objects.filter(pk=participante.pk).update(actividades_propias=True)
    ya = {a.actividad_id for a in participante.asistencias.all()}
    ajustar([(participante, _abiertas(plan, fila, ya))])
    lugares.colocar(inscripcion=fila.inscripcion, todas_esperan=True)


def _abiertas(plan, fila, ya=()):
    """Return what a row chose that is not closed by now, or was theirs already."""
    cerradas = {clave for clave, actividad in plan.actividades.por_pk.items() if actividad.cerrada}
    return {clave: como for clave, como in fila.elegidas.items() if clave in ya or clave not in cerradas}


def _recordada(plan, fila, participante):
    dice = lo_de_la_fila(fila, _abiertas(plan, fila), es_contacto=participante.es_contacto)
    return PersonaImportada(
        inscripcion=fila.inscripcion,
        participante=participante,
        correo=huella(fila.email.lower()) if fila.email else "",
        nombre=huella(fila.nombre_liso),
        huellas=huellas(dice),
    )


def _elecciones(inscripciones):
    """Return what each delegation chose once for all: ``{pk: {actividad_id: modalidad}}``."""
    elegidas = {}
    for eleccion in Eleccion.objects.filter(inscripcion__in={i.pk for i in inscripciones}):
        elegidas.setdefault(eleccion.inscripcion_id, {})[eleccion.actividad_id] = eleccion.modalidad
    return elegidas


def _con_contacto(inscripciones):
    """Return the keys of the registrations whose contact is among their people."""
    suyos = Participante.objects.filter(inscripcion__in={i.pk for i in inscripciones}, es_contacto=True)
    return set(suyos.values_list("inscripcion_id", flat=True))
