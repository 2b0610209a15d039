"""The sheet of a project as staff works it: saved and kept, reviewed, published, put away, what it lacks."""

import datetime
import io
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from comun import enviador
from comun.models import Mensaje
from proyectos import curaduria, versiones
from proyectos.models import Documento, Imagen, Proyecto, Version
from tests import fabricas
from tests.admin.test_acciones import actuar
from tests.comun import archivos_de_prueba as prueba
from tests.inscripciones.hilos import a_la_vez, errores
from tests.proyectos.test_curaduria import DE_AFUERA, PROPIOS, TODOS, crear_propio, crear_propuesta

PROYECTOS = "/admin/proyectos/proyecto/"


def pagina_de(proyecto):
    return f"{PROYECTOS}{proyecto.pk}/change/"


def rellenado(client, pagina, **campos):
    """Return what a browser would send of a page as it is, with these fields otherwise."""
    respuesta = client.get(pagina)
    contexto = respuesta.context
    datos = {"leido": contexto.get("leido", "")}
    formularios = [contexto["adminform"].form]
    for linea in contexto["inline_admin_formsets"]:
        formularios += [linea.formset.management_form, *linea.formset.initial_forms]
    for form in formularios:
        for campo in form:
            valor = campo.value()
            if valor not in (None, "", []) and not hasattr(valor, "url"):
                datos[campo.html_name] = valor.isoformat() if isinstance(valor, datetime.date) else valor
    return datos | campos


def guardar(client, proyecto, **campos):
    return client.post(pagina_de(proyecto), rellenado(client, pagina_de(proyecto), **campos))


def dichos(respuesta):
    """What the form says, by field."""
    assert respuesta.status_code == 200
    return {campo: [str(e) for e in d] for campo, d in respuesta.context["adminform"].form.errors.items()}


def dicho_de_filas(respuesta):
    assert respuesta.status_code == 200
    formularios = [f for linea in respuesta.context["inline_admin_formsets"] for f in linea.formset.forms]
    return {campo: [str(e) for e in d] for f in formularios for campo, d in f.errors.items()}


def persona(*permisos):
    """A client of somebody on the staff with these permissions and no other."""
    usuaria = get_user_model().objects.create_user(f"persona{len(permisos)}", password="x" * 16, is_staff=True)
    usuaria.user_permissions.set(Permission.objects.filter(codename__in=permisos))
    client = Client()
    client.force_login(usuaria)
    return client


# --- Saving -------------------------------------------------------------------------------------


def test_the_first_save_keeps_what_the_sheet_said_before_and_after(coordinacion):
    proyecto = fabricas.crear_proyecto(titulo_es="Antes")
    assert guardar(coordinacion, proyecto, titulo_es="Después").status_code == 302
    assert [(v.numero, v.motivo, v.usuario, v.retrato["titulo_es"]) for v in proyecto.versiones.order_by("numero")] == [
        (1, "antes", None, "Antes"),
        (2, "guardada", coordinacion.usuaria, "Después"),
    ]


def test_a_changed_row_is_kept_with_its_sheet(coordinacion):
    proyecto = fabricas.crear_proyecto()
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(slug="moron"))
    guardar(coordinacion, proyecto, **{"participaciones-0-rol": "coordinadora"})
    roles = [v.retrato["participaciones"] for v in proyecto.versiones.order_by("numero")]
    assert roles == [[{"rol": "socia", "ciudad": "moron"}], [{"rol": "coordinadora", "ciudad": "moron"}]]


def test_a_save_that_changes_nothing_leaves_the_last_version(coordinacion):
    proyecto = fabricas.crear_proyecto()
    for _vez in range(2):
        assert guardar(coordinacion, proyecto).status_code == 302
    assert [v.motivo for v in Version.objects.all()] == ["antes"]


def test_a_new_sheet_is_in_draft_with_an_address_and_a_version(coordinacion):
    datos = rellenado(coordinacion, f"{PROYECTOS}add/", titulo_pt_br="Hortas na escola", idioma_original="pt-br")
    assert coordinacion.post(f"{PROYECTOS}add/", datos).status_code == 302
    proyecto = Proyecto.objects.get()
    assert (proyecto.publicacion, proyecto.slug, proyecto.contacto) == ("borrador", "hortas-na-escola", None)
    assert [(v.motivo, v.usuario) for v in proyecto.versiones.all()] == [("guardada", coordinacion.usuaria)]


def test_the_main_goal_is_one_of_the_goals(coordinacion):
    principal, otro = fabricas.crear_ods(11), fabricas.crear_ods(2)
    proyecto = fabricas.crear_proyecto()
    guardar(coordinacion, proyecto, ods_principal=principal.pk, ods=[otro.pk])
    assert sorted(o.numero for o in proyecto.ods.all()) == [2, 11]


def test_several_ways_of_working_and_facts_of_a_source_are_ticked(coordinacion):
    proyecto = fabricas.crear_proyecto()
    fabricas.crear_fuente(proyecto, datos=["estado"])
    guardar(coordinacion, proyecto, modalidades_pcssm=["taller", "pasantia"], **{"fuentes-0-datos": ["ods", "fechas"]})
    proyecto.refresh_from_db()
    assert (proyecto.modalidades_pcssm, proyecto.fuentes.get().datos) == (["taller", "pasantia"], ["ods", "fechas"])


@pytest.mark.parametrize(
    ("campos", "dice"),
    [
        (
            {"slug": "mapa"},
            {"slug": ["Esa dirección es de una página fija del catálogo: escriba otra o deje en blanco."]},
        ),
        (
            {"inicio": "2021-05-01", "fin": "2021-04-01"},
            {"fin": ["El fin del proyecto es anterior a su inicio: revise las dos fechas."]},
        ),
    ],
)
def test_what_is_refused_is_told_at_its_field(coordinacion, campos, dice):
    proyecto = fabricas.crear_proyecto(publicacion="borrador")
    assert dichos(guardar(coordinacion, proyecto, **campos)) == dice


