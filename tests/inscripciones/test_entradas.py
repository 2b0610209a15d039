"""Whatever is typed, pasted or forged in any field: a clear message or a next step, all that was typed kept, never a
500, nothing run and nothing shown of others."""

import datetime
import html
import re

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from actores.models import Contacto, Programa
from comun.formularios import limpiar_texto
from comun.models import Limite, Mensaje
from inscripciones.forms.aportes import ProgramaForm
from inscripciones.forms.cierre import ConsentimientosForm
from inscripciones.forms.delegacion import ContactoForm, ParticipanteForm
from inscripciones.forms.quien import ElegirForm, QuienForm, TipoForm
from inscripciones.models import Inscripcion, Participante
from intercambio.models import Ficha
from tests import fabricas, lint_html
from tests.formularios import enviar, formulario
from tests.inscripciones import escritos
from tests.inscripciones.delegaciones import confirmada

LARGO = "ñandú " * 1700  # over 10,000 characters
VENENOS = {
    "vacio": "",
    "blancos": " \t\xa0\u2003 ",
    "largo": LARGO,
    "nulo": "\x00",
    "invisibles": "A\x00n\x1b[31ma\x7f\u202e Luz\u2066\u200f",
    "emoji": "👩\u200d🌾 Ana 🎉",
    "malicia": "<script>alert(1)</script>\"'><img src=x>{{ 7|add:7 }}%(x)s{0.__class__}",
    "formula": '=HYPERLINK("http://malo","ver")',
    "slug": "no-existe-ese-slug",
    "pais": "XX",
    "lista": ["uno", "dos"],
}
# Every public form that is sent by POST: its path and what it sends when all is well, by field.
FORMULARIOS = {
    "contacto_nuevo": ("/inscripcion/contacto/", {**escritos.CONTACTO, "clave_envio": "k"}),
    "contacto": ("/inscripcion/contacto/", {**escritos.CONTACTO, "clave_envio": "k"}),
    "personas": ("/inscripcion/personas/", {"nombre": "Rosa Lema", "email": "", "cargo": "", "volver": ""}),
    "actividades": (
        "/inscripcion/actividades/",
        {"actividades": "clima", "modalidad_clima": "virtual", "modalidad_seminario": "", "clave_envio": "k"},
    ),
    "ficha": (
        "/inscripcion/aportes/nueva/saber/",
        {"titulo": "Huertas", "texto": "", "unidad": "", "ods": "", "volver": ""},
    ),
    "experiencia": (
        "/inscripcion/experiencia/",
        {"quiere": "si", "titulo": "Ferias", "resumen": "", "proyecto": ""},
    ),
    "consentimientos": (
        "/inscripcion/consentimientos/",
        {"consentimiento_datos": "on", "consentimiento_imagen": "", "consentimiento_listado": ""},
    ),
    "mirada": (
        "/inscripcion/mirada/",
        {"mirada": "Entre pares.", "enfoque": "", "estrategias": "", "aporta": "", "aporte": ""},
    ),
    "programa": (
        "/inscripcion/programas/nuevo/",
        {"titulo": "Fondo", "descripcion": "", "url": "", "cierre": "", "unidades": "", "ods": ""},
    ),
    "lleno": ("/inscripcion/lleno/", {"decision_seminario": "espera"}),
}
DE_INSTITUCION = {"mirada", "programa"}
LARGOS = {"texto", "resumen", "mirada", "enfoque", "estrategias", "aporte", "descripcion"}
EN_TEXTO = {"nombre", "email", "telefono", "cargo", "titulo", "url", "cierre"} | LARGOS
FECHA = "Escriba «Fecha de cierre de la convocatoria» como día/mes/año, por ejemplo 01/12/2026."
DIRECCION = "Revise «Página web»: escriba una dirección web completa, como https://ejemplo.org."
VEDADAS = re.compile(r"inválid|campo es obligatorio|campo é obrigatório|por favor|%\(", re.IGNORECASE)


