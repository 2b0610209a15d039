"""The staff's day after: who followed an activity online, and the certificates of who was present, with progress."""

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from acreditacion import certificados, listas, presencias
from acreditacion.models import Certificado, Presencia
from agenda.models import Actividad
from comun import importar
from comun.administracion import LARGO_BUSQUEDA
from inscripciones.models import Modalidad, Participante

POR_PAGINA = 100
MINUTOS_MAXIMO = 24 * 60


def actividades():
    """Return the activities of the Cumbre in force and those where somebody was present, in order."""
    presencias = Presencia.objects.vigentes().order_by().values("actividad")
    conocidas = Q(pk__in=Actividad.objects.vigentes().values("pk")) | Q(pk__in=presencias)
    return Actividad.objects.filter(conocidas).select_related("cumbre").en_orden()


class FormularioTabla(importar.FormularioTabla):
    """Of which activity, the table that its platform gave, and how long somebody must have stayed."""

    rotulo = _("Lista de la plataforma")
    ayuda = _(
        "CSV o XLSX, hasta 5 MB y 1.000 filas, como la da Zoom, Teams, Meet u otra. Hace falta el correo o el nombre."
    )
    orden = "-"
    field_order = ["actividad", "archivo", "minimo"]

    actividad = forms.ModelChoiceField(
        label=_("Actividad"),
        queryset=Actividad.objects.none(),
        empty_label=_("Elija una actividad"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Elija una actividad de la lista.")),
    )
    minimo = forms.IntegerField(
        label=_("Minutos de conexión, como mínimo (opcional)"),
        required=False,
        min_value=1,
        max_value=MINUTOS_MAXIMO,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("En blanco: cuenta quien figure en la lista. Si alguien entró varias veces, los minutos se suman."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            _("Escriba los minutos como un número de 1 a 1440, o deje en blanco."),
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actividad"].queryset = actividades()

    def leer(self, contenido):
        self.tabla = listas.leer(contenido)
        return self.tabla

    def clean(self):
        datos = super().clean()
        if datos.get("minimo") and "archivo" in datos and "minutos" not in self.tabla.columnas:
            mensaje = _("La tabla no dice cuánto duró cada conexión: deje los minutos en blanco o traiga otra lista.")
            self.add_error("minimo", forms.ValidationError(mensaje, code="sin_minutos"))
        return datos

    def ajustes(self):
        datos = self.cleaned_data
        return {"actividad": datos["actividad"].pk, "minimo": datos["minimo"]}


class FormularioMarcar(forms.Form):
    """Which people of a page followed the activity online; by their code of entry, which who replaces them has not."""

    persona = forms.ModelMultipleChoiceField(
        queryset=Participante.objects.none(),
        to_field_name="entrada",
        error_messages={
            "required": _("Marque al menos a una persona."),
            **dict.fromkeys(
                ("invalid_choice", "invalid_pk_value"), _("La lista cambió mientras la leía: nada se marcó. Revísela.")
            ),
        },
    )

    def __init__(self, *args, personas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["persona"].queryset = personas


class ConEmision(importar.ConImportacion):
    """Mixin for the admin of certificates: the screens of an activity that is over."""

    change_list_template = "admin/acreditacion/lista.html"
    importa = listas.QUE
    suertes = listas.Suerte
    formulario_de_tabla = FormularioTabla
    paginas_de_importar = "admin/acreditacion"
    titulo_de_importar = _("Traer la lista de quienes siguieron en línea")

    def get_urls(self):
        vistas = [
            ("emitir/", self.actividades_view, "emitir"),
            ("emitir/<int:actividad_id>/", self.emitir_view, "emitir_de"),
            ("en-linea/<int:actividad_id>/", self.en_linea_view, "en_linea"),
        ]
        propias = [
            path(ruta, self.admin_site.admin_view(v), name=self._nombre_de(nombre)) for ruta, v, nombre in vistas
        ]
        return [*propias, *super().get_urls()]

    def puede_emitir(self, request):
        return request.user.has_perm("acreditacion.add_certificado")

    def puede_importar(self, request):
        return request.user.has_perm("acreditacion.add_presencia")

    # --- Issuing ----------------------------------------------------------------------------------

    def actividades_view(self, request):
        """Show the activities, with how many were present at each and how many certificates are left to issue."""
        self._exigir(self.has_view_permission(request))
        suyas = actividades()
        presentes = Presencia.objects.vigentes().filter(actividad__in=suyas.values("pk")).order_by()
        validos = Certificado.objects.validos().order_by().values_list("actividad").annotate(n=Count("pk"))
        contexto = {
            "title": gettext("Emitir certificados"),
            "filas": _con_cuentas(
                suyas, dict(presentes.values_list("actividad").annotate(n=Count("pk"))), dict(validos)
            ),
        }
        return self.mostrar_importar(request, "actividades", contexto)

    def emitir_view(self, request, actividad_id):
        """Show how an activity stands; on POST, issue what is left, up to so many at once."""
        self._exigir(self.has_view_permission(request))
        actividad = get_object_or_404(Actividad.objects.select_related("cumbre"), pk=actividad_id)
        if request.method == "POST":
            self._exigir(self.puede_emitir(request))
            hecho = certificados.emitir(actividad=actividad, usuario=request.user)
            _contar_lo_hecho(request, actividad, hecho)
            return HttpResponseRedirect(request.path)
        cuenta = certificados.contar(actividad)
        contexto = {
            "title": gettext("Certificados de «%(actividad)s»") % {"actividad": actividad},
            "actividad": actividad,
            "cuenta": cuenta,
            "presentes": [(m.label, cuenta.presentes.get(m.value, 0)) for m in Modalidad],
            "grupos": _en_palabras(cuenta.por_emitir),
            "por_empezar": timezone.now() < actividad.inicio if actividad.inicio else False,
            "puede_emitir": self.puede_emitir(request),
            "puede_importar": self.puede_importar(request),
        }
        return self.mostrar_importar(request, "emitir", contexto)

    # --- Online, by hand --------------------------------------------------------------------------

    def en_linea_view(self, request, actividad_id):
        """Show the people with a virtual place, a page at a time, and mark those who followed the activity."""
        self._exigir(self.puede_importar(request))
        actividad = get_object_or_404(Actividad.objects.select_related("cumbre"), pk=actividad_id)
        personas = listas.con_lugar_virtual(actividad)
        form = FormularioMarcar(request.POST if request.method == "POST" else None, personas=personas)
        if form.is_valid():
            marcadas = presencias.marcar_en_linea(
                actividad=actividad, participantes=list(form.cleaned_data["persona"]), usuario=request.user
            )
            _decir_marcadas(request, *marcadas, motivo=gettext("Marcada en la lista"))
            return HttpResponseRedirect(request.get_full_path())
        contexto = {
            "title": gettext("Quiénes siguieron en línea «%(actividad)s»") % {"actividad": actividad},
            "actividad": actividad,
            "form": form,
            **_una_pagina(request, actividad, personas),
        }
        return self.mostrar_importar(request, "en_linea", contexto)

    # --- Online, by a table -----------------------------------------------------------------------

    def obtener_traida(self, request, importacion_id, **filtros):
        """Return a table of this import while there is the activity that it is about."""
        traida = super().obtener_traida(request, importacion_id, **filtros)
        if traida.aplicada_el is None:
            get_object_or_404(Actividad, pk=traida.ajustes.get("actividad"))
        return traida

    def planear(self, traida):
        return listas.planear(traida)

    def leer_tabla(self, traida):
        return listas.leer(bytes(traida.contenido))

    def contexto_de_filas(self, plan, pagina):
        return {"por_marcar": len(plan.por_marcar)}

    def aplicar(self, request, traida):
        nuevas = listas.aplicar(importacion=traida, sello=request.POST.get("sello", ""), usuario=request.user)
        _decir_marcadas(request, nuevas, motivo=gettext("Marcada por «%(archivo)s»") % {"archivo": traida.nombre})
        LogEntry.objects.log_actions(request.user.pk, [traida], CHANGE, change_message=gettext("Aplicada"))
        return HttpResponseRedirect(self.direccion_de("importacion", traida))

    def mostrar_importar(self, request, plantilla, contexto):
        """Show a screen, with the activity of the table that it is about."""
        traida = contexto.get("traida")
        if traida:
            actividad = Actividad.objects.filter(pk=traida.ajustes.get("actividad")).first()
            contexto = {**contexto, "actividad": actividad, "minimo": traida.ajustes.get("minimo")}
        return super().mostrar_importar(request, plantilla, contexto)

    def _exigir(self, puede):
        if not puede:
            raise PermissionDenied


def _una_pagina(request, actividad, personas):
    """Return a page of these people, those that were searched for, each with how they are present already."""
    buscado = " ".join(request.GET.get("q", "").split())[:LARGO_BUSQUEDA]
    if buscado:
        personas = personas.filter(Q(nombre__unaccent__icontains=buscado) | Q(email__icontains=buscado))
    pagina = Paginator(personas.select_related("inscripcion__ciudad", "inscripcion__institucion"), POR_PAGINA)
    pagina, presentes = pagina.get_page(request.GET.get("pagina")), listas.ya_presentes(actividad)
    for persona in pagina:
        persona.presente = dict(Modalidad.choices).get(presentes.get(persona.pk), "")
    return {"pagina": pagina, "q": buscado}


def _con_cuentas(suyas, presentes, validos):
    return [{"actividad": a, "presentes": presentes.get(a.pk, 0), "validos": validos.get(a.pk, 0)} for a in suyas]


def _en_palabras(grupos):
    modalidades, idiomas = dict(Modalidad.choices), dict(Participante._meta.get_field("idioma").choices)
    return [(modalidades[modalidad], idiomas[idioma], n) for modalidad, idioma, n in grupos]


def _contar_lo_hecho(request, actividad, hecho):
    """Log an issue and tell it in messages."""
    n = hecho.emitidos
    frase = ngettext("Se emitió %(n)d certificado", "Se emitieron %(n)d certificados", n) % {"n": n}
    if n:
        LogEntry.objects.log_actions(request.user.pk, [actividad], CHANGE, change_message=frase)
        correos = ngettext("sale %(n)d correo", "salen %(n)d correos", hecho.con_correo) % {"n": hecho.con_correo}
        messages.success(request, gettext("%(hecho)s; %(correos)s.") % {"hecho": frase, "correos": correos})
    else:
        messages.warning(request, gettext("No había certificados por emitir: nada cambió."))
    if hecho.quedan:
        quedan = ngettext("Queda %(n)d por emitir.", "Quedan %(n)d por emitir.", hecho.quedan) % {"n": hecho.quedan}
        messages.info(request, quedan)


def _decir_marcadas(request, nuevas, cambiaron=0, *, motivo):
    """Log who was marked; tell how many, and how many were gone or replaced by then."""
    n = len(nuevas)
    if nuevas:
        LogEntry.objects.log_actions(request.user.pk, nuevas, CHANGE, change_message=motivo)
        frase = ngettext(
            "Se marcó a %(n)d persona como presente en línea.", "Se marcó a %(n)d personas como presentes en línea.", n
        )
        messages.success(request, frase % {"n": n})
    elif not cambiaron:
        messages.warning(request, gettext("Ya figuraban como presentes: nada cambió."))
    if cambiaron:
        frase = ngettext(
            "%(n)d persona no se marcó: su inscripción cambió mientras tanto. Revise la lista.",
            "%(n)d personas no se marcaron: su inscripción cambió mientras tanto. Revise la lista.",
            cambiaron,
        )
        messages.warning(request, frase % {"n": cambiaron})
