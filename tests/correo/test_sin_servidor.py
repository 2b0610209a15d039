"""An hour without a mail server, by a clock that the test moves: nothing is lost, and all of it goes out in order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comun import correo, enviador
from comun.models import Mensaje
from tests import fabricas
from tests.correo import smtp
from tests.correo.test_smtp import leer

PUERTO_CERRADO = 1  # nobody listens there


class Reloj:
    """The worker's clock; ``comun.enviador`` reads it as its ``timezone``."""

    def __init__(self):
        self.ahora = timezone.now()

    def now(self):
        return self.ahora

    def trabajar_hasta(self, fin):
        """Let the worker look at its queue whenever something is due, as it would in real time."""
        while True:
            enviador.enviar_pendientes()
            proximos = Mensaje.objects.exclude(estado="enviado").order_by("proximo_intento")
            proximo = proximos.values_list("proximo_intento", flat=True).first()
            if proximo is None or proximo > fin:
                self.ahora = fin
                return
            self.ahora = max(self.ahora, proximo)


@pytest.fixture
def reloj(monkeypatch):
    reloj = Reloj()
    monkeypatch.setattr("comun.enviador.timezone", reloj)
    return reloj


@pytest.fixture
def servidor(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", PUERTO_CERRADO
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with smtp.encendido() as servidor:
        yield servidor


def encolar(cuantos, ahora):
    """Queue so many at this moment; return their Message-IDs in order."""
    contacto = fabricas.crear_contacto()
    mensajes = [
        correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma="es", sobre=contacto) for _n in range(cuantos)
    ]
    Mensaje.objects.filter(pk__in=[m.pk for m in mensajes]).update(proximo_intento=ahora)
    return [m.message_id for m in mensajes]


@pytest.mark.django_db
def test_una_hora_sin_servidor_de_correo_no_pierde_ni_abandona_nada(servidor, settings, reloj):
    se_cae = reloj.ahora
    tandas = []
    for diez_minutos in range(1, 7):
        tandas.append(encolar(4, reloj.ahora))
        reloj.trabajar_hasta(se_cae + diez_minutos * timedelta(minutes=10))
    assert set(Mensaje.objects.values_list("estado", flat=True)) == {"en_espera"}
    assert servidor.recibidos == []

    settings.EMAIL_PORT = servidor.puerto
    vuelve = reloj.ahora
    reloj.trabajar_hasta(vuelve + timedelta(seconds=enviador.ESPERA_MAXIMA))

    llegaron = [leer(contenido)["Message-ID"] for contenido in servidor.recibidos]
    assert vuelve - se_cae == timedelta(hours=1)
    assert sorted(llegaron) == sorted(m for tanda in tandas for m in tanda)
    for tanda in tandas:
        assert [m for m in llegaron if m in tanda] == tanda
    assert set(Mensaje.objects.values_list("estado", "error")) == {("enviado", "")}
    assert max(Mensaje.objects.values_list("intentos", flat=True)) == 10
