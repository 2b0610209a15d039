"""What the cells of a form say: phones that spreadsheets ate, dates, names of cities, lists of activities, headers."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.models import Cumbre
from inscripciones.importacion import actores, celdas, columnas
from inscripciones.importacion.actividades import Actividades
from tests import fabricas

ZONA = "America/Argentina/Buenos_Aires"
PERDIDO = "el teléfono perdió cifras en la planilla («{}»): pídalo de nuevo."


# --- Phones -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("celda", "pais", "telefono"),
    [
        (None, "AR", ""),
        ("+54 9 11 4444-5555", "AR", "+54 9 11 4444-5555"),
        ("'+54 9 11 4444-5555", "AR", "+54 9 11 4444-5555"),
        ("'5491144445555", "AR", "+5491144445555"),
        (5491144445555, "AR", "+5491144445555"),
        (5491144445555.0, "AR", "+5491144445555"),
        ("5491144445555.0", "AR", "+5491144445555"),
        ("5.491144445555E+12", "AR", "+5491144445555"),
        ("5491144445555", "BR", "5491144445555"),
        ("1144445555", "AR", "1144445555"),
        ("55 9 9999-9999", "BR", "55 9 9999-9999"),
        ("(011) 4444-5555 int. 12", "AR", "(011) 4444-5555 int. 12"),
        ("x" * 50, "AR", "x" * 40),
    ],
)
def test_phone_is_kept_as_far_as_it_can_be_known(celda, pais, telefono):
    assert celdas.telefono(celda, pais) == (telefono, "")


@pytest.mark.parametrize(
    ("celda", "telefono", "dicho"),
    [
        ("5.49111E+12", "549111…", "5.49111E+12"),
        ("5,49111E+12", "549111…", "5,49111E+12"),
        (5.4911444455556667e17, "549114444555566…", "549114444555566656"),
        (-4401, "", "-4401"),
        ("#ERROR!", "", "#ERROR!"),
        ("#NUM!", "", "#NUM!"),
    ],
)
def test_phone_whose_digits_are_lost_for_sure_is_told(celda, telefono, dicho):
    assert celdas.telefono(celda, "AR") == (telefono, PERDIDO.format(dicho))


# --- When ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("celda", "momento"),
    [
        ("2024/10/05 2:33:05 p. m. GMT-3", "2024-10-05T14:33:05-03:00"),
        ("2024/10/05 2:33:05 p.\u00a0m. GMT-5", "2024-10-05T14:33:05-05:00"),
        ("2024/10/05 12:05:00 AM GMT-3", "2024-10-05T00:05:00-03:00"),
        ("05/10/2024 14:33", "2024-10-05T14:33:00-03:00"),
        ("5/10/2024 14:33:05", "2024-10-05T14:33:05-03:00"),
        ("2024-10-05T17:33:05Z", "2024-10-05T17:33:05+00:00"),
        ("2024-10-05 17:33:05+00:00", "2024-10-05T17:33:05+00:00"),
        ("05-10-2024", "2024-10-05T00:00:00-03:00"),
        (45570.5, "2024-10-05T12:00:00-03:00"),
        (45570, "2024-10-05T00:00:00-03:00"),
        (datetime.datetime(2024, 10, 5, 9, 30), "2024-10-05T09:30:00-03:00"),
        (datetime.date(2024, 10, 5), "2024-10-05T00:00:00-03:00"),
    ],
)
def test_moment_is_read_as_forms_and_spreadsheets_write_it(celda, momento):
    assert celdas.momento(celda, ZONA).isoformat() == momento


@pytest.mark.parametrize("celda", ["ayer", "32/13/2024", True, 7, 1e300, "2024", "05/10/1899", "0/0/0"])
def test_what_is_no_moment_is_refused(celda):
    with pytest.raises((ValueError, OverflowError)):
        celdas.momento(celda, ZONA)


def test_a_moment_to_come_is_refused():
    with pytest.raises(ValueError, match="202"):
        celdas.momento(timezone.now() + datetime.timedelta(minutes=5), ZONA)


@pytest.mark.parametrize(
    ("valores", "es"),
    [
        (["10/25/2024 9:00", "10/05/2024 9:00"], True),
        (["25/10/2024", "10/05/2024"], False),
        (["10/05/2024", None, 45570], False),
        (["2024/10/25 9:00"], False),
    ],
)
def test_month_first_is_told_by_the_whole_column(valores, es):
    assert celdas.mes_primero(valores) is es


# --- People -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nombre", "apellido", "dicho"),
    [
        ("  Ana   Paz ", None, "Ana Paz"),
        ("Paz, Ana", None, "Ana Paz"),
        ("Ana", "Paz", "Ana Paz"),
        ("Ana Paz, Directora, PhD", None, "Ana Paz, Directora, PhD"),
    ],
)
def test_name_is_one_line(nombre, apellido, dicho):
    assert celdas.nombre(nombre, apellido) == dicho


@pytest.mark.parametrize(("nombre", "dice"), [("", "falta el nombre"), ("x" * 121, "acórtelo"), ("www.x.org", "web")])
def test_what_is_no_name_says_why(nombre, dice):
    with pytest.raises(ValidationError, match=dice):
        celdas.nombre(nombre)


@pytest.mark.parametrize(
    ("celda", "correo"),
    [
        ("Ana <ana@X.org>", "ana@x.org"),
        ("mailto:ana@x.org;", "ana@x.org"),
        ("no tiene", ""),
        ("-", ""),
        (None, ""),
    ],
)
def test_address_is_read_as_pasted(celda, correo):
    assert celdas.correo(celda) == correo


@pytest.mark.parametrize(
    ("celda", "pais", "idioma"),
    [
        ("Português", "AR", "pt-br"),
        ("Español / Portugués", "BR", "es"),
        ("pt-BR", "", "pt-br"),
        ("ES", "BR", "es"),
        (None, "BR", "pt-br"),
        ("inglés", "AR", "es"),
    ],
)
def test_language_is_what_is_said_first_or_the_countrys(celda, pais, idioma):
    assert celdas.idioma(celda, pais) == idioma


@pytest.mark.parametrize("celda", ["Sí", "SIM", "x", True, "Acepto", "Li e aceito", "He leído y acepto"])
def test_consent_is_read_in_many_words(celda):
    assert celdas.exigir_consentimiento(celda) is None


@pytest.mark.parametrize("celda", ["No", "não", "No acepto", None, "", "quizás", False])
def test_anything_else_is_no_consent(celda):
    with pytest.raises(ValidationError, match="no aceptó el uso de sus datos"):
        celdas.exigir_consentimiento(celda)


# --- Whom for -----------------------------------------------------------------------------------


@pytest.fixture
def lugares(db):
    """Cities that are told apart by what is written, and an institution in two places."""
    ciudades = [
        ("San Justo", "AR", "Buenos Aires"),
        ("San Justo", "AR", "Santa Fe"),
        ("Ciudad del Este", "PY", "Alto Paraná"),
        ("Porto Alegre", "BR", "Rio Grande do Sul"),
        ("Bom Jesus", "BR", "Rio Grande do Sul"),
        ("Bom Jesus", "BR", "Santa Catarina"),
        ("São Leopoldo", "BR", "Rio Grande do Sul"),
        ("Montevideo", "UY", ""),
        ("San José", "UY", ""),
        ("San José", "AR", "Entre Ríos"),
        ("Morón", "AR", "Buenos Aires"),
    ]
    for n, (nombre, pais, provincia) in enumerate(ciudades):
        fabricas.crear_ciudad(nombre=nombre, pais=pais, provincia=provincia, slug=f"c{n}")
    fabricas.crear_ciudad(nombre="Morón", pais="AR", slug="escrita", verificada=False)
    fabricas.crear_institucion(nombre="Secretaría General Iberoamericana", sigla="SEGIB", slug="segib", pais="ES")
    fabricas.crear_institucion(nombre="Universidad Nacional", sigla="UN", slug="un-ar", pais="AR")
    fabricas.crear_institucion(nombre="Universidad Nacional", sigla="UN", slug="un-py", pais="PY")


def hallar(**dice):
    vacio = dict.fromkeys(("tipo", "pais", "provincia", "ciudad", "institucion"))
    mencion = actores.mencion(**{**vacio, **dice})
    return actores.Buscador([mencion]).hallar(mencion)


@pytest.mark.parametrize(
    ("dice", "quien"),
    [
        ({"pais": "Argentina", "ciudad": "San Justo, Santa Fe"}, "San Justo (Santa Fe, Argentina)"),
        ({"pais": "AR", "ciudad": "san justo (Bs. As.)"}, "San Justo (Buenos Aires, Argentina)"),
        (
            {"pais": "AR", "ciudad": "San Justo", "provincia": "Provincia de Santa Fe"},
            "San Justo (Santa Fe, Argentina)",
        ),
        ({"pais": "Paraguai", "ciudad": "Ciudad del Este"}, "Ciudad del Este (Alto Paraná, Paraguay)"),
        ({"pais": "PY", "ciudad": "Municipalidad de Ciudad del Este"}, "Ciudad del Este (Alto Paraná, Paraguay)"),
        ({"pais": "Brasil", "ciudad": "PORTO ALEGRE/RS"}, "Porto Alegre (Rio Grande do Sul, Brasil)"),
        ({"ciudad": "Prefeitura Municipal de Porto Alegre - RS"}, "Porto Alegre (Rio Grande do Sul, Brasil)"),
        ({"pais": "BR", "ciudad": "Bom Jesus", "provincia": "SC"}, "Bom Jesus (Santa Catarina, Brasil)"),
        ({"ciudad": "Prefeitura de Sao Leopoldo"}, "São Leopoldo (Rio Grande do Sul, Brasil)"),
        ({"ciudad": "San José, Uruguay"}, "San José (Uruguay)"),
        ({"ciudad": "Montevideo", "institucion": "Intendencia de Montevideo"}, "Montevideo (Uruguay)"),
        ({"institucion": "Intendencia de Montevideo"}, "Montevideo (Uruguay)"),
        ({"ciudad": "Morón", "pais": "AR"}, "Morón (Buenos Aires, Argentina)"),
        ({"ciudad": "Madrid", "institucion": "segib"}, "Secretaría General Iberoamericana (SEGIB)"),
        ({"institucion": "Secretaria General Iberoamericana (SEGIB)"}, "Secretaría General Iberoamericana (SEGIB)"),
        ({"institucion": "SEGIB - oficina Cono Sur"}, "Secretaría General Iberoamericana (SEGIB)"),
        ({"institucion": "Universidad Nacional", "pais": "PY"}, "Universidad Nacional (UN)"),
    ],
)
def test_who_is_known_is_found(lugares, dice, quien):
    assert str(hallar(**dice).actor) == quien


@pytest.mark.parametrize(
    ("dice", "quien"),
    [
        ({"pais": "AR", "ciudad": "Municipalidad de Las Lomas"}, ("ciudad", "Las Lomas", "AR")),
        ({"pais": "AR", "ciudad": "Las Lomas", "provincia": "Salta"}, ("ciudad", "Las Lomas, Salta", "AR")),
        ({"pais": "México", "institucion": "Red de Ciudades"}, ("institucion", "Red de Ciudades", "MX")),
        ({"tipo": "Institución", "ciudad": "Red Sur"}, ("institucion", "Red Sur", "")),
    ],
)
def test_who_is_not_known_is_to_be_written_in(lugares, dice, quien):
    hallado = hallar(**dice)

    assert (hallado.tipo, hallado.nombre, hallado.pais, hallado.actor) == (*quien, None)


@pytest.mark.parametrize(
    ("dice", "mensaje"),
    [
        ({}, "falta la ciudad o la institución."),
        ({"pais": "Atlántida", "ciudad": "X"}, "«Atlántida» no es un país conocido"),
        ({"pais": "ES", "ciudad": "Madrid"}, "«Madrid» no es de un país de la red"),
        ({"ciudad": "Gótica"}, "no se conoce «Gótica»: agregue el país."),
        ({"ciudad": "San José"}, "de estas: San José (Uruguay); San José (Entre Ríos, Argentina)."),
        ({"pais": "AR", "ciudad": "San Justo, Mendoza"}, "escríbala así: San Justo (Buenos Aires, Argentina); San"),
        ({"pais": "BR", "ciudad": "x" * 130}, "tiene más de 120 caracteres"),
        ({"pais": "BR", "ciudad": "www.cidade.br"}, "dirección web"),
    ],
)
def test_who_cannot_be_told_says_what_to_do(lugares, dice, mensaje):
    with pytest.raises(ValidationError) as refusal:
        hallar(**dice)

    assert mensaje in refusal.value.messages[0]


# --- Activities ---------------------------------------------------------------------------------


@pytest.fixture
def actividades(db):
    """Those of the Cumbre: titles with commas, and two that begin alike."""
    fabricas.crear_seminario()
    fabricas.crear_actividad(titulo_es="Seminario: ciudades periféricas, territorios esenciales", slug="perifericas")
    fabricas.crear_actividad(titulo_es="Apertura de la Cumbre", titulo_pt_br="Abertura da Cúpula", slug="apertura")
    fabricas.crear_actividad(titulo_es="Cumbre de Jefes y Jefas", slug="asamblea-general")
    cumbre = Cumbre.objects.get()
    return Actividades(cumbre)


def slugs(actividades, elegidas):
    return {actividades.por_pk[clave].slug: como for clave, como in elegidas.items()}


@pytest.mark.parametrize(
    ("celda", "elegidas"),
    [
        (None, {}),
        ("Seminario Cooperación Internacional", {"seminario": None}),
        (
            "SEMINARIO COOPERACION INTERNACIONAL, Seminario: ciudades periféricas, territorios esenciales, apertura",
            {"seminario": None, "perifericas": None, "apertura": None},
        ),
        ("Abertura da Cúpula (virtual); asamblea-general", {"apertura": "virtual", "asamblea-general": None}),
        (
            "cooperación internacional - presencial\nJefes y jefas",
            {"seminario": "presencial", "asamblea-general": None},
        ),
        ("Ninguna", {}),
    ],
)
def test_list_of_activities_is_read(actividades, celda, elegidas):
    assert slugs(actividades, actividades.de_la_lista(celda)) == elegidas


@pytest.mark.parametrize(
    ("celda", "dice"),
    [
        ("Baile", "no se conoce la actividad «Baile»: escriba su título."),
        ("cumbre", "«cumbre» puede ser más de una actividad: Apertura de la Cumbre; Cumbre de Jefes y Jefas."),
    ],
)
def test_unknown_activity_says_what_to_do(actividades, celda, dice):
    with pytest.raises(ValidationError) as refusal:
        actividades.de_la_lista(celda)

    assert refusal.value.messages == [dice]


@pytest.mark.parametrize(
    ("celda", "como"),
    [
        *(
            (si, {"seminario": None})
            for si in ("SI", "sí", "Sim", "x", "X", 1, 1.0, True, "✓", "Seminario Cooperación Internacional")
        ),
        *((no, {}) for no in ("NO", "não", "n/a", 0, False, "-", "No, gracias")),
        ("Sí, de forma virtual", {"seminario": "virtual"}),
        ("Presencial", {"seminario": "presencial"}),
        ("online", {"seminario": "virtual"}),
    ],
)
def test_column_of_an_activity_says_yes_or_no(actividades, celda, como):
    assert slugs(actividades, actividades.de_la_columna(actividades.seminario, celda)) == como


@pytest.mark.parametrize(
    ("titulo", "campo"),
    [
        ("Marca temporal", "marca"),
        ("Carimbo de data/hora", "marca"),
        ("Hora de finalización", "marca"),
        ("Nombre y apellido", "nombre"),
        ("Apellido(s) y nombre(s)", "nombre"),
        ("Nome completo", "nombre"),
        ("Nombre", "nombre"),
        ("Apellido", "apellido"),
        ("Sobrenome", "apellido"),
        ("Correo electrónico", "email"),
        ("E-mail", "email"),
        ("Dirección de correo electrónico", "email"),
        ("Correo del municipio", "email"),
        ("Teléfono / WhatsApp", "telefono"),
        ("Celular", "telefono"),
        ("Municipio", "ciudad"),
        ("Ciudad / Gobierno local", "ciudad"),
        ("Nombre de la ciudad", "ciudad"),
        ("Prefeitura", "ciudad"),
        ("Organización", "institucion"),
        ("Nombre de la institución", "institucion"),
        ("País", "pais"),
        ("Estado / Provincia", "provincia"),
        ("Cargo", "cargo"),
        ("Cargo en la institución", "cargo"),
        ("Tipo de organización", "tipo"),
        ("¿Participa del Seminario Cooperación Internacional?", "actividad:seminario"),
        ("¿A qué va? [Abertura da Cúpula]", "actividad:apertura"),
        ("Ciudades periféricas", "actividad:perifericas"),
        ("¿En qué actividades participa?", "actividades"),
        ("Modalidad", "modalidad"),
        ("Idioma", "idioma"),
        ("Autorizo el uso de mis datos personales", "consentimiento"),
        ("Aceito o tratamento dos meus dados (LGPD)", "consentimiento"),
        ("Autorizo el uso de mi imagen y mis datos en fotos", ""),
        ("Restricciones alimentarias / dieta", ""),
        ("Observaciones", ""),
        ("", ""),
    ],
)
def test_header_is_taken_for_what_people_mean(actividades, titulo, campo):
    assert columnas.reconocer([titulo], actividades) == [campo]


def test_second_column_of_a_field_is_not_used_and_activities_may_repeat(actividades):
    titulos = [
        "Nombre",
        "Nombre del jefe",
        "Seminario Cooperación Internacional",
        "Seminario Cooperación Internacional",
    ]

    assert columnas.reconocer(titulos, actividades) == ["nombre", "", "actividad:seminario", "actividad:seminario"]


def test_columns_kept_for_another_table_do_not_count(actividades):
    assert columnas.validas(["nombre"], ["Nombre", "Correo"], actividades) == ["nombre", "email"]
    assert columnas.validas(["nombre", "altura"], ["Nombre", "Correo"], actividades) == ["nombre", ""]


@pytest.mark.parametrize(("cuantas", "es"), [(248, True), (249, False)])
def test_address_that_the_database_could_not_hold_is_no_address(cuantas, es):
    """It ended a whole batch with a failure."""
    dicho = f"{'a' * cuantas}@x.org"

    if es:
        assert celdas.correo(dicho) == dicho
    else:
        with pytest.raises(ValidationError, match="no es un correo: corríjalo"):
            celdas.correo(dicho)
