"""What staff is told where somebody else holds what an action needs: one row, the action itself, the whole page."""

import pytest
from django.contrib.admin.models import LogEntry

from comun import turnos
from comun.models import Mensaje
from tests import fabricas
from tests.candados import retenida
from tests.inscripciones.delegaciones import confirmada

PARTICIPANTES = "/admin/inscripciones/participante/"
RETENER = "SELECT * FROM inscripciones_inscripcion WHERE id = %s FOR UPDATE"


@pytest.fixture
def personas(espera_breve):
    """One of each of three delegations; the mails of before are forgotten."""
    taller = fabricas.crear_actividad(fabricas.crear_cumbre())
    suyas = [confirmada(taller).participantes.get() for _ in range(3)]
    for n, persona in enumerate(suyas):
        persona.email = f"p{n}@x.org"
        persona.save()
    Mensaje.objects.all().delete()
    return suyas


def enviar_enlaces(client, personas, clave="k"):
    datos = {"action": "enviar_enlace", "_selected_action": [p.pk for p in personas], "confirmado": "si"}
    respuesta = client.post(PARTICIPANTES, {**datos, "clave_envio": clave}, follow=True)
    return [str(m) for m in respuesta.context["messages"]]


def test_of_many_rows_the_one_that_is_held_waits_and_the_others_are_done_and_logged(coordinacion, personas):
    with retenida(RETENER, personas[1].inscripcion_id):
        dicho = enviar_enlaces(coordinacion, personas)

    assert dicho == [
        "Se envía su enlace a 2 personas.",
        "1 no cambió: otra persona está guardando algo allí; repítalo en un minuto.",
    ]
    assert sorted(Mensaje.objects.values_list("a", flat=True)) == ["p0@x.org", "p2@x.org"]
    assert LogEntry.objects.filter(content_type__model="participante").count() == 2


def test_a_twin_that_waited_long_is_told_that_the_first_is_still_at_it(coordinacion, personas):
    suya = f"accion:{coordinacion.usuaria.pk}:inscripciones.participante k"

    with retenida("SELECT pg_advisory_xact_lock(%s, %s)", *[turnos.clave_de(nombre) for nombre in ("envios", suya)]):
        dicho = enviar_enlaces(coordinacion, personas)

    assert dicho == ["Lo que confirmó se está haciendo todavía: vuelva a cargar esta página en un momento."]
    assert not Mensaje.objects.exists()


@pytest.mark.parametrize(
    ("prefijo", "dicho"),
    [("", "o se guardó en parte si era de muchas filas"), ("/pt-br", "ou foi salva em parte se era de muitas linhas")],
)
def test_the_page_of_a_lock_says_to_staff_that_a_part_may_be_done(coordinacion, personas, prefijo, dicho):
    coordinacion.raise_request_exception = False
    persona = personas[0]
    datos = {c: getattr(persona, c) for c in ("email", "cargo", "idioma")}

    with retenida(RETENER, persona.inscripcion_id):
        respuesta = coordinacion.post(
            f"{prefijo}{PARTICIPANTES}{persona.pk}/change/", {**datos, "nombre": "Otro Nombre"}
        )

    assert respuesta.status_code == 503
    assert dicho in respuesta.content.decode()
