"""Questions to the tables: who may be asked and until when, the page that takes them, what staff does with each."""

import datetime
import re
import time
from functools import partial

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from agenda import preguntas, programa
from agenda.errores import ErrorAgenda
from agenda.models import Bloque, EstadoPregunta, EstadoPrograma, Pregunta
from comun import contenido, purga
from comun.models import Envio, Limite, Mensaje
from comun.publicacion import ContenidoCambiado
from tests.fabricas import (
    ZONA,
    crear_actividad,
    crear_bloque,
    crear_cumbre,
    crear_institucion,
    crear_intervencion,
    crear_pregunta,
    crear_programa,
    crear_seminario,
)
from tests.formularios import enviar, formulario
from tests.inscripciones.hilos import a_la_vez
from tests.seguridad.test_textos_hostiles import SinRevisar, hostiles, sin_trabajar

pytestmark = pytest.mark.django_db
PAGINA = "/agenda/preguntas/"
RECIBIDA = "/agenda/preguntas/recibida/"
SEGUNDO = datetime.timedelta(seconds=1)
HORA = datetime.timedelta(hours=1)
BIDI = "\u202e\u2066\u200b\x07"
PENDIENTE, ACEPTADA, PUBLICADA, RECHAZADA = EstadoPregunta.values


@pytest.fixture
def seminario():
    """At 17:15, nine days from now, for an hour and a half; two published blocks without hours and one in draft."""
    uno = crear_seminario()
    crear_bloque(uno, 1, titulo_es="Experiencias", titulo_pt_br="Experiências")
    crear_bloque(uno, 2, titulo_es="Miradas", tipo=Bloque.Tipo.INSTITUCIONES)
    crear_bloque(uno, 3, titulo_es="Secreto", estado=EstadoPrograma.BORRADOR)
    return uno


def bloque(seminario, orden=1):
    return seminario.bloques.get(orden=orden)


def terminar(seminario):
    """Make a seminar that is over."""
    seminario.inicio = timezone.now() - datetime.timedelta(days=2)
    seminario.save()


def preguntar(sobre, **campos):
    return preguntas.preguntar(**{"bloque": sobre, "texto": "¿Y el agua?", "idioma": "es", **campos})


def dejar(client, pagina=PAGINA, **campos):
    """Leave a question as a person would and return the answer to the POST."""
    respuestas = {"para": "bloque-1", "pregunta": "¿Y el agua?", **campos}
    return enviar(client, client.get(pagina), "pregunta", follow=False, **respuestas)


def opciones(response):
    """Return ``[(group, [choice])]`` of the page, without the empty choice."""
    return [(str(g), [str(t) for _v, t in filas]) for g, filas in response.context["form"].fields["para"].choices if g]


# --- Until when ---------------------------------------------------------------------------------


def test_questions_are_taken_until_the_second_in_which_the_activity_ends(seminario):
    fin = seminario.inicio + datetime.timedelta(minutes=90)

    preguntar(bloque(seminario), ahora=fin - SEGUNDO)
    with pytest.raises(ErrorAgenda) as error:
        preguntar(bloque(seminario), ahora=fin)

    assert str(error.value.mensaje) == "La actividad terminó y ya no se reciben preguntas."
    assert (preguntas.mesas(fin - SEGUNDO).abiertas, preguntas.mesas(fin).abiertas) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_a_question_that_waits_for_its_turn_until_the_end_is_not_kept(seminario, monkeypatch):
    fin = seminario.inicio + datetime.timedelta(minutes=90)
    reloj = [fin - SEGUNDO]
    monkeypatch.setattr("django.utils.timezone.now", lambda: reloj[0])

    def terminar_con_la_llave():
        with transaction.atomic():
            Bloque.objects.select_for_update(no_key=True).get(pk=sobre.pk)
            time.sleep(0.5)  # by now others wait for the block
            reloj[0] = fin

    sobre = bloque(seminario)
    resultados = a_la_vez(terminar_con_la_llave, *[partial(preguntar, sobre)] * 20)[1:]

    rechazadas = [r for r in resultados if isinstance(r, ErrorAgenda)]
    guardadas = [r for r in resultados if isinstance(r, Pregunta)]
    assert {str(r.mensaje) for r in rechazadas} == {"La actividad terminó y ya no se reciben preguntas."}
    assert len(rechazadas) + len(guardadas) == 20
    assert set(Pregunta.objects.all()) == set(guardadas)
    assert {p.creada for p in guardadas} <= {fin - SEGUNDO}


