"""What changed in a published programme: attendees read it, calendars count it."""

import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda.models.cumbre import Actividad
from comun.tiempo import en_zona, fecha_larga, nombre_de_zona


class CambioQuerySet(models.QuerySet):
    def ultimos(self, *actividades, cuantos=10):
        """The newest changes in the programme of activities."""
        return self.filter(actividad__in=actividades).order_by("-momento", "-pk")[:cuantos]


class Cambio(models.Model):
    """One change that readers of the programme should know of, with the title that the thing had then.

    ``antes`` and ``despues``: moments in ISO 8601 for an hour, a date for a day, minutes for a delay; empty where there
    was none.
    """

    class Tipo(models.TextChoices):
        HORA = "hora", _("cambió la hora")
        FIN = "fin", _("cambió la hora de fin")
        DIA = "dia", _("cambió el día")
        DEMORA = "demora", _("demora")
        TITULO = "titulo", _("cambió el título")
        ORDEN = "orden", _("cambió el orden o la duración")
        AGREGADA = "agregada", _("se agregó")
        QUITADA = "quitada", _("se quitó")
        CANCELADA = "cancelada", _("se canceló")

    actividad = models.ForeignKey(
        Actividad, on_delete=models.CASCADE, related_name="cambios", verbose_name=_("actividad")
    )
    tipo = models.CharField(_("tipo"), max_length=10, choices=Tipo.choices)
    titulo = models.CharField(_("título"), max_length=200, blank=True, default="")
    antes = models.CharField(_("antes"), max_length=200, blank=True, default="")
    despues = models.CharField(_("después"), max_length=200, blank=True, default="")
    momento = models.DateTimeField(_("momento"), auto_now_add=True, db_default=Now())

    objects = CambioQuerySet.as_manager()

    class Meta:
        verbose_name = _("cambio del programa")
        verbose_name_plural = _("cambios del programa")
        ordering = ["-momento", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_cambio_tipo_conocido",
                condition=Q(
                    tipo__in=[
                        "hora",
                        "fin",
                        "dia",
                        "demora",
                        "titulo",
                        "orden",
                        "agregada",
                        "quitada",
                        "cancelada",
                    ]
                ),
                violation_error_message=_("Elija un tipo de cambio de la lista."),
            )
        ]

    def __str__(self):
        return self.texto(self.actividad.cumbre.zona_horaria)

    def texto(self, zona, tras=None):
        """Return the change in a sentence of the active language, hours in the zone named ``zona``.

        `tras`: a moment whose zone the reader knows; only another one is told. A type of a newer version of the portal
        is told in general words.
        """
        titulo = self.titulo or gettext("la actividad")
        propias = {
            self.Tipo.HORA: self._hora,
            self.Tipo.FIN: self._fin,
            self.Tipo.DIA: self._dia,
            self.Tipo.DEMORA: self._demora,
        }
        if self.tipo in propias:
            return propias[self.tipo](titulo, zona, tras)
        frases = {
            self.Tipo.TITULO: gettext("Cambió el título: ahora es «%(titulo)s»."),
            self.Tipo.ORDEN: gettext("Cambió el orden o la duración de las intervenciones de «%(titulo)s»."),
            self.Tipo.AGREGADA: gettext("Se agregó «%(titulo)s»."),
            self.Tipo.QUITADA: gettext("Se quitó del programa «%(titulo)s»."),
            self.Tipo.CANCELADA: gettext("Se canceló «%(titulo)s»."),
        }
        return frases.get(self.tipo, gettext("Cambió «%(titulo)s».")) % {"titulo": titulo}

    def _demora(self, titulo, zona, tras):
        minutos = int(self.despues or 0)
        if not minutos:
            return gettext("«%(titulo)s» y lo que sigue: otra vez a la hora prevista.") % {"titulo": titulo}
        frase = ngettext(
            "«%(titulo)s» y lo que sigue: %(minutos)d minuto más tarde de lo previsto.",
            "«%(titulo)s» y lo que sigue: %(minutos)d minutos más tarde de lo previsto.",
            minutos,
        )
        return frase % {"titulo": titulo, "minutos": minutos}

    def _dia(self, titulo, zona, tras):
        dia = fecha_larga(datetime.date.fromisoformat(self.despues))
        return gettext("Cambió el día de «%(titulo)s»: ahora es el %(dia)s.") % {"titulo": titulo, "dia": dia}

    def _fin(self, titulo, zona, tras):
        if not self.despues:
            return gettext("Vuelve a estar por confirmar a qué hora termina «%(titulo)s».") % {"titulo": titulo}
        fin = datetime.datetime.fromisoformat(self.despues)
        return gettext("«%(titulo)s» termina a las %(hora)s.") % {"titulo": titulo, "hora": _hora(fin, zona, tras)}

    def _hora(self, titulo, zona, tras):
        if not self.despues:
            return gettext("Vuelve a estar por confirmar la hora de «%(titulo)s».") % {"titulo": titulo}
        despues = datetime.datetime.fromisoformat(self.despues)
        nueva = _hora(despues, zona, tras)
        if not self.antes:
            return gettext("Se confirmó la hora de «%(titulo)s»: %(hora)s.") % {"titulo": titulo, "hora": nueva}
        antes = en_zona(datetime.datetime.fromisoformat(self.antes), zona)
        valores = {"titulo": titulo, "antes": f"{antes:%H:%M}", "despues": nueva}
        dia = en_zona(despues, zona).date()
        if antes.date() == dia:
            return gettext("Cambió la hora de «%(titulo)s»: de las %(antes)s a las %(despues)s.") % valores
        valores |= {"dia": fecha_larga(antes.date(), con_anio=False), "otro_dia": fecha_larga(dia, con_anio=False)}
        return (
            gettext("Cambió la hora de «%(titulo)s»: del %(dia)s, %(antes)s, al %(otro_dia)s, %(despues)s.") % valores
        )


def _hora(instante, zona, tras):
    """Return ``17:15 (hora de Argentina, GMT-3)``, without the zone where it is that of ``tras``."""
    local = en_zona(instante, zona)
    if tras and en_zona(tras, zona).utcoffset() == local.utcoffset():
        return f"{local:%H:%M}"
    return f"{local:%H:%M} ({nombre_de_zona(instante, zona)})"
