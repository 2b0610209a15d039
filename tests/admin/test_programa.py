"""The programme's forms: saved through its rules, each refusal at its field, a race that is lost never an error."""

import datetime

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from agenda import programa
from agenda.errores import ErrorAgenda
from agenda.models import Actividad, Bloque, Cambio, Intervencion
from tests import fabricas

BLOQUES, CHARLAS, ACTIVIDADES, CUMBRES = (
    f"/admin/agenda/{m}/" for m in ("bloque", "intervencion", "actividad", "cumbre")
)
MINUTO = datetime.timedelta(minutes=1)


@pytest.fixture
def seminario(db):
    return fabricas.crear_seminario()


@pytest.fixture
def bloque(seminario):
    """Forty minutes from 17:15, published."""
    return fabricas.crear_bloque(seminario, inicio=seminario.inicio, fin=seminario.inicio + 40 * MINUTO)


def vacios(*prefijos):
    return {f"{p}-{n}": 0 for p in prefijos for n in ("TOTAL_FORMS", "INITIAL_FORMS")}


def de_bloque(bloque, **cambios):
    """What the page of a block sends."""
    datos = {"orden": bloque.orden, "tipo": bloque.tipo, "titulo_es": bloque.titulo_es, **vacios("video")}
    for nombre in ("inicio", "fin"):
        if instante := getattr(bloque, nombre):
            local = instante.astimezone(fabricas.ZONA)
            datos |= {f"{nombre}_0": f"{local:%Y-%m-%d}", f"{nombre}_1": f"{local:%H:%M}"}
    return {**datos, **cambios}


def de_charla(charla, **cambios):
    """What the page of a talk sends."""
    return {
        "bloque": charla.bloque_id,
        "orden": charla.orden,
        "titulo_es": charla.titulo_es,
        "slug": charla.slug,
        "minutos": charla.minutos or "",
        **vacios("ponentes", "materiales"),
        **cambios,
    }


def errores(respuesta):
    assert respuesta.status_code == 200
    form = respuesta.context["adminform"].form
    return {campo: [str(e) for e in dichos] for campo, dichos in form.errors.items()}


# --- What was public and changes is told --------------------------------------------------------


def test_another_hour_is_saved_logged_and_counted(coordinacion, bloque):
    coordinacion.post(f"{BLOQUES}{bloque.pk}/change/", de_bloque(bloque, inicio_1="17:20"))

    bloque.refresh_from_db()
    assert bloque.inicio == bloque.actividad.inicio + 5 * MINUTO
    assert list(Cambio.objects.values_list("tipo", flat=True)) == ["hora"]
    assert Actividad.objects.get().secuencia == 1


def test_another_title_of_a_talk_is_logged_and_of_a_draft_is_not(coordinacion, bloque):
    publica = fabricas.crear_intervencion(bloque, 1)
    borrador = fabricas.crear_intervencion(bloque, 2, estado="borrador")
    for charla in (publica, borrador):
        coordinacion.post(f"{CHARLAS}{charla.pk}/change/", de_charla(charla, titulo_es="Otro"))

    assert set(Intervencion.objects.values_list("titulo_es", flat=True)) == {"Otro"}
    assert list(Cambio.objects.values_list("tipo", "titulo_es")) == [("titulo", "Otro")]


def test_an_activity_is_saved_and_counted_as_any_other(coordinacion, seminario):
    local = seminario.inicio.astimezone(fabricas.ZONA)
    datos = {
        "cumbre": seminario.cumbre_id,
        "titulo_es": "Otro nombre",
        "titulo_pt_br": "Outro nome",
        "slug": seminario.slug,
        "dia": seminario.dia.isoformat(),
        "orden": 0,
        "inicio_0": f"{local:%Y-%m-%d}",
        "inicio_1": "18:00",
        "es_seminario": "on",
    }
    coordinacion.post(f"{ACTIVIDADES}{seminario.pk}/change/", datos)

    seminario.refresh_from_db()
    assert (seminario.titulo_es, seminario.secuencia) == ("Otro nombre", 1)
    assert sorted(Cambio.objects.values_list("tipo", flat=True)) == ["hora", "titulo"]


