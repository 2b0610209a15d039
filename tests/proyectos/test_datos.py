"""Open data of the catalogue: what is taken away says what the database does, honours the filters and streams."""

import csv
import datetime
import gzip
import io
import json
import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from actores.models import Ciudad, Institucion
from comun import tablas
from proyectos import datos
from proyectos.models import Enlace, IndiceProyecto, Participacion, Proyecto
from tests import fabricas
from tests.lint_html import Pagina, texto
from tests.memoria import pico

pytestmark = pytest.mark.django_db

RAIZ = Path(__file__).resolve().parents[2]
FORMATOS = ("csv", "json", "geojson")


@pytest.fixture
def completo():
    """A project of which everything is known."""
    proyecto = fabricas.crear_proyecto(
        slug="mujeres",
        titulo_es="=Mujeres; ciudad",
        titulo_pt_br="Mulheres",
        titulo_traducido="es",
        idioma_original="pt-br",
        resumen_es="+54 11\nsegunda línea",
        objetivos_es="Objetivos",
        resultados_pt_br="Resultados",
        beneficiarios_es="Mujeres",
        convocatoria=fabricas.crear_convocatoria(2019, tema_pt_br="Cidades sustentáveis"),
        modalidad="bilateral",
        modalidades_pcssm=["taller", "pasantia"],
        estado="finalizado",
        estado_al=datetime.date(2021, 12, 31),
        inicio=datetime.date(2019, 3, 1),
        fin=datetime.date(2020, 2, 29),
        monto_solicitado_usd=9000,
        monto_usd=7000,
        aporte_propio_usd=0,
        fuente="mercociudades.org",
        ods_principal=fabricas.crear_ods(5),
        publicado_el=timezone.now(),
        notas_internas="SECRETO notas",
        comentarios="SECRETO comentarios",
        carta="proyectos/cartas/SECRETO.pdf",
        contacto=fabricas.crear_contacto(nombre="SECRETO contacto", email="secreto@ejemplo.gob"),
    )
    santa_fe = fabricas.crear_ciudad(nombre="Santa Fe", slug="santa-fe-ar", latitud=-31.6, longitud=-60.7)
    asuncion = fabricas.crear_ciudad(nombre="Asunción", slug="asuncion", pais="PY", latitud=-25.3, longitud=-57.6)
    fabricas.crear_participacion(proyecto, asuncion)
    fabricas.crear_participacion(proyecto, santa_fe, "coordinadora")
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre="Sin|lugar", slug="sin-lugar"))
    fabricas.crear_participacion(proyecto, fabricas.crear_institucion(nombre="AL-LAs", slug="al-las"), "aliada")
    proyecto.unidades.add(fabricas.crear_unidad(slug="genero"))
    proyecto.ods.add(fabricas.crear_ods(11))
    fabricas.crear_fuente(proyecto, datos=["estado", "titulo"], texto="Acta", consultada=datetime.date(2026, 1, 2))
    fabricas.crear_enlace(proyecto, clase="video", titulo_es="Video", url="https://ejemplo.org/v")
    fabricas.crear_documento(proyecto, archivo="proyectos/documentos/a.pdf", titulo_es="Informe")
    fabricas.crear_imagen(proyecto, archivo="proyectos/imagenes/a.webp", alternativa_es="Una plaza", credito="Ana")
    return proyecto


def pedir(client, formato, consulta="", idioma="es", **cabeceras):
    prefijo = "" if idioma == "es" else f"/{idioma}"
    return client.get(f"{prefijo}/proyectos.{formato}{consulta}", headers=cabeceras)


def etiqueta_de(client, *pedido, **idioma):
    """Return the tag of an answer; read to its end, for it keeps one of the few places until then."""
    respuesta = pedir(client, *pedido, **idioma)
    respuesta.getvalue()
    return respuesta.headers["ETag"]


def leer(respuesta):
    """Return the projects of an answer by slug, each as the format has it."""
    cuerpo = respuesta.getvalue().decode()
    if respuesta.headers["Content-Type"].startswith("text/csv"):
        filas = csv.DictReader(io.StringIO(cuerpo.removeprefix("\ufeff"), newline=""))
        return {fila["slug"]: {clave: tablas.sin_guarda(valor) for clave, valor in fila.items()} for fila in filas}
    documento = json.loads(cuerpo)
    proyectos = documento.get("proyectos") or [figura["properties"] for figura in documento.get("features", [])]
    return {proyecto["slug"]: proyecto for proyecto in proyectos}


