"""Taking a list away: exactly what it shows, in both formats, for who may see it, and written down."""

import csv
import datetime
import io
import re
import tracemalloc

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from actores.models import Contacto
from agenda.models import Cumbre
from comun import tablas
from comun.exportar import A_LA_VEZ, EXPORTACION
from comun.turnos import clave_de
from inscripciones import exportaciones
from inscripciones.models import Asistencia, Eleccion, Inscripcion, NecesidadDeAcceso, Participante
from tests import fabricas
from tests.admin.elenco import crear_mensaje
from tests.entorno import ROOT
from tests.memoria import en_uso, pico

pytestmark = pytest.mark.django_db

MODELOS = {
    "inscripcion": exportaciones.DELEGACIONES,
    "participante": exportaciones.PERSONAS,
    "asistencia": exportaciones.ASISTENCIAS,
    "necesidaddeacceso": exportaciones.NECESIDADES,
}
DIFICIL = '=1+1; "São\tJoão"\n+54 9 11 _x0041_ ñ'
MOMENTO = datetime.datetime(2026, 11, 29, 12, 30, tzinfo=datetime.UTC)
ESCRITO = "2026-11-29T09:30:00-03:00"


def exportar(client, modelo, formato="csv", consulta=""):
    return client.post(f"/admin/inscripciones/{modelo}/exportar/{consulta}", {"formato": formato})


def estado_de(*pedido):
    """Return the status of an answer, read to its end, for it keeps one of the few places until then."""
    respuesta = exportar(*pedido)
    respuesta.getvalue()
    return respuesta.status_code


def leer(respuesta):
    """Return the rows of an answer as dicts of texts, as people read them, whatever the format."""
    contenido = respuesta.getvalue()
    if respuesta.headers["Content-Type"].startswith("text/csv"):
        filas = csv.DictReader(io.StringIO(contenido.decode("utf-8-sig"), newline=""))
        return [{clave: tablas.sin_guarda(valor) for clave, valor in fila.items()} for fila in filas]
    titulos, *filas = load_workbook(io.BytesIO(contenido)).active.iter_rows(values_only=True)
    return [
        {clave: "" if v is None else unescape(str(v)) for clave, v in zip(titulos, fila, strict=True)} for fila in filas
    ]


def referencias(client, modelo, consulta):
    return {fila["referencia"] for fila in leer(exportar(client, modelo, consulta=consulta))}


def completa(texto=DIFICIL):
    """A registration with something in every column, and its person; what people write is ``texto``."""
    cumbre = fabricas.crear_cumbre(nombre_es="XXVI Cumbre", inicio=datetime.date(2026, 11, 30))
    seminario = fabricas.crear_seminario(cumbre, dia=datetime.date(2026, 12, 1), titulo_es="Seminario|uno")
    otra = fabricas.crear_actividad(cumbre, slug="visita", dia=datetime.date(2026, 12, 2))
    ciudad = fabricas.crear_ciudad(nombre=texto, pais="BR", verificada=False)
    contacto = fabricas.crear_contacto(
        ciudad=ciudad, nombre=texto, email="ana@ejemplo.gob", telefono="+54 9 11 5555-0000", cargo=texto, idioma="pt-br"
    )
    primera = fabricas.crear_inscripcion()
    inscripcion = fabricas.crear_inscripcion(
        "confirmada",
        contacto=contacto,
        referencia="SUR-ABC234",
        contacto_participa=True,
        quiere_presentar=False,
        posible_duplicada_de=primera,
        motivo=texto,
    )
    fechas = [
        "creada", "guardada", "confirmada_el", "retirada_el", "rechazada_el", "vencida_el",
        "consentimiento_datos_el", "consentimiento_imagen_el",
    ]  # fmt: skip
    Inscripcion.objects.filter(pk=inscripcion.pk).update(**dict.fromkeys(fechas, MOMENTO))
    type(contacto).objects.filter(pk=contacto.pk).update(comprobado_el=MOMENTO, consentimiento_listado_el=MOMENTO)
    fabricas.crear_eleccion(inscripcion, seminario)
    persona = fabricas.crear_participante(
        inscripcion,
        nombre=texto,
        email="ana@ejemplo.gob",
        cargo=texto,
        es_contacto=True,
        entrada="7K3M9QXW",
        respuesta="confirmada",
        respondio_el=MOMENTO,
        consentimiento_imagen_el=MOMENTO,
        consentimiento_listado_el=MOMENTO,
    )
    Participante.objects.filter(pk=persona.pk).update(creado=MOMENTO)
    fabricas.crear_asistencia(persona, seminario, estado="confirmada")
    fabricas.crear_asistencia(persona, otra, modalidad="virtual", estado="confirmada")
    Asistencia.objects.update(cambiada=MOMENTO)
    fabricas.crear_necesidad(
        persona, lengua_de_senas="libras", acompanante=True, otra=texto, dieta="otra", dieta_detalle=texto
    )
    NecesidadDeAcceso.objects.update(actualizada=MOMENTO)
    return inscripcion


