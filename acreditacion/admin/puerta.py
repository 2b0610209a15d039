"""The door of an activity on a phone: scan or type a code, look somebody up, let in, take back, register a walk-in.

Pages of the admin's site, so that its entry and permissions guard them; one template that works without JavaScript,
and that ``static/js/equipo/puerta.js`` keeps on the screen while it sends and reads. Each GET only reads.
"""

from functools import partial, wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acreditacion import busqueda, presencias
from acreditacion.forms import EnLaPuertaForm, PaseForm, PuestoForm
from acreditacion.models import Presencia
from acreditacion.presencias import Situacion
from agenda.models import Actividad
from comun.acciones import registrar_cambios
from comun.envios import clave_de, nueva_clave, una_vez
from comun.formularios import enlaces_de_errores
from comun.tiempo import en_zona, nombre_de_zona
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Participante
from inscripciones.puerta import YaInscrita

PERMISO = "acreditacion.add_presencia"
ULTIMAS, ULTIMAS_DE_TODAS = 5, 50
CON_CAMARA = settings.CABECERAS["Permissions-Policy"].replace("camera=()", "camera=(self)")


def _de_la_puerta(vista=None, *, solo_post=False):
    """Let in who may register presences, and give the view its activity, with how full the room is.

    ``solo_post``: any other request, as from the entry after a session ended, is led to the door and does nothing.
    """
    if vista is None:
        return partial(_de_la_puerta, solo_post=solo_post)

    @wraps(vista)
    def atender(self, request, slug=None, **mas):
        if not request.user.has_perm(PERMISO):
            raise PermissionDenied
        request.current_app = self.admin_site.name
        if solo_post and request.method != "POST":
            return HttpResponseRedirect(_ruta("puerta", slug))
        if slug is None:
            return vista(self, request, **mas)
        actividades = presencias.con_ocupacion(Actividad.objects.vigentes().select_related("cumbre"))
        return vista(self, request, get_object_or_404(actividades, slug=slug), **mas)

    return atender


