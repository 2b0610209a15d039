"""From the start page to the contact: nothing is stored before the contact is sent."""

from functools import wraps
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from actores.forms import BuscarCiudadForm, BuscarInstitucionForm, clase_elegir
from actores.listas import encontrar
from agenda.models import Cumbre
from comun import limites
from comun.envios import clave_de, una_vez
from comun.formularios import sugerir_correo
from comun.vistas import personal, publica
from inscripciones import pasos, services
from inscripciones.acceso import iniciada_por, recordar_iniciada, sigue_dentro
from inscripciones.errores import InscripcionCerrada
from inscripciones.forms.delegacion import ContactoForm
from inscripciones.forms.quien import QuienForm, TipoForm
from inscripciones.models import Inscripcion
from inscripciones.views.comunes import de_inscripcion, guardar, mostrar, mostrar_ventana, tras

ESCRITA = gettext_lazy("La inscripción sigue igual que las demás; el equipo solo revisa el nombre.")
# Of the address: who registers, and the activities that a button suggested.
CLAVES_QUIEN = ("tipo", "pais", "ciudad", "ciudad_otra", "institucion", "institucion_otra")


def _arrastre(datos, *claves):
    """Return the query string that carries what was chosen so far, clipped; wrong values are told where used."""
    pares = [(clave, datos.get(clave, "")[:200]) for clave in claves if datos.get(clave)]
    pares += [("actividades", slug[:120]) for slug in datos.getlist("actividades")[:20]]
    return urlencode(pares)


def _ocultos(datos, *claves):
    """Return the same as pairs for hidden fields."""
    return [(c, datos[c][:200]) for c in claves if datos.get(c)] + [
        ("actividades", slug[:120]) for slug in datos.getlist("actividades")[:20]
    ]


@publica()
def inicio(request):
    """Say what is needed, how long it takes, and when the registration opens and closes."""
    cumbre = Cumbre.objects.vigente()
    seminario = cumbre.actividades.elegibles().seminario() if cumbre else None
    contexto = {"cumbre": cumbre, "seminario": seminario, "ventana": cumbre.inscripcion() if cumbre else "cerrada"}
    return render(request, "inscripciones/inicio.html", contexto)


def con_ventana(vista):
    """Decorate a step before the draft exists: the Cumbre is passed as second argument, while registration is open."""

    @personal
    @wraps(vista)
    def envuelta(request):
        cumbre = Cumbre.objects.vigente()
        if not cumbre or cumbre.inscripcion() != "abierta":
            return mostrar_ventana(request, cumbre)
        return vista(request, cumbre)

    return envuelta


@con_ventana
def tipo(request, cumbre):
    """City or institution."""
    form = TipoForm(request.GET if "seguir" in request.GET else None, initial={"tipo": request.GET.get("tipo")})
    if form.is_valid():
        return redirect(f"{reverse('inscripciones:quien')}?{_arrastre(request.GET, 'tipo')}")
    contexto = {"form": form, "ocultos": _ocultos(request.GET), "paso": 1, "pasos": pasos.TOTAL}
    return render(request, "inscripciones/tipo.html", contexto)


@con_ventana
def quien(request, cumbre):
    """Country and part of the name, then choose among the found ones or write it in."""
    datos = request.GET
    if datos.get("tipo") not in Inscripcion.Tipo.values:
        return redirect(f"{reverse('inscripciones:tipo')}?{_arrastre(datos)}")
    es_ciudad = datos["tipo"] == "ciudad"
    clase = BuscarCiudadForm if es_ciudad else BuscarInstitucionForm
    buscar = clase(datos if "q" in datos else None, initial={"pais": datos.get("pais")})
    elegir, encontradas, hay_mas = None, [], False
    if buscar.is_valid():
        encontradas, hay_mas = encontrar(**buscar.cleaned_data)
        elegir = clase_elegir(datos["tipo"], ESCRITA)(
            datos if "seguir" in datos else None, tipo=datos["tipo"], encontradas=encontradas,
            initial={f"{datos['tipo']}_otra": "" if encontradas else buscar.cleaned_data["q"]},
        )  # fmt: skip
        if elegir.is_valid():
            return redirect(_tras_elegir(request))
    contexto = {
        "form": elegir if elegir is not None and elegir.errors else buscar,
        "buscar": buscar,
        "elegir": elegir,
        "encontradas": encontradas,
        "hay_mas": hay_mas,
        "es_ciudad": es_ciudad,
        "ocultos_buscar": _ocultos(datos, "tipo", "volver"),
        "ocultos_elegir": _ocultos(datos, "tipo", *(["pais"] if es_ciudad else []), "q", "volver"),
        "url_atras": reverse("inscripciones:revisar") if datos.get("volver") else reverse("inscripciones:tipo"),
        "paso": 2,
        "pasos": pasos.TOTAL,
    }
    return render(request, "inscripciones/quien.html", contexto)


