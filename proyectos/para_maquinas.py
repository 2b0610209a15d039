"""A project's sheet in the vocabulary of https://schema.org, as JSON-LD in the language of the page.

Only what the page shows. A ``Project`` is an organisation: its days are ``foundingDate`` and ``dissolutionDate``, and
the language of its texts is told by each text.
"""

from django.conf import settings
from django.utils.translation import get_language, override

from actores.datos import organizacion_de
from comun.contenido import en_idiomas
from comun.jsonld import (
    CONTEXTO,
    MERCOCIUDADES,
    archivo_completo,
    direccion_completa,
    en_la_activa,
    lleno,
)
from comun.middleware import bcp47


def resumen(proyecto, acerca=()):
    """Return a project fetched ``con_hoja`` in the active language; ``acerca``: what is said elsewhere about it."""
    url = direccion_completa("proyectos:proyecto", proyecto.slug)
    return {
        "@context": CONTEXTO,
        **lleno(
            {
                "@type": "Project",
                "@id": _id(proyecto),
                "identifier": proyecto.slug,
                "name": en_la_activa(proyecto, "titulo") or proyecto.nombre,
                "alternateName": _en_el_otro(proyecto, "titulo"),
                "description": en_la_activa(proyecto, "resumen"),
                "url": url,
                "mainEntityOfPage": {"@type": "WebPage", "@id": url, "inLanguage": bcp47(get_language())},
                "foundingDate": _dia(proyecto.inicio),
                "dissolutionDate": _dia(proyecto.fin),
                "member": [_miembro(participacion) for participacion in proyecto.participaciones.all()],
                "funding": _aporte(proyecto),
                "keywords": _temas(proyecto),
                "image": [_imagen(imagen) for imagen in proyecto.imagenes.all()],
                "subjectOf": list(acerca),
            }
        ),
    }


def _id(proyecto):
    """The same in every language: the Spanish address."""
    with override(settings.LANGUAGE_CODE):
        return direccion_completa("proyectos:proyecto", proyecto.slug)


def _en_el_otro(fila, campo):
    """Return a text in the language in which the page does not show it, if there is one."""
    return [{"@language": bcp47(idioma), "@value": texto} for idioma, texto in en_idiomas(fila, campo)[1:]]


def _dia(fecha):
    return fecha and fecha.isoformat()


def _miembro(participacion):
    return {
        "@type": "OrganizationRole",
        "roleName": str(participacion.get_rol_display()),
        "member": organizacion_de(participacion.actor),
    }


def _aporte(proyecto):
    """Return the grant of the PCSSM, if it is known."""
    if proyecto.monto_usd is None:
        return None
    monto = {"@type": "MonetaryAmount", "currency": "USD", "value": proyecto.monto_usd}
    return {"@type": "MonetaryGrant", "funder": MERCOCIUDADES, "amount": monto}


def _temas(proyecto):
    return [en_la_activa(unidad, "nombre") for unidad in proyecto.unidades.all()] + [
        f"ODS {uno.numero}: {uno.nombre}" for uno in proyecto.todos_los_ods
    ]


def _imagen(imagen):
    return lleno(
        {
            "@type": "ImageObject",
            "contentUrl": archivo_completo(imagen.archivo),
            "description": en_la_activa(imagen, "alternativa"),
            "width": imagen.ancho or None,
            "height": imagen.alto or None,
            "creditText": imagen.credito,
        }
    )