def mensajes(pagina):
    """The messages of the summary, and those at the fields, as text."""
    texto = pagina.content.decode()
    resumen = re.search(r'<div class="resumen-errores".*?</div>', texto, re.S)
    if resumen is None:
        return [], []
    arriba = re.findall(r"<li>(?:<a href=\"#[^\"]+\">)?(.*?)(?:</a>)?</li>", resumen[0], re.S)
    zonas = re.findall(r'<div class="error-campo".*?</div>', texto, re.S)
    abajo = [m for zona in zonas for m in re.findall(r"<p>(?:<span.*?</span>)?\s*(.*?)</p>", zona, re.S)]
    return arriba, abajo


def comprobar_error(pagina, donde):
    """A page with errors: the title says so, the summary tells the same as the fields, no forbidden words."""
    texto = pagina.content.decode()
    arriba, abajo = mensajes(pagina)
    assert "<title>Error: " in texto, donde
    assert arriba, donde
    assert [m for m in abajo if m not in arriba] == [], donde
    assert [m for m in arriba if VEDADAS.search(m)] == [], donde


def comprobar_conservado(pagina, campo, valor, donde):
    if campo in EN_TEXTO and isinstance(valor, str):
        escrito = html.escape(limpiar_texto(valor, lineas=campo in LARGOS))
        assert escrito in pagina.content.decode(), donde


def comprobar_inofensivo(pagina, donde):
    """What was typed is text: no tag of it, and no template of it was run."""
    texto = pagina.content.decode()
    assert [malo for malo in ("<script>alert", "<img src=x", "{{ 14", "<class ") if malo in texto] == [], donde


@pytest.fixture(autouse=True)
def _plantillas_escritas(monkeypatch):
    """What people type may look like the remains of a template; here it is typed on purpose."""
    monkeypatch.setattr(
        lint_html, "REGLAS", [r for r in lint_html.REGLAS if r is not lint_html.sin_restos_de_plantilla]
    )


@pytest.mark.parametrize("cual", FORMULARIOS)
def test_todo_campo_recibe_cualquier_cosa_sin_romperse_y_conserva_lo_escrito(request, riobamba, cual, seminario):
    client, inscripcion = request.getfixturevalue(
        "institucion_en_curso" if cual in DE_INSTITUCION else "ciudad_en_curso"
    )
    if cual == "lleno":
        seminario.cupo_presencial = 1
        seminario.save()
        confirmada(seminario)
    ruta, datos = FORMULARIOS[cual]
    if cual == "contacto_nuevo":
        datos = {**escritos.quien(riobamba), "pais": "EC", "actividades": "seminario", **datos}
    for campo in datos:
        for veneno, valor in VENENOS.items():
            donde = f"{cual}.{campo} = {veneno}"
            if "clave_envio" not in campo:
                datos = {**datos, "clave_envio": f"{campo}-{veneno}"[:64]}
            Ficha.objects.filter(contacto=inscripcion.contacto).delete()
            Programa.objects.filter(contacto=inscripcion.contacto).delete()
            Participante.objects.filter(inscripcion=inscripcion, nombre__startswith="Rosa").delete()

            pagina = client.post(ruta, {**datos, campo: valor})

            assert pagina.status_code in (200, 302), donde
            if pagina.status_code == 302:
                assert pagina.headers["Location"].startswith("/inscripcion/"), donde
                continue
            comprobar_error(pagina, donde)
            comprobar_conservado(pagina, campo, valor, donde)
            comprobar_inofensivo(pagina, donde)


