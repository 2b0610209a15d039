"""One plain function per model; every default is valid, every field can be given."""

import datetime
import itertools
from zoneinfo import ZoneInfo

from django.utils import timezone

from acreditacion.models import Certificado, Presencia
from actores.models import Ciudad, Contacto, Institucion, Ods, Programa, UnidadTematica
from agenda.models import (
    Actividad,
    Bloque,
    Cambio,
    Cumbre,
    EstadoPregunta,
    EstadoPrograma,
    Intervencion,
    Material,
    Ponente,
    Pregunta,
    Propuesta,
    Video,
)
from comun.models import Equivalencia, Importacion
from comun.publicacion import Publicacion
from inscripciones.models import (
    Asistencia,
    CambioInscripcion,
    Eleccion,
    Inscripcion,
    Modalidad,
    NecesidadDeAcceso,
    NotaInterna,
    Participante,
    PedidoDeUnion,
    PersonaImportada,
    SolicitudDeCambio,
)
from intercambio.models import Ficha, Mirada
from proyectos.models import Convocatoria, Documento, Enlace, Fuente, Imagen, Participacion, Proyecto, Version
from seminario.models import Comunicado, Destinatario

ZONA = ZoneInfo("America/Argentina/Buenos_Aires")
_numero = itertools.count(1)


def crear_unidad(**campos):
    n = next(_numero)
    return UnidadTematica.objects.create(
        **{"nombre_es": f"Unidad {n}", "nombre_pt_br": f"Unidade {n}", "slug": f"unidad-{n}", **campos}
    )


def crear_ods(numero=11, **campos):
    return Ods.objects.create(
        **{"numero": numero, "nombre_es": f"Objetivo {numero}", "nombre_pt_br": f"Meta {numero}", **campos}
    )


def crear_ciudad(**campos):
    n = next(_numero)
    valores = {"nombre": f"Ciudad {n}", "pais": "AR", "slug": f"ciudad-{n}", "verificada": True, **campos}
    return Ciudad.objects.create(**valores)


def crear_institucion(**campos):
    n = next(_numero)
    valores = {"nombre": f"Institución {n}", "sigla": f"I{n}", "slug": f"institucion-{n}", "verificada": True, **campos}
    return Institucion.objects.create(**valores)


def crear_contacto(**campos):
    n = next(_numero)
    if not campos.get("institucion"):
        campos.setdefault("ciudad", None)
        campos["ciudad"] = campos["ciudad"] or crear_ciudad()
    valores = {"nombre": f"Persona {n}", "email": f"persona{n}@ejemplo.gob", "cargo": "Directora", **campos}
    return Contacto.objects.create(**valores)


def crear_programa(**campos):
    n = next(_numero)
    campos.setdefault("institucion", None)
    campos["institucion"] = campos["institucion"] or crear_institucion()
    valores = {"titulo_es": f"Programa {n}", "publicacion": Publicacion.PUBLICADA, **campos}
    return Programa.objects.create(**valores)


def crear_convocatoria(anio=2020, **campos):
    valores = {"anio": anio, "tema_es": "Ciudades sostenibles", "monto_maximo_usd": 10000, **campos}
    return Convocatoria.objects.create(**valores)


def crear_proyecto(**campos):
    n = next(_numero)
    valores = {
        "titulo_es": f"Proyecto {n}",
        "slug": f"proyecto-{n}",
        "publicacion": Publicacion.PUBLICADA,
        "historico": True,
        **campos,
    }
    return Proyecto.objects.create(**valores)


def crear_participacion(proyecto, actor, rol=Participacion.Rol.SOCIA):
    return Participacion.objects.create(proyecto=proyecto, rol=rol, **{actor._meta.model_name: actor})


def crear_imagen(proyecto, **campos):
    n = next(_numero)
    valores = {"archivo": f"proyectos/imagenes/{n:032}.webp", "alternativa_es": f"Imagen {n}", **campos}
    return Imagen.objects.create(proyecto=proyecto, **valores)


def crear_documento(proyecto, **campos):
    n = next(_numero)
    valores = {"archivo": f"proyectos/documentos/{n:032}.pdf", "titulo_es": f"Documento {n}", **campos}
    return Documento.objects.create(proyecto=proyecto, **valores)


def crear_enlace(proyecto, **campos):
    n = next(_numero)
    valores = {"titulo_es": f"Enlace {n}", "url": f"https://ejemplo.org/{n}", **campos}
    return Enlace.objects.create(proyecto=proyecto, **valores)


def crear_fuente(proyecto, **campos):
    n = next(_numero)
    return Fuente.objects.create(proyecto=proyecto, **{"datos": ["estado"], "texto": f"Fuente {n}", **campos})


def crear_version(proyecto, **campos):
    n = next(_numero)
    return Version.objects.create(proyecto=proyecto, **{"numero": n, "motivo": "Prueba", "retrato": {}, **campos})


