"""The way of a sheet between its author, staff and the public: every change of ``Proyecto.publicacion`` is here.

Each locks the sheets in the order of their keys, then, where the rules of a call are asked, those calls; reads again
what it decides on, keeps a version, and queues the mail in the same transaction.
"""

from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from comun import correo
from comun.por_filas import cada_una
from comun.publicacion import ContenidoCambiado
from proyectos import direcciones, reglas, versiones
from proyectos.errores import ErrorProyecto
from proyectos.models import Convocatoria, Revision

INTENTOS = 5
NO_LO_PERMITE = _("El proyecto ya no está en un estado que permita esto: vuelva a cargar la página.")


class Publicados(NamedTuple):
    """What became of the sheets that staff wanted to publish, or to archive."""

    cambiados: list
    rechazados: list  # of (sheet, ErrorProyecto, or comun.por_filas.Ocupada)


# --- What may be done ---------------------------------------------------------------------------


def es_propio(proyecto):
    """True for a sheet of staff's: nobody outside proposes it."""
    return proyecto.contacto_id is None


def admite_enviar(proyecto):
    """True for what its author is writing, the first time or after it came back."""
    return proyecto.publicacion in {Revision.BORRADOR, Revision.DEVUELTA}


def admite_devolver(proyecto):
    """True for what was sent, while somebody is left to read why it comes back."""
    return proyecto.publicacion == Revision.ENVIADA and _hay_quien_responda(proyecto)


def admite_publicar(proyecto):
    """True for what was sent, what is archived, and staff's own drafts."""
    return _es_borrador_propio(proyecto) or proyecto.publicacion in {Revision.ENVIADA, Revision.ARCHIVADA}


def admite_archivar(proyecto):
    """True for all but what is archived and what its author is still writing for the first time."""
    de_afuera = {Revision.ENVIADA, Revision.DEVUELTA, Revision.PUBLICADA}
    return _es_borrador_propio(proyecto) or proyecto.publicacion in de_afuera


def admite_reabrir(proyecto):
    return proyecto.publicacion == Revision.ARCHIVADA


def estrena_direccion(proyecto):
    """True for a proposal that was never published: what stands for its address until then is no address."""
    de_afuera = not es_propio(proyecto) or direcciones.es_provisional(proyecto.slug)
    return de_afuera and proyecto.publicado_el is None


def _hay_quien_responda(proyecto):
    """True while who proposes it has an address: forgetting a contact keeps the row without it."""
    return proyecto.contacto is not None and proyecto.contacto.email != ""


def _es_borrador_propio(proyecto):
    return es_propio(proyecto) and proyecto.publicacion == Revision.BORRADOR


def falta_para_enviar(proyecto):
    """Return what is still demanded to send a proposal, one :class:`ErrorProyecto` each; all else may stay unknown.

    The rules of its call are asked as things stand: :func:`enviar` asks again under the lock of the call.
    """
    socias = [p for p in proyecto.participaciones.all() if p.ciudad_id and reglas.es_de_socia(p.rol)]
    faltas = [
        (not _en_algun_idioma(proyecto, "titulo"), "titulo", _("Escriba el título del proyecto.")),
        (not _en_algun_idioma(proyecto, "resumen"), "resumen", _("Escriba el resumen del proyecto.")),
        (not socias, "participaciones", _("Agregue al menos una ciudad socia.")),
        (not proyecto.carta, "carta", _("Adjunte la carta de aval.")),
    ]
    return [ErrorProyecto(frase, f"falta_{campo}", campo) for falta, campo, frase in faltas if falta] + _de_reglas(
        proyecto
    )


def falta_para_publicar(proyecto, participaciones=None, otros=None):
    """Return what keeps a sheet from being published, one :class:`ErrorProyecto` each: what is unknown is told so.

    ``participaciones`` and ``otros``: of a sheet as it would be, see :func:`proyectos.reglas.reglas_de`. What is
    published stays fit to be: :func:`restaurar`, the page of a sheet and an import ask this of what they would write,
    with :func:`bloquear_convocatorias` first. A change of the call itself, or of who is one and the same city, is no
    act on the sheet: the sheet stays as it is and its page tells what it breaks.
    """
    faltas = []
    if not _nombre_para_la_direccion(proyecto, participaciones):
        mensaje = _("Escriba el título o agregue al menos una ciudad: sin eso el proyecto no tiene cómo llamarse.")
        faltas.append(ErrorProyecto(mensaje, "falta_nombre", "titulo"))
    if not estrena_direccion(proyecto) and direcciones.es_reservada(proyecto.slug):
        mensaje = _("Cambie la dirección web: «%(slug)s» es una página fija del catálogo.") % {"slug": proyecto.slug}
        faltas.append(ErrorProyecto(mensaje, "direccion_reservada", "slug"))
    return faltas if proyecto.historico else faltas + _de_reglas(proyecto, participaciones, otros)


