"""The staff's admin site: Django's own, with the portal's name and, first, what needs somebody."""

from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from comun.limites import ip_del_cliente, permitir

MINUTOS_DE_ESPERA = 15
INTENTOS_POR_CUENTA = 10
ORDEN = ["agenda", "inscripciones", "intercambio", "actores", "proyectos", "comun"]  # of the first screen
INTENTOS_POR_DIRECCION = 60  # an office is one address


class SeminarioAdminSite(AdminSite):
    site_header = _("Seminario de Cooperación Sur-Sur: equipo")
    site_title = _("Equipo del seminario")
    index_title = _("Inicio")

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """Turn away who tries too often, before the password is looked at: the same words for any account or none.

        Per account and per address (OWASP ASVS 5, 6.3.1); too many tries at one account keep nobody else out.
        """
        if request.method == "POST" and not _puede_intentar(request):
            contexto = {**self.each_context(request), "title": _("Demasiados intentos"), "minutos": MINUTOS_DE_ESPERA}
            request.current_app = self.name
            espera = {"Retry-After": str(MINUTOS_DE_ESPERA * 60)}
            return TemplateResponse(request, "admin/demasiados_intentos.html", contexto, status=429, headers=espera)
        return super().login(request, extra_context)

    def index(self, request, extra_context=None):
        return super().index(request, {**(extra_context or {}), "pendientes": self.pendientes(request)})

    def get_app_list(self, request, app_label=None):
        """What the team works with every day comes first; who may enter, last."""
        lugares = {nombre: lugar for lugar, nombre in enumerate(ORDEN)}
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: lugares.get(app["app_label"], len(ORDEN)))

    def pendientes(self, request):
        """Return what awaits somebody, for who may see it: text, count, and the list that shows exactly those rows."""
        filas = []
        for texto, filtradas, parametro in _pendientes():
            opts = filtradas.model._meta
            if self._registry[filtradas.model].has_view_permission(request):
                lista = reverse(f"{self.name}:{opts.app_label}_{opts.model_name}_changelist")
                filas.append({"texto": texto, "n": filtradas.count(), "url": f"{lista}?{parametro}"})
        return filas

    def admin_view(self, view, cacheable=False):
        """Turn away what PostgreSQL cannot compare (NUL in a filter) before any list asks it."""

        @wraps(view)
        def sin_nulos(request, *args, **kwargs):
            if any("\0" in valor for valores in request.GET.lists() for valor in (valores[0], *valores[1])):
                raise BadRequest("NUL in the query string")
            return view(request, *args, **kwargs)

        return super().admin_view(sin_nulos, cacheable)


def _puede_intentar(request):
    segundos = MINUTOS_DE_ESPERA * 60
    cuenta = request.POST.get("username", "")
    por_direccion = permitir(
        "entrada_equipo_ip", ip_del_cliente(request), maximo=INTENTOS_POR_DIRECCION, segundos=segundos
    )
    return por_direccion and permitir("entrada_equipo", cuenta, maximo=INTENTOS_POR_CUENTA, segundos=segundos)


def _pendientes():
    from actores.models import Ciudad, Institucion, Programa
    from agenda.models import Pregunta, Propuesta
    from comun.models import Mensaje
    from inscripciones.models import Asistencia
    from intercambio.models import Ficha, Mirada
    from proyectos.models import Proyecto

    por_publicar, por_verificar = "revision=por_publicar", "situacion=por_verificar"
    return [
        (_("Ciudades por verificar"), Ciudad.objects.por_verificar(), por_verificar),
        (_("Instituciones por verificar"), Institucion.objects.por_verificar(), por_verificar),
        (_("Solicitudes de actividades reservadas"), Asistencia.objects.solicitadas(), "estado__exact=solicitada"),
        (_("Fichas por publicar"), Ficha.objects.por_publicar(), por_publicar),
        (_("Líneas y programas por publicar"), Programa.objects.por_publicar(), por_publicar),
        (_("Miradas por publicar"), Mirada.objects.por_publicar(), por_publicar),
        (_("Propuestas de presentación por revisar"), Propuesta.objects.por_resolver(), "revision=por_resolver"),
        (_("Proyectos enviados, por revisar"), Proyecto.objects.por_revisar(), "revision=por_revisar"),
        (_("Preguntas a las mesas por revisar"), Pregunta.objects.por_revisar(), "estado__exact=pendiente"),
        (_("Correos fallidos sin reenviar"), Mensaje.objects.sin_resolver(), "atencion=sin_resolver"),
    ]
