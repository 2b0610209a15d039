"""Cities and institutions: who takes part, and what each of them brings."""

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from actores.models import PAISES_DE_SEDE, Ciudad, Institucion, Pais, Programa
from agenda.models import Cumbre, Intervencion
from comun.filtros import FormularioFiltro, opciones
from comun.formularios import CampoLista
from comun.vistas import publica
from inscripciones.models import Inscripcion
from intercambio.models import Ficha, Mirada
from proyectos.models import Participacion, Proyecto

POR_PAGINA = 100


class FiltroCiudades(FormularioFiltro):
    """``q pais`` of the list of cities."""

    pais = CampoLista(label=_("País"), required=False, choices=opciones(_("todos los países"), Pais.choices))

    def aplicar(self, actores):
        """Return the cities or institutions that every filter in force lets pass."""
        actores = actores.que_contienen(self.valor("q"))
        return actores.filter(pais=self.valor("pais")) if self.valor("pais") else actores


class FiltroInstituciones(FiltroCiudades):
    """``q tipo pais`` of the list of institutions; the country is that of the seat."""

    tipo = CampoLista(label=_("Tipo"), required=False, choices=opciones(_("todos"), Institucion.Tipo.choices))
    pais = CampoLista(
        label=_("País de la sede"), required=False, choices=opciones(_("todos los países"), PAISES_DE_SEDE)
    )

    def aplicar(self, actores):
        actores = super().aplicar(actores)
        return actores.filter(tipo=self.valor("tipo")) if self.valor("tipo") else actores


# --- Who takes part -----------------------------------------------------------------------------


def ciudades_que_participan():
    """Return the public cities that take part: members, or with something published, or openly registered."""
    return Ciudad.objects.verificadas().filter(Q(miembro=True) | _con_algo("ciudad"))


def instituciones_que_participan():
    """Return the public institutions with something published, or openly registered."""
    con_programa = Exists(Programa.objects.publicados().filter(institucion=OuterRef("pk")))
    con_mirada = Exists(Mirada.objects.publicados().filter(institucion=OuterRef("pk")))
    return Institucion.objects.verificadas().filter(_con_algo("institucion") | con_programa | con_mirada)


def _con_algo(campo):
    """Return the condition that a city or an institution has a project, a card, a talk or an open registration."""
    de_este = {campo: OuterRef("pk")}
    consultas = [
        Participacion.objects.filter(proyecto__in=Proyecto.objects.publicados()),
        Intervencion.objects.publicadas(),
        Inscripcion.objects.listadas(),
    ]
    if campo == "ciudad":
        consultas.append(Ficha.objects.publicados())
    condicion = Q()
    for consulta in consultas:
        condicion |= Exists(consulta.filter(**de_este))
    return condicion


# --- Lists --------------------------------------------------------------------------------------


@publica()
def ciudades(request):
    """Show the cities that take part, by country."""
    filtro = FiltroCiudades(request.GET)
    lista = filtro.aplicar(ciudades_que_participan()).order_by("pais", "busqueda", "provincia")
    lista = lista.annotate(
        proyectos=Count("participacion", filter=Q(participacion__proyecto__in=Proyecto.objects.publicados()))
    )
    contexto = {"filtro": filtro, "pagina": filtro.paginar(lista, POR_PAGINA)}
    return render(request, "actores/ciudades.html", contexto)


@publica()
def instituciones(request):
    """Show the directory of institutions by type; being in it is not taking part."""
    filtro = FiltroInstituciones(request.GET)
    lista = filtro.aplicar(Institucion.objects.verificadas()).order_by("tipo", "busqueda")
    return render(
        request, "actores/instituciones.html", {"filtro": filtro, "pagina": filtro.paginar(lista, POR_PAGINA)}
    )


# --- Pages ---------------------------------------------------------------------------------------


@publica()
def ciudad(request, slug):
    """Show what a city knows, needs and proposes, its projects and its talks."""
    ciudad = get_object_or_404(Ciudad.objects.select_related("fusionada_en"), slug=slug)
    if ciudad.fusionada_en:
        return redirect(ciudad.fusionada_en, permanent=True)
    contexto = _pagina_de(ciudad) | {"ciudad": ciudad}
    fichas = list(Ficha.objects.publicados().de(ciudad).con_actores())
    contexto["grupos"] = [
        (titulo, vacio, [f for f in fichas if f.tipo == tipo])
        for tipo, titulo, vacio in (
            (Ficha.Tipo.SABER, _("Qué sabe"), _("Sus saberes se publicarán aquí.")),
            (Ficha.Tipo.NECESIDAD, _("Qué necesita"), _("Sus necesidades se publicarán aquí.")),
            (Ficha.Tipo.IDEA, _("Qué ideas tiene"), _("Sus ideas de proyecto se publicarán aquí.")),
        )
    ]
    return render(request, "actores/ciudad.html", contexto)


@publica()
def institucion(request, slug):
    """Show an institution's view, its programmes, its projects and its talks."""
    institucion = get_object_or_404(Institucion.objects.select_related("fusionada_en"), slug=slug)
    if institucion.fusionada_en:
        return redirect(institucion.fusionada_en, permanent=True)
    contexto = _pagina_de(institucion) | {
        "institucion": institucion,
        "miradas": Mirada.objects.publicados().de(institucion),
        "programas": Programa.objects.publicados().de(institucion).prefetch_related("unidades", "ods"),
    }
    return render(request, "actores/institucion.html", contexto)


def _pagina_de(actor):
    """Return what the pages of a city and of an institution share; 404 while staff has not checked the actor."""
    if not actor.verificada:
        raise Http404("not public")
    cumbre = Cumbre.objects.vigente()
    inscrita = Inscripcion.objects.listadas().de(actor).filter(cumbre=cumbre)
    return {
        "cumbre": cumbre,
        "proyectos": Proyecto.objects.publicados().con_actor(actor).con_participantes(),
        "intervenciones": Intervencion.objects.publicadas().de_actor(actor),
        "inscrita": inscrita.exists(),
    }