def _de_reglas(proyecto, *como_seria):
    return [ErrorProyecto(r.mensaje, r.codigo, r.campo) for r in reglas.incumplidas(proyecto, *como_seria)]


def _en_algun_idioma(proyecto, campo):
    return any((getattr(proyecto, f"{campo}_{idioma}") or "").strip() for idioma in ("es", "pt_br"))


# --- The transitions ----------------------------------------------------------------------------


@transaction.atomic
def enviar(*, proyecto):
    """Send a proposal to staff and return it, fresh: from now on its author waits.

    Legal for a draft and for what came back. Raises the first :class:`ErrorProyecto` of :func:`falta_para_enviar`, the
    rules of the call asked under the lock of its row. Side effects: ``enviado_el``, a version, the mail
    ``proyecto_recibido``. The comments with which it came back stay.
    """
    proyecto = _bloquear(proyecto)
    _exigir(admite_enviar(proyecto))
    bloquear_convocatorias([proyecto])
    _exigir_nada(falta_para_enviar(proyecto))
    proyecto.enviado_el = timezone.now()
    _pasar(proyecto, Revision.ENVIADA, "proyecto_recibido", campos=["enviado_el"])
    versiones.guardar_version(proyecto=proyecto, motivo="enviada")
    return proyecto


@transaction.atomic
def devolver(*, proyecto, comentarios, usuario):
    """Give a proposal back to its author with what is to change, and return it, fresh: the author may write again.

    Legal for what was sent. Raises :class:`ErrorProyecto` without comments, and where nobody is left to answer them.
    Side effects: the comments, which the author reads, a version, the mail ``proyecto_devuelto``.
    """
    proyecto = _bloquear(proyecto)
    if proyecto.publicacion == Revision.ENVIADA and not _hay_quien_responda(proyecto):
        mensaje = _(
            "Ya no hay a quién devolverlo: el portal no guarda el correo de quien lo propuso. Escriba lo que falta en "
            "las notas internas, o archívelo."
        )
        raise ErrorProyecto(mensaje, "sin_contacto")
    _exigir(admite_devolver(proyecto))
    proyecto.comentarios = comentarios.strip()
    if not proyecto.comentarios:
        mensaje = _("Escriba qué falta o qué hay que cambiar para devolver el proyecto.")
        raise ErrorProyecto(mensaje, "sin_comentarios", "comentarios")
    _pasar(proyecto, Revision.DEVUELTA, "proyecto_devuelto", campos=["comentarios"])
    versiones.guardar_version(proyecto=proyecto, motivo="devuelta", usuario=usuario)
    return proyecto


@transaction.atomic
def publicar(proyectos, *, usuario, sello=None):
    """Publish sheets and return :class:`Publicados`; what cannot be published stays as it is, each with its reason.

    Legal for what was sent, staff's own drafts and what is archived; see :func:`falta_para_publicar`, whose rules are
    asked under the lock of each call. ``sello``: of :func:`proyectos.versiones.sello`, for the sheets that staff read;
    if they say something else by now nothing changes and :class:`comun.publicacion.ContenidoCambiado` is raised. Side
    effects: the sheet and its files show, and it is found; the first time ``publicado_el`` is set and a proposal gets
    an address made of its title, which stays; a version; the mail ``proyecto_publicado`` to its contact, if any.
    """
    filas = versiones.bloquear(proyectos)
    bloquear_convocatorias(filas)
    versiones.preparar(filas)
    if sello is not None and not versiones.vale(sello, filas):
        raise ContenidoCambiado
    return _todos(filas, _publicar, "publicada", usuario)


@transaction.atomic
def archivar(proyectos, *, usuario, motivo=""):
    """Put sheets away and return :class:`Publicados`: they show no more, and nothing of them is deleted.

    Legal for what was sent, came back or is published, and staff's own drafts. Side effects: a version with the motive,
    the mail ``proyecto_archivado`` with it to the contact, if there is one; the author may not write any more.
    """
    motivo = " ".join(motivo.split())

    def archivar_uno(proyecto):
        _exigir(admite_archivar(proyecto))
        _pasar(proyecto, Revision.ARCHIVADA, "proyecto_archivado", parametros={"motivo": motivo})
        return proyecto

    hecho = f"archivada:{motivo}" if motivo else "archivada"
    return _todos(versiones.bloquear(proyectos), archivar_uno, hecho, usuario)


