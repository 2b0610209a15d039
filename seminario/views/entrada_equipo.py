"""How staff enters: the password, the second step, and what each may do with their own access."""

import logging
import time
from functools import wraps

from django.contrib import admin, messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from comun.limites import red_del_cliente
from inscripciones.entrada import trazo_qr
from seminario import a_medias, autenticacion, intentos, segundo_factor
from seminario.formularios_entrada import FormularioCodigo, FormularioContrasena, FormularioMiAcceso
from seminario.models import Autenticador

TELEFONO_NUEVO = "telefono_nuevo"
PASO_UNO, PASO_DOS = "entrada_equipo", "segundo_paso"  # what the tries at each are counted under

registro = logging.getLogger(__name__)


# --- The password -------------------------------------------------------------------------------


class Contrasena(LoginView):
    """The first step: whoever knows the password is asked for the second one, and is nobody yet."""

    authentication_form = FormularioContrasena
    template_name = "admin/login.html"

    def form_valid(self, form):
        usuario = form.get_user()
        a_medias.empezar(self.request, usuario, self.get_redirect_url())
        return HttpResponseRedirect(_lo_que_falta(usuario))

    def form_invalid(self, form):
        """Write down the try (ASVS 5, 16.3.1) by account and network; not what was typed, nor the whole address.

        Some type their password in the place of their name.
        """
        conocido = get_user_model().objects.filter(username=form.cleaned_data.get("username", ""))
        cuenta = conocido.values_list("pk", flat=True).first() or "desconocido"
        registro.warning("Contraseña sin éxito: usuario %s, desde %s", cuenta, red_del_cliente(self.request))
        return super().form_invalid(form)


def contrasena(request, contexto):
    """Ask for name and password; too many tries (``seminario.intentos``) are turned away before it is looked at."""
    if request.method == "POST" and not intentos.puede_intentar(request, PASO_UNO, _cuenta_dicha(request)):
        return demasiados(request)
    if request.method == "GET" and admin.site.has_permission(request):
        return HttpResponseRedirect(reverse("admin:index"))
    if request.method == "GET" and autenticacion.vencida(request):
        horas = {"sin_uso": autenticacion.HORAS_SIN_USO, "en_total": autenticacion.HORAS}
        messages.warning(
            request,
            _(
                "Su sesión terminó: pasaron más de %(sin_uso)d horas sin usarla, o %(en_total)d desde que entró. Lo "
                "que había guardado sigue guardado; lo que estaba escrito sin guardar hay que escribirlo otra vez."
            )
            % horas,
        )
    return Contrasena.as_view(extra_context=_contexto(request, _("Entrar"), **contexto))(request)


def _cuenta_dicha(request):
    """Return the name as the form understands it: written with other spaces or letters alike, it is one account."""
    return FormularioContrasena().fields["username"].to_python(request.POST.get("username", ""))


def _lo_que_falta(usuario):
    return reverse("admin:segundo_paso" if segundo_factor.preparado(usuario) else "admin:preparar_segundo_paso")


# --- The second step ----------------------------------------------------------------------------


