"""The next Cumbre is prepared unseen; and every hour of a form is that of its Cumbre's zone."""

import datetime

import pytest

from agenda.models import Actividad, Bloque, Cumbre
from tests import fabricas
from tests.admin.test_acciones import actuar

CUMBRES = "/admin/agenda/cumbre/"
DIA = datetime.date(2026, 12, 1)


# --- Published, or in preparation ---------------------------------------------------------------


def siguiente(**campos):
    un_anio = datetime.timedelta(days=365)
    return fabricas.crear_cumbre(
        nombre_es="XXVII Cumbre", inicio=DIA + un_anio, fin=DIA + un_anio, publicada=False, **campos
    )


def test_a_cumbre_is_born_in_preparation(db):
    assert Cumbre().publicada is False


def test_a_later_cumbre_takes_over_only_once_published(client, coordinacion):
    actual = fabricas.crear_cumbre()
    otra = siguiente(correo_contacto="otra@ejemplo.gob")
    bloque = fabricas.crear_bloque(fabricas.crear_seminario(otra))
    charla = fabricas.crear_intervencion(bloque, titulo_es="Todavía no")

    assert Cumbre.objects.vigente() == actual
    assert "XXVII" not in client.get("/").content.decode()
    assert client.get(charla.get_absolute_url()).status_code == 404
    assert actuar(coordinacion, CUMBRES, "publicar", otra, actual) == [
        "Se publicó 1.",
        "1 ya estaba así.",
        "El portal muestra: XXVII Cumbre.",
    ]
    assert Cumbre.objects.vigente() == otra
    assert client.get(charla.get_absolute_url()).status_code == 200


def test_taking_back_the_current_one_warns_before_and_after(coordinacion):
    actual = fabricas.crear_cumbre()
    pregunta = coordinacion.post(CUMBRES, {"action": "preparar", "_selected_action": actual.pk})

    assert [str(fila["nota"]) for fila in pregunta.context["filas"]] == ["es la que muestra el portal"]
    assert actuar(coordinacion, CUMBRES, "preparar", actual) == [
        "1 vuelve a preparación.",
        "Ninguna Cumbre está publicada: el portal no tiene agenda ni inscripción.",
    ]
    assert Cumbre.objects.vigente() is None


@pytest.mark.parametrize("cuantas", [1, 30])
def test_asking_before_publishing_costs_the_same_for_any_number(coordinacion, cuantas, django_assert_num_queries):
    filas = [fabricas.crear_cumbre().pk for _ in range(cuantas)]
    pedido = {"action": "publicar", "_selected_action": filas}
    coordinacion.post(CUMBRES, pedido)  # fills the cache of content types

    with django_assert_num_queries(CONSULTAS_DE_LA_PREGUNTA):
        coordinacion.post(CUMBRES, pedido)


CONSULTAS_DE_LA_PREGUNTA = 4


@pytest.mark.parametrize("ruta", ["/", "/agenda/", "/agenda/cumbre/", "/agenda.ics", "/ciudades/", "/privacidad/"])
def test_pages_open_with_no_published_cumbre(client, db, ruta):
    siguiente()
    assert client.get(ruta).status_code == 200


# --- Hours --------------------------------------------------------------------------------------


@pytest.fixture
def en_manaos(db):
    """A Cumbre one hour behind the zone of the installation."""
    return fabricas.crear_cumbre(
        inicio=DIA,
        fin=DIA,
        zona_horaria="America/Manaus",
        inscripcion_desde=datetime.datetime(2026, 11, 1, 13, tzinfo=datetime.UTC),
        inscripcion_hasta=datetime.datetime(2026, 11, 30, 13, tzinfo=datetime.UTC),
    )


def test_form_of_an_activity_shows_and_takes_the_hour_of_its_cumbre(coordinacion, en_manaos):
    inicio = datetime.datetime(2026, 12, 1, 21, 15, tzinfo=datetime.UTC)
    actividad = fabricas.crear_actividad(en_manaos, dia=DIA, inicio=inicio)
    pagina = f"/admin/agenda/actividad/{actividad.pk}/change/"

    html = coordinacion.get(pagina).content.decode()
    datos = {"cumbre": en_manaos.pk, "titulo_es": "X", "slug": "x", "dia": "2026-12-01", "orden": 0}
    respuesta = coordinacion.post(pagina, {**datos, "inicio_0": "2026-12-01", "inicio_1": "17:45"})

    assert 'value="17:15:00"' in html
    assert "En la hora de la Cumbre: hora de Manaos, GMT-4." in html
    assert respuesta.status_code == 302
    assert Actividad.objects.get().inicio == datetime.datetime(2026, 12, 1, 21, 45, tzinfo=datetime.UTC)


