"""The figures of the Cumbre in force: counts only, nobody's name; each number with the list that it is the length of.

A figure is for who may see the lists that it counts.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actores.listas import paises, paises_de_sede
from actores.models import Ciudad, Institucion
from agenda.models import Actividad, Cumbre
from agenda.ocupacion import con_ocupacion
from comun.tiempo import en_zona, fecha_larga
from inscripciones.models import Asistencia, Inscripcion, Modalidad, Participante
from seminario.panel import cobertura, dibujos
from seminario.panel.figuras import Celda, Faltante, Figura, Fila, Total, de_una_serie

DIAS = 60  # that are told one by one, the last ones; what was before them is one row
FALTANTES = 8
ORDEN = ["dia", "actividad", "sala", "red", "pais", "idioma"]
_CONFIRMADA = Q(inscripcion__estado=Inscripcion.Estado.CONFIRMADA)


@dataclass
class Cifras:
    """What one person sees of the figures; ``cumbre`` is ``None`` while none is published."""

    cumbre: Cumbre | None
    totales: list
    figuras: list
    faltantes: list
    faltan: Total | None = None


def cifras(listas):
    """Return the :class:`Cifras` for somebody, in five queries at most."""
    cumbre = Cumbre.objects.vigentes().annotate(
        ciudades=Count("inscripcion__ciudad", filter=_CONFIRMADA, distinct=True),
        instituciones=Count("inscripcion__institucion", filter=_CONFIRMADA, distinct=True),
    ).first()  # fmt: skip
    salida = Cifras(cumbre, [], [], [])
    if cumbre is None:
        return salida
    if listas.se_ven(Inscripcion):
        _de_delegaciones(salida, listas)
    if listas.se_ven(Participante):
        _de_personas(salida, listas)
    if listas.se_ven(Actividad):
        _de_actividades(salida, listas)
    if listas.se_ven(Ciudad, Inscripcion):
        _de_la_red(salida, listas)
    salida.figuras.sort(key=lambda figura: ORDEN.index(figura.clave))
    return salida


# --- Delegations --------------------------------------------------------------------------------


def _de_delegaciones(salida, listas):
    """Confirmed registrations: how many, of whom, per day and by country."""
    cumbre, suyas = salida.cumbre, Inscripcion.objects.confirmadas().filter(cumbre=salida.cumbre)
    filas = (
        suyas.order_by()
        .annotate(dia=TruncDate("confirmada_el", tzinfo=cumbre.zona), de=Coalesce("ciudad__pais", "institucion__pais"))
        .values_list("dia", "de")
        .annotate(n=Count("pk"))
    )
    por_dia, por_pais = Counter(), Counter()
    for dia, pais, n in filas:
        por_dia[dia] += n
        por_pais[pais] += n

    def lista(**filtros):
        de_la_cumbre = {"estado__exact": "confirmada", "cumbre__id__exact": cumbre.pk}
        return listas.url(Inscripcion, **de_la_cumbre, **filtros)

    salida.totales.append(Total(_("Delegaciones"), por_dia.total(), lista()))
    for modelo, nombre, n in [
        (Ciudad, _("Ciudades"), cumbre.ciudades),
        (Institucion, _("Instituciones"), cumbre.instituciones),
    ]:
        if listas.se_ven(modelo):
            salida.totales.append(Total(nombre, n, listas.url(modelo, red="inscritas")))
    salida.totales.append(Total(_("Países"), len(set(por_pais) - {""})))
    if por_dia:
        salida.figuras += [_por_dia(cumbre, por_dia, lista), _por_pais(por_pais, lista)]


def _por_dia(cumbre, por_dia, lista):
    """The last ``DIAS`` days, those without any drawn too; in the table those with some, and all before as one row."""
    hasta = max(por_dia)
    if cumbre.inscripcion() == "abierta":
        hasta = max(hasta, en_zona(timezone.now(), cumbre.zona_horaria).date())
    desde = max(min(por_dia), hasta - timedelta(days=DIAS - 1))
    dias = [desde + timedelta(days=n) for n in range((hasta - desde).days + 1)]
    filas = [Fila(fecha_larga(d), [Celda(por_dia[d], lista(dia=d.isoformat()))]) for d in dias if por_dia[d]]
    if antes := sum(n for dia, n in por_dia.items() if dia < desde):
        nombre = _("antes del %(dia)s") % {"dia": fecha_larga(desde)}
        filas.insert(0, Fila(capfirst(nombre), [Celda(antes, lista(dia=f"antes-{desde.isoformat()}"))]))
    return Figura(
        "dia",
        _("Delegaciones confirmadas por día"),
        [_("Día"), _("Delegaciones")],
        filas,
        dibujos.dias([(fecha_larga(dia, con_anio=False), por_dia[dia]) for dia in dias]),
        _("En la hora de la Cumbre. La tabla omite los días sin ninguna."),
    )


def _por_pais(por_pais, lista):
    nombres = {codigo: str(nombre) for codigo, nombre in paises_de_sede()}
    presentes = sorted((-n, nombres.get(codigo, codigo), codigo) for codigo, n in por_pais.items() if codigo)
    filas = [Fila(nombre, [Celda(-n, lista(pais=codigo))]) for n, nombre, codigo in presentes]
    if por_pais[""]:
        filas.append(Fila(_("De varios países, o sin dato"), [Celda(por_pais[""])]))
    return de_una_serie("pais", _("Delegaciones por país"), [_("País"), _("Delegaciones")], filas)


# --- People -------------------------------------------------------------------------------------


def _de_personas(salida, listas):
    """The people of confirmed registrations: how many, who said whether they come, and in which language we write."""
    personas = Participante.objects.filter(
        inscripcion__estado=Inscripcion.Estado.CONFIRMADA, inscripcion__cumbre=salida.cumbre
    )
    por_idioma, por_respuesta = Counter(), Counter()
    for idioma, respuesta, n in personas.order_by().values_list("idioma", "respuesta").annotate(n=Count("pk")):
        por_idioma[idioma] += n
        por_respuesta[respuesta] += n

    def lista(**filtros):
        confirmadas = {"inscripcion__estado__exact": "confirmada", "inscripcion__cumbre__id__exact": salida.cumbre.pk}
        return listas.url(Participante, **confirmadas, **filtros)

    respuestas = Participante.Respuesta
    salida.totales += [
        Total(_("Personas"), por_idioma.total(), lista()),
        Total(
            _("Personas que confirmaron que van"),
            por_respuesta[respuestas.CONFIRMADA],
            lista(respuesta__exact=respuestas.CONFIRMADA.value),
        ),
        Total(
            _("Personas que avisaron que no van"),
            por_respuesta[respuestas.DECLINADA],
            lista(respuesta__exact=respuestas.DECLINADA.value),
        ),
    ]
    if por_idioma:
        salida.figuras.append(_por_idioma(por_idioma, lista))


def _por_idioma(por_idioma, lista):
    idiomas = Participante._meta.get_field("idioma").choices
    filas = [Fila(nombre, [Celda(por_idioma[codigo], lista(idioma__exact=codigo))]) for codigo, nombre in idiomas]
    return de_una_serie("idioma", _("Personas por idioma"), [_("Idioma de sus mensajes"), _("Personas")], filas)


# --- Activities ---------------------------------------------------------------------------------


def _de_actividades(salida, listas):
    """People at each activity, by how they attend or whether they wait; and how full each room is."""
    en_linea = Q(asistencias__modalidad=Modalidad.VIRTUAL, asistencias__estado=Asistencia.Estado.CONFIRMADA)
    actividades = con_ocupacion(Actividad.objects.filter(cumbre=salida.cumbre)).en_orden()
    actividades = list(actividades.annotate(en_linea=Count("asistencias", filter=en_linea)))
    con_gente = [a for a in actividades if a.ocupados or a.en_linea or a.en_espera or a.solicitados]

    def lista(actividad, **filtros):
        return listas.url(Asistencia, actividad__id__exact=actividad.pk, **filtros)

    if con_gente:
        salida.figuras.append(_por_actividad(con_gente, lista))
    if con_sala := [a for a in actividades if a.cupo_presencial is not None]:
        salida.figuras.append(_ocupacion_de_las_salas(con_sala, lista))


def _por_actividad(actividades, lista):
    estados = Asistencia.Estado
    series = [_("Presencial"), _("En línea"), _("En espera"), _("Solicitadas")]
    filas = [
        Fila(
            a.titulo,
            [
                Celda(a.ocupados, lista(a, estado__exact="confirmada", modalidad__exact="presencial")),
                Celda(a.en_linea, lista(a, estado__exact="confirmada", modalidad__exact="virtual")),
                Celda(a.en_espera, lista(a, estado__exact=estados.EN_ESPERA.value)),
                Celda(a.solicitados, lista(a, estado__exact=estados.SOLICITADA.value)),
            ],
        )
        for a in actividades
    ]
    numeros = [(fila.nombre, [celda.n for celda in fila.celdas]) for fila in filas]
    return Figura(
        "actividad",
        _("Personas por actividad y modalidad"),
        [_("Actividad"), *series],
        filas,
        dibujos.apiladas([(nombre, ns, sum(ns)) for nombre, ns in numeros], series),
        _("Una persona cuenta una vez en cada actividad a la que asiste."),
    )


def _ocupacion_de_las_salas(actividades, lista):
    series = [_("Lugares ocupados"), _("Lugares libres")]
    filas, barras = [], []
    for a in actividades:
        libres = max(a.cupo_presencial - a.ocupados, 0)
        parte = _("%(n)d %%") % {"n": 100 * a.ocupados // a.cupo_presencial} if a.cupo_presencial else "—"
        ocupados = Celda(a.ocupados, lista(a, estado__exact="confirmada", modalidad__exact="presencial"))
        celdas = [ocupados, Celda(libres), Celda(a.cupo_presencial), Celda(None, texto=parte)]
        filas.append(Fila(a.titulo, celdas))
        rotulo = _("%(ocupados)d de %(cupo)d") % {"ocupados": a.ocupados, "cupo": a.cupo_presencial}
        barras.append((a.titulo, [a.ocupados, libres], rotulo))
    return Figura(
        "sala",
        _("Ocupación de las salas"),
        [_("Actividad"), *series, _("Cupo"), _("Ocupación")],
        filas,
        dibujos.apiladas(barras, series, de_cien=True),
        _("Solo las actividades con cupo."),
    )


# --- The network --------------------------------------------------------------------------------


def _de_la_red(salida, listas):
    """Member cities that registered and that did not, by country, and the first of those to invite."""
    miembros = cobertura.con_invitacion(cobertura.con_inscrita(cobertura.miembros(Ciudad.objects.all())))
    ciudades = list(miembros.order_by("busqueda", "provincia").only("nombre", "pais", "provincia"))
    totales, inscritos = Counter(c.pais for c in ciudades), Counter(c.pais for c in ciudades if c.inscrita)

    def lista(red, **filtros):
        return listas.url(Ciudad, red=red, **filtros)

    def celdas(miembros, con, **filtros):
        return [
            Celda(con, lista("con_inscripcion", **filtros)),
            Celda(miembros - con, lista("sin_inscripcion", **filtros)),
            Celda(miembros, lista("miembros", **filtros)),
        ]

    filas = [Fila(str(n), celdas(totales[p], inscritos[p], pais__exact=p)) for p, n in paises() if totales[p]]
    if not filas:
        return
    series = [_("Con inscripción"), _("Sin inscripción")]
    barras = [(f.nombre, [c.n for c in f.celdas[:2]], _n_de(f.celdas[0].n, f.celdas[2].n)) for f in filas]
    hay, con = totales.total(), inscritos.total()
    dibujo = dibujos.apiladas(barras, series)
    filas.append(Fila(_("Toda la red"), celdas(hay, con)))
    columnas = [_("País"), *series, _("Ciudades miembro")]
    salida.figuras.append(Figura("red", _("Cobertura de la red"), columnas, filas, dibujo))
    salida.faltan = Total(_("Ciudades miembro sin inscripción"), hay - con, lista("sin_inscripcion"))
    salida.faltantes = _faltantes([c for c in ciudades if not c.inscrita], listas)


def _n_de(n, total):
    return _("%(n)d de %(total)d") % {"n": n, "total": total}


def _faltantes(ciudades, listas):
    """The first to invite: those that never were, then those that were longest ago."""
    en_orden = sorted(ciudades, key=lambda c: (c.invitada_el is not None, c.invitada_el and c.invitada_el.timestamp()))
    puede = listas.se_cambia(Ciudad)
    return [
        Faltante(
            str(c),
            c.invitada_el,
            reverse("admin:actores_ciudad_invitar", args=[c.pk]) if puede else "",
        )
        for c in en_orden[:FALTANTES]
    ]