@pytest.mark.parametrize(
    ("ruta", "claves"),
    [
        ("", ["tipo"]),
        ("tipo/", ["tipo", "actividades", "seguir"]),
        ("quien/", ["tipo", "pais", "q", "ciudad", "ciudad_otra", "institucion", "volver", "actividades"]),
        ("contacto/", ["tipo", "pais", "ciudad", "ciudad_otra", "actividades", "nombre", "email"]),
        ("quien/cambiar/", ["tipo", "pais", "ciudad", "ciudad_otra"]),
        ("personas/", ["volver"]),
        ("lleno/", ["volver"]),
    ],
)
def test_toda_direccion_recibe_cualquier_parametro_sin_romperse(ciudad_en_curso, ruta, claves):
    client, _inscripcion = ciudad_en_curso
    base = {"tipo": "ciudad", "pais": "EC", "ciudad": "riobamba-ec", "q": "rio"}
    for clave in claves:
        for veneno, valor in VENENOS.items():
            donde = f"{ruta}?{clave}={veneno}"
            for mas in ({}, {"seguir": "1"}) if ruta == "quien/" else ({},):
                pagina = client.get(f"/inscripcion/{ruta}", {**base, **mas, clave: valor})

                assert pagina.status_code in (200, 302), donde
                if pagina.status_code == 302:
                    assert pagina.headers["Location"].startswith(("/inscripcion/", "/acceso/")), donde
                    assert len(pagina.headers["Location"]) < 4000, donde
                else:
                    comprobar_inofensivo(pagina, donde)


@pytest.mark.parametrize(
    "cuerpo", [b"nombre=%ED%A0%80", b"nombre=%FF%FE&email=%C3", b"nombre=\xff\xfe", b"%", b"=&=&&"]
)
def test_bytes_que_no_son_texto_no_rompen_el_paso(ciudad_en_curso, cuerpo):
    """Lone surrogates and broken UTF-8 arrive as the replacement sign."""
    client, _inscripcion = ciudad_en_curso

    pagina = client.post("/inscripcion/personas/", cuerpo, content_type="application/x-www-form-urlencoded")
    consulta = client.get("/inscripcion/quien/?tipo=ciudad&pais=EC&q=%ED%A0%80&ciudad=%FF")

    assert pagina.status_code in (200, 302)
    assert consulta.status_code == 200


@pytest.mark.parametrize("ruta", ["personas/%00/", "personas/%ED%A0%80/", "aportes/nueva/%FF/", "personas/ñ/"])
def test_direccion_con_bytes_imposibles_no_existe(ciudad_en_curso, ruta):
    client, _inscripcion = ciudad_en_curso

    assert client.get(f"/inscripcion/{ruta}").status_code == 404


def test_lo_guardado_con_malicia_se_muestra_como_texto_en_todas_las_paginas(ciudad_en_curso, seminario):
    """Named regression: XSS through previews; template placeholders reaching Python (CVE-2026-2415)."""
    client, inscripcion = ciudad_en_curso
    malo = "<script>alert(1)</script>{{ 7|add:7 }}%(x)s{0.__class__}\"'"
    seminario.titulo_es = "100% sur %(x)s {y}"
    seminario.save()
    client.post("/inscripcion/personas/", {"nombre": malo, "cargo": malo[:100], "clave_envio": "a"})
    client.post("/inscripcion/aportes/nueva/idea/", {"titulo": malo, "texto": malo, "clave_envio": "b"})
    client.post("/inscripcion/experiencia/", {"quiere": "si", "titulo": malo, "resumen": malo, "clave_envio": "c"})
    persona = inscripcion.participantes.get(nombre=malo)

    for ruta in ("personas/", "revisar/", "aportes/", "experiencia/", "actividades/", f"personas/{persona.codigo}/",
                 f"personas/{persona.codigo}/quitar/", f"personas/{persona.codigo}/actividades/"):  # fmt: skip
        pagina = client.get(f"/inscripcion/{ruta}")
        assert pagina.status_code == 200, ruta
        comprobar_inofensivo(pagina, ruta)
    assert html.escape(malo) in client.get("/inscripcion/revisar/").content.decode()
    pagina = client.post("/inscripcion/actividades/", {"actividades": "seminario", "clave_envio": "d"})
    assert "Falta decir cómo se participa en «100% sur %(x)s {y}»: presencial o virtual." in pagina.content.decode()


