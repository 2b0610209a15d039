"""The pages of who proposes a project: whose they are, what each keeps, what they say."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape

from actores.models import Ciudad
from comun.models import Envio, Mensaje
from proyectos import curaduria, propuestas
from proyectos.models import Proyecto, Version
from tests import fabricas
from tests.inscripciones.escritos import hoja
from tests.inscripciones.hilos import a_la_vez, errores
from tests.proyectos.propuestas import ENVIOS, borrador, carta, completa, en_estado, entrar, roles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("medios")]
INICIO = "/proyectos/proponer/"
CLAVE = {"clave_envio": "0123456789abcdef0123456789abcdef"}
PARTES = ["", "titulo/", "quienes/", "quienes/agregar/ciudad/", "quienes/agregar/institucion/", "convocatoria/"]
PARTES += ["temas/", "alcance/", "carta/", "carta/archivo/", "enviar/", "borrar/", "quienes/ciudad/niteroi-br/quitar/"]
SE_ESCRIBEN = [parte for parte in PARTES if parte not in ("", "carta/archivo/", "enviar/", "borrar/")]


def ruta(proyecto, parte=""):
    return f"{INICIO}{proyecto.codigo}/{parte}"


def texto(respuesta):
    """Return the words of a page, as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", respuesta.content.decode()).split())


def leido(proyecto):
    return Proyecto.objects.get(pk=proyecto.pk)


@pytest.fixture
def proyecto(contacto, niteroi):
    return completa(contacto, niteroi)


@pytest.fixture
def envios(convocatoria, temas, proyecto, segib):
    """One POST per page that writes, by its address; each changes something of ``proyecto``."""
    fabricas.crear_ciudad(nombre="Rosario", slug="rosario-ar")
    return {
        "convocatoria/": ENVIOS["convocatoria"],
        "temas/": ENVIOS["temas"],
        "alcance/": ENVIOS["alcance"],
        "quienes/agregar/ciudad/": {"pais": "AR", "q": "rosa", "ciudad": "rosario-ar"},
        "quienes/agregar/institucion/": {"q": "segib", "institucion": "segib"},
        "titulo/": {**ENVIOS["titulo"], "modalidad": "triangular"},
        "quienes/ciudad/niteroi-br/": {"rol": "receptora"},
        "quienes/ciudad/rosario-ar/quitar/": {},
        "carta/": {"carta": carta()},
        "enviar/": {},
    }


# --- Whose they are -----------------------------------------------------------------------------


@pytest.mark.parametrize(("prefijo", "dice"), [("", "Pedir mi enlace"), ("/pt-br", "Pedir meu link")])
def test_who_did_not_enter_reads_how_to(client, prefijo, dice):
    respuesta = client.get(prefijo + INICIO)

    assert (respuesta.status_code, dice in texto(respuesta)) == (200, True)
    html = respuesta.content.decode()
    assert f'href="{prefijo}/acceso/"' in html
    assert f'href="{prefijo}/inscripcion/"' in html
    assert client.post(prefijo + INICIO, {"titulo": "X", **CLAVE}).status_code == 200
    assert Proyecto.objects.count() == 0


def test_who_acts_for_an_institution_reads_that_cities_propose(segib):
    navegador = entrar(fabricas.crear_contacto(institucion=segib))

    assert "puede participar como aliada" in texto(navegador.get(INICIO))
    navegador.post(INICIO, {"titulo": "X", **CLAVE})
    assert Proyecto.objects.count() == 0
    assert "Proponer un proyecto" not in texto(navegador.get("/mi-espacio/"))


@pytest.mark.parametrize("parte", PARTES)
def test_the_proposal_of_another_contact_is_not_there(client, proyecto, riobamba, parte):
    de_la_misma_ciudad = entrar(fabricas.crear_contacto(ciudad=riobamba))
    antes = hoja()

    for metodo in ("get", "post"):
        assert getattr(de_la_misma_ciudad, metodo)(ruta(proyecto, parte), CLAVE).status_code == 404
        respuesta = getattr(client, metodo)(ruta(proyecto, parte), CLAVE)
        assert (respuesta.status_code, respuesta["Location"]) == (302, "/acceso/")

    assert hoja() == antes