# --- What it says -------------------------------------------------------------------------------


def test_csv_says_what_the_database_does(client, completo, settings):
    settings.SITE_URL = "https://sitio.example"
    actualizado = IndiceProyecto.objects.get(pk=completo.pk).actualizado.isoformat()

    fila = leer(pedir(client, "csv"))["mujeres"]

    assert fila == {
        "slug": "mujeres",
        "url": "https://sitio.example/proyectos/mujeres/",
        "titulo_es": "=Mujeres; ciudad",
        "titulo_pt_br": "Mulheres",
        "titulo_traducido": "es",
        "idioma_original": "pt-br",
        "resumen_es": "+54 11\nsegunda línea",
        "resumen_pt_br": "",
        "objetivos_es": "Objetivos",
        "objetivos_pt_br": "",
        "resultados_es": "",
        "resultados_pt_br": "Resultados",
        "beneficiarios_es": "Mujeres",
        "beneficiarios_pt_br": "",
        "convocatoria_anio": "2019",
        "convocatoria_tema_es": "Ciudades sostenibles",
        "convocatoria_tema_pt_br": "Cidades sustentáveis",
        "coordinadora": "Santa Fe|AR|santa-fe-ar",
        "socias": "Asunción|PY|asuncion; Sin\\|lugar|AR|sin-lugar",
        "aliadas": "AL-LAs||al-las",
        "primeros_oferentes": "",
        "segundos_oferentes": "",
        "receptoras": "",
        "modalidad": "bilateral",
        "modalidades_pcssm": "taller; pasantia",
        "unidades": "genero",
        "unidades_propias": "no",
        "ods": "5; 11",
        "ods_principal": "5",
        "estado": "finalizado",
        "estado_al": "2021-12-31",
        "inicio": "2019-03-01",
        "fin": "2020-02-29",
        "monto_solicitado_usd": "9000",
        "monto_usd": "7000",
        "aporte_propio_usd": "0",
        "aporte_especie_usd": "",
        "fuente": "mercociudades.org",
        "fuentes": "estado+titulo|Acta||2026-01-02",
        "enlaces": "video|Video||https://ejemplo.org/v",
        "documentos": "Informe||https://sitio.example/media/proyectos/documentos/a.pdf",
        "imagenes": "Una plaza||Ana|https://sitio.example/media/proyectos/imagenes/a.webp",
        "publicado_el": completo.publicado_el.isoformat(),
        "actualizado": actualizado,
    }


def actor(nombre, slug, pais="AR", clase="ciudad", tipo="municipio"):
    return {"nombre": nombre, "pais": pais, "slug": slug, "clase": clase, "tipo": tipo}


@pytest.mark.parametrize("formato", ["json", "geojson"])
def test_json_and_geojson_say_the_same_with_its_types_and_null_for_unknown(client, completo, settings, formato):
    settings.SITE_URL = "https://sitio.example"
    actualizado = IndiceProyecto.objects.get(pk=completo.pk).actualizado.isoformat()

    proyecto = leer(pedir(client, formato))["mujeres"]

    assert list(proyecto) == datos.NOMBRES
    assert proyecto == {
        "slug": "mujeres",
        "url": "https://sitio.example/proyectos/mujeres/",
        "titulo_es": "=Mujeres; ciudad",
        "titulo_pt_br": "Mulheres",
        "titulo_traducido": "es",
        "idioma_original": "pt-br",
        "resumen_es": "+54 11\nsegunda línea",
        "resumen_pt_br": None,
        "objetivos_es": "Objetivos",
        "objetivos_pt_br": None,
        "resultados_es": None,
        "resultados_pt_br": "Resultados",
        "beneficiarios_es": "Mujeres",
        "beneficiarios_pt_br": None,
        "convocatoria_anio": 2019,
        "convocatoria_tema_es": "Ciudades sostenibles",
        "convocatoria_tema_pt_br": "Cidades sustentáveis",
        "coordinadora": actor("Santa Fe", "santa-fe-ar"),
        "socias": [actor("Asunción", "asuncion", "PY"), actor("Sin|lugar", "sin-lugar")],
        "aliadas": [actor("AL-LAs", "al-las", None, "institucion", "otra")],
        "primeros_oferentes": [],
        "segundos_oferentes": [],
        "receptoras": [],
        "modalidad": "bilateral",
        "modalidades_pcssm": ["taller", "pasantia"],
        "unidades": ["genero"],
        "unidades_propias": False,
        "ods": [5, 11],
        "ods_principal": 5,
        "estado": "finalizado",
        "estado_al": "2021-12-31",
        "inicio": "2019-03-01",
        "fin": "2020-02-29",
        "monto_solicitado_usd": 9000,
        "monto_usd": 7000,
        "aporte_propio_usd": 0,
        "aporte_especie_usd": None,
        "fuente": "mercociudades.org",
        "fuentes": [{"datos": ["estado", "titulo"], "texto": "Acta", "url": None, "consultada": "2026-01-02"}],
        "enlaces": [{"clase": "video", "titulo_es": "Video", "titulo_pt_br": None, "url": "https://ejemplo.org/v"}],
        "documentos": [
            {
                "titulo_es": "Informe",
                "titulo_pt_br": None,
                "url": "https://sitio.example/media/proyectos/documentos/a.pdf",
            }
        ],
        "imagenes": [
            {
                "alternativa_es": "Una plaza",
                "alternativa_pt_br": None,
                "credito": "Ana",
                "url": "https://sitio.example/media/proyectos/imagenes/a.webp",
            }
        ],
        "publicado_el": completo.publicado_el.isoformat(),
        "actualizado": actualizado,
    }


