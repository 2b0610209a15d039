"""The mail of a message, its preview with the links masked, and the test to who writes it."""

from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Cumbre
from comun.correo import direccion, registrar
from comun.enviador import componer
from comun.models import Mensaje
from comun.tiempo import fecha_larga
from inscripciones.models import Inscripcion, Participante
from seminario.comunicados import marcas
from seminario.models import Comunicado, Destinatario

TIPO, DE_PRUEBA = "comunicado", "comunicado_prueba"


class Muestra(NamedTuple):
    """A mail as one recipient would read it: who they are, in which language, subject and text."""

    quien: str
    que_es: str
    idioma: str
    asunto: str
    texto: str


def registrar_correos():
    """Declare the mails of a message."""
    registrar(TIPO, nombre=gettext_lazy("Comunicado del equipo"), contexto=comunicado, al_reenviar=_seguir_al_nuevo)
    registrar(DE_PRUEBA, nombre=gettext_lazy("Prueba de un comunicado"), contexto=comunicado_prueba)


def comunicado(mensaje):
    """What staff wrote, to somebody whom it is still for; their link is made here, at sending.

    Nothing while the message is stopped, nor to who was erased, has another address by now, withdrew or does not come;
    nor where another mail counts for them: both were tried again at the same instant.
    """
    suyos = Destinatario.objects.con_duenos().filter(pk=mensaje.parametros.get("destinatario"))
    destinatario = suyos.first()
    if destinatario is None or _cuenta_otro(destinatario, mensaje) or not _vale(destinatario, mensaje.a):
        return None
    dueno = destinatario.dueno
    enlace = direccion("seminario:entrar", dueno.token())
    valores = _valores(dueno.nombre, destinatario.su_inscripcion, enlace)
    return _contexto(destinatario.comunicado, valores, destinatario.su_inscripcion.cumbre, destinatario.participante)


def comunicado_prueba(mensaje):
    """The same with made-up data, as it is written now: a test carries nobody's link."""
    cumbre = Cumbre.objects.vigente()
    return cumbre and _contexto(mensaje.sobre, _inventados(cumbre, direccion("seminario:acceso")), cumbre)


def _seguir_al_nuevo(mensaje, nuevo):
    """Of somebody whose mail staff queued again, what counts is the new one."""
    Destinatario.objects.filter(mensaje=mensaje).update(mensaje=nuevo)


def _cuenta_otro(destinatario, mensaje):
    """True if another mail counts for them and this one has not ended: one that has may be read as it was."""
    termino = mensaje.estado in {Mensaje.Estado.ENVIADO, Mensaje.Estado.FALLIDO}
    return not termino and destinatario.mensaje_id not in (None, mensaje.pk)


def _vale(destinatario, a):
    segmento, persona = destinatario.comunicado.segmento, destinatario.participante
    return (
        destinatario.comunicado.estado != Comunicado.Estado.DETENIDO
        and a.lower() == destinatario.dueno.email.lower()
        and destinatario.su_inscripcion.estado == segmento.get("situacion")
        and not (persona and persona.declino and segmento.get("respuesta") != Participante.Respuesta.DECLINADA)
    )


def _valores(nombre, inscripcion, enlace):
    return {
        "nombre": nombre,
        "delegacion": inscripcion.actor.nombre,
        "referencia": inscripcion.referencia,
        "cumbre": inscripcion.cumbre.nombre,
        "fecha": fecha_larga(inscripcion.cumbre.inicio),
        marcas.ENLACE: enlace,
    }


def _inventados(cumbre, enlace):
    return {
        "nombre": _("Ana Ejemplo"),
        "delegacion": _("Ciudad de Ejemplo"),
        "referencia": "SUR-000000",
        "cumbre": cumbre.nombre,
        "fecha": fecha_larga(cumbre.inicio),
        marcas.ENLACE: enlace,
    }


def _contexto(comunicado, valores, cumbre, persona=None):
    """Return the data of a mail in the active language; ``enlace`` only if the text has it."""
    columna = "es" if translation.get_language() == "es" else "pt_br"
    asunto, texto = getattr(comunicado, f"asunto_{columna}"), getattr(comunicado, f"texto_{columna}")
    con_enlace = f"{{{marcas.ENLACE}}}" in texto
    return {
        "nombre": valores["nombre"],
        "escrito": marcas.poner(asunto, valores),
        "lineas": [marcas.poner(linea, valores) for linea in texto.splitlines()],
        "persona": persona is not None,
        "correo_contacto": cumbre.correo_contacto,
        **({"enlace": valores[marcas.ENLACE]} if con_enlace else {}),
    }


# --- Before it is sent --------------------------------------------------------------------------


def vista_previa(comunicado, personas):
    """Return a :class:`Muestra` for each of these people of the segment, in two queries; no link of theirs."""
    de_quien = [p.participante_id for p in personas if p.participante_id]
    contactos = [p.inscripcion_id for p in personas if not p.participante_id]
    relaciones = ("ciudad", "institucion", "cumbre")
    gente = Participante.objects.select_related(*(f"inscripcion__{r}" for r in relaciones)).in_bulk(de_quien)
    suyas = Inscripcion.objects.select_related("contacto", *relaciones).in_bulk(contactos)
    muestras = []
    for persona in personas:
        dueno = gente.get(persona.participante_id)
        inscripcion = dueno.inscripcion if dueno else suyas[persona.inscripcion_id]
        nombre = (dueno or inscripcion.contacto).nombre
        que_es = _("persona de %(quien)s") if dueno else _("contacto de %(quien)s")
        with translation.override(persona.idioma):
            valores = _valores(nombre, inscripcion, _tapado())
            asunto, texto = _componer(comunicado, valores, inscripcion.cumbre, dueno)
        muestras.append(Muestra(nombre, que_es % {"quien": inscripcion.actor.nombre}, persona.idioma, asunto, texto))
    return muestras


def vista_inventada(comunicado):
    """Return a :class:`Muestra` in each language with made-up data, for who may not see contacts."""
    cumbre, muestras = Cumbre.objects.vigente(), []
    for idioma, _nombre in settings.LANGUAGES if cumbre else []:
        with translation.override(idioma):
            valores = _inventados(cumbre, _tapado())
            asunto, texto = _componer(comunicado, valores, cumbre, None)
        muestras.append(Muestra(valores["nombre"], "", idioma, asunto, texto))
    return muestras


def _tapado():
    return f"{settings.SITE_URL}/…"


def _componer(comunicado, valores, cumbre, persona):
    asunto, texto, _html = componer(TIPO, _contexto(comunicado, valores, cumbre, persona))
    return asunto, texto
