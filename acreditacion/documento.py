"""The certificate as a document: an A4 in the person's language, with the map, its code and where to verify it."""

import re
import time
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override

from comun.correo import direccion
from comun.documentos import pdf_accesible, svg_qr
from comun.tiempo import en_zona, fecha_larga, momento, periodo
from proyectos import red

PLANTILLA = Path(__file__).parent / "documentos" / "certificado.typ"
MAPA_POR = 600  # seconds: a thousand certificates in a row have the same map
PALABRA_MAXIMA = 28  # letters that fit in a line whatever they are; a longer word may be broken
_PALABRA_LARGA = re.compile(rf"\S{{{PALABRA_MAXIMA}}}(?=\S)")

# The hero of the front page (static/css/fundamentos.css): what there is --noche-tierra and so on.
_TIERRA, _NOCHE, _ARCO, _SOL = "#22355f", "#14213d", "#ff8a5c", "#f2a71b"


def pdf_de_certificado(certificado):
    """Return the bytes of a certificate as PDF/UA-1, in its own language; it must still be valid to be handed out."""
    with override(certificado.idioma):
        return pdf_accesible(PLANTILLA, datos_de_certificado(certificado))


def nombre_de_archivo(certificado):
    return f"certificado-{certificado.codigo}.pdf"


def direccion_de_verificacion(certificado):
    """Return the full address of the page that verifies a certificate, in the certificate's language."""
    with override(certificado.idioma):
        return direccion("acreditacion:certificado", certificado.codigo)


def datos_de_certificado(certificado):
    """Return the texts and pictures of a certificate, in the active language."""
    actividad = certificado.actividad
    cumbre = actividad.cumbre
    verificacion = direccion("acreditacion:certificado", certificado.codigo)
    partes = {"cumbre": cumbre.nombre, "sede": cumbre.sede, "fechas": periodo(cumbre.inicio, cumbre.fin)}
    presencial = certificado.modalidad == "presencial"
    return {
        "titulo": _("Certificado de participación"),
        "organiza": _("Programa de Cooperación Sur-Sur de Mercociudades"),
        "certifica": _("El Programa de Cooperación Sur-Sur de Mercociudades certifica que"),
        "nombre": _partible(certificado.nombre),
        "participo": _("participó de manera presencial en") if presencial else _("participó de manera virtual en"),
        "actividad": _partible(actividad.titulo),
        "encuentro": _("%(cumbre)s, %(sede)s, %(fechas)s") % partes,
        "cuando": cuando_fue(actividad),
        "rotulo_codigo": _("Código de verificación"),
        "codigo": certificado.codigo_en_grupos,
        "verificable": _("Documento verificable en"),
        "direccion": verificacion,
        "emitido": _("Emitido el %(fecha)s") % {"fecha": fecha_larga(_dia(certificado))},
        "qr": svg_qr(verificacion),
        "qr_dice": _("Código QR que lleva a la verificación de este certificado"),
        "mapa": mapa_del_sur(),
        "mapa_dice": _(
            "Mapa de América del Sur con el sur arriba: un punto por ciudad de la red y un arco entre las que "
            "comparten proyectos."
        ),
    }


def cuando_fue(actividad):
    """Return when an activity was, as planned: its moment with the zone, or the days where no hour was told."""
    if actividad.inicio:
        return momento(actividad.inicio, actividad.cumbre.zona_horaria)
    dia = fecha_larga(actividad.dia)
    if actividad.dia_fin and actividad.dia_fin != actividad.dia:
        return _("%(desde)s al %(hasta)s") % {"desde": dia, "hasta": fecha_larga(actividad.dia_fin)}
    return dia


def _dia(certificado):
    return en_zona(certificado.emitido_el, certificado.actividad.cumbre.zona_horaria).date()


def _partible(texto):
    """Let words that fit in no line be broken."""
    return _PALABRA_LARGA.sub(lambda palabra: palabra[0] + "\u200b", texto)


def mapa_del_sur():
    """Return the south-up map of the network as an SVG, at most some minutes old."""
    return _mapa_de(int(time.monotonic() // MAPA_POR))


@lru_cache(maxsize=1)
def _mapa_de(_rato):
    return _dibujar_mapa()


def _dibujar_mapa():
    mapa = red.mapa_de_la_red(red.contar())
    arcos = "".join(
        f'<path d="{grupo.trazo}" stroke="{_ARCO}" stroke-width="{1.6 if grupo.proyectos == 1 else 3}"/>'
        for grupo in mapa.arcos
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {mapa.ancho} {mapa.alto}" fill="none">'
        f'<path d="{mapa.tierra}" fill="{_TIERRA}"/><path d="{mapa.fronteras}" stroke="{_NOCHE}"/>{arcos}'
        f'<path d="{mapa.puntos}" stroke="{_SOL}" stroke-width="8" stroke-linecap="round"/></svg>'
    )