def test_texto_con_formula_y_telefono_con_mas_se_guardan_tal_cual(client, programa_cumbre, riobamba):
    """Named regression: formula injection is the export's care; a phone keeps its +."""
    datos = {**escritos.CONTACTO, "cargo": "=HYPERLINK(1)", "telefono": "+593 3 296-6000 int. 12"}
    client.get("/inscripcion/contacto/", escritos.quien(riobamba))

    client.post("/inscripcion/contacto/", {**escritos.quien(riobamba), **datos, "clave_envio": "a"})

    assert Contacto.objects.values_list("cargo", "telefono").get() == ("=HYPERLINK(1)", "+593 3 296-6000 int. 12")


# --- Exact messages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cambios", "esperados"),
    [
        ({"nombre": ""}, ["Falta el nombre y apellido: escríbalo como quiere que figure."]),
        ({"nombre": "x" * 121}, ["«Nombre y apellido» tiene 121 caracteres y el máximo es 120: acorte el texto."]),
        ({"email": ""}, ["Falta el correo electrónico: escríbalo para recibir el enlace de su inscripción."]),
        (
            {"email": "ana arroba riobamba"},
            ["Revise «Correo electrónico»: escriba una dirección completa, como nombre@municipio.gob.ar."],
        ),
        ({"participa": None}, ["Falta decir si usted también participa: elija sí o no."]),
        (
            {"participa": "quizas"},
            ["La opción elegida en «¿Usted también participa?» no está en la lista: elija otra."],
        ),
        ({"telefono": "1" * 41}, ["«Teléfono» tiene 41 caracteres y el máximo es 40: acorte el texto."]),
        (
            {"sitio_web": "http://x"},
            ["No se guardó todavía: revise lo que escribió y vuelva a pulsar «Guardar y seguir»."],
        ),
        (
            {"nombre": "", "email": "", "participa": None},
            [
                "Falta el nombre y apellido: escríbalo como quiere que figure.",
                "Falta el correo electrónico: escríbalo para recibir el enlace de su inscripción.",
                "Falta decir si usted también participa: elija sí o no.",
            ],
        ),
    ],
)
def test_contacto_con_errores_los_dice_uno_por_campo_en_orden(client, programa_cumbre, riobamba, cambios, esperados):
    pagina = client.get("/inscripcion/contacto/", escritos.quien(riobamba))
    datos = {**{c: v for c, v in escritos.CONTACTO.items() if c != "idioma"}, **cambios}

    pagina = enviar(client, pagina, "nombre", **datos)

    assert mensajes(pagina)[0] == esperados
    comprobar_error(pagina, str(cambios))
    assert (Inscripcion.objects.count(), Mensaje.objects.count()) == (0, 0)
    campos = dict(formulario(pagina, "nombre")["campos"])
    assert campos["telefono"] == datos["telefono"]
    assert (campos["tipo"], campos["ciudad"]) == ("ciudad", "riobamba-ec")


def test_quien_no_se_encuentra_se_escribe(client, programa_cumbre, riobamba):
    pagina = client.get("/inscripcion/quien/", {"tipo": "ciudad", "pais": "EC", "q": "Villa Inexistente"})
    assert dict(formulario(pagina, "ciudad_otra")["campos"])["ciudad_otra"] == "Villa Inexistente"
    pagina = enviar(client, pagina, "ciudad_otra", seguir="1")

    enviar(client, pagina, "nombre", **{c: v for c, v in escritos.CONTACTO.items() if c != "idioma"})

    ciudad = Inscripcion.objects.get().ciudad
    assert (ciudad.nombre, ciudad.pais, ciudad.verificada) == ("Villa Inexistente", "EC", False)


