"""What happens later: other devices, changed minds, closed windows, and who may still look."""

import datetime

from django.test import Client
from django.utils import timezone

from actores.models import Contacto, Programa
from comun.models import Mensaje
from comun.publicacion import Publicacion
from inscripciones import aportes, lugares, services
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Asistencia, Inscripcion
from intercambio.models import Ficha
from tests import fabricas
from tests.formularios import enviar
from tests.inscripciones import escritos, recorrido
from tests.inscripciones.delegaciones import confirmada

Estado = Asistencia.Estado


def por_enlace(contacto):
    client = Client()
    client.post(f"/acceso/{contacto.token()}/")
    return client


# --- Who may still look -------------------------------------------------------------------------


def test_quien_empezo_con_correo_ajeno_deja_de_ver_cuando_se_abre_el_enlace(ciudad_en_curso):
    atacante, inscripcion = ciudad_en_curso
    assert atacante.get("/inscripcion/personas/").status_code == 200

    dueña = por_enlace(inscripcion.contacto)
    dueña.post("/inscripcion/personas/", {"nombre": "Persona Secreta", "clave_envio": "x"})
    respuesta = atacante.get("/inscripcion/personas/")

    assert (respuesta.status_code, respuesta.headers["Location"]) == (302, "/acceso/")
    assert "Persona Secreta" in dueña.get("/inscripcion/personas/").content.decode()


def test_anular_enlaces_termina_tambien_al_navegador_que_empezo(ciudad_en_curso):
    oficial, inscripcion = ciudad_en_curso

    inscripcion.contacto.renovar_enlace()

    assert oficial.get("/inscripcion/personas/").headers["Location"] == "/acceso/"


def test_cambiar_un_correo_comprobado_avisa_al_anterior_y_sigue_en_el_borrador(ciudad_en_curso):
    _oficial, inscripcion = ciudad_en_curso
    dueña = por_enlace(inscripcion.contacto)
    Mensaje.objects.all().delete()

    pagina = dueña.get("/inscripcion/contacto/")
    pagina = enviar(dueña, pagina, "nombre", email="nueva@riobamba.gob.ec")

    assert pagina.status_code == 200
    assert dueña.get("/inscripcion/personas/").status_code == 200
    assert list(Mensaje.objects.order_by("pk").values_list("tipo", "a")) == [
        ("correo_cambiado", escritos.CONTACTO["email"]),
        ("enlace_borrador", "nueva@riobamba.gob.ec"),
    ]
    assert Contacto.objects.get(pk=inscripcion.contacto_id).comprobado_el is None


def test_solo_se_lista_a_quien_abrio_su_enlace(cumbre):
    contacto = fabricas.crear_contacto(consentimiento_listado_el=timezone.now())
    inscripcion = fabricas.crear_inscripcion(estado=Inscripcion.Estado.CONFIRMADA, contacto=contacto)
    assert list(Inscripcion.objects.listadas()) == []

    por_enlace(contacto)

    assert list(Inscripcion.objects.listadas()) == [inscripcion]


def test_volver_al_contacto_recien_enviado_lo_corrige_en_vez_de_duplicarlo(client, programa_cumbre, riobamba):
    recorrido.hasta_contacto(client, email="ana@riobanba.gob.ec")

    recorrido.hasta_contacto(client, email="ana@riobamba.gob.ec")

    assert list(Contacto.objects.values_list("email", flat=True)) == ["ana@riobamba.gob.ec"]
    assert Inscripcion.objects.count() == 1


def test_cambiar_el_correo_una_y_otra_vez_tiene_limite(client, programa_cumbre, riobamba, settings):
    settings.PUBLIC_LIMITS = True
    recorrido.hasta_contacto(client)
    datos = {**escritos.CONTACTO, "email": "blanco@example.org"}
    for n in range(8):
        for email in ("blanco@example.org", "otro@example.org"):
            respuesta = client.post("/inscripcion/contacto/", {**datos, "email": email, "clave_envio": f"{n}{email}"})
    assert respuesta.status_code == 302

    respuesta = client.post("/inscripcion/contacto/", {**datos, "clave_envio": "una-mas"})

    assert respuesta.status_code == 429
    assert Mensaje.objects.filter(a="blanco@example.org").count() == 8


