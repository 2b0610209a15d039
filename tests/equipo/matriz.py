"""Every address of the admin, and what it asks for: the permissions without which it answers 403.

One line for each kind of page. A page that no line knows fails the matrix: whoever adds one says here what it asks for.
"""

from django.contrib import admin
from django.urls import URLResolver

# What each page asks for, by the end of its name: permissions on its own model ("view"), or on another, in full.
PIDE = {
    "changelist": ["view"],
    "add": ["add"],
    "change": ["view"],
    "history": ["view"],
    "delete": ["delete"],
    "exportar": ["view"],
    "unir": ["change"],
    # programme and catalogue
    "agenda_actividad_vista_previa": ["view", "agenda.view_bloque", "agenda.view_intervencion"],
    "agenda_intervencion_vista_previa": ["view", "agenda.view_bloque"],
    "agenda_pregunta_mesa": ["view"],
    "agenda_bloque_orden": ["change", "agenda.change_intervencion"],
    "agenda_bloque_publicar_todo": ["change", "agenda.change_intervencion"],
    "agenda_bloque_demora": ["change", "agenda.change_intervencion"],
    "agenda_bloque_convertir": [
        "change", "agenda.change_intervencion", "agenda.add_intervencion", "agenda.change_propuesta",
    ],
    "proyectos_proyecto_vista_previa": ["view"],
    "proyectos_proyecto_versiones": ["view"],
    "proyectos_proyecto_restaurar": ["change"],
    "proyectos_proyecto_accion": ["change"],
    "proyectos_proyecto_importar": ["add", "change"],
    "proyectos_proyecto_importacion": ["add", "change"],
    "proyectos_proyecto_rechazadas": ["add", "change"],
    # people
    "actores_contacto_datos": ["view", "inscripciones.view_participante"],
    "inscripciones_participante_datos": ["view"],
    "inscripciones_asistencia_espera": ["change"],
    "inscripciones_inscripcion_importar": ["add", "change"],
    "inscripciones_inscripcion_importacion": ["add", "change"],
    "inscripciones_inscripcion_columnas": ["add", "change"],
    "inscripciones_inscripcion_rechazadas": ["add", "change"],
    "inscripciones_inscripcion_nota": ["view", "inscripciones.add_notainterna"],
    "comun_mensaje_leer": ["view"],
    "auth_user_password_change": ["change"],
    # the day
    "acreditacion_certificado_pdf": ["view"],
    "acreditacion_certificado_emitir": ["view"],
    "acreditacion_certificado_emitir_de": ["view"],
    "acreditacion_certificado_en_linea": ["acreditacion.add_presencia"],
    "acreditacion_certificado_importar": ["acreditacion.add_presencia"],
    "acreditacion_certificado_importacion": ["acreditacion.add_presencia"],
    "acreditacion_certificado_rechazadas": ["acreditacion.add_presencia"],
    **{
        f"acreditacion_presencia_{pagina}": ["add"]
        for pagina in (
            "puertas", "puerta", "registrar", "persona", "entrada", "deshacer_entrada", "inscribir", "ocupacion",
        )
    },
    # messages
    "seminario_comunicado_previa": ["change"],
    "seminario_comunicado_prueba": ["change"],
    "seminario_comunicado_detener": ["change"],
    "seminario_comunicado_continuar": ["lanzar"],
    "seminario_comunicado_reintentar": ["lanzar"],
    "actores_ciudad_invitar": ["change", "inscripciones.view_inscripcion"],
}  # fmt: skip

# What the whole team has, whatever its role.
DE_TODO_EL_EQUIPO = {
    "index", "logout", "password_change", "password_change_done", "jsi18n", "mi_acceso", "cambiar_telefono",
    "app_list", "autocomplete", "view_on_site", None,
}  # fmt: skip
# What asks for a password, or for a code after it.
DE_LA_ENTRADA = {"login", "segundo_paso", "preparar_segundo_paso"}


def paginas():
    """Yield ``(route, name)`` of each address of the admin; ``name`` is ``None`` for Django's own redirects."""
    yield from _andar(admin.site.urls[0], "/admin/")


def _andar(patrones, antes):
    for patron in patrones:
        if isinstance(patron, URLResolver):
            yield from _andar(patron.url_patterns, antes + str(patron.pattern))
        else:
            yield antes + str(patron.pattern), patron.name


def modelo_de(nombre):
    """Return the model whose admin has a page, by the page's name."""
    return next(
        (m for m in admin.site._registry if nombre and nombre.startswith(f"{m._meta.app_label}_{m._meta.model_name}_")),
        None,
    )


def lo_que_pide(nombre, modelo):
    """Return the permissions that a page asks for, as Django names them."""
    sala, propio = modelo._meta.app_label, modelo._meta.model_name
    pide = PIDE.get(nombre) or PIDE[nombre.removeprefix(f"{sala}_{propio}_")]
    return {permiso if "." in permiso else f"{sala}.{permiso}_{propio}" for permiso in pide}