class ConPuerta:
    """Mixin for the admin of presences: the pages of the doors."""

    def get_urls(self):
        rutas = [
            ("", "puertas", self.puertas),
            ("<slug:slug>/", "puerta", self.puerta),
            ("<slug:slug>/registrar/", "registrar", self.registrar),
            ("<slug:slug>/persona/<slug:entrada>/", "persona", self.persona),
            ("<slug:slug>/entrada/<int:clave>/", "entrada", self.entrada),
            ("<slug:slug>/entrada/<int:clave>/deshacer/", "deshacer_entrada", self.deshacer_entrada),
            ("<slug:slug>/inscribir/", "inscribir", self.inscribir),
        ]
        vista = self.admin_site.admin_view
        return [
            *(path(f"puerta/{ruta}", vista(v), name=f"acreditacion_presencia_{n}") for ruta, n, v in rutas),
            path(
                "puerta/<slug:slug>/ocupacion/",
                vista(self.ocupacion, cacheable=True),
                name="acreditacion_presencia_ocupacion",
            ),
            *super().get_urls(),
        ]

    # --- Which door ---

    @_de_la_puerta
    def puertas(self, request):
        """Show the activities of the Cumbre, today's first; a POST keeps the name of this post and goes to a door."""
        form = PuestoForm(request.POST or None, initial={"puesto": _puesto(request)})
        if request.method == "POST" and form.is_valid():
            request.session["puesto"] = form.cleaned_data["puesto"]
            elegida = Actividad.objects.vigentes().filter(slug=request.POST.get("actividad", "")[:120]).first()
            return HttpResponseRedirect(_ruta("puerta", elegida.slug) if elegida else _ruta("puertas"))
        actividades = presencias.con_ocupacion(Actividad.objects.vigentes().select_related("cumbre").en_orden())
        hoy, otras = [], []
        for actividad in actividades:
            actividad.cuantas = relatar(presencias.ocupacion(actividad))
            (hoy if _es_hoy(actividad) else otras).append(actividad)
        titulo = _("Acreditación: elegir la puerta")
        contexto = {"title": titulo, "form": form, "grupos": [(_("Hoy"), hoy), (_("Otros días"), otras)]}
        return self._pagina(request, "puertas", contexto)

    # --- At the door ---

    @_de_la_puerta
    def puerta(self, request, actividad):
        """Show the door; with ``q``, who is found; with ``cambio``, that who was there is gone. It writes nothing."""
        texto = request.GET.get("q", "")[:100]
        errores = [("id_texto", presencias.ErrorPresencia.mensaje)] if "cambio" in request.GET else []
        return self._en_la_puerta(request, actividad, texto=texto, errores=errores, **_hallados(texto, actividad))

    @_de_la_puerta
    def persona(self, request, actividad, entrada):
        """Show how somebody stands at this activity, and what may be decided. It writes nothing."""
        persona = get_object_or_404(_personas(actividad), entrada=entrada)
        situacion, presencia = presencias.situacion_en(persona, actividad)
        llena = presencias.ocupacion(actividad).llena
        sin_lugar = llena or situacion in {Situacion.SOLICITADA, Situacion.NO_CONCEDIDA}
        a_decidir = situacion in presencias.A_DECIDIR
        respuesta = {
            "titulo": _ya_entro(presencia, actividad) if situacion == Situacion.YA_ENTRO else situacion.label,
            "tono": "si" if situacion == Situacion.PUEDE_PASAR else "duda" if a_decidir else "no",
            "persona": persona,
            "presencia": presencia,
            "puede_pasar": situacion == Situacion.PUEDE_PASAR,
            "a_decidir": a_decidir,
            "sin_lugar": sin_lugar or "sin_lugar" in request.GET,
            "llena": llena,
            "seguro": "sin_lugar" in request.GET,
            "otra": situacion in {Situacion.RETIRADA, Situacion.NO_CONFIRMADA},
        }
        return self._en_la_puerta(request, actividad, respuesta=respuesta)

    @_de_la_puerta
    def entrada(self, request, actividad, clave):
        """Show an entry that was registered: who may pass. It writes nothing."""
        filas = Presencia.objects.select_related(
            "participante__inscripcion__ciudad", "participante__inscripcion__institucion", "registrada_por"
        )
        presencia = get_object_or_404(filas, pk=clave, actividad=actividad)
        vale = presencia.es_vigente
        respuesta = {
            "titulo": Situacion.PUEDE_PASAR.label if vale else _("Entrada deshecha"),
            "tono": "si" if vale else "no",
            "persona": presencia.participante,
            "presencia": presencia,
            "registrada": vale,
        }
        return self._en_la_puerta(request, actividad, respuesta=respuesta)

    @_de_la_puerta(solo_post=True)
    def registrar(self, request, actividad):
        """Register who was scanned, typed or chosen; what is no code is looked for. A repeated POST is one entry."""
        form = PaseForm(request.POST)
        if not form.is_valid():
            texto, errores = request.POST.get("texto", "")[:100], enlaces_de_errores(form)
            return self._en_la_puerta(request, actividad, form=form, texto=texto, errores=errores)
        datos = form.cleaned_data
        persona = busqueda.por_codigo(datos["texto"], actividad)
        if persona is None:
            return HttpResponseRedirect(f"{_ruta('puerta', actividad.slug)}?{urlencode({'q': datos['texto']})}")
        accion = partial(_pasar, actividad, persona, datos, puesto=_puesto(request), usuario=request.user)
        return self._una_vez(request, actividad, accion)

    @_de_la_puerta(solo_post=True)
    def deshacer_entrada(self, request, actividad, clave):
        """Take an entry back, and write it in staff's log as the list does; one that was taken back stays as it is."""
        presencia = get_object_or_404(Presencia, pk=clave, actividad=actividad)

        def accion():
            if presencias.deshacer(presencia=presencia, usuario=request.user):
                registrar_cambios(request, [presencia], _("Deshecha en la puerta"))
            return _ruta("entrada", actividad.slug, presencia.pk)

        return self._una_vez(request, actividad, accion)

    @_de_la_puerta
    @method_decorator(require_safe)
    def ocupacion(self, request, actividad):
        """Answer how full the room is, in words: 304 while it is the same. One query of its own."""
        texto = relatar(presencias.ocupacion(actividad))
        etag = f'"{salted_hmac("puerta", texto).hexdigest()[:16]}"'
        respuesta = JsonResponse({"texto": texto}, headers={"ETag": etag, "Cache-Control": "private, no-cache"})
        return get_conditional_response(request, etag=etag, response=respuesta)

    # --- Who had not registered ---

    @_de_la_puerta
    def inscribir(self, request, actividad):
        """Register somebody who had not, and that they enter."""
        inicial = {"nombre": request.GET.get("nombre", "")[:120], "quien": request.GET.get("quien", "")[:120]}
        form = EnLaPuertaForm(request.POST or None, cumbre=actividad.cumbre_id, initial=inicial)
        llena = False
        if request.method == "POST" and form.is_valid():
            accion = partial(_inscribir, actividad, form, sin_lugar="sin_lugar" in request.POST)
            try:
                return self._una_vez(request, actividad, partial(accion, puesto=_puesto(request), usuario=request.user))
            except presencias.SinLugar:
                llena = True
            except ErrorInscripcion as error:
                form.add_error(None, error.mensaje)
        contexto = {"form": form, "llena": llena, "errores": enlaces_de_errores(form), "clave_envio": clave_de(request)}
        return self._pagina(request, "inscribir", contexto | self._comun(request, actividad))

    # --- Ground ---

    def _una_vez(self, request, actividad, accion):
        ambito = f"puerta:{actividad.pk}:{request.user.pk}"
        clave = request.POST.get("clave_envio", "")
        return HttpResponseRedirect(una_vez(clave=clave, ambito=ambito, datos=request.POST, accion=accion))

    def _en_la_puerta(self, request, actividad, *, form=None, errores=(), texto="", respuesta=None, **contexto):
        todas = "todas" in request.GET
        puesto = None if todas else _puesto(request)
        contexto |= {
            "title": _titulo(actividad, respuesta),
            "respuesta": respuesta,
            "form": form or PaseForm(),
            "errores": errores,
            "texto": texto,
            "todas": todas,
            "ultimas": presencias.ultimas(
                actividad,
                cuantas=ULTIMAS_DE_TODAS if todas else ULTIMAS,
                puesto=puesto,
                usuario=None if todas else request.user,
            ),
            "zona": nombre_de_zona(timezone.now(), actividad.cumbre.zona_horaria),
            "clave_envio": nueva_clave(),
        }
        respuesta = self._pagina(request, "puerta", self._comun(request, actividad) | contexto)
        respuesta.headers["Permissions-Policy"] = CON_CAMARA
        return respuesta

    def _comun(self, request, actividad):
        return {
            "title": _("Inscribir en la puerta"),
            "actividad": actividad,
            "puesto": _puesto(request),
            "ocupacion": relatar(presencias.ocupacion(actividad)),
        }

    def _pagina(self, request, plantilla, contexto):
        contexto = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "is_nav_sidebar_enabled": False,
            **contexto,
        }
        return TemplateResponse(request, f"admin/acreditacion/presencia/{plantilla}.html", contexto)


