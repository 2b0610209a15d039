"""The mail worker: takes what is due from the queue, renders it in its language and sends it.

A message is taken under ``FOR UPDATE SKIP LOCKED``, marked and committed before it is sent, and closed in a
transaction of its own afterwards: two workers never take the same one, and a kill repeats at most the one in hand, with
the same Message-ID. Logs and stored errors carry neither addresses of people nor links.
"""

import logging
import re
import smtplib
from collections import namedtuple
from datetime import timedelta
from threading import Event

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from comun import tareas
from comun.correo import olvida_a_quien, tipo_registrado
from comun.correo_eml import CABECERA_TIPO
from comun.formularios import limpiar_texto
from comun.middleware import bcp47
from comun.models import Mensaje
from comun.registro import lugar

registro = logging.getLogger(__name__)

ATASCADO = timedelta(minutes=10)  # Longer than any sending: every step of SMTP ends at EMAIL_TIMEOUT.
PRIMERA_ESPERA, ESPERA_MAXIMA = 10, 30 * 60  # seconds
INTENTOS = 104  # 8 tries in the first 43 minutes, then one every half hour: about 48 hours.
CRECEN = 9  # After so many the waits grow no more.
PAUSA = 1  # seconds between two looks at an empty queue
ESPERA_BASE = 5  # seconds until the database is tried again

Correo = namedtuple("Correo", "asunto texto html responder_a adjuntos")


class NadaQueAnunciar(Exception):
    """What the message was about is gone or no longer true."""


# --- The loop -----------------------------------------------------------------------------------


def trabajar(parar=None):
    """Send what is due, for ever, until ``parar`` (an ``Event``) is set; the message in hand is finished first.

    Between two looks at the queue the rooms' background tasks take a step (``comun.tareas``). A database that is away
    is waited for; the worker does not die of it.
    """
    parar = parar or Event()
    while not parar.is_set():
        try:
            hubo = tareas.dar_un_paso()
            hubo = bool(enviar_pendientes(parar)) or hubo
        except (OperationalError, InterfaceError) as error:
            registro.warning("The database does not answer (%s); trying again", type(error).__name__)
            connection.close()
            parar.wait(ESPERA_BASE)
            continue
        close_old_connections()
        if not hubo:
            parar.wait(PAUSA)


def enviar_pendientes(parar=None):
    """Try every message that is due now, over one connection; return how many were taken."""
    tomados = 0
    with _Salida() as salida:
        while not (parar and parar.is_set()):
            mensaje = tomar()
            if mensaje is None:
                break
            procesar(mensaje, salida)
            tomados += 1
    return tomados


@transaction.atomic
def tomar():
    """Mark the first message that may be taken as being sent, and return it; ``None`` if there is none."""
    ahora = timezone.now()
    mensaje = bloqueados(Mensaje.objects.por_tomar(ahora, ahora - ATASCADO)).first()
    if mensaje is None:
        return None
    mensaje.estado = Mensaje.Estado.ENVIANDO
    mensaje.tomado_el = ahora
    mensaje.intentos += 1
    mensaje.save(update_fields=["estado", "tomado_el", "intentos"])
    return mensaje


def bloqueados(consulta):
    """Lock what another worker has not locked."""
    return consulta.select_for_update(skip_locked=True)


def procesar(mensaje, salida):
    """Render and send one message that was taken, and write how it ended. Never raises for the message's own sake."""
    try:
        correo = redactar(mensaje)
    except NadaQueAnunciar:
        _cerrar(mensaje, estado=Mensaje.Estado.ANULADO, error="")
        registro.info("Message %s (%s): nothing left to announce", mensaje.pk, mensaje.tipo)
        return
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        _aplazar(mensaje, f"{type(error).__name__}, {lugar(error)}", que="could not be rendered")
        return
    try:
        salida.enviar(_de_django(mensaje, correo))
    except Exception as error:
        if _rechazo_definitivo(error):
            _fallar(mensaje, _descripcion(error))
        else:
            _aplazar(mensaje, _descripcion(error), que="was not accepted", sin_fin=isinstance(error, SinServidor))
        return
    _cerrar(mensaje, estado=Mensaje.Estado.ENVIADO, enviado_el=timezone.now(), error="")
    registro.info("Message %s (%s) sent at try %s", mensaje.pk, mensaje.tipo, mensaje.intentos)


