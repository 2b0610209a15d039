"""What the author of a proposal writes: what each service promises, refuses and leaves alone."""

import datetime
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from actores.services import fusionar
from inscripciones import services as inscripciones
from proyectos import propuestas
from proyectos.errores import ErrorProyecto
from proyectos.models import Participacion, Proyecto
from tests import fabricas
from tests.proyectos.propuestas import FECHAS, borrador, carta, completa, en_estado, roles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("medios")]
Rol = Participacion.Rol


def leido(proyecto):
    return Proyecto.objects.get(pk=proyecto.pk)


# --- The draft ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("idioma", "suyo", "otro"), [("es", "titulo_es", "titulo_pt_br"), ("pt-br", "titulo_pt_br", "titulo_es")]
)
def test_a_draft_is_born_in_the_language_of_its_author_with_its_city_as_coordinator(contacto, idioma, suyo, otro):
    proyecto = leido(propuestas.crear(contacto=contacto, titulo="Hortas", idioma=idioma))

    assert (getattr(proyecto, suyo), getattr(proyecto, otro) or "") == ("Hortas", "")
    assert (proyecto.idioma_original, proyecto.publicacion, proyecto.contacto) == (idioma, "borrador", contacto)
    assert (proyecto.historico, proyecto.estado, proyecto.enviado_el) == (False, "", None)
    assert roles(proyecto) == [("Riobamba", "coordinadora")]
    assert proyecto.slug.startswith("propuesta-")
    assert proyecto.codigo not in proyecto.slug


def test_an_institution_proposes_nothing(segib):
    with pytest.raises(ErrorProyecto) as error:
        borrador(fabricas.crear_contacto(institucion=segib))

    assert (error.value.codigo, Proyecto.objects.count()) == ("sin_ciudad", 0)


def test_of_a_city_that_was_merged_the_other_one_coordinates(contacto, niteroi):
    leido_antes = type(contacto).objects.select_related("ciudad").get(pk=contacto.pk)
    fusionar(origen=contacto.ciudad, destino=niteroi)

    assert roles(borrador(leido_antes)) == [("Niterói", "coordinadora")]


def test_what_is_saved_is_what_was_given_and_the_rest_stays(contacto, convocatoria, temas):
    ambiente, ciudades, clima = temas
    proyecto = borrador(contacto)
    antes = proyecto.guardado_el

    propuestas.guardar(proyecto=proyecto, convocatoria=convocatoria, monto_solicitado_usd=9000, **FECHAS)
    propuestas.guardar(proyecto=proyecto, unidades=[ambiente], ods=[clima], ods_principal=ciudades)
    proyecto = leido(propuestas.guardar(proyecto=proyecto, objetivos="Comer mejor."))

    assert (proyecto.titulo_es, proyecto.objetivos_es) == ("Huertas urbanas", "Comer mejor.")
    assert (proyecto.titulo_pt_br or "", proyecto.objetivos_pt_br or "") == ("", "")
    assert (proyecto.convocatoria, proyecto.monto_solicitado_usd, proyecto.fin) == (convocatoria, 9000, FECHAS["fin"])
    assert list(proyecto.unidades.all()) == [ambiente]
    assert list(proyecto.ods.all()) == [ciudades, clima]
    assert (proyecto.aporte_propio_usd, proyecto.modalidad) == (None, "")
    assert proyecto.guardado_el > antes


def test_texts_go_to_the_language_of_the_project_whatever_that_of_the_page(contacto):
    proyecto = borrador(contacto, titulo="Hortas", idioma="pt-br")

    with translation.override("es"):
        propuestas.guardar(proyecto=proyecto, titulo="Hortas escolares", resumen="Com as famílias.")

    proyecto = leido(proyecto)
    assert (proyecto.titulo_pt_br, proyecto.resumen_pt_br) == ("Hortas escolares", "Com as famílias.")
    assert (proyecto.titulo_es or "", proyecto.resumen_es or "") == ("", "")


@pytest.mark.parametrize("ajeno", ["publicacion", "historico", "contacto", "slug", "notas_internas", "titulo_es"])
def test_what_is_not_the_authors_is_not_saved(contacto, ajeno):
    with pytest.raises(TypeError, match=ajeno):
        propuestas.guardar(proyecto=borrador(contacto), **{ajeno: "x"})


def test_an_end_before_the_start_is_refused_and_nothing_is_written(contacto):
    proyecto = borrador(contacto)

    with pytest.raises(ValidationError) as error:
        propuestas.guardar(proyecto=proyecto, inicio=FECHAS["fin"], fin=FECHAS["inicio"])

    assert error.value.messages == ["El fin del proyecto es anterior a su inicio: revise las dos fechas."]
    assert leido(proyecto).inicio is None


