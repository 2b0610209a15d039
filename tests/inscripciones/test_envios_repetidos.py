"""The same POST twice is one result: double click, reload, back button, retry on a bad line."""

from functools import partial

import pytest
from django.test import Client

from actores.models import Contacto
from comun.models import Envio, Mensaje
from inscripciones import acceso, services
from inscripciones.models import Inscripcion
from tests import fabricas
from tests.inscripciones import escritos
from tests.inscripciones.delegaciones import borrador, confirmada
from tests.inscripciones.hilos import a_la_vez, errores

CLAVE = {"clave_envio": "0123456789abcdef0123456789abcdef"}


def copia(client):
    """The same browser in another connection, as a second click is."""
    otro = Client()
    otro.cookies = client.cookies
    return otro


@pytest.mark.parametrize(("tipo", "paso"), escritos.TODOS)
def test_mismo_envio_dos_veces_es_un_solo_resultado(en_curso, tipo, paso):
    oficial, inscripcion = en_curso(tipo)
    ruta, datos = escritos.envios(inscripcion)[paso]
    antes = escritos.hoja()

    primera = oficial.post(ruta, {**datos, **CLAVE})
    tras_la_primera = escritos.hoja()
    segunda = oficial.post(ruta, {**datos, **CLAVE})

    assert (primera.status_code, segunda.status_code) == (302, 302)
    assert primera.headers["Location"] == segunda.headers["Location"]
    assert tras_la_primera != antes
    assert escritos.hoja() == tras_la_primera


@pytest.mark.parametrize(
    ("paso", "falla"),
    [
        ("contacto", {"nombre": ""}),
        ("personas", {"nombre": ""}),
        ("persona", {"nombre": ""}),
        ("sustituir_persona", {"nombre": ""}),
        ("actividades", {"modalidad_clima": ""}),
        ("actividades_de", {"modalidad_clima": ""}),
        ("consentimientos", {"consentimiento_datos": ""}),
        ("ficha_nueva", {"titulo": ""}),
        ("ficha", {"titulo": ""}),
        ("experiencia", {"titulo": ""}),
    ],
)
def test_error_de_validacion_no_gasta_la_clave(ciudad_en_curso, paso, falla):
    oficial, inscripcion = ciudad_en_curso
    ruta, datos = escritos.envios(inscripcion)[paso]
    antes, claves = escritos.hoja(), Envio.objects.count()

    mal = oficial.post(ruta, {**datos, **CLAVE, **falla})
    assert (mal.status_code, escritos.hoja() == antes, Envio.objects.count()) == (200, True, claves)
    assert f'name="clave_envio" value="{CLAVE["clave_envio"]}"' in mal.content.decode()
    bien = oficial.post(ruta, {**datos, **CLAVE})

    assert bien.status_code == 302
    assert escritos.hoja() != antes


def test_regla_que_dice_que_no_tampoco_gasta_la_clave(ciudad_en_curso):
    oficial, inscripcion = ciudad_en_curso
    ruta, datos = escritos.envios(inscripcion)["ficha_nueva"]
    sobran = [fabricas.crear_ficha(contacto=inscripcion.contacto, lugar=n) for n in (2, 3)]
    mal = oficial.post(ruta, {**datos, **CLAVE})
    assert "Ya hay 3 fichas de este tipo, el máximo" in mal.content.decode()
    sobran[0].delete()

    oficial.post(ruta, {**datos, **CLAVE})

    assert inscripcion.contacto.fichas.filter(tipo="saber", titulo="Compostaje").count() == 1


@pytest.mark.parametrize(
    ("paso", "cambio"),
    [("personas", {"nombre": "Otra"}), ("ficha_nueva", {"titulo": "Otra"}), ("experiencia", {"titulo": "Otra"})],
)
def test_misma_clave_con_otro_contenido_se_procesa(ciudad_en_curso, paso, cambio):
    """A page brought back by the back button and changed carries the same key."""
    oficial, inscripcion = ciudad_en_curso
    ruta, datos = escritos.envios(inscripcion)[paso]
    oficial.post(ruta, {**datos, **CLAVE})
    antes = escritos.hoja()

    respuesta = oficial.post(ruta, {**datos, **CLAVE, **cambio})

    assert respuesta.status_code == 302
    assert escritos.hoja() != antes


