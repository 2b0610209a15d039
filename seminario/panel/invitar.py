"""The page on which a member city without registration is invited."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actores.models import Contacto
from comun.acciones import registrar_cambios
from comun.administracion import es_clave
from comun.envios import clave_de, una_vez
from comun.formularios import CampoCorreo, FormularioPortal
from inscripciones.models import Inscripcion
from seminario.panel import invitaciones

IDIOMAS = {"es": _("español"), "pt-br": _("portugués")}  # as they are said within a sentence


class FormularioDeInvitacion(FormularioPortal):
    """To which address and in which language; ``insistir`` is shown where there is an invitation of this week."""

    email = CampoCorreo(label=_("Dirección de correo"), help_text=_("La del área de cooperación, o la de su alcaldía."))
    idioma = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    insistir = forms.BooleanField(
        label=_("Enviarla igual, aunque se la haya invitado hace menos de una semana"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs |= {"autocomplete": "off", "size": 40}


class ConInvitacion:
    """Mixin for the admin of cities: the page that invites one, for who may change cities and see registrations."""

    def get_urls(self):
        vista = self.admin_site.admin_view(self.invitar_view)
        return [path("<path:object_id>/invitar/", vista, name="actores_ciudad_invitar"), *super().get_urls()]

    def puede_invitar(self, request, obj=None):
        ve_inscripciones = self.admin_site.get_model_admin(Inscripcion).has_view_permission(request)
        return ve_inscripciones and self.has_change_permission(request, obj)

    def enlaces(self, request, obj):
        enlaces = super().enlaces(request, obj)
        if not obj.miembro or not self.puede_invitar(request, obj) or invitaciones.impedimento(obj):
            return enlaces
        return [(_direccion(obj), gettext("Invitar a la Cumbre…")), *enlaces]

    def invitar_view(self, request, object_id):
        """Show the invitation in one language and what was sent before; send it to one address."""
        ciudad = self.get_object(request, object_id)
        if ciudad is None:
            raise Http404
        if not self.puede_invitar(request, ciudad):
            raise PermissionDenied
        datos = request.POST if request.method == "POST" else request.GET
        idioma = datos.get("idioma") if datos.get("idioma") in IDIOMAS else invitaciones.idioma_de(ciudad)
        contactos = self._contactos(request, ciudad)
        inicial = {"idioma": idioma, "email": _elegida(contactos, request.GET.get("contacto", ""))}
        form = FormularioDeInvitacion(request.POST if request.method == "POST" else None, initial=inicial)
        if form.is_bound and form.is_valid() and self._invitar(request, ciudad, form):
            return HttpResponseRedirect(f"{reverse('admin:actores_ciudad_changelist')}?red=sin_inscripcion")
        return self._pagina(request, ciudad, form, idioma, contactos)

    def _invitar(self, request, ciudad, form):
        """Queue it, once for this submission; False after telling the form what stopped it."""
        datos = form.cleaned_data

        def accion():
            invitaciones.invitar(ciudad=ciudad, usuario=request.user, **datos)
            # Without the address, which the log would keep for longer than the mail.
            texto = gettext("Se envió una invitación en %(idioma)s") % {"idioma": IDIOMAS[datos["idioma"]]}
            registrar_cambios(request, [ciudad], texto)
            return _direccion(ciudad)

        try:
            ambito, clave = f"invitar:{request.user.pk}:{ciudad.pk}", request.POST.get("clave_envio", "")
            una_vez(clave=clave, ambito=ambito, datos=request.POST, accion=accion)
        except invitaciones.ErrorDeInvitacion as error:
            form.add_error("email", forms.ValidationError(error.mensaje, code=error.codigo))
            return False
        frase = gettext("La invitación a %(ciudad)s sale en unos minutos, en %(idioma)s.")
        messages.success(request, frase % {"ciudad": ciudad, "idioma": IDIOMAS[datos["idioma"]]})
        return True

    def _pagina(self, request, ciudad, form, idioma, contactos):
        motivo = invitaciones.impedimento(ciudad)
        anteriores = list(invitaciones.anteriores(ciudad))
        contexto = {
            **self.admin_site.each_context(request),
            "title": gettext("Invitar a %(ciudad)s") % {"ciudad": ciudad},
            "opts": self.opts,
            "ciudad": ciudad,
            "motivo": motivo,
            "carta": None if motivo else invitaciones.redactar(ciudad, idioma),
            "idioma": {"codigo": idioma, "nombre": IDIOMAS[idioma]},
            "otros_idiomas": [{"codigo": c, "nombre": n} for c, n in IDIOMAS.items() if c != idioma],
            "contactos": contactos,
            "anteriores": [{"fila": m, "idioma": IDIOMAS.get(m.idioma, m.idioma)} for m in anteriores],
            "insistible": any(invitaciones.es_reciente(mensaje) for mensaje in anteriores),
            "ve_direcciones": self._ve_contactos(request),
            "form": form,
            "clave_envio": clave_de(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/invitar.html", contexto)

    def _ve_contactos(self, request):
        return self.admin_site.get_model_admin(Contacto).has_view_permission(request)

    def _contactos(self, request, ciudad):
        """Return who acted for the city, each address once, the last first; nobody for who may not see contacts."""
        if not self._ve_contactos(request):
            return []
        suyos = Contacto.objects.de(ciudad).exclude(email="").order_by("creado", "pk")
        return list(reversed({contacto.email.lower(): contacto for contacto in suyos}.values()))


def _elegida(contactos, clave):
    """Return the address of the contact chosen by its key, or ""."""
    elegido = int(clave) if es_clave(clave) else None
    return next((contacto.email for contacto in contactos if contacto.pk == elegido), "")


def _direccion(ciudad):
    return reverse("admin:actores_ciudad_invitar", args=[ciudad.pk])