# --- Rules, each at its field -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cambios", "campo", "dice"),
    [
        ({"inicio_1": "17:30"}, "inicio", "A esa hora"),
        ({"inicio_1": "17:30", "fin_0": "", "fin_1": ""}, "inicio", "A esa hora está el bloque «1. Bloque 1»"),
        ({"fin_1": "17:50"}, "fin", "El fin va después del inicio"),
        ({"orden": 1}, "orden", "Otro bloque de la actividad ya tiene ese orden."),
        ({"titulo_es": ""}, "titulo_es", "Escriba este dato en español, en portugués o en los dos."),
    ],
)
def test_a_block_that_breaks_a_rule_is_told_at_the_field(coordinacion, bloque, cambios, campo, dice):
    otro = fabricas.crear_bloque(bloque.actividad, orden=2, inicio=bloque.fin, fin=bloque.fin + 20 * MINUTO)
    dichos = errores(coordinacion.post(f"{BLOQUES}{otro.pk}/change/", de_bloque(otro, **cambios)))
    assert dice in dichos[campo][0]
    assert list(dichos) == [campo]


def test_published_talks_that_no_longer_fit_are_told_at_the_end_of_the_block(coordinacion, bloque):
    fabricas.crear_intervencion(bloque, minutos=35)
    dichos = errores(coordinacion.post(f"{BLOQUES}{bloque.pk}/change/", de_bloque(bloque, fin_1="17:45")))
    assert "suman 35 minutos" in dichos["fin"][0]


def test_a_talk_that_does_not_fit_is_told_at_its_minutes(coordinacion, bloque):
    fabricas.crear_intervencion(bloque, 1, minutos=35)
    charla = fabricas.crear_intervencion(bloque, 2, minutos=5)
    dichos = errores(coordinacion.post(f"{CHARLAS}{charla.pk}/change/", de_charla(charla, minutos=6)))
    assert "suman 41 minutos" in dichos["minutos"][0]


def test_a_talk_stays_in_its_activity(coordinacion, bloque):
    ajeno = fabricas.crear_bloque(fabricas.crear_actividad())
    charla = fabricas.crear_intervencion(bloque)
    dichos = errores(coordinacion.post(f"{CHARLAS}{charla.pk}/change/", de_charla(charla, bloque=ajeno.pk)))
    assert dichos == {"bloque": ["Ese bloque es de otra actividad: elija uno de la misma."]}


@pytest.mark.parametrize(
    ("cambios", "campo"),
    [
        ({"slug": "preguntas"}, "slug"),
        ({"minutos": "0"}, "minutos"),
        ({"no_se_graba": "on", "grabacion_desde": "1:00"}, None),
    ],
)
def test_constraints_of_a_talk_are_told(coordinacion, bloque, cambios, campo):
    charla = fabricas.crear_intervencion(bloque)
    dichos = errores(coordinacion.post(f"{CHARLAS}{charla.pk}/change/", de_charla(charla, **cambios)))
    assert len(dichos) == 1
    assert campo is None or campo in dichos


# --- Races --------------------------------------------------------------------------------------


def test_a_race_that_is_lost_goes_back_to_the_form(coordinacion, bloque, monkeypatch):
    """Between the check of the form and the lock, somebody else took the hour."""

    def tarde(fila):
        raise ErrorAgenda("A esa hora está otro bloque.", campo="inicio")

    monkeypatch.setattr(programa, "guardar", tarde)
    respuesta = coordinacion.post(f"{BLOQUES}{bloque.pk}/change/", de_bloque(bloque, titulo_es="Escrito"))

    assert errores(respuesta) == {"inicio": ["A esa hora está otro bloque."]}
    assert respuesta.context["adminform"].form["titulo_es"].value() == "Escrito"
    assert Bloque.objects.get().titulo_es == "Bloque 1"


def test_an_address_that_was_taken_meanwhile_is_told_at_its_field(coordinacion, bloque, monkeypatch):
    """The first look of the form finds the address free; the database does not."""
    charla, otra = fabricas.crear_intervencion(bloque, 1), fabricas.crear_intervencion(bloque, 2, slug="tomada")
    miradas = []

    def mirar(form):
        miradas.append(form)
        if len(miradas) > 1:
            forms.ModelForm.validate_unique(form)

    monkeypatch.setattr("agenda.admin.formularios.FormularioIntervencion.validate_unique", mirar)
    respuesta = coordinacion.post(f"{CHARLAS}{charla.pk}/change/", de_charla(charla, slug=otra.slug))

    assert list(errores(respuesta)) == ["slug"]
    assert len(miradas) == 2


