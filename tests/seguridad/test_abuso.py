"""What a stranger can try from outside: how often, and what there is to learn from the answer or from its clock."""

import itertools
import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comun.models import Limite, Mensaje
from inscripciones.models import Inscripcion, Participante
from inscripciones.views import comunes
from tests import fabricas
from tests.inscripciones import escritos

pytestmark = pytest.mark.django_db
PROXY = "10.0.0.1"
VALORES = re.compile(r"""'(?:[^']|'')*'(?:::\w+)?|"s\d+_x\d+"|\b\d+\b|NULL""")
_numero = itertools.count(1)


@pytest.fixture
def riobamba():
    fabricas.crear_seminario()
    return fabricas.crear_ciudad(nombre="Riobamba", slug="riobamba-ec", pais="EC")


def pedir_enlace(client, email, **cabeceras):
    datos = {"email": email, "clave_envio": f"clave{next(_numero)}", "sitio_web": ""}
    return client.post("/acceso/", datos, **cabeceras)


def iniciar(client, email, **cabeceras):
    datos = {"tipo": "ciudad", "ciudad": "riobamba-ec", **escritos.CONTACTO, "email": email}
    return client.post("/inscripcion/contacto/", {**datos, "clave_envio": f"clave{next(_numero)}"}, **cabeceras)


ENTRADAS = pytest.mark.parametrize(
    ("enviar", "por_correo", "ambitos"),
    [(pedir_enlace, 5, 2), (iniciar, 8, 2)],
    ids=["acceso", "primer_paso"],
)


# --- How often ----------------------------------------------------------------------------------


