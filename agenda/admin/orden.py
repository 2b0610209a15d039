"""The running order of a block on one screen: its talks and minutes, what is missing, who wants to present, delays."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda import faltantes, grabacion, horario, programa, services
from agenda.errores import ErrorAgenda
from agenda.models import Bloque, EstadoPrograma, Intervencion, Propuesta
from agenda.models.programa import DEMORA_IMPOSIBLE, DEMORA_MAXIMA, MINUTOS_MAXIMO
from comun import contenido, medios
from comun.acciones import registrar_cambios
from comun.administracion import es_clave
from comun.publicacion import ContenidoCambiado
from comun.tiempo import en_zona, nombre_de_zona

HACIA = ("subir", "bajar")
# What is told otherwise than it is kept: files by what they are, a second of the recording as a player shows it.
EN_PALABRAS = {
    **dict.fromkeys(["foto", "archivo", "cartel", "subtitulos_es", "subtitulos_pt_br"], medios.en_palabras),
    "grabacion_desde": grabacion.minuto,
}
DEMORAS = [0, 5, 10, 15, 20, 30]  # minutes offered at one touch


class FormularioOrden(forms.Form):
    """The talks of a block as the page had them, each with its minutes, and which one to move, if any."""

    def __init__(self, data=None, *, charlas):
        self.charlas = {charla.pk: charla for charla in charlas}
        super().__init__(self._completar(data) if data is not None else None)
        for charla in charlas:
            self.fields[f"minutos-{charla.pk}"] = forms.IntegerField(
                label=gettext("Minutos de «%(titulo)s»") % {"titulo": charla},
                min_value=1,
                max_value=MINUTOS_MAXIMO,
                required=False,
                initial=charla.minutos,
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"),
                    _("Escriba los minutos con un número de 1 a 600, o deje en blanco."),
                ),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def _completar(self, data):
        """Show the minutes of a talk that the page that was sent did not know."""
        data = data.copy()
        for pk, charla in self.charlas.items():
            data.setdefault(f"minutos-{pk}", "" if charla.minutos is None else str(charla.minutos))
        return data

    def filas(self):
        """Return ``[(pk, minutes)]`` in the order that was asked for."""
        claves = [int(valor) for valor in self.data.getlist("charla") if es_clave(valor)]
        lugar, destino = self.movida(claves)
        if destino is not None:
            claves[lugar], claves[destino] = claves[destino], claves[lugar]
        return [(pk, self.cleaned_data.get(f"minutos-{pk}")) for pk in claves]

    def lugar_de(self, mover, filas):
        """Return the place that the talk of a move has in ``filas``, from 1 on, and the talk; or two ``None``."""
        lugares = {f"{hacia}-{pk}": (n, self.charlas.get(pk)) for n, (pk, _m) in enumerate(filas, 1) for hacia in HACIA}
        return lugares.get(mover, (None, None))

    def movida(self, claves):
        """Return where the talk to move stood and where it goes; ``None`` for a move that is none."""
        hacia, _guion, valor = self.data.get("mover", "").partition("-")
        if hacia not in HACIA or not es_clave(valor) or int(valor) not in claves:
            return None, None
        lugar = claves.index(int(valor))
        destino = lugar + (-1 if hacia == "subir" else 1)
        return lugar, destino if 0 <= destino < len(claves) else None


class FormularioDemora(forms.Form):
    minutos = forms.IntegerField(
        label=_("Otra demora, en minutos"),
        min_value=0,
        max_value=DEMORA_MAXIMA,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            DEMORA_IMPOSIBLE,
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class Pantalla:
    """What the screen of a block shows: the block with the hours at which it goes, and its talks in order."""

    def __init__(self, bloque, bloques):
        self.bloque = bloque
        self.bloques = bloques
        self.charlas = bloque.charlas
        self.cumbre = bloque.actividad.cumbre

    def hora(self, instante):
        return f"{en_zona(instante, self.cumbre.zona_horaria):%H:%M}" if instante else ""

    def filas(self, form):
        """Return the rows of the table: each talk with its place, hour, field and what it lacks."""
        return [
            {
                "charla": charla,
                "lugar": lugar,
                "hora": self.hora(charla.inicio_real),
                "quien": ", ".join(str(q) for q in [charla.actor, *charla.quienes] if q),
                "minutos": form[f"minutos-{charla.pk}"],
                "faltas": faltantes.de_charla(charla, self.bloque),
            }
            for lugar, charla in enumerate(self.charlas, start=1)
        ]

    def horario(self):
        """Return when the block goes, in words: ``17:15 a 17:55 (hora de Argentina, GMT-3)``; "" if unknown."""
        if not self.bloque.inicio_real:
            return ""
        zona = nombre_de_zona(self.bloque.inicio_real, self.cumbre.zona_horaria)
        valores = {
            "inicio": self.hora(self.bloque.inicio_real),
            "fin": self.hora(self.bloque.fin_real),
            "zona": zona,
        }
        if self.bloque.fin_real:
            return gettext("%(inicio)s a %(fin)s (%(zona)s)") % valores
        return gettext("%(inicio)s (%(zona)s)") % valores

    def con_demora(self, minutos):
        """Return the blocks that a delay moves, each with the hours planned and the new ones, as text."""
        publicados = [b for b in self.bloques if b.estado == EstadoPrograma.PUBLICADA or b is self.bloque]
        movidos = publicados[publicados.index(self.bloque) :]
        self.bloque.demora_minutos = minutos
        for otro in movidos[1:]:
            otro.demora_minutos = None
        horario.poner_horas(self.bloque.actividad, publicados)
        return [{"bloque": b, "prevista": self.hora(b.inicio), "nueva": self.hora(b.inicio_real)} for b in movidos]


def _lo_que_dice(fila, cumbre):
    """Return what everybody will read of a row: not what the page says by itself, nor what stands for no words."""
    sin = {"estado", "actividad", "bloque", "intervencion", "orden"}
    if not getattr(fila, "no_se_graba", False):
        sin.add("no_se_graba")
    return contenido.contenido(fila, sin, zona=cumbre.zona_horaria, palabras=EN_PALABRAS)


def _no_consintio(charla):
    """True for a talk that was proposed by who did not accept to be shown."""
    propuesta = getattr(charla, "propuesta", None)
    return propuesta is not None and not propuesta.contacto.consentimiento_listado_el


def _lo_publicado(n, estado):
    """Return the sentence about a block that had this state and ``n`` of its talks."""
    if estado == EstadoPrograma.PUBLICADA:
        frase = ngettext("Se publicó %(n)d intervención.", "Se publicaron %(n)d intervenciones.", n)
    elif n:
        frase = ngettext(
            "Se publicó el bloque con su intervención.", "Se publicó el bloque con sus %(n)d intervenciones.", n
        )
    else:
        frase = gettext("Se publicó el bloque.")
    return frase % {"n": n}


def _en_pantalla(vista):
    """Give a view the :class:`Pantalla` of the block that its address names, for who may change it and its talks."""

    @wraps(vista)
    def envuelta(self, request, bloque_id, **kwargs):
        fila = get_object_or_404(Bloque.objects.select_related("actividad__cumbre"), pk=bloque_id)
        if not self.puede_ordenar(request, fila):
            raise PermissionDenied
        request.current_app = self.admin_site.name
        bloques = Bloque.objects.en_preparacion(fila.actividad).con_quienes()
        bloques = horario.poner_horas(fila.actividad, bloques)
        bloque = next((b for b in bloques if b.pk == fila.pk), None)
        if bloque is None:
            messages.warning(
                request, gettext("El bloque está cancelado: para ordenarlo, vuelva a dejarlo en borrador.")
            )
            return HttpResponseRedirect(reverse("admin:agenda_bloque_change", args=[fila.pk]))
        bloque.actividad = fila.actividad
        return vista(self, request, Pantalla(bloque, bloques), **kwargs)

    return envuelta


class ConRecorrido:
    """Mixin for the admin of blocks: the running order, and what staff does from it."""

    def get_urls(self):
        paginas = [
            ("orden/", self.orden_view, "orden"),
            ("orden/publicar/", self.publicar_todo_view, "publicar_todo"),
            ("orden/demora/", self.demora_view, "demora"),
            ("orden/convertir/<int:propuesta_id>/", self.convertir_view, "convertir"),
        ]
        propias = [
            path(f"<int:bloque_id>/{ruta}", self.admin_site.admin_view(vista), name=f"agenda_bloque_{nombre}")
            for ruta, vista, nombre in paginas
        ]
        return [*propias, *super().get_urls()]

    def puede_ordenar(self, request, bloque=None):
        """Tell who may use these screens, which show and change the talks as much as their block."""
        de_charlas = self.admin_site.get_model_admin(Intervencion).has_change_permission(request)
        return de_charlas and self.has_change_permission(request, bloque)

    def puede_convertir(self, request):
        """Tell who may make talks of proposals, beside :meth:`puede_ordenar`: who may add the one, change the other."""
        de_charlas = self.admin_site.get_model_admin(Intervencion).has_add_permission(request)
        return de_charlas and self.admin_site.get_model_admin(Propuesta).has_change_permission(request)

    # --- The screen ---

    @_en_pantalla
    def orden_view(self, request, pantalla):
        """Show the running order; a POST gives its talks minutes, and moves one of them up or down."""
        form = FormularioOrden(request.POST if request.method == "POST" else None, charlas=pantalla.charlas)
        if form.is_bound and form.is_valid():
            try:
                programa.ordenar(bloque=pantalla.bloque, filas=form.filas())
            except ErrorAgenda as error:
                form.add_error(None, forms.ValidationError(error.mensaje, code="programa"))
            else:
                return self._ordenado(request, pantalla, form)
        return self._mostrar(request, pantalla, form)

    def _mostrar(self, request, pantalla, form, form_demora=None):
        bloque = pantalla.bloque
        frase, sobran = faltantes.cuenta(bloque, pantalla.charlas)
        contexto = {
            "title": gettext("Orden de «%(bloque)s»") % {"bloque": bloque},
            "bloque": bloque,
            "form": form,
            "filas": pantalla.filas(form),
            "horario": pantalla.horario(),
            "cuenta": frase,
            "sobran": sobran,
            "faltas": faltantes.de_bloque(bloque),
            "por_publicar": [f for f in (bloque, *pantalla.charlas) if f.estado != EstadoPrograma.PUBLICADA],
            "canceladas": Intervencion.objects.filter(bloque=bloque, estado=EstadoPrograma.CANCELADA).order_by("orden"),
            "demoras": DEMORAS,
            "form_demora": form_demora or FormularioDemora(),
            "puede_agregar": self.admin_site.get_model_admin(Intervencion).has_add_permission(request),
            "puede_convertir": self.puede_convertir(request),
            **self._candidatas(request, pantalla),
        }
        return self._responder(request, "orden", contexto)

    def _candidatas(self, request, pantalla):
        """Return who may still come into the programme: first those that this block is for."""
        if not self.admin_site.get_model_admin(Propuesta).has_view_permission(request):
            return {"propias": [], "otras": []}
        todas = Propuesta.objects.candidatas().filter(cumbre=pantalla.cumbre).order_by("creado", "pk")
        todas = todas.select_related("ciudad", "institucion", "proyecto", "contacto")
        campo = {Bloque.Tipo.EXPERIENCIAS: "ciudad_id", Bloque.Tipo.INSTITUCIONES: "institucion_id"}.get(
            pantalla.bloque.tipo
        )
        propias = [p for p in todas if campo and getattr(p, campo)]
        return {"propias": propias, "otras": [p for p in todas if p not in propias]}

    def _ordenado(self, request, pantalla, form):
        """Log what was done, say it, and go back to the button that did it, or its sister at either end."""
        filas, mover = form.filas(), form.data.get("mover", "")
        registrar_cambios(request, [pantalla.bloque], gettext("Orden y minutos de las intervenciones"))
        lugar, charla = form.lugar_de(mover, filas)
        if charla is None:
            messages.success(request, gettext("Se guardaron los minutos."))
            return self._volver(pantalla.bloque)
        valores = {"titulo": charla, "lugar": lugar, "total": len(filas)}
        messages.success(request, gettext("«%(titulo)s» pasa al lugar %(lugar)d de %(total)d.") % valores)
        hacia = "bajar" if lugar == 1 else "subir" if lugar == len(filas) else mover.partition("-")[0]
        return self._volver(pantalla.bloque, f"{hacia}-{charla.pk}")

    # --- From the screen ---

    @_en_pantalla
    def publicar_todo_view(self, request, pantalla):
        """Show what will be published and what it lacks; then publish the block and all its talks in draft."""
        if request.method != "POST":
            return self._leer_todo(request, pantalla)
        try:
            return self._publicar_todo(request, pantalla, request.POST.get("sello", ""))
        except ContenidoCambiado:
            return self._leer_de_nuevo(request, pantalla.bloque.pk)

    @_en_pantalla
    def _leer_de_nuevo(self, request, pantalla):
        return self._leer_todo(request, pantalla, cambio=True)

    def _leer_todo(self, request, pantalla, cambio=False):
        bloque, cumbre, leido = pantalla.bloque, pantalla.cumbre, programa.por_publicar(pantalla.bloque)
        for filas in leido:
            contenido.preparar(filas)
        bloques, videos, charlas, ponentes, materiales = leido
        for charla in charlas:
            charla.quienes = [p for p in ponentes if p.intervencion_id == charla.pk]
        de_quien = Prefetch("propuesta", Propuesta.objects.select_related("contacto"))
        prefetch_related_objects(charlas, de_quien)
        frase, sobran = faltantes.cuenta(bloque, pantalla.charlas)
        contexto = {
            "title": gettext("Publicar «%(bloque)s» y sus intervenciones") % {"bloque": bloque},
            "bloque": bloque,
            "cuenta": frase,
            "sobran": sobran,
            "faltas": faltantes.de_bloque(bloque),
            "contenido": [par for fila in (*bloques, *videos) for par in _lo_que_dice(fila, cumbre)],
            "filas": [
                {
                    "charla": charla,
                    "faltas": faltantes.de_charla(charla, bloque),
                    "contenido": _lo_que_dice(charla, cumbre),
                    "partes": [
                        _lo_que_dice(p, cumbre) for p in (*ponentes, *materiales) if p.intervencion_id == charla.pk
                    ],
                    "sin_consentimiento": _no_consintio(charla),
                }
                for charla in charlas
            ],
            "sello": programa.sello_de(leido),
            "cambio": cambio,
        }
        return self._responder(request, "publicar_bloque", contexto)

    def _publicar_todo(self, request, pantalla, sello):
        bloque, charlas = pantalla.bloque, [c for c in pantalla.charlas if c.estado == EstadoPrograma.BORRADOR]
        estado = bloque.estado
        try:
            n = programa.publicar_bloque(bloque=bloque, sello=sello)
        except ErrorAgenda as error:
            messages.error(request, error.mensaje)
            return self._volver(bloque)
        texto = gettext("Publicar en la agenda")
        registrar_cambios(request, [bloque] if estado != EstadoPrograma.PUBLICADA else [], texto)
        registrar_cambios(request, charlas, texto)
        messages.success(request, _lo_publicado(n - (estado != EstadoPrograma.PUBLICADA), estado))
        return self._volver(bloque)

    @_en_pantalla
    def demora_view(self, request, pantalla):
        """Show the hours that a delay gives; then announce it."""
        bloque = pantalla.bloque
        form = FormularioDemora(request.POST if request.method == "POST" else request.GET)
        if not form.is_valid():
            return self._mostrar(request, pantalla, FormularioOrden(charlas=pantalla.charlas), form_demora=form)
        minutos = form.cleaned_data["minutos"]
        if request.method == "POST":
            return self._demorar(request, bloque, minutos)
        contexto = {
            "title": gettext("Demora desde «%(bloque)s»") % {"bloque": bloque},
            "bloque": bloque,
            "minutos": minutos,
            "filas": pantalla.con_demora(minutos),
            "zona": pantalla.cumbre.zona_horaria,
        }
        return self._responder(request, "demora", contexto)

    def _demorar(self, request, bloque, minutos):
        try:
            programa.demorar(bloque=bloque, minutos=minutos)
        except ErrorAgenda as error:
            messages.error(request, error.mensaje)
        else:
            registrar_cambios(request, [bloque], gettext("Demora: %(minutos)d minutos") % {"minutos": minutos})
            frase = gettext("Sin demora: desde este bloque todo va a la hora prevista.")
            if minutos:
                frase = ngettext(
                    "Desde este bloque todo va %(n)d minuto más tarde.",
                    "Desde este bloque todo va %(n)d minutos más tarde.",
                    minutos,
                ) % {"n": minutos}
            messages.success(request, frase)
        return self._volver(bloque, "demora")

    @_en_pantalla
    def convertir_view(self, request, pantalla, propuesta_id):
        """Show all that a proposal says; then make a talk in draft of it, last in this block, and tell its contact."""
        if not self.puede_convertir(request):
            raise PermissionDenied
        candidatas = Propuesta.objects.candidatas().filter(cumbre=pantalla.cumbre).select_related("contacto")
        propuesta, cambio = candidatas.filter(pk=propuesta_id).first(), False
        try:
            if propuesta is None:
                raise ErrorAgenda(gettext("Esa propuesta ya está en el programa o su autor la retiró."))
            if request.method == "POST":
                sello = request.POST.get("sello", "")
                charla = services.programar_propuesta(propuesta=propuesta, bloque=pantalla.bloque, sello=sello)
                return self._convertida(request, pantalla, propuesta, charla)
        except ErrorAgenda as error:
            messages.warning(request, error.mensaje)
            return self._volver(pantalla.bloque)
        except ContenidoCambiado:
            propuesta, cambio = candidatas.get(pk=propuesta_id), True
        contenido.preparar([propuesta])
        contexto = {
            "title": gettext("Convertir en intervención"),
            "bloque": pantalla.bloque,
            "propuesta": propuesta,
            "contenido": contenido.contenido(propuesta),
            "sello": contenido.sello([propuesta]),
            "cambio": cambio,
        }
        return self._responder(request, "convertir_propuesta", contexto)

    def _convertida(self, request, pantalla, propuesta, charla):
        registrar_cambios(request, [propuesta], gettext("Convertida en intervención"))
        registrar_cambios(request, [charla], gettext("Creada a partir de una propuesta"))
        frase = gettext("«%(titulo)s» es la última del bloque, en borrador. Se avisa por correo a su contacto.")
        messages.success(request, frase % {"titulo": charla})
        return self._volver(pantalla.bloque, f"charla-{charla.pk}")

    def _volver(self, bloque, lugar=""):
        url = reverse("admin:agenda_bloque_orden", args=[bloque.pk])
        return HttpResponseRedirect(f"{url}#{lugar}" if lugar else url)

    def _responder(self, request, plantilla, contexto):
        contexto = {**self.admin_site.each_context(request), "opts": self.opts, **contexto}
        return TemplateResponse(request, f"admin/agenda/{plantilla}.html", contexto)
