"""Whom a message is for: kept as the answers of a form, read again through the same form, never trusted.

One mail for each address, whatever they are registered as. Who was erased has no address; who withdrew or does not
come is in no segment that does not say so.
"""

from collections import Counter
from typing import NamedTuple

from django import forms
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acreditacion.models import Presencia
from actores.listas import paises_de_sede
from agenda.models import Actividad, Bloque, Cumbre, EstadoPrograma, Intervencion
from comun.formularios import poner_mensajes
from inscripciones.models import Asistencia, Inscripcion, Modalidad, Participante, eligieron
from seminario.comunicados.errores import ErrorComunicado

CONTACTOS, PERSONAS, TODOS = "contactos", "personas", "todos"
_SIN_FILTRO = ("", gettext_lazy("sin filtrar"))
_Estado, _Respuesta = Asistencia.Estado, Participante.Respuesta
_NADIE = Value(None, BigIntegerField())
# What only people of a confirmed registration have.
_DE_PERSONAS = ("asistencia", "respuesta", "presencia")


class FormularioSegmento(forms.Form):
    """The questions that make a segment; all of them together narrow it. ``guardado()`` is what is kept."""

    a_quien = forms.ChoiceField(
        label=gettext_lazy("A quiénes"),
        choices=[
            (CONTACTOS, gettext_lazy("al contacto de cada delegación")),
            (PERSONAS, gettext_lazy("a cada persona que dio su correo")),
            (TODOS, gettext_lazy("a los contactos y a las personas")),
        ],
        initial=CONTACTOS,
        help_text=gettext_lazy("A cada dirección le llega un solo correo, aunque figure varias veces."),
    )
    situacion = forms.ChoiceField(
        label=gettext_lazy("Con la inscripción"),
        choices=[
            (Inscripcion.Estado.CONFIRMADA, gettext_lazy("confirmada")),
            (Inscripcion.Estado.BORRADOR, gettext_lazy("en borrador")),
            (Inscripcion.Estado.RETIRADA, gettext_lazy("retirada")),
        ],
        initial=Inscripcion.Estado.CONFIRMADA,
        help_text=gettext_lazy("De un borrador o de una retirada solo se escribe al contacto."),
    )
    tipo = forms.ChoiceField(
        label=gettext_lazy("Tipo"), required=False, choices=[_SIN_FILTRO, *Inscripcion.Tipo.choices]
    )
    idioma = forms.ChoiceField(
        label=gettext_lazy("Leen en"),
        required=False,
        choices=[_SIN_FILTRO, ("es", gettext_lazy("español")), ("pt-br", gettext_lazy("portugués"))],
    )
    paises = forms.MultipleChoiceField(
        label=gettext_lazy("Países"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Sin marcar ninguno, de todos."),
    )
    seminario = forms.ChoiceField(
        label=gettext_lazy("Seminario"),
        required=False,
        choices=[_SIN_FILTRO, ("con", gettext_lazy("lo eligieron")), ("sin", gettext_lazy("no lo eligieron"))],
    )
    actividad = forms.ModelChoiceField(
        Actividad.objects.none(),
        label=gettext_lazy("Actividad"),
        required=False,
        empty_label=_SIN_FILTRO[1],
        to_field_name="slug",
    )
    modalidad = forms.ChoiceField(
        label=gettext_lazy("Modalidad"), required=False, choices=[_SIN_FILTRO, *Modalidad.choices]
    )
    asistencia = forms.ChoiceField(
        label=gettext_lazy("Su lugar"),
        required=False,
        choices=[
            _SIN_FILTRO,
            *((e.value, e.label) for e in (_Estado.CONFIRMADA, _Estado.EN_ESPERA, _Estado.SOLICITADA)),
        ],
        help_text=gettext_lazy("En la actividad elegida; sin elegir una, en alguna."),
    )
    presencia = forms.ChoiceField(
        label=gettext_lazy("El día"),
        required=False,
        choices=[_SIN_FILTRO, ("presente", gettext_lazy("estuvieron")), ("ausente", gettext_lazy("no estuvieron"))],
        help_text=gettext_lazy("En la actividad elegida; sin elegir una, en alguna."),
    )
    respuesta = forms.ChoiceField(
        label=gettext_lazy("Respuesta de la persona"), required=False, choices=[_SIN_FILTRO, *_Respuesta.choices]
    )
    bloque = forms.ModelChoiceField(
        Bloque.objects.none(),
        label=gettext_lazy("Presentan en el bloque"),
        required=False,
        empty_label=_SIN_FILTRO[1],
        help_text=gettext_lazy("Las ciudades e instituciones que tienen una intervención en ese bloque."),
    )
    presenta = forms.ChoiceField(
        label=gettext_lazy("Quieren presentar una experiencia"),
        required=False,
        choices=[_SIN_FILTRO, ("si", gettext_lazy("sí")), ("no", gettext_lazy("no"))],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["paises"].choices = paises_de_sede()
        self.fields["actividad"].queryset = Actividad.objects.vigentes().en_orden()
        bloques = Bloque.objects.filter(actividad__in=Actividad.objects.vigentes()).order_by("actividad", "orden")
        self.fields["bloque"].queryset = bloques.exclude(estado=EstadoPrograma.CANCELADA)
        self.fields["bloque"].label_from_instance = lambda bloque: f"{bloque.orden}. {bloque.titulo}"
        for nombre in FormularioSegmento.base_fields:
            poner_mensajes(self.fields[nombre], self.fields[nombre].label)

    def clean(self):
        datos = super().clean() or self.cleaned_data
        if datos.get("situacion") in (None, "", Inscripcion.Estado.CONFIRMADA):
            return datos
        if datos.get("a_quien") in (PERSONAS, TODOS):
            self.add_error(
                "a_quien",
                forms.ValidationError(
                    _("De un borrador o de una retirada solo se escribe al contacto: elija «%(contactos)s»."),
                    code="solo_contactos",
                    params={"contactos": _("al contacto de cada delegación")},
                ),
            )
        for nombre in _DE_PERSONAS:
            if datos.get(nombre):
                self.add_error(
                    nombre,
                    forms.ValidationError(
                        _("Esto lo tienen solo las inscripciones confirmadas: deje aquí «%(nada)s»."),
                        code="solo_confirmadas",
                        params={"nada": _SIN_FILTRO[1]},
                    ),
                )
        return datos

    def guardado(self):
        """Return what is kept of a valid form: plain values by the name of their question, without the empty ones."""
        dicho = {nombre: self.cleaned_data.get(nombre) for nombre in FormularioSegmento.base_fields}
        if dicho["actividad"]:
            dicho["actividad"] = dicho["actividad"].slug
        if dicho["bloque"]:
            dicho["bloque"] = dicho["bloque"].pk
        return {nombre: valor for nombre, valor in dicho.items() if valor}


class Persona(NamedTuple):
    """Somebody whom a message is for, and by which row: of a contact, the registration alone."""

    email: str
    idioma: str
    inscripcion_id: int
    participante_id: int | None


class Cuenta(NamedTuple):
    """How many a segment is now: in all, by language, and a few of them, as different as there are."""

    total: int
    por_idioma: dict
    muestra: list


def leer(guardado):
    """Return the answers of a kept segment; :class:`ErrorComunicado` if it says something that is no answer now."""
    return _leido(guardado).cleaned_data


def _leido(guardado):
    form = FormularioSegmento(guardado if isinstance(guardado, dict) else {})
    if not form.is_valid():
        frases = " ".join(str(frase) for errores in form.errors.values() for frase in errores)
        raise ErrorComunicado(_("Falta decir a quiénes va, o ya no se puede: %(razones)s") % {"razones": frases})
    return form


def describir(guardado):
    """Return a kept segment in words: ``[(question, answer)]``, only what narrows it."""
    form = _leido(guardado)
    return [
        (form.fields[nombre].label, _respuesta(form.fields[nombre], form.cleaned_data[nombre]))
        for nombre in form.guardado()
    ]


def _respuesta(campo, valor):
    if isinstance(campo, forms.ModelChoiceField):
        return campo.label_from_instance(valor)
    opciones = {str(clave): str(rotulo) for clave, rotulo in campo.choices}
    return ", ".join(opciones[v] for v in valor) if isinstance(valor, list) else opciones[valor]


def destinatarios(segmento):
    """Yield each :class:`Persona` of a segment (as :func:`leer` gave it) once for each address, in a stable order.

    A contact comes before a person with the same address, for their link opens more; of two registrations, the one
    that was confirmed last. In memory there are only the addresses already seen.
    """
    vistas = set()
    for consulta in _consultas(segmento):
        for fila in consulta.iterator(chunk_size=2000):
            clave = fila[0].lower()
            if clave not in vistas:
                vistas.add(clave)
                yield Persona(*fila)


def contar(segmento, muestras=3):
    """Return the :class:`Cuenta` of a segment, in one pass."""
    por_idioma, distintas, demas = Counter(), {}, []
    for persona in destinatarios(segmento):
        por_idioma[persona.idioma] += 1
        clase = (persona.idioma, persona.participante_id is None)
        if clase not in distintas:
            distintas[clase] = persona
        elif len(demas) < muestras:
            demas.append(persona)
    muestra = _de_cada_idioma(list(distintas.values()))
    return Cuenta(por_idioma.total(), dict(por_idioma), [*muestra, *demas][:muestras])


def _de_cada_idioma(personas):
    """Return these people with the first one of each language before the others."""
    primeras = {persona.idioma: persona for persona in reversed(personas)}.values()
    return [*primeras, *(persona for persona in personas if persona not in primeras)]


# --- Queries ------------------------------------------------------------------------------------


def _consultas(s):
    cumbre = Cumbre.objects.vigente()
    if cumbre is None:
        return
    if s["a_quien"] in (CONTACTOS, TODOS):
        yield _contactos(s, cumbre)
    if s["a_quien"] in (PERSONAS, TODOS):
        yield _personas(s, cumbre)


def _contactos(s, cumbre):
    consulta = Inscripcion.objects.filter(_de_la_inscripcion(s, cumbre)).exclude(contacto__email="")
    if s["idioma"]:
        consulta = consulta.filter(contacto__idioma=s["idioma"])
    if s["situacion"] == Inscripcion.Estado.CONFIRMADA:
        consulta = consulta.filter(_de_la_asistencia(s, "participante__inscripcion"))
        if s["respuesta"]:
            suyas = Participante.objects.filter(inscripcion=OuterRef("pk"), respuesta=s["respuesta"])
            consulta = consulta.filter(Exists(suyas))
    else:
        consulta = consulta.filter(_de_la_eleccion(s))
    orden = [F("confirmada_el").desc(nulls_last=True), "-creada", "-pk"]
    return consulta.order_by(*orden).values_list("contacto__email", "contacto__idioma", "pk", _NADIE)


def _personas(s, cumbre):
    consulta = Participante.objects.filter(_de_la_inscripcion(s, cumbre, "inscripcion__"), _de_la_asistencia(s))
    consulta = consulta.exclude(email="")
    if s["idioma"]:
        consulta = consulta.filter(idioma=s["idioma"])
    consulta = consulta.filter(respuesta=s["respuesta"]) if s["respuesta"] else consulta.que_vienen()
    orden = [F("inscripcion__confirmada_el").desc(nulls_last=True), "-creado", "-pk"]
    return consulta.order_by(*orden).values_list("email", "idioma", "inscripcion", "pk")


def _de_la_inscripcion(s, cumbre, desde=""):
    """Return the condition of what is asked of a registration; ``desde`` leads to it."""
    condicion = Q(**{f"{desde}cumbre": cumbre, f"{desde}estado": s["situacion"]})
    if s["tipo"]:
        condicion &= Q(**{f"{desde}tipo": s["tipo"]})
    if s["paises"]:
        condicion &= Q(**{f"{desde}ciudad__pais__in": s["paises"]}) | Q(
            **{f"{desde}institucion__pais__in": s["paises"]}
        )
    if s["presenta"]:
        quiere = Q(**{f"{desde}quiere_presentar": True})
        condicion &= (
            quiere
            if s["presenta"] == "si"
            else Q(**{f"{desde}quiere_presentar": False}) | Q(**{f"{desde}quiere_presentar": None})
        )
    if s["bloque"]:
        charlas = Intervencion.objects.filter(bloque=s["bloque"]).exclude(estado=EstadoPrograma.CANCELADA)
        condicion &= Q(**{f"{desde}ciudad__in": charlas.exclude(ciudad=None).values("ciudad")}) | Q(
            **{f"{desde}institucion__in": charlas.exclude(institucion=None).values("institucion")}
        )
    return condicion


def _de_la_asistencia(s, camino="participante"):
    """Return the condition of what is asked of places and presence: of somebody, or of anybody of a delegation.

    Only places in force: who was refused one, or gave it back, is not written to as somebody who has it, though the
    list of registrations has their delegation among those that chose it.
    """
    suyas = Asistencia.objects.vigentes().filter(**{camino: OuterRef("pk")})
    presencias = Presencia.objects.vigentes().filter(**{camino: OuterRef("pk")})
    condicion = Q()
    if s["seminario"]:
        elegido = Exists(suyas.filter(actividad__es_seminario=True))
        condicion &= Q(elegido) if s["seminario"] == "con" else ~Q(elegido)
    if s["actividad"]:
        suyas, presencias = suyas.filter(actividad=s["actividad"]), presencias.filter(actividad=s["actividad"])
    if s["modalidad"]:
        suyas = suyas.filter(modalidad=s["modalidad"])
    if s["asistencia"]:
        suyas = suyas.filter(estado=s["asistencia"])
    if s["actividad"] or s["modalidad"] or s["asistencia"]:
        condicion &= Q(Exists(suyas))
    if s["presencia"]:
        condicion &= Q(Exists(presencias)) if s["presencia"] == "presente" else ~Q(Exists(presencias))
    return condicion


def _de_la_eleccion(s):
    """Return the condition of what was chosen: a draft has no places yet, a withdrawn one lost them.

    The seminar and the activity are as the list of registrations has them; there, the modality is that of the places.
    """
    condicion = Q()
    if s["seminario"]:
        elegido = eligieron(actividad__es_seminario=True)
        condicion &= elegido if s["seminario"] == "con" else ~elegido
    if que := {campo: s[campo] for campo in ("actividad", "modalidad") if s[campo]}:
        condicion &= eligieron(**que)
    return condicion
