"""A lock that somebody does not let go of: nobody waits for ever, nothing is half written, and trying again works."""

import pytest
from django.db import transaction
from django.utils import timezone

from comun import entorno, purga, tareas
from comun.limites import permitir
from comun.models import Limite, Mensaje
from inscripciones.models import Asistencia, Inscripcion
from tests import fabricas
from tests.candados import BREVE, otra_conexion, retenida
from tests.inscripciones import escritos


def dice(conexion, ajuste):
    with conexion.cursor() as cursor:
        cursor.execute(f"SHOW {ajuste}")
        return cursor.fetchone()[0]


@pytest.fixture
def por_revisar(espera_breve):
    """The browser and the complete draft of a city, with a place to ask for; the activity."""
    cumbre = fabricas.crear_cumbre()
    seminario = fabricas.crear_seminario(cumbre)
    riobamba = fabricas.crear_ciudad(nombre="Riobamba", slug="riobamba-ec", pais="EC")
    oficial, inscripcion = escritos.iniciar(riobamba)
    oficial.raise_request_exception = False
    return oficial, escritos.completar(inscripcion, seminario), seminario


def confirmar(oficial, prefijo=""):
    return oficial.post(f"{prefijo}/inscripcion/revisar/", {"clave_envio": "confirmar"})


def lo_escrito():
    return (
        list(Inscripcion.objects.values_list("estado", "confirmada_el", "guardada")),
        list(Asistencia.objects.values_list("estado", "turno", "cambiada")),
        Mensaje.objects.count(),
    )


@pytest.mark.parametrize(
    ("prefijo", "titulo", "que_paso", "que_hacer"),
    [
        ("", "El portal está ocupado", "Este último paso no se guardó", "Espere un minuto"),
        ("/pt-br", "O portal está ocupado", "Esta última etapa não foi salva", "Aguarde um minuto"),
    ],
)
def test_confirmar_con_la_actividad_retenida_responde_en_su_plazo_y_no_escribe_nada(
    por_revisar, prefijo, titulo, que_paso, que_hacer
):
    oficial, _inscripcion, seminario = por_revisar
    antes, desde = lo_escrito(), timezone.now()

    with retenida("SELECT * FROM agenda_actividad WHERE id = %s FOR NO KEY UPDATE", seminario.pk):
        response = confirmar(oficial, prefijo)

    assert (timezone.now() - desde).total_seconds() < 5
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "60", "no-store")
    pagina = response.content.decode()
    assert [texto in pagina for texto in (titulo, que_paso, que_hacer)] == [True] * 3
    assert lo_escrito() == antes


def test_confirmar_de_nuevo_cuando_se_solto_confirma_una_vez(por_revisar):
    oficial, _inscripcion, seminario = por_revisar
    with retenida("SELECT * FROM agenda_actividad WHERE id = %s FOR NO KEY UPDATE", seminario.pk):
        confirmar(oficial)

    response = confirmar(oficial)

    assert response.status_code == 302
    assert Inscripcion.objects.get().estado == "confirmada"
    assert Mensaje.objects.filter(tipo="inscripcion_confirmada").count() == 1


@pytest.mark.django_db(transaction=True)
def test_toda_conexion_espera_un_candado_veinte_segundos_y_una_transaccion_ociosa_cinco_minutos():
    with otra_conexion() as otra:
        assert [dice(otra, a) for a in ("lock_timeout", "idle_in_transaction_session_timeout")] == ["20s", "5min"]


@pytest.mark.django_db(transaction=True)
def test_lo_que_dice_la_direccion_de_la_base_vale_mas_que_los_plazos():
    with otra_conexion() as otra:
        suyas = {"options": "-c lock_timeout=3s -c application_name=portal"}
        opciones = {**{c: v for c, v in otra.settings_dict["OPTIONS"].items() if c != "options"}, **suyas}
        otra.settings_dict["OPTIONS"] = entorno.con_plazos({"OPTIONS": opciones}, candado=7, ociosa=8)["OPTIONS"]

        dichas = [dice(otra, a) for a in ("lock_timeout", "idle_in_transaction_session_timeout", "application_name")]

    assert dichas == ["3s", "8s", "portal"]


def test_cero_deja_los_plazos_del_servidor():
    assert entorno.con_plazos({"NAME": "x"}, candado=0, ociosa=0) == {"NAME": "x"}


def test_una_tarea_que_no_consigue_un_candado_no_detiene_a_las_otras_ni_al_correo(espera_breve, monkeypatch, caplog):
    actividad = fabricas.crear_actividad(fabricas.crear_cumbre())
    monkeypatch.setattr(tareas, "_tareas", {})

    def tomar():
        with transaction.atomic():
            return bool(list(type(actividad).objects.select_for_update().filter(pk=actividad.pk)))

    tareas.registrar(tomar)
    tareas.registrar(lambda: True)
    with retenida("SELECT * FROM agenda_actividad WHERE id = %s FOR UPDATE", actividad.pk):
        assert tareas.dar_un_paso() is True

    assert ["tomar failed: OperationalError" in linea for linea in caplog.messages] == [True]


def test_un_ensayo_de_la_purga_no_hace_esperar_a_quien_vuelve(espera_breve, settings, monkeypatch):
    settings.PUBLIC_LIMITS = True
    permitir("acceso", "ana@x.org", maximo=5, segundos=60)
    viejo = timezone.now() - purga.LIMITES * 2
    Limite.objects.update(desde=viejo)
    vueltas = []

    def volver(ahora):
        with otra_conexion() as otra, otra.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{BREVE}'")
            cursor.execute("UPDATE comun_limite SET cuenta = cuenta + 1")
            vueltas.append(cursor.rowcount)
        return {}

    partes = purga._partes
    monkeypatch.setattr(purga, "_partes", [])
    purga.registrar(volver)  # the first is the last to run
    purga._partes += partes
    cuentas = purga.purgar(ahora=timezone.now(), ensayo=True)

    assert (cuentas["contadores de límites"], vueltas) == (1, [1])
    assert list(Limite.objects.values_list("desde", "cuenta")) == [(viejo, 2)]
