"""What a reader may ask of the catalogue."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actores.listas import paises, unidades
from actores.models import Ciudad, Ods
from comun.busqueda import SinAcentos
from comun.filtros import FormularioFiltro, opciones
from comun.formularios import CampoLista
from proyectos.models import Convocatoria, Participacion, Proyecto


class FiltroProyectos(FormularioFiltro):
    """The parameters of the catalogue, the same in the page and in its data: ``q pais unidad ods convocatoria…``."""

    ORDENES = (
        ("", _("los más recientes primero")),
        ("antiguos", _("los más antiguos primero")),
        ("titulo", _("por título")),
    )

    pais = CampoLista(label=_("País"), required=False, choices=lambda: opciones(_("todos los países"), paises()))
    ciudad = CampoLista(label=_("Ciudad"), required=False)
    unidad = CampoLista(label=_("Unidad temática"), required=False)
    ods = CampoLista(label=_("ODS"), required=False)
    convocatoria = CampoLista(label=_("Convocatoria"), required=False)
    modalidad = CampoLista(
        label=_("Modalidad"), required=False, choices=opciones(_("todas las modalidades"), Proyecto.Modalidad.choices)
    )
    estado = CampoLista(
        label=_("Estado"), required=False, choices=opciones(_("todos los estados"), Proyecto.Estado.choices)
    )
    orden = CampoLista(label=_("Ordenar"), required=False, choices=ORDENES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # One query each, kept as plain choices: validation and chips ask nothing more.
        for nombre, choices in (
            ("ciudad", opciones(_("todas las ciudades"), _ciudades())),
            ("unidad", opciones(_("todas las unidades"), [(u.slug, u.nombre) for u in unidades()])),
            ("ods", opciones(_("todos los ODS"), [(str(o.numero), str(o)) for o in Ods.objects.all()])),
            ("convocatoria", opciones(_("todas las convocatorias"), _convocatorias())),
        ):
            self.fields[nombre].choices = choices

    def aplicar(self, proyectos):
        """Return the projects that every filter in force lets pass, in the order asked for."""
        valor = self.valor
        proyectos = proyectos.buscar(valor("q"))
        if pais := valor("pais"):
            proyectos = proyectos.filter(pk__in=Participacion.objects.filter(ciudad__pais=pais).values("proyecto"))
        campos = {
            "unidades__slug": valor("unidad"),
            "ods__numero": valor("ods"),
            "convocatoria__anio": valor("convocatoria"),
            "modalidad": valor("modalidad"),
            "estado": valor("estado"),
        }
        proyectos = proyectos.filter(**{campo: pedido for campo, pedido in campos.items() if pedido})
        if ciudad := valor("ciudad"):
            proyectos = proyectos.filter(pk__in=Participacion.objects.filter(ciudad__slug=ciudad).values("proyecto"))
        return proyectos.order_by(*_orden(valor("orden")))


def _ciudades():
    """Return slug and name of the public cities that take part in a published project."""
    en_proyectos = Participacion.objects.filter(proyecto__in=Proyecto.objects.publicados()).values("ciudad")
    ciudades = Ciudad.objects.verificadas().filter(pk__in=en_proyectos)
    return [(c.slug, f"{c.nombre} ({c.get_pais_display()})") for c in ciudades]


def _convocatorias():
    return [(str(c.anio), str(c)) for c in Convocatoria.objects.all()]


def _orden(pedido):
    if pedido == "antiguos":
        return [F("convocatoria__anio").asc(nulls_last=True), "slug"]
    if pedido == "titulo":
        idiomas = ("titulo_pt_br", "titulo_es") if get_language() == "pt-br" else ("titulo_es", "titulo_pt_br")
        titulo = Coalesce(*(NullIf(campo, Value("")) for campo in idiomas))
        return [SinAcentos(titulo).asc(nulls_last=True), "slug"]
    return [F("convocatoria__anio").desc(nulls_last=True), "slug"]
