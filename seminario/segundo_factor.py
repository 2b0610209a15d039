"""The second step of staff's entry: six figures of a phone (TOTP, RFC 6238), or one of ten codes kept on paper.

What the database keeps yields neither, without the server's key: of the phone's key it has a seed, of each recovery
code a keyed hash (docs/decisiones/0020).
"""

import re
import secrets
from base64 import b32encode
from typing import NamedTuple

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from seminario.models import Autenticador

CODIGOS = 10
LARGO_CODIGO = 10  # 49 bits: guessed one by one, under the limits, never found
ALFABETO = "abcdefghjkmnpqrstuvwxyz23456789"  # no l, i, o, 0, 1
POCOS_CODIGOS = 3
_CIFRAS = re.compile(r"[0-9]{6}")
_CODIGO = re.compile(rf"[a-z0-9]{{{LARGO_CODIGO}}}")


class Comprobado(NamedTuple):
    """The second step, taken: the account's phone, and whether a code on paper stood for it."""

    telefono: Autenticador
    en_papel: bool


class ErrorDeEntrada(Exception):
    """The second step was not taken; ``mensaje`` tells the person what to do."""

    def __init__(self, mensaje):
        super().__init__(mensaje)
        self.mensaje = mensaje


def preparado(usuario):
    """True if the user has set up a phone."""
    return Autenticador.objects.filter(user=usuario, confirmed=True).exists()


def codigos_que_quedan(usuario):
    return StaticToken.objects.filter(device__user=usuario).count()


def limpio(codigo):
    """Return a code as it is compared: people type spaces, hyphens and capitals."""
    return re.sub(r"[\s-]", "", codigo).lower()


def tiene_forma(codigo):
    """True for what could be six figures or a recovery code."""
    return bool(_CIFRAS.fullmatch(codigo) or _CODIGO.fullmatch(codigo))


# --- Entering -----------------------------------------------------------------------------------


def comprobar(*, usuario, codigo):
    """Return a :class:`Comprobado` for a code of the account, which is then used up, or raise :class:`ErrorDeEntrada`.

    Side effects: failures make the next try wait, twice as long each time; a recovery code is deleted and logged.
    """
    codigo = limpio(codigo)
    de_telefono = bool(_CIFRAS.fullmatch(codigo))
    with transaction.atomic():
        telefono = _del_usuario(Autenticador, usuario)
        aparato = telefono if de_telefono else telefono and _del_usuario(StaticDevice, usuario)
        permitido, espera = aparato.verify_is_allowed() if aparato else (False, None)
        acepta = permitido and aparato.verify_token(codigo if de_telefono else _huella(usuario, codigo))
        if acepta and not de_telefono:
            anotar(usuario, quien=usuario, que=_("Entró con un código de recuperación"))
    # Outside, for a failure is counted: an exception would undo it.
    if not acepta:
        raise ErrorDeEntrada(_por_que_no(de_telefono, espera))
    return Comprobado(telefono, not de_telefono)


def _del_usuario(modelo, usuario):
    """Lock what a user enters with, so that a code is good once however often it is sent; ``None`` without it."""
    return modelo.objects.select_for_update().filter(user=usuario, confirmed=True).first()


def _por_que_no(de_telefono, espera):
    """Return what to tell whose code was not accepted; ``espera``: what django-otp says of a try that came too soon."""
    if espera:
        return _esperar(espera["locked_until"])
    if de_telefono:
        return _("Ese código ya cambió, ya se usó o es de otra cuenta. Escriba el que el teléfono muestra ahora.")
    return _(
        "Ese código de recuperación ya se usó o es de otra lista. Pruebe otro, o pida a la coordinación que reinicie "
        "su segundo paso."
    )


def _esperar(hasta):
    segundos = max(1, round((hasta - timezone.now()).total_seconds()))
    frase = ngettext(
        "El código anterior no sirvió. Espere %(n)d segundo y escriba el que el teléfono muestre entonces.",
        "Los códigos anteriores no sirvieron. Espere %(n)d segundos y escriba el que el teléfono muestre entonces.",
        segundos,
    )
    return frase % {"n": segundos}


# --- Setting up ---------------------------------------------------------------------------------


def semilla_nueva():
    """Return what the key of a phone is made of; the key itself is kept nowhere."""
    return secrets.token_hex(20)


def clave_para_escribir(semilla):
    """Return the key of a phone as a person types it, in groups of four (base 32)."""
    texto = b32encode(Autenticador(key=semilla).bin_key).decode()
    return " ".join(texto[n : n + 4] for n in range(0, len(texto), 4))


