"""A person with something in every place where the portal can hold it, to look for them afterwards."""

import datetime
import json
from functools import cache
from urllib.parse import quote_plus, urlencode

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from comun import correo
from comun.envios import nueva_clave, una_vez
from comun.exportar import EXPORTACION
from comun.limites import permitir
from comun.models import Envio
from inscripciones.models import Participante
from tests import fabricas

NOMBRE, EMAIL, TELEFONO = "Zulema Quiroga Ñandú", "zulema@riobamba.gob.ec", "+593 99 765 4321"
ANTES, PENDIENTE = "Zulema Antes Ibarra", "zulema.nueva@riobamba.gob.ec"
# Roles that do not say whose they are, as people write them.
CARGO, CARGO_ANTES = "Directora de Aguas", "Técnica de Cuencas"


def llenar(cumbre, *, estado="confirmada", nombre=NOMBRE, email=EMAIL, telefono=TELEFONO, **campos):
    """Create a contact who takes part, with all that a person can have; return the registration."""
    contacto = fabricas.crear_contacto(
        nombre=nombre,
        email=email,
        telefono=telefono,
        cargo=_cargo(nombre),
        email_pendiente=PENDIENTE if nombre == NOMBRE else "",
        consentimiento_listado_el=timezone.now(),
    )
    inscripcion = fabricas.crear_inscripcion(
        estado, contacto=contacto, cumbre=cumbre, contacto_participa=True, **campos
    )
    persona = fabricas.crear_participante(
        inscripcion, nombre=nombre, email=email.upper(), cargo=_cargo(nombre), es_contacto=True
    )
    _asistir(inscripcion, persona, estado)
    _aportar(contacto)
    _historia(inscripcion, persona, nombre, email)
    _correos(inscripcion, contacto, persona, nombre, email)
    _comunicados(inscripcion, persona, email)
    _registro(inscripcion, contacto, persona, nombre, email, telefono)
    permitir("acceso:correo", email, maximo=5, segundos=3600)
    una_vez(clave="c" * 8, ambito=f"espacio:{contacto.codigo}:datos", datos=_Datos(email=email), accion=lambda: "/")
    return inscripcion


class _Datos(dict):
    def getlist(self, clave):
        return [self[clave]]


def _asistir(inscripcion, persona, estado):
    actividad = inscripcion.cumbre.actividades.first() or fabricas.crear_seminario(inscripcion.cumbre)
    fabricas.crear_eleccion(inscripcion, actividad)
    fabricas.crear_asistencia(persona, actividad, estado="confirmada" if estado == "confirmada" else "elegida")
    fabricas.crear_necesidad(persona, otra=f"Avisar a {persona.nombre}", dieta_detalle=persona.nombre)


def _aportar(contacto):
    fabricas.crear_ficha(contacto=contacto, titulo=f"Saber de {contacto.nombre}", texto=contacto.email)
    fabricas.crear_propuesta(contacto, resumen=f"La presenta {contacto.nombre}")
    fabricas.crear_proyecto(
        publicacion="borrador",
        historico=False,
        contacto=contacto,
        guardado_el=timezone.now(),
        resumen_es=contacto.email,
    )
    fabricas.crear_proyecto(
        publicacion="enviada",
        historico=False,
        contacto=contacto,
        guardado_el=timezone.now(),
        carta="proyectos/cartas/a.pdf",
        comentarios=f"Gracias, {contacto.nombre}",
    )


def _cargo(nombre):
    return CARGO if nombre == NOMBRE else "Jefa de Prensa"


def _historia(inscripcion, persona, nombre, email):
    cargo, cargo_antes = _cargo(nombre), CARGO_ANTES if nombre == NOMBRE else "Jefe de Actas"
    ficha = {"nombre": nombre, "email": email, "cargo": cargo}
    otra = {"nombre": "Otra Persona", "email": "", "cargo": ""}
    diferencias = [
        {"que": "nombre", "de": ANTES, "antes": ANTES, "despues": nombre},
        {"que": "email", "de": nombre, "antes": "", "despues": email},
        {"que": "persona_agregada", "de": nombre, "antes": None, "despues": {**ficha, "cargo": f"Acompaña a {nombre}"}},
        {"que": "persona_quitada", "de": nombre, "antes": {**ficha, "email": ""}, "despues": None},
        {"que": "persona_sustituida", "de": "Otra Persona", "antes": otra, "despues": ficha},
        {"que": "cargo", "de": nombre, "antes": cargo_antes, "despues": cargo},
        {"que": "contacto_cargo", "de": "", "antes": cargo_antes, "despues": ""},
    ]
    if nombre != NOMBRE:
        diferencias = diferencias[1:]
    fabricas.crear_cambio_de_inscripcion(inscripcion, diferencias=diferencias, motivo=f"Lo pidió {nombre} {email}")
    fabricas.crear_solicitud(inscripcion, accion="editar", participante=persona, datos=ficha)
    fabricas.crear_solicitud(inscripcion, datos=ficha)
    fabricas.crear_solicitud(inscripcion, datos=ficha, estado="concedida", resuelta_el=timezone.now())
    antes = f", antes {ANTES}" if nombre == NOMBRE else ""
    fabricas.crear_nota(inscripcion, texto=f"Llamó {nombre}{antes}; escribir a {email}")