def test_a_delay_keeps_questions_open_for_as_long(seminario):
    fin = seminario.inicio + datetime.timedelta(minutes=90)
    Bloque.objects.filter(pk=bloque(seminario).pk).update(inicio=seminario.inicio)
    programa.demorar(bloque=bloque(seminario), minutos=20)

    assert preguntas.mesas(fin + datetime.timedelta(minutes=20) - SEGUNDO).abiertas
    assert not preguntas.mesas(fin + datetime.timedelta(minutes=20)).abiertas


def test_without_hours_questions_are_taken_until_the_last_midnight_of_the_cumbre(seminario):
    seminario.inicio = seminario.duracion_aproximada = None
    seminario.save()
    cumbre = seminario.cumbre
    medianoche = datetime.datetime.combine(cumbre.fin + datetime.timedelta(days=1), datetime.time(), tzinfo=ZONA)

    assert preguntas.mesas(medianoche - SEGUNDO).abiertas
    assert not preguntas.mesas(medianoche).abiertas


# --- Who may be asked ---------------------------------------------------------------------------


def test_published_blocks_may_be_asked_and_no_other(seminario, client):
    response = client.get(PAGINA)

    assert opciones(response) == [("Bloques del seminario", ["1. Experiencias", "2. Miradas"])]
    assert "Secreto" not in response.content.decode()
    with pytest.raises(ErrorAgenda) as error:
        preguntar(bloque(seminario, 3))
    assert (str(error.value.mensaje), error.value.campo) == (
        "Ese bloque ya no está en la agenda: elija otro.",
        "para",
    )


@pytest.mark.parametrize("estado", [EstadoPrograma.BORRADOR, EstadoPrograma.CANCELADA])
def test_a_block_taken_off_while_the_page_was_open_is_told_at_its_field(seminario, client, estado):
    pagina = client.get(PAGINA)
    programa.cambiar_estado([bloque(seminario)], estado=estado)

    response = enviar(client, pagina, "pregunta", para="bloque-1", pregunta="¿Y el agua?")

    assert response.context["form"].errors == {
        "para": ["La opción elegida en «¿Para quién es su pregunta?» no está en la lista: elija otra."]
    }
    assert "¿Y el agua?</textarea>" in response.content.decode()
    assert Pregunta.objects.count() == 0


def test_what_the_service_refuses_is_told_at_its_field(seminario, client, monkeypatch):
    """The block is taken off between the page's look at the programme and the lock."""
    pagina = client.get(PAGINA)
    de_verdad = preguntas.preguntar

    def tarde(**campos):
        Bloque.objects.filter(orden=1).update(estado=EstadoPrograma.BORRADOR)
        return de_verdad(**campos)

    monkeypatch.setattr(preguntas, "preguntar", tarde)
    response = enviar(client, pagina, "pregunta", para="bloque-1", pregunta="¿Y el agua?")

    assert response.context["form"].errors == {"para": ["Ese bloque ya no está en la agenda: elija otro."]}
    assert response.content.decode().count("Ese bloque ya no está en la agenda: elija otro.") == 2
    assert Pregunta.objects.count() == 0


def test_the_blocks_of_a_cumbre_in_preparation_may_not_be_asked(client):
    de_otra = crear_bloque(crear_seminario(crear_cumbre(publicada=False)))

    with pytest.raises(ErrorAgenda):
        preguntar(de_otra)
    assert client.get(PAGINA).context["mesas"].bloques == ()


@pytest.mark.parametrize("orden_donde_habla", [1, 2])
def test_the_question_to_an_institution_goes_to_the_block_where_it_speaks(seminario, orden_donde_habla):
    institucion = crear_institucion(nombre="Fondo del Sur")
    crear_programa(institucion=institucion)
    crear_intervencion(bloque(seminario, orden_donde_habla), institucion=institucion)

    assert preguntar(bloque(seminario), institucion=institucion).bloque.orden == orden_donde_habla
    assert preguntas.mesas().instituciones == {institucion: bloque(seminario, orden_donde_habla)}