def relatar(ocupacion):
    """Return how full a room is in one sentence: "Adentro: 37 de 100. Con lugar: 80."."""
    datos = {"adentro": ocupacion.adentro, "cupo": ocupacion.cupo, "esperadas": ocupacion.esperadas}
    if ocupacion.cupo is None:
        return _("Adentro: %(adentro)d, sin límite. Con lugar: %(esperadas)d.") % datos
    if ocupacion.adentro > ocupacion.cupo:
        return _("Adentro: %(adentro)d, por encima del cupo de %(cupo)d. Con lugar: %(esperadas)d.") % datos
    return _("Adentro: %(adentro)d de %(cupo)d. Con lugar: %(esperadas)d.") % datos


def _titulo(actividad, respuesta):
    if respuesta is None:
        return _("Puerta de «%(actividad)s»") % {"actividad": actividad}
    return _("%(respuesta)s: %(persona)s") % {"respuesta": respuesta["titulo"], "persona": respuesta["persona"]}


def _ya_entro(presencia, actividad):
    """Return when and where somebody had entered; another day than today's is told by the line below."""
    datos = {
        "hora": f"{en_zona(presencia.registrada_el, actividad.cumbre.zona_horaria):%H:%M}",
        "puesto": presencia.puesto,
    }
    if presencia.puesto:
        return _("Ya había entrado a las %(hora)s, en %(puesto)s") % datos
    return _("Ya había entrado a las %(hora)s") % datos