def _correos(inscripcion, contacto, persona, nombre, email):
    for tipo, sobre in [("inscripcion_confirmada", inscripcion), ("recuperar_enlace", contacto)]:
        correo.encolar(tipo=tipo, a=email, idioma="es", sobre=sobre)
    correo.encolar(tipo="recuperar_enlace", a=email, idioma="es", sobre=persona, parametros={"quien": nombre})
    correo.encolar(tipo="recuperar_enlace", a="otra@ejemplo.gob", idioma="es", sobre=None, parametros={"correo": email})


def _comunicados(inscripcion, persona, email):
    """Two messages of staff, one to the contact and one to the person."""
    for participante in (None, persona):
        mensaje = correo.encolar(
            tipo="comunicado", a=email, idioma="es", sobre=participante or inscripcion, parametros={"destinatario": 0}
        )
        fabricas.crear_destinatario(
            fabricas.crear_comunicado(),
            inscripcion,
            participante=participante,
            email=email,
            mensaje=mensaje,
            encolado_el=timezone.now(),
        )


def _registro(inscripcion, contacto, persona, nombre, email, telefono):
    equipo, _ = get_user_model().objects.get_or_create(username="equipo")
    for objeto in (inscripcion, contacto, persona, persona.asistencias.get(), contacto.fichas.get()):
        LogEntry.objects.log_actions(equipo.pk, [objeto], CHANGE, f"Cambió a {nombre} <{email}>", single_object=True)
    LogEntry.objects.create(
        user=equipo,
        content_type=ContentType.objects.get_for_model(Participante),
        action_flag=EXPORTACION,
        object_repr="Participantes: exportación en CSV de 1 fila",
        change_message=f"Búsqueda: «{nombre}»\n?{urlencode({'q': nombre})}",
    )
    dicho = json.dumps(
        {"frases": [(30, f"«Quitar a {nombre}» queda pendiente: {email}")], "vuelta": None}, ensure_ascii=False
    )
    Envio.objects.create(clave=nueva_clave(), ambito=f"accion:{equipo.pk}:x", huella="h", resultado=dicho)
    LogEntry.objects.create(user=equipo, action_flag=CHANGE, object_repr=email, change_message=f"Llamar a {telefono}")


def donde_esta(*textos):
    """Return every column of the database, of any type that holds text, in which one of these words stands."""
    dichos = {dicho for texto in textos for dicho in (texto, json.dumps(texto)[1:-1], quote_plus(texto))}
    patrones = [f"%{dicho.replace('%', chr(92) + '%')}%" for dicho in dichos]
    with connection.cursor() as cursor:
        cursor.execute(_en_cada_columna(), {"patrones": patrones})
        return {columna for (columna,) in cursor.fetchall()}


@cache
def _en_cada_columna():
    """Return the one statement that looks into all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN"
            " ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'bytea', 'tsvector', 'USER-DEFINED')"
        )
        columnas = cursor.fetchall()
    partes = []
    for tabla, columna, tipo in columnas:
        valor = f"encode(\"{columna}\", 'escape')" if tipo == "bytea" else f'"{columna}"::text'
        hay = f'SELECT 1 FROM "{tabla}" WHERE {valor} ILIKE ANY(%(patrones)s)'
        partes.append(f"SELECT '{tabla}.{columna}' WHERE EXISTS ({hay})")
    return " UNION ALL ".join(partes)


def terminada(dias):
    """A Cumbre that ended so many days ago."""
    fin = timezone.localdate() - datetime.timedelta(days=dias)
    return fabricas.crear_cumbre(inicio=fin - datetime.timedelta(days=2), fin=fin)


def retrato(inscripcion):
    """Return all that the database says of a registration and its people, to tell whether anything was touched."""
    modelos = [
        type(inscripcion).objects.filter(pk=inscripcion.pk),
        type(inscripcion.contacto).objects.filter(pk=inscripcion.contacto_id),
        inscripcion.participantes.all(),
        inscripcion.cambios.all(),
        inscripcion.solicitudes.all(),
        inscripcion.notas.all(),
        inscripcion.contacto.fichas.all(),
        *(persona.asistencias.all() for persona in inscripcion.participantes.all()),
    ]
    return [list(consulta.values()) for consulta in modelos]