def test_un_nombre_no_lleva_publicidad_a_los_correos(client, programa_cumbre, riobamba):
    pagina = recorrido.hasta_contacto(client, nombre="VISITE http://evil.example/premio")

    assert pagina.status_code == 200
    assert "Hay una dirección web donde va un nombre o un cargo: quítela." in pagina.content.decode()
    assert (Inscripcion.objects.count(), Mensaje.objects.count()) == (0, 0)


def test_direccion_de_una_ciudad_sin_verificar_no_dice_su_nombre(client, programa_cumbre, db):
    fabricas.crear_ciudad(nombre="Villa Secreta", slug="villa-secreta-ar", verificada=False)

    respuesta = client.get("/inscripcion/contacto/", {"tipo": "ciudad", "ciudad": "villa-secreta-ar"})
    inexistente = client.get("/inscripcion/contacto/", {"tipo": "ciudad", "ciudad": "no-existe"})

    assert (respuesta.status_code, respuesta.headers["Location"]) == (302, inexistente.headers["Location"])


# --- Changed minds ------------------------------------------------------------------------------


def test_pasar_a_virtual_conserva_lo_concedido_y_suelta_el_lugar(asamblea):
    inscripcion = confirmada(asamblea)
    asistencia = Asistencia.objects.get()
    lugares.conceder(asistencias=[asistencia])

    services.guardar_actividades(inscripcion=inscripcion, elecciones={asamblea: "virtual"})

    asistencia.refresh_from_db()
    assert (asistencia.modalidad, asistencia.estado) == ("virtual", Estado.CONFIRMADA)


def test_cambiar_la_modalidad_de_una_actividad_ya_cerrada_conserva_el_lugar(clima):
    inscripcion = confirmada(clima, modalidad="virtual")
    clima.cerrada = True
    clima.save()

    services.guardar_actividades(inscripcion=inscripcion, elecciones={clima: "presencial"})

    assert list(Asistencia.objects.values_list("modalidad", "estado")) == [("presencial", Estado.CONFIRMADA)]


def test_pasar_a_presencial_con_la_sala_llena_espera_detras_de_quien_ya_esperaba(cumbre):
    taller = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    confirmada(taller)
    esperaba = confirmada(taller)
    tarde = confirmada(taller, modalidad="virtual")

    services.guardar_actividades(inscripcion=tarde, elecciones={taller: "presencial"})

    assert list(Asistencia.objects.en_espera().values_list("participante__inscripcion", "turno")) == [
        (esperaba.pk, 1),
        (tarde.pk, 2),
    ]


def test_una_solicitud_se_responde_aunque_la_actividad_ya_no_sea_reservada(asamblea):
    confirmada(asamblea, modalidad="virtual")
    asamblea.reservada = False
    asamblea.save()

    lugares.conceder(asistencias=list(Asistencia.objects.all()))

    assert Asistencia.objects.get().estado == Estado.CONFIRMADA


def test_quedar_en_espera_despues_de_confirmar_se_dice(ciudad_en_curso, seminario):
    _oficial, inscripcion = ciudad_en_curso
    services.confirmar(inscripcion=inscripcion)
    seminario.cupo_presencial = 0
    seminario.save()
    inscripcion.elecciones.filter(actividad=seminario).update(modalidad="presencial")
    client = por_enlace(inscripcion.contacto)

    pagina = client.post("/inscripcion/personas/", {"nombre": "Rosa Lema", "clave_envio": "r"}, follow=True)

    frase = (
        "No quedan lugares presenciales en «Seminario Cooperación Internacional»: Rosa Lema está en la lista de espera."
    )
    assert frase in pagina.content.decode()


def test_el_contacto_puede_sumarse_despues_de_confirmar(ciudad_en_curso):
    _oficial, inscripcion = ciudad_en_curso
    services.confirmar(inscripcion=inscripcion)
    services.quitar_participante(participante=inscripcion.participantes.get(es_contacto=True))
    client = por_enlace(inscripcion.contacto)

    pagina = client.get("/inscripcion/personas/")
    assert "Agregar también al contacto" in pagina.content.decode()
    client.post("/inscripcion/personas/yo/", {"clave_envio": "yo"})

    yo = inscripcion.participantes.get(es_contacto=True)
    assert (yo.nombre, list(yo.asistencias.values_list("estado", flat=True))) == (
        inscripcion.contacto.nombre,
        [Estado.CONFIRMADA] * inscripcion.elecciones.count(),
    )