def test_new_activity_takes_the_hour_of_the_chosen_cumbre(coordinacion, en_manaos):
    fabricas.crear_cumbre()
    datos = {"cumbre": en_manaos.pk, "titulo_es": "X", "slug": "x", "dia": "2026-12-01", "orden": 0}

    html = coordinacion.get("/admin/agenda/actividad/add/").content.decode()
    coordinacion.post("/admin/agenda/actividad/add/", {**datos, "inicio_0": "2026-12-01", "inicio_1": "17:15"})

    assert "En la hora de la Cumbre elegida." in html
    assert Actividad.objects.get().inicio == datetime.datetime(2026, 12, 1, 21, 15, tzinfo=datetime.UTC)


def test_form_of_a_block_takes_the_hour_of_its_cumbre(coordinacion, en_manaos):
    actividad = fabricas.crear_actividad(en_manaos, dia=DIA)
    datos = {"actividad": actividad.pk, "orden": 1, "tipo": "video", "titulo_es": "X"}
    datos |= {"video-TOTAL_FORMS": 0, "video-INITIAL_FORMS": 0}

    coordinacion.post("/admin/agenda/bloque/add/", {**datos, "inicio_0": "2026-12-01", "inicio_1": "17:15"})

    bloque = Bloque.objects.get()
    assert bloque.inicio == datetime.datetime(2026, 12, 1, 21, 15, tzinfo=datetime.UTC)
    assert "hora de Manaos, GMT-4" in coordinacion.get(f"/admin/agenda/bloque/{bloque.pk}/change/").content.decode()


def datos_de(cumbre, **cambios):
    return {
        "nombre_es": "X",
        "sede": "Manaos",
        "zona_horaria": cumbre.zona_horaria,
        "inicio": "2026-12-01",
        "fin": "2026-12-01",
        "inscripcion_desde_0": "2026-11-01",
        "inscripcion_desde_1": "09:00",
        "inscripcion_hasta_0": "2026-11-30",
        "inscripcion_hasta_1": "09:00",
        "correo_contacto": "cumbre@ejemplo.gob",
        **cambios,
    }


@pytest.mark.parametrize(
    ("zona", "hora_utc", "estado"),
    [
        ("America/Manaus", 13, 302),
        ("America/Lima", 14, 302),
        ("Marte/Olimpo", 13, 200),
        ("EST", 13, 200),
        ("../../etc/passwd", 13, 200),
    ],
)
def test_form_of_a_cumbre_takes_the_hours_in_the_zone_that_it_says(coordinacion, en_manaos, zona, hora_utc, estado):
    pagina = f"{CUMBRES}{en_manaos.pk}/change/"
    assert 'value="09:00:00"' in coordinacion.get(pagina).content.decode()

    respuesta = coordinacion.post(pagina, datos_de(en_manaos, zona_horaria=zona))

    en_manaos.refresh_from_db()
    assert (respuesta.status_code, en_manaos.inscripcion_desde.hour) == (estado, hora_utc)


@pytest.mark.parametrize("dia", ["9999-12-31", "2200-01-01", "0001-01-01", "1999-12-31"])
def test_a_year_that_is_a_slip_of_the_finger_is_refused_at_its_field(coordinacion, en_manaos, dia):
    pagina = f"{CUMBRES}{en_manaos.pk}/change/"

    respuesta = coordinacion.post(pagina, datos_de(en_manaos, inscripcion_hasta_0=dia, inscripcion_hasta_1="23:30"))

    assert respuesta.context["adminform"].form.errors["inscripcion_hasta"] == ["Escriba un año entre 2000 y 2199."]
    assert coordinacion.get(pagina).status_code == 200


def test_lists_say_the_hour_of_the_cumbre_and_its_offset(coordinacion, en_manaos):
    inicio = datetime.datetime(2026, 12, 1, 21, 15, tzinfo=datetime.UTC)
    fabricas.crear_bloque(fabricas.crear_actividad(en_manaos, dia=DIA, inicio=inicio), inicio=inicio)
    for lista in ("actividad", "bloque"):
        html = coordinacion.get(f"/admin/agenda/{lista}/").content.decode()
        assert "17:15 (GMT-4)" in html
    assert "09:00 (GMT-4)" in coordinacion.get(CUMBRES).content.decode()
