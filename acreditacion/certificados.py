"""The only module that writes ``Certificado``: issuing to who was present, revoking, correcting a name, letting go.

``personas`` deletes them, for the purge and for staff too.
"""

from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from acreditacion.models import Certificado, Presencia
from comun import correo
from comun.models import Mensaje
from comun.personas import ANONIMA

TANDA = 200  # certificates of one transaction
POR_PEDIDO = 2000  # what one request issues; the page then offers to go on
EMITIDO, ANULADO = "certificado_emitido", "certificado_anulado"


class ErrorCertificado(Exception):
    """What was asked is not possible; ``mensaje`` says why and what to do."""

    def __init__(self, mensaje):
        self.mensaje = mensaje
        super().__init__(mensaje)


class Emision(NamedTuple):
    """What an issue did: certificates, of them those whose mail is queued, and how many people it left for another."""

    emitidos: int
    con_correo: int
    quedan: int


# --- Issuing ------------------------------------------------------------------------------------


def por_emitir(actividad):
    """Return the presences at an activity of who never had its certificate.

    Whoever had one that was revoked gets another only by :func:`volver_a_emitir`: to issue for all once more must not
    undo what somebody decided.
    """
    suyos = Certificado.objects.filter(participante=OuterRef("participante"), actividad=OuterRef("actividad"))
    presentes = Presencia.objects.vigentes().filter(actividad=actividad).exclude(participante__nombre=ANONIMA)
    return presentes.filter(~Exists(suyos))


def emitir(*, actividad, usuario=None, maximo=POR_PEDIDO):
    """Issue its certificate to everybody present at an activity who never had it; return :class:`Emision`.

    In batches, each a transaction with its mails: cut short and called again, what was done stays and the rest
    follows. Called by two at once, each person gets one certificate and one mail. The name and the language are the
    person's at this moment. Side effect: a mail ``certificado_emitido`` to each one with an e-mail.
    """
    emitidos = con_correo = 0
    while emitidos < maximo:
        hubo, nuevos = _emitir_tanda(actividad, usuario, min(TANDA, maximo - emitidos))
        if not hubo:
            break
        emitidos += len(nuevos)
        con_correo += sum(bool(certificado.participante.email) for certificado in nuevos)
    return Emision(emitidos, con_correo, por_emitir(actividad).count())


@transaction.atomic
def _emitir_tanda(actividad, usuario, cuantos):
    """Issue to some of those who wait for it; return whether there was anybody, and the new certificates."""
    bloqueadas = [p.pk for p in bloquear(por_emitir(actividad).order_by("pk"))[:cuantos]]
    # Whoever held these rows may have issued meanwhile: it is asked again, after the wait.
    presentes = por_emitir(actividad).filter(pk__in=bloqueadas).select_related("participante").order_by("pk")
    nuevos = Certificado.objects.bulk_create(_de(presencia, usuario) for presencia in presentes)
    for certificado in nuevos:
        _avisar(EMITIDO, certificado)
    return bool(bloqueadas), nuevos


def bloquear(presencias):
    """Lock them against whoever issues for them or takes them back at the same time."""
    return presencias.select_for_update(of=("self",))


def _de(presencia, usuario, reemplaza=None):
    persona = presencia.participante
    return Certificado(
        participante=persona,
        actividad_id=presencia.actividad_id,
        nombre=persona.nombre,
        modalidad=presencia.modalidad,
        idioma=persona.idioma,
        emitido_por=usuario,
        reemplaza=reemplaza,
    )


def _avisar(tipo, certificado):
    """Queue a mail about a certificate to its person, who may have no address."""
    persona = certificado.participante
    if persona and persona.email:
        correo.encolar(tipo=tipo, a=persona.email, idioma=certificado.idioma, sobre=certificado)


# --- One certificate ----------------------------------------------------------------------------


@transaction.atomic
def revocar(*, certificado, motivo, usuario=None):
    """Revoke a valid certificate: its verification says so at once. Return it.

    The reason is for staff's eyes. Side effect: a mail ``certificado_anulado``. Raises :class:`ErrorCertificado`.
    """
    certificado = _valido_bajo_candado(certificado)
    _marcar_revocado(certificado, motivo, usuario)
    _avisar(ANULADO, certificado)
    return certificado


@transaction.atomic
def corregir_nombre(*, certificado, nombre, usuario=None):
    """Revoke a valid certificate and issue it again with another name; return the new one.

    The old code says that it was replaced; the person's row keeps its name. Side effect: a mail
    ``certificado_emitido``. Raises :class:`ErrorCertificado`.
    """
    certificado = _valido_bajo_candado(certificado)
    if nombre == certificado.nombre:
        raise ErrorCertificado(_("El certificado ya dice ese nombre: nada cambió."))
    _marcar_revocado(certificado, _("Corrección del nombre"), usuario)
    nuevo = Certificado.objects.create(
        participante=certificado.participante,
        actividad_id=certificado.actividad_id,
        nombre=nombre,
        modalidad=certificado.modalidad,
        idioma=certificado.idioma,
        emitido_por=usuario,
        reemplaza=certificado,
    )
    _avisar(EMITIDO, nuevo)
    return nuevo


