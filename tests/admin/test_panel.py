"""The figures of the first screen: each number is its list and its drawing, for whom, and at what cost."""

import datetime
import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from actores.models import Ciudad
from agenda.models import Cumbre
from inscripciones.models import Inscripcion
from seminario import roles
from seminario.panel import dibujos, pendientes
from tests import fabricas
from tests.admin.mezcla import crear_mezcla, crear_muchas
from tests.equipo.conftest import crear_usuaria

# Of the whole first screen, session and permissions included; at most 15 (``quality.md``).
CONSULTAS = {roles.COORDINACION: 11, roles.CONTENIDOS: 8, roles.ACREDITACION: 11, roles.LECTURA: 11}
SIN_ESTILO = re.compile(r"\sstyle=|<style|\son\w+=")


def con_permisos(client, *codigos):
    """Log in somebody of the team who may do just this."""
    usuaria = get_user_model().objects.create_user("con-permisos", password="x" * 16, is_staff=True)
    usuaria.user_permissions.set(Permission.objects.filter(codename__in=codigos))
    assert usuaria.user_permissions.count() == len(codigos)
    client.force_login(usuaria)
    return client


class Enlaces(HTMLParser):
    """The links of the panel, each with the first number that it says."""

    def __init__(self, html):
        super().__init__()
        self.dichos, self._url = [], None
        self.feed(html[html.index('id="pendientes"') : html.index('id="content-main"')])

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._url = dict(attrs)["href"]

    def handle_data(self, data):
        if self._url and (numero := re.fullmatch(r"[\d\u202f. \xa0]+", data.strip())):
            self.dichos.append((int(re.sub(r"\D", "", numero[0])), self._url))
            self._url = None

    def handle_endtag(self, tag):
        if tag == "a":
            self._url = None


def panel(client, idioma=""):
    respuesta = client.get(f"{idioma}/admin/")
    assert respuesta.status_code == 200
    return respuesta


def figura(client, clave):
    (una,) = [f for f in panel(client).context["cifras"].figuras if f.clave == clave]
    return una


# --- Each number is its list --------------------------------------------------------------------


def filas_de(usuaria, url):
    """Return how many rows a list of the admin has, as its own ``ChangeList`` counts them, filters and all."""
    ruta, _, consulta = url.partition("?")
    pedido = RequestFactory().get(ruta, QUERY_STRING=consulta)
    pedido.user = usuaria
    _admin, sala, modelo = ruta.strip("/").split("/")
    lista = admin.site.get_model_admin(apps.get_model(sala, modelo)).get_changelist_instance(pedido)
    return lista.result_count


def test_every_number_with_a_link_is_the_length_of_its_list(coordinacion):
    crear_mezcla(12)
    enlaces = Enlaces(panel(coordinacion).content.decode()).dichos
    assert len(enlaces) > 40

    contadas = [(filas_de(coordinacion.usuaria, url), url) for _n, url in enlaces]

    assert contadas == enlaces


def test_a_list_that_a_number_leads_to_opens(coordinacion):
    crear_mezcla(5)
    respuestas = [coordinacion.get(total.url) for total in panel(coordinacion).context["cifras"].totales if total.url]
    assert {respuesta.status_code for respuesta in respuestas} == {200}


def test_the_parts_add_up_to_the_totals(coordinacion):
    cumbre = crear_mezcla(25)

    cifras = panel(coordinacion).context["cifras"]
    totales = {total.nombre: total.n for total in cifras.totales}
    por_clave = {una.clave: [[celda.n for celda in fila.celdas] for fila in una.filas] for una in cifras.figuras}

    confirmadas = Inscripcion.objects.filter(cumbre=cumbre, estado="confirmada")
    assert totales["Delegaciones"] == confirmadas.count() > 0
    assert totales["Ciudades"] == confirmadas.exclude(ciudad=None).values("ciudad").distinct().count()
    assert totales["Instituciones"] == confirmadas.exclude(institucion=None).values("institucion").distinct().count()
    for clave, total in [("dia", "Delegaciones"), ("pais", "Delegaciones"), ("idioma", "Personas")]:
        assert sum(fila[0] for fila in por_clave[clave]) == totales[total], clave
    con, sin, todas = por_clave["red"][-1]
    miembros = Ciudad.objects.filter(miembro=True, fusionada_en=None)
    assert (con + sin, todas) == (miembros.count(), miembros.count())
    assert cifras.faltan.n == sin