@pytest.mark.parametrize("clave", ["", "x" * 65, "con\x00nulo", "\u202e", "🙂" * 20])
def test_clave_que_no_sirve_no_detiene_el_envio(ciudad_en_curso, clave):
    oficial, inscripcion = ciudad_en_curso

    respuesta = oficial.post("/inscripcion/personas/", {"nombre": "Rosa Lema", "clave_envio": clave})

    assert respuesta.status_code == 302
    assert inscripcion.participantes.filter(nombre="Rosa Lema").count() == 1


def test_direccion_larguisima_no_rompe_el_paso(ciudad_en_curso):
    oficial, inscripcion = ciudad_en_curso

    respuesta = oficial.post(f"/inscripcion/personas/?volver=revisar&x={'y' * 3000}", {"nombre": "Rosa", **CLAVE})

    assert respuesta.headers["Location"] == "/inscripcion/personas/?volver=revisar"
    assert inscripcion.participantes.filter(nombre="Rosa").count() == 1


# --- The contact, which creates the draft -------------------------------------------------------


def test_contacto_dos_veces_crea_un_borrador_y_un_correo(client, programa_cumbre, riobamba):
    client.get("/inscripcion/contacto/", escritos.quien(riobamba))
    datos = {**escritos.quien(riobamba), **escritos.CONTACTO, **CLAVE}

    respuestas = [client.post("/inscripcion/contacto/", datos) for _i in range(2)]

    assert [r.headers["Location"] for r in respuestas] == ["/inscripcion/personas/"] * 2
    assert (Inscripcion.objects.count(), Contacto.objects.count(), Mensaje.objects.count()) == (1, 1, 1)
    assert client.session[acceso._CLAVE]["codigo"] == Inscripcion.objects.get().codigo


def test_contacto_reenviado_sin_haber_recibido_la_respuesta_sigue_en_el_mismo_borrador(
    client, programa_cumbre, riobamba
):
    """The line broke before the answer: the browser has no session yet, only the cookie of the form."""
    client.get("/inscripcion/contacto/", escritos.quien(riobamba))
    datos = {**escritos.quien(riobamba), **escritos.CONTACTO, **CLAVE}
    client.post("/inscripcion/contacto/", datos)
    del client.cookies["sesion"]

    client.post("/inscripcion/contacto/", datos)

    assert (Inscripcion.objects.count(), Mensaje.objects.count()) == (1, 1)
    assert client.session[acceso._CLAVE]["codigo"] == Inscripcion.objects.get().codigo


def test_contacto_copiado_en_otro_navegador_no_abre_el_borrador_ajeno(client, programa_cumbre, riobamba):
    client.get("/inscripcion/contacto/", escritos.quien(riobamba))
    datos = {**escritos.quien(riobamba), **escritos.CONTACTO, **CLAVE}
    client.post("/inscripcion/contacto/", datos)
    suya = Inscripcion.objects.get()
    services.agregar_participante(inscripcion=suya, nombre="Luis Cando", email="", cargo="")
    intrusa = Client()
    intrusa.get("/inscripcion/contacto/", escritos.quien(riobamba))

    pagina = intrusa.post("/inscripcion/contacto/", datos, follow=True)

    assert intrusa.session[acceso._CLAVE] != suya.codigo
    assert "Luis Cando" not in pagina.content.decode()


@pytest.mark.parametrize("paso", escritos.COMUNES + escritos.DE_CIUDAD)
def test_envio_copiado_en_otro_navegador_no_muestra_ni_cambia_nada_ajeno(ciudad_en_curso, ajena, paso):
    oficial, inscripcion = ciudad_en_curso
    ruta, datos = escritos.envios(inscripcion)[paso]
    oficial.post(ruta, {**datos, **CLAVE})
    propios = {"pk": inscripcion.pk}
    antes = Inscripcion.objects.filter(**propios).values().get()
    personas = list(inscripcion.participantes.values())

    pagina = ajena[0].post(ruta, {**datos, **CLAVE}, follow=True)

    assert pagina.status_code in (200, 404)
    assert "Cando" not in pagina.content.decode()
    assert Inscripcion.objects.filter(**propios).values().get() == antes
    assert list(inscripcion.participantes.values()) == personas


# --- Confirmation -------------------------------------------------------------------------------


