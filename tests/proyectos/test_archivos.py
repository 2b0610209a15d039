"""What is hidden of a project opens for staff who may see projects, and for no other staff."""

import pytest
from django.contrib.auth.models import Permission

from tests import fabricas

NOMBRES = {carpeta: f"proyectos/{carpeta}/{'a' * 32}.pdf" for carpeta in ("cartas", "documentos")}


@pytest.fixture
def guardados(db, settings, tmp_path):
    """A letter and a document of a draft."""
    settings.MEDIA_ROOT = tmp_path
    for nombre in NOMBRES.values():
        (tmp_path / nombre).parent.mkdir(parents=True)
        (tmp_path / nombre).write_bytes(b"%PDF-1.7 secreto")
    borrador = fabricas.crear_proyecto(publicacion="borrador", carta=NOMBRES["cartas"])
    fabricas.crear_documento(borrador, archivo=NOMBRES["documentos"])
    return borrador


@pytest.mark.parametrize("carpeta", NOMBRES)
def test_hidden_files_need_the_right_to_see_projects(client, django_user_model, guardados, carpeta):
    de_la_puerta = django_user_model.objects.create_user("puerta", is_staff=True)
    curadora = django_user_model.objects.create_user("curadora", is_staff=True)
    curadora.user_permissions.add(Permission.objects.get(codename="view_proyecto"))
    estados = []
    for persona in (None, de_la_puerta, curadora):
        client.logout() if persona is None else client.force_login(persona)
        estados.append(client.get(f"/media/{NOMBRES[carpeta]}").status_code)

    assert estados == [404, 404, 200]


def test_a_letter_stays_hidden_when_its_project_is_published(client, guardados):
    type(guardados).objects.update(publicacion="publicada")

    assert client.get(f"/media/{NOMBRES['cartas']}").status_code == 404
    assert client.get(f"/media/{NOMBRES['documentos']}").status_code == 200
