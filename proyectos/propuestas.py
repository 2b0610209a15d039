"""What the author of a proposal writes: a contact of a city, until the project is with staff.

Each function that writes locks the sheet first and reads its state again under the lock: it is legal for a draft and
for what came back. What changes the sheet leaves a version. ``proyectos.curaduria`` moves a sheet between its states.
"""

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from actores.services import vigente_bajo_candado
from comun.contenido import campos_traducidos
from proyectos import curaduria, direcciones, versiones
from proyectos.errores import ErrorProyecto, OtraVentana
from proyectos.models import Participacion, Proyecto, Revision

Rol = Participacion.Rol
PARTICIPANTES_MAXIMO = 40
DE_TRIANGULAR = (Rol.PRIMER_OFERENTE, Rol.SEGUNDO_OFERENTE, Rol.RECEPTORA)
DATOS = {
    "titulo",
    "resumen",
    "modalidad",
    "modalidades_pcssm",
    "convocatoria",
    "inicio",
    "fin",
    "monto_solicitado_usd",
    "aporte_propio_usd",
    "aporte_especie_usd",
    "ods_principal",
    "objetivos",
    "resultados",
    "beneficiarios",
}
# Given by this module, not typed: looking them up again in the database would tell nothing.
_NUESTROS = ["contacto", "codigo", "slug", "carta"]


def columna(proyecto, campo):
    """Return the column where the author's words for a translated field are: those of the project's own language."""
    return f"{campo}_{proyecto.idioma_original.replace('-', '_')}"


def roles_para(proyecto, tipo):
    """Return the roles that a ``"ciudad"`` or an ``"institucion"`` may have beside who coordinates, the usual first."""
    if tipo == "ciudad":
        return [Rol.SOCIA, *(DE_TRIANGULAR if _es_triangular(proyecto) else ())]
    return [Rol.ALIADA, *(DE_TRIANGULAR[:2] if _es_triangular(proyecto) else ())]


def lo_leido(proyecto, campos):
    """Return what a page carries to tell whether one of the fields that it shows changed since: a seal of each."""
    return ",".join(f"{campo}:{_sello(proyecto, campo)}" for campo in campos)


def _sello(proyecto, campo):
    columna_suya = columna(proyecto, campo) if campo in campos_traducidos(Proyecto) else campo
    field = Proyecto._meta.get_field(columna_suya)
    valor = field.value_from_object(proyecto)
    if isinstance(field, models.ManyToManyField):
        valor = sorted(fila.pk for fila in valor)
    dicho = f"{proyecto.pk}:{campo}:{'' if valor is None else valor}"
    return salted_hmac("proyectos.propuestas", dicho, algorithm="sha256").hexdigest()[:20]


# --- The draft ----------------------------------------------------------------------------------


@transaction.atomic
def crear(*, contacto, titulo, idioma):
    """Begin a project that the contact's city coordinates, and return the draft.

    ``idioma``: the language in which its author writes it, from now on. What stands for its address is none until it
    is published. Raises :class:`ErrorProyecto` for who acts for an institution.
    """
    if contacto.ciudad_id is None:
        mensaje = _("Los proyectos los propone una ciudad: pídale que agregue a su institución como aliada.")
        raise ErrorProyecto(mensaje, "sin_ciudad")
    ciudad = vigente_bajo_candado(contacto.ciudad)
    proyecto = Proyecto(contacto=contacto, idioma_original=idioma, slug=direcciones.provisional())
    setattr(proyecto, columna(proyecto, "titulo"), titulo)
    _escribir(proyecto)
    Participacion.objects.create(proyecto=proyecto, ciudad=ciudad, rol=Rol.COORDINADORA)
    _dejar_version(proyecto)
    return proyecto


@transaction.atomic
def guardar(*, proyecto, unidades=None, ods=None, leido="", **datos):
    """Write some of ``DATOS``, and the themes that are given, and return the project, fresh; the rest stays.

    Texts go to the columns of the project's own language only. ``leido``: of :func:`lo_leido`, for what the page
    showed; if that says something else by now nothing changes and :class:`OtraVentana` is raised. Side effects: the
    hour; the main goal is among the goals; where the project is not triangular any more, cities are partners again and
    institutions allies; a version.
    """
    if ajenos := datos.keys() - DATOS:
        raise TypeError(f"not the author's to write: {sorted(ajenos)}")
    proyecto = _bloquear(proyecto)
    _exigir_lo_leido(proyecto, leido)
    traducidos = campos_traducidos(Proyecto)
    for campo, valor in datos.items():
        setattr(proyecto, columna(proyecto, campo) if campo in traducidos else campo, valor)
    _escribir(proyecto)
    if unidades is not None:
        proyecto.unidades.set(unidades)
    if ods is not None:
        proyecto.ods.set(ods)
    if proyecto.ods_principal:
        proyecto.ods.add(proyecto.ods_principal)
    if not _es_triangular(proyecto):
        suyas = proyecto.participaciones.filter(rol__in=DE_TRIANGULAR)
        suyas.filter(institucion=None).update(rol=Rol.SOCIA)
        suyas.filter(ciudad=None).update(rol=Rol.ALIADA)
    _dejar_version(proyecto)
    return proyecto


@transaction.atomic
def borrar(*, proyecto):
    """Delete what was never published, with all that goes with it; its letter goes with the files that nothing uses.

    Raises :class:`ErrorProyecto` if it was published once, or staff refers to it.
    """
    proyecto = _bloquear(proyecto)
    mensaje = _("El equipo ya usa este proyecto en el portal: escríbale si quiere que se quite.")
    if proyecto.publicado_el:
        raise ErrorProyecto(mensaje, "en_uso")
    try:
        proyecto.delete()
    except ProtectedError as error:
        raise ErrorProyecto(mensaje, "en_uso") from error


