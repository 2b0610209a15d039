"""Example registrations of real cities and institutions by invented people; what they bring begins with "Ejemplo: "."""

import datetime
from dataclasses import dataclass, field

from django.db.models import F, Max

from actores.models import Ciudad, Contacto, Institucion, Ods, UnidadTematica
from agenda.models import Actividad, Cumbre, Propuesta
from comun.publicacion import Publicacion
from inscripciones import lugares
from inscripciones.models import (
    Asistencia,
    Eleccion,
    Inscripcion,
    Modalidad,
    NecesidadDeAcceso,
    NotaInterna,
    Participante,
    nueva_referencia,
)
from intercambio.models import FICHAS_POR_TIPO, Ficha, Mirada
from seminario.demo.ejemplos_equipo import notas_de
from seminario.demo.ejemplos_personas import CARGOS, agregar_personas, agregar_respuestas, nombre_de
from seminario.demo.volumen import azar, con_minuscula, elegir, en_idioma, numero, tandas

Estado = Inscripcion.Estado
ESTADOS = {
    Estado.CONFIRMADA: 79,
    Estado.BORRADOR: 14,
    Estado.RETIRADA: 5,
    Estado.VENCIDA: 2,
}
RESPUESTAS = {Asistencia.Estado.SOLICITADA: 6, Asistencia.Estado.CONFIRMADA: 3, Asistencia.Estado.RECHAZADA: 1}
PUBLICACIONES = {Publicacion.PENDIENTE: 5, Publicacion.PUBLICADA: 4, Publicacion.RECHAZADA: 1}
PASOS = ["contacto", "personas", "actividades"]
PASOS_CIUDAD = [*PASOS, "aportes", "experiencia", "consentimientos"]
PASOS_INSTITUCION = [*PASOS, "mirada", "programas", "consentimientos"]
DIAS = 25  # registrations arrive over this time, up to now

FICHAS = {
    Ficha.Tipo.SABER: ("Ejemplo: experiencia en", "Exemplo: experiência em"),
    Ficha.Tipo.NECESIDAD: ("Ejemplo: apoyo para trabajar en", "Exemplo: apoio para trabalhar em"),
    Ficha.Tipo.IDEA: ("Ejemplo: proyecto conjunto de", "Exemplo: projeto conjunto de"),
}
TEXTO_FICHA = (
    "Ficha de ejemplo para probar el tablero; no la escribió ninguna ciudad.",
    "Ficha de exemplo para testar o quadro; não foi escrita por nenhuma cidade.",
)
TEXTO_MIRADA = (
    "Ejemplo: texto de muestra; no lo escribió ninguna institución.",
    "Exemplo: texto de amostra; não foi escrito por nenhuma instituição.",
)
TITULO_PROPUESTA = ("Ejemplo: una experiencia para presentar", "Exemplo: uma experiência para apresentar")


@dataclass
class Base:
    """The facts that the examples draw from, in a fixed order."""

    cumbre: Cumbre
    ahora: datetime.datetime
    miembros: list
    otras: list
    instituciones: list
    seminario: Actividad
    actividades: list
    unidades: list
    ods: list
    referencias: set


@dataclass
class Ejemplo:
    """A delegation not saved yet."""

    contacto: Contacto
    inscripcion: Inscripcion
    participantes: list = field(default_factory=list)
    elecciones: list = field(default_factory=list)
    asistencias: list = field(default_factory=list)
    fichas: list = field(default_factory=list)
    ods: list = field(default_factory=list)
    necesidades: list = field(default_factory=list)
    otros: list = field(default_factory=list)