@pytest.mark.parametrize(("formato", "lista"), [("json", "proyectos"), ("geojson", "features")])
def test_a_document_tells_its_licence_its_source_and_when_it_was_written(client, completo, formato, lista):
    documento = json.loads(pedir(client, formato).getvalue())

    generado = datetime.datetime.fromisoformat(documento.pop("generado"))
    del documento[lista]
    assert timezone.now() - generado < datetime.timedelta(minutes=5)
    documento.pop("type", None)
    assert documento == {"licencia": datos.LICENCIA, "fuente": datos.FUENTE, "filtros": {}}


def test_geojson_is_rfc_7946_with_points_and_lines_from_the_coordinator(client, completo):
    fabricas.crear_proyecto(slug="sin-lugar")
    solo = fabricas.crear_proyecto(slug="solo")
    fabricas.crear_participacion(solo, Ciudad.objects.get(slug="asuncion"), "coordinadora")

    documento = json.loads(pedir(client, "geojson").getvalue())
    por_slug = {figura["id"]: figura for figura in documento["features"]}

    revisar_geojson(documento)
    assert por_slug["mujeres"]["geometry"] == {
        "type": "GeometryCollection",
        "geometries": [
            {"type": "MultiPoint", "coordinates": [[-57.6, -25.3], [-60.7, -31.6]]},
            {"type": "MultiLineString", "coordinates": [[[-60.7, -31.6], [-57.6, -25.3]]]},
        ],
    }
    assert por_slug["sin-lugar"]["geometry"] is None
    assert por_slug["solo"]["geometry"] == {"type": "MultiPoint", "coordinates": [[-57.6, -25.3]]}
    assert por_slug["mujeres"]["properties"]["slug"] == "mujeres"


def revisar_geojson(documento):
    """Assert what RFC 7946 asks of a feature collection."""

    def posicion(valor):
        longitud, latitud = valor
        assert -180 <= longitud <= 180
        assert -90 <= latitud <= 90

    def geometria(valor):
        match valor["type"]:
            case "GeometryCollection":
                assert len(valor["geometries"]) > 1
                assert all(parte["type"] != "GeometryCollection" for parte in valor["geometries"])
                for parte in valor["geometries"]:
                    geometria(parte)
            case "MultiPoint":
                for punto in valor["coordinates"]:
                    posicion(punto)
            case "MultiLineString":
                for linea in valor["coordinates"]:
                    assert len(linea) >= 2
                    for punto in linea:
                        posicion(punto)
            case otra:
                raise AssertionError(otra)

    assert documento["type"] == "FeatureCollection"
    assert not {"coordinates", "geometry", "geometries", "properties"} & documento.keys()
    for figura in documento["features"]:
        assert figura["type"] == "Feature"
        assert {"geometry", "properties"} <= figura.keys()
        if figura["geometry"] is not None:
            geometria(figura["geometry"])