def crear_equivalencia(**campos):
    return Equivalencia.objects.create(**{"espanol": "vivienda", "portugues": "moradia", **campos})


def crear_importacion(**campos):
    return Importacion.objects.create(**{"que": "proyectos", "nombre": "p.csv", "contenido": b"titulo", **campos})


def crear_cumbre(**campos):
    ahora = timezone.now()
    hoy = ahora.astimezone(ZONA).date()
    valores = {
        "nombre_es": "XXVI Cumbre de Mercociudades",
        "nombre_pt_br": "XXVI Cúpula de Mercocidades",
        "sede": "Esteban Echeverría",
        "inicio": hoy + datetime.timedelta(days=9),
        "fin": hoy + datetime.timedelta(days=12),
        "inscripcion_desde": ahora - datetime.timedelta(days=10),
        "inscripcion_hasta": ahora + datetime.timedelta(days=9),
        "correo_contacto": "cumbre@ejemplo.gob",
        "publicada": True,
        **campos,
    }
    return Cumbre.objects.create(**valores)


def crear_actividad(cumbre=None, **campos):
    n = next(_numero)
    cumbre = cumbre or Cumbre.objects.vigente() or crear_cumbre()
    dia = campos.pop("dia", cumbre.inicio + datetime.timedelta(days=1))
    valores = {
        "cumbre": cumbre,
        "titulo_es": f"Actividad {n}",
        "titulo_pt_br": f"Atividade {n}",
        "slug": f"actividad-{n}",
        "dia": dia,
        **campos,
    }
    return Actividad.objects.create(**valores)


def crear_seminario(cumbre=None, **campos):
    """The seminar, at 17:15 of the event's zone on the second day."""
    cumbre = cumbre or Cumbre.objects.vigente() or crear_cumbre()
    dia = campos.get("dia", cumbre.inicio + datetime.timedelta(days=1))
    valores = {
        "titulo_es": "Seminario Cooperación Internacional",
        "titulo_pt_br": "Seminário Cooperação Internacional",
        "slug": "seminario",
        "inicio": datetime.datetime.combine(dia, datetime.time(17, 15), tzinfo=cumbre.zona),
        "duracion_aproximada": 90,
        "es_seminario": True,
        **campos,
    }
    return crear_actividad(cumbre, **valores)


def crear_bloque(actividad, orden=1, **campos):
    valores = {
        "actividad": actividad,
        "orden": orden,
        "tipo": Bloque.Tipo.EXPERIENCIAS,
        "titulo_es": f"Bloque {orden}",
        "estado": EstadoPrograma.PUBLICADA,
        **campos,
    }
    return Bloque.objects.create(**valores)


def crear_intervencion(bloque, orden=1, **campos):
    n = next(_numero)
    valores = {
        "bloque": bloque,
        "orden": orden,
        "titulo_es": f"Intervención {n}",
        "slug": f"intervencion-{n}",
        "estado": EstadoPrograma.PUBLICADA,
        **campos,
    }
    return Intervencion.objects.create(**valores)


def crear_ponente(intervencion, **campos):
    return Ponente.objects.create(intervencion=intervencion, **{"nombre": "Ana Ponente", **campos})


def crear_material(intervencion, **campos):
    """A link by default; with ``archivo`` a file and no link."""
    n = next(_numero)
    valores = {"titulo_es": f"Material {n}", "url": "" if campos.get("archivo") else "https://ejemplo.org/m", **campos}
    return Material.objects.create(intervencion=intervencion, **valores)


def crear_video(bloque, **campos):
    """An address elsewhere by default; with ``archivo`` a file and no address."""
    valores = {"url": "" if campos.get("archivo") else "https://ejemplo.org/video", **campos}
    return Video.objects.create(bloque=bloque, **valores)


def crear_cambio(actividad, **campos):
    """Something was added, unless told otherwise; ``momento`` may be given though the model sets its own."""
    momento = campos.pop("momento", None)
    valores = {"tipo": Cambio.Tipo.AGREGADA, "titulo_es": "Bloque agregado", **campos}
    cambio = Cambio.objects.create(actividad=actividad, **valores)
    if momento:
        Cambio.objects.filter(pk=cambio.pk).update(momento=momento)
        cambio.momento = momento
    return cambio


def crear_pregunta(bloque, **campos):
    """A question that waits; one that is published has an answer."""
    n = next(_numero)
    if campos.get("estado") == EstadoPregunta.PUBLICADA and "respuesta_pt_br" not in campos:
        campos.setdefault("respuesta_es", f"Respuesta {n}")
    return Pregunta.objects.create(bloque=bloque, **{"texto": f"¿Pregunta {n}?", **campos})


def crear_ficha(**campos):
    n = next(_numero)
    contacto = campos.get("contacto")
    if "ciudad" not in campos:
        campos["ciudad"] = contacto.ciudad if contacto else crear_ciudad()
    valores = {"tipo": Ficha.Tipo.SABER, "titulo": f"Ficha {n}", "publicacion": Publicacion.PUBLICADA, **campos}
    return Ficha.objects.create(**valores)


