import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actores.models import Ciudad, Institucion, Ods, Programa, UnidadTematica
from agenda.models import Actividad, Bloque, Cumbre, Intervencion, Video
from comun.models import Equivalencia
from proyectos.models import Convocatoria, Participacion, Proyecto
from seminario import demo
from seminario.demo.programa import VIDEO, ZONA, anio_de_la_cumbre, cargar_cumbre
from tests.fabricas import crear_ciudad

MODELOS = [
    Ods,
    UnidadTematica,
    Ciudad,
    Institucion,
    Programa,
    Convocatoria,
    Proyecto,
    Participacion,
    Cumbre,
    Actividad,
    Bloque,
    Intervencion,
    Equivalencia,
]


def el(anio, mes, dia, hora=12, minuto=0):
    return datetime.datetime(anio, mes, dia, hora, minuto, tzinfo=ZONA)


def cuentas():
    return {modelo.__name__: modelo.objects.count() for modelo in MODELOS}


# --- A second run -------------------------------------------------------------------------------


def test_second_run_adds_nothing_and_keeps_what_the_staff_edited(db):
    demo.cargar(ahora=el(2026, 8, 1))
    Ciudad.objects.filter(slug="riobamba-ec").update(nombre="Riobamba editada", miembro=None)
    Ciudad.objects.filter(slug="tarija-bo").update(slug="tarija-editada-bo")
    Proyecto.objects.filter(slug="2017-la-paz-montevideo").update(titulo_es="Título hallado", slug="titulo-hallado")
    Institucion.objects.filter(sigla="CAF").update(slug="caf-editada")
    Actividad.objects.filter(es_seminario=True).update(slug="editada", cupo_presencial=80)
    Cumbre.objects.update(nombre_es="Cumbre editada", direccion="Calle 1")
    Programa.objects.filter(institucion__sigla="BID").delete()
    Equivalencia.objects.filter(espanol="basura").delete()
    antes = cuentas()

    agregadas = demo.cargar(ahora=el(2027, 8, 1))

    assert set(agregadas.values()) == {0}
    assert cuentas() == antes
    assert Ciudad.objects.get(slug="riobamba-ec").nombre == "Riobamba editada"
    assert Proyecto.objects.get(slug="titulo-hallado").titulo_es == "Título hallado"
    assert Actividad.objects.get(slug="editada").dia == datetime.date(2026, 12, 1)
    assert Cumbre.objects.get().nombre_es == "Cumbre editada"


