"""What each role may do, in one table; a role is a group, and somebody may have several.

Least rights: what a role does not need for its work, it does not see. Access needs are for accreditation alone
(the privacy page says so); who may do everything is a superuser. Nobody deletes a user, whose log would go with them.
"""

from django.apps import apps as las_de_hoy
from django.contrib.auth.management import create_permissions

VER = ("view",)
AGREGAR = ("view", "add")
CAMBIAR = ("view", "change")
EDITAR = ("view", "add", "change")
TODO = ("view", "add", "change", "delete")

COORDINACION, CONTENIDOS, ACREDITACION, LECTURA = "coordinación", "contenidos", "acreditación", "lectura"


def _de(permisos, sala, *modelos):
    return {f"{sala}.{modelo}": permisos for modelo in modelos}


ROLES = {
    COORDINACION: {
        **_de(TODO, "actores", "unidadtematica", "ods", "ciudad", "institucion", "programa"),
        **_de(("view", "change", "delete"), "actores", "contacto"),  # to delete one is to delete that person's data
        **_de(TODO, "proyectos", "convocatoria", "proyecto", "participacion"),
        **_de(TODO, "proyectos", "imagen", "documento", "enlace", "fuente"),
        **_de(VER, "proyectos", "version"),
        **_de(TODO, "agenda", "cumbre", "actividad", "bloque", "intervencion", "ponente", "video", "material"),
        **_de(CAMBIAR, "agenda", "pregunta"),
        **_de(("view", "change", "delete"), "agenda", "propuesta"),
        **_de(VER, "agenda", "cambio"),
        **_de(TODO, "intercambio", "ficha", "mirada"),
        **_de(EDITAR, "inscripciones", "inscripcion"),  # to add one is to import it
        **_de(("view", "change", "delete"), "inscripciones", "participante"),
        **_de(CAMBIAR, "inscripciones", "asistencia", "solicituddecambio", "pedidodeunion"),
        **_de(VER, "inscripciones", "eleccion", "personaimportada", "cambioinscripcion"),
        **_de(("view", "add", "delete"), "inscripciones", "notainterna"),
        **_de(EDITAR, "acreditacion", "presencia"),
        **_de(TODO, "acreditacion", "certificado"),  # to delete one is to do what its owner asks
        **_de((*TODO, "lanzar"), "seminario", "comunicado"),
        **_de(VER, "seminario", "destinatario"),
        **_de(CAMBIAR, "comun", "mensaje"),
        **_de(VER, "comun", "envio", "limite", "importacion"),
        **_de(TODO, "comun", "equivalencia"),
        **_de(EDITAR, "auth", "user"),
        **_de(VER, "auth", "group"),
        **_de(VER, "admin", "logentry"),
    },
    CONTENIDOS: {
        **_de(EDITAR, "actores", "unidadtematica", "ods", "ciudad", "institucion"),
        **_de(TODO, "actores", "programa"),
        **_de(EDITAR, "proyectos", "convocatoria", "proyecto"),
        **_de(TODO, "proyectos", "participacion", "imagen", "documento", "enlace", "fuente"),
        **_de(VER, "proyectos", "version"),
        **_de(VER, "agenda", "cumbre"),  # when the registration opens and closes is coordination's
        **_de(EDITAR, "agenda", "actividad"),
        **_de(TODO, "agenda", "bloque", "intervencion", "ponente", "video", "material"),
        **_de(CAMBIAR, "agenda", "pregunta", "propuesta"),
        **_de(VER, "agenda", "cambio"),
        **_de(TODO, "intercambio", "ficha", "mirada"),
        **_de(TODO, "comun", "equivalencia"),
    },
    ACREDITACION: {
        **_de(VER, "inscripciones", "inscripcion", "asistencia", "eleccion", "personaimportada", "cambioinscripcion"),
        **_de(VER, "inscripciones", "solicituddecambio", "pedidodeunion"),
        **_de(CAMBIAR, "inscripciones", "participante"),
        **_de(VER, "inscripciones", "necesidaddeacceso"),
        **_de(AGREGAR, "inscripciones", "notainterna"),
        **_de(EDITAR, "acreditacion", "presencia", "certificado"),
        **_de(VER, "actores", "ciudad", "institucion", "contacto"),
        **_de(VER, "agenda", "cumbre", "actividad", "bloque", "intervencion", "ponente", "cambio"),
        **_de(VER, "comun", "mensaje"),  # whether the mail to who stands at the desk went out
    },
    LECTURA: {
        **_de(VER, "actores", "unidadtematica", "ods", "ciudad", "institucion", "programa", "contacto"),
        **_de(VER, "proyectos", "convocatoria", "proyecto", "participacion"),
        **_de(VER, "proyectos", "imagen", "documento", "enlace", "fuente", "version"),
        **_de(VER, "agenda", "cumbre", "actividad", "bloque", "intervencion", "ponente", "video", "material"),
        **_de(VER, "agenda", "pregunta", "propuesta", "cambio"),
        **_de(VER, "intercambio", "ficha", "mirada"),
        **_de(VER, "inscripciones", "inscripcion", "participante", "asistencia", "solicituddecambio", "pedidodeunion"),
        **_de(VER, "inscripciones", "eleccion", "personaimportada", "cambioinscripcion"),
        **_de(VER, "acreditacion", "presencia", "certificado"),
        **_de(VER, "seminario", "comunicado", "destinatario"),
        **_de(VER, "comun", "equivalencia"),
    },
}


def permisos_de(rol):
    """Return the permissions of a role as Django asks for them: ``{"agenda.view_bloque", …}``."""
    return {
        f"{sala}.{que}_{modelo}"
        for nombre, permisos in ROLES[rol].items()
        for sala, modelo in [nombre.split(".")]
        for que in permisos
    }


def poner_al_dia(apps=las_de_hoy):
    """Make the groups, and give each exactly what the table says; whoever is in them stays.

    For migrations: those that change the table call it again, with the ``apps`` they get. A model that is not there
    yet is left out, until a migration that comes after its own. Repeating it changes nothing.
    """
    _crear_permisos(apps)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    clave = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    for rol in ROLES:
        grupo, _nuevo = Group.objects.get_or_create(name=rol)
        grupo.permissions.set([clave[permiso] for permiso in permisos_de(rol) if permiso in clave])


def quitar(apps=las_de_hoy):
    """Delete the groups that nobody is in: who has a role keeps it."""
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES, user=None).delete()


def _crear_permisos(apps):
    """Make the permissions that Django makes only after all migrations have run."""
    for sala in {nombre.split(".")[0] for tabla in ROLES.values() for nombre in tabla}:
        create_permissions(las_de_hoy.get_app_config(sala), apps=apps, verbosity=0)
