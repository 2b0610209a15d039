"""The template pack: label, hint, error, input, in that order, and each tied to the other."""

import html5lib
from django import forms
from django.template import engines
from django.utils import translation

from comun.formularios import (
    CampoCasilla,
    CampoCorreo,
    CampoLargo,
    CampoOpciones,
    CampoTelefono,
    CampoTexto,
    CampoVarias,
    FormularioPortal,
)


class Persona(FormularioPortal):
    nombre = CampoTexto(label="Nombre", help_text="Como en el certificado.", autocompletar="name")
    email = CampoCorreo(help_text="Allí llega el enlace.")
    telefono = CampoTelefono(required=False)
    asiste = CampoOpciones(
        label="¿Cómo asiste?", choices=[("si", "Sí"), ("no", "No")], help_text="Elija.", pistas={"si": "En persona."}
    )
    temas = CampoVarias(label="Temas", choices=[("a", "A"), ("b", "B")])
    texto = CampoLargo(label="Texto", limite=10)
    permiso = CampoCasilla(label="Acepto", help_text="Para qué.")
    edad = forms.IntegerField(label="Edad")


def dibujar(form, plantilla="{{ form|crispy }}"):
    html = engines["django"].from_string(plantilla).render({"form": form})
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False).find("body")


def por_id(arbol, ide):
    return next(e for e in arbol.iter() if e.get("id") == ide)


def texto(elemento):
    return " ".join("".join(elemento.itertext()).split())


def test_campo_shows_label_hint_error_and_input_in_that_order():
    cuerpo = dibujar(Persona({}))

    orden = [e.get("id") or e.tag for e in por_id(cuerpo, "div_id_nombre")]

    assert orden == ["label", "id_nombre_helptext", "id_nombre_error", "id_nombre"]


def test_campo_is_described_by_its_hint_and_its_error():
    entrada = por_id(dibujar(Persona({})), "id_nombre")

    assert entrada.get("aria-describedby") == "id_nombre_helptext id_nombre_error"
    assert entrada.get("aria-invalid") == "true"
    assert entrada.get("autocomplete") == "name"
    assert entrada.get("required") is None


def test_grupo_is_a_fieldset_with_legend_hint_error_and_options():
    grupo = por_id(dibujar(Persona({})), "div_id_asiste").find("fieldset")

    assert [e.get("id") or e.get("class") or e.tag for e in grupo] == [
        "legend",
        "id_asiste_helptext",
        "id_asiste_error",
        "opciones",
    ]
    assert grupo.get("aria-describedby") == "id_asiste_helptext id_asiste_error"
    assert por_id(grupo, "id_asiste_0").get("aria-describedby") == "id_asiste_0_pista"
    assert texto(por_id(grupo, "id_asiste_0_pista")) == "En persona."


def test_casilla_shows_its_error_before_the_box_and_ties_both():
    bloque = por_id(dibujar(Persona({})), "div_id_permiso")

    assert [e.get("id") or e.get("class") for e in bloque] == ["id_permiso_error", "opcion"]
    assert por_id(bloque, "id_permiso").get("aria-describedby") == "id_permiso_helptext id_permiso_error"


def test_opcional_is_said_on_optional_fields_only_and_no_asterisk_is_drawn():
    cuerpo = dibujar(Persona())

    etiquetas = {e.get("for"): texto(e) for e in cuerpo.iter("label")}

    assert etiquetas["id_telefono"] == "Teléfono (opcional)"
    assert etiquetas["id_nombre"] == "Nombre"
    assert [clave for clave, valor in etiquetas.items() if "opcional" in valor or "*" in valor] == ["id_telefono"]


def test_filtros_do_not_say_opcional():
    class Filtros(FormularioPortal):
        sin_opcional = True
        q = CampoTexto(label="Buscar", required=False)

    assert texto(dibujar(Filtros()).find(".//label")) == "Buscar"


def test_resumen_lists_every_error_and_links_to_an_input_that_exists():
    form = Persona({"email": "x@"})
    cuerpo = dibujar(form, "{% include 'componentes/resumen_errores.html' %}{{ form|crispy }}")

    resumen = next(e for e in cuerpo.iter("div") if e.get("class") == "resumen-errores")
    enlaces = [(a.get("href").removeprefix("#"), texto(a)) for a in resumen.iter("a")]

    assert resumen.get("tabindex") == "-1"
    assert [destino for destino, _ in enlaces] == [
        "id_nombre",
        "id_email",
        "id_asiste_0",
        "id_temas_0",
        "id_texto",
        "id_permiso",
        "id_edad",
    ]
    assert all(por_id(cuerpo, destino).tag in {"input", "textarea"} for destino, _ in enlaces)
    for destino, mensaje in enlaces:
        en_el_campo = por_id(cuerpo, destino.removesuffix("_0") + "_error")
        assert texto(en_el_campo) == f"Error: {mensaje}"


def test_resumen_shows_errors_of_the_whole_form_without_a_link():
    class Par(FormularioPortal):
        uno = CampoTexto(required=False)

        def clean(self):
            raise forms.ValidationError("Escriba uno de los dos.", code="par")

    cuerpo = dibujar(Par({}), "{% include 'componentes/resumen_errores.html' %}")

    assert [(texto(li), li.find("a")) for li in cuerpo.iter("li")] == [("Escriba uno de los dos.", None)]


def test_lo_escrito_is_kept_and_escaped():
    form = Persona({"nombre": '<script>"x"</script>', "texto": "=HYPERLINK(1)\r\n<b>", "edad": "doce"})
    cuerpo = dibujar(form)

    assert por_id(cuerpo, "id_nombre").get("value") == '<script>"x"</script>'
    assert por_id(cuerpo, "id_texto").text == "=HYPERLINK(1)\n<b>"
    assert por_id(cuerpo, "id_edad").get("value") == "doce"
    assert por_id(cuerpo, "id_edad").get("type") == "text"
    assert list(cuerpo.iter("script")) == []


def test_largo_tells_its_limit_in_the_hint_and_does_not_cut():
    area = por_id(dibujar(Persona()), "id_texto")

    assert texto(por_id(dibujar(Persona()), "id_texto_helptext")) == "Hasta 10 caracteres."
    assert area.get("maxlength") is None
    with translation.override("pt-br"):
        assert texto(por_id(dibujar(Persona()), "id_texto_helptext")) == "Até 10 caracteres."