def crear_mirada(**campos):
    campos.setdefault("institucion", None)
    campos["institucion"] = campos["institucion"] or crear_institucion()
    valores = {"mirada": "La cooperación entre pares.", "publicacion": Publicacion.PUBLICADA, **campos}
    return Mirada.objects.create(**valores)


def crear_propuesta(contacto, **campos):
    valores = {
        "cumbre": Cumbre.objects.vigente() or crear_cumbre(),
        "contacto": contacto,
        "ciudad": contacto.ciudad,
        "institucion": contacto.institucion,
        "titulo": "Una experiencia",
        **campos,
    }
    return Propuesta.objects.create(**valores)


def crear_inscripcion(estado=Inscripcion.Estado.BORRADOR, **campos):
    """A draft by default; a confirmed one has its dates."""
    campos.setdefault("contacto", None)
    contacto = campos["contacto"] = campos["contacto"] or crear_contacto()
    if estado == Inscripcion.Estado.CONFIRMADA:
        campos.setdefault("confirmada_el", timezone.now())
        campos.setdefault("consentimiento_datos_el", timezone.now())
    valores = {
        "cumbre": Cumbre.objects.vigente() or crear_cumbre(),
        "tipo": "ciudad" if contacto.ciudad_id else "institucion",
        "ciudad": contacto.ciudad,
        "institucion": contacto.institucion,
        "idioma": contacto.idioma,
        "estado": estado,
        **campos,
    }
    return Inscripcion.objects.create(**valores)


def crear_participante(inscripcion, **campos):
    n = next(_numero)
    valores = {"nombre": f"Participante {n}", "idioma": inscripcion.idioma, **campos}
    return Participante.objects.create(inscripcion=inscripcion, **valores)


def crear_necesidad(participante, **campos):
    return NecesidadDeAcceso.objects.create(participante=participante, **{"subtitulos": True, **campos})


def crear_cambio_de_inscripcion(inscripcion, **campos):
    valores = {
        "quien": CambioInscripcion.Quien.CONTACTO,
        "diferencias": [{"que": "nombre", "de": "Ana", "antes": "Ana", "despues": "Ana Paz"}],
        **campos,
    }
    return CambioInscripcion.objects.create(inscripcion=inscripcion, **valores)


def crear_solicitud(inscripcion, **campos):
    """Somebody to be added, unless told otherwise."""
    datos = {"nombre": "Ana Paz", "email": "", "cargo": ""}
    valores = {"accion": SolicitudDeCambio.Accion.AGREGAR, "datos": datos, **campos}
    return SolicitudDeCambio.objects.create(inscripcion=inscripcion, **valores)


def crear_pedido_de_union(inscripcion, a, **campos):
    return PedidoDeUnion.objects.create(inscripcion=inscripcion, a=a, **campos)


def crear_persona_importada(inscripcion, **campos):
    return PersonaImportada.objects.create(inscripcion=inscripcion, **{"nombre": "n" * 32, **campos})


def crear_eleccion(inscripcion, actividad, modalidad=Modalidad.PRESENCIAL, **campos):
    return Eleccion.objects.create(inscripcion=inscripcion, actividad=actividad, modalidad=modalidad, **campos)


def crear_asistencia(participante, actividad, modalidad=Modalidad.PRESENCIAL, **campos):
    valores = {"estado": Asistencia.Estado.ELEGIDA, **campos}
    return Asistencia.objects.create(participante=participante, actividad=actividad, modalidad=modalidad, **valores)


def crear_nota(inscripcion, **campos):
    return NotaInterna.objects.create(inscripcion=inscripcion, **{"texto": "Llamó por teléfono.", **campos})


def crear_presencia(participante, actividad, **campos):
    valores = {"modalidad": Modalidad.PRESENCIAL, "medio": Presencia.Medio.QR, **campos}
    return Presencia.objects.create(participante=participante, actividad=actividad, **valores)


def crear_certificado(participante, actividad, **campos):
    valores = {"nombre": participante.nombre, "modalidad": Modalidad.PRESENCIAL, "idioma": participante.idioma}
    return Certificado.objects.create(participante=participante, actividad=actividad, **{**valores, **campos})


def crear_comunicado(**campos):
    valores = {"asunto_es": "Novedades", "asunto_pt_br": "Novidades", "texto_es": "Hola.", "texto_pt_br": "Olá."}
    estado = campos.get("estado", "borrador")
    if estado != "borrador":
        valores |= {"lanzado_el": timezone.now(), "terminado_el": timezone.now() if estado == "terminado" else None}
    return Comunicado.objects.create(**{**valores, **campos})


def crear_destinatario(comunicado, inscripcion, **campos):
    contacto = inscripcion.contacto
    valores = {"email": contacto.email, "idioma": contacto.idioma, **campos}
    return Destinatario.objects.create(comunicado=comunicado, inscripcion=inscripcion, **valores)