def codigo_de(semilla, *, pasos=0):
    """Return the six figures that a phone with this key shows ``pasos`` half minutes from now."""
    return f"{TOTP(Autenticador(key=semilla).bin_key, drift=pasos).token():06}"


@transaction.atomic
def preparar(*, usuario, semilla, codigo, cambia=False):
    """Give the user the phone that has just shown ``codigo``; return it and its ten recovery codes, told only now.

    ``cambia``: instead of the one there was, whose sessions end. Raises :class:`ErrorDeEntrada`. Side effects: earlier
    recovery codes end; logged.
    """
    _esperar_turno(usuario)
    if preparado(usuario) and not cambia:
        raise ErrorDeEntrada(_("Esta cuenta ya tiene un teléfono. Entre otra vez con la contraseña y un código de él."))
    aparato = Autenticador(user=usuario, key=semilla, name="teléfono", confirmed=True)
    codigo = limpio(codigo)
    if not (_CIFRAS.fullmatch(codigo) and aparato.acepta(codigo)):
        raise ErrorDeEntrada(
            _(
                "Ese no es el código que corresponde. Escriba las seis cifras que la aplicación muestra ahora; si "
                "siguen sin servir, ponga en hora el teléfono."
            )
        )
    Autenticador.objects.filter(user=usuario).delete()
    aparato.save()
    anotar(usuario, quien=usuario, que=_("Preparó el segundo paso en un teléfono"))
    return aparato, _renovar(usuario)


@transaction.atomic
def codigos_nuevos(*, usuario):
    """Return ten recovery codes, told only now; those before them end. Logged."""
    _esperar_turno(usuario)
    codigos = _renovar(usuario)
    anotar(usuario, quien=usuario, que=_("Hizo códigos de recuperación nuevos"))
    return codigos


@transaction.atomic
def cerrar_sesiones(*, usuario):
    """End every session of a user, and return the row that is the phone now, for the one that asked to go on with it.

    A session names the row of the phone that it began with: the same phone gets another row, with all that it had.
    Raises :class:`ErrorDeEntrada` if coordination has just reset it. Logged.
    """
    _esperar_turno(usuario)
    aparato = _del_usuario(Autenticador, usuario)
    if aparato is None:
        raise ErrorDeEntrada(
            _("El segundo paso de su cuenta acaba de reiniciarse, y sus sesiones terminaron. Entre otra vez.")
        )
    anterior, preparado_el = aparato.pk, aparato.created_at
    aparato.pk = None
    aparato.save(force_insert=True)
    Autenticador.objects.filter(pk=aparato.pk).update(created_at=preparado_el)
    Autenticador.objects.filter(pk=anterior).delete()
    anotar(usuario, quien=usuario, que=_("Cerró sus otras sesiones"))
    return aparato


@transaction.atomic
def reiniciar(*, usuario, quien=None):
    """Forget the phone and the codes of a user, who sets up others on the next entry; True if there was anything.

    Side effects: the user's sessions end; logged, unless ``quien`` is ``None`` (whoever calls logs it).
    """
    _esperar_turno(usuario)
    borrados = [modelo.objects.filter(user=usuario).delete()[0] for modelo in (Autenticador, StaticDevice)]
    if any(borrados) and quien:
        anotar(usuario, quien=quien, que=_("Reinició el segundo paso"))
    return any(borrados)


def anotar(usuario, *, quien, que):
    """Write in staff's log what was done with the entry of a user."""
    LogEntry.objects.create(
        user_id=quien.pk,
        content_type=ContentType.objects.get_for_model(get_user_model()),
        object_id=str(usuario.pk),
        object_repr=usuario.get_username(),
        action_flag=CHANGE,
        change_message=que,
    )


def _esperar_turno(usuario):
    """Lock the account, so that its phone and its codes are changed by one at a time.

    Its key is left free: who enters with a code holds the phone first, and then writes a line that refers to the key.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=usuario.pk)


def _renovar(usuario):
    codigos = ["".join(secrets.choice(ALFABETO) for _n in range(LARGO_CODIGO)) for _m in range(CODIGOS)]
    lista, _nueva = StaticDevice.objects.get_or_create(user=usuario, defaults={"name": "códigos", "confirmed": True})
    lista.token_set.all().delete()
    StaticToken.objects.bulk_create(StaticToken(device=lista, token=_huella(usuario, codigo)) for codigo in codigos)
    return [f"{codigo[:5]}-{codigo[5:]}" for codigo in codigos]


def _huella(usuario, codigo):
    """Return what is kept of a recovery code: a keyed hash of it, cut to the 80 bits that the column takes."""
    firma = salted_hmac("seminario.codigo_de_recuperacion", f"{usuario.pk}:{codigo}", algorithm="sha256").digest()
    return b32encode(firma[:10]).decode()