# --- What the form does not decide --------------------------------------------------------------


def test_state_and_delay_cannot_be_sent(coordinacion, bloque):
    Bloque.objects.update(estado="borrador")
    datos = de_bloque(bloque, estado="publicada", demora_minutos=30, publicada_el_0="2026-01-01")
    coordinacion.post(f"{BLOQUES}{bloque.pk}/change/", datos)
    bloque.refresh_from_db()
    assert (bloque.estado, bloque.demora_minutos, bloque.publicada_el) == ("borrador", None, None)


def test_a_block_stays_in_its_activity(coordinacion, bloque):
    otra = fabricas.crear_actividad()
    coordinacion.post(f"{BLOQUES}{bloque.pk}/change/", de_bloque(bloque, actividad=otra.pk))
    bloque.refresh_from_db()
    assert bloque.actividad != otra


@pytest.mark.parametrize(("enviado", "esperado"), [("", 3), ("9", 9)])
def test_a_new_talk_without_a_place_is_the_last(coordinacion, bloque, enviado, esperado):
    fabricas.crear_intervencion(bloque, 2)
    datos = {"bloque": bloque.pk, "orden": enviado, "titulo_es": "Nueva", "slug": "nueva"}
    coordinacion.post(f"{CHARLAS}add/", {**datos, **vacios("ponentes", "materiales")})
    assert Intervencion.objects.get(slug="nueva").orden == esperado


def test_the_first_block_and_talk_are_made_from_nothing(coordinacion, seminario):
    datos = {"actividad": seminario.pk, "tipo": "experiencias", "titulo_es": "Primero", **vacios("video")}
    respuesta = coordinacion.post(f"{BLOQUES}add/", datos)
    bloque = Bloque.objects.get()
    assert respuesta["Location"] == f"{BLOQUES}{bloque.pk}/orden/"
    pagina = coordinacion.get(respuesta["Location"]).content.decode()
    assert f'Se agregó «<a href="{BLOQUES}{bloque.pk}/change/">1. Primero</a>».' in pagina
    assert f'href="{CHARLAS}add/?bloque={bloque.pk}"' in pagina
    datos = {"bloque": bloque.pk, "titulo_pt_br": "Primeira", "slug": "primera", **vacios("ponentes", "materiales")}
    coordinacion.post(f"{CHARLAS}add/", datos)
    charla = Intervencion.objects.get()
    assert [(f.orden, f.estado) for f in (bloque, charla)] == [(1, "borrador")] * 2
    assert Cambio.objects.count() == 0


# --- Languages and the minute of the recording --------------------------------------------------


def test_interpretation_is_chosen_by_ticking(coordinacion, bloque):
    charla = fabricas.crear_intervencion(bloque, idioma="es")
    url = f"{CHARLAS}{charla.pk}/change/"
    datos = de_charla(charla, idioma="pt-br", interpretacion=["es", "senias"])
    coordinacion.post(url, datos)
    charla.refresh_from_db()
    html = coordinacion.get(url).content.decode()

    assert (charla.idioma, charla.interpretacion) == ("pt-br", ["es", "senias"])
    assert html.count('type="checkbox" name="interpretacion"') == 5
    assert html.count("checked") == 2
    assert list(errores(coordinacion.post(url, {**datos, "interpretacion": ["xx"]}))) == ["interpretacion"]


@pytest.mark.parametrize(
    ("escrito", "segundos", "vuelve"),
    [
        ("", None, ""),
        ("0:00", 0, "0:00"),
        ("2:05", 125, "2:05"),
        ("12:30", 750, "12:30"),
        ("75:10", 4510, "1:15:10"),
        ("1:02:05", 3725, "1:02:05"),
        (" 12:30 ", 750, "12:30"),
    ],
)
def test_minute_of_the_recording_is_typed_as_a_player_shows_it(coordinacion, bloque, escrito, segundos, vuelve):
    charla = fabricas.crear_intervencion(bloque)
    url = f"{CHARLAS}{charla.pk}/change/"
    assert coordinacion.post(url, de_charla(charla, grabacion_desde=escrito)).status_code == 302
    charla.refresh_from_db()
    campo = coordinacion.get(url).context["adminform"].form["grabacion_desde"]
    assert (charla.grabacion_desde, campo.value()) == (segundos, vuelve if segundos is not None else None)


