"""The forms of the registration: the shape of what is typed; rules live in ``services``."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.models import PAISES_DE_SEDE, Ciudad, Institucion, Ods, Pais, UnidadTematica
from comun.formularios import (
    CampoCasilla,
    CampoCorreo,
    CampoLargo,
    CampoLista,
    CampoModelo,
    CampoModelos,
    CampoOpciones,
    CampoTelefono,
    CampoTexto,
    CampoVarias,
    FormularioPortal,
)
from inscripciones import services
from inscripciones.models import Inscripcion, Modalidad
from proyectos.models import Proyecto


def sin_direcciones(valor):
    """Refuse web addresses in what goes into mails as a name: nobody is to advertise through our letters."""
    if "://" in valor or "www." in valor.lower():
        raise forms.ValidationError(
            _("Hay una dirección web donde va un nombre o un cargo: quítela."), code="direccion"
        )


class AccionForm(FormularioPortal):
    """A button and nothing to type; it carries what a rule says."""


class TipoForm(FormularioPortal):
    tipo = CampoOpciones(
        label=gettext_lazy("¿A quién va a inscribir?"),
        choices=[
            ("ciudad", gettext_lazy("A un gobierno local")),
            ("institucion", gettext_lazy("A una institución")),
        ],
        pistas={
            "ciudad": gettext_lazy("Un municipio, una prefectura, una intendencia o una alcaldía."),
            "institucion": gettext_lazy(
                "Un organismo, una agencia, una red, un banco, una universidad o una fundación."
            ),
        },
        etiqueta_oculta=True,
        falta=gettext_lazy("Falta elegir a quién va a inscribir: a un gobierno local o a una institución."),
    )


class BuscarCiudadForm(FormularioPortal):
    """Country, then part of the name."""

    pais = CampoLista(
        label=gettext_lazy("País"),
        choices=[("", gettext_lazy("Elija un país")), *Pais.choices],
        falta=gettext_lazy("Falta el país: elija uno de la lista."),
    )
    q = CampoTexto(
        label=gettext_lazy("Parte del nombre"),
        help_text=gettext_lazy("Por ejemplo «riob» o «são le». Las tildes no importan."),
        max_length=80,
        falta=gettext_lazy("Falta el nombre de la ciudad: escriba al menos una parte."),
    )


class BuscarInstitucionForm(FormularioPortal):
    q = CampoTexto(
        label=gettext_lazy("Parte del nombre o sigla"),
        help_text=gettext_lazy("Por ejemplo «SEGIB» o «cooperación». Las tildes no importan."),
        max_length=80,
        falta=gettext_lazy("Falta el nombre de la institución: escriba al menos una parte o su sigla."),
    )


class ElegirForm(FormularioPortal):
    """Choose among the found ones, or write the name in; the fields are those of the contract.

    ``ciudad`` and ``ciudad_otra``, or ``institucion`` and ``institucion_otra``, as ``tipo`` says.
    """

    OTRA = "otra"

    def __init__(self, *args, tipo, encontradas, **kwargs):
        self.tipo = tipo
        super().__init__(*args, **kwargs)
        elegida, otra = self.fields[tipo], self.fields[f"{tipo}_otra"]
        elegida.choices = [
            *((actor.slug, str(actor)) for actor in encontradas),
            (self.OTRA, _("No está en la lista: la escribo a continuación")),
        ]
        elegida.widget.pistas = {a.slug: _("Integra Mercociudades") for a in encontradas if getattr(a, "miembro", None)}
        self.solo_escribir = not encontradas
        if self.solo_escribir:
            elegida.widget = forms.HiddenInput()
            elegida.initial = self.OTRA
            otra.sin_opcional = True

    def clean(self):
        datos = super().clean()
        otra = f"{self.tipo}_otra"
        if datos.get(self.tipo) == self.OTRA and not datos.get(otra) and otra not in self.errors:
            mensaje = _("Falta el nombre: escríbalo tal como quiere que figure.")
            self.add_error(otra, forms.ValidationError(mensaje, code="required"))
        return datos


def clase_elegir(tipo):
    """Return the :class:`ElegirForm` class of ``"ciudad"`` or ``"institucion"``."""
    campos = {
        tipo: CampoOpciones(
            label=gettext_lazy("Resultados"),
            falta=gettext_lazy("Falta elegir: marque un resultado o «No está en la lista»."),
        ),
        f"{tipo}_otra": CampoTexto(
            label=gettext_lazy("Nombre, si no está en la lista"),
            help_text=gettext_lazy("La inscripción sigue igual que las demás; el equipo solo revisa el nombre."),
            max_length=120,
            required=False,
            validators=[sin_direcciones],
        ),
    }
    if tipo == "institucion":
        campos["pais"] = CampoLista(
            label=gettext_lazy("País de la sede, si no está en la lista"),
            choices=[("", gettext_lazy("De varios países, o sin dato")), *PAISES_DE_SEDE],
            required=False,
        )
    return type("ElegirForm", (ElegirForm,), campos)


class QuienForm(FormularioPortal):
    """Who registers, as links and the contact step carry it; ``clean`` leaves the row or the name to write in."""

    tipo = CampoOpciones(label=gettext_lazy("Tipo"), choices=Inscripcion.Tipo.choices)
    pais = CampoLista(label=gettext_lazy("País"), choices=[("", ""), *PAISES_DE_SEDE], required=False)
    ciudad = CampoTexto(label=gettext_lazy("Ciudad"), required=False, max_length=160)
    ciudad_otra = CampoTexto(
        label=gettext_lazy("Ciudad que no está en la lista"),
        required=False,
        max_length=120,
        validators=[sin_direcciones],
    )
    institucion = CampoTexto(label=gettext_lazy("Institución"), required=False, max_length=160)
    institucion_otra = CampoTexto(
        label=gettext_lazy("Institución que no está en la lista"),
        required=False,
        max_length=120,
        validators=[sin_direcciones],
    )

    def clean(self):
        datos = super().clean()
        tipo = datos.get("tipo")
        if not tipo:
            return datos
        modelo = Ciudad if tipo == "ciudad" else Institucion
        datos["actor"] = None
        if datos.get(tipo) and datos[tipo] != ElegirForm.OTRA:
            hallado = modelo.objects.select_related("fusionada_en").filter(slug=datos[tipo]).first()
            actor = hallado and hallado.vigente
            datos["actor"] = actor if actor and actor.verificada else None
        datos["otra"] = datos.get(f"{tipo}_otra", "")
        if tipo == "ciudad" and not datos["actor"] and datos.get("pais") not in Pais.values:
            datos["otra"] = ""
        if not datos["actor"] and not datos["otra"]:
            raise forms.ValidationError(
                _("Falta elegir quién se inscribe: búsquelo por su nombre o escríbalo."), code="quien"
            )
        return datos

    def sugeridas(self, cumbre):
        """Return the slugs of ``actividades`` that this Cumbre still offers; others are ignored."""
        pedidas = [slug for slug in self.data.getlist("actividades")[:20] if "\x00" not in slug]
        return list(cumbre.actividades.elegibles().filter(slug__in=pedidas).values_list("slug", flat=True))

    def obtener_actor(self):
        """Return the row of valid data, writing it in if it is new."""
        datos = self.cleaned_data
        return datos["actor"] or services.crear_actor(tipo=datos["tipo"], nombre=datos["otra"], pais=datos["pais"])


class ContactoForm(FormularioPortal):
    """Who acts for the delegation; the actor comes in hidden fields named as the contract says."""

    nombre = CampoTexto(
        label=gettext_lazy("Nombre y apellido"), max_length=120, autocompletar="name", validators=[sin_direcciones]
    )
    email = CampoCorreo(
        help_text=gettext_lazy("Aquí llega el enlace para volver a su inscripción desde cualquier dispositivo.")
    )
    telefono = CampoTelefono(
        required=False, max_length=40, help_text=gettext_lazy("Con el código del país, en cualquier formato.")
    )
    cargo = CampoTexto(
        label=gettext_lazy("Cargo o área"),
        max_length=120,
        required=False,
        autocompletar="organization-title",
        validators=[sin_direcciones],
    )
    participa = CampoOpciones(
        label=gettext_lazy("¿Usted también participa?"),
        choices=[
            ("si", gettext_lazy("Sí, voy a participar")),
            ("no", gettext_lazy("No, solo inscribo a otras personas")),
        ],
        falta=gettext_lazy("Falta decir si usted también participa: elija sí o no."),
    )
    # A trap for machines, rendered by ``componentes/trampa.html`` where people do not see it.
    sitio_web = CampoTexto(label=gettext_lazy("Sitio web"), required=False)

    idioma = CampoLista(label=gettext_lazy("Idioma"), choices=[("", ""), *settings.LANGUAGES], required=False)

    def clean_participa(self):
        return self.cleaned_data["participa"] == "si"

    def clean(self):
        datos = super().clean()
        if datos.get("sitio_web"):
            # The box comes back empty: a browser that filled it in by itself only needs to send again.
            mensaje = _("No se guardó todavía: revise lo que escribió y vuelva a pulsar «Guardar y seguir».")
            self.add_error(None, forms.ValidationError(mensaje, code="trampa"))
        if "idioma" in self.errors:  # carried, not typed: nobody could correct it
            del self.errors["idioma"]
            datos["idioma"] = ""
        return datos


class ParticipanteForm(FormularioPortal):
    nombre = CampoTexto(
        label=gettext_lazy("Nombre y apellido"), max_length=120, autocompletar="off", validators=[sin_direcciones]
    )
    email = CampoCorreo(
        required=False, help_text=gettext_lazy("Si lo tiene a mano: servirá para comunicarnos con la persona.")
    )
    cargo = CampoTexto(
        label=gettext_lazy("Cargo o área"),
        max_length=120,
        required=False,
        autocompletar="off",
        validators=[sin_direcciones],
    )


def campo_modalidad(actividad):
    """Return the name of the field that says how an activity is attended."""
    return f"modalidad_{actividad.slug}"


class ActividadesForm(FormularioPortal):
    """Activities by slug in ``actividades`` and how each is attended in ``modalidad_<slug>``.

    The template renders each activity with its two fields together; a modality for an activity that is not chosen is
    ignored. ``actividades``: those that may be chosen; ``elegidas``: ``{slug: modalidad}`` as saved.
    """

    def __init__(self, *args, actividades, elegidas, llenas=(), **kwargs):
        self.actividades = list(actividades)
        self.llenas = set(llenas)
        inicial = {"actividades": list(elegidas)}
        inicial |= {f"modalidad_{slug}": modalidad for slug, modalidad in elegidas.items()}
        kwargs["initial"] = {**inicial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def filas(self):
        """What the template shows: one row per activity with its checkbox and its radios."""
        marcadas = set(self["actividades"].value() or [])
        for actividad, casilla in zip(self.actividades, self["actividades"], strict=True):
            yield {
                "actividad": actividad,
                "casilla": casilla,
                "marcada": actividad.slug in marcadas,
                "modalidad": self[campo_modalidad(actividad)],
                "llena": actividad.pk in self.llenas,
            }

    def elecciones(self):
        """Return ``{Actividad: modalidad}`` of valid data."""
        elegidas = set(self.cleaned_data["actividades"])
        return {a: self.cleaned_data[campo_modalidad(a)] for a in self.actividades if a.slug in elegidas}

    def _clean_fields(self):
        super()._clean_fields()
        elegidas = set(self.cleaned_data.get("actividades") or [])
        for actividad in self.actividades:
            nombre = campo_modalidad(actividad)
            if actividad.slug in elegidas and not self.cleaned_data.get(nombre) and nombre not in self.errors:
                mensaje = _("Falta decir cómo se participa en «%(actividad)s»: presencial o virtual.")
                self.add_error(
                    nombre, forms.ValidationError(mensaje % {"actividad": actividad.titulo}, code="required")
                )


def clase_actividades(actividades, *, exige_una=True):
    """Return an :class:`ActividadesForm` class with the fields of these activities.

    Fields are declared on the class, before the base gives them their messages.
    """
    campos = {
        "actividades": CampoVarias(
            label=gettext_lazy("Actividades"),
            choices=[(a.slug, a.titulo) for a in actividades],
            required=exige_una,
            falta=gettext_lazy("Falta elegir al menos una actividad."),
        )
    }
    for actividad in actividades:
        campos[campo_modalidad(actividad)] = CampoOpciones(
            label=_("¿Cómo se participa en «%(actividad)s»?") % {"actividad": actividad.titulo},
            choices=Modalidad.choices,
            required=False,
            sin_opcional=True,
        )
    return type("ActividadesForm", (ActividadesForm,), campos)


def _unidades():
    return UnidadTematica.objects.order_by("slug")


class FichaForm(FormularioPortal):
    titulo = CampoTexto(
        label=gettext_lazy("Título"),
        help_text=gettext_lazy("En una frase: qué es."),
        max_length=120,
    )
    texto = CampoLargo(
        label=gettext_lazy("Descripción"),
        help_text=gettext_lazy("Qué hizo, necesita o imagina su ciudad, y con quién le gustaría trabajarlo."),
        limite=600,
        required=False,
    )
    unidad = CampoModelo(
        label=gettext_lazy("Tema principal"),
        queryset=UnidadTematica.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("Elija un tema"),
    )
    ods = CampoModelos(
        label=gettext_lazy("Objetivos de Desarrollo Sostenible"),
        queryset=Ods.objects.none(),
        to_field_name="numero",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unidad"].queryset = _unidades()
        self.fields["ods"].queryset = Ods.objects.order_by("numero")


class ExperienciaForm(FormularioPortal):
    quiere = CampoOpciones(
        label=gettext_lazy("¿Quieren presentar una experiencia?"),
        choices=[("si", gettext_lazy("Sí, queremos presentar una experiencia")), ("no", gettext_lazy("No por ahora"))],
        falta=gettext_lazy("Falta responder: elija sí o «no por ahora»."),
    )
    titulo = CampoTexto(
        label=gettext_lazy("Nombre de la experiencia"), max_length=160, required=False, sin_opcional=True
    )
    resumen = CampoLargo(
        label=gettext_lazy("De qué se trata"),
        help_text=gettext_lazy("Qué se hizo, con quién y qué cambió."),
        limite=1200,
        required=False,
    )
    proyecto = CampoModelo(
        label=gettext_lazy("Proyecto del catálogo al que corresponde"),
        queryset=Proyecto.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("Ninguno, o no figura"),
    )

    def __init__(self, *args, ciudad, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proyecto"].queryset = Proyecto.objects.publicados().con_actor(ciudad).con_participantes()

    def clean_quiere(self):
        return self.cleaned_data["quiere"] == "si"

    def clean(self):
        datos = super().clean()
        if datos.get("quiere") and not datos.get("titulo") and "titulo" not in self.errors:
            mensaje = _("Falta el nombre de la experiencia: escríbalo en una frase.")
            self.add_error("titulo", forms.ValidationError(mensaje, code="required"))
        return datos


class MiradaForm(FormularioPortal):
    mirada = CampoLargo(
        label=gettext_lazy("Su mirada"),
        help_text=gettext_lazy("Cómo entiende su institución la cooperación Sur-Sur."),
        limite=1200,
        required=False,
    )
    enfoque = CampoLargo(label=gettext_lazy("Su enfoque con los gobiernos locales"), limite=1200, required=False)
    estrategias = CampoLargo(
        label=gettext_lazy("Sus estrategias con los gobiernos locales"), limite=1200, required=False
    )
    aporta = CampoOpciones(
        label=gettext_lazy("¿Contribuye a la cooperación Sur-Sur y triangular?"),
        choices=[("si", gettext_lazy("Sí")), ("todavia_no", gettext_lazy("Todavía no"))],
        required=False,
    )
    aporte = CampoLargo(label=gettext_lazy("De qué manera contribuye"), limite=1200, required=False)

    def clean_aporta(self):
        return self.cleaned_data["aporta"] or ""


class ProgramaForm(FormularioPortal):
    titulo = CampoTexto(label=gettext_lazy("Nombre de la línea o programa"), max_length=160)
    descripcion = CampoLargo(label=gettext_lazy("Qué ofrece a los gobiernos locales"), limite=1200, required=False)
    url = forms.URLField(label=gettext_lazy("Página web"), required=False, max_length=200, assume_scheme="https")
    cierre = forms.DateField(
        label=gettext_lazy("Fecha de cierre de la convocatoria"),
        help_text=gettext_lazy("Día, mes y año; por ejemplo 31/5/2027. En blanco si no tiene o no se conoce."),
        required=False,
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y"),
    )
    unidades = CampoModelos(
        label=gettext_lazy("Temas"), queryset=UnidadTematica.objects.none(), to_field_name="slug", required=False
    )
    ods = CampoModelos(
        label=gettext_lazy("Objetivos de Desarrollo Sostenible"),
        queryset=Ods.objects.none(),
        to_field_name="numero",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unidades"].queryset = _unidades()
        self.fields["ods"].queryset = Ods.objects.order_by("numero")


class ConsentimientosForm(FormularioPortal):
    consentimiento_datos = CampoCasilla(
        label=gettext_lazy("Acepto que el equipo organizador use estos datos para gestionar la inscripción."),
        help_text=gettext_lazy("Hace falta para inscribirse."),
        falta=gettext_lazy("Para inscribirse hace falta aceptar el uso de los datos: marque la casilla."),
    )
    consentimiento_imagen = CampoCasilla(
        label=gettext_lazy("Acepto que se difundan fotos y videos del encuentro en los que yo aparezca."),
        help_text=gettext_lazy("Cada persona de la delegación decide por sí misma; esto vale solo para usted."),
        required=False,
    )
    consentimiento_listado = CampoCasilla(
        label=gettext_lazy(
            "Acepto que el portal muestre quién participa y lo que aporta, después de que el equipo lo revise."
        ),
        help_text=gettext_lazy(
            "Se muestra la ciudad o institución y sus aportes; nunca nombres ni correos de personas."
        ),
        required=False,
    )


class LlenoForm(FormularioPortal):
    """For each full activity: wait in line, attend online, or leave it."""

    def __init__(self, *args, actividades, **kwargs):
        self.actividades = actividades
        super().__init__(*args, **kwargs)

    def decisiones(self):
        return {a: self.cleaned_data[f"decision_{a.slug}"] for a in self.actividades}


def clase_lleno(actividades):
    """Return a :class:`LlenoForm` class with one question per full activity."""
    campos = {
        f"decision_{a.slug}": CampoOpciones(
            label=a.titulo,
            choices=[
                ("virtual", _("Participar en forma virtual")),
                ("espera", _("Quedar en la lista de espera presencial")),
                ("quitar", _("No participar de esta actividad")),
            ],
            pistas={"espera": _("Si se libera un lugar, se asigna por orden de llegada y avisamos por correo.")},
            falta=_("Falta decidir qué hacer con «%(actividad)s»: elija una opción.") % {"actividad": a.titulo},
        )
        for a in actividades
    }
    return type("LlenoForm", (LlenoForm,), campos)
