"""The running order of a block on one screen: order, minutes, what is missing, publication, delay, candidates."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from actores.models import Contacto
from agenda import faltantes
from agenda.models import Bloque, Cambio, Intervencion, Propuesta
from comun import enviador
from comun.models import Mensaje
from comun.tiempo import fecha_larga
from tests import fabricas


@pytest.fixture
def bloque(db):
    """Forty minutes of experiences, in draft."""
    seminario = fabricas.crear_seminario()
    fin = seminario.inicio + datetime.timedelta(minutes=40)
    return fabricas.crear_bloque(seminario, inicio=seminario.inicio, fin=fin, estado="borrador")


@pytest.fixture
def charlas(bloque):
    """Three talks in draft, of ten minutes each."""
    return [
        fabricas.crear_intervencion(bloque, n, titulo_es=titulo, minutos=10, estado="borrador")
        for n, titulo in enumerate(["Uno", "Dos", "Tres"], start=1)
    ]


@pytest.fixture
def candidata(bloque):
    contacto = fabricas.crear_contacto(idioma="pt-br", ciudad=fabricas.crear_ciudad(nombre="Niterói", pais="BR"))
    return fabricas.crear_propuesta(
        contacto,
        titulo="Rios limpos",
        resumen="Como se limpa um rio.",
        proyecto=fabricas.crear_proyecto(titulo_es="Aguas"),
        publicacion="pendiente",
    )


def orden(bloque, resto=""):
    return f"/admin/agenda/bloque/{bloque.pk}/orden/{resto}"


def enviado(charlas, mover="", **minutos):
    """What the page sends: the talks in order, their minutes as the page had them or as given, the button pressed."""
    datos = {"charla": [c.pk for c in charlas], **{f"minutos-{c.pk}": c.minutos or "" for c in charlas}}
    datos |= {f"minutos-{charlas[int(n[1:])].pk}": valor for n, valor in minutos.items()}
    return {**datos, "mover": mover} if mover else datos


def en_orden(bloque):
    return list(bloque.intervenciones.order_by("orden").values_list("titulo_es", "minutos"))


def dichos(respuesta):
    return [str(m) for m in respuesta.context["messages"]]


# --- Order and minutes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cual", "hacia", "esperado", "vuelve"),
    [
        (1, "subir", ["Dos", "Uno", "Tres"], "bajar"),  # At the top the button that was pressed is no more.
        (0, "bajar", ["Dos", "Uno", "Tres"], "bajar"),
        (2, "subir", ["Uno", "Tres", "Dos"], "subir"),
        (1, "bajar", ["Uno", "Tres", "Dos"], "subir"),
    ],
)
def test_a_talk_moves_and_the_focus_goes_with_it(coordinacion, bloque, charlas, cual, hacia, esperado, vuelve):
    movida = charlas[cual]

    respuesta = coordinacion.post(orden(bloque), enviado(charlas, f"{hacia}-{movida.pk}"))

    assert [titulo for titulo, _minutos in en_orden(bloque)] == esperado
    assert respuesta["Location"] == f"{orden(bloque)}#{vuelve}-{movida.pk}"
    pagina = coordinacion.get(orden(bloque))
    assert f'id="{vuelve}-{movida.pk}"' in pagina.content.decode()
    assert dichos(pagina) == [f"«{movida}» pasa al lugar {esperado.index(movida.titulo) + 1} de 3."]


@pytest.mark.parametrize("mover", ["subir-{0}", "bajar-{2}", "subir-999999", "subir-", "girar-{1}", "x" * 200])
def test_a_move_that_is_none_moves_nothing(coordinacion, bloque, charlas, mover):
    coordinacion.post(orden(bloque), enviado(charlas, mover.format(*(c.pk for c in charlas))))
    assert [titulo for titulo, _minutos in en_orden(bloque)] == ["Uno", "Dos", "Tres"]


def test_a_move_keeps_the_minutes_that_were_typed(coordinacion, bloque, charlas):
    coordinacion.post(orden(bloque), enviado(charlas, f"subir-{charlas[1].pk}", _0=15, _2=""))
    assert en_orden(bloque) == [("Dos", 10), ("Uno", 15), ("Tres", None)]


def test_minutes_are_saved_and_logged(coordinacion, bloque, charlas):
    respuesta = coordinacion.post(orden(bloque), enviado(charlas, _0=20, _1=12), follow=True)

    assert en_orden(bloque) == [("Uno", 20), ("Dos", 12), ("Tres", 10)]
    assert dichos(respuesta) == ["Se guardaron los minutos."]
    assert respuesta.context["cuenta"] == "42 de 40 minutos: sobran 2"
    (registro,) = LogEntry.objects.all()
    assert (registro.object_id, registro.change_message) == (
        str(bloque.pk),
        "Orden y minutos de las intervenciones",
    )


def test_hours_follow_order_and_minutes(coordinacion, bloque, charlas):
    Intervencion.objects.filter(pk=charlas[1].pk).update(minutos=None)
    filas = coordinacion.get(orden(bloque)).context["filas"]
    assert [fila["hora"] for fila in filas] == ["17:15", "17:25", ""]


@pytest.mark.parametrize("valor", ["601", "0", "-5", "diez", "1.5"])
def test_wrong_minutes_are_told_at_their_field_and_all_that_was_typed_stays(coordinacion, bloque, charlas, valor):
    respuesta = coordinacion.post(orden(bloque), enviado(charlas, f"subir-{charlas[1].pk}", _0=valor, _2=25))

    html = respuesta.content.decode()
    assert respuesta.status_code == 200
    assert en_orden(bloque) == [("Uno", 10), ("Dos", 10), ("Tres", 10)]
    assert "Escriba los minutos con un número de 1 a 600, o deje en blanco." in html
    assert f'<a href="#id_minutos-{charlas[0].pk}">Uno</a>' in html
    assert [fila["minutos"].value() for fila in respuesta.context["filas"]] == [valor, "10", "25"]


def test_a_page_that_is_old_is_told_so_and_keeps_what_was_typed(coordinacion, bloque, charlas):
    datos = enviado(charlas, f"subir-{charlas[1].pk}", _0=17)
    fabricas.crear_intervencion(bloque, 4, titulo_es="Nueva", minutos=5, estado="borrador")

    respuesta = coordinacion.post(orden(bloque), datos)

    assert "Alguien agregó o quitó intervenciones mientras tanto" in respuesta.content.decode()
    assert en_orden(bloque) == [("Uno", 10), ("Dos", 10), ("Tres", 10), ("Nueva", 5)]
    assert [(str(f["charla"]), f["minutos"].value()) for f in respuesta.context["filas"]] == [
        ("Uno", "17"),
        ("Dos", "10"),
        ("Tres", "10"),
        ("Nueva", "5"),
    ]


def test_published_talks_that_do_not_fit_are_refused(coordinacion, bloque, charlas):
    Intervencion.objects.update(estado="publicada")
    respuesta = coordinacion.post(orden(bloque), enviado(charlas, _0=21))
    assert "suman 41 minutos" in respuesta.content.decode()
    assert en_orden(bloque)[0] == ("Uno", 10)


def test_a_cancelled_talk_is_no_row_and_is_told_below(coordinacion, bloque, charlas):
    Intervencion.objects.filter(pk=charlas[1].pk).update(estado="cancelada")
    pagina = coordinacion.get(orden(bloque))
    assert [str(f["charla"]) for f in pagina.context["filas"]] == ["Uno", "Tres"]
    assert [str(c) for c in pagina.context["canceladas"]] == ["Dos"]

    coordinacion.post(orden(bloque), enviado([charlas[0], charlas[2]], f"subir-{charlas[2].pk}"))
    assert [titulo for titulo, _m in en_orden(bloque)] == ["Tres", "Uno", "Dos"]


def test_a_cancelled_block_has_no_running_order(coordinacion, bloque):
    Bloque.objects.update(estado="cancelada")
    respuesta = coordinacion.get(orden(bloque), follow=True)
    assert respuesta.redirect_chain[0][0] == f"/admin/agenda/bloque/{bloque.pk}/change/"
    assert dichos(respuesta) == ["El bloque está cancelado: para ordenarlo, vuelva a dejarlo en borrador."]


# --- What is missing ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutos", "frase", "sobran"),
    [
        ([], "0 de 40 minutos: quedan 40", 0),
        ([39], "39 de 40 minutos: queda 1", 0),
        ([25, 15], "40 de 40 minutos: justo", 0),
        ([25, None, 16], "41 de 40 minutos: sobra 1", 1),
        ([25, 17], "42 de 40 minutos: sobran 2", 2),
    ],
)
def test_sum_against_the_block(bloque, minutos, frase, sobran):
    assert faltantes.cuenta(bloque, [Intervencion(minutos=m) for m in minutos]) == (frase, sobran)


def test_sum_of_a_block_without_hours():
    assert faltantes.cuenta(Bloque(), [Intervencion(minutos=5)]) == ("5 minutos; el bloque no tiene horario", 0)


COMPLETA = {
    "titulo_es": "T",
    "titulo_pt_br": "T",
    "resumen_es": "R",
    "resumen_pt_br": "R",
    "idioma": "es",
    "minutos": 5,
}


@pytest.mark.parametrize(
    ("cambios", "faltas"),
    [
        ({}, []),
        ({"minutos": None}, ["Faltan los minutos."]),
        ({"ciudad": None}, ["Falta la ciudad o la institución: la agenda muestra solo el título."]),
        ({"proyecto": None}, ["Falta el proyecto."]),
        ({"idioma": ""}, ["Falta en qué idioma se habla."]),
        ({"titulo_pt_br": ""}, ["Falta el título en portugués."]),
        ({"titulo_es": None}, ["Falta el título en español."]),
        ({"resumen_es": ""}, ["Falta el resumen en español."]),
        ({"resumen_es": "", "resumen_pt_br": None}, ["Falta el resumen."]),
    ],
)
def test_what_a_talk_lacks_is_told_in_words(coordinacion, bloque, cambios, faltas):
    completa = COMPLETA | {"ciudad": fabricas.crear_ciudad(), "proyecto": fabricas.crear_proyecto()}
    fabricas.crear_ponente(fabricas.crear_intervencion(bloque, **completa | cambios))
    (fila,) = coordinacion.get(orden(bloque)).context["filas"]
    assert fila["faltas"] == faltas


def test_a_talk_without_speakers_says_so_and_institutions_need_no_project(coordinacion, bloque):
    Bloque.objects.update(tipo="instituciones")
    fabricas.crear_intervencion(bloque, **COMPLETA, institucion=fabricas.crear_institucion())
    (fila,) = coordinacion.get(orden(bloque)).context["filas"]
    assert fila["faltas"] == ["Falta quién habla."]


@pytest.mark.parametrize(
    ("video", "faltas"),
    [
        (None, ["Falta el video."]),
        (
            {"archivo": "agenda/videos/x.mp4", "subtitulos_es": "agenda/subtitulos/x.vtt", "transcripcion_es": "T"},
            ["Al video le faltan los subtítulos en portugués.", "Al video le falta la transcripción en portugués."],
        ),
        ({"transcripcion_es": "T", "transcripcion_pt_br": "T"}, []),
    ],
)
def test_what_a_block_of_video_lacks(coordinacion, bloque, video, faltas):
    Bloque.objects.update(tipo="video", titulo_pt_br="Vídeo")
    if video is not None:
        fabricas.crear_video(bloque, **video)
    assert coordinacion.get(orden(bloque)).context["faltas"] == faltas


def test_a_block_says_that_it_has_no_hours(coordinacion, bloque):
    Bloque.objects.update(inicio=None, fin=None, titulo_pt_br="Bloco")
    pagina = coordinacion.get(orden(bloque))
    assert (pagina.context["faltas"], pagina.context["horario"]) == (["Falta la hora de inicio."], "")


# --- Publication --------------------------------------------------------------------------------


def test_block_and_talks_are_published_after_a_page_that_tells_what_they_lack(coordinacion, bloque, charlas):
    Intervencion.objects.filter(pk=charlas[2].pk).update(estado="cancelada")

    pregunta = coordinacion.get(orden(bloque, "publicar/"))
    antes = Bloque.objects.get().estado
    respuesta = coordinacion.post(orden(bloque, "publicar/"), {"sello": pregunta.context["sello"]}, follow=True)

    assert [str(f["charla"]) for f in pregunta.context["filas"]] == ["Uno", "Dos"]
    assert "Falta quién habla." in pregunta.content.decode()
    assert (antes, dichos(respuesta)) == ("borrador", ["Se publicó el bloque con sus 2 intervenciones."])
    assert list(bloque.intervenciones.order_by("pk").values_list("estado", flat=True)) == [
        "publicada",
        "publicada",
        "cancelada",
    ]
    registros = LogEntry.objects.order_by("content_type__model", "object_id").values_list("object_repr", flat=True)
    assert sorted(registros) == ["1. Bloque 1", "Dos", "Uno"]


@pytest.mark.parametrize(
    ("estado", "cuantas", "frase"),
    [
        ("borrador", 0, "Se publicó el bloque."),
        ("borrador", 1, "Se publicó el bloque con su intervención."),
        ("publicada", 1, "Se publicó 1 intervención."),
        ("publicada", 2, "Se publicaron 2 intervenciones."),
    ],
)
def test_what_was_published_is_told_in_words(coordinacion, bloque, estado, cuantas, frase):
    Bloque.objects.update(estado=estado)
    for n in range(1, cuantas + 1):
        fabricas.crear_intervencion(bloque, n, estado="borrador")
    sello = coordinacion.get(orden(bloque, "publicar/")).context["sello"]
    assert dichos(coordinacion.post(orden(bloque, "publicar/"), {"sello": sello}, follow=True)) == [frase]


def test_what_is_published_is_told_in_full(coordinacion, bloque, charlas):
    Bloque.objects.update(descripcion_es="De qué va el bloque.")
    Intervencion.objects.filter(pk=charlas[0].pk).update(resumen_pt_br="O que diz.")
    fabricas.crear_ponente(charlas[0], nombre="Ana Quiroga", biografia_es="Ingeniera.")
    fabricas.crear_material(charlas[0], titulo_es="Informe", url="https://ejemplo.org/informe")
    fabricas.crear_video(bloque, transcripcion_es="Lo que se oye.")
    html = coordinacion.get(orden(bloque, "publicar/")).content.decode()
    dichas = [
        "De qué va el bloque.",
        "O que diz.",
        "Ana Quiroga",
        "Ingeniera.",
        "https://ejemplo.org/informe",
        "Lo que se oye.",
    ]
    assert [texto for texto in dichas if texto not in html] == []


def test_what_is_published_is_told_as_the_public_reads_it(coordinacion, bloque, charlas, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Intervencion.objects.filter(pk=charlas[0].pk).update(interpretacion=["pt-br", "senias"], grabacion_desde=754)
    informe = ContentFile(b"x" * 1536, name="informe.pdf")
    archivo = fabricas.crear_material(charlas[0], titulo_es="Informe", archivo=informe, url="").archivo.name

    contexto = coordinacion.get(orden(bloque, "publicar/")).context

    uno, dos = contexto["filas"][:2]
    dia = fecha_larga(bloque.actividad.dia)
    assert dict(contexto["contenido"])["inicio"] == f"{dia}, 17:15 (hora de Argentina, GMT-3)"
    assert dict(uno["contenido"])["se interpreta a"] == "portugués, lengua de señas"
    assert dict(uno["contenido"])["segundo de la grabación"] == "12:34"
    assert [texto for _rotulo, texto in uno["partes"][0]] == ["Informe", "PDF, 1,5\xa0KB"]
    assert {"orden", "se interpreta a", "no se graba"}.isdisjoint(dict(dos["contenido"]))
    assert archivo not in str(contexto["filas"])


SIN_CONSENTIMIENTO = "Su contacto no aceptó que se muestre lo que aporta: escríbale antes de publicar."


@pytest.mark.parametrize("acepto", [True, False])
def test_staff_is_told_of_who_did_not_accept_to_be_shown(coordinacion, bloque, candidata, acepto):
    if acepto:
        Contacto.objects.update(consentimiento_listado_el=timezone.now())
    antes = [coordinacion.get(orden(bloque, p)) for p in ("", f"convertir/{candidata.pk}/")]
    coordinacion.post(orden(bloque, f"convertir/{candidata.pk}/"), {"sello": antes[1].context["sello"]})
    despues = coordinacion.get(orden(bloque, "publicar/"))
    elegida = {"action": "publicar", "_selected_action": Intervencion.objects.get().pk}
    una = coordinacion.post("/admin/agenda/intervencion/", elegida)
    dicho = [SIN_CONSENTIMIENTO in pagina.content.decode() for pagina in (*antes, despues, una)]
    assert dicho == [not acepto] * 4


CAMBIOS_SIN_LEER = {
    "a new talk": lambda bloque, charla: fabricas.crear_intervencion(bloque, 4, titulo_es="Nueva", estado="borrador"),
    "another title": lambda bloque, charla: Intervencion.objects.filter(pk=charla.pk).update(titulo_pt_br="Compre já"),
    "another summary": lambda bloque, charla: Intervencion.objects.filter(pk=charla.pk).update(resumen_es="Compre"),
    "another speaker": lambda bloque, charla: fabricas.crear_ponente(charla),
    "another material": lambda bloque, charla: fabricas.crear_material(charla),
    "another description": lambda bloque, charla: Bloque.objects.update(descripcion_es="Compre ya"),
    "another video": lambda bloque, charla: fabricas.crear_video(bloque),
    "one talk less": lambda bloque, charla: Intervencion.objects.filter(pk=charla.pk).update(estado="cancelada"),
}


@pytest.mark.parametrize("cambiar", CAMBIOS_SIN_LEER.values(), ids=CAMBIOS_SIN_LEER)
def test_what_nobody_read_is_not_published(coordinacion, bloque, charlas, cambiar):
    sello = coordinacion.get(orden(bloque, "publicar/")).context["sello"]
    cambiar(bloque, charlas[1])

    respuesta = coordinacion.post(orden(bloque, "publicar/"), {"sello": sello})

    assert "El bloque cambió mientras lo leía" in respuesta.content.decode()
    assert Bloque.objects.get().estado == "borrador"
    assert not Intervencion.objects.filter(estado="publicada").exists()
    coordinacion.post(orden(bloque, "publicar/"), {"sello": respuesta.context["sello"]})
    assert not Intervencion.objects.filter(estado="borrador").exists()


@pytest.mark.parametrize("sello", ["", "0" * 64, "ñ", "-"])
def test_a_confirmation_without_a_seal_publishes_nothing(coordinacion, bloque, charlas, sello):
    assert coordinacion.post(orden(bloque, "publicar/"), {"sello": sello}).context["cambio"] is True
    assert set(Intervencion.objects.values_list("estado", flat=True)) == {"borrador"}


@pytest.mark.parametrize("cuantas", [1, 20])
def test_what_will_be_published_costs_the_same_for_any_number_of_talks(
    coordinacion, bloque, cuantas, django_assert_num_queries
):
    for n in range(1, cuantas + 1):
        charla = fabricas.crear_intervencion(
            bloque, n, ciudad=fabricas.crear_ciudad(), proyecto=fabricas.crear_proyecto(), estado="borrador"
        )
        fabricas.crear_ponente(charla)
        fabricas.crear_material(charla)
    with django_assert_num_queries(18):
        respuesta = coordinacion.get(orden(bloque, "publicar/"))
    assert len(respuesta.context["filas"]) == cuantas


def test_what_does_not_fit_is_not_published(coordinacion, bloque, charlas):
    Intervencion.objects.update(minutos=15)
    sello = coordinacion.get(orden(bloque, "publicar/")).context["sello"]
    respuesta = coordinacion.post(orden(bloque, "publicar/"), {"sello": sello}, follow=True)
    assert "suman 45 minutos" in dichos(respuesta)[0]
    assert (Bloque.objects.get().estado, LogEntry.objects.count()) == ("borrador", 0)


# --- Delay --------------------------------------------------------------------------------------


@pytest.fixture
def publicados(bloque):
    """The block, published, and another one after it."""
    Bloque.objects.update(estado="publicada", publicada_el=timezone.now())
    bloque.refresh_from_db()
    siguiente = fabricas.crear_bloque(
        bloque.actividad, orden=2, inicio=bloque.fin, fin=bloque.fin + datetime.timedelta(minutes=20)
    )
    return bloque, siguiente


def test_a_delay_shows_the_new_hours_before_it_is_announced(coordinacion, publicados):
    bloque, siguiente = publicados
    url = orden(bloque, "demora/")

    pregunta = coordinacion.get(url, {"minutos": 10})
    callado = Bloque.objects.get(pk=bloque.pk).demora_minutos
    respuesta = coordinacion.post(url, {"minutos": 10})

    assert [(f["bloque"], f["prevista"], f["nueva"]) for f in pregunta.context["filas"]] == [
        (bloque, "17:15", "17:25"),
        (siguiente, "17:55", "18:05"),
    ]
    assert (callado, Bloque.objects.get(pk=bloque.pk).demora_minutos) == (None, 10)
    assert respuesta["Location"] == f"{orden(bloque)}#demora"
    assert dichos(coordinacion.get(orden(bloque))) == ["Desde este bloque todo va 10 minutos más tarde."]
    assert list(Cambio.objects.values_list("tipo", "despues")) == [("demora", "10")]
    assert LogEntry.objects.get().change_message == "Demora: 10 minutos"


def test_a_delay_ends(coordinacion, publicados):
    bloque, _siguiente = publicados
    Bloque.objects.filter(pk=bloque.pk).update(demora_minutos=10)
    respuesta = coordinacion.post(orden(bloque, "demora/"), {"minutos": 0}, follow=True)
    assert dichos(respuesta) == ["Sin demora: desde este bloque todo va a la hora prevista."]
    assert Bloque.objects.get(pk=bloque.pk).demora_minutos == 0


@pytest.mark.parametrize("minutos", ["241", "-1", "", "diez"])
def test_a_delay_that_is_none_is_told_at_its_field(coordinacion, publicados, minutos):
    bloque, _siguiente = publicados
    for respuesta in (
        coordinacion.get(orden(bloque, "demora/"), {"minutos": minutos}),
        coordinacion.post(orden(bloque, "demora/"), {"minutos": minutos}),
    ):
        assert "La demora va de 0 a 240 minutos" in respuesta.content.decode()
        assert respuesta.context["form_demora"]["minutos"].value() == minutos
    assert Bloque.objects.get(pk=bloque.pk).demora_minutos is None


def test_a_block_in_draft_announces_no_delay(coordinacion, bloque):
    respuesta = coordinacion.post(orden(bloque, "demora/"), {"minutos": 10}, follow=True)
    assert dichos(respuesta) == ["El bloque no está publicado: publíquelo antes de anunciar una demora."]
    assert Bloque.objects.get().demora_minutos is None


# --- Candidates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tipo", "propias", "otras"),
    [
        ("experiencias", ["Rios limpos"], ["Nuestra mirada"]),
        ("instituciones", ["Nuestra mirada"], ["Rios limpos"]),
        ("video", [], ["Rios limpos", "Nuestra mirada"]),
    ],
)
def test_candidates_of_this_kind_of_block_come_first(coordinacion, bloque, candidata, tipo, propias, otras):
    Bloque.objects.update(tipo=tipo)
    de_institucion = fabricas.crear_contacto(institucion=fabricas.crear_institucion())
    fabricas.crear_propuesta(de_institucion, titulo="Nuestra mirada", publicacion="publicada")
    for estado in ("borrador", "rechazada", "retirada"):
        fabricas.crear_propuesta(fabricas.crear_contacto(), titulo=estado, publicacion=estado)
    anterior = fabricas.crear_cumbre(publicada=False)
    fabricas.crear_propuesta(fabricas.crear_contacto(), titulo="De otra", publicacion="pendiente", cumbre=anterior)

    contexto = coordinacion.get(orden(bloque)).context

    assert [str(p) for p in contexto["propias"]] == propias
    assert [str(p) for p in contexto["otras"]] == otras


def test_a_candidate_becomes_a_talk_in_two_clicks_and_a_mail_goes_out(coordinacion, bloque, charlas, candidata):
    url = orden(bloque, f"convertir/{candidata.pk}/")
    pagina = coordinacion.get(orden(bloque)).content.decode()
    pregunta = coordinacion.get(url)
    nada = Intervencion.objects.count()
    respuesta = coordinacion.post(url, {"sello": pregunta.context["sello"]})

    nueva = Intervencion.objects.get(propuesta=candidata)
    assert f'href="{url}"' in pagina
    assert "Como se limpa um rio." in pregunta.content.decode()
    assert (nada, nueva.orden, nueva.estado) == (3, 4, "borrador")
    assert (nueva.titulo_pt_br, nueva.proyecto, nueva.ciudad) == (
        "Rios limpos",
        candidata.proyecto,
        candidata.ciudad,
    )
    assert respuesta["Location"] == f"{orden(bloque)}#charla-{nueva.pk}"
    vuelta = coordinacion.get(orden(bloque))
    assert f'id="charla-{nueva.pk}" tabindex="-1"' in vuelta.content.decode()
    assert dichos(vuelta) == [
        "«Rios limpos» es la última del bloque, en borrador. Se avisa por correo a su contacto.",
    ]
    assert (vuelta.context["propias"], vuelta.context["otras"]) == ([], [])
    assert list(Mensaje.objects.values_list("tipo", "a", "idioma")) == [
        ("propuesta_programada", candidata.contacto.email, "pt-br")
    ]
    assert sorted(LogEntry.objects.values_list("content_type__model", flat=True)) == ["intervencion", "propuesta"]
    enviador.enviar_pendientes()
    assert [m.to for m in mail.outbox] == [[candidata.contacto.email]]


def test_what_changed_while_it_was_read_is_read_again(coordinacion, bloque, candidata):
    url = orden(bloque, f"convertir/{candidata.pk}/")
    sello = coordinacion.get(url).context["sello"]
    Propuesta.objects.update(resumen="Otra cosa.")

    respuesta = coordinacion.post(url, {"sello": sello})

    html = respuesta.content.decode()
    assert "Lo elegido cambió mientras lo leía" in html
    assert "Otra cosa." in html
    assert (Intervencion.objects.count(), Mensaje.objects.count()) == (0, 0)
    coordinacion.post(url, {"sello": respuesta.context["sello"]})
    assert Intervencion.objects.get().resumen_pt_br == "Otra cosa."


@pytest.mark.parametrize("cambios", [{"publicacion": "retirada"}, {"intervencion": "ya"}])
def test_a_candidate_that_is_none_any_more_is_told(coordinacion, bloque, charlas, candidata, cambios):
    url = orden(bloque, f"convertir/{candidata.pk}/")
    sello = coordinacion.get(url).context["sello"]
    Propuesta.objects.update(**{**cambios, **({"intervencion": charlas[0]} if "intervencion" in cambios else {})})

    respuesta = coordinacion.post(url, {"sello": sello}, follow=True)

    assert dichos(respuesta) == ["Esa propuesta ya está en el programa o su autor la retiró."]
    assert (Intervencion.objects.count(), Mensaje.objects.count()) == (3, 0)


# --- Who, how much, and only by asking ----------------------------------------------------------


@pytest.mark.parametrize("cuantas", [1, 30])
def test_queries_do_not_grow_with_the_programme(coordinacion, bloque, cuantas, django_assert_num_queries):
    for n in range(1, cuantas + 1):
        charla = fabricas.crear_intervencion(bloque, n, ciudad=fabricas.crear_ciudad(), estado="borrador")
        fabricas.crear_ponente(charla)
        fabricas.crear_intervencion(bloque, 100 + n, estado="cancelada")
        fabricas.crear_propuesta(fabricas.crear_contacto(), publicacion="pendiente", proyecto=fabricas.crear_proyecto())
        otro = fabricas.crear_bloque(bloque.actividad, orden=n + 1, titulo_es=f"Otro {n}")
        fabricas.crear_intervencion(otro)
    with django_assert_num_queries(8):
        respuesta = coordinacion.get(orden(bloque))
    assert len(respuesta.context["filas"]) == cuantas


def paginas(bloque, charla, candidata):
    return [orden(bloque, p) for p in ("", "publicar/", "demora/?minutos=5", f"convertir/{candidata.pk}/")] + [
        f"/admin/agenda/actividad/{bloque.actividad_id}/vista-previa/",
        f"/admin/agenda/intervencion/{charla.pk}/vista-previa/",
    ]


def test_who_may_only_look_sees_previews_and_changes_nothing(client, bloque, charlas, candidata):
    lectora = get_user_model().objects.create_user("lectora", password="x" * 16, is_staff=True)
    lectora.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(lectora)
    rutas = paginas(bloque, charlas[0], candidata)

    assert [client.get(ruta).status_code for ruta in rutas] == [403, 403, 403, 403, 200, 200]
    assert [client.post(ruta).status_code for ruta in rutas[:4]] == [403] * 4


def entrar_con(client, *permisos):
    """Log in somebody of the staff who has these permissions and no other."""
    persona = get_user_model().objects.create_user("justa", password="x" * 16, is_staff=True)
    persona.user_permissions.set(Permission.objects.filter(codename__in=permisos))
    assert persona.user_permissions.count() == len(permisos)
    client.force_login(persona)


ORDENAR = ("change_bloque", "change_intervencion")


@pytest.mark.parametrize(
    ("permisos", "estados"),
    [
        (("change_bloque",), [403, 403, 403, 403, 403, 403]),
        (("change_intervencion",), [403, 403, 403, 403, 403, 403]),
        (("change_bloque", "view_intervencion"), [403, 403, 403, 403, 403, 200]),
        (("view_bloque", "change_intervencion"), [403, 403, 403, 403, 403, 200]),
        (("view_actividad",), [403, 403, 403, 403, 403, 403]),
        (("view_actividad", "view_bloque"), [403, 403, 403, 403, 403, 403]),
        (("view_actividad", "view_intervencion"), [403, 403, 403, 403, 403, 403]),
        (("view_intervencion",), [403, 403, 403, 403, 403, 403]),
        (("view_bloque", "view_intervencion"), [403, 403, 403, 403, 403, 200]),
        (("view_actividad", "view_bloque", "view_intervencion"), [403, 403, 403, 403, 200, 200]),
        (ORDENAR, [200, 200, 200, 403, 403, 200]),
        ((*ORDENAR, "change_propuesta"), [200, 200, 200, 403, 403, 200]),
        ((*ORDENAR, "add_intervencion"), [200, 200, 200, 403, 403, 200]),
        ((*ORDENAR, "add_intervencion", "view_propuesta"), [200, 200, 200, 403, 403, 200]),
        ((*ORDENAR, "add_intervencion", "change_propuesta"), [200, 200, 200, 200, 403, 200]),
    ],
)
def test_each_page_needs_the_rights_to_all_that_it_does(client, bloque, charlas, candidata, permisos, estados):
    entrar_con(client, *permisos)
    rutas = paginas(bloque, charlas[0], candidata)

    assert [client.get(ruta).status_code for ruta in rutas] == estados
    prohibidas = [ruta for ruta, estado in zip(rutas, estados, strict=True) if estado == 403]
    assert {client.post(ruta, enviado(charlas, "bajar-1", _0=3)).status_code for ruta in prohibidas} == {403}
    assert en_orden(bloque) == [("Uno", 10), ("Dos", 10), ("Tres", 10)]
    assert set(Intervencion.objects.values_list("estado", flat=True)) == {"borrador"}


def test_who_may_not_see_talks_reads_no_draft_on_the_page_of_their_block(client, bloque, charlas):
    entrar_con(client, "change_bloque", "view_actividad")
    for ruta in (
        "agenda/bloque/",
        f"agenda/bloque/{bloque.pk}/change/",
        f"agenda/actividad/{bloque.actividad_id}/change/",
    ):
        pagina = client.get(f"/admin/{ruta}")
        assert pagina.status_code == 200
        html = pagina.content.decode()
        assert [t for t in ("Tres", "/orden/", "vista-previa") if t in html] == [], ruta


def test_who_may_not_make_talks_of_proposals_is_offered_none(client, bloque, candidata):
    entrar_con(client, *ORDENAR, "view_propuesta")
    html = client.get(orden(bloque)).content.decode()
    assert "Rios limpos" in html
    assert [t for t in ("convertir/", "/admin/agenda/intervencion/add/") if t in html] == []


def test_who_may_not_see_proposals_sees_none(client, bloque, candidata):
    entrar_con(client, *ORDENAR)
    assert client.get(orden(bloque)).context["propias"] == []


def test_strangers_are_sent_to_login(ajena, bloque, charlas, candidata):
    respuestas = [ajena.get(ruta) for ruta in paginas(bloque, charlas[0], candidata)]
    assert {(r.status_code, "/login/" in r["Location"]) for r in respuestas} == {(302, True)}


def test_writes_need_the_key_of_the_form(coordinacion, bloque, charlas, candidata):
    ajeno = Client(enforce_csrf_checks=True)
    ajeno.force_login(coordinacion.usuaria)
    rutas = paginas(bloque, charlas[0], candidata)[:4]
    assert [ajeno.post(ruta, enviado(charlas)).status_code for ruta in rutas] == [403] * 4


def test_looking_writes_nothing(coordinacion, bloque, charlas, candidata):
    for ruta in paginas(bloque, charlas[0], candidata):
        coordinacion.get(ruta)
    assert (LogEntry.objects.count(), Mensaje.objects.count(), Cambio.objects.count()) == (0, 0, 0)
    assert set(Intervencion.objects.values_list("estado", flat=True)) == {"borrador"}


@pytest.mark.parametrize("ruta", ["orden/", "orden/publicar/", "orden/demora/", "orden/convertir/1/"])
def test_a_block_that_is_not_there_is_not_found(coordinacion, ruta):
    assert coordinacion.get(f"/admin/agenda/bloque/999999/{ruta}").status_code == 404


def test_pages_escape_what_people_wrote(coordinacion, bloque, candidata):
    malo = "<script>alert(1)</script>"
    charla = fabricas.crear_intervencion(bloque, titulo_es=malo, resumen_es=malo, estado="borrador")
    fabricas.crear_ponente(charla, nombre=malo)
    Propuesta.objects.update(titulo=malo, resumen=malo)
    Bloque.objects.update(titulo_es=malo, estado="publicada")
    for ruta in paginas(bloque, charla, candidata):
        html = coordinacion.get(ruta).content.decode()
        assert malo not in html, ruta
        assert "&lt;script&gt;alert(1)" in html, ruta


# --- Preview ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("idioma", "aviso"), [("", "Vista previa: así se verá."), ("/pt-br", "Pré-visualização")])
def test_preview_shows_the_public_page_with_what_is_in_draft(coordinacion, client, bloque, charlas, idioma, aviso):
    Intervencion.objects.filter(pk=charlas[2].pk).update(estado="cancelada")

    respuesta = coordinacion.get(f"{idioma}/admin/agenda/actividad/{bloque.actividad_id}/vista-previa/")

    html = respuesta.content.decode()
    assert "agenda/agenda.html" in [t.name for t in respuesta.templates]
    assert aviso in html
    assert [titulo in html for titulo in ("Uno", "Dos", "Tres")] == [True, True, False]
    assert f"{idioma}/admin/agenda/intervencion/{charlas[0].pk}/vista-previa/" in html
    assert "no-store" in respuesta["Cache-Control"]
    otro = "" if idioma else "/pt-br"
    assert f'href="{otro}/admin/agenda/actividad/{bloque.actividad_id}/vista-previa/"' in html


def test_preview_of_a_talk_that_nobody_else_sees(coordinacion, client, bloque, charlas):
    respuesta = coordinacion.get(f"/admin/agenda/intervencion/{charlas[1].pk}/vista-previa/")
    html = respuesta.content.decode()
    assert "agenda/intervencion.html" in [t.name for t in respuesta.templates]
    assert [texto in html for texto in ("Vista previa", "Uno", "Dos", "Tres")] == [True] * 4
    assert "no-store" in respuesta["Cache-Control"]
    assert client.get(charlas[1].get_absolute_url()).status_code == 404


def test_a_cancelled_talk_has_no_preview(coordinacion, bloque, charlas):
    Intervencion.objects.update(estado="cancelada")
    assert coordinacion.get(f"/admin/agenda/intervencion/{charlas[1].pk}/vista-previa/").status_code == 404