@transaction.atomic
def mudar(*, contacto, ciudad):
    """Let another city coordinate what a contact proposes: the one that the contact acts for from now on.

    What is published or archived stays. Where that city took part already, it coordinates instead.
    """
    estados = [Revision.BORRADOR, Revision.ENVIADA, Revision.DEVUELTA]
    for proyecto in versiones.bloquear(Proyecto.objects.filter(contacto=contacto, publicacion__in=estados)):
        participaciones = proyecto.participaciones
        participaciones.filter(ciudad=ciudad).exclude(rol=Rol.COORDINADORA).delete()
        participaciones.filter(rol=Rol.COORDINADORA).update(ciudad=ciudad)


# --- Who takes part -----------------------------------------------------------------------------


@transaction.atomic
def agregar_participante(*, proyecto, actor, rol=""):
    """Add a city or an institution and return its ``Participacion``; without ``rol`` it gets the usual one.

    Raises :class:`ErrorProyecto` if it takes part already, for a role that it cannot have, and over
    ``PARTICIPANTES_MAXIMO``.
    """
    proyecto = _bloquear(proyecto)
    actor = vigente_bajo_candado(actor)
    tipo = actor._meta.model_name
    if proyecto.participaciones.de(actor).exists():
        mensaje = _("%(nombre)s ya participa en el proyecto: elija otra o vuelva a la lista.") % {
            "nombre": actor.nombre
        }
        raise ErrorProyecto(mensaje, "repetida", tipo)
    if proyecto.participaciones.count() >= PARTICIPANTES_MAXIMO:
        mensaje = _("Ya hay %(maximo)d participantes, el máximo: quite uno para agregar otro.")
        raise ErrorProyecto(mensaje % {"maximo": PARTICIPANTES_MAXIMO}, "demasiados")
    rol = _rol_posible(proyecto, tipo, rol or roles_para(proyecto, tipo)[0])
    participacion = Participacion.objects.create(proyecto=proyecto, rol=rol, **{tipo: actor})
    _escribir(proyecto)
    _dejar_version(proyecto)
    return participacion


@transaction.atomic
def cambiar_rol(*, proyecto, participacion, rol):
    """Give who takes part another role; who coordinates keeps it. Raises :class:`ErrorProyecto`."""
    proyecto = _bloquear(proyecto)
    _exigir_otra(participacion)
    rol = _rol_posible(proyecto, participacion.tipo_de_actor, rol)
    proyecto.participaciones.filter(pk=participacion.pk).update(rol=rol)
    _escribir(proyecto)
    _dejar_version(proyecto)


@transaction.atomic
def quitar_participante(*, proyecto, participacion):
    """Remove who takes part, but never who coordinates; removed already is as good. Raises :class:`ErrorProyecto`."""
    proyecto = _bloquear(proyecto)
    _exigir_otra(participacion)
    proyecto.participaciones.filter(pk=participacion.pk).delete()
    _escribir(proyecto)
    _dejar_version(proyecto)


# --- The letter ---------------------------------------------------------------------------------


@transaction.atomic
def adjuntar_carta(*, proyecto, carta):
    """Keep the endorsement letter, a file that its form looked at; an earlier one goes with what nothing uses."""
    proyecto = _bloquear(proyecto)
    proyecto.carta = carta
    _escribir(proyecto)


@transaction.atomic
def quitar_carta(*, proyecto):
    """Take the letter away; its file goes with what nothing uses."""
    proyecto = _bloquear(proyecto)
    proyecto.carta = ""
    _escribir(proyecto)


# --- Steps --------------------------------------------------------------------------------------


def _es_triangular(proyecto):
    return proyecto.modalidad == Proyecto.Modalidad.TRIANGULAR


def _bloquear(proyecto):
    """Lock the sheet and return it as it is now; raise unless its author may write it."""
    filas = versiones.bloquear([proyecto])
    if not filas or not curaduria.admite_enviar(filas[0]):
        mensaje = _("Este proyecto ya no se puede cambiar desde aquí: vuelva a su espacio para ver en qué está.")
        raise ErrorProyecto(mensaje, "no_se_escribe")
    return filas[0]


def _exigir_lo_leido(proyecto, leido):
    """Raise if what a page showed changed; a page that carries nothing is an older one, and passes."""
    vistos = dict(visto.partition(":")[::2] for visto in leido.split(",") if visto)
    seccion = [campo for campo in (*DATOS, "unidades", "ods") if campo in vistos]
    if cambiados := [campo for campo in seccion if vistos[campo] != _sello(proyecto, campo)]:
        raise OtraVentana(proyecto, cambiados)


def _escribir(proyecto):
    proyecto.guardado_el = timezone.now()
    proyecto.full_clean(exclude=_NUESTROS)
    proyecto.save()


def _dejar_version(proyecto):
    """Keep what the author left, so that staff can read it and bring it back."""
    versiones.guardar_version(proyecto=proyecto, motivo="guardada")


def _rol_posible(proyecto, tipo, rol):
    if rol not in roles_para(proyecto, tipo):
        mensaje = _("Ese papel no corresponde a este proyecto: elija otro de la lista.")
        raise ErrorProyecto(mensaje, "rol", "rol")
    return rol


def _exigir_otra(participacion):
    if participacion.rol == Rol.COORDINADORA:
        mensaje = _("Quien propone el proyecto lo coordina: su ciudad queda como coordinadora.")
        raise ErrorProyecto(mensaje, "coordinadora")