ACTOS = {
    "guardar": lambda p: propuestas.guardar(proyecto=p, monto_solicitado_usd=1),
    "agregar": lambda p: propuestas.agregar_participante(proyecto=p, actor=fabricas.crear_ciudad()),
    "rol": lambda p: propuestas.cambiar_rol(proyecto=p, participacion=p.participaciones.last(), rol="socia"),
    "quitar": lambda p: propuestas.quitar_participante(proyecto=p, participacion=p.participaciones.last()),
    "adjuntar": lambda p: propuestas.adjuntar_carta(proyecto=p, carta=carta(nombre="otra.pdf")),
    "quitar_carta": lambda p: propuestas.quitar_carta(proyecto=p),
    "borrar": lambda p: propuestas.borrar(proyecto=p),
}


@pytest.mark.parametrize("acto", ACTOS)
@pytest.mark.parametrize(
    ("publicacion", "se_escribe"),
    [("borrador", True), ("devuelta", True), ("enviada", False), ("publicada", False), ("archivada", False)],
)
def test_only_a_draft_and_what_came_back_are_written(contacto, acto, publicacion, se_escribe):
    proyecto = en_estado(completa(contacto), publicacion)
    antes = (Proyecto.objects.values().get(), roles(proyecto))

    if se_escribe:
        ACTOS[acto](proyecto)
        assert not Proyecto.objects.exists() or (Proyecto.objects.values().get(), roles(proyecto)) != antes
    else:
        with pytest.raises(ErrorProyecto) as error:
            ACTOS[acto](proyecto)
        assert error.value.codigo == "no_se_escribe"
        assert (Proyecto.objects.values().get(), roles(proyecto)) == antes


@pytest.mark.parametrize("acto", sorted(ACTOS.keys() - {"rol", "quitar"}))
def test_what_is_gone_is_told_so(contacto, acto):
    proyecto = completa(contacto)
    Proyecto.objects.all().delete()

    with pytest.raises(ErrorProyecto) as error:
        ACTOS[acto](proyecto)

    assert error.value.codigo == "no_se_escribe"


# --- Who takes part -----------------------------------------------------------------------------


def test_a_city_is_a_partner_and_an_institution_an_ally(contacto, niteroi, segib):
    proyecto = borrador(contacto)

    propuestas.agregar_participante(proyecto=proyecto, actor=niteroi)
    propuestas.agregar_participante(proyecto=proyecto, actor=segib)

    assert roles(proyecto)[1:] == [("Niterói", "socia"), ("Secretaría General Iberoamericana", "aliada")]


@pytest.mark.parametrize(
    ("modalidad", "tipo", "posibles"),
    [
        ("", "ciudad", ["socia"]),
        ("regional", "institucion", ["aliada"]),
        ("triangular", "ciudad", ["socia", "primer_oferente", "segundo_oferente", "receptora"]),
        ("triangular", "institucion", ["aliada", "primer_oferente", "segundo_oferente"]),
    ],
)
def test_the_roles_of_a_triangle_are_for_a_triangular_project(contacto, niteroi, segib, modalidad, tipo, posibles):
    proyecto = borrador(contacto)
    proyecto = propuestas.guardar(proyecto=proyecto, modalidad=modalidad)
    actor = {"ciudad": niteroi, "institucion": segib}[tipo]

    assert propuestas.roles_para(proyecto, tipo) == posibles
    for rol in Rol:
        if rol in posibles:
            propuestas.agregar_participante(proyecto=proyecto, actor=actor, rol=rol)
            assert roles(proyecto)[-1][1] == rol
            proyecto.participaciones.last().delete()
        else:
            with pytest.raises(ErrorProyecto, match="elija otro de la lista"):
                propuestas.agregar_participante(proyecto=proyecto, actor=actor, rol=rol)


def test_a_project_that_is_not_triangular_any_more_has_partners_and_allies(contacto, niteroi, segib):
    proyecto = propuestas.guardar(proyecto=borrador(contacto), modalidad="triangular")
    propuestas.agregar_participante(proyecto=proyecto, actor=niteroi, rol="receptora")
    propuestas.agregar_participante(proyecto=proyecto, actor=segib, rol="segundo_oferente")

    propuestas.guardar(proyecto=proyecto, modalidad="regional")

    assert [rol for _nombre, rol in roles(proyecto)] == ["coordinadora", "socia", "aliada"]


def test_a_role_is_changed_for_another_that_is_possible(contacto, niteroi):
    proyecto = propuestas.guardar(proyecto=borrador(contacto), modalidad="triangular")
    participacion = propuestas.agregar_participante(proyecto=proyecto, actor=niteroi)

    propuestas.cambiar_rol(proyecto=proyecto, participacion=participacion, rol="receptora")
    with pytest.raises(ErrorProyecto):
        propuestas.cambiar_rol(proyecto=proyecto, participacion=participacion, rol="coordinadora")

    assert roles(proyecto)[1] == ("Niterói", "receptora")


def test_who_proposes_coordinates_to_the_end(contacto):
    proyecto = borrador(contacto)
    suya = proyecto.participaciones.get()

    for acto in (
        partial(propuestas.quitar_participante, proyecto=proyecto, participacion=suya),
        partial(propuestas.cambiar_rol, proyecto=proyecto, participacion=suya, rol="socia"),
    ):
        with pytest.raises(ErrorProyecto, match="su ciudad queda como coordinadora"):
            acto()

    assert roles(proyecto) == [("Riobamba", "coordinadora")]