def test_geojson_of_a_triangle_without_coordinator_leads_to_who_receives(client):
    proyecto = fabricas.crear_proyecto()
    for lugar, rol in enumerate(("primer_oferente", "segundo_oferente", "receptora")):
        fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(latitud=-lugar, longitud=-50 - lugar), rol)

    (figura,) = json.loads(pedir(client, "geojson").getvalue())["features"]

    assert figura["geometry"]["geometries"][1]["coordinates"] == [[[-52, -2], [-50, 0]], [[-52, -2], [-51, -1]]]


@pytest.mark.parametrize("formato", FORMATOS)
def test_what_is_not_public_is_in_no_format(client, completo, formato):
    for publicacion in ("borrador", "enviada", "archivada"):
        fabricas.crear_proyecto(titulo_es="SECRETO borrador", publicacion=publicacion)

    respuesta = pedir(client, formato)
    cuerpo = respuesta.getvalue().decode()

    assert "SECRETO" not in cuerpo
    assert "secreto" not in cuerpo
    assert completo.codigo not in cuerpo


@pytest.mark.parametrize("formato", FORMATOS)
def test_nothing_published_is_a_whole_document(client, formato):
    respuesta = pedir(client, formato)

    assert respuesta.status_code == 200
    assert leer(respuesta) == {}


# --- Filters ------------------------------------------------------------------------------------


@pytest.mark.parametrize("formato", FORMATOS)
def test_formats_honour_the_filters_of_the_page(client, completo, formato):
    otro = fabricas.crear_proyecto(slug="otro", convocatoria=fabricas.crear_convocatoria(2020), estado="aprobado")
    fabricas.crear_participacion(otro, fabricas.crear_ciudad(pais="UY", slug="montevideo"), "coordinadora")

    def slugs(consulta):
        return list(leer(pedir(client, formato, consulta)))

    assert slugs("") == ["otro", "mujeres"]
    assert slugs("?orden=antiguos") == ["mujeres", "otro"]
    assert slugs("?pais=UY") == slugs("?convocatoria=2020&estado=aprobado") == ["otro"]
    assert slugs("?q=mulheres&ciudad=asuncion&unidad=genero&ods=11&modalidad=bilateral") == ["mujeres"]
    assert slugs("?estado=nunca&pais=ZZ&pagina=7&otra=cosa") == ["otro", "mujeres"]
    assert slugs("?pais=BO") == []


def test_json_tells_its_filters(client, completo):
    documento = json.loads(pedir(client, "json", "?pais=AR&q=mujeres&estado=nada").getvalue())

    assert documento["filtros"] == {"q": ["mujeres"], "pais": ["AR"]}


# --- As HTTP ------------------------------------------------------------------------------------


@pytest.mark.parametrize("idioma", ["es", "pt-br"])
@pytest.mark.parametrize(
    ("formato", "tipo"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("geojson", "application/geo+json"),
    ],
)
def test_formats_are_for_everybody_and_leave_no_trace(client, completo, formato, tipo, idioma):
    respuesta = pedir(client, formato, idioma=idioma)

    assert respuesta.streaming
    assert respuesta.headers["Content-Type"] == tipo
    assert respuesta.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert respuesta.headers["Access-Control-Allow-Origin"] == "*"
    assert respuesta.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert respuesta.headers["Vary"] == "Accept-Encoding"
    nombre = f"proyectos-{timezone.localdate()}.{formato}"
    assert respuesta.headers["Content-Disposition"] == f'attachment; filename="{nombre}"'
    assert ("/pt-br/proyectos/mujeres/" in respuesta.getvalue().decode()) == (idioma == "pt-br")
    assert not respuesta.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize("formato", FORMATOS)
def test_formats_take_no_post_and_answer_head_without_reading(client, completo, formato):
    with CaptureQueriesContext(connection) as consultas:
        respuesta = client.head(f"/proyectos.{formato}")

    assert (respuesta.status_code, respuesta.getvalue()) == (200, b"")
    assert "ETag" in respuesta.headers
    assert not [c for c in consultas if "resumen_es" in c["sql"]]
    assert client.post(f"/proyectos.{formato}").status_code == 405