@pytest.mark.parametrize(
    ("consulta", "esperados"),
    [
        ({"tipo": "ciudad", "pais": "", "q": "rio"}, ["Falta el país: elija uno de la lista."]),
        ({"tipo": "ciudad", "pais": "EC", "q": ""}, ["Falta el nombre de la ciudad: escriba al menos una parte."]),
        (
            {"tipo": "ciudad", "pais": "XX", "q": "rio"},
            ["La opción elegida en «País» no está en la lista: elija otra."],
        ),
        (
            {"tipo": "institucion", "q": ""},
            ["Falta el nombre de la institución: escriba al menos una parte o su sigla."],
        ),
        (
            {"tipo": "ciudad", "pais": "EC", "q": "rio", "seguir": "1"},
            ["Falta elegir: marque un resultado o «No está en la lista»."],
        ),
        (
            {"tipo": "ciudad", "pais": "EC", "q": "rio", "seguir": "1", "ciudad": "otra", "ciudad_otra": " "},
            ["Falta el nombre: escríbalo tal como quiere que figure."],
        ),
        (
            {"tipo": "ciudad", "pais": "EC", "q": "rio", "seguir": "1", "ciudad": "montevideo-uy"},
            ["La opción elegida en «Resultados» no está en la lista: elija otra."],
        ),
    ],
)
def test_busqueda_con_errores_los_dice(client, programa_cumbre, riobamba, consulta, esperados):
    pagina = client.get("/inscripcion/quien/", consulta)

    assert (pagina.status_code, mensajes(pagina)[0]) == (200, esperados)
    assert "<title>Error: " in pagina.content.decode()


@pytest.mark.parametrize("tipo", ["", "persona", "CIUDAD", "<b>"])
def test_tipo_desconocido_vuelve_a_preguntarlo(client, programa_cumbre, tipo):
    assert client.get("/inscripcion/quien/", {"tipo": tipo}).headers["Location"].startswith("/inscripcion/tipo/")
    pagina = client.get("/inscripcion/tipo/", {"tipo": tipo, "seguir": "1"})
    assert "<title>Error: " in pagina.content.decode()


@pytest.mark.parametrize(
    ("idioma", "guardado"), [("pt-br", "pt-br"), ("es", "es"), ("fr", "es"), ("<x>", "es"), ("", "es")]
)
def test_idioma_desconocido_es_el_de_la_pagina(client, programa_cumbre, riobamba, idioma, guardado):
    datos = {**escritos.quien(riobamba), **escritos.CONTACTO, "idioma": idioma, "clave_envio": "a"}

    client.post("/inscripcion/contacto/", datos)

    assert Inscripcion.objects.values_list("idioma", "contacto__idioma").get() == (guardado, guardado)


def test_modalidad_desconocida_y_actividad_ajena_se_dicen_por_su_nombre(ciudad_en_curso):
    client, inscripcion = ciudad_en_curso
    otra = fabricas.crear_cumbre(inicio=datetime.date(2020, 1, 1), fin=datetime.date(2020, 1, 2))
    ajena = fabricas.crear_actividad(otra, slug="de-otra-cumbre")
    antes = escritos.hoja()

    pagina = client.post(
        "/inscripcion/actividades/",
        {"actividades": [ajena.slug, "clima"], "modalidad_clima": "telepatia", "clave_envio": "a"},
    )

    assert mensajes(pagina)[0] == [
        "La opción elegida en «Actividades» no está en la lista: elija otra.",
        "La opción elegida en «¿Cómo se participa en «La ambición climática»?» no está en la lista: elija otra.",
    ]
    assert escritos.hoja() == antes
    assert inscripcion.elecciones.count() == 1


def test_proyecto_de_otra_ciudad_no_se_puede_presentar(ciudad_en_curso):
    client, _inscripcion = ciudad_en_curso
    proyecto = fabricas.crear_proyecto(slug="ajeno")

    pagina = client.post("/inscripcion/experiencia/", {"quiere": "si", "titulo": "Ferias", "proyecto": proyecto.slug})

    assert mensajes(pagina)[0] == [
        "La opción elegida en «Proyecto del catálogo al que corresponde» no está en la lista: elija otra."
    ]


