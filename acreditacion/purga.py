"""What the day forgets on time: certificates after five years; whose they were, and who was seen, with the person."""

from django.db.models.functions import Coalesce

from acreditacion import certificados
from acreditacion.models import Certificado, Presencia
from acreditacion.personas import borrar_certificados
from comun.purga import olvidar, olvidar_ausentes, registrar
from inscripciones.purga import al_olvidar, dia

ANIOS = 5
TANDA = 500


def registrar_purga():
    """Add these parts to the purge."""
    registrar(olvidar_registro)
    registrar(borrar_vencidos)
    al_olvidar.append(soltar_personas)


def borrar_vencidos(ahora):
    """Delete certificates five years after the last day of their activity, with their names in staff's log."""
    hoy = dia(ahora)
    limite = hoy.replace(year=hoy.year - ANIOS, day=min(hoy.day, 28) if hoy.month == 2 else hoy.day)
    vencidos = Certificado.objects.annotate(ultimo=Coalesce("actividad__dia_fin", "actividad__dia"))
    vencidos = vencidos.filter(ultimo__lt=limite).order_by("pk")
    total = 0
    while tanda := borrar_certificados(vencidos[:TANDA]):
        total += tanda
    return {"certificados de hace cinco años": total}


def soltar_personas(inscripciones):
    """Let go of whose certificates were and of what was taken back, where the names of these registrations go.

    A certificate says by itself what its verification tells; tied to a row that stays for the counts, it would tell
    whose that row was. Presences stay as counts, by activity, city and way of attending; staff's log names nobody.
    """
    suyas = {"participante__inscripcion__in": inscripciones}
    certificados.soltar(Certificado.objects.filter(**suyas))
    presencias = Presencia.objects.filter(**suyas)
    olvidar(list(presencias))
    presencias.exclude(anulada_el=None).delete()


def olvidar_registro(ahora):
    """Blank in staff's log the names of certificates and presences that are gone."""
    ausentes = olvidar_ausentes([Certificado, Presencia])
    return {"líneas del registro del equipo sobre certificados y presencias": ausentes}
