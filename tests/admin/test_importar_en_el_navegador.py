"""The import of the form from outside in a browser: each page, with nothing that axe finds."""

import pytest

from inscripciones.models import Inscripcion
from tests.admin.test_en_el_navegador import adentro, elenco, hallazgos  # noqa: F401 - fixtures
from tests.inscripciones.formularios import formulario, persona
from tests.puertas.navegador import pulsar

pytestmark = pytest.mark.largo


@pytest.mark.parametrize(("idioma", "ancho"), [("", 320), ("/pt-br", 1280)])
def test_a_form_goes_from_the_list_to_the_registrations(adentro, hallazgos, idioma, ancho):  # noqa: F811
    adentro.set_viewport_size({"width": ancho, "height": 800})
    contenido = formulario(
        persona("Ana Paz", "ana@x.example", que="Texto"), persona("Luis Gil", "luis@x.example", que="otra cosa")
    )
    adentro.goto(f"{idioma}/admin/inscripciones/inscripcion/")
    pulsar(adentro, ".object-tools a[href$='/importar/']")
    assert hallazgos(adentro) == []
    adentro.set_input_files("#id_archivo", {"name": "f.csv", "mimeType": "text/csv", "buffer": contenido})
    pulsar(adentro, ".submit-row input[type=submit]")
    assert (adentro.input_value("#id_columna_1"), hallazgos(adentro)) == ("nombre", [])
    adentro.select_option("#id_columna_3", "nombre")
    pulsar(adentro, ".submit-row input[type=submit]")
    assert (adentro.locator(".errorlist").count(), hallazgos(adentro)) == (1, [])
    adentro.select_option("#id_columna_3", "cargo")
    pulsar(adentro, ".submit-row input[type=submit]")
    assert hallazgos(adentro) == []
    pulsar(adentro, ".submit-row input[type=submit]")
    assert (adentro.locator(".messagelist .error").count(), hallazgos(adentro)) == (1, [])
    adentro.check("#id_consentimiento")
    pulsar(adentro, ".submit-row input[type=submit]")
    assert (adentro.locator(".messagelist .success").count(), hallazgos(adentro)) == (1, [])
    assert Inscripcion.objects.filter(origen="importada").count() == 1