@pytest.mark.parametrize(
    ("campo", "valor", "esperado"),
    [
        ("cierre", "pronto", FECHA),
        ("cierre", "31/02/2027", "Ese día no existe: revise el día y el mes."),
        ("url", "no es", DIRECCION),
        ("url", "javascript:alert(1)", DIRECCION),
        ("ods", "99", "La opción elegida en «Objetivos de Desarrollo Sostenible» no está en la lista: elija otra."),
        ("unidades", "x'y", "La opción elegida en «Temas» no está en la lista: elija otra."),
    ],
)  # fmt: skip
def test_programa_con_errores_los_dice(institucion_en_curso, campo, valor, esperado):
    client, _inscripcion = institucion_en_curso

    pagina = client.post("/inscripcion/programas/nuevo/", {"titulo": "Becas", campo: valor})

    assert mensajes(pagina) == ([esperado], [esperado])
    comprobar_conservado(pagina, campo, valor, campo)


# --- Limits -------------------------------------------------------------------------------------


def test_limite_por_correo_responde_429_con_todo_lo_escrito(client, programa_cumbre, riobamba, settings):
    settings.PUBLIC_LIMITS = True
    datos = {**escritos.quien(riobamba), **escritos.CONTACTO}
    for n in range(8):
        assert Client().post("/inscripcion/contacto/", {**datos, "clave_envio": f"k{n}"}).status_code == 302

    pagina = client.post("/inscripcion/contacto/", {**datos, "clave_envio": "k9"})

    assert pagina.status_code == 429
    assert mensajes(pagina)[0] == [
        "Se iniciaron muchas inscripciones desde aquí en la última hora. Lo que escribió sigue en la página: "
        "espere unos minutos y vuelva a guardar, o use el enlace que ya recibió por correo."
    ]
    assert dict(formulario(pagina, "nombre")["campos"])["nombre"] == "Ana Guamán"
    assert (Inscripcion.objects.count(), Mensaje.objects.count()) == (8, 8)
    otra = {**datos, "email": "otra@riobamba.gob.ec", "clave_envio": "k10"}
    assert client.post("/inscripcion/contacto/", otra).status_code == 302


def test_limite_por_direccion_deja_pasar_a_una_oficina_y_no_a_un_abuso(client, programa_cumbre, riobamba, settings):
    settings.PUBLIC_LIMITS = True
    datos = {**escritos.quien(riobamba), **escritos.CONTACTO}
    client.post("/inscripcion/contacto/", {**datos, "clave_envio": "k"})
    Limite.objects.update(cuenta=40)  # forty of this office in this hour, and of this e-mail as well

    del_abuso = client.post("/inscripcion/contacto/", {**datos, "email": "b@x.org", "clave_envio": "k1"})
    de_otra_oficina = client.post(
        "/inscripcion/contacto/", {**datos, "email": "c@x.org", "clave_envio": "k2"}, REMOTE_ADDR="198.51.100.7"
    )

    assert (del_abuso.status_code, de_otra_oficina.status_code) == (429, 302)


def test_error_de_validacion_no_cuenta_para_el_limite(client, programa_cumbre, riobamba, settings):
    settings.PUBLIC_LIMITS = True

    client.post("/inscripcion/contacto/", {**escritos.quien(riobamba), **escritos.CONTACTO, "nombre": ""})

    assert Limite.objects.count() == 0


# --- Whatever hypothesis thinks of --------------------------------------------------------------

TEXTO = st.text(max_size=130)