# --- What it says -------------------------------------------------------------------------------

PRIMERAS = {
    "referencia": "SUR-ABC234",
    "cumbre": "XXVI Cumbre",
    "delegacion": DIFICIL,
    "delegacion_tipo": "ciudad",
    "pais": "BR",
    "inscripcion_estado": "confirmada",
}
ESPERADAS = {
    "inscripcion": [
        {
            **PRIMERAS,
            "delegacion_verificada": "no",
            "origen": "portal",
            "idioma": "pt-br",
            "contacto": DIFICIL,
            "contacto_email": "ana@ejemplo.gob",
            "contacto_telefono": "+54 9 11 5555-0000",
            "contacto_cargo": DIFICIL,
            "contacto_participa": "si",
            "correo_comprobado_el": ESCRITO,
            "personas": "1",
            "actividades": "seminario|presencial",
            "con_seminario": "si",
            "quiere_presentar": "no",
            "consentimiento_datos_el": ESCRITO,
            "consentimiento_imagen_el": ESCRITO,
            "consentimiento_listado_el": ESCRITO,
            "creada": ESCRITO,
            "guardada": ESCRITO,
            "confirmada_el": ESCRITO,
            "retirada_el": ESCRITO,
            "rechazada_el": ESCRITO,
            "vencida_el": ESCRITO,
            "motivo": DIFICIL,
        }
    ],
    "participante": [
        {
            **PRIMERAS,
            "nombre": DIFICIL,
            "email": "ana@ejemplo.gob",
            "cargo": DIFICIL,
            "idioma": "pt-br",
            "es_contacto": "si",
            "entrada": "7K3M9QXW",
            "respuesta": "confirmada",
            "respondio_el": ESCRITO,
            "actividades_propias": "no",
            "actividades": "seminario|presencial|confirmada; visita|virtual|confirmada",
            "consentimiento_imagen_el": ESCRITO,
            "consentimiento_listado_el": ESCRITO,
            "creado": ESCRITO,
        }
    ],
    "asistencia": [
        {
            **PRIMERAS,
            "nombre": DIFICIL,
            "email": "ana@ejemplo.gob",
            "cargo": DIFICIL,
            "entrada": "7K3M9QXW",
            "actividad": "seminario",
            "actividad_titulo": "Seminario|uno",
            "dia": "2026-12-01",
            "modalidad": "presencial",
            "estado": "confirmada",
            "turno": "",
            "cambiada": ESCRITO,
        }
    ],
    "necesidaddeacceso": [
        {
            **PRIMERAS,
            "nombre": DIFICIL,
            "entrada": "7K3M9QXW",
            "respuesta": "confirmada",
            "actividades_presenciales": "seminario|Seminario\\|uno|2026-12-01",
            "lengua_de_senas": "libras",
            "subtitulos": "si",
            "movilidad": "no",
            "acompanante": "si",
            "interpretacion": "no",
            "otra": DIFICIL,
            "dieta": "otra",
            "dieta_detalle": DIFICIL,
            "actualizada": ESCRITO,
        }
    ],
}


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
@pytest.mark.parametrize("modelo", MODELOS)
def test_every_column_says_what_the_database_does(coordinacion, modelo, formato):
    inscripcion = completa()
    if modelo == "inscripcion":
        ESPERADAS[modelo][0]["posible_duplicada_de"] = inscripcion.posible_duplicada_de.referencia

    filas = leer(exportar(coordinacion, modelo, formato, "?q=SUR-ABC234"))

    assert list(filas[0]) == list(MODELOS[modelo].columnas)
    assert [fila for fila in filas if fila.get("actividad") != "visita"] == ESPERADAS[modelo]