def test_el_seminario_elegido_solo_por_una_persona_tambien_cuenta(ciudad_en_curso, clima, seminario):
    _oficial, inscripcion = ciudad_en_curso
    persona = inscripcion.participantes.get(es_contacto=False)
    services.guardar_actividades(inscripcion=inscripcion, elecciones={clima: "virtual"})

    services.guardar_actividades_de(participante=persona, elecciones={seminario: "virtual"})
    services.confirmar(inscripcion=inscripcion)

    assert list(Inscripcion.objects.con_seminario()) == [inscripcion]
    assert set(Ficha.objects.values_list("publicacion", flat=True)) == {Publicacion.PENDIENTE}


def test_dos_actividades_a_la_misma_hora_se_dicen_con_el_nombre(ciudad_en_curso, seminario, clima):
    oficial, inscripcion = ciudad_en_curso
    clima.inicio = seminario.inicio + datetime.timedelta(minutes=30)
    clima.save()
    services.guardar_actividades(inscripcion=inscripcion, elecciones={clima: "virtual", seminario: "virtual"})

    pagina = oficial.get("/inscripcion/revisar/").content.decode()

    frase = "«Seminario Cooperación Internacional» y «La ambición climática» coinciden en el horario."
    assert pagina.count(frase) == inscripcion.participantes.count()
    assert f"Luis Cando: {frase}" in pagina


# --- What was brought ---------------------------------------------------------------------------


def test_una_ficha_quitada_mientras_se_editaba_no_vuelve(ciudad_en_curso):
    _oficial, inscripcion = ciudad_en_curso
    ficha = inscripcion.contacto.fichas.get(tipo="saber")
    Ficha.objects.filter(pk=ficha.pk).delete()
    datos = {"tipo": "saber", "titulo": "Otra vez", "texto": "", "unidad": None, "ods": [], "idioma": "es"}

    try:
        aportes.guardar_ficha(inscripcion=inscripcion, ficha=ficha, **datos)
    except ErrorInscripcion as error:
        dicho = str(error.mensaje)

    assert dicho == "Esa ficha ya no está: escríbala de nuevo si quiere presentarla."
    assert not Ficha.objects.filter(titulo="Otra vez").exists()


def test_editar_un_programa_en_la_otra_lengua_no_pisa_la_original(institucion_en_curso):
    oficial, inscripcion = institucion_en_curso
    programa = inscripcion.contacto.programas.get()
    Programa.objects.filter(pk=programa.pk).update(titulo_es="Fondo verde", titulo_pt_br=None)

    pagina = oficial.get(f"/pt-br/inscripcion/programas/{programa.codigo}/")
    enviar(oficial, pagina, "titulo", titulo="Fondo verde nuevo")

    programa.refresh_from_db()
    assert (programa.titulo_es, programa.titulo_pt_br) == ("Fondo verde nuevo", None)


def test_revisar_muestra_cada_respuesta(ciudad_en_curso):
    oficial, inscripcion = ciudad_en_curso
    unidad, ods = fabricas.crear_unidad(nombre_es="Juventud"), fabricas.crear_ods(4)
    datos = {"titulo": "Huertas", "texto": "En doce escuelas.", "unidad": unidad, "ods": [ods], "idioma": "es"}
    aportes.guardar_ficha(inscripcion=inscripcion, tipo="idea", **datos)
    aportes.guardar_propuesta(inscripcion=inscripcion, quiere=True, titulo="Ferias", resumen="Con diez barrios.")

    pagina = oficial.get("/inscripcion/revisar/").content.decode()

    for dicho in ("Huertas", "En doce escuelas.", "Juventud", "4. Objetivo 4", "Ferias", "Con diez barrios."):
        assert pagina.count(dicho) >= 1, dicho


# --- Closed windows -----------------------------------------------------------------------------


def test_un_permiso_se_retira_tambien_con_la_inscripcion_cerrada(ciudad_en_curso, cumbre):
    _oficial, inscripcion = ciudad_en_curso
    permisos = {"datos": True, "imagen": True, "listado": True}
    services.guardar_consentimientos(inscripcion=inscripcion, **permisos)
    services.confirmar(inscripcion=inscripcion)
    client = por_enlace(inscripcion.contacto)
    cumbre.inscripcion_hasta = timezone.now() - datetime.timedelta(seconds=1)
    cumbre.save()

    respuesta = client.post("/inscripcion/consentimientos/", {"consentimiento_datos": "on", "clave_envio": "c"})

    inscripcion.refresh_from_db()
    assert respuesta.headers["Location"] == "/mi-espacio/"
    assert inscripcion.consentimiento_datos_el is not None
    assert inscripcion.consentimiento_imagen_el is None
    assert Contacto.objects.get(pk=inscripcion.contacto_id).consentimiento_listado_el is None


