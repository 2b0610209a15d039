"""The whole registration, as a city in Spanish and as an institution in Portuguese."""

import re

from actores.models import Contacto
from comun.models import Mensaje
from comun.publicacion import Publicacion
from inscripciones.models import Asistencia, Inscripcion
from intercambio.models import Ficha
from tests import fabricas
from tests.formularios import enviar
from tests.inscripciones import recorrido


def _h1(pagina):
    return re.sub(r"\s+", " ", re.search(r"<h1[^>]*>(.*?)</h1>", pagina.content.decode(), re.S)[1]).strip()


def test_ciudad_se_inscribe_de_principio_a_fin(client, programa_cumbre, riobamba):
    fabricas.crear_ciudad(nombre="Río Bamba Chico", slug="otra", pais="PE")
    fabricas.crear_unidad(slug="genero", nombre_es="Género")
    fabricas.crear_ods(5)

    pagina = client.get("/inscripcion/tipo/", {"tipo": "ciudad", "actividades": "seminario"})
    pagina = enviar(client, pagina, "tipo", tipo="ciudad", seguir="1")
    pagina = enviar(client, pagina, "q", pais="EC", q="ríOB")
    assert "Riobamba (Ecuador)" in pagina.content.decode()
    assert "Río Bamba Chico" not in pagina.content.decode()
    pagina = enviar(client, pagina, "ciudad", ciudad="riobamba-ec", seguir="1")
    assert _h1(pagina) == "¿Quién es el contacto de la delegación?"
    pagina = enviar(client, pagina, "nombre", **recorrido.CONTACTO)
    assert _h1(pagina) == "Personas de la delegación"
    pagina = enviar(client, pagina, "nombre", nombre="Luis Cando", email="", cargo="Planificación")
    assert [p.nombre for p in Inscripcion.objects.get().participantes.all()] == ["Ana Guamán", "Luis Cando"]
    pagina = client.post("/inscripcion/personas/listas/", {"clave_envio": "a"}, follow=True)
    assert _h1(pagina) == "¿En qué actividades participan?"
    pagina = enviar(
        client, pagina, "actividades", actividades=["seminario", "asamblea"],
        modalidad_seminario="presencial", modalidad_asamblea="virtual",
    )  # fmt: skip
    assert _h1(pagina) == "¿Qué lleva su ciudad al seminario?"
    pagina = client.get("/inscripcion/aportes/nueva/saber/")
    pagina = enviar(client, pagina, "titulo", titulo="Presupuesto con enfoque de género", unidad="genero", ods=["5"])
    assert "Presupuesto con enfoque de género" in pagina.content.decode()
    pagina = client.post("/inscripcion/aportes/listos/", {"clave_envio": "b"}, follow=True)
    assert _h1(pagina) == "¿Quieren presentar una experiencia?"
    assert "Si el equipo la acepta, el título y el resumen se publican en la agenda." in pagina.content.decode()
    pagina = enviar(client, pagina, "quiere", quiere="si", titulo="Mercados de cercanía")
    assert _h1(pagina) == "Sus permisos"
    pagina = enviar(client, pagina, "consentimiento_datos", consentimiento_datos="on", consentimiento_listado="on")
    assert _h1(pagina) == "Revise antes de confirmar"
    assert "Mercados de cercanía" in pagina.content.decode()
    pagina = client.post("/inscripcion/revisar/", {"clave_envio": "c"}, follow=True)

    inscripcion = Inscripcion.objects.get()
    assert _h1(pagina) == "La inscripción está confirmada"
    assert inscripcion.referencia in pagina.content.decode()
    pide = "<li>Pidió presentar «Mercados de cercanía»: el equipo responde por correo.</li>"
    assert pide in pagina.content.decode()
    assert pagina.request["PATH_INFO"] == "/inscripcion/lista/"
    assert inscripcion.estado == "confirmada"
    estados = set(Asistencia.objects.values_list("participante__nombre", "actividad__slug", "modalidad", "estado"))
    assert estados == {
        ("Ana Guamán", "seminario", "presencial", "confirmada"),
        ("Ana Guamán", "asamblea", "virtual", "solicitada"),
        ("Luis Cando", "seminario", "presencial", "confirmada"),
        ("Luis Cando", "asamblea", "virtual", "solicitada"),
    }
    ficha = Ficha.objects.get()
    assert (ficha.publicacion, ficha.ciudad, ficha.unidad.slug) == (Publicacion.PENDIENTE, riobamba, "genero")
    assert list(Mensaje.objects.order_by("pk").values_list("tipo", "a", "idioma")) == [
        ("enlace_borrador", "ana@riobamba.gob.ec", "es"),
        ("inscripcion_confirmada", "ana@riobamba.gob.ec", "es"),
        ("enlace_personal", "ana@riobamba.gob.ec", "es"),
    ]
    calendario = client.get("/inscripcion/lista/calendario.ics")
    assert calendario.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"BEGIN:VEVENT" in calendario.content


def test_institucion_se_inscribe_en_portugues(client, programa_cumbre, segib):
    pagina = client.get("/pt-br/inscripcion/quien/", {"tipo": "institucion", "actividades": "seminario"})
    pagina = enviar(client, pagina, "q", q="segib")
    pagina = enviar(client, pagina, "institucion", institucion="segib", seguir="1")
    pagina = enviar(client, pagina, "nombre", nombre="Joana", email="joana@segib.org", participa="no")
    assert _h1(pagina) == "Quem vai participar?"
    pagina = enviar(client, pagina, "nombre", nombre="Pedro Luz")
    pagina = client.post("/pt-br/inscripcion/personas/listas/", {"clave_envio": "a"}, follow=True)
    pagina = enviar(client, pagina, "actividades", actividades=["seminario"], modalidad_seminario="virtual")
    assert pagina.request["PATH_INFO"] == "/pt-br/inscripcion/mirada/"
    assert "Se aceitar a sua, o título e seu olhar são publicados na agenda." in pagina.content.decode()
    pagina = enviar(client, pagina, "mirada", mirada="Entre pares.", aporta="todavia_no", presenta="on")
    assert pagina.request["PATH_INFO"] == "/pt-br/inscripcion/programas/"
    pagina = client.get("/pt-br/inscripcion/programas/nuevo/")
    pagina = enviar(client, pagina, "titulo", titulo="Fundo de capacitação", cierre="31/5/2027")
    pagina = client.post("/pt-br/inscripcion/programas/listos/", {"clave_envio": "b"}, follow=True)
    pagina = enviar(client, pagina, "consentimiento_datos", consentimiento_datos="on")
    pagina = client.post("/pt-br/inscripcion/revisar/", {"clave_envio": "c"}, follow=True)

    assert _h1(pagina) == "A inscrição está confirmada"
    assert f"Você pediu para apresentar “O olhar de {segib.nombre}”: a equipe responde" in pagina.content.decode()
    contacto = Contacto.objects.get()
    programa = contacto.programas.get()
    assert (contacto.institucion, contacto.idioma) == (segib, "pt-br")
    assert (programa.titulo_pt_br, programa.titulo_es, programa.publicacion) == (
        "Fundo de capacitação",
        None,
        "pendiente",
    )
    assert (contacto.mirada.aporta, contacto.mirada.idioma) == ("todavia_no", "pt-br")
    propuesta = contacto.propuestas.get()
    assert (propuesta.actor, propuesta.resumen, propuesta.publicacion) == (segib, "Entre pares.", "pendiente")
    assert set(Mensaje.objects.values_list("idioma", flat=True)) == {"pt-br"}
