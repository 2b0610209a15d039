"""A message in a browser: written, read, tested, launched, followed, stopped; nothing that axe finds."""

import pytest

from comun import enviador, tareas
from comun.models import Mensaje
from inscripciones.models import Inscripcion
from seminario.comunicados import cola
from seminario.models import Comunicado
from tests.admin.test_en_el_navegador import adentro, elenco, hallazgos  # noqa: F401 - fixtures
from tests.comunicados.mensajes import delegacion
from tests.puertas.navegador import pulsar

pytestmark = pytest.mark.largo

GUARDAR, ENVIAR = "input[name=_save]", "#titulo-envio ~ form input[type=submit]"
SOBRA = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LARGAS = [("/pt-br", 1280), ("", 320)]


@pytest.mark.parametrize(("idioma", "ancho"), [("", 390), *LARGAS])
def test_from_the_first_word_to_the_stop(adentro, elenco, hallazgos, monkeypatch, idioma, ancho):  # noqa: F811
    monkeypatch.setattr(cola, "TANDA", 2)
    otra_mirada = hallazgos if (idioma, ancho) != ("", 390) else lambda page: []  # axe takes its time
    Comunicado.objects.all().delete()
    Inscripcion.objects.filter(pk=elenco["inscripcion"].pk).update(estado="retirada")
    Mensaje.objects.all().delete()
    for n in range(4):
        delegacion(f"c{n}@x.org", idioma="pt-br" if n % 2 else "es")
    adentro.set_viewport_size({"width": ancho, "height": 844})

    adentro.goto(f"{idioma}/admin/seminario/comunicado/add/")
    adentro.fill("#id_asunto_es", "Hola {nombre}")
    adentro.fill("#id_asunto_pt_br", "Oi {nombre}")
    adentro.fill("#id_texto_es", "Nos vemos, {apodo}.")
    adentro.fill("#id_texto_pt_br", "Até logo.\n\nAbrir meu espaço:\n{enlace}")
    pulsar(adentro, GUARDAR)
    assert (adentro.locator(".errorlist li").count(), hallazgos(adentro)) == (1, [])
    adentro.fill("#id_texto_es", "Nos vemos.\n\nAbrir mi espacio:\n{enlace}")
    pulsar(adentro, GUARDAR)

    assert adentro.locator(".correo-de-muestra").count() == 3
    assert (adentro.evaluate(SOBRA), hallazgos(adentro)) == (0, [])
    pulsar(adentro, "#titulo-prueba ~ form input[type=submit]")
    assert adentro.locator(".messagelist .success").count() == 1
    pulsar(adentro, ENVIAR)
    assert (adentro.locator(".errorlist li").count(), otra_mirada(adentro)) == (1, [])
    adentro.check("#id_confirmo")
    pulsar(adentro, ENVIAR)

    assert (adentro.evaluate(SOBRA), hallazgos(adentro)) == (0, [])
    tareas.dar_un_paso()
    enviador.enviar_pendientes()
    adentro.locator(".progreso progress[value='2']").wait_for()  # by itself
    tareas.dar_un_paso()
    pulsar(adentro, ".botones-de-envio input[type=submit]")
    assert otra_mirada(adentro) == []
    assert adentro.locator(".botones-de-envio input[type=submit]").count() == 1
    estados = Mensaje.objects.filter(tipo="comunicado").values_list("estado", flat=True)
    assert sorted(estados) == ["anulado", "anulado", "enviado", "enviado"]