def _pasar(actividad, persona, datos, *, puesto, usuario):
    """Do what was asked of one person and return the page that tells it."""
    medio = datos["medio"] or Presencia.Medio.CODIGO
    hacer = presencias.registrar
    if datos["decision"]:
        hacer = partial(presencias.dejar_pasar, sin_lugar=datos["decision"] == "sin_lugar")
    ruta = _ruta("persona", actividad.slug, persona.entrada)
    try:
        presencia = hacer(participante=persona, actividad=actividad, medio=medio, puesto=puesto, usuario=usuario)
    except presencias.SinLugar:
        return f"{ruta}?sin_lugar="
    except presencias.ErrorPresencia:  # the page of the person tells how they stand, while there is one
        sigue = _personas(actividad).filter(entrada=persona.entrada).exists()
        return ruta if sigue else f"{_ruta('puerta', actividad.slug)}?cambio="
    return _ruta("entrada", actividad.slug, presencia.pk)


def _inscribir(actividad, form, *, sin_lugar, puesto, usuario):
    """Register a walk-in and return the page that tells it; who was registered already has theirs.

    What is new by it, a registration or a city, is in staff's log.
    """
    datos = form.cleaned_data
    try:
        presencia = presencias.inscribir_y_registrar(
            actividad=actividad,
            actor=form.obtener_actor(usuario),
            nombre=datos["nombre"],
            email=datos["email"],
            idioma=datos["idioma"],
            puesto=puesto,
            usuario=usuario,
            sin_lugar=sin_lugar,
        )
    except YaInscrita as error:
        return _ruta("persona", actividad.slug, error.participante.entrada)
    persona = presencia.participante
    if persona.es_contacto:  # a registration of their own; one that was there keeps its change, with its author
        motivo = _("Inscripción en la puerta.")
        LogEntry.objects.log_actions(usuario.pk, [persona.inscripcion], ADDITION, motivo, single_object=True)
    return _ruta("entrada", actividad.slug, presencia.pk)


def _hallados(texto, actividad):
    """Return what the door shows of who was looked for."""
    if not texto.strip():
        return {}
    hallados, hay_mas = busqueda.buscar(texto, actividad)
    return {"buscado": True, "hallados": hallados, "hay_mas": hay_mas}


def _personas(actividad):
    return Participante.objects.filter(inscripcion__cumbre=actividad.cumbre_id).select_related(
        "inscripcion__ciudad", "inscripcion__institucion"
    )


def _es_hoy(actividad):
    hoy = en_zona(timezone.now(), actividad.cumbre.zona_horaria).date()
    return actividad.dia <= hoy <= (actividad.dia_fin or actividad.dia)


def _puesto(request):
    return request.session.get("puesto", "")


def _ruta(nombre, *args):
    return reverse(f"admin:acreditacion_presencia_{nombre}", args=args)
