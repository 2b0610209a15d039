"""What the demo data are, read from one load that the whole module shares."""

import datetime

import pytest
from django.db import transaction

from actores.models import Ciudad, Institucion, Programa
from agenda.models import Actividad, Bloque
from comun.publicacion import Publicacion
from proyectos.models import Convocatoria, Participacion, Proyecto
from seminario import demo
from seminario.demo.programa import ZONA

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def base_cargada(django_db_setup, django_db_blocker):
    """Every test of this module reads only; the data are taken away at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.cargar(ahora=datetime.datetime(2026, 8, 1, tzinfo=ZONA))
        yield
        transaction.set_rollback(True)


def test_cities_are_the_89_members_and_then_other_places(base_cargada):
    miembros = Ciudad.objects.filter(miembro=True)
    otras = Ciudad.objects.exclude(miembro=True)

    assert miembros.count() == 89
    assert miembros.filter(membresia_confirmada=False).count() == 10
    assert otras.count() == 9862
    assert otras.exclude(miembro=None).count() == 0
    assert set(otras.values_list("pais", flat=True)) == {"AR", "BO", "BR", "CL", "CO", "EC", "PE", "PY", "UY", "VE"}
    assert Ciudad.objects.filter(verificada=False).count() == 0


def test_both_avellanedas_are_members_with_their_province_in_the_address(base_cargada):
    avellanedas = Ciudad.objects.filter(nombre="Avellaneda", pais="AR").order_by("provincia")

    assert list(avellanedas.values_list("slug", "miembro")) == [
        ("avellaneda-buenos-aires-ar", True),
        ("avellaneda-santa-fe-ar", True),
    ]


def test_member_san_justo_is_the_one_in_santa_fe(base_cargada):
    lugares = Ciudad.objects.filter(nombre="San Justo", pais="AR").order_by("provincia")

    assert list(lugares.values_list("provincia", "slug", "miembro")) == [
        ("Buenos Aires", "san-justo-buenos-aires-ar", None),
        ("Santa Fe", "san-justo-ar", True),
    ]
    coordinadora = Participacion.objects.get(proyecto__convocatoria__anio=2018, ciudad__nombre="San Justo")
    assert coordinadora.ciudad.provincia == "Santa Fe"


def test_members_are_not_repeated_among_the_other_places(base_cargada):
    miembros = {(c.busqueda, c.pais): c for c in Ciudad.objects.filter(miembro=True)}

    cercanas = [
        otra
        for otra in Ciudad.objects.filter(miembro=None, busqueda__in=[nombre for nombre, _pais in miembros])
        if (miembro := miembros.get((otra.busqueda, otra.pais)))
        and abs(miembro.latitud - otra.latitud) + abs(miembro.longitud - otra.longitud) < 0.3
    ]

    assert cercanas == []
    assert Ciudad.objects.get(nombre="Riobamba").slug == "riobamba-ec"
    assert Ciudad.objects.get(nombre="Lavalleja").tipo == "departamento"
    assert Ciudad.objects.get(nombre="Minas", pais="UY").miembro is None


def test_institutions_have_their_line_and_unverified_lines_wait(base_cargada):
    assert Institucion.objects.count() == 43
    assert Programa.objects.filter(publicacion=Publicacion.PUBLICADA).count() == 28
    assert Programa.objects.filter(publicacion=Publicacion.PENDIENTE).count() == 13
    assert Programa.objects.get(institucion__sigla="UNOSSC").titulo_es == "South-South Galaxy"


def test_projects_are_18_of_which_6_have_no_known_title(base_cargada):
    proyectos = Proyecto.objects.con_participantes()

    sin_titulo = sorted(p.nombre for p in proyectos if not p.titulo)

    assert len(proyectos) == 18
    assert sin_titulo == [
        "Cooperación entre Buenos Aires y Santiago (título sin dato)",
        "Cooperación entre General Alvear y Riobamba (título sin dato)",
        "Cooperación entre La Paz y Montevideo (título sin dato)",
        "Cooperación entre Montevideo, Peñalolén y Santiago (título sin dato)",
        "Proyecto de Avellaneda (título sin dato)",
        "Proyecto de Montevideo (título sin dato)",
    ]


def test_projects_are_historical_published_and_dated_december_2021(base_cargada):
    estados = set(Proyecto.objects.values_list("historico", "publicacion", "estado_al", "modalidad"))

    assert estados == {(True, "publicada", datetime.date(2021, 12, 31), "")}


def test_ceiling_belongs_to_the_call_and_is_never_a_grant(base_cargada):
    topes = dict(Convocatoria.objects.values_list("anio", "monto_maximo_usd"))

    assert topes == {2017: 7000, 2018: 7000, 2019: 10000, 2020: 10000, 2021: 10000}
    assert list(Proyecto.objects.exclude(monto_usd=None)) == []


def test_title_in_portuguese_is_the_original_and_the_spanish_one_ours(base_cargada):
    proyecto = Proyecto.objects.get(slug="novos-ares-para-criancas")

    assert proyecto.titulo_pt_br == "Novos ares para crianças"
    assert proyecto.titulo_es == "Aires nuevos para la infancia"
    assert (proyecto.idioma_original, proyecto.titulo_traducido) == ("pt-br", "es")


def test_participants_have_their_role(base_cargada):
    proyecto = Proyecto.objects.get(slug__startswith="reducao-das-desigualdades")

    roles = [(p.rol, str(p.actor.nombre if p.ciudad else p.actor.sigla)) for p in proyecto.participaciones.all()]

    assert roles == [
        ("coordinadora", "São Paulo"),
        ("socia", "Niterói"),
        ("socia", "La Paz"),
        ("socia", "Buenos Aires"),
        ("aliada", "PNUD"),
        ("aliada", "ONU Mujeres"),
    ]
    aliadas = Participacion.objects.filter(rol="aliada").order_by("institucion__sigla")
    assert [p.institucion.sigla for p in aliadas] == ["AMVA", "AUCI", "ONU Mujeres", "PNUD", "UNL"]


def test_activities_keep_unknown_hours_unknown(base_cargada):
    horas = {
        a.slug: (a.dia.isoformat(), a.franja, a.inicio and a.inicio.astimezone(ZONA).strftime("%H:%M"), a.fin)
        for a in Actividad.objects.all()
    }

    assert horas == {
        "escuela-de-resiliencia": ("2026-11-30", "", None, None),
        "apertura": ("2026-12-01", "", None, None),
        "comunicacion-accesible": ("2026-12-01", "", None, None),
        "cooperacion-internacional": ("2026-12-01", "", "17:15", None),
        "ciudades-perifericas": ("2026-12-02", "maniana", None, None),
        "ambicion-climatica": ("2026-12-02", "tarde", None, None),
        "consejo": ("2026-12-02", "", None, None),
        "instancias-tematicas": ("2026-12-02", "", None, None),
        "asamblea-general": ("2026-12-03", "", "10:00", None),
    }
    assert Actividad.objects.exclude(cupo_presencial=None).count() == 0
    assert Actividad.objects.filter(reservada=True).count() == 4


def test_seminar_has_three_blocks_two_experiences_and_places_by_role(base_cargada):
    seminario = Actividad.objects.get(es_seminario=True)
    bloques = list(Bloque.objects.del_programa(seminario))

    contenido = [
        (b.tipo, [(i.ciudad and i.ciudad.nombre, bool(i.proyecto)) for i in b.intervenciones.all()]) for b in bloques
    ]

    assert contenido == [
        ("video", []),
        ("experiencias", [("Santa Fe", True), ("São Paulo", True)]),
        ("instituciones", [(None, False)] * 4),
    ]
    assert [b.inicio for b in bloques] == [seminario.inicio, None, None]
