"""What staff decides about a registration: it is closed with a reason, it is no duplicate, it joins the first."""

from collections import Counter

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comun.acciones import Informe, accion_confirmada, decir_el_resto, no_cambia
from comun.por_filas import cada_una
from inscripciones import borradores, recordatorios, services, uniones
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Inscripcion, Participante

MOTIVO_MAXIMO = Inscripcion._meta.get_field("motivo").max_length


class FormularioMotivo(forms.Form):
    """Why staff does something; ``motivo`` is kept. ``ayuda``: who reads it; ``falta``: what is told where it lacks."""

    ayuda = _("Va en el correo tal como se escribe: en el idioma de la persona, que está al lado de cada una.")
    falta = _("Escriba el motivo: va en el correo que recibe el contacto.")

    motivo = forms.CharField(
        label=_("Motivo"),
        max_length=MOTIVO_MAXIMO,
        error_messages={"max_length": _("Escriba el motivo en hasta 300 caracteres.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        campo = self.fields["motivo"]
        campo.help_text, campo.error_messages["required"] = self.ayuda, self.falta


class FormularioMotivoInterno(FormularioMotivo):
    """Of what no mail tells."""

    ayuda = _("Queda guardado en la inscripción de cada persona, con quién y cuándo. No va en ningún correo.")
    falta = _("Escriba el motivo: queda guardado con el cambio.")


def decir_recordadas(n):
    """Return how many people were reminded, in words."""
    return ngettext("Se le recuerda a %(n)d persona.", "Se les recuerda a %(n)d personas.", n) % {"n": n}


def _estado_e_idioma(inscripcion):
    return f"{inscripcion.get_estado_display()}, {inscripcion.contacto.get_idioma_display()}"


def _de_quien_es_duplicada(inscripcion):
    primera = inscripcion.posible_duplicada_de
    return gettext("la primera es %(referencia)s") % {"referencia": primera} if primera else ""


class ConDecisiones:
    """Mixin for the admin of registrations: each action asks first, calls a service, and says what it did."""

    def accion_corresponde(self, nombre, obj):
        viva = obj.es_borrador or obj.es_confirmada
        duplicada = obj.es_confirmada and obj.posible_duplicada_de is not None
        corresponden = {
            "retirar": viva,
            "rechazar": viva,
            "no_es_duplicada": duplicada and obj.duplicada_resuelta_el is None,
            "unir": duplicada and obj.posible_duplicada_de.es_confirmada,
            "recordar": viva,
        }
        return corresponden.get(nombre, True)

    def avisos_de_accion(self, nombre, filas, request):
        if nombre != "recordar":
            return super().avisos_de_accion(nombre, filas, request)
        ahora = timezone.now()
        sin_borrador, personas = borradores.por_que_no(filas, ahora), _personas_por_recordar(filas)
        return {i.pk: [_de_recordar(i, personas.get(i.pk, []), sin_borrador, ahora)] for i in filas}

    @accion_confirmada(
        texto=_("Recordar ahora"),
        explicacion=_(
            "De un borrador, su contacto recibe el enlace para terminarlo. De una inscripción confirmada, cada persona "
            "que recibió su enlace y no dijo si va recibe un recordatorio. Se recuerda una sola vez: a quien ya se le "
            "recordó, a mano o por el portal, no se le escribe de nuevo."
        ),
        boton=_("Recordar ahora"),
        nota=_estado_e_idioma,
    )
    def recordar(self, request, filas):
        ahora = timezone.now()
        de_borradores = borradores.recordar_ahora([i for i in filas if i.es_borrador], ahora)
        personas = [p for suyas in _personas_por_recordar(filas).values() for p in suyas]
        recordadas = recordatorios.recordar_ahora(personas, ahora)
        de_ellas = {p.inscripcion_id for p in recordadas}
        informe, n = Informe(), len(de_borradores)
        frase = ngettext(
            "Se recuerda %(n)d borrador a su contacto.", "Se recuerdan %(n)d borradores a sus contactos.", n
        )
        informe.hecho(de_borradores, frase % {"n": n})
        informe.hecho([i for i in filas if i.pk in de_ellas], decir_recordadas(len(recordadas)))
        sin_borrador = borradores.por_que_no(filas, ahora)
        quedan = [i for i in filas if i not in de_borradores and i.pk not in de_ellas]
        decir_el_resto(informe, Counter(_por_que_no_se_recuerda(i, sin_borrador) for i in quedan))
        return informe

    @accion_confirmada(
        texto=_("Rechazar"),
        explicacion=_(
            "La inscripción se cierra por decisión del equipo: sus lugares pasan a quienes esperan y lo que aportó "
            "deja de ser público. Su contacto recibe un correo con el motivo, y también cada persona que recibió su "
            "enlace. No se borra nada, pero no puede volver a confirmarse. Si elige varias, el mismo motivo va a cada "
            "una."
        ),
        boton=_("Rechazar y avisar"),
        nota=_estado_e_idioma,
        formulario=FormularioMotivo,
    )
    def rechazar(self, request, filas, datos):
        def decidir(inscripcion):
            if inscripcion.estado == Inscripcion.Estado.RECHAZADA:
                return False
            services.rechazar_inscripcion(inscripcion=inscripcion, motivo=datos["motivo"], usuario=request.user)
            return True

        hechas, resto = _cada_una(filas, decidir)
        n = len(hechas)
        frase = ngettext("Se rechazó %(n)d inscripción.", "Se rechazaron %(n)d inscripciones.", n) % {"n": n}
        return _informe(hechas, frase, resto)

    @accion_confirmada(
        texto=_("No es duplicada"),
        explicacion=_(
            "Las dos inscripciones quedan como están y esta deja de aparecer como posible duplicada. No se envía "
            "ningún correo."
        ),
        boton=_("No es duplicada"),
        nota=_de_quien_es_duplicada,
    )
    def no_es_duplicada(self, request, filas):
        hechas, resto = _cada_una(filas, lambda inscripcion: uniones.no_es_duplicada(inscripcion=inscripcion))
        n = len(hechas)
        frase = ngettext("%(n)d ya no figura como duplicada.", "%(n)d ya no figuran como duplicadas.", n) % {"n": n}
        return _informe(hechas, frase, resto)

    @accion_confirmada(
        texto=_("Unir a la primera"),
        explicacion=_(
            "Las personas pasan a la primera delegación con sus lugares, sus solicitudes y sus turnos; quien esté en "
            "las dos, con el mismo nombre y correo, queda una vez, con lo mejor de cada una. Lo que aportó sigue "
            "siendo de su contacto. Esta inscripción termina como retirada y los dos contactos reciben un correo. A "
            "la primera no se le pregunta: conviene haber hablado antes. No se puede deshacer."
        ),
        boton=_("Unir y avisar"),
        nota=_de_quien_es_duplicada,
    )
    def unir(self, request, filas):
        def juntar(inscripcion):
            if not inscripcion.es_confirmada:
                return False
            uniones.unir(inscripcion=inscripcion, usuario=request.user)
            return True

        hechas, resto = _cada_una(filas, juntar)
        n = len(hechas)
        frase = ngettext("Se unió %(n)d inscripción.", "Se unieron %(n)d inscripciones.", n) % {"n": n}
        return _informe(hechas, frase, resto)


def _personas_por_recordar(inscripciones):
    """Return ``{pk of a confirmed registration: its people, each with it}``."""
    confirmadas = {i.pk: i for i in inscripciones if i.es_confirmada}
    suyas = {}
    for persona in Participante.objects.filter(inscripcion__in=confirmadas):
        persona.inscripcion = confirmadas[persona.inscripcion_id]
        suyas.setdefault(persona.inscripcion_id, []).append(persona)
    return suyas


def _de_recordar(inscripcion, personas, sin_borrador, ahora):
    if inscripcion.pk not in sin_borrador:
        return gettext("Se recuerda el borrador a su contacto.")
    if n := sum(not recordatorios.por_que_no(persona, ahora) for persona in personas):
        return decir_recordadas(n)
    return no_cambia(_por_que_no_se_recuerda(inscripcion, sin_borrador))


def _por_que_no_se_recuerda(inscripcion, sin_borrador):
    if inscripcion.es_confirmada:
        return gettext("no hay a quién recordar: respondió, ya se le recordó o no tiene su enlace")
    terminada = not inscripcion.es_borrador and gettext("su estado no lo permite")
    return terminada or sin_borrador.get(inscripcion.pk, gettext("cambió mientras tanto"))


def _cada_una(filas, decidir):
    """Run ``decidir`` on each registration; return those that changed and ``[(registration, why not)]``."""

    def hacer(inscripcion):
        if not decidir(inscripcion):
            raise ErrorInscripcion(gettext("Su estado no lo permite."))
        return inscripcion

    return cada_una(filas, hacer, ErrorInscripcion)


def _informe(hechas, frase, resto):
    informe = Informe()
    informe.hecho(hechas, frase)
    for inscripcion, error in resto:
        datos = {"referencia": inscripcion, "razon": error.mensaje}
        informe.aviso(1, gettext("%(referencia)s no cambió. %(razon)s") % datos)
    return informe
