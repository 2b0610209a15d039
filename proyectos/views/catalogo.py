"""The list of the catalogue, found and narrowed."""

from django.shortcuts import render

from comun.vistas import publica
from proyectos.forms import FiltroProyectos
from proyectos.models import Proyecto


@publica()
def catalogo(request):
    """Show the published projects, narrowed by the filters of the query, and what would narrow them further."""
    filtro = FiltroProyectos(request.GET)
    hallazgo = filtro.hallar()
    pagina = filtro.paginar(hallazgo.claves)
    pagina.object_list = Proyecto.objects.con_participantes().en_orden(pagina.object_list)
    contexto = {
        "filtro": filtro,
        "hallazgo": hallazgo,
        "pagina": pagina,
        "grupos": filtro.grupos(hallazgo),
        "marcar": filtro.consulta.halladas,
    }
    return render(request, "proyectos/catalogo.html", contexto)
