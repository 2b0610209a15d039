"""What the delegation brings to the seminar: cards, an experience, a view, programmes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actores.models import Programa
from agenda.models import Propuesta
from inscripciones import aportes as servicio
from inscripciones import services
from inscripciones.forms.aportes import ExperienciaForm, FichaForm, MiradaForm, ProgramaForm
from inscripciones.forms.comunes import AccionForm
from inscripciones.views.comunes import a_paso, contar_errores, de_inscripcion, guardar, mostrar, tras
from intercambio.models import FICHAS_POR_TIPO, Ficha, Mirada


def de_ciudad(vista):
    """Decorate a step that only cities have."""
    return _solo(vista, "ciudad")


def de_institucion(vista):
    """Decorate a step that only institutions have."""
    return _solo(vista, "institucion")


def _solo(vista, tipo):
    @de_inscripcion
    def envuelta(request, inscripcion, *args, **kwargs):
        if inscripcion.tipo != tipo:
            raise Http404
        return vista(request, inscripcion, *args, **kwargs)

    return envuelta


# --- Cities: cards and an experience ------------------------------------------------------------


@de_ciudad
def aportes(request, inscripcion):
    """The cards by kind, each with its own page to write it."""
    fichas = inscripcion.contacto.fichas.select_related("unidad").order_by("tipo", "lugar")
    grupos = [
        {"tipo": tipo, "fichas": suyas, "lugar_libre": len(suyas) < FICHAS_POR_TIPO}
        for tipo in Ficha.Tipo
        for suyas in [[f for f in fichas if f.tipo == tipo]]
    ]
    return mostrar(request, inscripcion, "aportes", "inscripciones/aportes.html", grupos=grupos, maximo=FICHAS_POR_TIPO)


@de_ciudad
def ficha_nueva(request, inscripcion, tipo):
    """Write one more card of a kind."""
    if tipo not in Ficha.Tipo.values:
        raise Http404
    return _ficha(request, inscripcion, tipo, None)


@de_ciudad
def ficha(request, inscripcion, codigo):
    """Change one card."""
    existente = get_object_or_404(inscripcion.contacto.fichas, codigo=codigo)
    return _ficha(request, inscripcion, existente.tipo, existente)


def _ficha(request, inscripcion, tipo, existente):
    inicial = {}
    if existente:
        inicial = {
            "titulo": existente.titulo,
            "texto": existente.texto,
            "unidad": existente.unidad and existente.unidad.slug,
            "ods": list(existente.ods.values_list("numero", flat=True)),
        }
    form = FichaForm(request.POST if request.method == "POST" else None, initial=inicial)
    if request.method == "POST" and form.is_valid():

        def accion():
            servicio.guardar_ficha(
                inscripcion=inscripcion, ficha=existente, tipo=tipo, idioma=get_language(), **form.cleaned_data
            )
            return a_paso(request, "aportes")

        paso = f"ficha-{existente.codigo if existente else tipo}"
        if respuesta := guardar(request, inscripcion, paso, form, accion):
            _decir_guardado(request, inscripcion, form)
            return respuesta
    return mostrar(
        request, inscripcion, "aportes", "inscripciones/ficha.html", form, tipo=tipo, ficha=existente,
        url_atras=a_paso(request, "aportes"),
    )  # fmt: skip


@de_ciudad
def experiencia(request, inscripcion):
    """Whether the city wants to present an experience in the second block."""
    propuesta = Propuesta.objects.filter(contacto=inscripcion.contacto).select_related("proyecto").first()
    inicial = {}
    if inscripcion.quiere_presentar is not None:
        inicial["quiere"] = "si" if inscripcion.quiere_presentar else "no"
    if propuesta:
        inicial |= {"titulo": propuesta.titulo, "resumen": propuesta.resumen}
        inicial["proyecto"] = propuesta.proyecto and propuesta.proyecto.slug
    datos = request.POST if request.method == "POST" else None
    form = ExperienciaForm(datos, initial=inicial, ciudad=inscripcion.ciudad)
    if request.method == "POST" and form.is_valid():

        def accion():
            servicio.guardar_propuesta(inscripcion=inscripcion, **form.cleaned_data)
            return tras(request, inscripcion, "experiencia")

        if respuesta := guardar(request, inscripcion, "experiencia", form, accion):
            return respuesta
    return mostrar(request, inscripcion, "experiencia", "inscripciones/experiencia.html", form)


# --- Institutions: view and programmes ----------------------------------------------------------


@de_institucion
def mirada(request, inscripcion):
    """The institution's view, approach, strategies and contribution."""
    campos = ("mirada", "enfoque", "estrategias", "aporta", "aporte")
    actual = Mirada.objects.filter(contacto=inscripcion.contacto).first()
    inicial = {"presenta": inscripcion.quiere_presentar}
    if actual:
        inicial |= {c: getattr(actual, c) for c in campos}
    form = MiradaForm(request.POST if request.method == "POST" else None, initial=inicial)
    if request.method == "POST" and form.is_valid():

        def accion():
            servicio.guardar_mirada(inscripcion=inscripcion, idioma=get_language(), **form.cleaned_data)
            return tras(request, inscripcion, "mirada")

        if respuesta := guardar(request, inscripcion, "mirada", form, accion):
            return respuesta
    return mostrar(request, inscripcion, "mirada", "inscripciones/mirada.html", form)