@pytest.mark.parametrize("escrito", ["12", "12:60", "1:60:00", "-1:00", "a:b", "1:2", "999999:00", "12:30:15:10"])
def test_a_minute_that_is_none_is_told(coordinacion, bloque, escrito):
    charla = fabricas.crear_intervencion(bloque)
    respuesta = coordinacion.post(f"{CHARLAS}{charla.pk}/change/", de_charla(charla, grabacion_desde=escrito))
    assert errores(respuesta) == {
        "grabacion_desde": ["Escriba el momento como lo muestra el reproductor, por ejemplo 12:30 o 1:05:00."]
    }
    assert respuesta.context["adminform"].form["grabacion_desde"].value() == escrito


# --- What is cancelled, not deleted -------------------------------------------------------------


def test_what_was_ever_public_is_not_deleted(coordinacion, bloque):
    borrador = fabricas.crear_intervencion(bloque, 1, estado="borrador")
    publica = fabricas.crear_intervencion(bloque, 2)
    programa.cambiar_estado([borrador], estado="publicada")
    programa.cambiar_estado([borrador], estado="borrador")
    nueva = fabricas.crear_intervencion(bloque, 3, estado="borrador")
    fabricas.crear_ponente(nueva)  # what is written on its page goes with it
    fabricas.crear_material(nueva)
    rutas = [f"{CHARLAS}{c.pk}/delete/" for c in (borrador, publica, nueva)] + [f"{BLOQUES}{bloque.pk}/delete/"]

    assert [coordinacion.post(ruta, {"post": "yes"}).status_code for ruta in rutas] == [403, 403, 302, 403]
    assert set(Intervencion.objects.all()) == {borrador, publica}


def test_a_new_block_goes_with_its_video_and_not_if_that_may_not_be_deleted(coordinacion, seminario):
    bloque = fabricas.crear_bloque(seminario, estado="borrador")
    fabricas.crear_video(bloque)
    otra = get_user_model().objects.create_user("otra", password="x", is_staff=True)
    otra.user_permissions.set(Permission.objects.filter(codename__in=["view_bloque", "delete_bloque"]))
    sin_permiso = Client()
    sin_permiso.force_login(otra)

    respuestas = [quien.post(f"{BLOQUES}{bloque.pk}/delete/", {"post": "yes"}) for quien in (sin_permiso, coordinacion)]

    assert [r.status_code for r in respuestas] == [403, 302]
    assert not Bloque.objects.filter(pk=bloque.pk).exists()


@pytest.mark.parametrize("lista", [BLOQUES, CHARLAS])
def test_rows_are_not_deleted_by_the_dozen(coordinacion, bloque, lista):
    fabricas.crear_intervencion(bloque)
    assert "delete_selected" not in coordinacion.get(lista).content.decode()


def test_an_activity_with_a_log_is_not_deleted(coordinacion, seminario):
    fabricas.crear_cambio(seminario)
    assert coordinacion.post(f"{ACTIVIDADES}{seminario.pk}/delete/", {"post": "yes"}).status_code == 403


def test_publishing_by_action_what_does_not_fit_is_a_sentence(coordinacion, bloque):
    charla = fabricas.crear_intervencion(bloque, minutos=50, estado="borrador")
    datos = {"action": "publicar", "_selected_action": charla.pk, "confirmado": "si"}
    respuesta = coordinacion.post(CHARLAS, datos, follow=True)
    assert "suman 50 minutos" in str(next(iter(respuesta.context["messages"])))
    charla.refresh_from_db()
    assert charla.estado == "borrador"


def test_what_was_saved_or_deleted_is_told_with_its_name(coordinacion, bloque):
    charla = fabricas.crear_intervencion(bloque, titulo_es="<Uno>", estado="borrador")
    url = f"{CHARLAS}{charla.pk}/"
    guardada = coordinacion.post(f"{url}change/", de_charla(charla), follow=True)
    borrada = coordinacion.post(f"{url}delete/", {"post": "yes"}, follow=True)
    dichos = [[str(m) for m in respuesta.context["messages"]] for respuesta in (guardada, borrada)]
    enlace = f'<a href="{url}change/">&lt;Uno&gt;</a>'
    assert dichos == [[f"Se guardó «{enlace}»."], ["Se eliminó «<Uno>»."]]


