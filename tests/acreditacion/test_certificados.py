"""Issuing, revoking and correcting: one certificate each, one mail each, and what each code says afterwards."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from acreditacion import certificados
from acreditacion.certificados import ErrorCertificado
from acreditacion.models import Certificado, Presencia
from comun import enviador
from comun.models import Mensaje
from inscripciones import services
from tests import fabricas
from tests.acreditacion.despues import leer_pdf, presentes, seminario_pasado
from tests.inscripciones.hilos import a_la_vez, errores

pytestmark = pytest.mark.django_db


def de(persona):
    return Certificado.objects.validos().get(participante=persona)


def correos(tipo=certificados.EMITIDO):
    return list(Mensaje.objects.filter(tipo=tipo).order_by("pk").values_list("a", "idioma"))


# --- Issuing ------------------------------------------------------------------------------------


def test_emitir_gives_one_certificate_to_each_person_present_in_their_language(seminario, ana, luis):
    hecho = certificados.emitir(actividad=seminario)

    assert hecho == (2, 2, 0)
    dichos = Certificado.objects.order_by("nombre").values_list("nombre", "idioma", "modalidad", "actividad")
    assert list(dichos) == [
        ("Ana Pérez", "es", "presencial", seminario.pk),
        ("Luís Souza", "pt-br", "presencial", seminario.pk),
    ]
    assert correos() == [("ana@riobamba.gob.ec", "es"), ("luis@recife.gov.br", "pt-br")]


def test_emitir_twice_is_once(seminario, ana):
    certificados.emitir(actividad=seminario)

    assert certificados.emitir(actividad=seminario) == (0, 0, 0)
    assert (Certificado.objects.count(), len(correos())) == (1, 1)


def test_emitir_is_for_who_was_present_and_for_nobody_else(seminario, ana):
    inscripcion = ana.inscripcion
    fabricas.crear_asistencia(fabricas.crear_participante(inscripcion), seminario, estado="confirmada")
    otra = fabricas.crear_actividad(seminario.cumbre)
    fabricas.crear_presencia(fabricas.crear_participante(inscripcion), otra)
    deshecha = fabricas.crear_participante(inscripcion)
    fabricas.crear_presencia(deshecha, seminario, anulada_el=seminario.inicio)

    certificados.emitir(actividad=seminario)

    assert [c.participante for c in Certificado.objects.all()] == [ana]


def test_who_has_no_address_gets_a_certificate_and_no_mail(seminario):
    presentes(seminario, email="")

    assert certificados.emitir(actividad=seminario) == (1, 0, 0)
    assert correos() == []


def test_emitir_leaves_for_another_time_what_is_over_its_maximum(seminario):
    presentes(seminario, 5)

    assert certificados.emitir(actividad=seminario, maximo=3) == (3, 3, 2)
    assert certificados.emitir(actividad=seminario, maximo=3) == (2, 2, 0)


def test_emitir_goes_on_where_it_was_cut_short(seminario, monkeypatch):
    presentes(seminario, 6)
    monkeypatch.setattr(certificados, "TANDA", 2)
    avisar, avisados = certificados._avisar, []

    def cae_en_el_cuarto(tipo, certificado):
        avisados.append(certificado)
        if len(avisados) == 4:
            raise SystemExit
        avisar(tipo, certificado)

    monkeypatch.setattr(certificados, "_avisar", cae_en_el_cuarto)
    with pytest.raises(SystemExit):
        certificados.emitir(actividad=seminario)
    assert (Certificado.objects.count(), len(correos())) == (2, 2)

    monkeypatch.setattr(certificados, "_avisar", avisar)
    certificados.emitir(actividad=seminario)

    assert (Certificado.objects.count(), len(correos()), len(set(correos()))) == (6, 6, 6)


@pytest.mark.parametrize("cuantos", [1, 40])
def test_the_counts_of_the_page_cost_the_same_for_one_and_for_many(seminario, django_assert_num_queries, cuantos):
    presentes(seminario, cuantos)
    certificados.emitir(actividad=seminario)

    with django_assert_num_queries(6):
        cuenta = certificados.contar(seminario)

    assert (cuenta.validos, cuenta.por_enviar, cuenta.total_por_emitir) == (cuantos, cuantos, 0)


@pytest.mark.django_db(transaction=True)
class TestALaVez:
    def test_two_of_staff_issuing_at_once_give_one_certificate_and_one_mail_each(self):
        seminario = seminario_pasado()
        presentes(seminario, 30)

        resultados = a_la_vez(*[partial(certificados.emitir, actividad=seminario)] * 4)

        assert errores(resultados) == []
        assert sum(hecho.emitidos for hecho in resultados) == 30
        assert (Certificado.objects.count(), len(correos()), len(set(correos()))) == (30, 30, 30)

    def test_without_the_lock_they_collide(self, monkeypatch):
        seminario = seminario_pasado()
        presentes(seminario, 30)
        monkeypatch.setattr(certificados, "bloquear", lambda presencias: presencias)

        resultados = a_la_vez(*[partial(certificados.emitir, actividad=seminario)] * 4)

        assert [type(r) for r in resultados if isinstance(r, Exception)][:1] == [IntegrityError]

    def test_revoking_twice_at_once_is_once(self):
        seminario = seminario_pasado()
        presentes(seminario)
        certificados.emitir(actividad=seminario)
        suyo = Certificado.objects.get()

        resultados = a_la_vez(*[partial(certificados.revocar, certificado=suyo, motivo="Error")] * 3)

        assert sorted(type(r).__name__ for r in resultados) == ["Certificado", "ErrorCertificado", "ErrorCertificado"]
        assert len(correos(certificados.ANULADO)) == 1


# --- Revoking, correcting, issuing again --------------------------------------------------------


def test_revocar_keeps_who_when_and_why_and_tells_the_person_without_the_reason(seminario, luis, django_user_model):
    certificados.emitir(actividad=seminario)
    usuaria = django_user_model.objects.create_user("coordinacion")

    certificados.revocar(certificado=de(luis), motivo="No estuvo", usuario=usuaria)

    suyo = Certificado.objects.get()
    assert (suyo.es_valido, suyo.motivo, suyo.revocado_por, suyo.es_reemplazado) == (False, "No estuvo", usuaria, False)
    correo = enviador.redactar(Mensaje.objects.get(tipo=certificados.ANULADO))
    assert "deixou de valer" in correo.asunto
    assert suyo.codigo_en_grupos in correo.texto
    assert "No estuvo" not in correo.texto + correo.html
    assert correo.adjuntos == []


def test_what_was_revoked_is_not_issued_by_issuing_for_all(seminario, ana):
    certificados.emitir(actividad=seminario)
    certificados.revocar(certificado=de(ana), motivo="No estuvo")

    assert certificados.emitir(actividad=seminario) == (0, 0, 0)


def test_volver_a_emitir_gives_another_code_and_the_old_one_says_that_it_was_replaced(seminario, ana):
    certificados.emitir(actividad=seminario)
    viejo = certificados.revocar(certificado=de(ana), motivo="Error nuestro")
    ana.nombre = "Ana María Pérez"
    ana.save()

    nuevo = certificados.volver_a_emitir(certificado=viejo)

    viejo = Certificado.objects.get(pk=viejo.pk)
    assert (nuevo.nombre, nuevo.es_valido, nuevo.codigo != viejo.codigo) == ("Ana María Pérez", True, True)
    assert (viejo.es_reemplazado, viejo.motivo) == (True, "Error nuestro")
    assert correos() == [("ana@riobamba.gob.ec", "es")] * 2


def test_volver_a_emitir_refuses_what_is_valid_replaced_or_of_somebody_not_present(seminario, ana, luis):
    certificados.emitir(actividad=seminario)
    valido, otro = de(luis), certificados.revocar(certificado=de(ana), motivo="x")
    certificados.volver_a_emitir(certificado=otro)
    sin_presencia = certificados.revocar(certificado=de(ana), motivo="x")
    Presencia.objects.filter(participante=ana).update(anulada_el=seminario.inicio)

    for cual in (valido, otro, sin_presencia):
        with pytest.raises(ErrorCertificado):
            certificados.volver_a_emitir(certificado=cual)
    assert Certificado.objects.count() == 3


def test_corregir_nombre_revokes_and_issues_in_one(seminario, ana):
    certificados.emitir(actividad=seminario)
    viejo = de(ana)

    nuevo = certificados.corregir_nombre(certificado=viejo, nombre="Ana Perez Ñuñez")

    viejo.refresh_from_db()
    assert (viejo.es_valido, viejo.es_reemplazado, nuevo.reemplaza) == (False, True, viejo)
    assert (nuevo.nombre, nuevo.idioma, nuevo.modalidad, nuevo.participante) == (
        "Ana Perez Ñuñez",
        "es",
        "presencial",
        ana,
    )
    assert correos(certificados.ANULADO) == []
    with pytest.raises(ErrorCertificado):
        certificados.corregir_nombre(certificado=nuevo, nombre="Ana Perez Ñuñez")


def test_the_database_holds_one_valid_certificate_for_a_person_and_an_activity(seminario, ana):
    fabricas.crear_certificado(ana, seminario)

    with pytest.raises(IntegrityError), transaction.atomic():
        fabricas.crear_certificado(ana, seminario)
    with pytest.raises(Exception, match="Esa persona ya tiene el certificado de la actividad"):
        Certificado(participante=ana, actividad=seminario, nombre="A", modalidad="virtual", idioma="es").full_clean()


# --- The mail -----------------------------------------------------------------------------------


def test_the_mail_has_the_document_and_the_personal_link(seminario, luis):
    certificados.emitir(actividad=seminario)

    correo = enviador.redactar(Mensaje.objects.get())

    suyo = de(luis)
    assert correo.asunto == "Seu certificado: Seminário Cooperação Internacional"
    assert f"http://testserver/pt-br/acceso/{luis.token()}/" in correo.texto
    ((archivo, contenido, tipo),) = correo.adjuntos
    assert (archivo, tipo) == (f"certificado-{suyo.codigo}.pdf", "application/pdf")
    assert "Luís Souza" in leer_pdf(contenido)[1]


def test_the_mail_of_a_correction_says_that_it_replaces_the_other(seminario, ana):
    certificados.emitir(actividad=seminario)
    certificados.corregir_nombre(certificado=de(ana), nombre="Ana P.")

    primero, segundo = Mensaje.objects.order_by("pk")

    with pytest.raises(enviador.NadaQueAnunciar):
        enviador.redactar(primero)
    assert "Reemplaza al que tenía" in enviador.redactar(segundo).texto


@pytest.mark.parametrize("que", ["revocado", "otro correo", "borrado", "sustituida"])
def test_the_mail_is_not_sent_for_what_is_no_longer_so(seminario, ana, que):
    certificados.emitir(actividad=seminario)
    if que == "revocado":
        Certificado.objects.update(revocado_el=seminario.inicio)
    elif que == "otro correo":
        type(ana).objects.update(email="otra@ejemplo.gob")
    elif que == "sustituida":
        certificados.al_sustituir(ana)
    else:
        Certificado.objects.all().delete()

    with pytest.raises(enviador.NadaQueAnunciar):
        enviador.redactar(Mensaje.objects.get(tipo=certificados.EMITIDO))


def test_the_queue_keeps_no_name_and_no_link(seminario, ana):
    certificados.emitir(actividad=seminario)

    assert Mensaje.objects.get().parametros == {}


# --- Whose it is --------------------------------------------------------------------------------


def test_who_takes_the_place_of_another_gets_none_of_their_certificates(seminario, ana):
    certificados.emitir(actividad=seminario)
    Presencia.objects.all().delete()

    eva = services.sustituir_participante(
        participante=ana, nombre="Eva Otra", email="eva@x.org", cargo="", tambien_cerrada=True
    )

    assert eva.pk == ana.pk
    assert list(eva.certificados.all()) == []
    suyo = Certificado.objects.get()
    assert (suyo.nombre, suyo.es_valido, suyo.participante) == ("Ana Pérez", True, None)


def test_who_was_in_two_delegations_keeps_one_valid_certificate_of_each_activity(seminario, ana):
    repetida = fabricas.crear_participante(ana.inscripcion, nombre=ana.nombre)
    taller = fabricas.crear_actividad(seminario.cumbre)
    propio = fabricas.crear_certificado(ana, seminario)
    otro, del_taller = (fabricas.crear_certificado(repetida, a) for a in (seminario, taller))

    certificados.al_hacer_una(repetida, ana)
    repetida.delete()

    otro.refresh_from_db()
    assert set(ana.certificados.validos()) == {propio, del_taller}
    assert (otro.participante, otro.es_valido) == (ana, False)