def test_confirmar_dos_veces_termina_dos_veces_en_la_referencia(ciudad_en_curso):
    oficial, inscripcion = ciudad_en_curso

    paginas = [oficial.post("/inscripcion/revisar/", CLAVE, follow=True) for _i in range(2)]

    for pagina in paginas:
        assert pagina.request["PATH_INFO"] == "/inscripcion/lista/"
        assert inscripcion.referencia in pagina.content.decode()
        assert "para cambiar algo" not in pagina.content.decode()
    assert Mensaje.objects.filter(tipo="inscripcion_confirmada").count() == 1


def test_confirmar_otra_vez_con_el_enlace_del_correo_tambien_termina_en_la_referencia(ciudad_en_curso):
    _oficial, inscripcion = ciudad_en_curso
    entrada = Client()
    entrada.post(f"/acceso/{inscripcion.contacto.token()}/")

    for clave in ("una", "otra"):
        pagina = entrada.post("/inscripcion/revisar/", {"clave_envio": clave}, follow=True)
        assert pagina.request["PATH_INFO"] == "/inscripcion/lista/"

    assert Mensaje.objects.filter(tipo="inscripcion_confirmada").count() == 1


def test_lleno_contestado_dos_veces_es_una_respuesta(ciudad_en_curso, seminario):
    oficial, inscripcion = ciudad_en_curso
    seminario.cupo_presencial = 1
    seminario.save()
    confirmada(seminario)
    datos = {"decision_seminario": "espera", **CLAVE}

    rutas = [oficial.post("/inscripcion/lleno/", datos).headers["Location"] for _i in range(2)]

    assert rutas == ["/inscripcion/revisar/"] * 2
    assert inscripcion.participantes.filter(asistencias__acepta_espera=True).count() == 2


# --- Two clicks at the same instant -------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_dos_clics_a_la_vez_son_un_solo_resultado_en_cada_paso(programa_cumbre, riobamba):
    client = Client()
    client.get("/inscripcion/contacto/", escritos.quien(riobamba))
    datos = {**escritos.quien(riobamba), **escritos.CONTACTO, **CLAVE}

    def dos_clics(ruta, datos):
        respuestas = a_la_vez(*[partial(copia(client).post, ruta, {**datos, **CLAVE}) for _i in range(2)])
        assert errores(respuestas) == []
        assert len({r.headers["Location"] for r in respuestas}) == 1
        return respuestas[0]

    respuesta = dos_clics("/inscripcion/contacto/", datos)
    client.cookies.update(respuesta.cookies)
    inscripcion = Inscripcion.objects.get()
    assert (Contacto.objects.count(), Mensaje.objects.count()) == (1, 1)
    dos_clics("/inscripcion/personas/", {"nombre": "Rosa Lema"})
    assert [p.nombre for p in inscripcion.participantes.all()] == ["Ana Guamán", "Rosa Lema"]
    dos_clics("/inscripcion/actividades/", {"actividades": "seminario", "modalidad_seminario": "presencial"})
    dos_clics("/inscripcion/aportes/nueva/idea/", {"titulo": "Compostaje"})
    assert [f.titulo for f in inscripcion.contacto.fichas.all()] == ["Compostaje"]
    dos_clics("/inscripcion/consentimientos/", {"consentimiento_datos": "on"})
    dos_clics("/inscripcion/revisar/", {})
    tipos = ["enlace_borrador", "inscripcion_confirmada", "enlace_personal"]
    assert [m.tipo for m in Mensaje.objects.order_by("pk")] == tipos


@pytest.mark.django_db(transaction=True)
def test_dos_personas_de_la_delegacion_guardan_a_la_vez_sin_pisarse(cumbre):
    """Each step locks the registration: nothing of either is lost."""
    inscripcion = borrador(fabricas.crear_actividad(cumbre))

    resultados = a_la_vez(
        *[
            partial(services.agregar_participante, inscripcion=inscripcion, nombre=f"P{n}", email="", cargo="")
            for n in range(4)
        ],
        *[partial(services.terminar_paso, inscripcion=inscripcion, paso=p) for p in ("aportes", "experiencia")],
    )

    assert errores(resultados) == []
    inscripcion.refresh_from_db()
    assert inscripcion.participantes.count() == 5
    assert set(inscripcion.pasos) == {"personas", "aportes", "experiencia"}