def test_the_question_to_an_institution_with_programmes_goes_to_the_block_of_the_institutions(seminario):
    institucion = crear_programa().institucion

    assert preguntar(bloque(seminario), institucion=institucion).bloque.orden == 2
    assert preguntas.mesas().instituciones == {institucion: bloque(seminario, 2)}


def test_an_institution_that_speaks_in_two_blocks_is_asked_in_the_first(seminario):
    institucion = crear_institucion()
    for orden in (2, 1):
        crear_intervencion(bloque(seminario, orden), institucion=institucion)

    assert preguntas.mesas().instituciones == {institucion: bloque(seminario)}


@pytest.mark.parametrize("caso", ["charla en borrador", "bloque en borrador", "programa pendiente", "nada", "sin ver"])
def test_an_institution_that_brings_nothing_public_may_not_be_asked(seminario, caso):
    institucion = crear_institucion(verificada=caso != "sin ver")
    if caso == "charla en borrador":
        crear_intervencion(bloque(seminario), institucion=institucion, estado=EstadoPrograma.BORRADOR)
    elif caso == "bloque en borrador":
        crear_intervencion(bloque(seminario, 3), institucion=institucion)
    elif caso == "programa pendiente":
        crear_programa(institucion=institucion, publicacion="pendiente")
    elif caso == "sin ver":
        crear_intervencion(bloque(seminario), institucion=institucion)
        crear_programa(institucion=institucion)

    with pytest.raises(ErrorAgenda) as error:
        preguntar(bloque(seminario), institucion=institucion)

    assert error.value.campo == "para"
    assert preguntas.mesas().instituciones == {}
    assert not preguntas.se_puede_preguntar(institucion, seminario.cumbre)


def test_without_a_block_for_institutions_only_those_that_speak_may_be_asked(seminario):
    con_programa, habla = crear_programa().institucion, crear_institucion()
    crear_intervencion(bloque(seminario), institucion=habla)
    programa.cambiar_estado([bloque(seminario, 2)], estado=EstadoPrograma.BORRADOR)

    assert preguntas.mesas().instituciones == {habla: bloque(seminario)}
    assert not preguntas.se_puede_preguntar(con_programa, seminario.cumbre)


@pytest.mark.parametrize("cuantas", [1, 30])
def test_the_page_costs_the_same_for_any_number_of_talks_and_institutions(seminario, client, cuantas):
    for orden in range(1, cuantas + 1):
        crear_intervencion(bloque(seminario), orden, institucion=crear_institucion())
        crear_programa()

    with CaptureQueriesContext(
        connection,
    ) as consultas:
        assert client.get(PAGINA).status_code == 200

    assert len(consultas) == 6  # and the footer's
    assert {c["sql"].split()[0] for c in consultas} == {"SELECT"}


# --- The page -----------------------------------------------------------------------------------


def test_looking_writes_nothing_and_leaves_only_the_key_against_forged_forms(seminario, client):
    response = client.get(PAGINA)

    assert response.status_code == 200
    assert set(response.cookies) == {"csrf"}
    assert [m.objects.count() for m in (Pregunta, Envio, Limite, Session)] == [0, 0, 0, 0]
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


@pytest.mark.parametrize(
    ("consulta", "elegido"),
    [
        ("?bloque=2", "bloque-2"),
        ("?institucion=fondo", "institucion-fondo"),
        ("?bloque=3", ""),
        ("?bloque=99", ""),
        ("?institucion=nadie", ""),
        ("?bloque=%00&institucion=", ""),
        ("", ""),
    ],
)
def test_a_link_chooses_whom_to_ask(seminario, client, consulta, elegido):
    crear_programa(institucion=crear_institucion(nombre="Fondo del Sur", slug="fondo"))

    pagina = client.get(PAGINA + consulta)

    assert dict(formulario(pagina, "pregunta")["campos"])["para"] == elegido


