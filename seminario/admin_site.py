"""The staff's admin site: Django's own, with the portal's name and, first, what needs somebody."""

from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

# Of the first screen.
ORDEN = [
    "agenda",
    "inscripciones",
    "acreditacion",
    "seminario",
    "intercambio",
    "actores",
    "proyectos",
    "comun",
    "admin",
]


class Autocompletado(AutocompleteJsonView):
    """Django's own, that turns away what no form of ours asks for: what refers to a row is no field to fill in."""

    def process_request(self, request):
        termino, del_modelo, campo, *mas = super().process_request(request)
        if not campo.concrete:
            raise PermissionDenied
        return termino, del_modelo, campo, *mas


class SeminarioAdminSite(AdminSite):
    site_header = _("Seminario de Cooperación Sur-Sur: equipo")
    site_title = _("Equipo del seminario")
    index_title = _("Inicio")

    def has_permission(self, request):
        """True for active staff whose session took both steps: each page of this site, and each file, asks here."""
        from seminario.autenticacion import comprobada

        return super().has_permission(request) and comprobada(request)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """Ask for the password, the first step; a session begins with the second one."""
        from seminario.views import entrada_equipo

        return entrada_equipo.contrasena(request, extra_context or {})

    def password_change(self, request, extra_context=None):
        """Django's own, written down in the log; who found a session open does not guess the password at will."""
        from seminario import intentos
        from seminario.segundo_factor import anotar
        from seminario.views import entrada_equipo as entrada

        cuenta = request.user.get_username()
        if request.method == "POST" and not intentos.puede_intentar(request, entrada.PASO_UNO, cuenta):
            return entrada.demasiados(request)
        respuesta = super().password_change(request, extra_context)
        if respuesta.status_code == 302:
            anotar(request.user, quien=request.user, que=gettext("Cambió su contraseña"))
        return respuesta

    def get_urls(self):
        """Add the second step, and what each may do with their own access."""
        from seminario.views import entrada_equipo as entrada

        return [
            path("entrada/", entrada.segundo_paso, name="segundo_paso"),
            path("entrada/preparar/", entrada.preparar, name="preparar_segundo_paso"),
            path("mi-acceso/", self.admin_view(entrada.mi_acceso), name="mi_acceso"),
            path("mi-acceso/telefono/", self.admin_view(entrada.cambiar_telefono), name="cambiar_telefono"),
            *super().get_urls(),
        ]

    def autocomplete_view(self, request):
        return Autocompletado.as_view(admin_site=self)(request)

    def index(self, request, extra_context=None):
        from seminario.panel.indice import panel

        return super().index(request, {**(extra_context or {}), **panel(self, request)})

    def get_app_list(self, request, app_label=None):
        """What the team works with every day comes first; who may enter, last."""
        lugares = {nombre: lugar for lugar, nombre in enumerate(ORDEN)}
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: lugares.get(app["app_label"], len(ORDEN)))

    def admin_view(self, view, cacheable=False):
        """Note that staff is here, and turn away what PostgreSQL cannot compare (NUL) before any list asks it."""
        from seminario import autenticacion

        @wraps(view)
        def sin_nulos(request, *args, **kwargs):
            autenticacion.anotar_uso(request)
            if any("\0" in valor for valores in request.GET.lists() for valor in (valores[0], *valores[1])):
                raise BadRequest("NUL in the query string")
            return view(request, *args, **kwargs)

        return super().admin_view(sin_nulos, cacheable)