@pytest.mark.parametrize("modelo", MODELOS)
def test_both_formats_say_the_same_in_both_languages(coordinacion, modelo):
    completa()
    en_csv, en_xlsx = [leer(exportar(coordinacion, modelo, formato)) for formato in ("csv", "xlsx")]
    en_portugues = coordinacion.post(f"/pt-br/admin/inscripciones/{modelo}/exportar/", {"formato": "csv"})

    assert en_csv == en_xlsx
    assert list(leer(en_portugues)[0]) == list(en_csv[0])


@pytest.mark.parametrize(
    "texto", ["=1+1", "+54 9 11", "-3", "@SUM(A1)", "#N/A", "a\nb", "a;b", "a,b", 'a"b', "ção áéñ", "\x07\x1f\r", "'=1"]
)
@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_whatever_a_name_is_it_is_read_back_the_same(coordinacion, texto, formato):
    fabricas.crear_participante(fabricas.crear_inscripcion(), nombre=texto)

    respuesta = exportar(coordinacion, "participante", formato)

    assert [fila["nombre"] for fila in leer(respuesta)] == [texto]


@pytest.mark.parametrize(
    ("formato", "tipo"),
    [("csv", "text/csv; charset=utf-8"), ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")],
)
def test_it_is_a_file_with_a_name_that_streams_and_that_nobody_keeps(coordinacion, formato, tipo):
    respuesta = exportar(coordinacion, "inscripcion", formato)

    assert (respuesta.status_code, respuesta.streaming) == (200, True)
    assert respuesta.headers["Content-Type"] == tipo
    nombre = f'attachment; filename="delegaciones-{timezone.localdate()}.{formato}"'
    assert respuesta.headers["Content-Disposition"] == nombre
    assert "no-store" in respuesta.headers["Cache-Control"]
    assert "Content-Encoding" not in respuesta.headers
    assert respuesta.getvalue()


def test_every_column_is_documented_and_nothing_else_is():
    documento = (ROOT / "docs" / "exportaciones.md").read_text()

    dichas = {
        exportacion.nombre: re.findall(
            r"^\| `(\w+)` \|", documento.split(f"<!-- {exportacion.nombre} -->")[1].split("<!-- fin -->")[0], re.M
        )
        for exportacion in MODELOS.values()
    }

    primeras = re.findall(r"^\| `(\w+)` \|", documento.split("<!-- todas -->")[1].split("<!-- fin -->")[0], re.M)
    assert primeras == list(PRIMERAS)
    assert {nombre: primeras + columnas for nombre, columnas in dichas.items()} == {
        exportacion.nombre: list(exportacion.columnas) for exportacion in MODELOS.values()
    }


# --- Filters ------------------------------------------------------------------------------------


def pobladas():
    """Two delegations that differ in all that a list can be narrowed by; return both references."""
    cumbre = fabricas.crear_cumbre()
    seminario, otra = fabricas.crear_seminario(cumbre), fabricas.crear_actividad(cumbre, slug="otra", reservada=True)
    una = fabricas.crear_inscripcion(
        "confirmada", contacto=fabricas.crear_contacto(ciudad=fabricas.crear_ciudad(nombre="Rosário", pais="BR"))
    )
    institucion = fabricas.crear_institucion(pais="AR")
    dos = fabricas.crear_inscripcion(
        contacto=fabricas.crear_contacto(institucion=institucion, idioma="pt-br"),
        cumbre=fabricas.crear_cumbre(publicada=False, inicio=datetime.date(2020, 1, 1), fin=datetime.date(2020, 1, 2)),
    )
    hace = timezone.now() - datetime.timedelta(days=800)
    Inscripcion.objects.filter(pk=dos.pk).update(creada=hace)
    Inscripcion.objects.filter(pk=una.pk).update(
        posible_duplicada_de=dos, duplicada_resuelta_el=timezone.now(), origen="importada"
    )
    ana = fabricas.crear_participante(
        una, nombre="Ana Muñoz", es_contacto=True, actividades_propias=True,
        respuesta="confirmada", respondio_el=timezone.now(), consentimiento_listado_el=timezone.now(),
    )  # fmt: skip
    beto = fabricas.crear_participante(dos, nombre="Beto Díaz")
    Participante.objects.filter(pk=beto.pk).update(creado=hace)
    fabricas.crear_asistencia(ana, seminario, estado="confirmada")
    fabricas.crear_asistencia(beto, otra, modalidad="virtual", estado="elegida")
    Asistencia.objects.filter(participante=beto).update(cambiada=hace)
    fabricas.crear_necesidad(
        ana, lengua_de_senas="lsa", movilidad=True, acompanante=True, interpretacion=True, dieta="vegana"
    )
    fabricas.crear_necesidad(beto, subtitulos=False)
    crear_mensaje(una, estado="fallido")
    return una.referencia, dos.referencia


DE_UNA = {
    "inscripcion": [
        "?estado__exact=confirmada",
        "?tipo__exact=ciudad",
        "?atencion=correo_fallido",
        "?seminario=si",
        "?actividad=seminario",
        "?modalidad=presencial",
        "?pais=BR",
        "?idioma__exact=es",
        "?origen__exact=importada",
        "?cumbre__id__exact={cumbre}",
        "?q=rosario",
        "?duplicada=resuelta",
        "?dia={hoy}",
        "?creada__year={anio}",
        "?estado__exact=confirmada&pais=BR&q=rosario&o=1",
    ],
    "participante": [
        "?inscripcion__estado__exact=confirmada",
        "?inscripcion__tipo__exact=ciudad",
        "?atencion=sin_correo",
        "?actividad=seminario",
        "?modalidad=presencial",
        "?seminario=si",
        "?pais=BR",
        "?idioma__exact=es",
        "?es_contacto__exact=1",
        "?actividades_propias__exact=1",
        "?respuesta__exact=confirmada",
        "?consentimiento_listado_el__isempty=0",
        "?idioma__exact=es",
        "?inscripcion__cumbre__id__exact={cumbre}",
        "?q=munoz",
        "?creado__year={anio}",
    ],
    "asistencia": [
        "?estado__exact=confirmada",
        "?modalidad__exact=presencial",
        "?actividad__id__exact={seminario}",
        "?reservada=no",
        "?pais=BR",
        "?idioma=es",
        "?participante__inscripcion__tipo__exact=ciudad",
        "?participante__inscripcion__estado__exact=confirmada",
        "?q=munoz",
        "?cambiada__year={anio}",
    ],
    "necesidaddeacceso": [
        "?presencial=seminario",
        "?lengua_de_senas__exact=lsa",
        "?subtitulos__exact=1",
        "?movilidad__exact=1",
        "?acompanante__exact=1",
        "?interpretacion__exact=1",
        "?dieta__exact=vegana",
        "?participante__inscripcion__estado__exact=confirmada",
        "?participante__respuesta__exact=confirmada",
        "?q=munoz",
    ],
}


@pytest.mark.parametrize(("modelo", "consulta"), [(m, c) for m, consultas in DE_UNA.items() for c in consultas])
def test_each_filter_of_the_list_is_honoured(coordinacion, modelo, consulta):
    una, dos = pobladas()
    seminario = Asistencia.objects.get(estado="confirmada").actividad_id
    hoy = timezone.localdate()
    consulta = consulta.format(
        cumbre=Cumbre.objects.get(publicada=True).pk, seminario=seminario, anio=hoy.year, hoy=hoy.isoformat()
    )

    assert referencias(coordinacion, modelo, "") == {una, dos}
    assert referencias(coordinacion, modelo, consulta) == {una}


def test_a_registration_says_where_it_came_from(coordinacion):
    fabricas.crear_inscripcion(origen="importada")
    inscripcion = Inscripcion.objects.get()

    pagina = coordinacion.get(f"/admin/inscripciones/inscripcion/{inscripcion.pk}/change/")

    campos = [campo for _titulo, opciones in pagina.context["adminform"].fieldsets for campo in opciones["fields"]]
    assert "origen" in campos
    assert inscripcion.get_origen_display() in pagina.content.decode()


def test_every_filter_of_every_list_has_its_case(coordinacion):
    pobladas()
    sin_caso = {}
    for modelo, consultas in DE_UNA.items():
        lista = coordinacion.get(f"/admin/inscripciones/{modelo}/").context["cl"]
        nombres = {parametro for spec in lista.filter_specs for parametro in spec.expected_parameters()}
        probados = {parte.split("=")[0] for c in consultas for parte in c[1:].split("&")}
        sin_caso[modelo] = {n for n in nombres if n not in probados and not n.endswith("__isnull")}

    assert sin_caso == {modelo: set() for modelo in DE_UNA}


def test_all_pages_of_the_list_go_in_its_order(coordinacion):
    inscripcion = fabricas.crear_inscripcion()
    nombres = [f"Persona {n:03}" for n in range(60)]
    for nombre in reversed(nombres):
        fabricas.crear_participante(inscripcion, nombre=nombre)

    filas = leer(exportar(coordinacion, "participante", consulta="?o=1&p=2"))

    assert [fila["nombre"] for fila in filas] == nombres


@pytest.mark.parametrize(
    ("consulta", "estado"),
    [("?creada__year=x", 302), ("?creada__year=99999", 302), ("?no_es_un_campo=1", 302), ("?contacto__email=a", 400)],
)
def test_a_wrong_filter_answers_as_the_list_does(coordinacion, consulta, estado):
    lista = coordinacion.get(f"/admin/inscripciones/inscripcion/{consulta}")
    tabla = exportar(coordinacion, "inscripcion", consulta=consulta)

    assert (lista.status_code, tabla.status_code) == (estado, estado)
    assert tabla.headers.get("Location") == lista.headers.get("Location")
    assert not LogEntry.objects.exists()


def test_the_list_has_buttons_that_keep_its_filters(coordinacion):
    pobladas()
    html = coordinacion.get("/admin/inscripciones/inscripcion/?estado__exact=confirmada&q=rosario").content.decode()

    accion = "/admin/inscripciones/inscripcion/exportar/?estado__exact=confirmada&amp;q=rosario"
    assert html.count(f'<form method="post" action="{accion}">') == 2
    assert re.findall(r'name="formato" value="(\w+)">([^<]+)<', html) == [
        ("csv", "Exportar lo filtrado en CSV"),
        ("xlsx", "Exportar lo filtrado en XLSX"),
    ]


# --- Who may ------------------------------------------------------------------------------------


def con_permisos(*nombres):
    """Return the client of somebody of staff who has these permissions."""
    usuaria = get_user_model().objects.create_user("equipo", password="x" * 16, is_staff=True)
    usuaria.user_permissions.set(Permission.objects.filter(codename__in=nombres))
    client = Client()
    client.force_login(usuaria)
    return client


@pytest.mark.parametrize("modelo", MODELOS)
def test_who_may_see_a_list_may_take_it_away_and_no_other(modelo):
    pobladas()
    client = con_permisos(f"view_{modelo}")

    estados = {otro: estado_de(client, otro) for otro in MODELOS}

    assert estados == {otro: 200 if otro == modelo else 403 for otro in MODELOS}
    assert LogEntry.objects.count() == 1


def test_nobody_else_gets_a_row(ajena):
    pobladas()
    for client in (ajena, Client()):
        for modelo in MODELOS:
            respuesta = exportar(client, modelo)
            assert (respuesta.status_code, "/login/" in respuesta.headers["Location"]) == (302, True)
    assert not LogEntry.objects.exists()


def test_it_takes_a_post_with_the_key_of_its_page_and_a_known_format(coordinacion):
    estricto = Client(enforce_csrf_checks=True)
    estricto.force_login(coordinacion.usuaria)

    assert coordinacion.get("/admin/inscripciones/participante/exportar/").status_code == 405
    assert estado_de(estricto, "participante") == 403
    assert estado_de(coordinacion, "participante", "pdf") == 400
    assert not LogEntry.objects.exists()


def test_needs_are_seen_by_who_has_their_permission_only():
    """Neither a page, nor a list, nor a filter, nor another table tells what somebody needs."""
    completa("Ana")
    NecesidadDeAcceso.objects.update(otra="SECRETO", dieta_detalle="SECRETO")
    client = con_permisos(*(f"{accion}_{m}" for m in MODELOS if m[0] != "n" for accion in ("view", "change")))
    inscripcion, persona = Inscripcion.objects.get(referencia="SUR-ABC234"), Participante.objects.get()

    paginas = [f"/admin/inscripciones/{m}/" for m in MODELOS if m[0] != "n"]
    paginas += [f"/admin/inscripciones/participante/{persona.pk}/{p}/" for p in ("change", "history")]
    paginas += [f"/admin/inscripciones/inscripcion/{inscripcion.pk}/change/", "/admin/"]
    html = "".join(client.get(pagina).content.decode() for pagina in paginas)
    tablas_ = b"".join(exportar(client, m).getvalue() for m in MODELOS if m[0] != "n").decode()

    assert "Ana" in html
    assert "Ana" in tablas_
    assert not [palabra for palabra in ("SECRETO", "libras", "Libras") if palabra in html + tablas_]
    necesidad = NecesidadDeAcceso.objects.get()
    for pagina in ("", f"{necesidad.pk}/change/", f"{necesidad.pk}/history/"):
        assert client.get(f"/admin/inscripciones/necesidaddeacceso/{pagina}").status_code == 403


@pytest.mark.parametrize(
    ("lista", "filtro"),
    [
        ("participante", "necesidad_de_acceso__isnull=0"),
        ("participante", "necesidad_de_acceso=1"),
        ("participante", "necesidad_de_acceso__dieta=otra"),
        ("asistencia", "participante__necesidad_de_acceso__isnull=0"),
        ("inscripcion", "participantes__necesidad_de_acceso__isnull=0"),
    ],
)
def test_no_filter_tells_who_needs_something(coordinacion, lista, filtro):
    completa("Ana")

    assert coordinacion.get(f"/admin/inscripciones/{lista}/?{filtro}").status_code == 400


# --- The log ------------------------------------------------------------------------------------


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_each_one_is_logged_with_who_what_and_the_filter(coordinacion, formato):
    pobladas()
    consulta = f"?estado__exact=confirmada&pais=BR&creada__year={timezone.localdate().year}&q=Ros%C3%A1rio"

    exportar(coordinacion, "inscripcion", formato, consulta).getvalue()

    registro = LogEntry.objects.get()
    assert (registro.user, registro.content_type.model) == (coordinacion.usuaria, "inscripcion")
    assert (registro.action_flag, registro.object_id) == (EXPORTACION, None)
    assert registro.object_repr == f"Inscripciones: exportación en {formato.upper()} de 1 fila"
    assert registro.change_message == (
        f"Estado: confirmada; País: Brasil; Creada: {timezone.localdate().year}; Búsqueda: «Rosário»\n{consulta}"
    )


def test_one_without_filters_says_so(coordinacion):
    pobladas()

    exportar(coordinacion, "necesidaddeacceso").getvalue()

    registro = LogEntry.objects.get()
    assert registro.object_repr == "Necesidades de acceso: exportación en CSV de 2 filas"
    assert registro.change_message == "Sin filtros"


def test_the_log_speaks_the_language_of_who_asked_and_the_first_screen_shows_it(coordinacion):
    with translation.override("pt-br"):
        coordinacion.post("/pt-br/admin/inscripciones/participante/exportar/", {"formato": "csv"}).getvalue()

    assert LogEntry.objects.get().object_repr == "Participantes: exportação em CSV de 0 linha"
    assert "Participantes: exportação em CSV" in coordinacion.get("/pt-br/admin/").content.decode()


def test_a_list_that_is_only_looked_at_is_not_logged(coordinacion):
    pobladas()
    for modelo in set(MODELOS) - {"necesidaddeacceso"}:  # of that one every look is
        coordinacion.get(f"/admin/inscripciones/{modelo}/")

    assert not LogEntry.objects.exists()


# --- Cost ---------------------------------------------------------------------------------------


def llenar(cuantas):
    """Create so many people, each of a delegation of its own, with two attendances and a need."""
    cumbre = Cumbre.objects.vigente() or fabricas.crear_cumbre()
    actividades = [fabricas.crear_actividad(cumbre) for _ in range(2)]
    ciudad = fabricas.crear_ciudad()
    crear = {"batch_size": 2000}

    contactos = Contacto.objects.bulk_create(
        [Contacto(nombre=f"Persona {n}", email=f"p{n}@ejemplo.gob", ciudad=ciudad) for n in range(cuantas)], **crear
    )
    inscripciones = Inscripcion.objects.bulk_create(  # by chance, two in 20,000 references may be the same
        [
            Inscripcion(cumbre=cumbre, tipo="ciudad", ciudad=ciudad, contacto=c, referencia=f"SUR-{c.pk:07}")
            for c in contactos
        ],
        **crear,
    )
    Eleccion.objects.bulk_create(
        [Eleccion(inscripcion=i, actividad=a, modalidad="presencial") for i in inscripciones for a in actividades],
        **crear,
    )
    personas = Participante.objects.bulk_create(
        [Participante(inscripcion=i, nombre="Ana Pérez", cargo="Directora " * 8) for i in inscripciones], **crear
    )
    Asistencia.objects.bulk_create(
        [Asistencia(participante=p, actividad=a, modalidad="presencial") for p in personas for a in actividades],
        **crear,
    )
    NecesidadDeAcceso.objects.bulk_create([NecesidadDeAcceso(participante=p, otra="x" * 80) for p in personas], **crear)


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
@pytest.mark.parametrize("modelo", MODELOS)
def test_it_makes_the_same_queries_for_one_and_for_thirty(coordinacion, modelo, formato):

    cuantas = []
    for n in (1, 29):
        llenar(n)
        exportar(coordinacion, modelo, formato).getvalue()  # content types are remembered from here on
        with CaptureQueriesContext(connection) as consultas:
            exportar(coordinacion, modelo, formato).getvalue()
        cuantas.append(len(consultas))

    assert cuantas[0] == cuantas[1]


def test_a_batch_is_asked_for_when_the_one_before_is_gone(coordinacion, monkeypatch):

    monkeypatch.setattr(tablas, "POR_VEZ", 10)
    llenar(35)
    respuesta = exportar(coordinacion, "participante")
    piezas = iter(respuesta.streaming_content)

    with CaptureQueriesContext(connection) as consultas:
        list(piezas)

    assert len([c for c in consultas if "inscripciones_asistencia" in c["sql"]]) == 4


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
@pytest.mark.parametrize("modelo", MODELOS)
def test_the_rows_are_read_with_a_cursor_of_the_server(coordinacion, modelo, formato):
    """Without one libpq holds every row from the first on, where Python does not count it."""
    llenar(1)

    with CaptureQueriesContext(connection) as consultas:
        exportar(coordinacion, modelo, formato).getvalue()

    de_servidor = [c["sql"] for c in consultas if re.match(r"DECLARE \S+ .*CURSOR", c["sql"])]
    assert [f'FROM "inscripciones_{modelo}"' in sql for sql in de_servidor] == [True]


@pytest.mark.largo
@pytest.mark.parametrize("modelo", MODELOS)
def test_memory_does_not_follow_the_people(coordinacion, modelo):
    """The most that is held while 20,000 people are read is what it is for 2,000: some batches, not all of them."""
    llenar(2000)
    pico(exportar, coordinacion, modelo)  # what is loaded once and stays
    con_pocas, menos = pico(exportar, coordinacion, modelo)
    llenar(18000)

    con_todas, mas = pico(exportar, coordinacion, modelo)

    assert mas > 8 * menos > 200_000
    assert con_todas < 1.25 * con_pocas


@pytest.mark.largo
def test_memory_of_a_workbook_does_not_follow_its_rows():
    """Looked at while its rows are written, a thousand at a time."""
    llenar(20000)
    picos = []

    def contadas(filas):
        for n, fila in enumerate(filas, start=1):
            if n % 1000 == 0:
                picos.append(en_uso())
            yield fila

    for cuantas in (2000, 20000):
        tracemalloc.start()
        filas = contadas(exportaciones.PERSONAS.filas(Participante.objects.order_by("pk")[:cuantas]))
        archivo = tablas.archivo_xlsx(exportaciones.PERSONAS.columnas, filas)
        tracemalloc.stop()
        assert archivo.seek(0, 2) > 25 * cuantas
        archivo.close()

    assert len(picos) == 2 + 20
    assert max(picos[2:]) < 1.5 * max(picos[:2])


# --- So many at once ----------------------------------------------------------------------------


@pytest.fixture
def ocupados(transactional_db):
    """All the places taken, by another connection, as another process would."""
    otra = connection.copy()
    with otra.cursor() as cursor:
        for lugar in range(A_LA_VEZ):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [clave_de("comun.exportar"), lugar])
            assert cursor.fetchone()[0]
    yield otra
    otra.close()


def test_who_finds_no_place_is_told_when_to_come_back_and_nothing_is_logged(ocupados, coordinacion):
    respuesta = exportar(coordinacion, "participante")

    assert (respuesta.status_code, respuesta.headers["Retry-After"]) == (503, "10")
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_a_place_is_free_again_if_nobody_reads_or_the_table_breaks(
    transactional_db, coordinacion, formato, monkeypatch
):
    for _vez in range(A_LA_VEZ + 1):
        respuesta = exportar(coordinacion, "participante", formato)
        assert respuesta.status_code == 200
        respuesta.close()
    fabricas.crear_participante(fabricas.crear_inscripcion())
    with monkeypatch.context() as roto:
        roto.setitem(exportaciones.PERSONAS.columnas, "nombre", lambda persona: 1 / 0)
        for _vez in range(A_LA_VEZ + 1):
            with pytest.raises(ZeroDivisionError):
                exportar(coordinacion, "participante", formato).getvalue()

    otra = connection.copy()
    with otra.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [clave_de("comun.exportar")])
        assert cursor.fetchone()[0]
    otra.close()
