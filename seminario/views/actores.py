"""Cities and institutions: who takes part, and what each of them brings."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from actores.listas import orden_de_pais
from actores.models import Ciudad, Institucion, Programa
from agenda import preguntas
from agenda.charlas import con_horas
from agenda.models import Cumbre, Intervencion, Pregunta
from comun.vistas import publica
from inscripciones.models import Inscripcion
from intercambio.coberturas import programas_para
from intercambio.models import Ficha, Mirada
from proyectos.models import Proyecto
from seminario import red
from seminario.filtros import FiltroCiudades, FiltroInstituciones
from seminario.participantes import ciudades_con, ciudades_que_participan, con_inscripcion, con_proyectos

POR_PAGINA = 100
LISTADOS = 20  # the templates slice by it
EN_EL_MAPA = 60


# --- Lists --------------------------------------------------------------------------------------


@publica()
def ciudades(request):
    """Show the cities of the network and those that cooperate with them, by country; mark who registered openly."""
    filtro = FiltroCiudades(request.GET)
    lista = filtro.aplicar(ciudades_que_participan()).order_by(orden_de_pais(), "busqueda", "provincia")
    lista = con_inscripcion(con_proyectos(lista))
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


@publica(swr=None)  # like the agenda: a delay of a talk shows within a minute
def ciudad(request, slug):
    """Show what a city knows, needs and proposes, what covers it, with whom it cooperates, its projects and talks."""
    ciudad = get_object_or_404(Ciudad.objects.select_related("fusionada_en"), slug=slug)
    if ciudad.fusionada_en:
        return redirect(ciudad.fusionada_en, permanent=True)
    contexto = _pagina_de(ciudad)
    fichas = list(Ficha.objects.publicados().de(ciudad).con_actores())
    mapa, aqui = red.mapa_de_ciudad(ciudad, contexto["ciudades"])
    contexto |= {
        "ciudad": ciudad,
        "grupos": _por_tipo(fichas),
        "coberturas": programas_para([ficha for ficha in fichas if ficha.tipo == Ficha.Tipo.NECESIDAD]),
        "mapa": mapa,
        "aqui": aqui,
    }
    return render(request, "actores/ciudad.html", contexto)


@publica(swr=None)
def institucion(request, slug):
    """Show an institution's view, its programmes, its projects, its talks and what it was asked."""
    institucion = get_object_or_404(Institucion.objects.select_related("fusionada_en"), slug=slug)
    if institucion.fusionada_en:
        return redirect(institucion.fusionada_en, permanent=True)
    compartido = _pagina_de(institucion)
    contexto = compartido | {
        "institucion": institucion,
        "miradas": Mirada.objects.publicados().de(institucion),
        "programas": Programa.objects.publicados()
        .de(institucion)
        .select_related("institucion")
        .prefetch_related("unidades", "ods"),
        "se_puede_preguntar": preguntas.se_puede_preguntar(institucion, compartido["cumbre"]),
        "respondidas": Pregunta.objects.publicadas().a_institucion(institucion),
    }
    return render(request, "actores/institucion.html", contexto)


def _pagina_de(actor):
    """Return what the pages of a city and of an institution share; 404 while staff has not checked the actor.

    The page lists ``LISTADOS`` of the projects, cities and cards, and tells by one more that there are more.
    """
    if not actor.verificada:
        raise Http404("not public")
    cumbre = Cumbre.objects.vigente()
    inscrita = Inscripcion.objects.listadas().de(actor).filter(cumbre=cumbre)
    return {
        "actor": actor,
        "cumbre": cumbre,
        "proyectos": Proyecto.objects.publicados().con_actor(actor).con_participantes()[: LISTADOS + 1],
        "ciudades": list(ciudades_con(actor)[:EN_EL_MAPA]),
        "intervenciones": con_horas(Intervencion.objects.publicadas().de_actor(actor)),
        "inscrita": inscrita.exists(),
    }


def _por_tipo(fichas):
    """Return the cards by kind: title, what to say while there are none, the cards."""
    return [
        (titulo, vacio, [ficha for ficha in fichas if ficha.tipo == tipo])
        for tipo, titulo, vacio in (
            (Ficha.Tipo.SABER, _("Qué sabe"), _("Sus saberes se publicarán aquí.")),
            (Ficha.Tipo.NECESIDAD, _("Qué necesita"), _("Sus necesidades se publicarán aquí.")),
            (Ficha.Tipo.IDEA, _("Qué ideas tiene"), _("Sus ideas de proyecto se publicarán aquí.")),
        )
    ]