# --- The text -----------------------------------------------------------------------------------


def redactar(mensaje):
    """Return the ``Correo`` of a message as it is now, in the message's language; raises :class:`NadaQueAnunciar`."""
    tipo = tipo_registrado(mensaje.tipo)
    with translation.override(_idioma(mensaje)):
        if mensaje.sobre_tipo_id and mensaje.sobre is None:
            raise NadaQueAnunciar
        contexto = tipo["contexto"](mensaje)
        if contexto is None:
            raise NadaQueAnunciar
        asunto, texto, html = componer(mensaje.tipo, contexto)
        responder_a = contexto.get("correo_contacto", settings.CORREO_CONTACTO)
        return Correo(asunto, texto, html, solo_datos(responder_a), tipo["adjuntos"](mensaje))


def componer(tipo, contexto):
    """Return subject, text and HTML of a mail of this type in the active language; what a preview shows, too."""
    contexto = {"correo_contacto": settings.CORREO_CONTACTO, **solo_datos(contexto)}
    asunto = limpiar_texto(render_to_string(f"correo/{tipo}.asunto.txt", contexto))
    texto = render_to_string(f"correo/{tipo}.txt", contexto)
    texto = re.sub(r"\n{3,}", "\n\n", texto).strip() + "\n"
    html = render_to_string(
        "correo/base.html",
        {
            "asunto": asunto,
            "lang": bcp47(translation.get_language()),
            "partes": partes_de(texto, _enlaces(contexto)),
        },
    )
    return asunto, texto, html


def solo_datos(valor):
    """Return a context as plain data: one-line texts, numbers, lists and dicts; TypeError for anything else.

    So no template of a mail can reach an object from a text that somebody wrote, and a name cannot start a new line.
    """
    if isinstance(valor, dict):
        return {str(clave): solo_datos(v) for clave, v in valor.items()}
    if isinstance(valor, list | tuple):
        return [solo_datos(v) for v in valor]
    if isinstance(valor, str):
        return limpiar_texto(str(valor))
    if valor is None or isinstance(valor, bool | int | float):
        return valor
    raise TypeError(f"a mail's context holds plain data only, not {type(valor).__name__}")


def _enlaces(contexto):
    """Return the links that a context offers: its ``enlace``, or those of the dicts in its ``enlaces``."""
    return {e["enlace"] for e in [contexto, *contexto.get("enlaces", [])] if e.get("enlace")}


def partes_de(texto, enlaces):
    """Return the text of a mail as the pieces of its HTML, dicts with ``tipo``: parrafo, encabezado, lista or boton.

    Blank lines separate paragraphs, lines that begin with "- " are a list, headed by the line right before it, and
    a line that is one of ``enlaces`` becomes a link, called as the line before it says.
    """
    partes = []
    for bloque in re.split(r"\n\s*\n", texto.strip()):
        sueltas = []
        for linea in bloque.splitlines():
            if linea in enlaces:
                nombre = sueltas.pop() if sueltas else linea
                _agregar_parrafo(partes, sueltas)
                partes.append({"tipo": "boton", "nombre": nombre.rstrip(":"), "enlace": linea})
            elif linea.startswith("- "):
                _agregar_parrafo(partes, sueltas, tipo="encabezado")
                if not partes or partes[-1]["tipo"] != "lista":
                    partes.append({"tipo": "lista", "lineas": []})
                partes[-1]["lineas"].append(linea.removeprefix("- "))
            else:
                sueltas.append(linea)
        _agregar_parrafo(partes, sueltas)
    return partes


def _agregar_parrafo(partes, lineas, tipo="parrafo"):
    if lineas:
        partes.append({"tipo": tipo, "lineas": list(lineas)})
        lineas.clear()


def _idioma(mensaje):
    return mensaje.idioma if mensaje.idioma in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _de_django(mensaje, correo):
    """Return Django's mail: text first, HTML as the alternative; who answers writes to a person."""
    email = EmailMultiAlternatives(
        subject=correo.asunto,
        body=correo.texto,
        to=[mensaje.a],
        reply_to=[correo.responder_a] if correo.responder_a else None,
        headers={
            "Message-ID": mensaje.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834, 5: vacation programs do not answer
            "Content-Language": bcp47(_idioma(mensaje)),
            CABECERA_TIPO: mensaje.tipo,
        },
    )
    email.attach_alternative(correo.html, "text/html")
    for nombre, contenido, tipo_mime in correo.adjuntos:
        email.attach(nombre, contenido, tipo_mime)
    return email