@pytest.mark.parametrize("formato", FORMATOS)
def test_formats_may_be_compressed(client, completo, formato):
    comprimida = pedir(client, formato, **{"accept-encoding": "gzip"})

    assert comprimida.headers["Content-Encoding"] == "gzip"
    assert "mujeres" in gzip.decompress(comprimida.getvalue()).decode()


def cambios():
    """Return each way in which what is answered may change, by name."""
    return {
        "texto": lambda p: Proyecto.objects.filter(pk=p.pk).update(resumen_es="Otro"),
        "otro proyecto": lambda p: fabricas.crear_participacion(fabricas.crear_proyecto(), fabricas.crear_ciudad()),
        "retiro": lambda p: Proyecto.objects.filter(pk=p.pk).update(publicacion="archivada"),
        "enlace": lambda p: Enlace.objects.update(url="https://ejemplo.org/otro"),
        "enlace borrado": lambda p: Enlace.objects.all().delete(),
        "fuente": lambda p: fabricas.crear_fuente(p),
        "coordenadas": lambda p: Ciudad.objects.filter(slug="asuncion").update(latitud=-25.2),
        "rol": lambda p: Participacion.objects.filter(rol="aliada").update(rol="socia"),
        "institucion": lambda p: Institucion.objects.update(pais="ES"),
        "institucion verificada": lambda p: Institucion.objects.update(verificada=False),
    }


@pytest.mark.parametrize("cambio", cambios())
def test_etag_changes_with_what_is_answered_and_only_then(client, completo, cambio):
    primera = etiqueta_de(client, "json", "?pais=AR")
    igual = pedir(client, "json", "?pais=AR", **{"if-none-match": primera})

    cambios()[cambio](completo)
    despues = pedir(client, "json", "?pais=AR", **{"if-none-match": primera})

    assert (igual.status_code, igual.getvalue()) == (304, b"")
    assert (despues.status_code, despues.getvalue() != b"") == (200, True)
    assert etiqueta_de(client, "json", "?pais=AR", idioma="pt-br") != primera


@pytest.mark.parametrize("formato", FORMATOS)
def test_etag_costs_no_reading_of_the_projects(client, completo, formato):
    etiqueta = etiqueta_de(client, formato)

    with CaptureQueriesContext(connection) as consultas:
        pedir(client, formato, **{"if-none-match": etiqueta})

    assert not [c for c in consultas if "resumen_es" in c["sql"]]


# --- Cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("cuantos", [1, 30])
@pytest.mark.parametrize("formato", FORMATOS)
def test_formats_make_the_same_queries_for_one_and_for_thirty(client, formato, cuantos, django_assert_num_queries):
    llenar(cuantos)

    with django_assert_num_queries(2 + 1 + 1 + 1 + 7 + 1):
        pedir(client, formato).getvalue()


def llenar(cuantos):
    """Create projects of a paragraph each, with two cities and a unit, all at once; one in ten is of Brazil."""
    pares = [[fabricas.crear_ciudad(latitud=-30, longitud=-60, pais=pais) for _ in range(2)] for pais in ("BR", "AR")]
    unidad = fabricas.crear_unidad()
    texto = "Un párrafo que cuenta de qué se trata. " * 10
    nuevos = Proyecto.objects.bulk_create(
        [Proyecto(slug=f"p-{n}", titulo_es=f"Proyecto {n}", titulo_pt_br="", resumen_es=texto) for n in range(cuantos)],
        batch_size=2000,
    )
    Participacion.objects.bulk_create(
        [
            Participacion(proyecto=p, ciudad=c, rol=rol)
            for n, p in enumerate(nuevos)
            for c, rol in zip(pares[n % 10 != 0], ("coordinadora", "socia"), strict=True)
        ],
        batch_size=4000,
    )
    Proyecto.unidades.through.objects.bulk_create(
        [Proyecto.unidades.through(proyecto_id=p.pk, unidadtematica_id=unidad.pk) for p in nuevos], batch_size=4000
    )
    Proyecto.objects.update(publicacion="publicada")  # at the end: each one is indexed once


@pytest.mark.parametrize("formato", FORMATOS)
def test_a_batch_is_asked_for_when_the_one_before_is_gone(client, monkeypatch, formato):
    monkeypatch.setattr(datos, "POR_VEZ", 10)
    llenar(35)

    with CaptureQueriesContext(connection) as consultas:
        de_cada_pieza = []
        for _pieza in pedir(client, formato).streaming_content:
            de_cada_pieza.append(len(consultas) - 4 - sum(de_cada_pieza))

    assert [n for n in de_cada_pieza if n] == [1 + 7, 7, 7, 7]