@transaction.atomic
def reabrir(*, proyecto, usuario):
    """Take a sheet out of the archive and return it, fresh: staff's own as a draft, a proposal as sent.

    No rule is asked: it is when it is published. Side effects: a version; no mail.
    """
    proyecto = _bloquear(proyecto)
    _exigir(admite_reabrir(proyecto))
    destino = Revision.BORRADOR if es_propio(proyecto) else Revision.ENVIADA
    _pasar(proyecto, destino)
    versiones.guardar_version(proyecto=proyecto, motivo="reabierta", usuario=usuario)
    return proyecto


def cada_uno(proyectos, hacer):
    """Do it to each sheet that admits it and return :class:`Publicados`; ``hacer`` returns the sheet as it became."""
    return Publicados(*cada_una(proyectos, hacer, ErrorProyecto))


@transaction.atomic
def restaurar(*, version, usuario, sello=None):
    """Write a sheet back as a version has it; see :func:`proyectos.versiones.restaurar`, of which it says the rest.

    What is published stays fit to be: raises :class:`ErrorProyecto`, and nothing changed, if what the version says
    could not be published today, the rules asked under the lock of its call.
    """
    restaurado = versiones.restaurar(version=version, usuario=usuario, sello=sello)
    if restaurado.proyecto.publicacion == Revision.PUBLICADA:
        bloquear_convocatorias([restaurado.proyecto])
        for falta in falta_para_publicar(restaurado.proyecto):
            mensaje = _(
                "El proyecto está publicado y lo que decía esa versión no puede estarlo: archívelo antes de volver a "
                "ella. %(razon)s"
            ) % {"razon": falta.mensaje}
            raise ErrorProyecto(mensaje, "publicado", falta.campo)
    return restaurado


# --- Steps --------------------------------------------------------------------------------------


def _bloquear(proyecto):
    filas = versiones.bloquear([proyecto])
    _exigir(filas)
    return filas[0]


def bloquear_convocatorias(proyectos):
    """Lock the calls whose rules will be asked: of two sheets of one call, one waits for what the other becomes.

    Inside the caller's transaction, after the sheets.
    """
    claves = {p.convocatoria_id for p in proyectos if p.convocatoria_id}
    list(Convocatoria.objects.filter(pk__in=claves).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _exigir(permitido):
    if not permitido:
        raise ErrorProyecto(NO_LO_PERMITE, "estado")


def _exigir_nada(faltas):
    if faltas:
        raise faltas[0]


def _todos(proyectos, hacer, hecho, usuario):
    """Do it to each sheet that admits it, then keep the versions of all that changed in a fixed number of queries."""
    resultado = cada_uno(proyectos, hacer)
    versiones.guardar_varias(proyectos=resultado.cambiados, motivo=hecho, usuario=usuario)
    return resultado


def _publicar(proyecto):
    _exigir(admite_publicar(proyecto))
    _exigir_nada(falta_para_publicar(proyecto))
    if estrena_direccion(proyecto):
        _dar_direccion(proyecto)
    proyecto.publicado_el = proyecto.publicado_el or timezone.now()
    _pasar(proyecto, Revision.PUBLICADA, "proyecto_publicado", campos=["publicado_el"])
    return proyecto


def _pasar(proyecto, estado, tipo=None, *, campos=(), parametros=None):
    """Write the new state, and queue the mail to who proposes it, if somebody is left to read it."""
    proyecto.publicacion = estado
    proyecto.save(update_fields=["publicacion", *campos])
    contacto = proyecto.contacto
    if tipo and _hay_quien_responda(proyecto):
        correo.encolar(tipo=tipo, a=contacto.email, idioma=contacto.idioma, sobre=proyecto, parametros=parametros)


# --- The address --------------------------------------------------------------------------------


def _nombre_para_la_direccion(proyecto, participaciones=None):
    """Return the title in its own language, or in the other one, or else the cities that cooperate."""
    with translation.override(proyecto.idioma_original):
        if proyecto.titulo:
            return proyecto.titulo
    if participaciones is None:
        prefetch_related_objects([proyecto], "participaciones__ciudad")
        participaciones = proyecto.participaciones.all()
    return " ".join(p.ciudad.nombre for p in participaciones if p.ciudad_id)


def _dar_direccion(proyecto):
    """Write the address of a proposal; if another sheet took it an instant before, the next one."""
    for intento in range(INTENTOS):
        proyecto.slug = direcciones.libre(_nombre_para_la_direccion(proyecto), proyecto)
        try:
            with transaction.atomic():
                proyecto.save(update_fields=["slug"])
        except IntegrityError:
            if intento == INTENTOS - 1:
                raise
        else:
            return