@pytest.mark.parametrize(
    ("lista", "boton", "titulo"),
    [
        (BLOQUES, "Cancelar este bloque…", "Cancelar el bloque «Bloque 1»"),
        (CHARLAS, "Cancelar esta intervención…", "Cancelar la intervención «Uno»"),
    ],
)
def test_to_cancel_does_not_read_as_to_leave(coordinacion, bloque, lista, boton, titulo):
    charla = fabricas.crear_intervencion(bloque, titulo_es="Uno")
    pk = bloque.pk if lista == BLOQUES else charla.pk
    hoja = coordinacion.get(f"{lista}{pk}/change/").content.decode()
    pregunta = coordinacion.post(lista, {"action": "cancelar", "_selected_action": pk, "volver": "objeto"})
    html = pregunta.content.decode()
    assert f">{boton}</button>" in hoja
    assert ">Cancelar</button>" not in hoja
    assert str(pregunta.context["title"]) == titulo
    assert 'value="Sí, cancelar"' in html
    assert "Volver sin cambiar nada" in html


def test_nothing_else_is_deleted_from_a_form(coordinacion, bloque):
    charla = fabricas.crear_intervencion(bloque, ciudad=fabricas.crear_ciudad())
    html = coordinacion.get(f"{CHARLAS}{charla.pk}/change/").content.decode()
    assert "change-related" in html
    assert "delete-related" not in html


def test_hours_are_asked_for_by_the_browser_and_not_told_against_those_of_the_server(coordinacion, bloque):
    paginas = [f"{BLOQUES}{bloque.pk}", f"{ACTIVIDADES}{bloque.actividad_id}", f"{CUMBRES}{bloque.actividad.cumbre_id}"]
    textos = [coordinacion.get(f"{pagina}/change/").content.decode() for pagina in paginas]
    assert ["DateTimeShortcuts" in html for html in textos] == [False] * 3
    assert f'<input type="date" name="inicio_0" value="{bloque.actividad.dia}"' in textos[0]
    assert '<input type="time" name="inicio_1" value="17:15:00"' in textos[0]


def test_a_moment_that_is_only_read_tells_its_zone(coordinacion, bloque):
    momento = datetime.datetime(2026, 12, 1, 20, 0, tzinfo=datetime.UTC)
    charla = fabricas.crear_intervencion(bloque, publicada_el=momento)
    dichos = [coordinacion.get(f"{i}{CHARLAS}{charla.pk}/change/").content.decode() for i in ("", "/pt-br")]
    assert "1 de diciembre de 2026 a las 17:00 (GMT-0300)" in dichos[0]
    assert "1 de Dezembro de 2026 às 17:00 (GMT-0300)" in dichos[1]


def test_only_what_is_public_links_to_the_site(coordinacion, bloque):
    publica = fabricas.crear_intervencion(bloque, 1)
    borrador = fabricas.crear_intervencion(bloque, 2, estado="borrador")
    paginas = [coordinacion.get(f"{CHARLAS}{c.pk}/change/").content.decode() for c in (publica, borrador)]
    assert ["Ver en el sitio" in html for html in paginas] == [True, False]


# --- Speakers, materials, videos ----------------------------------------------------------------


@pytest.mark.parametrize("modelo", ["ponente", "material", "video"])
def test_what_goes_with_the_programme_is_written_on_its_page_only(coordinacion, elenco, modelo):
    fila, lista = elenco[modelo], f"/admin/agenda/{modelo}/"
    antes = type(fila).objects.values().get()

    respuestas = [
        coordinacion.post(f"{lista}{fila.pk}/change/", {"nombre": "Otra", "url": "https://ejemplo.org/otra"}),
        coordinacion.post(f"{lista}add/", {"nombre": "Otra"}),
        coordinacion.post(f"{lista}{fila.pk}/delete/", {"post": "yes"}),
    ]

    assert [r.status_code for r in respuestas] == [302, 403, 403]
    assert list(type(fila).objects.values()) == [antes]
    assert coordinacion.get(f"{lista}{fila.pk}/change/").status_code == 200
