"""What the tests of the entry share: its addresses, and what is looked at after each step."""

import re
from base64 import b32decode

from django.contrib.admin.models import LogEntry
from django_otp.oath import totp

PASO, PREPARAR = "/admin/entrada/", "/admin/entrada/preparar/"


def adentro(cliente):
    return cliente.get("/admin/").status_code == 200


def dichos():
    return list(LogEntry.objects.order_by("pk").values_list("user__username", "object_repr", "change_message"))


def texto_de(respuesta):
    return respuesta.content.decode()


def clave_dicha(respuesta):
    """The key as the page tells it to be typed."""
    return re.search(r'class="clave-de-entrada">([A-Z2-7 ]+)<', texto_de(respuesta))[1].replace(" ", "")


def codigo_del_telefono(clave, pasos=0):
    """What an application of the phone makes of the key, whatever the portal does."""
    return f"{totp(b32decode(clave), drift=pasos):06}"
