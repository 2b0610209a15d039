"""What every service of a registration uses: people and places kept in line with what was chosen, and the mail."""

from django.db.models import Q

from comun.busqueda import sin_acentos
from inscripciones import lugares
from inscripciones.models import Asistencia, Participante, PedidoDeUnion

# Rooms above add ``funcion(participante)``, from their ``AppConfig.ready``, called before a person leaves a delegation
# or gives their place to another: it raises ``ErrorInscripcion`` to keep them, or lets go of what it holds of them.
al_quitar = []

# Given by this module, not typed: looking them up again in the database would tell nothing.
NUESTROS = ["codigo", "referencia", "cumbre", "contacto", "inscripcion", "ciudad", "institucion", "entrada"]
_RETIRADA = Asistencia.Estado.RETIRADA


def sincronizar_contacto(inscripcion):
    """Keep the contact among the people, or out of them, as was answered."""
    contacto = inscripcion.contacto
    suya = inscripcion.participantes.filter(es_contacto=True)
    if not inscripcion.contacto_participa:
        for participante in suya:
            quitar(participante)
        return
    datos = {campo: getattr(contacto, campo) for campo in ("nombre", "email", "cargo", "idioma")}
    datos["consentimiento_imagen_el"] = inscripcion.consentimiento_imagen_el
    Participante.objects.update_or_create(inscripcion=inscripcion, es_contacto=True, defaults=datos)


def reflejar_imagen(inscripcion):
    """Give the contact, as a person of the delegation, the consent that they gave in the registration: it is one."""
    unida = [persona.pk for persona in en_la_que_se_unio(inscripcion)]
    suya = Participante.objects.filter(Q(inscripcion=inscripcion, es_contacto=True) | Q(pk__in=unida))
    suya.update(consentimiento_imagen_el=inscripcion.consentimiento_imagen_el)


def en_la_que_se_unio(inscripcion):
    """Return the contact as one of the people of the delegation that this one joined: same e-mail and name.

    Who is the contact there too has a link of their own to that delegation, and is not one of them.
    """
    contacto = inscripcion.contacto
    while inscripcion.estado == inscripcion.Estado.RETIRADA:  # the one that it joined may have joined a third
        aceptados = inscripcion.pedidos_de_union.filter(estado=PedidoDeUnion.Estado.ACEPTADA)
        if not (pedido := aceptados.select_related("a").first()):
            break
        inscripcion = pedido.a
    if inscripcion.contacto_id == contacto.pk:
        return []
    otras = inscripcion.participantes.filter(email__iexact=contacto.email, es_contacto=False).exclude(email="")
    return [persona for persona in otras if nombre_llano(persona) == nombre_llano(contacto)]


def nombre_llano(quien):
    """Return somebody's name as two spellings of it are compared."""
    return " ".join(sin_acentos(quien.nombre).split())


def exigir_quitable(participante):
    """Run the hooks in ``al_quitar``, which may raise :class:`ErrorInscripcion`; under the registration's lock."""
    for funcion in al_quitar:
        funcion(participante)


def quitar(participante):
    """Delete a person; the caller holds the registration's lock. Raises what :func:`exigir_quitable` does."""
    exigir_quitable(participante)
    lugares.soltar(participante.asistencias.all())
    participante.delete()


def sincronizar(inscripcion):
    """Bring each person's attendances in line with the delegation's choice and, if confirmed, give them places.

    Whoever joins a confirmed delegation does not enter an activity that was closed meanwhile; the others keep theirs.
    Who said that they do not come is left alone.
    """
    elegidas = dict(inscripcion.elecciones.values_list("actividad_id", "modalidad"))
    bloquear_lugares(inscripcion, elegidas)
    cerradas = set()
    if inscripcion.es_confirmada:
        cerradas = set(inscripcion.elecciones.filter(actividad__cerrada=True).values_list("actividad_id", flat=True))
    deseos = []
    siguen = inscripcion.participantes.filter(actividades_propias=False).que_vienen()
    for participante in siguen.prefetch_related("asistencias"):
        ajenas = cerradas - {a.actividad_id for a in participante.asistencias.all() if a.estado != _RETIRADA}
        deseos.append((participante, {clave: como for clave, como in elegidas.items() if clave not in ajenas}))
    ajustar(deseos)
    if inscripcion.es_confirmada:
        lugares.colocar(inscripcion=inscripcion, todas_esperan=True)


def bloquear_lugares(inscripcion, elegidas):
    """Lock all the activities that this change may touch at once: one order, no deadlock. Drafts hold no place."""
    if inscripcion.es_confirmada:
        suyas = Asistencia.objects.filter(participante__inscripcion=inscripcion)
        lugares.bloquear({*suyas.values_list("actividad_id", flat=True), *elegidas})


def ajustar(deseos):
    """Make people's attendances exactly as in ``[(participante, {actividad_id: modalidad})]``.

    All of it is left and changed at once, so that freed places go to who waits elsewhere; what is new is yet to be
    placed (``lugares.colocar``), and so is what a person had left by not coming. What of that is not chosen stays left.
    """
    sobran, cambian, nuevas = [], [], []
    for participante, elegidas in deseos:
        quedan = set()
        for asistencia in participante.asistencias.all():
            clave = asistencia.actividad_id
            quedan.add(clave)
            if asistencia.estado == _RETIRADA:
                if clave in elegidas:
                    asistencia.estado, asistencia.modalidad = Asistencia.Estado.ELEGIDA, elegidas[clave]
                    asistencia.save(update_fields=["estado", "modalidad", "cambiada"])
            elif clave not in elegidas:
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