def _tras_elegir(request):
    """Return where the choice leads: the contact, or the change of a draft that is being checked."""
    datos = request.GET
    claves = [c for c in CLAVES_QUIEN if not c.startswith("institucion" if datos["tipo"] == "ciudad" else "ciudad")]
    destino = "inscripciones:cambiar_quien" if datos.get("volver") else "inscripciones:contacto"
    consulta = datos.copy()
    if consulta.get(datos["tipo"]) != "otra":
        consulta.pop(f"{datos['tipo']}_otra", None)
    return f"{reverse(destino)}?{_arrastre(consulta, *claves)}"


@de_inscripcion
def cambiar_quien(request, inscripcion):
    """Confirm that the draft registers another city or institution: a POST, since it writes."""
    quien_es = QuienForm(request.POST if request.method == "POST" else request.GET)
    if not quien_es.is_valid():
        return redirect(f"{reverse('inscripciones:quien')}?tipo={inscripcion.tipo}&volver=revisar")
    if request.method == "POST":

        def accion():
            services.cambiar_actor(inscripcion=inscripcion, actor=quien_es.obtener_actor())
            return pasos.direccion("revisar")

        if quien_es.cleaned_data["otra"] and not limites.permitir(
            "escribir-actor", limites.ip_del_cliente(request), maximo=40, segundos=3600
        ):
            quien_es.add_error(None, _demasiadas())
        elif respuesta := guardar(request, inscripcion, "quien", quien_es, accion):
            return respuesta
    datos = request.POST if request.method == "POST" else request.GET
    return mostrar(
        request, inscripcion, "contacto", "inscripciones/cambiar_quien.html", quien_es,
        nuevo=quien_es.cleaned_data.get("actor") or quien_es.cleaned_data.get("otra"),
        ocultos=[(c, datos[c][:200]) for c in CLAVES_QUIEN if datos.get(c)],
    )  # fmt: skip


def contacto(request):
    """Who acts for the delegation: creates the draft and queues the return link, or changes the draft's contact."""
    datos = request.POST if request.method == "POST" else request.GET
    return _contacto_nuevo(request) if "tipo" in datos else _editar_contacto(request)


@con_ventana
def _contacto_nuevo(request, cumbre):
    datos = request.POST if request.method == "POST" else request.GET
    quien_es = QuienForm(datos)
    if not quien_es.is_valid():
        return redirect(f"{reverse('inscripciones:quien')}?{_arrastre(datos, 'tipo', 'pais')}")
    if _ya_empezada(request, quien_es):
        return _editar_contacto(request)
    inicial = {campo: datos.get(campo, "") for campo in ("nombre", "email", "telefono", "cargo")}
    form = ContactoForm(request.POST if request.method == "POST" else None, initial=inicial)
    status = 200
    if request.method == "POST" and form.is_valid():
        if _hay_demasiadas(request, form.cleaned_data["email"]):
            form.add_error(None, _demasiadas())
            status = 429
        else:
            return _crear(request, cumbre, quien_es, form)
    contexto = {
        "form": form,
        "quien": quien_es.cleaned_data["actor"] or quien_es.cleaned_data["otra"],
        "clave_envio": clave_de(request),
        "ocultos": _ocultos(datos, *CLAVES_QUIEN),
        "url_atras": f"{reverse('inscripciones:quien')}?{_arrastre(datos, 'tipo', 'pais')}",
        "cumbre": cumbre,
        "paso": 3,
        "pasos": pasos.TOTAL,
    }
    return render(request, "inscripciones/contacto.html", contexto, status=status)


