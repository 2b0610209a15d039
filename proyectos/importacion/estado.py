"""What a sheet says as far as a table may change it, before and after a row; and how it is written."""

import copy
from dataclasses import dataclass

from comun.formularios import limpiar_texto
from proyectos.importacion import columnas
from proyectos.models import Enlace, Fuente, Participacion, Proyecto

CAMPOS = (
    *columnas.UNA_LINEA,
    *columnas.PARRAFOS,
    *columnas.ELECCIONES,
    *columnas.FECHAS,
    *columnas.MONTOS,
    "modalidades_pcssm",
    "unidades_propias",
)
DE_FUENTE = ("datos", "texto", "url", "consultada")
DE_ENLACE = ("clase", "titulo_es", "titulo_pt_br", "url")


@dataclass
class Estado:
    """A sheet: columns of its own, call, themes (the main goal is one of them), who has which role, sources, links."""

    campos: dict
    convocatoria_anio: object
    ods_principal: object
    unidades: set
    ods: set
    roles: dict
    fuentes: list
    enlaces: list


def estado_de(proyecto):
    """Return what a sheet says, or what a new one would; its relations were fetched (``versiones.preparar``)."""
    if proyecto is None:
        vacio = Proyecto()
        return Estado({c: _decir(vacio, c) for c in CAMPOS}, None, None, set(), set(), {}, [], [])
    return Estado(
        campos={columna: _decir(proyecto, columna) for columna in CAMPOS},
        convocatoria_anio=proyecto.convocatoria,
        ods_principal=proyecto.ods_principal,
        unidades=set(proyecto.unidades.all()),
        ods=set(proyecto.todos_los_ods),
        roles={p.actor: p.rol for p in sorted(proyecto.participaciones.all(), key=lambda p: p.pk)},
        fuentes=[{c: _limpio(getattr(fila, c)) for c in DE_FUENTE} for fila in proyecto.fuentes.all()],
        enlaces=[{c: _limpio(getattr(fila, c) or "") for c in DE_ENLACE} for fila in proyecto.enlaces.all()],
    )


def nuevo_estado(proyecto, dice):
    """Return what a sheet would say after a row: what the row does not say stays."""
    estado = estado_de(proyecto)
    estado.campos.update({c: dice[c] for c in CAMPOS if c in dice})
    for relacion in ("convocatoria_anio", "ods_principal", "fuentes", "enlaces"):
        if relacion in dice:
            setattr(estado, relacion, dice[relacion])
    for temas in ("unidades", "ods"):
        if temas in dice:
            setattr(estado, temas, set(dice[temas]))
    estado.ods |= {*filter(None, [estado.ods_principal])}
    dichos = {columna: rol for columna, rol in columnas.ROLES.items() if columna in dice}
    if dichos:
        quedan = {actor: rol for actor, rol in estado.roles.items() if rol not in dichos.values()}
        estado.roles = quedan | {actor: rol for columna, rol in dichos.items() for actor in dice[columna]}
    return estado


def valores(estado):
    """Return what a sheet says, by column of a table."""
    relaciones = ("convocatoria_anio", "ods_principal", "unidades", "ods", "fuentes", "enlaces")
    return {
        **estado.campos,
        **{relacion: getattr(estado, relacion) for relacion in relaciones},
        **{columna: _con_rol(estado, rol) for columna, rol in columnas.ROLES.items()},
    }


def como_quedaria(proyecto, estado):
    """Return the sheet that a row would leave and who would take part in it, nothing saved: what its rules look at."""
    hoja = copy.copy(proyecto) if proyecto else Proyecto()
    for columna in CAMPOS:
        setattr(hoja, columna, estado.campos[columna])
    hoja.convocatoria = estado.convocatoria_anio
    return hoja, [Participacion(rol=rol, **{actor._meta.model_name: actor}) for actor, rol in estado.roles.items()]


def cambios_de(proyecto, estado):
    """Return what a sheet would change to say what ``estado`` does: the new values, by column."""
    antes = valores(estado_de(proyecto))
    return {columna: valor for columna, valor in valores(estado).items() if valor != antes[columna]}


def escribir(proyecto, cambios):
    """Write changes in a sheet that is locked or new. Side effects: the rows of the sheet, as few as differ."""
    for columna in CAMPOS:
        if columna in cambios:
            setattr(proyecto, columna, cambios[columna])
    if "convocatoria_anio" in cambios:
        proyecto.convocatoria = cambios["convocatoria_anio"]
    if "ods_principal" in cambios:
        proyecto.ods_principal = cambios["ods_principal"]
    proyecto.save()
    for temas in ("unidades", "ods"):
        if temas in cambios:
            getattr(proyecto, temas).set(cambios[temas])
    if not cambios.keys().isdisjoint(columnas.ROLES):
        _escribir_roles(proyecto, {c: cambios[c] for c in columnas.ROLES if c in cambios})
    for relacion, modelo in (("fuentes", Fuente), ("enlaces", Enlace)):
        if relacion in cambios:
            getattr(proyecto, relacion).all().delete()
            modelo.objects.bulk_create(
                modelo(proyecto=proyecto, orden=orden, **fila) for orden, fila in enumerate(cambios[relacion], start=1)
            )


def _escribir_roles(proyecto, cambios):
    """Give the roles that changed: who has none any more goes first, and who coordinates comes last, for it is one."""
    destino = {actor: columnas.ROLES[columna] for columna, quienes in cambios.items() for actor in quienes}
    tocados = {columnas.ROLES[columna] for columna in cambios}
    antes = {
        p.actor: p for p in Participacion.objects.filter(proyecto=proyecto).select_related("ciudad", "institucion")
    }
    sobran = [p.pk for actor, p in antes.items() if p.rol in tocados and actor not in destino]
    Participacion.objects.filter(pk__in=sobran).delete()
    for actor, rol in sorted(destino.items(), key=lambda par: par[1] == Participacion.Rol.COORDINADORA):
        if actor not in antes:
            Participacion.objects.create(proyecto=proyecto, rol=rol, **{actor._meta.model_name: actor})
        elif antes[actor].rol != rol:
            Participacion.objects.filter(pk=antes[actor].pk).update(rol=rol)


def _con_rol(estado, rol):
    return {actor for actor, suyo in estado.roles.items() if suyo == rol}


def _decir(proyecto, columna):
    """Return the value of a column as a table would say it: texts are compared clean, and one nobody wrote is ""."""
    valor = getattr(proyecto, columna)
    if columna in columnas.UNA_LINEA or columna in columnas.PARRAFOS:
        return limpiar_texto(valor or "", lineas=columna in columnas.PARRAFOS)
    return valor


def _limpio(valor):
    return limpiar_texto(valor) if isinstance(valor, str) else valor