def test_the_drawing_says_what_the_table_says(coordinacion):
    crear_mezcla(25)

    for una in panel(coordinacion).context["cifras"].figuras:
        if una.clave == "dia":
            dibujadas = [c.cuantos for c in una.dibujo.columnas if c.cuantos]
            filas = [fila for fila in una.filas if not fila.nombre.startswith("Antes")]
            assert dibujadas == [fila.celdas[0].n for fila in filas]
            continue
        series = max((t.serie for b in una.dibujo.barras for t in b.tramos), default=0)
        dibujadas = [{t.serie: t.cuantos for t in barra.tramos} for barra in una.dibujo.barras]
        en_tabla = [
            {serie: celda.n for serie, celda in enumerate(fila.celdas[:series], 1) if celda.n} for fila in una.filas
        ]
        assert dibujadas == en_tabla[: len(dibujadas)], una.clave
        assert len(en_tabla) - len(dibujadas) == (1 if una.clave == "red" else 0), una.clave


def test_the_bars_are_as_long_as_their_numbers():
    dibujo = dibujos.apiladas([("A", [3, 1], 4), ("B", [0, 8], 8), ("C", [0, 0], 0)], ["x", "y"])

    tramos = [[(t.x, t.ancho, t.serie, t.titulo) for t in barra.tramos] for barra in dibujo.barras]

    assert tramos == [
        [("0.00%", "37.50%", 1, "x: 3"), ("37.50%", "12.50%", 2, "y: 1")],
        [("0.00%", "100.00%", 2, "y: 8")],
        [],
    ]


def test_days_without_any_are_drawn_and_older_ones_are_one_row(coordinacion):
    cumbre = fabricas.crear_cumbre()
    for dias in (0, 3, 59, 60, 100):
        cuando = timezone.now() - datetime.timedelta(days=dias)
        fabricas.crear_inscripcion("confirmada", cumbre=cumbre, confirmada_el=cuando)

    una = figura(coordinacion, "dia")

    assert [len(una.dibujo.columnas), una.dibujo.mayor] == [60, 1]
    assert [fila.celdas[0].n for fila in una.filas] == [2, 1, 1, 1]
    assert una.filas[0].nombre.startswith("Antes del ")


def test_a_day_is_one_of_the_cumbres_clock(coordinacion):
    cumbre = fabricas.crear_cumbre(zona_horaria="Asia/Tokyo")
    cuando = datetime.datetime(2026, 3, 1, 20, tzinfo=datetime.UTC)  # the second of March in Tokyo
    fabricas.crear_inscripcion("confirmada", cumbre=cumbre, confirmada_el=cuando)

    fila = figura(coordinacion, "dia").filas[-1]
    listas = [coordinacion.get(f"/admin/inscripciones/inscripcion/?dia=2026-03-0{n}") for n in (1, 2)]

    assert "dia=2026-03-02" in fila.celdas[0].url or fila.nombre.startswith("Antes")
    assert [lista.context["cl"].result_count for lista in listas] == [0, 1]


@pytest.mark.parametrize("dia", ["x", "antes-", "0001-01-01", "9999-12-31", "2026-02-31", "antes-antes-2026-01-01"])
def test_a_day_of_anything_is_an_answer(coordinacion, dia):
    fabricas.crear_inscripcion("confirmada")
    lista = coordinacion.get("/admin/inscripciones/inscripcion/", {"dia": dia})
    assert (lista.status_code, lista.context["cl"].result_count) == (200, 1)


# --- What needs somebody ------------------------------------------------------------------------


def ocupar(actividad, cuantos):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    for _ in range(cuantos):
        fabricas.crear_asistencia(fabricas.crear_participante(inscripcion), actividad, estado="confirmada")


def pendiente(client, texto):
    filas = panel(client).context
    (una,) = [f for f in [*filas["pendientes"], *filas["al_dia"]] if texto in str(f["texto"])]
    return una


@pytest.mark.parametrize(("ocupados", "cupo", "cuenta"), [(9, 10, 0), (10, 11, 1), (3, 3, 1), (0, 0, 0), (5, None, 0)])
def test_a_room_is_nearly_full_above_nine_tenths(coordinacion, ocupados, cupo, cuenta):
    ocupar(fabricas.crear_actividad(cupo_presencial=cupo), ocupados)
    fila = pendiente(coordinacion, "más del 90")
    assert fila["n"] == coordinacion.get(fila["url"]).context["cl"].result_count == cuenta