@pytest.mark.parametrize(
    ("estado_al", "dice"),
    [
        ("2021-12-31", {"estado_al": ["Escriba a qué fecha se conoce el estado nuevo, o déjela en blanco."]}),
        ("2024-03-01", None),
        ("", None),
    ],
)
def test_the_date_of_the_old_state_is_not_that_of_the_new_one(coordinacion, estado_al, dice):
    proyecto = fabricas.crear_proyecto(estado="en_ejecucion", estado_al=datetime.date(2021, 12, 31))
    respuesta = guardar(coordinacion, proyecto, estado="finalizado", estado_al=estado_al)
    assert (dichos(respuesta) if dice else respuesta.status_code) == (dice or 302)


@pytest.fixture
def con_dos(db):
    """A sheet with a coordinator and a partner, and the two cities."""
    proyecto = fabricas.crear_proyecto()
    uno, otro = fabricas.crear_ciudad(slug="uno"), fabricas.crear_ciudad(slug="otro")
    fabricas.crear_participacion(proyecto, uno, "coordinadora")
    fabricas.crear_participacion(proyecto, otro)
    return proyecto, uno, otro


def quienes(proyecto):
    return sorted((p.actor.slug, p.rol) for p in proyecto.participaciones.all())


def test_a_second_coordinator_is_told(coordinacion, con_dos):
    respuesta = guardar(coordinacion, con_dos[0], **{"participaciones-1-rol": "coordinadora"})
    assert dicho_de_filas(respuesta) == {"rol": ["El proyecto ya tiene coordinadora: cambie primero su rol."]}


def test_a_city_twice_is_told(coordinacion, con_dos):
    proyecto, uno, _otro = con_dos
    respuesta = guardar(coordinacion, proyecto, **{"participaciones-1-ciudad": uno.pk})
    assert dicho_de_filas(respuesta) == {"ciudad": ["Esa ciudad ya participa en el proyecto."]}


def test_two_rows_may_swap_their_roles(coordinacion, con_dos):
    roles = {"participaciones-0-rol": "socia", "participaciones-1-rol": "coordinadora"}
    proyecto = con_dos[0]
    assert guardar(coordinacion, proyecto, **roles).status_code == 302
    assert quienes(proyecto) == [("otro", "coordinadora"), ("uno", "socia")]
    de_vuelta = {"participaciones-0-rol": "coordinadora", "participaciones-1-rol": "socia"}
    assert guardar(coordinacion, proyecto, **de_vuelta).status_code == 302
    assert quienes(proyecto) == [("otro", "socia"), ("uno", "coordinadora")]


def test_two_rows_may_swap_their_cities(coordinacion, con_dos):
    proyecto, uno, otro = con_dos
    ciudades = {"participaciones-0-ciudad": otro.pk, "participaciones-1-ciudad": uno.pk}
    assert guardar(coordinacion, proyecto, **ciudades).status_code == 302
    assert quienes(proyecto) == [("otro", "coordinadora"), ("uno", "socia")]


def test_a_new_coordinator_takes_the_place_of_one_that_goes(coordinacion, con_dos):
    proyecto, uno, _otro = con_dos
    nueva = {
        "participaciones-TOTAL_FORMS": 3,
        "participaciones-2-rol": "coordinadora",
        "participaciones-2-ciudad": uno.pk,
    }
    assert guardar(coordinacion, proyecto, **nueva, **{"participaciones-0-DELETE": "on"}).status_code == 302
    assert quienes(proyecto) == [("otro", "socia"), ("uno", "coordinadora")]


# --- What is published stays fit to be -----------------------------------------------------------

NO_PUBLICABLE = (
    "Nada se guardó: el proyecto está publicado y así no podría estarlo. Lo que escribió sigue aquí: corrija lo que se "
    "señala o, si tiene que quedar así, recargue la página y archívelo antes."
)
CARO = "El aporte del PCSSM es USD 50\xa0000 y el tope es USD 10\xa0000: baje el aporte."


@pytest.fixture
def publicado(db):
    """A published sheet of a call of 10 000, whose city coordinates in another call too."""
    ciudad = fabricas.crear_ciudad(nombre="Morón")
    otro = fabricas.crear_proyecto(convocatoria=fabricas.crear_convocatoria(2019))
    proyecto = fabricas.crear_proyecto(
        titulo_es="Ferias", historico=False, convocatoria=fabricas.crear_convocatoria(2020), monto_usd=9000
    )
    for hoja in (otro, proyecto):
        fabricas.crear_participacion(hoja, ciudad, "coordinadora")
    return proyecto


def test_a_published_sheet_is_not_saved_against_a_rule_and_what_was_typed_stays(coordinacion, publicado):
    respuesta = guardar(coordinacion, publicado, monto_usd=50000, resumen_es="Lo que escribí")

    assert dichos(respuesta) == {"__all__": [NO_PUBLICABLE], "monto_usd": [CARO]}
    pagina = respuesta.content.decode()
    assert ("Lo que escribí" in pagina, 'value="50000"' in pagina) == (True, True)
    publicado.refresh_from_db()
    assert (publicado.monto_usd, publicado.resumen_es, Version.objects.count()) == (9000, "", 0)


def test_a_published_sheet_is_not_moved_to_a_call_where_its_city_coordinates(coordinacion, publicado):
    respuesta = guardar(coordinacion, publicado, convocatoria=fabricas.Convocatoria.objects.get(anio=2019).pk)

    razon = "Morón ya coordina otro proyecto de la convocatoria 2019 y cada ciudad coordina uno solo: elija otra"
    assert dichos(respuesta) == {"__all__": [NO_PUBLICABLE], "convocatoria": [f"{razon} convocatoria."]}
    publicado.refresh_from_db()
    assert publicado.convocatoria.anio == 2020


def test_a_partner_that_is_one_elsewhere_is_told_at_the_rows_as_they_would_be(coordinacion, publicado):
    socia, libre = fabricas.crear_ciudad(nombre="Quilmes"), fabricas.crear_ciudad()
    fabricas.crear_participacion(fabricas.crear_proyecto(convocatoria=publicado.convocatoria), socia)
    fabricas.crear_participacion(publicado, libre)

    respuesta = guardar(coordinacion, publicado, **{"participaciones-1-ciudad": socia.pk})

    assert dichos(respuesta) == {"__all__": [NO_PUBLICABLE]}
    (filas,) = [x.formset for x in respuesta.context["inline_admin_formsets"] if x.formset.prefix == "participaciones"]
    assert filas.non_form_errors() == [
        "Quilmes ya es socia en otro proyecto de la convocatoria 2020 y cada ciudad lo es en uno solo: quítela o elija "
        "otra convocatoria."
    ]
    assert {p.ciudad for p in publicado.participaciones.filter(rol="socia")} == {libre}