@pytest.mark.parametrize(("prefijo", "idioma"), [("", "es"), ("/pt-br", "pt-br")])
def test_a_question_awaits_staff_in_the_language_of_its_page(seminario, client, prefijo, idioma):
    institucion = crear_institucion(slug="fondo")
    crear_programa(institucion=institucion)

    response = dejar(client, prefijo + PAGINA, para="institucion-fondo", nombre=" Ana  Pérez ")

    assert (response.status_code, response["Location"]) == (302, f"{prefijo}{RECIBIDA}?bloque=2")
    assert list(
        Pregunta.objects.values_list("bloque__orden", "institucion", "texto", "nombre", "idioma", "estado")
    ) == [(2, institucion.pk, "¿Y el agua?", "Ana Pérez", idioma, PENDIENTE)]
    assert Mensaje.objects.count() == Session.objects.count() == 0


def test_thanks_tell_under_which_block_it_would_be_published_and_stay_on_refresh(seminario, client):
    habla = crear_institucion(slug="fondo")
    crear_intervencion(bloque(seminario, 2), institucion=habla)
    destino = dejar(client, para="institucion-fondo")["Location"]
    primera, otra = client.get(destino), client.get(destino)

    for response in (primera, otra):
        html = response.content.decode()
        assert "<h1>Gracias: recibimos su pregunta</h1>" in html
        assert "El equipo la lee antes. Si se responde, se publica en la agenda, bajo el bloque 2." in html
        assert '<a class="boton" href="/agenda/#bloque-2">Volver a la agenda</a>' in html
    assert not primera.cookies


@pytest.mark.parametrize("consulta", ["", "?bloque=", "?bloque=3", "?bloque=99", "?bloque=%00", "?bloque=²"])
def test_thanks_name_no_block_that_is_not_published(seminario, client, consulta):
    html = client.get(RECIBIDA + consulta).content.decode()

    assert "las respondidas se publican en la agenda, bajo su bloque." in html
    assert "bajo el bloque" not in html


def test_the_same_question_twice_is_one(seminario, client):
    pagina = client.get(PAGINA)

    primera, segunda = (
        enviar(client, pagina, "pregunta", follow=False, para="bloque-1", pregunta="¿Y el agua?") for _ in range(2)
    )

    assert primera["Location"] == segunda["Location"] == f"{RECIBIDA}?bloque=1"
    assert Pregunta.objects.count() == 1


def test_the_twin_of_a_question_that_was_kept_is_thanked_also_after_the_end(seminario, client):
    pagina = client.get(PAGINA)
    enviar(client, pagina, "pregunta", para="bloque-1", pregunta="¿Y el agua?")
    terminar(seminario)

    response = enviar(client, pagina, "pregunta", follow=False, para="bloque-1", pregunta="¿Y el agua?")

    assert (response.status_code, response.headers.get("Location")) == (302, f"{RECIBIDA}?bloque=1")
    assert Pregunta.objects.count() == 1


def test_the_box_for_machines_keeps_nothing_and_says_the_same(seminario, client):
    response = dejar(client, sitio_web="https://compre.example")

    assert response["Location"] == f"{RECIBIDA}?bloque=1"
    assert Pregunta.objects.count() == 0


@pytest.mark.parametrize(
    ("prefijo", "mensajes"),
    [
        (
            "",
            [
                "Elija para quién es su pregunta: un bloque o una institución.",
                "Escriba su pregunta.",
                "«Su nombre» tiene 121 caracteres y el máximo es 120: acorte el texto.",
            ],
        ),
        (
            "/pt-br",
            [
                "Escolha para quem é a sua pergunta: um bloco ou uma instituição.",
                "Escreva a sua pergunta.",
                "“Seu nome” tem 121 caracteres e o máximo é 120: encurte o texto.",
            ],
        ),
    ],
)
def test_mistakes_are_told_above_and_at_the_field_and_nothing_typed_is_lost(seminario, client, prefijo, mensajes):
    response = dejar(client, prefijo + PAGINA, para="", pregunta="", nombre="n" * 121)
    html = response.content.decode()

    assert response.status_code == 200
    assert "<title>Err" in html
    assert [m for errores in response.context["form"].errors.values() for m in errores] == mensajes
    assert "n" * 121 in html
    assert (Pregunta.objects.count(), Envio.objects.count()) == (0, 0)