def completar(cantidad, *, ahora):
    """Add the missing ones of ``cantidad`` example registrations; return how many.

    Side effect: locks the activities, because places in the room are taken as in a real confirmation. No mail.
    """
    correos = Contacto.objects.filter(email__regex=r"^ejemplo-\d+@example\.org$").values_list("email", flat=True)
    hechos = {numero(correo.partition("@")[0]) for correo in correos}
    faltan = [n for n in range(1, cantidad + 1) if n not in hechos]
    if not faltan:
        return 0
    base = _base(ahora)
    salas = Salas(base.actividades)
    for tanda in tandas(faltan):
        ejemplos = [_ejemplo(n, base) for n in tanda]
        for ejemplo in ejemplos:
            salas.ubicar(ejemplo)
        _guardar(ejemplos)
    return len(faltan)


def _base(ahora):
    cumbre = Cumbre.objects.vigente() or Cumbre.objects.first()
    ciudades = Ciudad.objects.verificadas().order_by("slug")
    actividades = list(Actividad.objects.filter(cumbre=cumbre).order_by("slug"))
    return Base(
        cumbre=cumbre,
        ahora=ahora,
        miembros=list(ciudades.filter(miembro=True)),
        otras=list(ciudades.filter(miembro=None)),
        instituciones=list(Institucion.objects.verificadas().order_by("slug")),
        seminario=next((a for a in actividades if a.es_seminario), None),
        actividades=actividades,
        unidades=list(UnidadTematica.objects.order_by("slug")),
        ods=list(Ods.objects.order_by("numero")),
        referencias=set(Inscripcion.objects.values_list("referencia", flat=True)),
    )


class Salas:
    """Places in the room, under the lock: whoever comes when it is full waits, in order."""

    def __init__(self, actividades):
        bloqueadas = lugares.bloquear([a.pk for a in actividades])
        turnos = Asistencia.objects.order_by().values("actividad").annotate(ultimo=Max("turno"))
        self.libres = {pk: lugares.libres(actividad) for pk, actividad in bloqueadas.items()}
        self.turnos = {fila["actividad"]: fila["ultimo"] or 0 for fila in turnos}

    def ubicar(self, ejemplo):
        for asistencia in ejemplo.asistencias:
            if asistencia.estado != Asistencia.Estado.CONFIRMADA or asistencia.modalidad == Modalidad.VIRTUAL:
                continue
            actividad = asistencia.actividad_id
            if self.libres[actividad] is None:
                continue
            if self.libres[actividad]:
                self.libres[actividad] -= 1
                continue
            self.turnos[actividad] = self.turnos.get(actividad, 0) + 1
            asistencia.estado, asistencia.turno = Asistencia.Estado.EN_ESPERA, self.turnos[actividad]


def _ejemplo(n, base):
    al_azar = azar("inscripcion", n)
    actor = _actor(al_azar, base)
    tipo = actor._meta.model_name
    idioma = "pt-br" if actor.pais == "BR" or al_azar.random() < 0.05 else "es"
    estado = elegir(al_azar, ESTADOS)
    momento = base.ahora - _antes(al_azar, base)
    consiente = estado != Estado.BORRADOR
    contacto = Contacto(
        nombre=nombre_de(al_azar),
        email=f"ejemplo-{n}@example.org",
        telefono=f"+54 11 5555-{n % 10000:04d}" if al_azar.random() < 0.6 else "",
        cargo=en_idioma(idioma, al_azar.choice(CARGOS)),
        idioma=idioma,
        consentimiento_listado_el=momento if consiente and al_azar.random() < 0.7 else None,
        comprobado_el=momento if consiente and al_azar.random() < 0.8 else None,
        **{tipo: actor},
    )
    inscripcion = Inscripcion(
        referencia=_referencia(n, base),
        cumbre=base.cumbre,
        tipo=tipo,
        contacto=contacto,
        estado=estado,
        idioma=idioma,
        pasos=_pasos(al_azar, tipo, estado),
        contacto_participa=al_azar.random() < 0.7,
        consentimiento_datos_el=momento if consiente else None,
        consentimiento_imagen_el=momento if consiente and al_azar.random() < 0.8 else None,
        confirmada_el=momento if estado in {Estado.CONFIRMADA, Estado.RETIRADA} else None,
        retirada_el=momento if estado == Estado.RETIRADA else None,
        **{tipo: actor},
    )
    ejemplo = Ejemplo(contacto, inscripcion)
    agregar_personas(ejemplo, al_azar)
    agregar_respuestas(ejemplo, n)
    ejemplo.otros += notas_de(n, inscripcion)
    if "actividades" in inscripcion.pasos:
        _agregar_actividades(ejemplo, al_azar, base)
    if any(eleccion.actividad.es_seminario for eleccion in ejemplo.elecciones):
        _agregar_aportes(ejemplo, al_azar, base)
    return ejemplo


