"""The tables of the day that staff takes away: their columns, stable, described in ``docs/exportaciones.md``."""

from acreditacion.documento import direccion_de_verificacion
from comun.exportar import Exportacion
from inscripciones.exportaciones import con_delegacion, de_la_inscripcion, momento


def _preparar(presencias):
    filas = presencias.select_related("participante", "actividad", "registrada_por", "anulada_por")
    return con_delegacion(filas, "participante__inscripcion__")


def _usuario(usuario):
    return usuario and usuario.get_username()


PRESENCIAS = Exportacion(
    "presencias",
    {
        **de_la_inscripcion(lambda p: p.participante.inscripcion),
        "nombre": lambda p: p.participante.nombre,
        "email": lambda p: p.participante.email,
        "cargo": lambda p: p.participante.cargo,
        "entrada": lambda p: p.participante.entrada,
        "actividad": lambda p: p.actividad.slug,
        "actividad_titulo": lambda p: p.actividad.titulo,
        "dia": lambda p: p.actividad.dia,
        "modalidad": lambda p: p.modalidad,
        "ingreso": lambda p: p.ingreso,
        "medio": lambda p: p.medio,
        "puesto": lambda p: p.puesto,
        "registrada_el": lambda p: momento(p.registrada_el),
        "registrada_por": lambda p: _usuario(p.registrada_por),
        "deshecha_el": lambda p: momento(p.anulada_el),
        "deshecha_por": lambda p: _usuario(p.anulada_por),
    },
    _preparar,
)

CERTIFICADOS = Exportacion(
    "certificados",
    {
        "codigo": lambda c: c.codigo,
        "nombre": lambda c: c.nombre,
        "email": lambda c: c.participante and c.participante.email,
        "actividad": lambda c: c.actividad.slug,
        "actividad_titulo": lambda c: c.actividad.titulo,
        "dia": lambda c: c.actividad.dia,
        "modalidad": lambda c: c.modalidad,
        "idioma": lambda c: c.idioma,
        "emitido_el": lambda c: momento(c.emitido_el),
        "anulado_el": lambda c: momento(c.revocado_el),
        "motivo": lambda c: c.motivo,
        "reemplaza": lambda c: c.reemplaza and c.reemplaza.codigo,
        "verificacion": direccion_de_verificacion,
    },
    lambda certificados: certificados.select_related("actividad", "participante", "reemplaza"),
)