@pytest.mark.parametrize("vacia", ["\u200d", "\u3164\u115f\u2800", "\U000e0100", "\u0301 \ufe0f"])
def test_a_question_that_nobody_can_see_is_none(seminario, client, vacia):
    assert dejar(client, pregunta=vacia).context["form"].errors == {"pregunta": ["Escriba su pregunta."]}
    assert Pregunta.objects.count() == 0


def test_a_question_of_six_hundred_characters_passes_and_one_more_does_not(seminario, client):
    assert dejar(client, pregunta="ñ" * 601).context["form"].errors == {
        "pregunta": ["«Su pregunta» tiene 601 caracteres y el máximo es 600: acorte el texto."]
    }
    assert dejar(client, pregunta="ñ" * 600).status_code == 302
    assert Pregunta.objects.get().texto == "ñ" * 600


def test_what_is_typed_is_text_without_invisible_characters(seminario, client):
    dejar(client, pregunta=f"<script>alert(1)</script>{BIDI}\r\n\r\n¿Sí? Jose\u0301", nombre=f"<b>A\u202dna{BIDI}</b>")

    assert list(Pregunta.objects.values_list("texto", "nombre")) == [
        ("<script>alert(1)</script>\n\n¿Sí? José", "<b>Ana</b>")
    ]


def test_what_comes_back_is_text(seminario, client):
    html = dejar(client, para="", pregunta="</textarea><script>alert(1)</script>").content.decode()

    assert "<script>alert(1)" not in html
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in html


def test_too_many_from_one_address_are_told_kindly_with_what_was_written(seminario, client, settings):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    datos = {"para": "bloque-1", "pregunta": ""}
    for _ in range(100):
        assert client.post(PAGINA, datos, REMOTE_ADDR="10.0.0.1").status_code == 200

    response = client.post(PAGINA, {**datos, "pregunta": "<i>¿Y el agua?"}, REMOTE_ADDR="10.0.0.1")
    de_otra = client.post(PAGINA, {**datos, "pregunta": "¿Y el agua?"}, REMOTE_ADDR="10.0.0.2")

    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert "Llegaron muchas preguntas seguidas" in response.content.decode()
    assert "<p>&lt;i&gt;¿Y el agua?</p>" in response.content.decode()
    assert de_otra.status_code == 302
    assert Pregunta.objects.count() == 1
    assert "10.0.0" not in str(list(Limite.objects.values()))


@hostiles
def test_hostile_text_is_refused_at_once(seminario, texto):
    with sin_trabajar():
        response = SinRevisar().post(PAGINA, {"para": texto, "pregunta": texto, "nombre": texto, "sitio_web": texto})

    assert response.status_code == 200
    assert "<title>Error: " in response.content.decode()
    assert Pregunta.objects.count() == 0


# --- Closed, or not yet open --------------------------------------------------------------------


def test_once_it_is_over_a_page_says_so_and_gives_back_what_was_written(seminario, client):
    pagina = client.get(PAGINA)
    terminar(seminario)

    mirada = client.get(PAGINA)
    enviada = enviar(client, pagina, "pregunta", para="bloque-1", pregunta="¿Y el agua?")

    for response in (mirada, enviada):
        assert response.status_code == 200
        assert "<h1>Ya no se reciben preguntas</h1>" in response.content.decode()
        assert "<title>Ya no se" in response.content.decode()
        assert '<a class="boton" href="/agenda/">Leer las preguntas respondidas</a>' in response.content.decode()
    assert "Su pregunta no se guardó" not in mirada.content.decode()
    assert "<blockquote><p>¿Y el agua?</p></blockquote>" in enviada.content.decode()
    assert Pregunta.objects.count() == 0


def test_an_end_between_the_page_and_the_lock_is_a_page_too(seminario, client, monkeypatch):
    pagina = client.get(PAGINA)
    de_verdad = preguntas.preguntar

    def tarde(**campos):
        terminar(seminario)
        return de_verdad(**campos)

    monkeypatch.setattr(preguntas, "preguntar", tarde)
    html = enviar(client, pagina, "pregunta", para="bloque-1", pregunta="¿Y el agua?").content.decode()

    assert "<h1>Ya no se reciben preguntas</h1>" in html
    assert "<blockquote><p>¿Y el agua?</p></blockquote>" in html
    assert Pregunta.objects.count() == 0