def _actor(al_azar, base):
    """One in five an institution; of the cities, two in three members."""
    if base.instituciones and al_azar.random() < 0.2:
        return al_azar.choice(base.instituciones)
    return al_azar.choice(base.miembros if al_azar.random() < 0.67 or not base.otras else base.otras)


def _antes(al_azar, base):
    abierta = max(base.ahora - base.cumbre.inscripcion_desde, datetime.timedelta())
    return min(abierta, datetime.timedelta(days=DIAS)) * al_azar.random()


def _referencia(n, base):
    """Scattered but without repetition: multiplying by a number coprime to the size of the space is a permutation."""
    alfabeto = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    resto, letras = n * 104729 % len(alfabeto) ** 6, ""
    for _i in range(6):
        resto, indice = divmod(resto, len(alfabeto))
        letras += alfabeto[indice]
    referencia = f"SUR-{letras}"
    while referencia in base.referencias:
        referencia = nueva_referencia()
    base.referencias.add(referencia)
    return referencia


def _pasos(al_azar, tipo, estado):
    todos = PASOS_CIUDAD if tipo == Inscripcion.Tipo.CIUDAD else PASOS_INSTITUCION
    if estado in {Estado.BORRADOR, Estado.VENCIDA}:
        return todos[: al_azar.randint(1, len(todos))]
    return todos


def _agregar_actividades(ejemplo, al_azar, base):
    """The choice of the delegation, followed by each person but a few."""
    otras = [a for a in base.actividades if not a.es_seminario]
    elegidas = al_azar.sample(otras, min(len(otras), al_azar.randint(0, 3)))
    if base.seminario and (al_azar.random() < 0.85 or not elegidas):
        elegidas.append(base.seminario)
    for actividad in elegidas:
        modalidad = al_azar.choice(Modalidad.values)
        ejemplo.elecciones.append(Eleccion(inscripcion=ejemplo.inscripcion, actividad=actividad, modalidad=modalidad))
    for persona in ejemplo.participantes:
        persona.actividades_propias = al_azar.random() < 0.1
        for eleccion in ejemplo.elecciones:
            modalidad = Modalidad.VIRTUAL if persona.actividades_propias else eleccion.modalidad
            ejemplo.asistencias.append(
                Asistencia(
                    participante=persona,
                    actividad=eleccion.actividad,
                    modalidad=modalidad,
                    acepta_espera=True,
                    estado=_estado_de_asistencia(al_azar, persona, eleccion.actividad),
                )
            )


def _estado_de_asistencia(al_azar, persona, actividad):
    estado = persona.inscripcion.estado
    if estado in {Estado.BORRADOR, Estado.VENCIDA}:
        return Asistencia.Estado.ELEGIDA
    if estado != Estado.CONFIRMADA or persona.declino:
        return Asistencia.Estado.RETIRADA
    return elegir(al_azar, RESPUESTAS) if actividad.reservada else Asistencia.Estado.CONFIRMADA