# --- Half typed ---------------------------------------------------------------------------------


def test_seguir_con_una_persona_a_medio_escribir_la_agrega(client, programa_cumbre, riobamba):
    recorrido.hasta_contacto(client)

    pagina = client.post("/inscripcion/personas/listas/", {"nombre": "Rosa Lema", "clave_envio": "s"}, follow=True)

    assert [p.nombre for p in Inscripcion.objects.get().participantes.all()] == ["Ana Guamán", "Rosa Lema"]
    assert pagina.request["PATH_INFO"] == "/inscripcion/actividades/"


def test_seguir_con_una_persona_mal_escrita_la_conserva_y_lo_dice(client, programa_cumbre, riobamba):
    recorrido.hasta_contacto(client)

    pagina = client.post("/inscripcion/personas/listas/", {"email": "rosa@", "clave_envio": "s"}).content.decode()

    assert "<title>Error: Personas de la delegación" in pagina
    assert 'value="rosa@"' in pagina
    assert Inscripcion.objects.get().participantes.count() == 1


# --- Told in time -------------------------------------------------------------------------------


def test_la_pagina_de_inicio_ofrece_el_seminario_ya_elegido(client, programa_cumbre):
    pagina = client.get("/inscripcion/").content.decode()

    assert pagina.count('href="/inscripcion/tipo/?tipo=ciudad&amp;actividades=seminario"') == 1
    assert pagina.count('href="/inscripcion/tipo/?tipo=institucion&amp;actividades=seminario"') == 1


def test_revisar_sin_el_seminario_lo_dice_y_ofrece_agregarlo(ciudad_en_curso, clima):
    oficial, inscripcion = ciudad_en_curso
    aportes.descartar(contacto=inscripcion.contacto)
    services.guardar_actividades(inscripcion=inscripcion, elecciones={clima: "virtual"})

    assert "Agregar el seminario" in oficial.get("/inscripcion/revisar/").content.decode()


def test_un_correo_dudoso_se_pregunta_apenas_escrito(client, programa_cumbre, riobamba):
    pagina = recorrido.hasta_contacto(client, email="ana@gmial.com").content.decode()

    assert "Escribió ana@gmial.com. ¿Quiso escribir ana@gmail.com?" in pagina


def test_quitar_el_seminario_despues_de_confirmar_se_dice_una_vez(ciudad_en_curso, clima, seminario):
    _oficial, inscripcion = ciudad_en_curso
    services.confirmar(inscripcion=inscripcion)
    client = por_enlace(inscripcion.contacto)
    frase = "Su delegación ya no va al seminario. Lo que presentó sigue como estaba"
    datos = {"actividades": ["clima"], "modalidad_clima": "virtual"}

    primera = client.post("/inscripcion/actividades/", {**datos, "clave_envio": "uno"}, follow=True)
    segunda = client.post("/inscripcion/actividades/", {**datos, "clave_envio": "dos"}, follow=True)

    assert primera.content.decode().count(frase) == 1
    assert segunda.content.decode().count(frase) == 0
    assert segunda.content.decode().count("Se guardaron los cambios.") == 1


def test_los_programas_que_ya_figuran_no_se_piden_otra_vez(institucion_en_curso, segib):
    oficial, _inscripcion = institucion_en_curso
    fabricas.crear_programa(institucion=segib, titulo_es="Formación de equipos")
    fabricas.crear_programa(institucion=segib, titulo_es="Todavía sin publicar", publicacion=Publicacion.PENDIENTE)

    pagina = oficial.get("/inscripcion/programas/").content.decode()

    assert (pagina.count("Formación de equipos"), pagina.count("Todavía sin publicar")) == (1, 0)


def test_los_paises_se_ofrecen_en_el_orden_de_quien_lee(client, cumbre):
    pagina = client.get("/inscripcion/quien/", {"tipo": "ciudad"}).content.decode()

    assert pagina.index(">Paraguay<") < pagina.index(">Perú<") < pagina.index(">Uruguay<")