def test_a_full_room_of_what_is_over_needs_nobody(coordinacion):
    ayer = timezone.localdate() - datetime.timedelta(days=1)
    cumbre = fabricas.crear_cumbre(inicio=ayer, fin=ayer + datetime.timedelta(days=2))
    ocupar(fabricas.crear_actividad(cumbre, cupo_presencial=1, dia=ayer), 1)
    ocupar(fabricas.crear_actividad(cumbre, cupo_presencial=1, dia=ayer, dia_fin=ayer + datetime.timedelta(days=1)), 1)
    otra = fabricas.crear_cumbre(inicio=ayer - datetime.timedelta(days=9), fin=ayer - datetime.timedelta(days=8))
    ocupar(fabricas.crear_actividad(otra, cupo_presencial=1, dia=ayer + datetime.timedelta(days=5)), 1)

    assert pendiente(coordinacion, "más del 90")["n"] == 1


def test_a_talk_lacks_a_speaker_in_a_published_block_of_the_cumbre_in_force(coordinacion):
    seminario = fabricas.crear_seminario()
    publicado = fabricas.crear_bloque(seminario)
    faltan = [fabricas.crear_intervencion(publicado, n, estado=e) for n, e in [(1, "publicada"), (2, "borrador")]]
    fabricas.crear_intervencion(publicado, 3, estado="cancelada")
    for _ in range(2):
        fabricas.crear_ponente(fabricas.crear_intervencion(publicado, 4 + _))
    fabricas.crear_intervencion(fabricas.crear_bloque(seminario, 2, estado="borrador"))
    otra = fabricas.crear_cumbre(inicio=datetime.date(2020, 1, 1), fin=datetime.date(2020, 1, 2))
    fabricas.crear_intervencion(fabricas.crear_bloque(fabricas.crear_seminario(otra, slug="otro")))

    fila = pendiente(coordinacion, "sin ponente")

    assert fila["n"] == 2
    assert set(coordinacion.get(fila["url"]).context["cl"].result_list) == set(faltan)


def test_what_is_at_zero_is_told_in_one_line(coordinacion):
    fabricas.crear_ciudad(verificada=False)
    html = panel(coordinacion).content.decode()
    lista, al_dia = re.search(r'<ul>(.*?)</ul>\s*<p class="al-dia">(.*?)</p>', html, re.DOTALL).groups()
    assert re.findall(r"<strong>(\d+)</strong>", lista) == ["1"]
    assert "Ciudades por verificar" not in al_dia
    assert al_dia.count("<a ") == 13


def test_counts_are_one_query_and_none_for_nothing(db, django_assert_num_queries):
    fabricas.crear_ciudad(), fabricas.crear_ciudad()
    consultas = [Ciudad.objects.all(), Cumbre.objects.all(), Ciudad.objects.filter(pais="ZZ")]
    with django_assert_num_queries(1):
        assert pendientes.contar(consultas) == [2, 0, 0]
    with django_assert_num_queries(0):
        assert pendientes.contar([]) == []


# --- Who sees what ------------------------------------------------------------------------------


def lo_que_ve(client):
    contexto = panel(client).context
    cifras = contexto["cifras"]
    filas = [f["url"].partition("?")[0].removeprefix("/admin/") for f in [*contexto["pendientes"], *contexto["al_dia"]]]
    return filas, [total.nombre for total in cifras.totales], [f.clave for f in cifras.figuras]


def test_who_may_see_nothing_sees_no_number(client, db):
    crear_mezcla(5)
    filas, totales, figuras = lo_que_ve(con_permisos(client))
    assert (filas, totales, figuras) == ([], [], [])
    html = panel(client).content.decode()
    assert "Nada de lo que puede ver con su usuario espera a alguien." in html
    assert "Todavía no hay cifras de lo que puede ver con su usuario." in html


def test_who_sees_the_programme_sees_its_rooms_and_no_registration(client, db):
    crear_mezcla(9)
    ve = lo_que_ve(con_permisos(client, "view_actividad", "view_ciudad"))
    assert ve == (["actores/ciudad/", "agenda/actividad/"], [], ["actividad", "sala"])
    assert {celda.url for f in panel(client).context["cifras"].figuras for i in f.filas for celda in i.celdas} == {""}


def test_who_sees_registrations_sees_no_people_and_no_cities(client, db):
    crear_mezcla(9)
    _filas, totales, figuras = lo_que_ve(con_permisos(client, "view_inscripcion"))
    assert (totales, figuras) == (["Delegaciones", "Países"], ["dia", "pais"])


def test_who_may_only_look_is_offered_to_look_and_not_to_invite(client, db):
    fabricas.crear_cumbre()
    fabricas.crear_ciudad(miembro=True, verificada=False)
    con_permisos(client, "view_ciudad", "view_inscripcion")
    contexto = panel(client).context
    assert [str(fila["verbo"]) for fila in contexto["pendientes"]] == ["Ver"]
    assert [f.url for f in contexto["cifras"].faltantes] == [""]
    assert "/invitar/" not in panel(client).content.decode()