@pytest.mark.parametrize("hay", ["nada", "una Cumbre", "un seminario", "un borrador", "otra actividad"])
def test_without_a_published_programme_the_page_says_so(client, hay):
    if hay != "nada":
        crear_cumbre()
    if hay in {"un seminario", "un borrador"}:
        seminario = crear_seminario()
    if hay == "un borrador":
        crear_bloque(seminario, estado=EstadoPrograma.BORRADOR)
    if hay == "otra actividad":
        crear_bloque(crear_actividad())

    response = client.get(PAGINA)

    assert response.status_code == 200
    assert "<h1>Todavía no se reciben preguntas</h1>" in response.content.decode()


def test_an_institution_links_to_its_question_while_it_may_be_asked(seminario, client):
    institucion = crear_programa().institucion
    enlace = f'<a href="/agenda/preguntas/?institucion={institucion.slug}">Dejar una pregunta a {institucion.sigla}</a>'

    assert enlace in client.get(institucion.get_absolute_url()).content.decode()
    assert "Dejar una pregunta" not in client.get(crear_institucion().get_absolute_url()).content.decode()
    terminar(seminario)
    assert "Dejar una pregunta" not in client.get(institucion.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("quien", "enlace"),
    [
        ({"sigla": "FDS"}, '?institucion=fondo">Dejar una pregunta a FDS</a>'),
        ({"sigla": ""}, '?institucion=fondo">Dejar una pregunta a Fondo del Sur</a>'),
        ({"verificada": False}, '?bloque=2">Dejar una pregunta para el bloque 2</a>'),
        (None, '?bloque=2">Dejar una pregunta para el bloque 2</a>'),
    ],
)
def test_a_talk_links_to_a_question_while_it_may_be_asked(seminario, client, quien, enlace):
    institucion = quien is not None and crear_institucion(nombre="Fondo del Sur", slug="fondo", **quien)
    charla = crear_intervencion(bloque(seminario, 2), institucion=institucion or None)

    html = client.get(charla.get_absolute_url()).content.decode()

    assert f'<a href="/agenda/preguntas/{enlace}' in html
    terminar(seminario)
    assert "Dejar una pregunta" not in client.get(charla.get_absolute_url()).content.decode()


def test_a_talk_of_another_activity_takes_no_questions(seminario, client):
    charla = crear_intervencion(crear_bloque(crear_actividad(seminario.cumbre)))

    assert "Dejar una pregunta" not in client.get(charla.get_absolute_url()).content.decode()


# --- What staff does ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("funcion", "destino", "desde"),
    [
        (preguntas.aceptar, ACEPTADA, {PENDIENTE, RECHAZADA}),
        (preguntas.rechazar, RECHAZADA, {PENDIENTE, ACEPTADA, PUBLICADA}),
        (preguntas.publicar, PUBLICADA, {PENDIENTE, ACEPTADA, RECHAZADA}),
    ],
)
def test_only_legal_transitions_change_a_question(seminario, funcion, destino, desde):
    filas = [crear_pregunta(bloque(seminario), estado=e, respuesta_es="Sí.") for e in EstadoPregunta.values]

    resultado = funcion(filas)

    cambiadas = getattr(resultado, "cambiadas", resultado)
    assert {antes.estado for antes in filas if antes in cambiadas} == desde
    for antes in filas:
        esperado = destino if antes.estado in desde else antes.estado
        assert Pregunta.objects.get(pk=antes.pk).estado == esperado


@pytest.mark.parametrize("idioma", ["es", "pt_br"])
def test_an_answer_in_one_language_is_enough_to_publish(seminario, idioma):
    con, sin = crear_pregunta(bloque(seminario), **{f"respuesta_{idioma}": "Sí."}), crear_pregunta(bloque(seminario))

    resultado = preguntas.publicar([con, sin])

    assert resultado == ([con], 1, 0)
    assert list(Pregunta.objects.de_bloques(con.bloque)) == [con]
    sin.refresh_from_db()
    assert sin.estado == PENDIENTE