@transaction.atomic
def volver_a_emitir(*, certificado, usuario=None):
    """Issue anew, as the person and the presence are now, a certificate that was revoked; return the new one.

    The old code says that it was replaced. Side effect: a mail ``certificado_emitido``. Raises
    :class:`ErrorCertificado` where the person is gone, is not present or has a valid one.
    """
    certificado = _fresco(certificado)
    suya = Presencia.objects.vigentes().select_related("participante")
    suya = bloquear(suya.filter(participante=certificado.participante_id, actividad=certificado.actividad_id)).first()
    if certificado.es_valido or certificado.es_reemplazado:
        raise ErrorCertificado(_("Este certificado vale, o ya se emitió otro en su lugar: nada cambió."))
    if suya is None:
        raise ErrorCertificado(
            _("La persona no figura como presente en la actividad: registre antes su presencia y vuelva a emitirlo.")
        )
    if Certificado.objects.validos().filter(participante=suya.participante, actividad=suya.actividad_id).exists():
        raise ErrorCertificado(_("La persona ya tiene un certificado válido de la actividad: nada cambió."))
    nuevo = _de(suya, usuario, reemplaza=certificado)
    nuevo.save()
    _avisar(EMITIDO, nuevo)
    return nuevo


@transaction.atomic
def enviar_otra_vez(*, certificado):
    """Queue the mail of a valid certificate once more; raise :class:`ErrorCertificado` where nobody can be written."""
    certificado = _valido_bajo_candado(certificado)
    if not (certificado.participante and certificado.participante.email):
        raise ErrorCertificado(_("No hay una dirección de correo de la persona: descargue el PDF y alcánceselo."))
    _avisar(EMITIDO, certificado)
    return certificado


def _fresco(certificado):
    consulta = Certificado.objects.select_for_update(of=("self",)).select_related("participante", "reemplazo")
    fresco = consulta.filter(pk=certificado.pk).first()
    if fresco is None:
        raise ErrorCertificado(_("El certificado fue borrado mientras tanto: nada cambió."))
    return fresco


def _valido_bajo_candado(certificado):
    certificado = _fresco(certificado)
    if not certificado.es_valido:
        raise ErrorCertificado(_("El certificado ya estaba anulado: nada cambió."))
    return certificado


def _marcar_revocado(certificado, motivo, usuario):
    certificado.revocado_el = timezone.now()
    certificado.revocado_por = usuario
    certificado.motivo = motivo
    certificado.save(update_fields=["revocado_el", "revocado_por", "motivo"])


# --- What happens to people ---------------------------------------------------------------------


def al_sustituir(participante):
    """Let go of the certificates of who had a row that is another person's from now on: nobody inherits them.

    They stay, verifiable, without an owner.
    """
    soltar(Certificado.objects.filter(participante=participante))


def soltar(certificados):
    """Let go of whose these certificates were: they stay, with the name that they say."""
    certificados.update(participante=None)


def al_hacer_una(persona, propia):
    """Give ``propia`` the certificates of ``persona``, another row of the same person that is about to go.

    Where both have one of the same activity, that of ``propia`` stays and the other is revoked.
    """
    suyos = Certificado.objects.filter(participante=persona)
    propios = Certificado.objects.validos().filter(participante=propia)
    for repetido in suyos.validos().filter(actividad__in=propios.values("actividad")):
        _marcar_revocado(repetido, _("La persona estaba en dos delegaciones que se unieron"), None)
    suyos.update(participante=propia)


# --- Counting -----------------------------------------------------------------------------------


class Cuenta(NamedTuple):
    """How things stand at one activity: numbers for the page that issues."""

    presentes: dict
    por_emitir: list
    sin_correo: int
    validos: int
    anulados: int
    sin_presencia: int
    correos: dict

    @property
    def total_por_emitir(self):
        return sum(n for _modalidad, _idioma, n in self.por_emitir)

    @property
    def por_enviar(self):
        """How many of its mails are on their way."""
        estados = Mensaje.Estado
        return sum(self.correos.get(e, 0) for e in (estados.EN_COLA, estados.ENVIANDO, estados.EN_ESPERA))

    @property
    def enviados(self):
        return self.correos.get(Mensaje.Estado.ENVIADO, 0)

    @property
    def fallidos(self):
        return self.correos.get(Mensaje.Estado.FALLIDO, 0)

    @property
    def encolados(self):
        return self.por_enviar + self.enviados + self.fallidos


def contar(actividad):
    """Return the :class:`Cuenta` of an activity, in six queries."""
    presentes = Presencia.objects.vigentes().filter(actividad=actividad)
    esperan = por_emitir(actividad)
    certificados = Certificado.objects.filter(actividad=actividad)
    tipo = ContentType.objects.get_for_model(Certificado)
    correos = Mensaje.objects.filter(tipo=EMITIDO, sobre_tipo=tipo, sobre_id__in=certificados.values("pk"))
    grupos = esperan.order_by("modalidad", "participante__idioma").values_list("modalidad", "participante__idioma")
    cifras = certificados.aggregate(
        validos=Count("pk", filter=Q(revocado_el=None)), anulados=Count("pk", filter=~Q(revocado_el=None))
    )
    return Cuenta(
        presentes=dict(presentes.order_by().values_list("modalidad").annotate(n=Count("pk"))),
        por_emitir=list(grupos.annotate(n=Count("pk"))),
        sin_correo=esperan.filter(participante__email="").count(),
        sin_presencia=sin_presencia(certificados).count(),
        correos=dict(correos.order_by().values_list("estado").annotate(n=Count("pk"))),
        **cifras,
    )


def sin_presencia(certificados):
    """Return the valid certificates whose person does not figure as present any more: somebody should look at them."""
    suya = Presencia.objects.vigentes().filter(participante=OuterRef("participante"), actividad=OuterRef("actividad"))
    return certificados.validos().filter(~Exists(suya), participante__isnull=False)


def con_otro_nombre(certificados):
    """Return the valid certificates that say another name than their person's row, by a correction here or there."""
    return certificados.validos().filter(participante__isnull=False).exclude(nombre=F("participante__nombre"))