def test_a_code_that_is_none_is_not_there(oficial):
    for codigo in ("x", "0" * 32, "nada-de-nada"):
        assert oficial.get(f"{INICIO}{codigo}/").status_code == 404


def test_what_staff_wrote_has_no_page_here(oficial):
    propio = fabricas.crear_proyecto(publicacion="borrador")

    assert oficial.get(ruta(propio)).status_code == 404


@pytest.mark.parametrize("parte", SE_ESCRIBEN)
@pytest.mark.parametrize("publicacion", ["enviada", "publicada", "archivada"])
def test_what_is_with_staff_is_not_written_and_its_page_says_so(oficial, proyecto, publicacion, parte):
    en_estado(proyecto, publicacion)
    antes = hoja()

    for metodo in (oficial.get, oficial.post):
        respuesta = metodo(ruta(proyecto, parte), CLAVE)
        assert (respuesta.status_code, respuesta["Location"]) == (302, ruta(proyecto))

    assert hoja() == antes
    assert "Este proyecto ya no se puede cambiar desde aquí." in texto(oficial.get(ruta(proyecto)))


@pytest.mark.parametrize("parte", PARTES)
def test_pages_are_personal(oficial, proyecto, parte):
    respuesta = oficial.get(ruta(proyecto, parte))

    assert respuesta.status_code == 200
    assert {"no-store", "private"} <= set(respuesta["Cache-Control"].split(", "))
    assert respuesta["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("parte", [*PARTES, "recibido/"])
def test_a_get_writes_nothing(oficial, proyecto, parte):
    oficial.get(ruta(proyecto))  # opens what the session keeps
    with CaptureQueriesContext(connection) as consultas:
        oficial.get(ruta(proyecto, parte))

    assert {c["sql"].split()[0] for c in consultas.captured_queries} <= {"SELECT", "DECLARE"}


# --- Beginning ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("prefijo", "columna"), [("", "titulo_es"), ("/pt-br", "titulo_pt_br")])
def test_a_title_begins_a_project_in_the_language_of_the_page(oficial, contacto, prefijo, columna):
    respuesta = oficial.post(prefijo + INICIO, {"titulo": "Hortas", **CLAVE})

    proyecto = Proyecto.objects.get()
    assert respuesta["Location"] == prefijo + ruta(proyecto)
    assert (getattr(proyecto, columna), proyecto.contacto, proyecto.publicacion) == ("Hortas", contacto, "borrador")
    assert roles(proyecto) == [("Riobamba", "coordinadora")]


def test_without_a_title_the_page_says_what_is_missing_and_uses_no_key(oficial):
    respuesta = oficial.post(INICIO, {"titulo": " ", **CLAVE})

    assert "Falta el título del proyecto: escriba en una frase qué se quiere hacer." in texto(respuesta)
    assert f'name="clave_envio" value="{CLAVE["clave_envio"]}"' in respuesta.content.decode()
    assert (Proyecto.objects.count(), Envio.objects.count()) == (0, 0)


def test_over_the_limit_of_a_day_what_was_typed_stays(oficial, settings, monkeypatch):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    monkeypatch.setattr("proyectos.views.proponer.BORRADORES_POR_DIA", 1)
    oficial.post(INICIO, {"titulo": "Uno", "clave_envio": "uno"})

    respuesta = oficial.post(INICIO, {"titulo": "El segundo", "clave_envio": "dos"})

    assert (respuesta.status_code, Proyecto.objects.count()) == (429, 1)
    assert "siga con uno de la lista o intente mañana" in texto(respuesta)
    assert 'value="El segundo"' in respuesta.content.decode()


def test_what_was_proposed_is_listed_with_where_it_stands(oficial, contacto):
    palabras = {"borrador": "borrador", "devuelta": "devuelta con comentarios", "enviada": "enviada"}
    for publicacion, palabra in palabras.items():
        en_estado(borrador(contacto, titulo=f"Uno {publicacion}"), publicacion)
        for pagina in (INICIO, "/mi-espacio/"):
            assert f"Uno {publicacion} {palabra}" in texto(oficial.get(pagina))

    ajeno = borrador(fabricas.crear_contacto(), titulo="De otra ciudad")
    assert ajeno.titulo not in texto(oficial.get(INICIO)) + texto(oficial.get("/mi-espacio/"))


# --- Each page keeps what it is sent, once ------------------------------------------------------


@pytest.mark.parametrize(
    ("parte", "guardado"),
    [
        (
            "titulo/",
            {
                "titulo_es": "Huertas en las escuelas",
                "resumen_es": "Con las familias.",
                "modalidad": "regional",
                "modalidades_pcssm": ["taller", "pasantia"],
            },
        ),
        ("convocatoria/", {"monto_usd": 9000, "aporte_propio_usd": 3000, "aporte_especie_usd": 6000}),
        ("alcance/", {"objetivos_es": "Comer mejor.", "beneficiarios_es": "300 familias."}),
    ],
)
def test_a_section_is_saved_when_it_is_sent_and_shows_it(oficial, convocatoria, proyecto, parte, guardado):
    oficial.post(ruta(proyecto, parte), {**ENVIOS[parte.strip("/")], **CLAVE})

    fila = leido(proyecto)
    assert {campo: getattr(fila, campo) for campo in guardado} == guardado
    html = oficial.get(ruta(proyecto, parte)).content.decode()
    assert all(escape(str(v)) in html for v in guardado.values() if not isinstance(v, list))
    assert "Guardado a las" in html


def test_the_themes_are_saved_and_the_main_goal_is_among_the_goals(oficial, temas, proyecto):
    oficial.post(ruta(proyecto, "temas/"), {**ENVIOS["temas"], **CLAVE})

    proyecto = leido(proyecto)
    assert [u.slug for u in proyecto.unidades.all()] == ["ambiente"]
    assert ([o.numero for o in proyecto.ods.all()], proyecto.ods_principal.numero) == ([11, 13], 11)
    form = oficial.get(ruta(proyecto, "temas/")).context["form"]
    assert (form["ods"].value(), form["ods_principal"].value()) == ([13], 11)


def test_everything_may_be_left_unknown_again(oficial, convocatoria, temas, proyecto):
    for parte in ("convocatoria", "temas", "alcance"):
        oficial.post(ruta(proyecto, f"{parte}/"), {**ENVIOS[parte], "clave_envio": parte})
    for parte in ("convocatoria", "temas", "alcance"):
        assert oficial.post(ruta(proyecto, f"{parte}/"), {"clave_envio": f"{parte}-2"}).status_code == 302

    proyecto = leido(proyecto)
    assert (proyecto.convocatoria, proyecto.inicio, proyecto.monto_usd, proyecto.ods_principal) == (None,) * 4
    assert (proyecto.objetivos, proyecto.unidades.count(), proyecto.ods.count()) == ("", 0, 0)


def test_the_same_post_twice_is_one_result(oficial, envios, proyecto):
    for parte, datos in envios.items():
        antes = hoja()
        primera = oficial.post(ruta(proyecto, parte), {**datos, **CLAVE})
        tras_la_primera = hoja()
        if parte == "carta/":
            datos["carta"].seek(0)
        segunda = oficial.post(ruta(proyecto, parte), {**datos, **CLAVE})

        assert (primera.status_code, segunda.status_code) == (302, 302), parte
        assert primera["Location"] == segunda["Location"], parte
        assert antes != tras_la_primera == hoja(), parte

    assert Mensaje.objects.filter(tipo="proyecto_recibido").count() == 1


@pytest.mark.parametrize("parte", ["borrar/", "carta/quitar/", "quienes/ciudad/niteroi-br/quitar/"])
def test_what_takes_something_away_does_it_once(oficial, proyecto, parte):
    respuestas = [oficial.post(ruta(proyecto, parte), CLAVE) for _vez in range(2)]

    assert [r.status_code for r in respuestas] == [302, 302]
    assert respuestas[0]["Location"] == respuestas[1]["Location"]


def test_a_page_brought_back_and_changed_is_another_post(oficial, proyecto):
    for objetivos in ("Uno.", "Dos.", "Uno."):
        oficial.post(ruta(proyecto, "alcance/"), {"objetivos": objetivos, **CLAVE})
        assert leido(proyecto).objetivos_es == objetivos


def test_two_clicks_at_once_are_one_project(transactional_db, contacto, medios):
    navegadores = [entrar(contacto) for _n in range(4)]

    resultados = a_la_vez(*[lambda n=n: n.post(INICIO, {"titulo": "Uno", **CLAVE})["Location"] for n in navegadores])

    assert errores(resultados) == []
    assert set(resultados) == {ruta(Proyecto.objects.get())}


@pytest.mark.parametrize("parte", ["titulo/", "convocatoria/", "temas/", "alcance/"])
@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_an_error_keeps_what_was_typed_uses_no_key_and_writes_nothing(
    oficial, convocatoria, temas, proyecto, parte, prefijo
):
    fallas = {
        "titulo/": {"titulo": "", "resumen": "Lo que escribí"},
        "convocatoria/": {"monto_usd": "nueve mil", "inicio": "mañana", "aporte_propio_usd": "1234"},
        "temas/": {"ods_principal": "99", "unidades": ["ambiente"]},
        "alcance/": {"objetivos": "x" * 3001, "resultados": "Lo que escribí"},
    }
    antes = hoja()

    respuesta = oficial.post(prefijo + ruta(proyecto, parte), {**ENVIOS[parte.strip("/")], **fallas[parte], **CLAVE})

    html = respuesta.content.decode()
    with translation.override("es"):  # that of the page stays active, and the rows are read in it
        assert (respuesta.status_code, hoja() == antes, Envio.objects.count()) == (200, True, 0)
    assert "data-resumen-errores" in html
    assert f'name="clave_envio" value="{CLAVE["clave_envio"]}"' in html
    assert all(v in html for v in fallas[parte].values() if isinstance(v, str) and v and v != "99")


def test_an_end_before_the_start_is_told_at_its_field(oficial, proyecto):
    respuesta = oficial.post(ruta(proyecto, "convocatoria/"), {"inicio": "2/3/2021", "fin": "1/3/2021", **CLAVE})

    assert respuesta.context["form"].errors == {
        "fin": ["El fin del proyecto es anterior a su inicio: revise las dos fechas."]
    }


@pytest.mark.parametrize(
    ("escrito", "leido_como"),
    [
        ("10000", 10000),
        ("10.000", 10000),
        ("10,000", 10000),
        ("10 000", 10000),
        ("1.234.567", 1234567),
        ("USD 9.500", 9500),
        ("u$s 9500", 9500),
        ("US$ 9500", 9500),
        ("$9500", 9500),
        ("9500 dólares", 9500),
        ("0", 0),
        ("", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(oficial, proyecto, escrito, leido_como):
    oficial.post(ruta(proyecto, "convocatoria/"), {"monto_usd": escrito, **CLAVE})

    assert leido(proyecto).monto_usd == leido_como


@pytest.mark.parametrize(
    "escrito", ["10.00", "1.0000", "10.000,50", "1,000.000", "diez", "9e3", "-5", "999999999", "٣", "1_000"]
)
def test_an_amount_that_is_not_whole_dollars_is_asked_for_again(oficial, proyecto, escrito):
    respuesta = oficial.post(ruta(proyecto, "convocatoria/"), {"monto_usd": escrito, **CLAVE})

    (mensaje,) = respuesta.context["form"].errors["monto_usd"]
    assert mensaje.startswith("Escriba ")
    assert leido(proyecto).monto_usd is None


# --- The rules are told while writing -----------------------------------------------------------


def test_the_figures_of_each_call_are_told_before_writing(oficial, convocatoria, proyecto):
    fabricas.crear_convocatoria(2019, monto_maximo_usd=None)

    pagina = texto(oficial.get(ruta(proyecto, "convocatoria/")))

    assert (
        "hasta USD 10 000 por proyecto · hasta el 50 % del total · hasta 6 meses · prórroga de hasta 3 meses" in pagina
    )
    assert pagina.count("por proyecto ·") == 1


def test_the_rules_are_told_again_after_each_save(oficial, convocatoria, proyecto):
    sin_convocatoria = oficial.get(ruta(proyecto, "convocatoria/"))
    assert "Las reglas de la convocatoria" not in texto(sin_convocatoria)

    respuesta = oficial.post(ruta(proyecto, "convocatoria/"), {"convocatoria": "2021", "monto_usd": "12000", **CLAVE})
    assert respuesta["Location"] == ruta(proyecto, "convocatoria/")
    pagina = texto(oficial.get(respuesta["Location"]))
    assert "Las reglas de la convocatoria 2021" in pagina
    assert "no se cumple El aporte del PCSSM es USD 12 000 y el tope es USD 10 000: baje el aporte." in pagina

    oficial.post(ruta(proyecto, "convocatoria/"), {"convocatoria": "2021", "monto_usd": "9000", **CLAVE})
    pagina = texto(oficial.get(ruta(proyecto, "convocatoria/")))
    assert "no se cumple" not in pagina
    assert "se cumple El aporte del PCSSM, USD 9 000, no pasa del tope de USD 10 000." in pagina


def test_the_page_of_a_proposal_tells_what_keeps_it_from_being_sent_and_leads_there(oficial, contacto, convocatoria):
    proyecto = borrador(contacto)
    propuestas.guardar(proyecto=proyecto, convocatoria=convocatoria, monto_usd=12_000)

    respuesta = oficial.get(ruta(proyecto))

    html = respuesta.content.decode()
    for parte, dice in {
        "titulo/": "Escriba el resumen del proyecto.",
        "quienes/": "Agregue al menos una ciudad socia.",
        "carta/": "Adjunte la carta de aval.",
        "convocatoria/": "El aporte del PCSSM es USD 12\xa0000 y el tope es USD 10\xa0000: baje el aporte.",
    }.items():
        assert f'<li><a href="{ruta(proyecto, parte)}">{dice}</a></li>' in html
    assert texto(respuesta).count("falta algo para enviarlo") == 4
    assert "Enviar a revisión" not in texto(respuesta)


def test_with_all_that_is_demanded_it_may_be_sent_whatever_is_unknown(oficial, proyecto):
    pagina = texto(oficial.get(ruta(proyecto)))

    assert "Está todo lo que hace falta." in pagina
    assert pagina.count("se puede completar") == 4
    assert pagina.count("sin dato") > 5


@pytest.mark.parametrize(
    ("prefijo", "dice"),
    [
        ("", "no se cumple Riobamba ya coordina otro proyecto"),
        ("/pt-br", "não se cumpre Riobamba já coordena outro projeto"),
    ],
)
def test_a_rule_across_projects_is_told_on_the_page(oficial, contacto, convocatoria, niteroi, prefijo, dice):
    en_estado(completa(contacto, niteroi, convocatoria=convocatoria), "publicada")
    proyecto = completa(contacto, convocatoria=convocatoria)

    assert dice in texto(oficial.get(prefijo + ruta(proyecto)))
    assert dice in texto(oficial.get(prefijo + ruta(proyecto, "convocatoria/")))


# --- Who takes part -----------------------------------------------------------------------------


def test_a_city_is_found_by_country_and_part_of_its_name_and_added(oficial, contacto, niteroi):
    proyecto = borrador(contacto)
    buscada = {"pais": "BR", "q": "niteroi"}

    assert "Se encontró 1 ciudad" in texto(oficial.get(ruta(proyecto, "quienes/agregar/ciudad/"), buscada))
    oficial.post(ruta(proyecto, "quienes/agregar/ciudad/"), {**buscada, "ciudad": "niteroi-br", **CLAVE})

    assert roles(proyecto)[1:] == [("Niterói", "socia")]
    assert "Se agregó a Niterói." in texto(oficial.get(ruta(proyecto, "quienes/")))


def test_a_name_that_is_not_found_is_written_in_and_staff_looks_at_it(oficial, contacto):
    proyecto = borrador(contacto)
    datos = {"pais": "BR", "q": "Vila", "ciudad": "otra", "ciudad_otra": "Vila Nova"}

    oficial.post(ruta(proyecto, "quienes/agregar/ciudad/"), {**datos, **CLAVE})

    escrita = Ciudad.objects.get(nombre="Vila Nova")
    assert (escrita.pais, escrita.verificada) == ("BR", False)
    assert roles(proyecto)[1:] == [("Vila Nova", "socia")]
    assert "el equipo está revisando el nombre" in texto(oficial.get(ruta(proyecto, "quienes/")))


def test_who_takes_part_already_is_told_at_the_list(oficial, proyecto):
    respuesta = oficial.post(
        ruta(proyecto, "quienes/agregar/ciudad/"), {"pais": "BR", "q": "nite", "ciudad": "niteroi-br", **CLAVE}
    )

    assert respuesta.context["form"].errors == {
        "ciudad": ["Niterói ya participa en el proyecto: elija otra o vuelva a la lista."]
    }


@pytest.mark.parametrize(
    "datos", [{"pais": "XX", "q": "n"}, {"pais": "BR", "q": ""}, {"q": "nite", "ciudad": "niteroi-br"}]
)
def test_a_search_that_cannot_be_made_adds_nobody(oficial, contacto, niteroi, datos):
    proyecto = borrador(contacto)

    respuesta = oficial.post(ruta(proyecto, "quienes/agregar/ciudad/"), {**datos, **CLAVE})

    assert (respuesta.status_code, len(roles(proyecto))) == (200, 1)
    assert "data-resumen-errores" in respuesta.content.decode()


def test_who_was_not_among_the_results_is_not_added(oficial, contacto, niteroi):
    oculta = fabricas.crear_ciudad(nombre="Niteroi oculta", slug="oculta", pais="BR", verificada=False)
    proyecto = borrador(contacto)

    respuesta = oficial.post(
        ruta(proyecto, "quienes/agregar/ciudad/"), {"pais": "BR", "q": "nite", "ciudad": oculta.slug, **CLAVE}
    )

    assert (respuesta.status_code, len(roles(proyecto))) == (200, 1)


def test_the_role_is_asked_in_a_triangular_project_only(oficial, proyecto, segib):
    buscada = {"q": "segib", "institucion": "segib"}
    assert "Papel en el proyecto" not in texto(oficial.get(ruta(proyecto, "quienes/agregar/institucion/"), buscada))
    assert oficial.get(ruta(proyecto, "quienes/ciudad/niteroi-br/")).status_code == 404

    propuestas.guardar(proyecto=proyecto, modalidad="triangular")
    oficial.post(ruta(proyecto, "quienes/agregar/institucion/"), {**buscada, "rol": "segundo_oferente", **CLAVE})
    oficial.post(ruta(proyecto, "quienes/ciudad/niteroi-br/"), {"rol": "receptora", **CLAVE})

    assert [rol for _nombre, rol in roles(proyecto)] == ["coordinadora", "receptora", "segundo_oferente"]
    assert oficial.get(ruta(proyecto, "quienes/ciudad/riobamba-ec/")).status_code == 404


def test_who_coordinates_is_not_removed(oficial, proyecto):
    respuesta = oficial.post(ruta(proyecto, "quienes/ciudad/riobamba-ec/quitar/"), CLAVE)

    assert "su ciudad queda como coordinadora" in texto(respuesta)
    assert roles(proyecto)[0] == ("Riobamba", "coordinadora")


@pytest.mark.parametrize("parte", ["quienes/agregar/escuela/", "quienes/escuela/x/", "quienes/ciudad/nadie/"])
def test_what_cannot_take_part_is_not_there(oficial, proyecto, parte):
    assert oficial.get(ruta(proyecto, parte)).status_code == 404


def test_names_written_in_are_limited(oficial, contacto, settings):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 0
    proyecto = borrador(contacto)
    datos = {"pais": "BR", "q": "Vila", "ciudad": "otra", "ciudad_otra": "Vila Nova", **CLAVE}

    respuesta = oficial.post(ruta(proyecto, "quienes/agregar/ciudad/"), datos)

    assert (respuesta.status_code, Ciudad.objects.filter(nombre="Vila Nova").exists()) == (429, False)
    assert 'value="Vila Nova"' in respuesta.content.decode()


# --- Sending, what staff said, deleting ---------------------------------------------------------


def test_it_is_asked_before_sending_and_said_after(oficial, proyecto):
    pregunta = texto(oficial.get(ruta(proyecto, "enviar/")))
    assert "si el equipo lo aprueba, se publica en el catálogo" in pregunta

    respuesta = oficial.post(ruta(proyecto, "enviar/"), CLAVE)

    assert respuesta["Location"] == ruta(proyecto, "recibido/")
    assert "El proyecto está en revisión" in texto(oficial.get(respuesta["Location"]))
    assert (leido(proyecto).publicacion, Version.objects.get().motivo) == ("enviada", "enviada")
    pagina = texto(oficial.get(ruta(proyecto)))
    assert "El equipo lo está revisando y responde por correo." in pagina
    assert "Completar o cambiar" not in pagina


def test_what_lacks_something_is_not_sent_and_its_page_says_what(oficial, contacto):
    proyecto = borrador(contacto)
    assert oficial.get(ruta(proyecto, "enviar/"))["Location"] == ruta(proyecto)
    assert oficial.get(ruta(proyecto, "recibido/"))["Location"] == ruta(proyecto)

    respuesta = oficial.post(ruta(proyecto, "enviar/"), CLAVE)

    assert respuesta["Location"] == ruta(proyecto)
    assert leido(proyecto).publicacion == "borrador"
    assert "Atención Escriba el resumen del proyecto." in texto(oficial.get(ruta(proyecto)))


def test_what_came_back_shows_what_staff_asks_and_is_sent_again(oficial, proyecto):
    curaduria.enviar(proyecto=proyecto)
    curaduria.devolver(proyecto=proyecto, comentarios="Falta el plazo.\n\n<b>Y</b> la fuente.", usuario=None)

    html = oficial.get(ruta(proyecto)).content.decode()
    assert "<p>Falta el plazo.</p>" in html
    assert "<p>&lt;b&gt;Y&lt;/b&gt; la fuente.</p>" in html
    oficial.post(ruta(proyecto, "alcance/"), {"objetivos": "Comer mejor.", **CLAVE})
    oficial.post(ruta(proyecto, "enviar/"), CLAVE)

    assert (leido(proyecto).publicacion, leido(proyecto).objetivos_es) == ("enviada", "Comer mejor.")


def test_what_is_published_leads_to_its_sheet(oficial, proyecto):
    proyecto = en_estado(proyecto, "publicada")

    assert f'href="/proyectos/{proyecto.slug}/"' in oficial.get(ruta(proyecto)).content.decode()
    assert oficial.get(ruta(proyecto, "recibido/"))["Location"] == ruta(proyecto)


def test_a_project_is_deleted_after_a_question(oficial, proyecto):
    assert "no se puede deshacer" in texto(oficial.get(ruta(proyecto, "borrar/")))

    respuesta = oficial.post(ruta(proyecto, "borrar/"), CLAVE)

    assert (respuesta["Location"], Proyecto.objects.count()) == (INICIO, 0)
    assert "Se borró el proyecto." in texto(oficial.get(INICIO))


def test_what_may_not_be_deleted_says_why(oficial, proyecto):
    fabricas.crear_intervencion(fabricas.crear_bloque(fabricas.crear_seminario()), proyecto=proyecto)

    respuesta = oficial.post(ruta(proyecto, "borrar/"), CLAVE)

    assert respuesta["Location"] == ruta(proyecto)
    assert "El equipo ya usa este proyecto" in texto(oficial.get(ruta(proyecto)))


# --- Languages, costs ---------------------------------------------------------------------------


def test_a_project_begun_in_spanish_is_written_in_spanish_from_a_page_in_portuguese(oficial, proyecto):
    html = oficial.get("/pt-br" + ruta(proyecto, "titulo/")).content.decode()
    assert "Este projeto é escrito em espanhol" in html
    assert len(re.findall(r'<(?:input|textarea)[^>]* lang="es"', html)) == 2

    oficial.post("/pt-br" + ruta(proyecto, "titulo/"), {**ENVIOS["titulo"], **CLAVE})

    assert (leido(proyecto).titulo_es, leido(proyecto).titulo_pt_br or "") == ("Huertas en las escuelas", "")
    assert (
        'lang="es"' not in oficial.get(ruta(proyecto, "titulo/")).content.decode().split("<main")[1].split("</main")[0]
    )


@pytest.mark.parametrize("hostil", ["<script>alert(1)</script>", "</textarea><b>", '"><img src=x>'])
def test_what_the_author_wrote_is_shown_as_text(oficial, contacto, hostil):
    proyecto = borrador(contacto, titulo=hostil)
    propuestas.guardar(proyecto=proyecto, resumen=hostil, objetivos=hostil)

    for parte in ("", "titulo/", "alcance/", "borrar/"):
        html = oficial.get(ruta(proyecto, parte)).content.decode()
        assert escape(hostil) in html
        assert hostil not in html


CONSULTAS = {"": 10, "quienes/": 6, "convocatoria/": 8, "temas/": 10, "enviar/": 7}


@pytest.mark.parametrize(("parte", "consultas"), CONSULTAS.items())
@pytest.mark.parametrize("cuantos", [1, 15])
def test_a_page_costs_the_same_whatever_takes_part(
    oficial, contacto, niteroi, convocatoria, django_assert_num_queries, parte, consultas, cuantos
):
    proyecto = completa(contacto, niteroi, convocatoria=convocatoria)
    for _n in range(cuantos):
        propuestas.agregar_participante(proyecto=proyecto, actor=fabricas.crear_ciudad())
        propuestas.agregar_participante(proyecto=proyecto, actor=fabricas.crear_institucion())
        proyecto.unidades.add(fabricas.crear_unidad())

    with django_assert_num_queries(consultas):
        assert oficial.get(ruta(proyecto, parte)).status_code == 200


@pytest.mark.parametrize("cuantos", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(oficial, contacto, django_assert_num_queries, cuantos):
    for _n in range(cuantos):
        borrador(contacto)

    with django_assert_num_queries(5):
        assert oficial.get(INICIO).status_code == 200


def test_a_stranger_opens_no_session(client):
    assert "sesion" not in client.get(INICIO).cookies