@ENTRADAS
def test_una_direccion_de_red_tiene_limite_diga_lo_que_diga_de_donde_viene(
    riobamba, settings, enviar, por_correo, ambitos
):
    """X-Forwarded-For is what anybody writes, while no proxy of ours writes it (CVE-2023-44463)."""
    settings.PUBLIC_LIMITS = True

    estados = [
        enviar(Client(), f"persona{n}@ejemplo.org", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code
        for n in range(41)
    ]

    assert estados == [302] * 40 + [429]


@ENTRADAS
def test_detras_de_un_proxy_de_confianza_cada_visitante_tiene_su_cuenta(
    riobamba, settings, enviar, por_correo, ambitos
):
    settings.PUBLIC_LIMITS, settings.TRUSTED_PROXIES = True, [PROXY]

    def desde(visitante, n):
        proxy = {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": f"198.51.100.1, {visitante}"}
        return enviar(Client(), f"persona{visitante}-{n}@ejemplo.org", **proxy).status_code

    assert [desde("203.0.113.1", n) for n in range(41)] == [302] * 40 + [429]
    assert desde("203.0.113.2", 0) == 302


@ENTRADAS
def test_un_correo_tiene_limite_venga_de_donde_venga(riobamba, settings, enviar, por_correo, ambitos):
    settings.PUBLIC_LIMITS = True

    estados = [
        enviar(Client(), email, REMOTE_ADDR=f"203.0.113.{n}").status_code
        for n, email in enumerate(["ana@ejemplo.org", "ANA@ejemplo.org"] * 5)
    ]

    assert estados == [302] * por_correo + [429] * (10 - por_correo)


@ENTRADAS
def test_cada_limite_se_cuenta_con_una_sola_sentencia(riobamba, settings, enviar, por_correo, ambitos):
    """Reading first and writing later would let through those who come together."""
    settings.PUBLIC_LIMITS = True

    with CaptureQueriesContext(connection) as consultas:
        enviar(Client(), "ana@ejemplo.org")

    sobre_limites = [c["sql"] for c in consultas if "comun_limite" in c["sql"]]
    assert len(sobre_limites) == ambitos
    assert all("ON CONFLICT (clave) DO UPDATE" in sql for sql in sobre_limites)
    assert Limite.objects.count() == ambitos


def test_una_inscripcion_no_se_cambia_sin_fin_y_lo_escrito_no_se_pierde(riobamba, settings, monkeypatch):
    """Whoever began a draft could write to the database for ever: each new key is a row."""
    settings.PUBLIC_LIMITS = True
    monkeypatch.setattr(comunes, "CAMBIOS_POR_HORA", 3)
    client = Client()
    iniciar(client, "ana@ejemplo.org")

    def agregar(n):
        datos = {"nombre": f"Persona {n}", "email": "", "cargo": "", "clave_envio": f"otra{n}"}
        return client.post("/inscripcion/personas/", datos)

    estados = [agregar(n).status_code for n in range(3)]
    pagina = agregar(4)

    assert (estados, pagina.status_code) == ([302] * 3, 429)
    texto = pagina.content.decode()
    assert "Se guardaron muchos cambios en la última hora." in texto
    assert 'value="Persona 4"' in texto
    assert Participante.objects.filter(es_contacto=False).count() == 3


@ENTRADAS
def test_la_trampa_de_las_maquinas_no_guarda_nada_ni_manda_correo(riobamba, enviar, por_correo, ambitos):
    client = Client()
    fabricas.crear_contacto(email="ana@ejemplo.org")
    if enviar is pedir_enlace:
        client.post("/acceso/", {"email": "ana@ejemplo.org", "clave_envio": "x", "sitio_web": "http://spam.example"})
    else:
        datos = {"tipo": "ciudad", "ciudad": "riobamba-ec", **escritos.CONTACTO, "sitio_web": "http://spam.example"}
        client.post("/inscripcion/contacto/", {**datos, "clave_envio": "x"})

    assert (Mensaje.objects.count(), Inscripcion.objects.count()) == (0, 0)


# --- What there is to learn ---------------------------------------------------------------------


def respuesta_y_sentencias(enviar, email):
    """Return the answer without what changes each time, and its statements without their values."""
    client = Client()
    client.get("/acceso/")
    with CaptureQueriesContext(connection) as consultas:
        response = enviar(client, email)
    sentencias = [VALORES.sub("?", c["sql"]) for c in consultas]
    return (response.status_code, response.headers["Location"], response.content, set(client.cookies)), sentencias


@pytest.mark.parametrize("conocido", ["contacto", "confirmada", "dos_idiomas", "vencida"])
@ENTRADAS
def test_un_correo_conocido_y_uno_que_no_dan_la_misma_respuesta_con_las_mismas_sentencias(
    riobamba, enviar, por_correo, ambitos, conocido
):
    """The same statements take the same time: neither the page nor a clock tells who is registered."""
    contacto = fabricas.crear_contacto(email="ana@ejemplo.org")
    if conocido != "contacto":
        estado = "vencida" if conocido == "vencida" else "confirmada"
        fechas = {"vencida_el": contacto.creado} if conocido == "vencida" else {}
        fabricas.crear_inscripcion(estado, contacto=contacto, **fechas)
    if conocido == "dos_idiomas":
        fabricas.crear_contacto(email="ana@ejemplo.org", idioma="pt-br")
    ContentType.objects.clear_cache()
    respuesta_y_sentencias(enviar, "primera@ejemplo.org")  # What a process asks only once is asked by now.

    del_conocido, suyas = respuesta_y_sentencias(enviar, "ana@ejemplo.org")
    de_nadie, otras = respuesta_y_sentencias(enviar, "nadie@ejemplo.org")

    assert del_conocido == de_nadie
    assert len(suyas) == len(otras) > 5
    if conocido != "dos_idiomas":  # two rows in one statement
        assert suyas == otras


def test_pedir_el_enlace_de_nadie_no_deja_ningun_mensaje(riobamba):
    fabricas.crear_contacto(email="ana@ejemplo.org")

    pedir_enlace(Client(), "nadie@ejemplo.org")
    assert Mensaje.objects.count() == 0

    pedir_enlace(Client(), "ana@ejemplo.org")
    assert list(Mensaje.objects.values_list("a", flat=True)) == ["ana@ejemplo.org"]


def test_personas_no_se_enumeran_cve_2025_53640(riobamba):
    """Indico told the names of its users to who asked for one number after another. Here no address takes a number,
    and a code of somebody else is the same 404 as one that never was."""
    _ajena, suya = escritos.iniciar(riobamba, nombre="Rosa Lema", email="rosa@ejemplo.org")
    escritos.completar(suya, suya.cumbre.actividades.get(), persona="Luis Cando")
    otra = Client()
    iniciar(otra, "ana@ejemplo.org")
    personas = list(suya.participantes.all())
    assert len(personas) == 2
    propia = Participante.objects.exclude(inscripcion=suya).get()
    rutas = ("persona", "quitar_persona", "actividades_de")
    de_numero = [str(n) for p in personas for n in (p.pk, suya.pk, suya.contacto_id)]
    de_otra = [clave for p in personas for clave in (p.codigo, p.entrada, suya.referencia, suya.codigo)]

    paginas = {
        (respuesta.status_code, sin_direccion(respuesta))
        for ruta in rutas[::2]
        for clave in [*de_numero, *de_otra, "0" * 32]
        for respuesta in [otra.get(reverse(f"inscripciones:{ruta}", args=[clave]))]
    }

    assert [otra.get(reverse(f"inscripciones:{r}", args=[propia.codigo])).status_code for r in rutas] == [200] * 3
    assert len(paginas) == 1
    ((estado, texto),) = paginas
    assert estado == 404
    assert not [p for p in personas if p.nombre in texto]
    for clave in [*de_numero, *de_otra]:  # Removed already is the same as never there: back to the list.
        direccion = reverse("inscripciones:quitar_persona", args=[clave])
        assert otra.get(direccion).headers["Location"] == "/inscripcion/personas/"
    assert suya.participantes.count() == 2


def sin_direccion(respuesta):
    """Return a page without its own address, which the link to the other language repeats."""
    return respuesta.content.decode().replace(respuesta.request["PATH_INFO"].removeprefix("/"), "…")
