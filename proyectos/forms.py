"""What a reader may ask of the catalogue."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actores.listas import paises, unidades
from actores.models import Ciudad, Ods
from comun.filtros import CampoFaceta, FormularioConFacetas
from proyectos.models import IndiceProyecto, Proyecto


def _anios():
    """Return the years that a call may be of, the last one first."""
    return [(str(anio), str(anio)) for anio in range(timezone.localdate().year + 1, 1999, -1)]


class FiltroProyectos(FormularioConFacetas):
    """The parameters of the catalogue, the same in the page and in its data: ``q pais unidad ods convocatoria…``.

    A facet may be asked for several values: ``ciudad=a&ciudad=b`` is what both take part in.
    """

    ORDENES = (
        ("recientes", _("los más recientes primero")),
        ("antiguos", _("los más antiguos primero")),
        ("titulo", _("por título")),
    )
    por_valor = ("convocatoria", "ods", "estado", "modalidad")

    pais = CampoFaceta(label=_("País"), choices=paises)
    unidad = CampoFaceta(label=_("Unidad temática"))
    ods = CampoFaceta(label=_("ODS"))
    convocatoria = CampoFaceta(label=_("Convocatoria"), choices=_anios, unica=True)
    modalidad = CampoFaceta(label=_("Modalidad"), choices=Proyecto.Modalidad.choices, unica=True)
    estado = CampoFaceta(label=_("Estado"), choices=Proyecto.Estado.choices, unica=True)
    ciudad = CampoFaceta(label=_("Ciudad"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # One query each, kept as plain choices: validation, chips and facets ask nothing more.
        self.fields["unidad"].choices = [(u.slug, u.nombre) for u in unidades()]
        self.fields["ods"].choices = [(str(o.numero), str(o)) for o in Ods.objects.all()]
        pedidas = [slug for slug in self.data.getlist("ciudad") if "\0" not in slug] if self.is_bound else []
        self.fields["ciudad"].choices = _ciudades(pedidas) if pedidas else []

    def todas(self):
        return IndiceProyecto.objects.all()

    def proyectos(self):
        """Return the projects that every filter in force lets pass, however many, in the order asked for."""
        orden = self.orden_de(self.valor("orden"), "indice__")
        return Proyecto.objects.filter(indice__in=self.indice()).order_by(*orden)

    def orden_de(self, pedido, desde=""):
        """Return what orders index rows, or rows from which they are reached as ``desde`` says."""
        slug, anio = f"{desde}slug", F(f"{desde}anio")
        if pedido == "titulo":
            return [f"{desde}orden_pt_br" if get_language() == "pt-br" else f"{desde}orden_es", slug]
        return [anio.asc(nulls_last=True) if pedido == "antiguos" else anio.desc(nulls_last=True), slug]

    def rotulos(self, nombre, valores):
        return dict(_ciudades(valores)) if nombre == "ciudad" else super().rotulos(nombre, valores)


def _ciudades(slugs):
    """Return slug and words of those of the cities that the public may see."""
    ciudades = Ciudad.objects.verificadas().filter(slug__in=slugs)
    return [(c.slug, f"{c.nombre} ({c.get_pais_display()})") for c in ciudades]