@pytest.mark.parametrize("formato", FORMATOS)
def test_the_rows_are_read_with_a_cursor_of_the_server(client, completo, formato):
    """Without one libpq holds every row from the first on, where Python does not count it."""
    with CaptureQueriesContext(connection) as consultas:
        pedir(client, formato).getvalue()

    de_servidor = [c["sql"] for c in consultas if re.match(r"DECLARE \S+ .*CURSOR", c["sql"])]
    assert ["resumen_es" in sql for sql in de_servidor] == [True]


@pytest.mark.largo
def test_memory_does_not_follow_the_projects(client):
    """The most that is held while 10,000 projects are read is what it is for 1,000: two batches, not all of them."""
    llenar(10000)

    for formato in ("csv", "json"):
        pico(pedir, client, formato, "?pais=BR")  # what is loaded once and stays
        con_mil, menos = pico(pedir, client, formato, "?pais=BR")
        con_todos, mas = pico(pedir, client, formato)

        assert mas > 8 * menos > 1_000_000
        assert con_todos < 1.25 * con_mil


# --- Documented ---------------------------------------------------------------------------------


def test_every_column_is_documented_with_its_words_and_nothing_else_is():
    documento = (RAIZ / "docs" / "datos-abiertos.md").read_text()
    tabla = documento.split("<!-- columnas -->")[1].split("<!-- fin -->")[0]

    filas = re.findall(r"^\| `(\w+)` \| (.*) \|$", tabla, re.MULTILINE)

    dichas = [(nombre, que.replace("`", "").replace("\\|", "|")) for nombre, que in filas]
    assert dichas == [(columna.nombre, str(columna.que)) for columna in datos.COLUMNAS]


def test_every_column_has_words_in_both_languages():
    en_espanol = {columna.nombre: str(columna.que) for columna in datos.COLUMNAS}
    with translation.override("pt-br"):
        en_portugues = {columna.nombre: str(columna.que) for columna in datos.COLUMNAS}

    iguales = {nombre for nombre, que in en_espanol.items() if en_portugues[nombre] == que}
    assert "" not in {*en_espanol.values(), *en_portugues.values()}
    assert iguales == set()


@pytest.mark.parametrize(
    ("prefijo", "licencia", "dicho"),
    [("", "deed.es", "quien coordina: Nombre|PAÍS|slug"), ("/pt-br", "deed.pt-br", "quem coordena: Nome|PAÍS|slug")],
)
def test_what_each_column_says_is_a_page_beside_the_downloads(client, completo, prefijo, licencia, dicho):
    catalogo = Pagina(client.get(f"{prefijo}/proyectos/").content.decode())
    pagina = Pagina(client.get(f"{prefijo}/proyectos/datos/").content.decode())

    filas = [[texto(celda) for celda in fila] for fila in pagina.todos("tr")[1:]]
    assert [nombre for nombre, _que in filas] == datos.NOMBRES
    assert dict(filas)["coordinadora"] == dicho
    enlaces = [a.get("href") for a in catalogo.todos("a")]
    assert f"{prefijo}/proyectos/datos/" in enlaces
    for una in (catalogo, pagina):
        (direccion,) = [a.get("href") for a in una.todos("a") if a.get("rel") == "license"]
        assert direccion == f"https://creativecommons.org/licenses/by/4.0/{licencia}"


@pytest.mark.parametrize("formato", FORMATOS)
def test_each_answer_says_its_licence(client, formato):
    assert pedir(client, formato).headers["Link"] == f'<{datos.LICENCIA}>; rel="license"'


def test_who_is_not_verified_has_no_address(client):
    proyecto = fabricas.crear_proyecto(slug="p")
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre="Nueva", slug="nueva", verificada=False))
    (fila,) = [datos.en_datos(p) for p in datos.completos(Proyecto.objects.all())]
    assert [(s["nombre"], s["slug"]) for s in fila["socias"]] == [("Nueva", None)]
    assert "Nueva|AR|" in b"".join(datos.en_csv(Proyecto.objects.all(), {})).decode()
    assert "Nueva|AR|nueva" not in b"".join(datos.en_csv(Proyecto.objects.all(), {})).decode()
