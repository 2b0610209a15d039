"""Proposals whose author is gone are forgotten with their letter; those in somebody's hands keep their author."""

import datetime
import os
import time

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from actores.models import Ciudad, Contacto
from comun import correo, purga
from comun.models import Mensaje
from inscripciones.models import Inscripcion
from proyectos.models import Proyecto
from tests import fabricas
from tests.proyectos.propuestas import borrador, completa, en_estado

pytestmark = pytest.mark.django_db
CONFIRMADA = Inscripcion.Estado.CONFIRMADA


@pytest.fixture(autouse=True)
def medios(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def contacto(db):
    return fabricas.crear_contacto()


def hace(**cuanto):
    return timezone.now() - datetime.timedelta(**cuanto)


def purgar(**opciones):
    return {que: n for que, n in purga.purgar(ahora=timezone.now(), **opciones).items() if n}


def sin_terminar(contacto, dias=31):
    """A registration of ``contacto`` that nobody touched for so many days."""
    inscripcion = fabricas.crear_inscripcion(contacto=contacto)
    Inscripcion.objects.filter(pk=inscripcion.pk).update(guardada=hace(days=dias))


def sin_tocar(proyecto, dias=31):
    Proyecto.objects.filter(pk=proyecto.pk).update(guardado_el=hace(days=dias))
    return proyecto


def terminada(dias):
    fin = timezone.localdate() - datetime.timedelta(days=dias)
    return fabricas.crear_cumbre(inicio=fin - datetime.timedelta(days=2), fin=fin)


def test_with_a_registration_that_was_never_finished_its_drafts_go(contacto):
    sin_terminar(contacto)
    sin_tocar(borrador(contacto))

    assert purgar() == {"inscripciones sin terminar": 1, "proyectos propuestos sin terminar": 1}
    assert (Proyecto.objects.count(), Contacto.objects.count()) == (0, 0)


def test_who_is_writing_a_project_keeps_the_link_to_it(contacto):
    sin_terminar(contacto)
    sin_tocar(borrador(contacto), dias=29)

    assert purgar() == {}


@pytest.mark.parametrize("publicacion", ["enviada", "devuelta"])
def test_who_waits_for_staff_or_was_given_it_back_keeps_the_link(contacto, publicacion):
    sin_terminar(contacto)
    sin_tocar(en_estado(completa(contacto), publicacion))

    assert purgar() == {}


@pytest.mark.parametrize(("publicacion", "papeles"), [("publicada", 0), ("archivada", 1)])
def test_what_staff_published_or_archived_stays_without_its_author(contacto, publicacion, papeles):
    sin_terminar(contacto)
    sin_tocar(en_estado(completa(contacto), publicacion))

    cuenta = purgar()

    assert cuenta.pop("cartas y comentarios de proyectos sin publicar", 0) == papeles
    assert cuenta == {"inscripciones sin terminar": 1}
    assert list(Proyecto.objects.values_list("publicacion", "contacto")) == [(publicacion, None)]


@pytest.mark.parametrize(("dias", "quedan"), [(365, 2), (366, 0)])
def test_twelve_months_after_the_cumbre_what_was_not_finished_goes(contacto, dias, quedan):
    fabricas.crear_inscripcion(CONFIRMADA, contacto=contacto, cumbre=terminada(dias))
    borrador(contacto)
    devuelta = en_estado(completa(contacto), "devuelta")
    correo.encolar(tipo="proyecto_devuelto", a=contacto.email, idioma="es", sobre=devuelta)
    Mensaje.objects.update(estado=Mensaje.Estado.EN_COLA)

    purgar()

    assert Proyecto.objects.count() == quedan
    assert Mensaje.objects.filter(tipo="proyecto_devuelto").exists() is bool(quedan)


def test_twelve_months_after_what_is_with_staff_or_published_stays(contacto):
    fabricas.crear_inscripcion(CONFIRMADA, contacto=contacto, cumbre=terminada(366))
    for publicacion in ("enviada", "publicada", "archivada"):
        en_estado(completa(contacto), publicacion)
    reabierta = en_estado(completa(contacto), "devuelta")
    Proyecto.objects.filter(pk=reabierta.pk).update(publicado_el=hace(days=400))

    purgar()

    assert Proyecto.objects.count() == 4


def test_staffs_own_drafts_are_never_forgotten():
    fabricas.crear_proyecto(publicacion="borrador")
    Proyecto.objects.update(creado=hace(days=4000))

    assert purgar() == {}


def test_a_draft_that_staff_refers_to_stays_and_the_others_go(contacto):
    usado, _otro = borrador(contacto), borrador(contacto)
    fabricas.crear_intervencion(fabricas.crear_bloque(fabricas.crear_seminario()), proyecto=usado)
    Contacto.objects.all().delete()

    assert purgar() == {"proyectos propuestos sin terminar": 1}
    assert list(Proyecto.objects.all()) == [usado]


def test_many_go_in_batches(contacto, monkeypatch):
    monkeypatch.setattr("proyectos.purga.TANDA", 2)
    for _n in range(5):
        borrador(contacto)
    Contacto.objects.all().delete()

    assert purgar() == {"proyectos propuestos sin terminar": 5}


def test_the_letter_goes_with_what_nothing_uses(contacto, django_capture_on_commit_callbacks):
    nombre = completa(contacto).carta.name
    vieja = time.time() - 2 * 86400
    os.utime(default_storage.path(nombre), (vieja, vieja))
    Contacto.objects.all().delete()

    with django_capture_on_commit_callbacks(execute=True):
        assert purgar() == {"proyectos propuestos sin terminar": 1, "archivos subidos que nada usa": 1}

    assert not default_storage.exists(nombre)


@pytest.mark.parametrize("publicacion", ["enviada", "archivada"])
@pytest.mark.parametrize(("dias", "guarda"), [(365, True), (366, False)])
def test_twelve_months_after_what_staff_did_not_publish_loses_its_letter_and_comments(
    contacto, publicacion, dias, guarda
):
    fabricas.crear_inscripcion(CONFIRMADA, contacto=contacto, cumbre=terminada(dias))
    proyecto = en_estado(completa(contacto), publicacion)
    Proyecto.objects.update(comentarios="Falta el plazo.")

    cuenta = purgar()

    papeles = "cartas y comentarios de proyectos sin publicar"
    assert cuenta.get(papeles, 0) == (0 if guarda else 1)
    despues = Proyecto.objects.get()
    guardado = (proyecto.carta.name, "Falta el plazo.") if guarda else ("", "")
    assert (despues.carta.name, despues.comentarios) == guardado
    assert (despues.publicacion, despues.resumen_es) == (publicacion, "Huertas de cercanía.")
    assert papeles not in purgar()


def test_what_was_published_once_keeps_its_letter(contacto):
    cartas = [completa(contacto).carta.name for _n in range(2)]
    publicada, archivada = Proyecto.objects.order_by("pk")
    Proyecto.objects.filter(pk=publicada.pk).update(publicacion="publicada", publicado_el=hace(days=9))
    Proyecto.objects.filter(pk=archivada.pk).update(publicacion="archivada", publicado_el=hace(days=9))
    Contacto.objects.all().delete()

    assert purgar() == {}
    assert list(Proyecto.objects.order_by("pk").values_list("carta", flat=True)) == cartas


def test_the_letter_that_was_blanked_goes_with_what_nothing_uses(contacto, django_capture_on_commit_callbacks):
    nombre = en_estado(completa(contacto), "archivada").carta.name
    vieja = time.time() - 2 * 86400
    os.utime(default_storage.path(nombre), (vieja, vieja))
    Contacto.objects.all().delete()

    with django_capture_on_commit_callbacks(execute=True):
        assert purgar() == {"cartas y comentarios de proyectos sin publicar": 1, "archivos subidos que nada usa": 1}

    assert not default_storage.exists(nombre)


def test_a_city_that_was_written_in_for_a_draft_goes_with_it(contacto):
    escrita = fabricas.crear_ciudad(nombre="Villa escrita", verificada=False)
    completa(contacto, escrita)
    assert purgar() == {}
    Contacto.objects.all().delete()

    assert purgar() == {"proyectos propuestos sin terminar": 1, "ciudades escritas sin uso": 1}
    assert not Ciudad.objects.filter(pk=escrita.pk).exists()