def _a_medias(vista):
    """Decorate a view of who gave the password only; anybody else is led to where that is asked."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(vista)
    def envuelta(request):
        usuario = a_medias.usuario_de(request)
        if usuario is None:
            if not admin.site.has_permission(request):
                messages.info(request, _("Escriba otra vez su usuario y su contraseña: la entrada quedó sin terminar."))
            return HttpResponseRedirect(reverse("admin:index"))
        if request.method == "POST" and not intentos.puede_intentar(request, PASO_DOS, usuario.get_username()):
            return demasiados(request)
        return vista(request, usuario)

    return envuelta


@_a_medias
def segundo_paso(request, usuario):
    """Ask for a code of the phone, or one kept on paper; with it, whoever gave the password is in."""
    if not segundo_factor.preparado(usuario):
        return HttpResponseRedirect(reverse("admin:preparar_segundo_paso"))
    form = FormularioCodigo(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            comprobado = segundo_factor.comprobar(usuario=usuario, codigo=form.cleaned_data["codigo"])
        except segundo_factor.ErrorDeEntrada as error:
            registro.warning("Segundo paso sin éxito: usuario %s", usuario.pk)
            form.add_error("codigo", error.mensaje)
        else:
            return _entrar(request, usuario, comprobado)
    contexto = _contexto(request, _("Segundo paso"), form=form, cuenta=usuario.get_username())
    return TemplateResponse(request, "admin/entrada/segundo_paso.html", contexto)


@_a_medias
def preparar(request, usuario):
    """Let who enters for the first time set up a phone; with its first code they are in, and read their codes."""
    if segundo_factor.preparado(usuario):
        return HttpResponseRedirect(reverse("admin:segundo_paso"))
    return _preparar(request, usuario, a_medias.dato(request, "semilla"))


def _preparar(request, usuario, semilla, *, cambia=False):
    """Show the key of a phone and ask for its first code; with it, tell the recovery codes, this once."""
    form = FormularioCodigo(request.POST if request.method == "POST" else None, con_recuperacion=False)
    if form.is_bound and form.is_valid():
        try:
            telefono, codigos = segundo_factor.preparar(
                usuario=usuario, semilla=semilla, codigo=form.cleaned_data["codigo"], cambia=cambia
            )
        except segundo_factor.ErrorDeEntrada as error:
            form.add_error("codigo", error.mensaje)
        else:
            destino = reverse("admin:mi_acceso") if cambia else _abrir(request, usuario, telefono)
            if cambia:
                _seguir_con(request, telefono)
            respuesta = _codigos(request, codigos, destino)
            return intentos.recordar_navegador(request, respuesta, usuario)
    trazo, lado = trazo_qr.__wrapped__(Autenticador(user=usuario, key=semilla).config_url)  # a secret: never cached
    datos = {"trazo": trazo, "lado": lado, "clave": segundo_factor.clave_para_escribir(semilla), "cambia": cambia}
    contexto = _contexto(request, _("Preparar el segundo paso"), form=form, cuenta=usuario.get_username(), **datos)
    return TemplateResponse(request, "admin/entrada/preparar.html", contexto)


def _codigos(request, codigos, destino):
    contexto = _contexto(request, _("Sus códigos de recuperación"), codigos=codigos, destino=destino)
    return TemplateResponse(request, "admin/entrada/codigos.html", contexto)


def _entrar(request, usuario, comprobado):
    destino = _abrir(request, usuario, comprobado.telefono)
    if comprobado.en_papel:
        n = segundo_factor.codigos_que_quedan(usuario)
        frase = ngettext(
            "Le queda %(n)d código de recuperación. Si ya no tiene el teléfono, prepare otro en «Mi acceso».",
            "Le quedan %(n)d códigos de recuperación. Si ya no tiene el teléfono, prepare otro en «Mi acceso».",
            n,
        )
        messages.warning(request, frase % {"n": n})
    return intentos.recordar_navegador(request, HttpResponseRedirect(destino), usuario)


def _abrir(request, usuario, telefono):
    """Log in who took both steps, under a new session key; return where they were going."""
    destino = a_medias.terminar(request) or reverse("admin:index")
    login(request, usuario)
    autenticacion.recordar(request, telefono)
    registro.info("Entró al equipo: usuario %s", usuario.pk)
    return destino


# --- One's own access ---------------------------------------------------------------------------


@sensitive_post_parameters()
def mi_acceso(request):
    """Say how the account enters; with the password again, do what the button says (:data:`_CON_LA_CONTRASENA`)."""
    usuario = request.user
    form = FormularioMiAcceso(request.POST if request.method == "POST" else None, usuario=usuario)
    if form.is_bound:
        if not intentos.puede_intentar(request, PASO_UNO, usuario.get_username()):
            return demasiados(request)
        if form.is_valid():
            return _CON_LA_CONTRASENA.get(request.POST.get("accion"), _cambiar)(request)
    quedan = segundo_factor.codigos_que_quedan(usuario)
    contexto = _contexto(
        request,
        _("Mi acceso"),
        form=form,
        telefono=Autenticador.objects.filter(user=usuario, confirmed=True).first(),
        quedan=quedan,
        pocos=quedan <= segundo_factor.POCOS_CODIGOS,
        roles=[_(grupo.name) for grupo in usuario.groups.order_by("name")],
    )
    return TemplateResponse(request, "admin/entrada/mi_acceso.html", contexto)


def _hacer_codigos(request):
    return _codigos(request, segundo_factor.codigos_nuevos(usuario=request.user), reverse("admin:mi_acceso"))


def _cerrar_otras(request):
    try:
        telefono = segundo_factor.cerrar_sesiones(usuario=request.user)
    except segundo_factor.ErrorDeEntrada as error:
        messages.warning(request, error.mensaje)
        return HttpResponseRedirect(reverse("admin:login"))
    request.session.cycle_key()
    autenticacion.seguir_con(request, telefono)
    messages.success(request, _("Las demás sesiones de su cuenta quedaron cerradas. Esta sigue."))
    return HttpResponseRedirect(reverse("admin:mi_acceso"))


def _cambiar(request):
    hasta = time.time() + a_medias.MINUTOS * 60
    request.session[TELEFONO_NUEVO] = {"semilla": segundo_factor.semilla_nueva(), "hasta": hasta}
    return HttpResponseRedirect(reverse("admin:cambiar_telefono"))


_CON_LA_CONTRASENA = {"codigos": _hacer_codigos, "sesiones": _cerrar_otras, "telefono": _cambiar}


@sensitive_post_parameters()
def cambiar_telefono(request):
    """Set up another phone in the place of one's own, minutes after the password was given for it."""
    guardado = request.session.get(TELEFONO_NUEVO)
    if not guardado or guardado["hasta"] < time.time():
        return HttpResponseRedirect(reverse("admin:mi_acceso"))
    if request.method == "POST" and not intentos.puede_intentar(request, PASO_DOS, request.user.get_username()):
        return demasiados(request)
    return _preparar(request, request.user, guardado["semilla"], cambia=True)


def _seguir_con(request, telefono):
    """Let this session go on with the new phone: every other one of the account was of the one before."""
    del request.session[TELEFONO_NUEVO]
    request.session.cycle_key()
    autenticacion.recordar(request, telefono)


# --- What they share ----------------------------------------------------------------------------


def _contexto(request, titulo, **mas):
    request.current_app = admin.site.name
    return {**admin.site.each_context(request), "title": titulo, **mas}


def demasiados(request):
    """Answer 429: too many tries."""
    contexto = _contexto(request, _("Demasiados intentos"), minutos=intentos.MINUTOS_DE_ESPERA)
    espera = {"Retry-After": str(intentos.MINUTOS_DE_ESPERA * 60)}
    return TemplateResponse(request, "admin/demasiados_intentos.html", contexto, status=429, headers=espera)