def test_second_run_reads_little_and_writes_nothing(db, django_assert_num_queries):
    demo.cargar(ahora=el(2026, 8, 1))

    with django_assert_num_queries(10) as consultas:
        demo.cargar(ahora=el(2026, 8, 1))

    assert [c["sql"] for c in consultas if c["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_city_that_was_there_before_is_not_added_again(db):
    crear_ciudad(nombre="riobamba", pais="EC", slug="otra-direccion")

    demo.cargar(ahora=el(2026, 8, 1))

    assert list(Ciudad.objects.filter(busqueda="riobamba").values_list("slug", flat=True)) == ["otra-direccion"]
    assert Participacion.objects.filter(ciudad__slug="otra-direccion").count() == 1


def test_failed_load_leaves_nothing(db, monkeypatch):
    monkeypatch.setattr("seminario.demo.programa.cargar_cumbre", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        demo.cargar()

    assert set(cuentas().values()) == {0}


# --- The date -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ahora", "anio"),
    [
        (el(2026, 3, 1), 2026),
        (el(2026, 11, 30, 23, 59), 2026),
        (el(2026, 12, 1, 0, 0), 2026),
        (el(2026, 12, 1, 17, 14), 2026),
        (el(2026, 12, 1, 17, 15), 2027),
        (el(2026, 12, 2), 2027),
        (el(2026, 12, 31, 23, 59), 2027),
        (datetime.datetime(2027, 1, 1, 2, 0, tzinfo=datetime.UTC), 2027),
    ],
)
def test_year_is_that_of_the_next_first_of_december(ahora, anio):
    assert anio_de_la_cumbre(ahora) == anio


@pytest.mark.parametrize(
    "ahora", [el(2026, 3, 1), el(2026, 11, 30, 23, 59), el(2026, 12, 1, 9, 0), el(2026, 12, 2), el(2026, 12, 31)]
)
def test_registration_is_open_right_after_the_first_load(db, ahora):
    cargar_cumbre(anio=None, ahora=ahora)

    cumbre = Cumbre.objects.get()
    assert cumbre.inicio > ahora.date() or cumbre.inicio == ahora.date()
    assert cumbre.inscripcion(ahora) == "abierta"
    assert cumbre.inscripcion_hasta <= el(cumbre.inicio.year, 12, 1, 17, 15)


def test_registration_opens_30_days_before_and_closes_on_30_november(db):
    cargar_cumbre(anio=None, ahora=el(2026, 8, 31))

    cumbre = Cumbre.objects.get()
    assert cumbre.inscripcion_desde == el(2026, 8, 1)
    assert cumbre.inscripcion_hasta == el(2026, 11, 30, 23, 59)


def test_anio_gives_another_year_and_later_moves_the_same_cumbre(db):
    cargar_cumbre(anio=2030, ahora=el(2026, 8, 1))
    assert Cumbre.objects.get().inicio == datetime.date(2030, 12, 1)
    Actividad.objects.filter(slug="apertura").update(titulo_es="Apertura editada", inicio=el(2030, 12, 1, 9))

    cargar_cumbre(anio=2021, ahora=el(2026, 8, 1))
    cargar_cumbre(anio=None, ahora=el(2026, 8, 1))

    cumbre = Cumbre.objects.get()
    apertura = Actividad.objects.get(slug="apertura")
    assert (cumbre.inicio, cumbre.fin) == (datetime.date(2021, 12, 1), datetime.date(2021, 12, 3))
    assert cumbre.inscripcion_hasta == el(2021, 11, 30, 23, 59)
    assert (apertura.titulo_es, apertura.dia, apertura.inicio) == (
        "Apertura editada",
        datetime.date(2021, 12, 1),
        el(2021, 12, 1, 9),
    )
    assert Actividad.objects.get(es_seminario=True).inicio == el(2021, 12, 1, 17, 15)


def test_past_year_has_a_window_in_order(db):
    cargar_cumbre(anio=2021, ahora=el(2026, 8, 1))

    cumbre = Cumbre.objects.get()
    assert (cumbre.inscripcion_desde, cumbre.inscripcion_hasta) == (el(2021, 10, 31, 23, 59), el(2021, 11, 30, 23, 59))


# --- The command --------------------------------------------------------------------------------


def test_command_says_what_it_added(db):
    primera, segunda = StringIO(), StringIO()

    call_command("cargar_demo", anio=2026, stdout=primera)
    call_command("cargar_demo", stdout=segunda)

    assert primera.getvalue() == (
        "Datos de la demostración: 17 ods, 20 unidades, 9951 ciudades, 43 instituciones, 5 convocatorias, "
        "18 proyectos, 52 equivalencias del glosario, 9 actividades.\n"
    )
    assert segunda.getvalue() == "Datos de la demostración: nada nuevo.\n"


@pytest.mark.parametrize("opcion", ["--anio=20", "--volumen=-1"])
def test_command_refuses_what_makes_no_sense(db, opcion):
    with pytest.raises(CommandError):
        call_command("cargar_demo", opcion)

    assert Cumbre.objects.count() == 0


def test_first_block_has_the_video_of_the_map_with_captions_and_transcript(db):
    demo.cargar()

    video = Video.objects.select_related("bloque").get()
    assert (video.bloque.tipo, video.archivo.size) == ("video", (VIDEO / "red-sur.mp4").stat().st_size)
    assert all(f.open().read(6) == b"WEBVTT" for f in (video.subtitulos_es, video.subtitulos_pt_br))
    assert "Mercociudades" in video.transcripcion_es
    assert "Mercocidades" in video.transcripcion_pt_br