def test_a_published_sheet_keeps_a_name(coordinacion, publicado):
    publicado.participaciones.all().delete()

    respuesta = guardar(coordinacion, publicado, titulo_es="")

    razon = "Escriba el título o agregue al menos una ciudad: sin eso el proyecto no tiene cómo llamarse."
    assert dichos(respuesta) == {"__all__": [NO_PUBLICABLE], "titulo_es": [razon]}


@pytest.mark.parametrize(
    "campos", [{"monto_usd": 10000}, {"monto_usd": 50000, "historico": "on"}, {"monto_usd": 50000, "convocatoria": ""}]
)
def test_a_published_sheet_is_saved_within_the_rules_or_exempt_from_them(coordinacion, publicado, campos):
    assert guardar(coordinacion, publicado, **campos).status_code == 302
    publicado.refresh_from_db()
    assert publicado.monto_usd == campos["monto_usd"]


def test_what_is_not_published_is_saved_whatever_the_rules_say(coordinacion, publicado):
    Proyecto.objects.filter(pk=publicado.pk).update(publicacion="archivada")
    assert guardar(coordinacion, publicado, monto_usd=50000).status_code == 302


def test_a_rule_broken_elsewhere_is_told_on_the_page_and_hinders_no_other_save(coordinacion, publicado):
    fabricas.Convocatoria.objects.filter(anio=2020).update(monto_maximo_usd=8000)

    pagina = coordinacion.get(pagina_de(publicado))
    guardado = guardar(coordinacion, publicado, resumen_es="Un resumen").status_code
    rechazado = guardar(coordinacion, publicado, monto_usd=8500)

    assert "Está publicado y hoy no podría publicarse" in pagina.content.decode()
    assert len(pagina.context["impedimentos"]) == 1
    assert (guardado, list(dichos(rechazado))) == (302, ["__all__", "monto_usd"])


@pytest.mark.django_db(transaction=True)
def test_of_two_published_sheets_moved_to_one_call_at_once_one_is_told():
    """Each asks with the call locked: the second one sees what the first became."""
    usuaria = get_user_model().objects.create_superuser("coordinacion", password="x" * 16)
    ciudad, destino = fabricas.crear_ciudad(), fabricas.crear_convocatoria(2021)
    hojas = [
        fabricas.crear_proyecto(historico=False, convocatoria=fabricas.crear_convocatoria(anio))
        for anio in (2019, 2020)
    ]
    for hoja in hojas:
        fabricas.crear_participacion(hoja, ciudad, "coordinadora")
    clientes = [Client() for _hoja in hojas]
    for client in clientes:
        client.force_login(usuaria)
    datos = [rellenado(c, pagina_de(h), convocatoria=destino.pk) for c, h in zip(clientes, hojas, strict=True)]

    enviar = [lambda c=c, h=h, d=d: c.post(pagina_de(h), d) for c, h, d in zip(clientes, hojas, datos, strict=True)]
    respuestas = a_la_vez(*enviar)

    assert errores(respuestas) == []
    assert sorted(r.status_code for r in respuestas) == [200, 302]
    assert Proyecto.objects.filter(convocatoria=destino).count() == 1


@pytest.mark.parametrize("campos", [{"publicado_el": timezone.now(), "publicacion": "archivada"}, {}])
def test_the_address_of_what_was_published_stays(coordinacion, campos):
    proyecto = fabricas.crear_proyecto(slug="la-de-siempre", **campos)
    guardar(coordinacion, proyecto, slug="otra")
    proyecto.refresh_from_db()
    assert proyecto.slug == "la-de-siempre"


def test_the_address_of_a_proposal_is_not_shown_until_there_is_one(coordinacion):
    proyecto = crear_propuesta("enviada", slug="provisional-0000")
    assert "provisional-0000" not in coordinacion.get(pagina_de(proyecto)).content.decode()
    curaduria.publicar([proyecto], usuario=None)
    assert "huertas-urbanas" in coordinacion.get(pagina_de(proyecto)).content.decode()


@pytest.mark.parametrize(("publicacion", "enlaza"), [("publicada", True), ("borrador", False)])
def test_only_what_is_published_leads_to_its_public_page(coordinacion, publicacion, enlaza):
    proyecto = fabricas.crear_proyecto(publicacion=publicacion)
    assert ("Ver en el sitio" in coordinacion.get(pagina_de(proyecto)).content.decode()) is enlaza


# --- Two at once --------------------------------------------------------------------------------


def test_a_newer_save_is_not_written_over_unseen(coordinacion):
    proyecto = fabricas.crear_proyecto(titulo_es="Uno", estado="aprobado")
    mios = rellenado(coordinacion, pagina_de(proyecto), titulo_es="Mío")
    guardar(coordinacion, proyecto, estado="finalizado")

    respuesta = coordinacion.post(pagina_de(proyecto), mios)

    (frase,) = dichos(respuesta)["__all__"]
    assert frase.startswith("Nada se guardó: mientras usted escribía, este proyecto cambió (coordinacion, ")
    assert frase.endswith(
        ": estado). Lo que escribió sigue aquí: revise esos datos y guarde de nuevo para dejar los suyos, "
        "o recargue la página."
    )
    proyecto.refresh_from_db()
    assert (proyecto.titulo_es, proyecto.estado) == ("Uno", "finalizado")
    assert 'value="Mío"' in respuesta.content.decode()

    assert coordinacion.post(pagina_de(proyecto), mios | {"leido": respuesta.context["leido"]}).status_code == 302
    proyecto.refresh_from_db()
    assert (proyecto.titulo_es, proyecto.estado) == ("Mío", "aprobado")


def test_rows_and_states_and_notes_that_changed_count_too(coordinacion):
    cambios = [
        lambda p: fabricas.crear_enlace(p),
        lambda p: Proyecto.objects.filter(pk=p.pk).update(publicacion="archivada"),
        lambda p: Proyecto.objects.filter(pk=p.pk).update(notas_internas="Llamar"),
    ]
    for cambiar in cambios:
        proyecto = fabricas.crear_proyecto()
        versiones.guardar_version(proyecto=proyecto, motivo="guardada", usuario=coordinacion.usuaria)
        mios = rellenado(coordinacion, pagina_de(proyecto))
        cambiar(proyecto)
        (frase,) = dichos(coordinacion.post(pagina_de(proyecto), mios))["__all__"]
        assert "Nada se guardó: mientras usted escribía, este proyecto cambió (otra persona: " in frase


