"""One row of everything, to walk the staff's pages with."""

from django.utils import timezone

from comun.models import Envio, Limite, Mensaje
from comun.publicacion import Publicacion
from tests import fabricas


def crear_elenco(texto="Algo"):
    """Return one row of every model; ``texto`` stands wherever a person may write."""
    unidad, ods = fabricas.crear_unidad(), fabricas.crear_ods()
    ciudad = fabricas.crear_ciudad(nombre=texto, provincia=texto)
    institucion = fabricas.crear_institucion(nombre=texto, sigla=texto[:30])
    contacto = fabricas.crear_contacto(
        ciudad=ciudad, nombre=texto, cargo=texto, telefono=texto[:40], consentimiento_listado_el=timezone.now()
    )
    de_institucion = fabricas.crear_contacto(institucion=institucion, nombre=texto)
    proyecto = fabricas.crear_proyecto(titulo_es=texto, resumen_es=texto, convocatoria=fabricas.crear_convocatoria())
    seminario = fabricas.crear_seminario(titulo_es=texto, descripcion_es=texto)
    bloque = fabricas.crear_bloque(seminario, titulo_es=texto)
    intervencion = fabricas.crear_intervencion(bloque, titulo_es=texto, ciudad=ciudad, proyecto=proyecto)
    inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto)
    segunda = fabricas.crear_inscripcion("confirmada", posible_duplicada_de=inscripcion)
    participante = fabricas.crear_participante(inscripcion, nombre=texto, cargo=texto)
    ficha = fabricas.crear_ficha(
        contacto=contacto, titulo=texto, texto=texto, unidad=unidad, publicacion=Publicacion.PENDIENTE
    )
    ficha.ods.add(ods)
    comunicado = fabricas.crear_comunicado(asunto_es=texto[:120], texto_es=texto)
    return {
        "unidadtematica": unidad,
        "ods": ods,
        "ciudad": ciudad,
        "institucion": institucion,
        "contacto": contacto,
        "programa": fabricas.crear_programa(
            institucion=institucion, contacto=de_institucion, titulo_es=texto, descripcion_es=texto
        ),
        "convocatoria": proyecto.convocatoria,
        "proyecto": proyecto,
        "participacion": fabricas.crear_participacion(proyecto, ciudad),
        "imagen": fabricas.crear_imagen(proyecto, alternativa_es=texto, credito=texto),
        "documento": fabricas.crear_documento(proyecto, titulo_es=texto),
        "enlace": fabricas.crear_enlace(proyecto, titulo_es=texto),
        "fuente": fabricas.crear_fuente(proyecto, texto=texto),
        "version": fabricas.crear_version(proyecto, motivo=texto),
        "equivalencia": fabricas.crear_equivalencia(espanol=texto),
        "importacion": fabricas.crear_importacion(nombre=texto),
        "cumbre": seminario.cumbre,
        "actividad": seminario,
        "bloque": bloque,
        "intervencion": intervencion,
        "ponente": fabricas.crear_ponente(intervencion, nombre=texto, cargo=texto, organizacion=texto),
        "material": fabricas.crear_material(intervencion, titulo_es=texto),
        "video": fabricas.crear_video(bloque, transcripcion_es=texto),
        "cambio": fabricas.crear_cambio(seminario, titulo_es=texto),
        "pregunta": fabricas.crear_pregunta(
            bloque, texto=texto, nombre=texto, respuesta_es=texto, responde=texto, estado="aceptada"
        ),
        "propuesta": fabricas.crear_propuesta(contacto, titulo=texto, resumen=texto),
        "ficha": ficha,
        "mirada": fabricas.crear_mirada(institucion=institucion, contacto=de_institucion, mirada=texto, aporte=texto),
        "inscripcion": inscripcion,
        "cambioinscripcion": fabricas.crear_cambio_de_inscripcion(
            inscripcion,
            motivo=texto,
            diferencias=[{"que": "nombre", "de": texto, "persona": participante.pk, "antes": texto, "despues": "Ana"}],
        ),
        "solicituddecambio": fabricas.crear_solicitud(
            inscripcion, datos={"nombre": texto, "email": "", "cargo": texto}, respuesta=texto
        ),
        "eleccion": fabricas.crear_eleccion(inscripcion, seminario),
        "participante": participante,
        "necesidaddeacceso": fabricas.crear_necesidad(participante, otra=texto, dieta_detalle=texto),
        "pedidodeunion": fabricas.crear_pedido_de_union(segunda, inscripcion),
        "asistencia": fabricas.crear_asistencia(participante, seminario, estado="confirmada"),
        "personaimportada": fabricas.crear_persona_importada(inscripcion, participante=participante),
        "notainterna": fabricas.crear_nota(inscripcion, texto=texto),
        "presencia": fabricas.crear_presencia(participante, seminario, puesto=texto[:60]),
        "certificado": fabricas.crear_certificado(participante, seminario, motivo=texto),
        "comunicado": comunicado,
        "destinatario": fabricas.crear_destinatario(comunicado, inscripcion),
        "mensaje": crear_mensaje(inscripcion, error=texto),
        "envio": Envio.objects.create(clave="c", ambito=texto, huella="h", resultado="/inscripcion/x/"),
        "limite": Limite.objects.create(clave="k", desde=timezone.now(), cuenta=1),
    }


def crear_mensaje(sobre, **campos):
    valores = {"tipo": "recuperar_enlace", "a": "persona@ejemplo.gob", "idioma": "es", "sobre": sobre, **campos}
    return Mensaje.objects.create(**valores)
