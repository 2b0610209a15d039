"""The mails about a certificate, to its person: that it was issued, with the document, and that it was revoked."""

from django.utils.translation import gettext_lazy

from acreditacion.certificados import ANULADO, EMITIDO
from acreditacion.documento import nombre_de_archivo, pdf_de_certificado
from comun.correo import direccion, registrar


def registrar_correos():
    """Declare the mails about a ``Certificado``."""
    registrar(
        EMITIDO, nombre=gettext_lazy("Certificado emitido"), contexto=certificado_emitido, adjuntos=el_certificado
    )
    registrar(ANULADO, nombre=gettext_lazy("Certificado anulado"), contexto=certificado_anulado)


def certificado_emitido(mensaje):
    """The document goes attached and stays in *mi lugar*; nothing once it was revoked."""
    certificado = mensaje.sobre
    if not (certificado.es_valido and _es_su_correo(mensaje)):
        return None
    return {
        **_comun(certificado),
        "reemplaza": certificado.reemplaza_id is not None,
        "enlace": direccion("seminario:entrar", certificado.participante.token()),
    }


def certificado_anulado(mensaje):
    """That it is not valid any more, without the reason, which is the staff's. It has no link."""
    certificado = mensaje.sobre
    if certificado.es_valido or not _es_su_correo(mensaje):
        return None
    return {**_comun(certificado), "codigo": certificado.codigo_en_grupos}


def el_certificado(mensaje):
    """The document; it is drawn when it is sent, as the page would."""
    certificado = mensaje.sobre
    return [(nombre_de_archivo(certificado), pdf_de_certificado(certificado), "application/pdf")]


def _es_su_correo(mensaje):
    """True while the person is there and the address is still theirs."""
    persona = mensaje.sobre.participante
    return persona is not None and mensaje.a.lower() == persona.email.lower()


def _comun(certificado):
    cumbre = certificado.actividad.cumbre
    return {
        "nombre": certificado.nombre,
        "actividad": certificado.actividad.titulo,
        "cumbre": cumbre.nombre,
        "correo_contacto": cumbre.correo_contacto,
    }