@pytest.mark.parametrize("leido", ["", "x", f"1:{'0' * 64}", f"{'9' * 30}:ñ"])
def test_a_save_that_says_of_no_reading_is_refused(coordinacion, leido):
    proyecto = fabricas.crear_proyecto()
    assert "Nada se guardó" in dichos(guardar(coordinacion, proyecto, leido=leido))["__all__"][0]


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_told():
    usuaria = get_user_model().objects.create_superuser("coordinacion", password="x" * 16)
    proyecto = fabricas.crear_proyecto(titulo_es="Uno")
    clientes = [Client(), Client()]
    for client in clientes:
        client.force_login(usuaria)
    datos = [rellenado(c, pagina_de(proyecto), titulo_es=t) for c, t in zip(clientes, ("Dos", "Tres"), strict=True)]

    enviar = [lambda c=c, d=d: c.post(pagina_de(proyecto), d) for c, d in zip(clientes, datos, strict=True)]
    respuestas = a_la_vez(*enviar)

    assert errores(respuestas) == []
    assert sorted(r.status_code for r in respuestas) == [200, 302]
    assert [v.motivo for v in Version.objects.order_by("numero")] == ["antes", "guardada"]


# --- Files --------------------------------------------------------------------------------------


@pytest.fixture
def medios(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


def con_imagen(contenido, **campos):
    fila = {
        "archivo": SimpleUploadedFile("IMG_1234.jpg", contenido),
        "alternativa_es": "Una huerta",
        "orden": 1,
    } | campos
    return {"imagenes-TOTAL_FORMS": 1} | {f"imagenes-0-{campo}": valor for campo, valor in fila.items()}


def con_documento(contenido, nombre="informe.pdf"):
    fila = {"archivo": SimpleUploadedFile(nombre, contenido), "titulo_es": "Informe", "orden": 1}
    return {"documentos-TOTAL_FORMS": 1} | {f"documentos-0-{campo}": valor for campo, valor in fila.items()}


def test_a_picture_loses_what_it_hides_and_its_size_is_kept(coordinacion, medios):
    proyecto = fabricas.crear_proyecto()
    assert guardar(coordinacion, proyecto, **con_imagen(prueba.foto_de_telefono())).status_code == 302
    imagen = Imagen.objects.get()
    contenido = imagen.archivo.read()
    assert (Image.open(io.BytesIO(contenido)).size, imagen.ancho, imagen.alto) == ((30, 60), 30, 60)
    assert b"MarcaDelTelefono" not in contenido
    assert re.fullmatch(r"proyectos/imagenes/[0-9a-f]{32}\.webp", imagen.archivo.name)


def test_a_picture_without_words_is_refused(coordinacion, medios):
    respuesta = guardar(coordinacion, fabricas.crear_proyecto(), **con_imagen(prueba.imagen(), alternativa_es=""))
    assert dicho_de_filas(respuesta) == {"alternativa_es": ["Escriba este dato en español, en portugués o en los dos."]}


@pytest.mark.parametrize(
    ("campos", "dice"),
    [
        (con_imagen(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "El archivo no es una imagen"),
        (con_documento(b"<html><script>alert(1)</script></html>"), "El archivo no es PDF"),
        (con_documento(prueba.de_word("docm"), "informe.docx"), "El documento tiene macros"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(coordinacion, medios, campos, dice):
    respuesta = guardar(coordinacion, fabricas.crear_proyecto(), **campos)
    assert dice in dicho_de_filas(respuesta)["archivo"][0]
    assert [p for p in medios.rglob("*") if p.is_file()] == []


def test_a_document_shows_with_its_project(coordinacion, client, medios):
    proyecto = fabricas.crear_proyecto()
    guardar(coordinacion, proyecto, **con_documento(prueba.pdf()))
    url = Documento.objects.get().archivo.url
    client.logout()
    assert client.get(url).status_code == 200
    curaduria.archivar([proyecto], usuario=None)
    assert client.get(url).status_code == 404


def test_the_letter_is_a_link_for_staff(coordinacion, medios):
    ruta = medios / "proyectos/cartas"
    ruta.mkdir(parents=True)
    nombre = f"proyectos/cartas/{'a' * 32}.pdf"
    (medios / nombre).write_bytes(b"x" * 1536)
    proyecto = crear_propuesta("enviada", carta=nombre)
    html = coordinacion.get(pagina_de(proyecto)).content.decode()
    assert f'<a href="{proyecto.carta.url}">PDF, 1,5\xa0KB</a>' in html
    assert coordinacion.get(proyecto.carta.url).status_code == 200
    assert Client().get(proyecto.carta.url).status_code == 404


# --- Answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("estado", TODOS)
@pytest.mark.parametrize(("crear", "legales"), [(crear_propuesta, DE_AFUERA), (crear_propio, PROPIOS)])
def test_the_page_offers_what_its_state_admits(coordinacion, estado, crear, legales):
    ofrecidas = [a["nombre"] for a in coordinacion.get(pagina_de(crear(estado.value))).context["acciones_de_objeto"]]
    acciones = ["publicar", "devolver", "archivar", "reabrir"]
    assert ofrecidas == [accion for accion in acciones if (accion, estado.value) in legales]


def test_a_review_from_the_list_to_the_mail(coordinacion):
    contacto = fabricas.crear_contacto(idioma="pt-br")
    proyecto = crear_propuesta("enviada", contacto=contacto)

    devuelto = actuar(coordinacion, PROYECTOS, "devolver", proyecto, comentarios="Falta el plazo.")
    curaduria.enviar(proyecto=proyecto)
    publicado = actuar(coordinacion, PROYECTOS, "publicar", proyecto)

    assert (devuelto, publicado) == (["Se devolvió «Huertas urbanas»."], ["Se publicó «Huertas urbanas»."])
    proyecto.refresh_from_db()
    assert (proyecto.publicacion, proyecto.slug) == ("publicada", "huertas-urbanas")
    assert coordinacion.get("/proyectos/huertas-urbanas/").status_code == 200
    versiones_ = list(proyecto.versiones.order_by("numero").values_list("motivo", "usuario"))
    yo = coordinacion.usuaria.pk
    assert versiones_ == [("devuelta", yo), ("enviada", None), ("publicada", yo)]
    assert [str(e.get_change_message()) for e in LogEntry.objects.order_by("pk")] == [
        "Devolver con comentarios",
        "Publicar en el catálogo",
    ]
    tipos = ["proyecto_devuelto", "proyecto_recibido", "proyecto_publicado"]
    assert list(Mensaje.objects.order_by("pk").values_list("tipo", "idioma")) == [(tipo, "pt-br") for tipo in tipos]
    enviador.enviar_pendientes()
    assert mail.outbox[-1].subject == "Seu projeto está no catálogo: Huertas urbanas"
    assert "http://testserver/pt-br/proyectos/huertas-urbanas/" in mail.outbox[-1].body


def test_nothing_comes_back_until_comments_are_written(coordinacion):
    proyecto = crear_propuesta("enviada")
    datos = {"action": "devolver", "_selected_action": proyecto.pk, "confirmado": "si"}
    respuesta = coordinacion.post(PROYECTOS, datos | {"comentarios": " "})
    assert respuesta.context["form"].errors == {
        "comentarios": ["Escriba qué falta o qué hay que cambiar para devolver el proyecto."]
    }
    assert "<title>Error: Devolver con comentarios" in respuesta.content.decode()
    proyecto.refresh_from_db()
    assert (proyecto.publicacion, Mensaje.objects.count()) == ("enviada", 0)


def test_too_long_comments_are_kept_and_told(coordinacion):
    proyecto = crear_propuesta("enviada")
    datos = {"action": "devolver", "_selected_action": proyecto.pk, "confirmado": "si", "comentarios": "x" * 3001}
    respuesta = coordinacion.post(PROYECTOS, datos)
    assert str(respuesta.context["form"].errors["comentarios"][0]) == (
        "Acorte los comentarios a 3000 caracteres: ahora tienen 3001."
    )
    assert "x" * 3001 in respuesta.content.decode()


def test_each_one_that_cannot_be_published_says_why(coordinacion):
    bien = crear_propuesta("enviada")
    sin_nombre = fabricas.crear_proyecto(titulo_es="", publicacion="borrador")
    escribe = crear_propuesta("borrador", titulo_es="Todavía escribe")
    assert actuar(coordinacion, PROYECTOS, "publicar", bien, sin_nombre, escribe) == [
        "Se publicó «Huertas urbanas».",
        "«Proyecto sin título conocido» no cambió. Escriba el título o agregue al menos una ciudad: sin eso el "
        "proyecto no tiene cómo llamarse.",
        "«Todavía escribe» no cambió. El proyecto ya no está en un estado que permita esto: vuelva a cargar la página.",
    ]


def test_archived_and_back(coordinacion):
    propuesta, propio = crear_propuesta("publicada"), crear_propio("publicada")
    assert actuar(coordinacion, PROYECTOS, "archivar", propuesta, propio, motivo="Repetido") == [
        "Se archivaron 2 proyectos."
    ]
    assert list(Mensaje.objects.values_list("tipo", "parametros")) == [("proyecto_archivado", {"motivo": "Repetido"})]
    assert actuar(coordinacion, PROYECTOS, "reabrir", propuesta, propio) == ["2 proyectos salieron del archivo."]
    assert [Proyecto.objects.get(pk=p.pk).publicacion for p in (propuesta, propio)] == ["enviada", "borrador"]


def test_who_publishes_reads_the_whole_sheet(coordinacion):
    proyecto = crear_propuesta("enviada", objetivos_es="Que cada escuela tenga su huerta.")
    fabricas.crear_enlace(proyecto, titulo_es="Una nota")
    html = coordinacion.post(PROYECTOS, {"action": "publicar", "_selected_action": proyecto.pk}).content.decode()
    assert [t in html for t in ("Que cada escuela tenga su huerta.", "Una nota", ": coordinadora")] == [True] * 3


def test_a_swapped_partner_is_shown_again_and_not_published(coordinacion):
    proyecto = crear_propuesta("enviada")
    datos = {"action": "publicar", "_selected_action": proyecto.pk}
    sello = coordinacion.post(PROYECTOS, datos).context["sello"]
    proyecto.participaciones.filter(rol="socia").update(ciudad=fabricas.crear_ciudad(nombre="Otra"))

    pagina = coordinacion.post(PROYECTOS, datos | {"confirmado": "si", "sello": sello})

    assert (pagina.context["cambio"], "Otra (Argentina): socia" in pagina.content.decode()) == (True, True)
    proyecto.refresh_from_db()
    assert proyecto.publicacion == "enviada"


@pytest.mark.parametrize("filas", [1, 20])
def test_reading_costs_the_same_for_any_number_of_sheets(coordinacion, django_assert_num_queries, filas):
    convocatoria = fabricas.crear_convocatoria()
    proyectos = [crear_propuesta("enviada", convocatoria=convocatoria) for _n in range(filas)]
    datos = {"action": "publicar", "_selected_action": [p.pk for p in proyectos]}
    coordinacion.post(PROYECTOS, datos)
    with django_assert_num_queries(19):
        coordinacion.post(PROYECTOS, datos)


def test_how_many_are_chosen_and_changed_agrees(coordinacion):
    proyectos = [crear_propuesta("enviada", titulo_es=f"Título 100 % {n}") for n in range(3)]
    elegidos = [proyectos[:1], proyectos]
    preguntas = [
        coordinacion.post(PROYECTOS, {"action": "publicar", "_selected_action": [p.pk for p in uno]})
        for uno in elegidos
    ]
    assert [p.context["elegidas"] for p in preguntas] == ["1 proyecto elegido", "3 proyectos elegidos"]
    assert actuar(coordinacion, PROYECTOS, "publicar", *proyectos[:1]) == ["Se publicó «Título 100 % 0»."]
    assert actuar(coordinacion, PROYECTOS, "publicar", *proyectos[1:]) == ["Se publicaron 2 proyectos."]


@pytest.mark.parametrize(
    ("modelo", "crear"), [("ciudad", fabricas.crear_ciudad), ("institucion", fabricas.crear_institucion)]
)
def test_who_is_not_verified_is_told_before_publishing_and_does_not_stop_it(coordinacion, modelo, crear):
    proyecto = crear_propuesta("enviada")
    nueva = crear(nombre="<b>Nueva</b>", verificada=False)
    fabricas.crear_participacion(proyecto, nueva, "aliada")
    frase = (
        f'Sin verificar: <a href="/admin/actores/{modelo}/{nueva.pk}/change/">&lt;b&gt;Nueva&lt;/b&gt;</a>. En el '
        "catálogo se ve el nombre, sin página propia: revíselo antes de publicar."
    )
    pregunta = coordinacion.post(PROYECTOS, {"action": "publicar", "_selected_action": proyecto.pk})
    assert pregunta.context["filas"][0]["avisos"] == [frase]
    assert [frase in p.content.decode() for p in (pregunta, coordinacion.get(pagina_de(proyecto)))] == [True] * 2
    assert actuar(coordinacion, PROYECTOS, "publicar", proyecto) == ["Se publicó «Huertas urbanas»."]


def test_nothing_is_said_of_who_is_verified(coordinacion):
    proyecto = crear_propuesta("enviada")
    pregunta = coordinacion.post(PROYECTOS, {"action": "publicar", "_selected_action": proyecto.pk})
    assert pregunta.context["filas"][0]["avisos"] == []
    assert "Participantes sin verificar" not in coordinacion.get(pagina_de(proyecto)).content.decode()


@pytest.mark.parametrize(("idioma", "dicho"), [("es", "español"), ("pt-br", "portugués")])
def test_who_returns_a_sheet_is_told_in_which_language_its_author_reads(coordinacion, idioma, dicho):
    proyecto = crear_propuesta("enviada", contacto=fabricas.crear_contacto(nombre="Ana", idioma=idioma))
    pedido = {"action": "devolver", "_selected_action": proyecto.pk}
    sin_contactos = persona("view_proyecto", "change_proyecto")
    avisos = [c.post(PROYECTOS, pedido).context["filas"][0]["avisos"] for c in (coordinacion, sin_contactos)]
    assert avisos == [
        [f"Ana lee en {dicho}: escriba los comentarios en ese idioma."],
        [f"La persona lee en {dicho}: escriba los comentarios en ese idioma."],
    ]


def test_what_keeps_it_from_being_published_is_told_on_its_page(coordinacion):
    proyecto = fabricas.crear_proyecto(titulo_es="", publicacion="borrador")
    assert coordinacion.get(pagina_de(proyecto)).context["impedimentos"] == [
        "Escriba el título o agregue al menos una ciudad: sin eso el proyecto no tiene cómo llamarse."
    ]


def test_what_people_write_is_text_on_every_page(coordinacion):
    malo = "<script>alert(1)</script> {{ 7|add:7 }} %(x)s"
    proyecto = crear_propuesta("enviada", titulo_es=malo, resumen_es=malo, comentarios=malo)
    curaduria.devolver(proyecto=proyecto, comentarios=malo, usuario=None)
    Proyecto.objects.update(titulo_es=f"{malo} otra vez")
    versiones.guardar_version(proyecto=proyecto, motivo="guardada")
    paginas = [pagina_de(proyecto), f"{PROYECTOS}{proyecto.pk}/versiones/"]
    respuestas = [coordinacion.get(pagina) for pagina in (*paginas, f"{paginas[1]}1/restaurar/", PROYECTOS)]
    respuestas.append(coordinacion.post(PROYECTOS, {"action": "archivar", "_selected_action": proyecto.pk}))
    assert [r.status_code for r in respuestas] == [200] * 5
    assert ["<script>alert" in r.content.decode() for r in respuestas] == [False] * 5


@pytest.mark.parametrize("accion", ["publicar", "devolver", "archivar"])
def test_what_was_typed_is_saved_before_an_action_asks(coordinacion, accion):
    proyecto = crear_propuesta("enviada")

    pagina = coordinacion.post(
        pagina_de(proyecto),
        rellenado(coordinacion, pagina_de(proyecto), titulo_es="Corregido", _accion=accion),
        follow=True,
    )

    assert pagina.redirect_chain == [(f"{PROYECTOS}{proyecto.pk}/accion/{accion}/", 302)]
    assert pagina.templates[0].name == "admin/confirmar_accion.html"
    contexto = pagina.context
    assert (contexto["accion"], contexto["volver"], contexto["responder_a"]) == (accion, "objeto", PROYECTOS)
    assert ["Se guardó" in str(m) for m in contexto["messages"]] == [True]
    proyecto.refresh_from_db()
    assert (proyecto.titulo_es, proyecto.publicacion) == ("Corregido", "enviada")


def test_what_cannot_be_saved_is_told_and_the_action_does_not_ask(coordinacion):
    proyecto = crear_propuesta("enviada", historico=True)
    fechas = {"inicio": "2021-05-01", "fin": "2021-04-01"}
    respuesta = guardar(coordinacion, proyecto, titulo_es="Corregido", _accion="publicar", **fechas)
    assert dichos(respuesta) == {"fin": ["El fin del proyecto es anterior a su inicio: revise las dos fechas."]}
    assert 'value="Corregido"' in respuesta.content.decode()


def test_the_buttons_of_the_actions_belong_to_the_form_and_the_first_one_only_saves(coordinacion):
    html = coordinacion.get(pagina_de(crear_propuesta("enviada"))).content.decode()
    botones = re.findall(r'<(?:input|button) type="submit" form="proyecto_form" name="(\w+)" value="(\w+)"', html)
    acciones = [("_accion", accion) for accion in ("publicar", "devolver", "archivar")]
    assert botones == [("_save", "Guardar"), *acciones]


def test_an_action_asks_of_what_there_is_those_who_may(coordinacion):
    proyecto = crear_propuesta("enviada")
    rutas = [f"{proyecto.pk}/accion/nada/", f"{proyecto.pk}/accion/delete_selected/", "9999999/accion/publicar/"]
    assert [coordinacion.get(PROYECTOS + ruta).status_code for ruta in rutas] == [404] * 3
    pregunta = f"{PROYECTOS}{proyecto.pk}/accion/publicar/"
    assert persona("view_proyecto").get(pregunta).status_code == 403
    assert coordinacion.post(pregunta, {"confirmado": "si"}).status_code == 405


# --- Who may what -------------------------------------------------------------------------------


def test_the_contact_is_shown_to_who_may_see_contacts_and_to_nobody_else(db):
    contacto = fabricas.crear_contacto(nombre="Ana Reservada", email="reservada@ejemplo.gob")
    proyecto = crear_propuesta("enviada", contacto=contacto)
    paginas = [pagina_de(proyecto), PROYECTOS, f"{PROYECTOS}{proyecto.pk}/versiones/"]
    de_contenido = persona("view_proyecto", "change_proyecto")
    de_todo = persona("view_proyecto", "change_proyecto", "view_contacto")
    assert [b"reservada" in de_contenido.get(p).content.lower() for p in paginas] == [False] * 3
    assert [b"reservada" in de_todo.get(p).content.lower() for p in paginas] == [True, False, False]


def test_who_may_look_changes_nothing(db):
    proyecto = crear_propuesta("enviada")
    lectora = persona("view_proyecto")
    assert lectora.get(pagina_de(proyecto)).context["acciones_de_objeto"] == []
    assert lectora.get(f"{PROYECTOS}{proyecto.pk}/versiones/").status_code == 200
    lectora.post(PROYECTOS, {"action": "publicar", "_selected_action": proyecto.pk, "confirmado": "si"})
    assert lectora.post(pagina_de(proyecto), {"titulo_es": "Otro"}).status_code == 403
    proyecto.refresh_from_db()
    assert (proyecto.publicacion, proyecto.titulo_es) == ("enviada", "Huertas urbanas")


def test_a_proposal_is_deleted_by_nobody(coordinacion):
    assert coordinacion.get(f"{PROYECTOS}{crear_propuesta().pk}/delete/").status_code == 403


@pytest.mark.parametrize("modelo", ["participacion", "imagen", "documento", "enlace", "fuente", "version"])
def test_what_goes_with_a_sheet_is_written_on_its_page_only(coordinacion, elenco, modelo):
    fila = f"/admin/proyectos/{modelo}/{elenco[modelo].pk}/"
    respuestas = [coordinacion.get(f"{fila}{que}/") for que in ("change", "delete")]
    assert [r.status_code for r in respuestas] == [200, 403]
    assert coordinacion.get(f"/admin/proyectos/{modelo}/add/").status_code == 403


@pytest.mark.parametrize("idioma", ["", "/pt-br"])
def test_a_draft_is_seen_as_the_public_will(coordinacion, idioma):
    proyecto = crear_propuesta("enviada", objetivos_es="Que cada escuela tenga su huerta.")
    fabricas.crear_imagen(proyecto, ancho=30, alto=20)
    fabricas.crear_documento(proyecto)
    respuesta = coordinacion.get(f"{idioma}{PROYECTOS}{proyecto.pk}/vista-previa/")
    html = respuesta.content.decode()
    assert [t in html for t in ("Huertas urbanas", "Que cada escuela tenga su huerta.", "vista-previa")] == [True] * 3
    assert "no-store" in respuesta.headers["Cache-Control"]


def test_a_draft_is_seen_by_who_may_see_sheets(db):
    proyecto = crear_propuesta("enviada")
    previa = f"{PROYECTOS}{proyecto.pk}/vista-previa/"
    clientes = [persona("view_proyecto"), persona(), Client()]
    assert [c.get(previa).status_code for c in clientes] == [200, 403, 302]
    assert clientes[0].get(f"{PROYECTOS}9999999/vista-previa/").status_code == 404


# --- The list -----------------------------------------------------------------------------------


def test_the_longest_waiting_comes_first(coordinacion):
    ahora = timezone.now()
    nuevo, viejo, _otro = (
        crear_propuesta(estado, enviado_el=ahora - datetime.timedelta(days=dias))
        for estado, dias in (("enviada", 1), ("enviada", 9), ("devuelta", 20))
    )
    lista = coordinacion.get(f"{PROYECTOS}?revision=por_revisar").context["cl"].result_list
    assert list(lista) == [viejo, nuevo]


def test_the_list_tells_how_much_there_is_and_finds_what_is_missing(coordinacion):
    con = fabricas.crear_proyecto(resumen_es="Algo")
    sin = fabricas.crear_proyecto()
    assert "2 de 21 datos" in coordinacion.get(PROYECTOS).content.decode()
    listas = [coordinacion.get(f"{PROYECTOS}?falta={c}").context["cl"].result_list for c in ("resumen_es", "titulo_es")]
    assert [list(lista) for lista in listas] == [[sin], []]
    assert con not in listas[0]


def test_the_page_leads_to_each_field_that_is_missing(coordinacion):
    proyecto = fabricas.crear_proyecto()
    html = coordinacion.get(pagina_de(proyecto)).content.decode()
    lugares = re.findall(r'<li><a href="#([^"]+)">', html)
    assert len(lugares) == 20
    assert [lugar for lugar in lugares if f'id="{lugar}"' not in html] == []


# --- Versions -----------------------------------------------------------------------------------


def historia(proyecto):
    return f"{PROYECTOS}{proyecto.pk}/versiones/"


def test_the_history_tells_who_did_what_and_what_it_changed(coordinacion):
    proyecto = fabricas.crear_proyecto(titulo_es="Antes", monto_usd=100)
    guardar(coordinacion, proyecto, titulo_es="Después", monto_usd=200)
    filas = coordinacion.get(historia(proyecto)).context["filas"]
    assert [(v.hecho, v.usuario, v.cambios) for v in filas] == [
        (
            "Guardada",
            coordinacion.usuaria,
            [("título en español", "Antes", "Después"), ("aporte del PCSSM (USD)", "100", "200")],
        ),
        ("Como estaba antes del primer cambio", None, None),
    ]


def test_a_sheet_without_versions_says_so(coordinacion):
    html = coordinacion.get(historia(fabricas.crear_proyecto())).content.decode()
    assert "Todavía no hay versiones: la primera se guarda con el primer cambio." in html


@pytest.mark.parametrize("filas", [2, 20])
def test_the_history_costs_the_same_for_any_number_of_versions(coordinacion, django_assert_num_queries, filas):
    proyecto = crear_propuesta("enviada", convocatoria=fabricas.crear_convocatoria())
    for n in range(filas):
        Proyecto.objects.update(titulo_es=f"Título {n}")
        versiones.guardar_version(proyecto=proyecto, motivo="guardada")
    coordinacion.get(historia(proyecto))
    with django_assert_num_queries(10):
        coordinacion.get(historia(proyecto))


def test_many_versions_are_read_page_by_page_each_against_the_one_before(coordinacion):
    proyecto = fabricas.crear_proyecto()
    for n in range(25):
        Proyecto.objects.update(titulo_es=f"Título {n}")
        versiones.guardar_version(proyecto=proyecto, motivo="guardada")
    ultima_de_la_primera = coordinacion.get(historia(proyecto)).context["filas"][-1]
    segunda = coordinacion.get(f"{historia(proyecto)}?pagina=2").context["filas"]
    assert ultima_de_la_primera.cambios == [("título en español", "Título 4", "Título 5")]
    assert [v.numero for v in segunda] == [5, 4, 3, 2, 1]


def test_going_back_shows_what_changes_and_then_does_it(coordinacion):
    proyecto = crear_propuesta("publicada", titulo_es="Antes")
    versiones.guardar_version(proyecto=proyecto, motivo="guardada")
    guardar(coordinacion, proyecto, titulo_es="Después")
    proyecto.participaciones.filter(rol="socia").delete()
    pagina = coordinacion.get(f"{historia(proyecto)}1/restaurar/")
    assert pagina.context["cambios"][0] == ("título en español", "Después", "Antes")
    assert "El proyecto está publicado: el cambio se ve enseguida." in pagina.content.decode()

    respuesta = coordinacion.post(f"{historia(proyecto)}1/restaurar/", {"sello": pagina.context["sello"]}, follow=True)

    assert respuesta.redirect_chain == [(pagina_de(proyecto), 302)]
    assert [str(m) for m in respuesta.context["messages"]] == [
        "El proyecto dice otra vez lo que decía en la versión 1."
    ]
    proyecto.refresh_from_db()
    assert (proyecto.titulo_es, proyecto.publicacion, proyecto.participaciones.count()) == ("Antes", "publicada", 2)
    assert [v.motivo for v in proyecto.versiones.order_by("numero")] == [
        "guardada",
        "guardada",
        "sin_guardar",
        "restaurada:1",
    ]
    assert LogEntry.objects.filter(object_id=proyecto.pk).count() == 2


def test_what_cannot_come_back_is_told_before_and_after(coordinacion):
    proyecto = fabricas.crear_proyecto()
    unidad = fabricas.crear_unidad(slug="ambiente")
    proyecto.unidades.add(unidad)
    versiones.guardar_version(proyecto=proyecto, motivo="guardada")
    unidad.delete()
    Proyecto.objects.update(titulo_es="Otro")
    pagina = coordinacion.get(f"{historia(proyecto)}1/restaurar/")
    falta = "Ya no existe, y queda fuera: unidad temática «ambiente»."
    assert pagina.context["faltas"] == [falta]
    respuesta = coordinacion.post(f"{historia(proyecto)}1/restaurar/", {"sello": pagina.context["sello"]}, follow=True)
    assert falta in [str(m) for m in respuesta.context["messages"]]


def test_going_back_from_something_else_than_what_was_read_is_asked_again(coordinacion):
    proyecto = fabricas.crear_proyecto(titulo_es="Antes")
    versiones.guardar_version(proyecto=proyecto, motivo="guardada")
    Proyecto.objects.update(titulo_es="Después")
    sello = coordinacion.get(f"{historia(proyecto)}1/restaurar/").context["sello"]
    Proyecto.objects.update(titulo_es="Más nuevo")

    pagina = coordinacion.post(f"{historia(proyecto)}1/restaurar/", {"sello": sello})

    assert (pagina.context["cambio"], pagina.context["cambios"]) == (
        True,
        [("título en español", "Más nuevo", "Antes")],
    )
    assert Proyecto.objects.get().titulo_es == "Más nuevo"


def test_a_published_sheet_is_not_taken_back_to_one_without_a_name_and_staff_is_told_why(coordinacion):
    proyecto = fabricas.crear_proyecto(titulo_es="Con título")
    version = fabricas.crear_version(proyecto, retrato={"titulo_es": ""})
    ruta = f"{historia(proyecto)}{version.numero}/restaurar/"

    pagina = coordinacion.post(ruta, {"sello": coordinacion.get(ruta).context["sello"]})

    (mensaje,) = [str(m) for m in pagina.context["messages"]]
    assert (pagina.status_code, pagina.context["cambio"]) == (200, False)
    assert "archívelo antes de volver a ella. Escriba el título" in mensaje
    assert Proyecto.objects.get().titulo_es == "Con título"


def test_who_may_not_change_a_sheet_does_not_take_it_back(db):
    proyecto = fabricas.crear_proyecto()
    versiones.guardar_version(proyecto=proyecto, motivo="guardada")
    lectora, ajena = persona("view_proyecto"), persona()
    assert lectora.get(f"{historia(proyecto)}1/restaurar/").status_code == 403
    assert lectora.post(f"{historia(proyecto)}1/restaurar/").status_code == 403
    assert ajena.get(historia(proyecto)).status_code == 403
    assert "restaurar" not in lectora.get(historia(proyecto)).content.decode()


@pytest.mark.parametrize(
    "ruta", ["9999999/versiones/", "9999999/versiones/1/restaurar/", "{pk}/versiones/7/restaurar/"]
)
def test_what_there_is_not_is_not_found(coordinacion, ruta):
    proyecto = fabricas.crear_proyecto()
    assert coordinacion.get(PROYECTOS + ruta.format(pk=proyecto.pk)).status_code == 404


def test_looking_writes_nothing(coordinacion):
    proyecto = crear_propuesta("enviada")
    versiones.guardar_version(proyecto=proyecto, motivo="guardada")
    paginas = [pagina_de(proyecto), historia(proyecto), f"{historia(proyecto)}1/restaurar/", PROYECTOS]
    sentencias = []
    with connection.execute_wrapper(lambda seguir, sql, *resto: sentencias.append(sql) or seguir(sql, *resto)):
        for pagina in paginas:
            coordinacion.get(pagina)
    assert [sql for sql in sentencias if sql.startswith(("INSERT", "UPDATE", "DELETE"))] == []
