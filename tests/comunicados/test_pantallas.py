"""The staff's screens of messages: who may do what, what they say, and that asking changes nothing."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import translation

from comun import tareas
from comun.models import Mensaje
from seminario.comunicados import services
from seminario.models import Comunicado, Destinatario
from tests import fabricas
from tests.comunicados.mensajes import A_CONTACTOS, A_TODOS, comunicado, delegacion, lanzar, trabajar

pytestmark = pytest.mark.django_db
LISTA = "/admin/seminario/comunicado/"
ESCRITO = {
    "asunto_es": "Hola {nombre}",
    "asunto_pt_br": "Oi {nombre}",
    "texto_es": "Uno.\n\nAbrir:\n{enlace}",
    "texto_pt_br": "Um.\n\nAbrir:\n{enlace}",
    **A_CONTACTOS,
}


@pytest.fixture
def coordinacion(client):
    usuaria = get_user_model().objects.create_superuser("coordinacion", "coordinacion@ejemplo.gob", "x" * 16)
    client.force_login(usuaria)
    client.usuaria = usuaria
    return client


@pytest.fixture
def con_permisos(client):
    """A function that logs in somebody of the team with these permissions and no other."""

    def entrar(*permisos, email="equipo@ejemplo.gob"):
        usuaria = get_user_model().objects.create_user("equipo", email, "x" * 16, is_staff=True)
        for permiso in permisos:
            sala, nombre = permiso.split(".")
            usuaria.user_permissions.add(Permission.objects.get(content_type__app_label=sala, codename=nombre))
        client.force_login(usuaria)
        return client

    return entrar


def pagina(uno, cual):
    return f"{LISTA}{uno.pk}/{cual}/"


def dicho(respuesta):
    """What a page tells after something was done."""
    html = re.sub(r"<[^>]+>", "", respuesta.content.decode().split('class="messagelist"')[1].split("</ul>")[0])
    return html.strip(' >\n"')


def confirmar(client, uno, **datos):
    return client.post(pagina(uno, "previa"), {"sello": services.sello(uno), "confirmo": "on", **datos}, follow=True)


# --- Writing ------------------------------------------------------------------------------------


def test_a_message_is_written_kept_with_its_segment_and_leads_to_its_preview(coordinacion, cumbre):
    respuesta = coordinacion.post(f"{LISTA}add/", {**ESCRITO, "tipo": "ciudad", "paises": ["BR"]})

    uno = Comunicado.objects.get()
    assert respuesta["Location"] == pagina(uno, "previa")
    assert uno.segmento == {**A_CONTACTOS, "tipo": "ciudad", "paises": ["BR"]}
    assert (uno.asunto_es, uno.estado, uno.creado_por) == ("Hola {nombre}", "borrador", coordinacion.usuaria)


def test_what_was_kept_is_shown_again_and_changes(coordinacion, seminario):
    bloque = fabricas.crear_bloque(seminario)
    respuestas = {**ESCRITO, "tipo": "ciudad", "paises": ["BR"], "bloque": bloque.pk, "actividad": seminario.slug}
    coordinacion.post(f"{LISTA}add/", respuestas)
    uno = Comunicado.objects.get()

    form = coordinacion.get(pagina(uno, "change")).context["adminform"].form
    puesto = {campo.name: campo.value() for campo in form}
    assert {campo: valor for campo, valor in puesto.items() if valor} == respuestas
    coordinacion.post(pagina(uno, "change"), {**ESCRITO, "tipo": "institucion"})
    uno.refresh_from_db()
    assert uno.segmento == {**A_CONTACTOS, "tipo": "institucion"}


@pytest.mark.parametrize(
    ("cambio", "campo", "frase"),
    [
        ({"asunto_pt_br": ""}, "asunto_pt_br", "Falta «Asunto en portugués»: escriba una respuesta."),
        ({"texto_es": " \u200b "}, "texto_es", "Falta «Texto en español»: escriba una respuesta."),
        ({"asunto_es": "x" * 121}, "asunto_es", "«Asunto en español» tiene 121 caracteres y el máximo es 120"),
        ({"texto_es": "{{ x }}"}, "texto_es", "Hay una llave que no es de una palabra de la lista. Se pueden usar"),
        ({"asunto_es": "{enlace}"}, "asunto_es", "Hay una llave que no es de una palabra de la lista. Se pueden usar"),
        ({"texto_pt_br": "{enlace}"}, "texto_pt_br", "Escriba {enlace} solo en su renglón"),
        ({"a_quien": ""}, "a_quien", "Falta «A quiénes»: elija una opción."),
        ({"bloque": "999"}, "bloque", "La opción elegida en «Presentan en el bloque» no está en la lista"),
        ({"situacion": "borrador", "a_quien": "todos"}, "a_quien", "De un borrador o de una retirada solo se escribe"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(coordinacion, cumbre, cambio, campo, frase):
    respuesta = coordinacion.post(f"{LISTA}add/", {**ESCRITO, **cambio})

    form = respuesta.context["adminform"].form
    assert list(form.errors) == [campo]
    assert form.errors[campo][0].startswith(frase)
    assert form["texto_es"].value() == {**ESCRITO, **cambio}["texto_es"]
    assert Comunicado.objects.count() == 0


def test_a_subject_is_one_line(coordinacion, cumbre):
    coordinacion.post(f"{LISTA}add/", {**ESCRITO, "asunto_es": "Uno\r\nBcc: otra@x.org"})

    assert Comunicado.objects.get().asunto_es == "Uno Bcc: otra@x.org"


# --- Reading before -----------------------------------------------------------------------------


def test_preview_says_how_many_and_shows_three_as_they_will_read_without_their_links(coordinacion, cumbre):
    ana = delegacion("ana@x.org", actor=fabricas.crear_ciudad(nombre="Rosario"), personas=["beto@x.org"])
    bia = delegacion("bia@x.org", actor=fabricas.crear_ciudad(nombre="Niterói"), idioma="pt-br")
    for n in range(5):
        delegacion(f"c{n}@x.org")
    textos = {campo: texto for campo, texto in ESCRITO.items() if "_" in campo and campo != "a_quien"}
    uno = comunicado(A_TODOS, **textos)

    respuesta = coordinacion.get(pagina(uno, "previa"))

    html = respuesta.content.decode()
    assert '<h2 id="titulo-quienes">A 8 direcciones</h2>' in html
    assert ["Español: 7" in html, "Português: 1" in html] == [True, True]
    muestras = respuesta.context["muestras"]
    assert len(muestras) == 3
    por_asunto = {m.asunto: m for m in muestras}
    assert f"Oi {bia.contacto.nombre}" in por_asunto
    assert "http://testserver/…" in por_asunto[f"Oi {bia.contacto.nombre}"].texto
    for dueno in (ana.contacto, bia.contacto, ana.participantes.get()):
        assert dueno.codigo not in html
    assert (Mensaje.objects.count(), Destinatario.objects.count(), LogEntry.objects.count()) == (0, 0, 0)


def test_preview_escapes_what_people_wrote(coordinacion, cumbre):
    inscripcion = delegacion("ana@x.org", actor=fabricas.crear_ciudad(nombre="<script>alert(1)</script>"))
    type(inscripcion.contacto).objects.update(nombre="<script>alert(2)</script>")
    uno = comunicado(texto_es="<script>alert(3)</script> {delegacion}")

    html = coordinacion.get(pagina(uno, "previa")).content.decode()

    assert not re.search(r"<script>alert", html)
    assert "&lt;script&gt;alert(3)&lt;/script&gt; &lt;script&gt;alert(1)" in html


def test_who_may_not_see_people_reads_made_up_data(con_permisos, cumbre):
    inscripcion = delegacion("ana@x.org")
    uno = comunicado()

    html = con_permisos("seminario.change_comunicado").get(pagina(uno, "previa")).content.decode()

    assert "A 1 dirección" in html
    assert "Ana Ejemplo" in html
    assert inscripcion.contacto.nombre not in html


def test_preview_of_an_unreadable_segment_leads_to_mending_it(coordinacion, cumbre):
    html = coordinacion.get(pagina(comunicado({}), "previa")).content.decode()

    assert "Falta decir a quiénes va, o ya no se puede" in html
    assert "Enviar ahora" not in html


@pytest.mark.parametrize("cuantas", [3, 30])
def test_preview_asks_the_same_of_few_and_many(coordinacion, cumbre, cuantas, django_assert_num_queries):
    for n in range(cuantas):
        delegacion(f"c{n}@x.org", personas=[f"p{n}@x.org"], idioma="es" if n % 2 else "pt-br")
    uno = comunicado(A_TODOS)
    coordinacion.get(pagina(uno, "previa"))

    with django_assert_num_queries(8):
        coordinacion.get(pagina(uno, "previa"))


# --- Testing ------------------------------------------------------------------------------------


def test_a_test_goes_to_who_asks_and_is_logged(coordinacion, cumbre):
    uno = comunicado()

    respuesta = coordinacion.post(pagina(uno, "prueba"), follow=True)

    assert dicho(respuesta) == "La prueba va a coordinacion@ejemplo.gob, en español y en portugués."
    assert set(Mensaje.objects.values_list("tipo", "a")) == {("comunicado_prueba", "coordinacion@ejemplo.gob")}
    assert [entrada.change_message for entrada in LogEntry.objects.all()] == ["Se envió una prueba"]


def test_without_an_address_the_page_says_where_to_write_it(con_permisos, cumbre):
    uno = comunicado()
    client = con_permisos("seminario.change_comunicado", email="")

    html = client.get(pagina(uno, "previa")).content.decode()
    respuesta = client.post(pagina(uno, "prueba"), follow=True)

    assert "Quien administra las cuentas puede escribirlo en «Usuarios»." in html
    assert dicho(respuesta) == "Su cuenta no tiene un correo al que enviar la prueba."
    assert Mensaje.objects.count() == 0


# --- Launching ----------------------------------------------------------------------------------


def test_launch_asks_that_it_was_read_and_tells_how_many(coordinacion, cumbre):
    delegacion("ana@x.org")
    uno = comunicado()

    sin_leer = coordinacion.post(pagina(uno, "previa"), {"sello": services.sello(uno)})
    assert "Para enviarlo, marque que leyó cómo se verá y a quiénes va." in sin_leer.content.decode()
    assert "<title>Error: " in sin_leer.content.decode()
    assert "otra_vez" not in sin_leer.content.decode()
    assert Comunicado.objects.get().estado == "borrador"
    respuesta = confirmar(coordinacion, uno)

    assert respuesta.redirect_chain == [(pagina(uno, "change"), 302)]
    assert dicho(respuesta) == "Se está enviando a 1 dirección."
    assert Comunicado.objects.get().estado == "en_curso"
    assert [entrada.change_message for entrada in LogEntry.objects.all()] == ["Se está enviando a 1 dirección."]


def test_launch_twice_leads_to_how_it_goes(coordinacion, cumbre):
    delegacion("ana@x.org")
    uno = comunicado()
    confirmar(coordinacion, uno)

    respuesta = confirmar(coordinacion, uno)

    assert dicho(respuesta) == "Este comunicado ya se envió: así va."
    assert Destinatario.objects.count() == 1


def test_launch_of_what_changed_meanwhile_shows_it_as_it_is_now(coordinacion, cumbre):
    delegacion("ana@x.org")
    uno = comunicado()
    leido = services.sello(uno)
    Comunicado.objects.update(texto_es="Otra cosa.")

    respuesta = coordinacion.post(pagina(uno, "previa"), {"sello": leido, "confirmo": "on"})

    html = respuesta.content.decode()
    assert "El comunicado cambió mientras lo leía: nada se envió." in html
    assert "Otra cosa." in html
    assert f'value="{services.sello(Comunicado.objects.get())}"' in html
    assert Comunicado.objects.get().estado == "borrador"


def test_launch_of_the_same_asks_once_more(coordinacion, cumbre):
    delegacion("ana@x.org")
    lanzar(comunicado())
    igual = comunicado()

    respuesta = confirmar(coordinacion, igual)
    assert "Hace menos de una hora se envió el mismo texto a las mismas personas." in respuesta.content.decode()
    assert Comunicado.objects.get(pk=igual.pk).estado == "borrador"
    confirmar(coordinacion, igual, otra_vez="on")

    assert Comunicado.objects.get(pk=igual.pk).estado == "en_curso"


# --- Following ----------------------------------------------------------------------------------


def test_progress_in_numbers_failures_with_their_mail_and_no_form(coordinacion, cumbre):
    for n in range(4):
        delegacion(f"c{n}@x.org")
    uno = lanzar(comunicado())
    trabajar()
    Mensaje.objects.filter(a="c0@x.org").update(estado="fallido", error="550 no existe")

    respuesta = coordinacion.get(pagina(uno, "change"))

    html = respuesta.content.decode()
    assert "3 de 4 correos enviados." in re.sub(r"\s+", " ", html)
    assert '<progress max="4" value="4"' in html
    fallido = Mensaje.objects.get(estado="fallido")
    assert f'<a href="/admin/comun/mensaje/{fallido.pk}/change/">c0@x.org</a>: 550 no existe' in html
    assert 'name="texto_es"' not in html
    assert "Detener el envío" not in html
    assert "Intentar otra vez los fallidos" in html


def test_stop_go_on_and_retry_by_their_buttons(coordinacion, cumbre):
    for n in range(2):
        delegacion(f"c{n}@x.org")
    uno = lanzar(comunicado())
    tareas.dar_un_paso()

    dichos = [dicho(coordinacion.post(pagina(uno, que), follow=True)) for que in ("detener", "detener", "continuar")]
    trabajar()
    Mensaje.objects.filter(a="c0@x.org").update(estado="fallido")
    dichos += [dicho(coordinacion.post(pagina(uno, "reintentar"), follow=True))]

    assert dichos == [
        "El envío está detenido: 2 correos salieron de la cola. Los que ya se enviaron no vuelven.",
        "Ya no se está enviando: no había nada que detener.",
        "El envío continúa.",
        "1 fallido vuelve a la cola.",
    ]
    assert LogEntry.objects.count() == 3


def test_the_recipients_of_a_stopped_message_are_told_apart_from_those_it_is_no_longer_for(coordinacion, cumbre):
    delegacion("c0@x.org")
    uno = lanzar(comunicado())
    tareas.dar_un_paso()
    lista = f"/admin/seminario/destinatario/?comunicado__id__exact={uno.pk}"
    coordinacion.post(pagina(uno, "detener"))

    detenido = coordinacion.get(lista).content.decode()
    Comunicado.objects.update(estado="en_curso")
    anulado = coordinacion.get(lista).content.decode()

    fuera = "fuera de la cola: el envío está detenido"
    assert (fuera in detenido, fuera in anulado) == (True, False)
    assert '<td class="field-estado_del_correo">anulado: no correspondía enviarlo</td>' in anulado


@pytest.mark.parametrize("que", ["prueba", "detener", "continuar", "reintentar"])
def test_nothing_is_done_by_asking(coordinacion, cumbre, que):
    assert coordinacion.get(pagina(comunicado(), que)).status_code == 405


@pytest.mark.parametrize("cuantas", [1, 30])
def test_pages_ask_the_same_of_few_and_many(coordinacion, cumbre, cuantas, django_assert_num_queries):
    for n in range(cuantas):
        delegacion(f"c{n}@x.org")
        comunicado(asunto_es=f"Otro {n}", creado_por=coordinacion.usuaria)
    uno = lanzar(comunicado())
    tareas.dar_un_paso()
    Mensaje.objects.update(estado="fallido")
    coordinacion.get(LISTA)

    with django_assert_num_queries(6):
        coordinacion.get(LISTA)
    with django_assert_num_queries(5):
        coordinacion.get(pagina(uno, "change"))


# --- Who may ------------------------------------------------------------------------------------

YA_SE_ENVIO = "Este comunicado se envió mientras usted lo escribía: lo que cambió no se guardó. Así va."


@pytest.mark.parametrize(
    ("permiso", "puede"),
    [
        ("view_comunicado", set()),
        ("change_comunicado", {"previa", "prueba", "detener"}),
        ("lanzar_comunicado", {"previa", "prueba", "lanzar", "detener", "continuar", "reintentar"}),
    ],
)
def test_each_permission_allows_its_own(con_permisos, cumbre, permiso, puede):
    delegacion("ana@x.org")
    uno = comunicado()
    client = con_permisos(f"seminario.{permiso}")

    estados = {"previa": client.get(pagina(uno, "previa")).status_code}
    estados["lanzar"] = confirmar(client, uno).status_code
    for que in ("prueba", "detener", "continuar", "reintentar"):
        estados[que] = client.post(pagina(uno, que)).status_code

    assert {que for que, estado in estados.items() if estado != 403} == puede
    assert client.get(pagina(uno, "change")).status_code == 200


@pytest.mark.parametrize("que", ["previa", "prueba", "detener", "continuar", "reintentar"])
def test_a_stranger_is_sent_to_login_and_changes_nothing(client, cumbre, que):
    client.force_login(get_user_model().objects.create_user("ajena", "ajena@ejemplo.gob", "x" * 16))
    delegacion("ana@x.org")
    uno = lanzar(comunicado())

    respuestas = [client.get(pagina(uno, que)), client.post(pagina(uno, que))]

    assert [(r.status_code, "/login/" in r["Location"]) for r in respuestas] == [(302, True)] * 2
    assert Comunicado.objects.get().estado == "en_curso"


def test_who_may_only_add_or_look_is_led_nowhere_that_is_closed_to_them(con_permisos, cumbre):
    client = con_permisos("seminario.add_comunicado")

    hecho = client.post(f"{LISTA}add/", ESCRITO)
    html = client.get(pagina(Comunicado.objects.get(), "change"), follow=True).content.decode()

    assert hecho.status_code == 302
    assert client.get(hecho["Location"]).status_code == 200
    assert "/previa/" not in html


@pytest.mark.parametrize("clave", ["0", "999999", "9" * 30])
def test_a_message_that_is_not_there_is_not_found(coordinacion, cumbre, clave):
    assert coordinacion.get(f"{LISTA}{clave}/previa/").status_code == 404


def test_what_was_launched_is_neither_changed_nor_deleted(coordinacion, cumbre):
    delegacion("ana@x.org")
    uno = lanzar(comunicado())

    cambio = coordinacion.post(pagina(uno, "change"), {**ESCRITO, "asunto_es": "Otro"}, follow=True)
    borrado = coordinacion.post(pagina(uno, "delete"), {"post": "yes"})
    datos = {"action": "delete_selected", "_selected_action": uno.pk, "post": "yes"}
    coordinacion.post(LISTA, datos)

    assert (dicho(cambio), borrado.status_code) == (YA_SE_ENVIO, 403)
    assert Comunicado.objects.get().asunto_es == "Novedades"


def test_what_is_launched_at_the_instant_it_is_saved_is_not_changed(coordinacion, cumbre, monkeypatch):
    delegacion("ana@x.org")
    uno = comunicado()
    guardar = services.guardar

    def lanzar_y_guardar(*, comunicado):
        lanzar(Comunicado.objects.get(pk=uno.pk))
        return guardar(comunicado=comunicado)

    monkeypatch.setattr(services, "guardar", lanzar_y_guardar)
    cambio = coordinacion.post(pagina(uno, "change"), {**ESCRITO, "asunto_es": "Otro"}, follow=True)

    assert dicho(cambio) == YA_SE_ENVIO
    assert (Comunicado.objects.get().asunto_es, LogEntry.objects.count()) == ("Novedades", 0)


def test_recipients_are_for_who_sees_people(con_permisos, cumbre):
    delegacion("ana@x.org")
    uno = lanzar(comunicado())
    client = con_permisos("seminario.lanzar_comunicado", "seminario.view_destinatario", "actores.view_contacto")

    assert client.get(f"/admin/seminario/destinatario/?comunicado__id__exact={uno.pk}").status_code == 403
    assert "ana@x.org" not in client.get(pagina(uno, "change")).content.decode()
    quien = get_user_model().objects.get(username="equipo")
    quien.user_permissions.add(Permission.objects.get(codename="view_participante"))
    lista = client.get(f"/admin/seminario/destinatario/?comunicado__id__exact={uno.pk}").content.decode()
    assert "ana@x.org" in lista


def test_screens_speak_portuguese(coordinacion, cumbre):
    delegacion("ana@x.org")
    uno = comunicado()

    with translation.override("pt-br"):
        html = coordinacion.get("/pt-br" + pagina(uno, "previa")).content.decode()

    assert "Revisar e enviar" in html
    assert "Enviar agora 1 e-mail" in html