def test_nobody_takes_part_twice(contacto, riobamba, niteroi):
    proyecto = borrador(contacto)
    propuestas.agregar_participante(proyecto=proyecto, actor=niteroi)

    for actor in (niteroi, riobamba):
        with pytest.raises(ErrorProyecto) as error:
            propuestas.agregar_participante(proyecto=proyecto, actor=actor)
        assert (error.value.codigo, error.value.campo) == ("repetida", "ciudad")

    assert len(roles(proyecto)) == 2


def test_of_a_partner_that_was_merged_meanwhile_the_other_one_takes_part(contacto, niteroi):
    vieja = fabricas.crear_ciudad(nombre="Niteroy")
    leida = type(vieja).objects.get(pk=vieja.pk)
    fusionar(origen=vieja, destino=niteroi)

    proyecto = borrador(contacto)
    propuestas.agregar_participante(proyecto=proyecto, actor=leida)

    assert roles(proyecto)[1] == ("Niterói", "socia")


def test_there_is_a_most_that_may_take_part(contacto, monkeypatch):
    monkeypatch.setattr(propuestas, "PARTICIPANTES_MAXIMO", 2)
    proyecto = borrador(contacto)
    propuestas.agregar_participante(proyecto=proyecto, actor=fabricas.crear_ciudad())

    with pytest.raises(ErrorProyecto, match="Ya hay 2 participantes, el máximo"):
        propuestas.agregar_participante(proyecto=proyecto, actor=fabricas.crear_ciudad())


def test_removed_twice_is_removed_once(contacto, niteroi):
    proyecto = borrador(contacto)
    participacion = propuestas.agregar_participante(proyecto=proyecto, actor=niteroi)
    copia = Participacion.objects.get(pk=participacion.pk)

    propuestas.quitar_participante(proyecto=proyecto, participacion=participacion)
    propuestas.quitar_participante(proyecto=proyecto, participacion=copia)

    assert roles(proyecto) == [("Riobamba", "coordinadora")]


# --- Deleting, and moving with the contact ------------------------------------------------------


def test_a_draft_is_deleted_with_what_goes_with_it(contacto):
    proyecto = completa(contacto)
    otro = borrador(contacto, titulo="Otro")

    propuestas.borrar(proyecto=proyecto)

    assert list(Proyecto.objects.all()) == [otro]
    assert Participacion.objects.count() == 1


def test_what_was_published_once_is_not_deleted_by_its_author(contacto):
    proyecto = en_estado(completa(contacto), "devuelta")
    Proyecto.objects.update(publicado_el=timezone.now())

    with pytest.raises(ErrorProyecto, match="El equipo ya usa este proyecto"):
        propuestas.borrar(proyecto=proyecto)


def test_what_staff_refers_to_is_not_deleted_by_its_author(contacto):
    proyecto = completa(contacto)
    fabricas.crear_intervencion(fabricas.crear_bloque(fabricas.crear_seminario()), proyecto=proyecto)

    with pytest.raises(ErrorProyecto, match="El equipo ya usa este proyecto"):
        propuestas.borrar(proyecto=proyecto)

    assert Proyecto.objects.count() == 1


def test_a_registration_of_another_city_takes_its_proposals_along(contacto, riobamba, niteroi):
    inscripcion = fabricas.crear_inscripcion(contacto=contacto)
    suelta, con_ella = borrador(contacto), completa(contacto, niteroi)
    publicada = en_estado(completa(contacto), "publicada")

    inscripciones.cambiar_actor(inscripcion=inscripcion, actor=niteroi)

    assert roles(suelta) == [("Niterói", "coordinadora")]
    assert roles(con_ella) == [("Niterói", "coordinadora")]
    assert roles(publicada)[0] == ("Riobamba", "coordinadora")


def test_the_hour_of_the_last_save_is_the_authors(contacto):
    proyecto = borrador(contacto)
    Proyecto.objects.update(guardado_el=timezone.now() - datetime.timedelta(days=3))

    propuestas.guardar(proyecto=proyecto, resumen="Algo.")

    assert timezone.now() - leido(proyecto).guardado_el < datetime.timedelta(minutes=1)


# --- Versions -----------------------------------------------------------------------------------


def test_each_save_of_the_author_that_changes_something_leaves_a_version(contacto, niteroi, medios):
    proyecto = borrador(contacto)
    for _n in range(2):
        propuestas.guardar(proyecto=proyecto, resumen="Con las familias.", modalidad="triangular")
    socia = propuestas.agregar_participante(proyecto=proyecto, actor=niteroi)
    propuestas.cambiar_rol(proyecto=proyecto, participacion=socia, rol=Rol.RECEPTORA)
    propuestas.adjuntar_carta(proyecto=proyecto, carta=carta())
    propuestas.quitar_participante(proyecto=proyecto, participacion=socia)

    filas = [(v.motivo, v.usuario, len(v.retrato["participaciones"])) for v in proyecto.versiones.order_by("numero")]
    assert filas == [("guardada", None, cuantos) for cuantos in (1, 1, 2, 2, 1)]