# --- Sending ------------------------------------------------------------------------------------


class SinServidor(Exception):
    """There is no mail server to talk to: not the message's fault, however long it takes."""


class _Salida:
    """One connection to the mail server for a batch, opened when first needed and again after a failure."""

    def __init__(self):
        self.conexion = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._cerrar()

    def enviar(self, email):
        """Hand one mail over; raises what the server or the network said."""
        if self.conexion is None:
            conexion = get_connection()
            try:
                conexion.open()
            except Exception as error:
                raise SinServidor(_descripcion(error)) from error
            self.conexion = conexion
        try:
            if not self.conexion.send_messages([email]):
                raise smtplib.SMTPException("the mail backend took no message")
        except Exception:
            self._cerrar()
            raise

    def _cerrar(self):
        conexion, self.conexion = self.conexion, None
        if conexion is not None:
            try:
                conexion.close()
            except Exception as error:
                registro.info("The mail connection did not close well (%s)", type(error).__name__)


def _rechazo_definitivo(error):
    """True if the server said for good (5xx) that it takes nothing for this address (RFC 5321, 4.2.1)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= codigo < 600 for codigo, _texto in error.recipients.values())


def _descripcion(error):
    """Return what staff reads of a failure: its class and the server's words, without addresses and links."""
    if isinstance(error, SinServidor):
        return str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        palabras = "; ".join(f"{codigo} {_texto(texto)}" for codigo, texto in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        palabras = f"{error.smtp_code} {_texto(error.smtp_error)}"
    else:
        palabras = str(error)
    palabras = re.sub(r"\S*(?:://|@|[0-9a-f]{32})\S*", "[…]", limpiar_texto(palabras))
    return f"{type(error).__name__}: {palabras}"[:500]


def _texto(respuesta):
    return respuesta.decode("utf-8", "replace") if isinstance(respuesta, bytes) else str(respuesta)


# --- How it ended -------------------------------------------------------------------------------


def espera(intentos):
    """Return the seconds until the next try after so many: 10, 20, 40… up to half an hour."""
    return min(PRIMERA_ESPERA * 2 ** min(intentos - 1, 10), ESPERA_MAXIMA)


def _aplazar(mensaje, descripcion, *, que, sin_fin=False):
    """Write that another try follows, or that it failed for good after ``INTENTOS``.

    ``sin_fin`` never gives up, and such a try does not count beyond those while the waits grow: a server which is back
    and refuses for now, as many do then, has two days to think better of it.
    """
    registro.warning("Message %s (%s) %s at try %s: %s", mensaje.pk, mensaje.tipo, que, mensaje.intentos, descripcion)
    if mensaje.intentos >= INTENTOS and not sin_fin:
        _fallar(mensaje, descripcion)
        return
    contados = mensaje.intentos - (1 if sin_fin and mensaje.intentos > CRECEN else 0)
    proximo = timezone.now() + timedelta(seconds=espera(contados))
    estado = Mensaje.Estado.EN_ESPERA
    _cerrar(mensaje, estado=estado, intentos=contados, proximo_intento=proximo, error=descripcion)


def _fallar(mensaje, descripcion):
    registro.error("Message %s (%s) failed for good", mensaje.pk, mensaje.tipo)
    _cerrar(mensaje, estado=Mensaje.Estado.FALLIDO, error=descripcion)


def _cerrar(mensaje, **campos):
    """Write the outcome, unless another worker took the message meanwhile. A lost database is asked once more."""
    if campos["estado"] != Mensaje.Estado.EN_ESPERA and olvida_a_quien(mensaje.tipo):
        campos["a"] = ""
    propios = Mensaje.objects.filter(pk=mensaje.pk, estado=Mensaje.Estado.ENVIANDO, tomado_el=mensaje.tomado_el)
    try:
        propios.update(**campos)
    except (OperationalError, InterfaceError):
        connection.close()
        propios.update(**campos)
