"""Questions to the tables in staff's hands: read, passed on, answered, published, and never rewritten."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from agenda import preguntas
from agenda.models import Pregunta
from tests import fabricas
from tests.admin.test_acciones import actuar

LISTA = "/admin/agenda/pregunta/"
MESA = "/admin/agenda/pregunta/mesa/"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def bloque(db):
    return fabricas.crear_bloque(fabricas.crear_seminario(), titulo_es="Experiencias")


def ficha(pregunta):
    return f"{LISTA}{pregunta.pk}/change/"


def responder(client, pregunta, **campos):
    """Send the change page with these answers; return its answer."""
    datos = {
        "nombre": pregunta.nombre,
        "bloque": pregunta.bloque_id,
        "institucion": pregunta.institucion_id or "",
        "respuesta_es": "",
        "respuesta_pt_br": "",
        "responde": "",
        **campos,
    }
    return client.post(ficha(pregunta), datos)


def estado_de(pregunta):
    return Pregunta.objects.get(pk=pregunta.pk).estado


# --- What is read, what is written --------------------------------------------------------------


def test_staff_reads_the_question_and_cannot_rewrite_add_nor_delete_it(coordinacion, bloque):
    pregunta = fabricas.crear_pregunta(bloque, texto="¿Y el agua?\nGracias.", nombre="Ana")
    html = coordinacion.get(ficha(pregunta)).content.decode()

    responder(coordinacion, pregunta, texto="Otra cosa", estado="publicada", idioma="pt-br")

    pregunta.refresh_from_db()
    assert (pregunta.texto, pregunta.estado, pregunta.idioma) == ("¿Y el agua?\nGracias.", "pendiente", "es")
    assert 'name="texto"' not in html
    assert "¿Y el agua?<br>Gracias." in html
    assert coordinacion.get(f"{LISTA}add/").status_code == 403
    assert coordinacion.post(f"{LISTA}{pregunta.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in coordinacion.get(LISTA).content.decode()


def test_staff_answers_in_both_languages_and_may_take_the_name_off(coordinacion, bloque):
    pregunta = fabricas.crear_pregunta(bloque, nombre="Ana Pérez")

    response = responder(
        coordinacion, pregunta, nombre="", respuesta_es="Sí.", respuesta_pt_br="Sim.", responde="La mesa"
    )

    assert response.status_code == 302
    pregunta.refresh_from_db()
    assert (pregunta.nombre, pregunta.respuesta_es, pregunta.respuesta_pt_br, pregunta.responde) == (
        "",
        "Sí.",
        "Sim.",
        "La mesa",
    )


def test_the_answer_of_a_published_question_may_change_and_not_go_missing(coordinacion, bloque):
    pregunta = fabricas.crear_pregunta(bloque, estado="publicada", respuesta_es="Sí.")

    vacia = responder(coordinacion, pregunta)
    otra = responder(coordinacion, pregunta, respuesta_pt_br="Não.")

    assert vacia.context["adminform"].form.errors == {
        "respuesta_es": ["Antes de publicarla escriba la respuesta, en español o en portugués."]
    }
    assert otra.status_code == 302
    pregunta.refresh_from_db()
    assert (pregunta.respuesta_es or "", pregunta.respuesta_pt_br, pregunta.estado) == ("", "Não.", "publicada")


def test_an_answer_deleted_while_somebody_publishes_it_is_told_at_its_field(coordinacion, bloque, monkeypatch):
    """The other one publishes between the check of the form and the write, at every try."""
    pregunta = fabricas.crear_pregunta(bloque, respuesta_es="Sí.")
    de_verdad = preguntas.guardar

    def tarde(fila):
        fila.estado = "pendiente"
        Pregunta.objects.update(estado="publicada")
        return de_verdad(fila)

    monkeypatch.setattr(preguntas, "guardar", tarde)
    response = responder(coordinacion, pregunta)

    assert response.context["adminform"].form.errors == {
        "respuesta_es": ["Ya está publicada: deje escrita la respuesta, o elija antes «No publicar»."]
    }
    assert Pregunta.objects.get().respuesta_es == "Sí."


def test_saving_does_not_undo_what_another_one_did_meanwhile(bloque):
    pregunta = fabricas.crear_pregunta(bloque, respuesta_es="Sí.")
    vieja = Pregunta.objects.get(pk=pregunta.pk)
    preguntas.publicar([pregunta])
    vieja.respuesta_es = "Sí, y pronto."

    preguntas.guardar(vieja)

    pregunta.refresh_from_db()
    assert (pregunta.estado, pregunta.respuesta_es) == ("publicada", "Sí, y pronto.")


# --- Actions ------------------------------------------------------------------------------------


def test_pass_to_the_table_reports_each_fate_and_logs_what_changed(coordinacion, bloque):
    pendiente, rechazada = fabricas.crear_pregunta(bloque), fabricas.crear_pregunta(bloque, estado="rechazada")
    publicada = fabricas.crear_pregunta(bloque, estado="publicada")

    mensajes = actuar(coordinacion, LISTA, "aceptar", pendiente, rechazada, publicada)

    assert mensajes == ["2 pasaron a la mesa.", "1 no cambió: su estado no lo permite."]
    assert [estado_de(p) for p in (pendiente, rechazada, publicada)] == ["aceptada", "aceptada", "publicada"]
    assert {int(r.object_id) for r in LogEntry.objects.all()} == {pendiente.pk, rechazada.pk}


def test_publish_shows_all_that_will_be_read_and_leaves_what_has_no_answer(coordinacion, bloque):
    con = fabricas.crear_pregunta(bloque, texto="¿Y el agua?", nombre="Ana", respuesta_pt_br="Sim.", responde="Rede")
    sin = fabricas.crear_pregunta(bloque, estado="aceptada")
    html = coordinacion.post(LISTA, {"action": "publicar", "_selected_action": [con.pk, sin.pk]}).content.decode()

    mensajes = actuar(coordinacion, LISTA, "publicar", con, sin)

    assert [t for t in ("¿Y el agua?", "Ana", "Sim.", "Rede", "(sin respuesta: no se publica)") if t not in html] == []
    assert mensajes == ["Se publicó 1 respuesta.", "1 sigue sin publicar: falta escribir la respuesta."]
    assert [estado_de(p) for p in (con, sin)] == ["publicada", "aceptada"]


def test_an_answer_that_changed_while_it_was_read_is_not_published(coordinacion, bloque):
    pregunta = fabricas.crear_pregunta(bloque, respuesta_es="Sí.")
    datos = {"action": "publicar", "_selected_action": pregunta.pk}
    leida = coordinacion.post(LISTA, datos)
    Pregunta.objects.update(respuesta_es="No.")

    response = coordinacion.post(LISTA, {**datos, "confirmado": "si", "sello": leida.context["sello"]})

    assert "cambió mientras lo leía" in response.content.decode()
    assert estado_de(pregunta) == "pendiente"


def test_not_published_takes_off_what_was(coordinacion, bloque):
    pregunta = fabricas.crear_pregunta(bloque, estado="publicada")

    mensajes = actuar(coordinacion, LISTA, "rechazar", pregunta)

    assert mensajes == ["1 queda sin publicar."]
    assert estado_de(pregunta) == "rechazada"
    assert not Pregunta.objects.publicadas().exists()


@pytest.mark.parametrize(
    ("estado", "respuesta", "botones"),
    [
        ("pendiente", "", ["Pasar a la mesa", "No publicar"]),
        ("pendiente", "Sí.", ["Pasar a la mesa", "Publicar la respuesta", "No publicar"]),
        ("aceptada", "Sí.", ["Publicar la respuesta", "No publicar"]),
        ("publicada", "Sí.", ["No publicar"]),
        ("rechazada", "", ["Pasar a la mesa"]),
    ],
)
def test_a_question_offers_what_may_be_done_with_it(coordinacion, bloque, estado, respuesta, botones):
    pregunta = fabricas.crear_pregunta(bloque, estado=estado, respuesta_es=respuesta)

    html = coordinacion.get(ficha(pregunta)).content.decode()

    assert re.findall(r'class="accion-de-objeto">([^<]+)<', html) == botones


# --- The list -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "consulta",
    [
        "q=region",
        "q=fundacion",
        "q=perez",
        "estado__exact=aceptada",
        "idioma__exact=pt-br",
        "bloque__id__exact={bloque}",
        "institucion__id__exact={institucion}",
    ],
)
def test_the_list_searches_and_filters(coordinacion, bloque, consulta):
    institucion = fabricas.crear_institucion(nombre="Fundación del Sur")
    otro = fabricas.crear_bloque(bloque.actividad, 2)
    buscada = fabricas.crear_pregunta(
        otro, texto="¿Y la región?", nombre="Ana Pérez", idioma="pt-br", institucion=institucion, estado="aceptada"
    )
    fabricas.crear_pregunta(bloque)

    pagina = coordinacion.get(f"{LISTA}?{consulta.format(bloque=otro.pk, institucion=institucion.pk)}")

    assert list(pagina.context["cl"].result_list) == [buscada]


# --- For the table ------------------------------------------------------------------------------


def test_the_table_has_what_was_passed_to_it_by_block_in_the_order_of_arrival(coordinacion, bloque):
    institucion = fabricas.crear_institucion(nombre="Fondo del Sur")
    otro = fabricas.crear_bloque(bloque.actividad, 2, titulo_es="Miradas")
    fabricas.crear_pregunta(otro, texto="Tercera", estado="aceptada", institucion=institucion, idioma="pt-br")
    fabricas.crear_pregunta(bloque, texto="Primera", estado="aceptada", nombre="Ana")
    fabricas.crear_pregunta(bloque, texto="Segunda", estado="aceptada")
    for estado in ("pendiente", "publicada", "rechazada"):
        fabricas.crear_pregunta(bloque, texto="Que no toca", estado=estado)
    de_antes = fabricas.crear_seminario(fabricas.crear_cumbre(publicada=False), slug="otro")
    fabricas.crear_pregunta(fabricas.crear_bloque(de_antes), texto="Que no toca", estado="aceptada")

    html = coordinacion.get(MESA).content.decode()

    assert re.findall(r'<h2 id="bloque-\d+">([^<]+)</h2>', html) == ["1. Experiencias", "2. Miradas"]
    assert re.findall(r'<blockquote lang="([^"]+)"><p>([^<]+)</p>', html) == [
        ("es", "Primera"),
        ("es", "Segunda"),
        ("pt-BR", "Tercera"),
    ]
    assert "De Ana." in html
    assert f"Para {institucion}." in html
    assert "Que no toca" not in html
    assert f'href="{MESA}"' in coordinacion.get(LISTA).content.decode()


def test_the_table_is_text_and_says_when_there_is_nothing(coordinacion, bloque):
    assert "Ninguna todavía." in coordinacion.get(MESA).content.decode()
    fabricas.crear_pregunta(bloque, texto=SCRIPT, nombre=SCRIPT, estado="aceptada")

    html = coordinacion.get(MESA).content.decode()

    assert SCRIPT not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3


def test_the_table_is_for_staff_that_may_read_questions(client, bloque):
    fabricas.crear_pregunta(bloque, texto="Que no toca", estado="aceptada")
    lectora = get_user_model().objects.create_user("lectora", password="x" * 16, is_staff=True)

    assert "/login/" in client.get(MESA)["Location"]
    client.force_login(lectora)
    assert client.get(MESA).status_code == 403
    lectora.user_permissions.add(Permission.objects.get(codename="view_pregunta"))
    assert "Que no toca" in client.get(MESA).content.decode()