def test_who_may_change_is_offered_what_to_do(client, db):
    fabricas.crear_cumbre()
    ciudad = fabricas.crear_ciudad(miembro=True, verificada=False)
    con_permisos(client, "view_ciudad", "change_ciudad", "view_inscripcion")
    contexto = panel(client).context
    assert [str(fila["verbo"]) for fila in contexto["pendientes"]] == ["Verificar"]
    assert [f.url for f in contexto["cifras"].faltantes] == [f"/admin/actores/ciudad/{ciudad.pk}/invitar/"]


def test_the_list_of_cities_tells_who_registered_to_who_may_know(client, db):
    ciudad = fabricas.crear_ciudad()
    fabricas.crear_inscripcion("confirmada")
    con_permisos(client, "view_ciudad")
    lista = client.get("/admin/actores/ciudad/?red=inscritas").context["cl"]
    assert ciudad in lista.result_list
    assert [f.title for f in lista.filter_specs if "Cumbre" in str(f.title)] == []


def test_nobody_is_named(coordinacion):
    crear_mezcla(9)
    contacto = Inscripcion.objects.filter(estado="confirmada").first().contacto
    html = panel(coordinacion).content.decode()
    assert [dato for dato in (contacto.nombre, contacto.email, "Participante ", "@ejemplo") if dato in html] == []


# --- The page -----------------------------------------------------------------------------------


def test_an_empty_portal_says_what_will_be_here(coordinacion):
    respuesta = panel(coordinacion)
    assert respuesta.context["pendientes"] == []
    assert "Cuando haya una Cumbre publicada, aquí se verán las cifras" in respuesta.content.decode()


def test_a_cumbre_without_registrations_has_zeros_and_who_is_missing(coordinacion):
    fabricas.crear_cumbre()
    fabricas.crear_ciudad(miembro=True)
    cifras = panel(coordinacion).context["cifras"]
    assert {total.n for total in cifras.totales} == {0}
    assert [f.clave for f in cifras.figuras] == ["red"]
    assert [f.nombre for f in cifras.faltantes] == [str(Ciudad.objects.get())]


def test_the_page_has_no_style_of_its_own_and_every_drawing_a_name(coordinacion):
    crear_mezcla(9)
    html = panel(coordinacion).content.decode()
    dibujos = re.findall(r'<svg class="grafico"[^>]*>.*?</title>', html, re.DOTALL)
    assert SIN_ESTILO.findall(html) == []
    assert len(dibujos) == 6
    assert [d for d in dibujos if 'role="img"' not in d or not re.search(r'<title id="g-\w+">[^<]+<', d)] == []


def test_what_people_write_stays_text(coordinacion):
    cumbre = fabricas.crear_cumbre(nombre_es="<script>alert(1)</script>", nombre_pt_br="<script>alert(1)</script>")
    fabricas.crear_ciudad(nombre="<b>x</b>%(x)s{{ x }}", miembro=True)
    ocupar(fabricas.crear_actividad(cumbre, titulo_es='"><rect onload="x">', cupo_presencial=2), 2)
    html = panel(coordinacion).content.decode()
    assert [malo for malo in ("<script>alert", "<b>x", "<rect onload") if malo in html] == []


# --- Cost ---------------------------------------------------------------------------------------


def cuantas(client):
    client.get("/admin/")  # fills the cache of content types
    with CaptureQueriesContext(connection) as capturadas:
        client.get("/admin/")
    return len(capturadas)


@pytest.mark.parametrize("n", [1, 300])
def test_the_panel_costs_the_same_for_any_number_of_registrations(client, db, n):
    crear_muchas(n)
    todo = Permission.objects.filter(codename__startswith="view_").values_list("codename", flat=True)
    assert cuantas(con_permisos(client, *todo)) == 11


@pytest.mark.parametrize("rol", list(roles.ROLES))
def test_the_panel_costs_no_more_for_any_role(client, db, rol):
    roles.poner_al_dia()
    crear_muchas(3)
    client.force_login(crear_usuaria(rol, rol))
    assert cuantas(client) == CONSULTAS[rol]


def test_the_panel_in_portuguese_says_nothing_in_spanish(coordinacion):
    crear_mezcla(9)
    with translation.override("pt-br"):
        nombres = [total.nombre for total in panel(coordinacion, "/pt-br").context["cifras"].totales]
    assert nombres[:4] == ["Delegações", "Cidades", "Instituições", "Países"]