def _agregar_aportes(ejemplo, al_azar, base):
    inscripcion, contacto = ejemplo.inscripcion, ejemplo.contacto
    publicacion = {Estado.CONFIRMADA: Publicacion.PENDIENTE, Estado.RETIRADA: Publicacion.RETIRADA}.get(
        inscripcion.estado, Publicacion.BORRADOR
    )
    if inscripcion.tipo == Inscripcion.Tipo.INSTITUCION:
        if "mirada" in inscripcion.pasos:
            ejemplo.otros.append(
                Mirada(
                    institucion=inscripcion.institucion,
                    contacto=contacto,
                    idioma=inscripcion.idioma,
                    mirada=en_idioma(inscripcion.idioma, TEXTO_MIRADA),
                    aporta=al_azar.choice(["", *Mirada.Aporta.values]),
                    publicacion=publicacion,
                )
            )
        return
    if "aportes" in inscripcion.pasos:
        for tipo in Ficha.Tipo.values:
            for lugar in range(1, al_azar.choice([0, 1, 1, 2, FICHAS_POR_TIPO]) + 1):
                _agregar_ficha(ejemplo, al_azar, base, tipo=tipo, lugar=lugar, publicacion=publicacion)
    if "experiencia" in inscripcion.pasos:
        inscripcion.quiere_presentar = al_azar.random() < 0.2
        if inscripcion.quiere_presentar:
            ejemplo.otros.append(
                Propuesta(
                    cumbre=base.cumbre,
                    contacto=contacto,
                    ciudad=inscripcion.ciudad,
                    titulo=en_idioma(inscripcion.idioma, TITULO_PROPUESTA),
                    publicacion=publicacion,
                )
            )


def _agregar_ficha(ejemplo, al_azar, base, *, tipo, lugar, publicacion):
    inscripcion = ejemplo.inscripcion
    unidad = al_azar.choice(base.unidades)
    tema = en_idioma(inscripcion.idioma, (unidad.nombre_es, unidad.nombre_pt_br or unidad.nombre_es))
    # What the staff cannot publish, for want of consent, still waits.
    if publicacion == Publicacion.PENDIENTE and ejemplo.contacto.consentimiento_listado_el:
        publicacion = elegir(al_azar, PUBLICACIONES)
    ficha = Ficha(
        tipo=tipo,
        ciudad=inscripcion.ciudad,
        contacto=ejemplo.contacto,
        lugar=lugar,
        titulo=f"{en_idioma(inscripcion.idioma, FICHAS[tipo])} {con_minuscula(tema)}",
        texto=en_idioma(inscripcion.idioma, TEXTO_FICHA),
        idioma=inscripcion.idioma,
        unidad=unidad,
        publicacion=publicacion,
    )
    ejemplo.fichas.append(ficha)
    ejemplo.ods += [(ficha, objetivo) for objetivo in al_azar.sample(base.ods, al_azar.choice([0, 1, 2]))]


def _guardar(ejemplos):
    def todos(nombre):
        return [objeto for ejemplo in ejemplos for objeto in getattr(ejemplo, nombre)]

    Contacto.objects.bulk_create(e.contacto for e in ejemplos)
    Inscripcion.objects.bulk_create(e.inscripcion for e in ejemplos)
    Inscripcion.objects.filter(pk__in=[e.inscripcion.pk for e in ejemplos], confirmada_el__isnull=False).update(
        creada=F("confirmada_el"), guardada=F("confirmada_el")
    )
    Participante.objects.bulk_create(todos("participantes"))
    NecesidadDeAcceso.objects.bulk_create(todos("necesidades"))
    Eleccion.objects.bulk_create(todos("elecciones"))
    Asistencia.objects.bulk_create(todos("asistencias"))
    Ficha.objects.bulk_create(todos("fichas"))
    con_ods = Ficha.ods.through
    con_ods.objects.bulk_create(con_ods(ficha=ficha, ods=objetivo) for ficha, objetivo in todos("ods"))
    for modelo in (Mirada, Propuesta, NotaInterna):
        modelo.objects.bulk_create(objeto for objeto in todos("otros") if isinstance(objeto, modelo))
