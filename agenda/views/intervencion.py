"""One talk: before, on the day and afterwards."""

from django.db.models import Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actores.models import Programa
from agenda import en_vivo, preguntas
from agenda.charlas import termino
from agenda.models import Cumbre, Intervencion
from agenda.views.base import al_dia, bloques_de, zonas
from comun import medios
from comun.direcciones import sitio
from proyectos.models import Proyecto


@al_dia
def intervencion(request, slug):
    """Show one published talk at the hour it goes, who gives it and what remains of it; of a cancelled one, that."""
    publicadas = Intervencion.objects.publicadas().select_related("bloque__actividad__cumbre")
    vigente = Subquery(Cumbre.objects.vigentes().values("pk")[:1])
    encontrada = publicadas.annotate(vigente=vigente).filter(slug=slug).first()
    if encontrada is None:
        return _cancelada(request, slug)
    actividad = encontrada.bloque.actividad
    bloques = bloques_de(actividad)
    contexto = contexto_de_charla(request, encontrada.pk, actividad, bloques)
    contexto["en_la_agenda"] = actividad.es_seminario and actividad.cumbre_id == encontrada.vigente
    contexto["se_puede_preguntar"] = contexto["en_la_agenda"] and preguntas.se_reciben(actividad, bloques)
    return render(request, "agenda/intervencion.html", contexto)


def contexto_de_charla(request, pk, actividad, bloques):
    """Return what ``agenda/intervencion.html`` shows of a talk in these blocks, as ``bloques_de`` leaves them; or 404.

    Staff's preview calls it with blocks in draft.
    """
    ahora = timezone.now()
    vivo = en_vivo.mirar(actividad, bloques, ahora)
    fila = [(charla, bloque) for bloque in bloques for charla in bloque.charlas]
    lugar = next((n for n, (charla, _bloque) in enumerate(fila) if charla.pk == pk), None)
    if lugar is None:
        raise Http404("taken back a moment ago")
    charla, bloque = fila[lugar]
    return {
        "cumbre": actividad.cumbre,
        "seminario": actividad,
        "bloque": bloque,
        "intervencion": charla,
        "horas": _horas(charla, bloque, actividad),
        "en_vivo": vivo,
        "estado": _estado(charla, bloque, actividad, vivo, fila, ahora),
        "ponentes": charla.quienes,
        "proyecto": _proyecto_de(charla),
        "materiales": [_con_detalle(material) for material in charla.materiales.all()],
        "programas": Programa.objects.publicados().de(charla.institucion) if charla.institucion_id else [],
        "anterior": fila[lugar - 1][0] if lugar else None,
        "siguiente": fila[lugar + 1][0] if lugar + 1 < len(fila) else None,
        **zonas(request, actividad.cumbre),
    }


def _cancelada(request, slug):
    """Answer 404 in words of its own if everybody could see the talk before it was cancelled, or its block was."""
    cancelada = get_object_or_404(
        Intervencion.objects.anunciadas().select_related("bloque__actividad__cumbre"), slug=slug
    )
    contexto = {"cumbre": cancelada.bloque.actividad.cumbre, "intervencion": cancelada}
    return render(request, "agenda/cancelada.html", contexto, status=404)


def _horas(charla, bloque, actividad):
    """Return what the page knows the hour of, the talk before its block and the block before the activity.

    Each gets what the templates show: ``inicio`` as planned and ``termina``, ``None`` where unknown.
    """
    charla.inicio = charla.inicio_real and bloque.inicio + (charla.inicio_real - bloque.inicio_real)
    charla.termina = charla.fin_real
    bloque.termina = bloque.fin and bloque.fin_real
    actividad.termina = actividad.fin and actividad.fin_real
    return next((cosa for cosa in (charla, bloque) if cosa.inicio_real), actividad)


def _estado(charla, bloque, actividad, vivo, fila, ahora):
    """Return where the talk stands: "ahora", "sigue", "en_bloque" (its block is on, its hour unknown), "paso" or ""."""
    if charla.momento == "ahora":
        return "ahora"
    if termino(actividad, vivo, ahora) or "pasado" in (charla.momento, bloque.momento):
        return "paso"
    proxima = next((otra for otra, _bloque in fila if otra.inicio_real and otra.inicio_real > ahora), None)
    if vivo.cerca and charla is proxima:
        return "sigue"
    ya_pudo_empezar = charla.inicio_real is None or charla.inicio_real <= ahora
    return "en_bloque" if bloque is vivo.ahora and ya_pudo_empezar else ""


def _proyecto_de(charla):
    """Return the project of a talk if everybody may see it."""
    return Proyecto.objects.publicados().con_nombre().filter(pk=charla.proyecto_id).first()


def _con_detalle(material):
    """Return a material with ``detalle``, what the file is and weighs, or ``otro_sitio``, where the link leads."""
    material.detalle = medios.en_palabras(material.archivo) if material.archivo else ""
    material.otro_sitio = sitio(material.url)
    return material
