"""Staff publishes what it read: a text swapped between the page and the confirmation is shown again, not published."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agenda import programa
from comun import contenido, publicacion
from intercambio.models import Ficha
from tests import fabricas

FICHAS = "/admin/intercambio/ficha/"


@pytest.fixture
def ficha(db):
    contacto = fabricas.crear_contacto(consentimiento_listado_el=timezone.now())
    return fabricas.crear_ficha(contacto=contacto, publicacion="pendiente", titulo="Huertas", texto="Lo que sabemos.")


def leer(client, *fichas):
    return client.post(FICHAS, {"action": "publicar", "_selected_action": [f.pk for f in fichas]})


def confirmar(client, sello, *fichas):
    datos = {"action": "publicar", "_selected_action": [f.pk for f in fichas], "confirmado": "si", "sello": sello}
    return client.post(FICHAS, datos)


def test_confirmation_shows_the_text_and_the_themes(coordinacion, ficha):
    ficha.ods.add(fabricas.crear_ods(nombre_es="Ciudades"))
    html = leer(coordinacion, ficha).content.decode()
    assert "Lo que sabemos." in html
    assert "11. Ciudades" in html


def test_confirmation_shows_both_languages(coordinacion):
    programa = fabricas.crear_programa(titulo_es="Fondo", titulo_pt_br="Fundo verde", publicacion="pendiente")
    programa.unidades.add(fabricas.crear_unidad(nombre_es="Ambiente"))
    lista = "/admin/actores/programa/"
    html = coordinacion.post(lista, {"action": "publicar", "_selected_action": programa.pk}).content.decode()
    assert [texto in html for texto in ("<dd>Fondo</dd>", "<dd>Fundo verde</dd>", "<dd>Ambiente</dd>")] == [True] * 3


@pytest.mark.parametrize("filas", [1, 30])
def test_confirmation_costs_the_same_for_any_number_of_rows(coordinacion, django_assert_num_queries, filas):
    unidad, ods = fabricas.crear_unidad(), fabricas.crear_ods()
    fichas = [fabricas.crear_ficha(unidad=unidad, publicacion="pendiente") for _n in range(filas)]
    for ficha in fichas:
        ficha.ods.add(ods)
    with django_assert_num_queries(7):
        leer(coordinacion, *fichas)


def test_a_swapped_text_is_shown_again_and_not_published(coordinacion, ficha):
    sello = leer(coordinacion, ficha).context["sello"]
    Ficha.objects.update(texto="Compre ya")

    pagina = confirmar(coordinacion, sello, ficha)

    assert Ficha.objects.get().publicacion == "pendiente"
    assert "cambió mientras lo leía" in pagina.content.decode()
    assert "Compre ya" in pagina.content.decode()
    assert confirmar(coordinacion, pagina.context["sello"], ficha).status_code == 302
    assert Ficha.objects.get().publicacion == "publicada"


def test_swapped_themes_are_a_swap_too(coordinacion, ficha):
    sello = leer(coordinacion, ficha).context["sello"]
    ficha.ods.add(fabricas.crear_ods())
    assert confirmar(coordinacion, sello, ficha).context["cambio"] is True
    assert Ficha.objects.get().publicacion == "pendiente"


@pytest.mark.parametrize("sello", ["", "0" * 64, "ñ"])
def test_a_confirmation_without_a_seal_publishes_nothing(coordinacion, ficha, sello):
    assert confirmar(coordinacion, sello, ficha).status_code == 200
    assert Ficha.objects.get().publicacion == "pendiente"


def test_the_seal_of_some_rows_is_not_that_of_others(coordinacion, ficha):
    otra = fabricas.crear_ficha(contacto=ficha.contacto, lugar=2, publicacion="pendiente")
    sello = leer(coordinacion, ficha).context["sello"]
    assert confirmar(coordinacion, sello, ficha, otra).status_code == 200
    assert Ficha.objects.filter(publicacion="publicada").count() == 0


def test_the_text_is_compared_as_it_is_under_the_lock(ficha, monkeypatch):
    """The author commits after staff's rows were read and before they are locked."""
    sello = contenido.sello([ficha])
    leida = Ficha.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intercambio_ficha SET titulo = 'Otra cosa'")
    with pytest.raises(publicacion.ContenidoCambiado):
        publicacion.publicar([leida], sello=sello)
    assert Ficha.objects.get().publicacion == "pendiente"


@pytest.mark.django_db(transaction=True)
def test_staff_waits_for_an_author_who_is_saving_and_then_sees_the_swap():
    """The author's text and themes are written but not committed when staff confirms."""
    contacto = fabricas.crear_contacto(consentimiento_listado_el=timezone.now())
    ficha = fabricas.crear_ficha(contacto=contacto, publicacion="pendiente")
    ods = fabricas.crear_ods()
    sello, escrito, resultado = contenido.sello([ficha]), threading.Event(), []

    def autor():
        with transaction.atomic():
            Ficha.objects.filter(pk=ficha.pk).update(publicacion="pendiente")
            ficha.ods.add(ods)
            escrito.set()
            time.sleep(0.5)
        connection.close()

    def equipo():
        escrito.wait(10)
        try:
            resultado.append(publicacion.publicar([ficha], sello=sello))
        except publicacion.ContenidoCambiado as error:
            resultado.append(type(error))
        connection.close()

    hilos = [threading.Thread(target=f) for f in (autor, equipo)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(20)

    assert resultado == [publicacion.ContenidoCambiado]
    assert Ficha.objects.get().publicacion == "pendiente"


@pytest.mark.parametrize("claves", [["\0"], ["abc"], ["²"], ["9" * 30], ["-1"], ["1.5"], [""]])
@pytest.mark.parametrize(
    "lista", [FICHAS, "/admin/auth/user/", "/admin/comun/mensaje/", "/admin/inscripciones/inscripcion/"]
)
def test_what_is_chosen_may_be_anything(coordinacion, ficha, lista, claves):
    for accion in ("publicar", "delete_selected", "\0"):
        respuesta = coordinacion.post(lista, {"action": accion, "_selected_action": claves})
        assert respuesta.status_code in {200, 302}


def test_of_what_is_chosen_the_keys_stay(coordinacion, ficha):
    pagina = coordinacion.post(FICHAS, {"action": "publicar", "_selected_action": ["\0", str(ficha.pk), "x"]})
    assert [fila["pk"] for fila in pagina.context["filas"]] == [ficha.pk]


@pytest.mark.django_db(transaction=True)
def test_staff_waits_for_who_is_saving_a_talk_and_then_sees_what_changed_in_the_block():
    """The new words of a talk are written but not committed when somebody else confirms the publication."""
    bloque = fabricas.crear_bloque(fabricas.crear_seminario(), estado="borrador")
    charla = fabricas.crear_intervencion(bloque, titulo_es="Leído", estado="borrador")
    sello = programa.sello_de(programa.por_publicar(bloque))
    escrito, resultado = threading.Event(), []

    def autora():
        with transaction.atomic():
            charla.titulo_es = "Compre ya"
            programa.guardar(charla)
            escrito.set()
            time.sleep(0.5)
        connection.close()

    def equipo():
        escrito.wait(10)
        try:
            resultado.append(programa.publicar_bloque(bloque=bloque, sello=sello))
        except publicacion.ContenidoCambiado as error:
            resultado.append(type(error))
        connection.close()

    hilos = [threading.Thread(target=f) for f in (autora, equipo)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(20)

    assert resultado == [publicacion.ContenidoCambiado]
    charla.refresh_from_db()
    assert (charla.titulo_es, charla.estado) == ("Compre ya", "borrador")