@de_institucion
def programas(request, inscripcion):
    """The lines and programmes, each with its own page to write it."""
    suyos = inscripcion.contacto.programas.order_by("pk")
    publicados = Programa.objects.publicados().de(inscripcion.institucion).exclude(contacto=inscripcion.contacto)
    return mostrar(
        request, inscripcion, "programas", "inscripciones/programas.html", programas=suyos, publicados=publicados,
        lugar_libre=len(suyos) < servicio.PROGRAMAS_MAXIMO,
    )  # fmt: skip


@de_institucion
def programa_nuevo(request, inscripcion):
    """Write one more line or programme."""
    return _programa(request, inscripcion, None)


@de_institucion
def programa(request, inscripcion, codigo):
    """Change one line or programme."""
    return _programa(request, inscripcion, get_object_or_404(inscripcion.contacto.programas, codigo=codigo))


def _programa(request, inscripcion, existente):
    idioma = servicio.idioma_de(existente, get_language()) if existente else get_language()
    columna = idioma.replace("-", "_")
    inicial = {}
    if existente:
        inicial = {
            "titulo": getattr(existente, f"titulo_{columna}"),
            "descripcion": getattr(existente, f"descripcion_{columna}"),
            "url": existente.url,
            "cierre": existente.cierre,
            "unidades": list(existente.unidades.values_list("slug", flat=True)),
            "ods": list(existente.ods.values_list("numero", flat=True)),
        }
    form = ProgramaForm(request.POST if request.method == "POST" else None, initial=inicial)
    if request.method == "POST" and form.is_valid():

        def accion():
            servicio.guardar_programa(inscripcion=inscripcion, programa=existente, idioma=idioma, **form.cleaned_data)
            return a_paso(request, "programas")

        paso = f"programa-{existente.codigo if existente else 'nuevo'}"
        if respuesta := guardar(request, inscripcion, paso, form, accion):
            _decir_guardado(request, inscripcion, form)
            return respuesta
    return mostrar(
        request, inscripcion, "programas", "inscripciones/programa.html", form, programa=existente,
        url_atras=a_paso(request, "programas"),
    )  # fmt: skip


# --- Both ---------------------------------------------------------------------------------------


@require_POST
@de_inscripcion
def quitar(request, inscripcion, que, codigo):
    """Remove a card or a programme; removed already is as good."""
    paso = {"ficha": "aportes", "programa": "programas"}[que]
    _exigir_del_tipo(inscripcion, paso)
    suyos = inscripcion.contacto.fichas if que == "ficha" else inscripcion.contacto.programas
    objeto = suyos.filter(codigo=codigo).first()
    form = AccionForm({})
    if objeto:

        def accion():
            servicio.quitar(inscripcion=inscripcion, objeto=objeto)
            return a_paso(request, paso)

        if respuesta := guardar(request, inscripcion, f"quitar-{codigo[:32]}", form, accion):
            return respuesta
    contar_errores(request, form)
    return redirect(a_paso(request, paso))


@require_POST
@de_inscripcion
def listos(request, inscripcion, paso):
    """The cards (or programmes) are complete: go on. There may be none."""
    _exigir_del_tipo(inscripcion, paso)
    form = AccionForm({})

    def accion():
        services.terminar_paso(inscripcion=inscripcion, paso=paso)
        return tras(request, inscripcion, paso)

    if respuesta := guardar(request, inscripcion, f"{paso}-listos", form, accion):
        return respuesta
    contar_errores(request, form)
    return redirect(a_paso(request, paso))


def _exigir_del_tipo(inscripcion, paso):
    if inscripcion.es_de_ciudad != (paso == "aportes"):
        raise Http404


def _decir_guardado(request, inscripcion, form):
    """Say that a card of a draft was kept; changes of a confirmed registration are told by ``guardar``."""
    if inscripcion.es_borrador:
        messages.success(request, _("Se guardó «%(titulo)s».") % {"titulo": form.cleaned_data["titulo"]})