@settings(max_examples=60, deadline=None)
@given(nombre=TEXTO, email=st.one_of(TEXTO, st.emails()), telefono=TEXTO, cargo=TEXTO)
def test_contacto_que_el_formulario_acepta_lo_acepta_el_modelo(nombre, email, telefono, cargo):
    form = ContactoForm(
        {"nombre": nombre, "email": email, "telefono": telefono, "cargo": cargo, "participa": "si", "sitio_web": ""}
    )
    if form.is_valid():
        limpios = {c: form.cleaned_data[c] for c in ("nombre", "email", "telefono", "cargo")}
        Contacto(**limpios).clean_fields(exclude=["ciudad", "institucion"])
        assert not any("\x00" in v for v in limpios.values())


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["nombre", "email", "cargo", "tipo", "consentimiento_datos"]), TEXTO))
def test_formularios_sin_base_de_datos_nunca_fallan(datos):
    for clase in (ParticipanteForm, TipoForm, ConsentimientosForm):
        form = clase(datos)
        form.is_valid()
        assert str(form["nombre" if "nombre" in form.fields else next(iter(form.fields))])


@settings(max_examples=40, deadline=None)
@given(url=TEXTO, cierre=TEXTO)
def test_direcciones_y_fechas_de_un_programa_nunca_fallan(url, cierre):
    campos = ProgramaForm.base_fields
    for campo, valor in (("url", url), ("cierre", cierre)):
        try:
            campos[campo].clean(limpiar_texto(valor))
        except Exception as error:
            assert type(error).__name__ == "ValidationError"


# --- Messages in both languages -----------------------------------------------------------------


@pytest.mark.parametrize("idioma", ["es", "pt-br"])
def test_mensajes_de_los_pasos_se_dicen_en_el_idioma_de_la_pagina(ciudad_en_curso, idioma):
    """Each step sent empty: what it answers is in the language of its address and names what is missing."""
    client, _inscripcion = ciudad_en_curso
    prefijo = "" if idioma == "es" else "/pt-br"
    for ruta, (falta, sem) in {
        "personas/": (
            "Falta el nombre y apellido: escríbalo como quiere que figure.",
            "Falta o nome e sobrenome: escreva como deve constar.",
        ),
        "actividades/": ("Falta elegir al menos una actividad.", "Falta escolher"),
        "aportes/nueva/saber/": (
            "Falta el título de la ficha: escriba en una frase qué es.",
            "Falta o título da ficha",
        ),
        "experiencia/": ("Falta responder: elija sí o «no por ahora».", "Falta responder: escolha"),
        "consentimientos/": ("Para inscribirse hace falta aceptar el uso de los datos: marque la casilla.", "marque a"),
    }.items():
        pagina = client.post(f"{prefijo}/inscripcion/{ruta}", {})
        (mensaje,) = mensajes(pagina)[0]
        assert mensaje == falta if idioma == "es" else sem in mensaje, (ruta, mensaje)
        assert not VEDADAS.search(mensaje)


def test_errores_del_dominio_estan_traducidos(db):
    """Every sentence that a rule may say has its Portuguese."""
    from inscripciones.errores import ErrorInscripcion

    con_mensaje = [c for c in ErrorInscripcion.__subclasses__() if hasattr(c, "mensaje")]
    assert con_mensaje
    for clase in con_mensaje:
        en_espaniol = str(clase.mensaje)
        with translation.override("pt-br"):
            assert str(clase.mensaje) != en_espaniol


def test_formularios_de_quien_guardan_su_forma():
    assert {ElegirForm.OTRA, *QuienForm.base_fields} == {
        "otra", "tipo", "pais", "ciudad", "ciudad_otra", "institucion", "institucion_otra",
    }  # fmt: skip


def test_fecha_pegada_con_signos_invisibles_se_entiende(institucion_en_curso):
    client, inscripcion = institucion_en_curso

    client.post("/inscripcion/programas/nuevo/", {"titulo": "Becas", "cierre": "\u200e31/5/2027\u202c\xa0"})

    assert inscripcion.contacto.programas.get(titulo_es="Becas").cierre == datetime.date(2027, 5, 31)
