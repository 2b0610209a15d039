"""What the day holds of a person: told by the person's own link or to staff, and taken away."""

from acreditacion.models import Certificado
from acreditacion.presencias import borrar_presencias
from comun.envios import olvidar_lo_dicho
from comun.personas import registrar
from comun.purga import olvidar
from inscripciones.models import Participante


def registrar_personas():
    """Add this part to what is told and taken away of a person."""
    registrar(datos=datos, borrar=borrar)


def datos(dueno, puede):
    """Return where one of the people was seen and their certificates, what was taken back or revoked too."""
    if not isinstance(dueno, Participante):
        return {}
    return {
        "certificados": [_certificado(c) for c in dueno.certificados.select_related("actividad")],
        "presencias": [_presencia(p) for p in dueno.presencias.select_related("actividad")],
    }


def _certificado(certificado):
    return {
        "codigo": certificado.codigo,
        "actividad": certificado.actividad.titulo,
        "nombre": certificado.nombre,
        "modalidad": certificado.modalidad,
        "idioma": certificado.idioma,
        "emitido_el": certificado.emitido_el.isoformat(),
        "revocado_el": certificado.revocado_el and certificado.revocado_el.isoformat(),
    }


def _presencia(presencia):
    return {
        "actividad": presencia.actividad.titulo,
        "modalidad": presencia.modalidad,
        "medio": presencia.medio,
        "ingreso": presencia.ingreso,
        "puesto": presencia.puesto,
        "registrada_el": presencia.registrada_el.isoformat(),
        "deshecha_el": presencia.anulada_el and presencia.anulada_el.isoformat(),
    }


def borrar(dueno, rastro):
    """Delete where one of the people was seen and their certificates: verified from now on, there is none."""
    if not isinstance(dueno, Participante):
        return {}
    return {
        "certificados": borrar_certificados(dueno.certificados.all()),
        "presencias": borrar_presencias(dueno.presencias.all()),
    }


def borrar_certificados(certificados):
    """Delete them with the mails about them and what tells their names to staff; return how many.

    Those are staff's log and what was told of its actions: a name that was mended, for one.
    """
    filas = list(certificados)
    olvidar(filas)
    olvidar_lo_dicho()
    Certificado.objects.filter(pk__in=[fila.pk for fila in filas]).delete()
    return len(filas)
