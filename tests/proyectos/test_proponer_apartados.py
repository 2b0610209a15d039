"""The sections of a proposal: what each page keeps, once; the rules that it tells; who takes part."""

import pytest
from django.utils import translation
from django.utils.html import escape

from actores.models import Ciudad
from comun.models import Envio, Mensaje
from proyectos import propuestas
from proyectos.models import Proyecto
from tests import fabricas
from tests.inscripciones.escritos import hoja
from tests.inscripciones.hilos import a_la_vez, errores
from tests.proyectos.propuestas import (
    CLAVE,
    ENVIOS,
    INICIO,
    borrador,
    carta,
    completa,
    en_estado,
    entrar,
    leido,
    roles,
    ruta,
    texto,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("medios")]


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
        ("convocatoria/", {"monto_solicitado_usd": 9000, "aporte_propio_usd": 3000, "aporte_especie_usd": 6000}),
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
    sin_dato = (proyecto.convocatoria, proyecto.inicio, proyecto.monto_solicitado_usd, proyecto.ods_principal)
    assert sin_dato == (None,) * 4
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
        "convocatoria/": {"monto_solicitado_usd": "nueve mil", "inicio": "mañana", "aporte_propio_usd": "1234"},
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
    oficial.post(ruta(proyecto, "convocatoria/"), {"monto_solicitado_usd": escrito, **CLAVE})

    assert leido(proyecto).monto_solicitado_usd == leido_como


@pytest.mark.parametrize(
    "escrito", ["10.00", "1.0000", "10.000,50", "1,000.000", "diez", "9e3", "-5", "999999999", "٣", "1_000"]
)
def test_an_amount_that_is_not_whole_dollars_is_asked_for_again(oficial, proyecto, escrito):
    respuesta = oficial.post(ruta(proyecto, "convocatoria/"), {"monto_solicitado_usd": escrito, **CLAVE})

    (mensaje,) = respuesta.context["form"].errors["monto_solicitado_usd"]
    assert mensaje.startswith("Escriba ")
    assert leido(proyecto).monto_solicitado_usd is None


def test_an_amount_with_cents_and_a_day_that_does_not_exist_say_how_to_write_them(oficial, proyecto):
    mal = {"monto_solicitado_usd": "12.000,50", "inicio": "31/2/2027", "fin": "pronto"}
    respuesta = oficial.post(ruta(proyecto, "convocatoria/"), {**mal, **CLAVE})

    assert respuesta.context["form"].errors == {
        "inicio": ["Ese día no existe: revise el día y el mes."],
        "fin": ["Escriba «Fin previsto» como día/mes/año, por ejemplo 01/12/2026."],
        "monto_solicitado_usd": [
            "Escriba «Aporte que se pide al PCSSM, en USD» en dólares enteros, sin centavos, por ejemplo 9000."
        ],
    }
    assert "por ejemplo 01/12/2026" in respuesta.context["form"].fields["inicio"].help_text


def test_a_form_with_a_file_asks_to_choose_it_again(oficial, proyecto):
    carta_mala = oficial.post(ruta(proyecto, "carta/"), {"carta": carta(b"<html>"), **CLAVE})
    titulo_malo = oficial.post(ruta(proyecto, "titulo/"), {"titulo": "", **CLAVE})

    assert "Vuelva a elegir el archivo." in texto(carta_mala)
    assert "Lo que escribió sigue en la página." not in texto(carta_mala)
    assert "Lo que escribió sigue en la página." in texto(titulo_malo)
    formatos = "PDF, OpenDocument, DOCX, PPTX, XLSX, PNG"
    assert f"{formatos} o JPEG, hasta 10 MB; sin macros." in texto(carta_mala)
    assert f"El archivo no es {formatos} ni JPEG" in texto(carta_mala)


def test_a_triangular_proposal_without_its_roles_can_be_completed(oficial, proyecto, niteroi):
    frase = "La cooperación es triangular y todavía no se dijo quién la ofrece y quién la recibe."
    propuestas.guardar(proyecto=proyecto, modalidad="triangular")

    pagina, quienes = oficial.get(ruta(proyecto)), texto(oficial.get(ruta(proyecto, "quienes/")))

    assert pagina.context["apartados"]["quienes"].estado == "por_completar"
    assert frase in texto(pagina)
    assert "La ciudad que coordina conserva ese papel, el de coordinadora." in quienes
    socia = proyecto.participaciones.de(niteroi).get()
    propuestas.cambiar_rol(proyecto=proyecto, participacion=socia, rol="receptora")
    pagina = oficial.get(ruta(proyecto))
    assert (pagina.context["apartados"]["quienes"].estado, frase in texto(pagina)) == ("completo", False)


def test_what_was_sent_says_when_once(oficial, proyecto):
    oficial.post(ruta(proyecto, "enviar/"), CLAVE)

    pagina = texto(oficial.get(ruta(proyecto)))

    assert "enviado el " in pagina
    assert ("Enviado el" in pagina, "enviada" in pagina) == (False, False)
    assert "enviado em " in texto(oficial.get("/pt-br" + ruta(proyecto)))


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

    pedido = {"convocatoria": "2021", "monto_solicitado_usd": "12000", **CLAVE}
    respuesta = oficial.post(ruta(proyecto, "convocatoria/"), pedido)
    assert respuesta["Location"] == ruta(proyecto, "convocatoria/")
    pagina = texto(oficial.get(respuesta["Location"]))
    assert "Las reglas de la convocatoria 2021" in pagina
    assert "no se cumple El aporte que se pide al PCSSM es USD 12 000 y el tope es USD 10 000" in pagina

    oficial.post(ruta(proyecto, "convocatoria/"), {"convocatoria": "2021", "monto_solicitado_usd": "9000", **CLAVE})
    pagina = texto(oficial.get(ruta(proyecto, "convocatoria/")))
    assert "no se cumple" not in pagina
    assert "se cumple El aporte que se pide al PCSSM, USD 9 000, no pasa del tope de USD 10 000." in pagina


def test_the_page_of_a_proposal_tells_what_keeps_it_from_being_sent_and_leads_there(oficial, contacto, convocatoria):
    proyecto = borrador(contacto)
    propuestas.guardar(proyecto=proyecto, convocatoria=convocatoria, monto_solicitado_usd=12_000)

    respuesta = oficial.get(ruta(proyecto))

    html = respuesta.content.decode()
    for parte, dice in {
        "titulo/": "Escriba el resumen del proyecto.",
        "quienes/": "Agregue al menos una ciudad socia.",
        "carta/": "Adjunte la carta de aval.",
        "convocatoria/": "El aporte que se pide al PCSSM es USD 12\xa0000 y el tope es USD 10\xa0000: baje el aporte.",
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
