"""What the portal of the pictures holds, one step per call; the last line says in JSON what the walk must know.

Everybody in it is invented by ``seminario.demo``. The Cumbre first is months away; ``el_dia`` moves it to today, and
only here are there people at the doors: the demo's own Cumbre has not been held.
"""

import datetime
import json
import sys

import django

CUENTA, CLAVE = "coordinacion", "una clave para las capturas"
EJEMPLOS = 80
CUPO, CUPO_DE_OTRAS, LIBRES = 40, 60, 3
ADENTRO, OTRO_PUESTO = 23, "Puerta 2"


def hechos():
    """The tables and the facts, without any registration; the Cumbre is between two months and a year away."""
    from django.core.management import call_command

    hoy = datetime.date.today()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("cargar_demo", anio=hoy.year + (hoy.month > 9), verbosity=0)


def ejemplos():
    """The example delegations, rooms too small for them, and the staff user with a phone."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db.models import Count

    from agenda.models import Actividad
    from inscripciones import notas
    from inscripciones.models import Inscripcion
    from seminario import segundo_factor
    from seminario.demo.ejemplos_equipo import NOTA
    from seminario.models import Autenticador, Comunicado

    Actividad.objects.filter(reservada=False).update(cupo_presencial=CUPO_DE_OTRAS)
    Actividad.objects.filter(es_seminario=True).update(cupo_presencial=CUPO)
    call_command("cargar_demo", volumen=EJEMPLOS, verbosity=0)
    cuenta = get_user_model().objects.create_superuser(CUENTA, "coordinacion@example.org", CLAVE)
    Autenticador.objects.create(user=cuenta, key=segundo_factor.semilla_nueva(), name="demo", confirmed=True)
    con_espera = Inscripcion.objects.confirmadas().filter(participantes__asistencias__estado="en_espera")
    delegacion = con_espera.annotate(n=Count("participantes", distinct=True)).order_by("-n", "pk").first()
    notas.escribir(inscripcion=delegacion, texto=NOTA, usuario=cuenta)
    return {
        "cuenta": CUENTA,
        "clave": CLAVE,
        "delegacion": delegacion.pk,
        "comunicado": Comunicado.objects.get().pk,
        "reservada": _reservada_con_pocos_lugares(),
        "bloque": _bloque_con_horas().pk,
    }


def _reservada_con_pocos_lugares():
    """Return the reserved activity that most people asked for, with places left for some of them."""
    from agenda.models import Actividad
    from inscripciones.models import Asistencia

    pedidas = list(Asistencia.objects.solicitadas().filter(modalidad="presencial").values_list("actividad", flat=True))
    una = max(sorted(set(pedidas)), key=pedidas.count)
    ocupados = Asistencia.objects.cuenta_por_actividad().get(una, 0)
    Actividad.objects.filter(pk=una).update(cupo_presencial=ocupados + LIBRES)
    return una


def _bloque_con_horas():
    """Give the second block its hours, and its talks their minutes, as the team will."""
    from agenda.models import Bloque, Intervencion

    primero, segundo = Bloque.objects.filter(orden__in=[1, 2]).order_by("orden")
    inicio = primero.inicio + datetime.timedelta(minutes=30)
    Bloque.objects.filter(pk=segundo.pk).update(inicio=inicio, fin=inicio + datetime.timedelta(minutes=40))
    Intervencion.objects.filter(bloque=segundo).update(minutos=15)
    return segundo


def codigo():
    """The six figures of the phone."""
    from seminario import segundo_factor
    from seminario.models import Autenticador

    return segundo_factor.codigo_de(Autenticador.objects.get().key)


def parte_del_envio(cuantos):
    """Queue one batch of a launched message and send the first of it, as the worker would on its way."""
    from comun import enviador
    from seminario.comunicados import cola

    class Hasta:
        quedan = int(cuantos)

        def is_set(self):
            self.quedan -= 1
            return self.quedan < 0

    cola.dar_un_paso()
    enviador.enviar_pendientes(Hasta())


def enviar():
    from comun import enviador

    enviador.enviar_pendientes()


def el_dia():
    """Move the Cumbre to today and let some of those with a place in; return who comes to the door next."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from acreditacion import presencias
    from acreditacion.models import Presencia
    from agenda.models import Actividad, Bloque, Cumbre
    from inscripciones.models import Asistencia, Modalidad

    seminario = Actividad.objects.select_related("cumbre").get(es_seminario=True)
    hoy = timezone.now().astimezone(datetime.timezone(datetime.timedelta(hours=-3))).date()
    dias = hoy - seminario.dia
    _mover(Cumbre, dias, "inicio", "fin", "inscripcion_desde", "inscripcion_hasta")
    _mover(Actividad, dias, "dia", "dia_fin", "inicio", "fin")
    _mover(Bloque, dias, "inicio", "fin")
    suyas = Asistencia.objects.filter(actividad=seminario).select_related("participante__inscripcion")
    con_lugar = suyas.con_lugar().filter(modalidad=Modalidad.PRESENCIAL).exclude(participante__email="").order_by("pk")
    cuenta = get_user_model().objects.get()
    *primeras, siguiente = [asistencia.participante for asistencia in con_lugar[: ADENTRO + 1]]
    for minutos, persona in enumerate(reversed(primeras), start=1):
        presencia = presencias.registrar(
            participante=persona, actividad=seminario, medio="qr", puesto=OTRO_PUESTO, usuario=cuenta
        )
        antes = presencia.registrada_el - datetime.timedelta(minutes=minutos)
        Presencia.objects.filter(pk=presencia.pk).update(registrada_el=antes)
    return {
        "actividad": seminario.slug,
        "numero": seminario.pk,
        "paso": primeras[0].entrada,
        "pasa": siguiente.entrada,
        "espera": suyas.en_espera().order_by("turno").first().participante.entrada,
    }


def _mover(modelo, dias, *campos):
    for fila in modelo.objects.all():
        movidos = {campo: valor + dias for campo in campos if (valor := getattr(fila, campo)) is not None}
        modelo.objects.filter(pk=fila.pk).update(**movidos)


def certificado(destino):
    """Draw the first certificate, as its PDF is, and return its code. Its address is that of no real portal."""
    import typst
    from django.test import override_settings
    from django.utils.translation import override

    from acreditacion.documento import PLANTILLA, datos_de_certificado
    from acreditacion.models import Certificado

    uno = Certificado.objects.select_related("actividad__cumbre").filter(idioma="es").order_by("pk").first()
    with override_settings(SITE_URL="https://seminario.example.org"), override("es"):
        dice = json.dumps({**datos_de_certificado(uno), "lang": "es", "region": "AR"})
    typst.compile(
        str(PLANTILLA), output=destino, format="png", ppi=72, ignore_system_fonts=True, sys_inputs={"datos": dice}
    )
    return uno.codigo


PASOS = {paso.__name__: paso for paso in (hechos, ejemplos, codigo, parte_del_envio, enviar, el_dia, certificado)}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(PASOS[sys.argv[1]](*sys.argv[2:])))