def _ya_empezada(request, quien_es):
    """True if this browser just began the draft of that very city or institution: coming back corrects it."""
    iniciada = iniciada_por(request)
    if not iniciada or not iniciada.es_borrador or iniciada.pasos != ["contacto"]:
        return False
    actor, otra = quien_es.cleaned_data["actor"], quien_es.cleaned_data["otra"]
    return iniciada.actor == actor if actor else iniciada.actor.nombre.lower() == otra.lower()


def _crear(request, cumbre, quien_es, form):
    """Create the draft once for this POST and let this browser go on with it."""
    limpios = {c: form.cleaned_data[c] for c in ("nombre", "email", "telefono", "cargo", "participa")}

    def accion():
        return services.crear_borrador(
            cumbre=cumbre, actor=quien_es.obtener_actor(), sugeridas=quien_es.sugeridas(cumbre), **limpios,
            idioma=form.cleaned_data["idioma"] or get_language(),
        ).codigo  # fmt: skip

    try:
        codigo = una_vez(
            clave=request.POST.get("clave_envio", ""),
            ambito=f"contacto:{_navegador(request)}",
            datos=request.POST,
            accion=accion,
        )
    except InscripcionCerrada:
        return mostrar_ventana(request, cumbre)
    inscripcion = Inscripcion.objects.select_related("contacto").get(codigo=codigo)
    if iniciada_por(request) != inscripcion:
        recordar_iniciada(request, inscripcion)
    return redirect("inscripciones:personas")


def _navegador(request):
    """Return what tells this browser from others before it has a draft: the same POST from another one is another
    submission, so that it opens nobody else's draft."""
    return salted_hmac("inscripciones.contacto", request.META.get("CSRF_COOKIE", "")).hexdigest()


def _hay_demasiadas(request, email):
    ip = limites.ip_del_cliente(request)
    return not (
        limites.permitir("borrador-ip", ip, maximo=40, segundos=3600)
        and limites.permitir("borrador-correo", email, maximo=8, segundos=3600)
    )


def _demasiadas():
    return ValidationError(
        _(
            "Se iniciaron muchas inscripciones desde aquí en la última hora. Lo que escribió sigue en la página: "
            "espere unos minutos y vuelva a guardar, o use el enlace que ya recibió por correo."
        ),
        code="limite",
    )


@de_inscripcion
def _editar_contacto(request, inscripcion):
    contacto_actual = inscripcion.contacto
    inicial = {c: getattr(contacto_actual, c) for c in ("nombre", "email", "telefono", "cargo")}
    if inscripcion.contacto_participa is not None:
        inicial["participa"] = "si" if inscripcion.contacto_participa else "no"
    form = ContactoForm(request.POST if request.method == "POST" else None, initial=inicial)
    if request.method == "POST" and form.is_valid():
        otro_correo = form.cleaned_data["email"].lower() != contacto_actual.email.lower()
        if otro_correo and _hay_demasiadas(request, form.cleaned_data["email"]):
            form.add_error(None, _demasiadas())
    if request.method == "POST" and form.is_valid():

        def accion():
            limpios = {c: form.cleaned_data[c] for c in ("nombre", "email", "telefono", "cargo", "participa")}
            services.guardar_contacto(inscripcion=inscripcion, **limpios)
            return tras(request, inscripcion, "contacto")

        if respuesta := guardar(request, inscripcion, "contacto", form, accion):
            sigue_dentro(request, inscripcion)
            return respuesta
    return mostrar(
        request, inscripcion, "contacto", "inscripciones/contacto.html", form, quien=inscripcion.actor,
        cumbre=inscripcion.cumbre, cambia_quien=True, sugerencia=sugerir_correo(contacto_actual.email),
    )  # fmt: skip