def test_publishing_what_says_something_else_than_what_was_read_changes_nothing(seminario):
    pregunta = crear_pregunta(bloque(seminario), respuesta_es="Sí.")
    leido = contenido.sello([pregunta])
    Pregunta.objects.update(respuesta_es="No.")

    with pytest.raises(ContenidoCambiado):
        preguntas.publicar([pregunta], sello=leido)

    pregunta.refresh_from_db()
    assert pregunta.estado == PENDIENTE


def test_what_is_not_published_shows_nowhere(seminario, client):
    for estado in (PENDIENTE, ACEPTADA, RECHAZADA):
        crear_pregunta(bloque(seminario), texto="Texto que nadie debe leer", estado=estado, respuesta_es="Sí.")

    for pagina in (PAGINA, RECIBIDA, "/agenda/", "/pt-br/agenda/"):
        assert "Texto que nadie" not in client.get(pagina).content.decode()


def test_an_institution_shows_what_it_answered(seminario, client):
    institucion, otra = crear_institucion(nombre="Fondo del Sur"), crear_institucion()
    for texto, campos in [
        ("¿Primera?", {}),
        ("¿Segunda?", {"responde": "Ana Pérez", "nombre": "Luz"}),
        ("¿En borrador?", {"bloque": bloque(seminario, 3)}),
        ("¿Aceptada?", {"estado": ACEPTADA, "respuesta_es": "Sí."}),
        ("¿A otra?", {"institucion": otra}),
        ("¿Al bloque?", {"institucion": None}),
    ]:
        valores = {"bloque": bloque(seminario), "institucion": institucion, "estado": PUBLICADA, **campos}
        crear_pregunta(valores.pop("bloque"), texto=texto, **valores)

    html = client.get(institucion.get_absolute_url()).content.decode()

    assert re.findall(r"<blockquote[^>]*><p>(.*?)</p>", html) == ["¿Primera?", "¿Segunda?"]
    assert html.index("<h2>Preguntas respondidas</h2>") < html.index('<ul class="preguntas">')
    assert re.findall(r'</blockquote>\s*<p class="suave">(.*?)</p>', html) == ["Luz"]
    assert "Responde Ana Pérez:" in html
    assert "Preguntas respondidas" not in client.get(crear_institucion().get_absolute_url()).content.decode()


@pytest.mark.parametrize("cuantas", [1, 20])
def test_an_institution_s_page_costs_the_same_for_any_number_of_questions(seminario, client, cuantas):
    institucion = crear_institucion()
    for _ in range(cuantas):
        crear_pregunta(bloque(seminario), institucion=institucion, estado=PUBLICADA)

    with CaptureQueriesContext(
        connection,
    ) as consultas:
        assert client.get(institucion.get_absolute_url()).content.decode().count("<blockquote") == cuantas

    assert len([c for c in consultas if "agenda_pregunta" in c["sql"]]) == 1


# --- Forgetting ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("dias", "queda"), [(365, "Ana Pérez"), (367, "")])
def test_a_year_after_the_cumbre_nobody_knows_who_asked(dias, queda):
    fin = timezone.localdate() - datetime.timedelta(days=dias)
    cumbre = crear_cumbre(inicio=fin - datetime.timedelta(days=3), fin=fin)
    pregunta = crear_pregunta(crear_bloque(crear_seminario(cumbre)), nombre="Ana Pérez", estado=PUBLICADA)

    cuentas = purga.purgar(ahora=timezone.now())

    pregunta.refresh_from_db()
    assert (pregunta.nombre, pregunta.texto != "") == (queda, True)
    assert cuentas["preguntas ya sin nombre"] == (0 if queda else 1)


@pytest.mark.parametrize(
    ("idioma", "frase"),
    [
        ("es", "Preguntas a las mesas y el nombre de quien pregunta, si lo da"),
        ("pt-br", "Perguntas às mesas e o nome de quem pergunta, se informado"),
    ],
)
def test_the_privacy_page_tells_what_is_kept_of_a_question(client, idioma, frase):
    with translation.override(idioma):
        assert frase in client.get(f"{'' if idioma == 'es' else '/pt-br'}/privacidad/").content.decode()
