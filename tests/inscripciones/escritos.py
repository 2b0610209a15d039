"""Every step that writes, as one POST each; and what the database holds, to compare."""

from django.apps import apps
from django.test import Client

from inscripciones import aportes, services
from inscripciones.models import Inscripcion
from intercambio.models import Ficha
from tests import fabricas

CONTACTO = {
    "nombre": "Ana Guamán",
    "email": "ana@riobamba.gob.ec",
    "telefono": "+593 3 296-6000",
    "cargo": "Relaciones internacionales",
    "participa": "si",
    "sitio_web": "",
    "idioma": "es",
}
# What changes without anybody having registered anything.
DE_PASO = {"sessions.Session", "comun.Limite", "comun.Envio"}


def hoja(*menos):
    """Every row of the database but those of passage, and of the models in ``menos``: equal means nothing changed."""
    modelos = [m for m in apps.get_models() if m._meta.label not in {*DE_PASO, *menos}]
    return {m._meta.label: list(m._base_manager.order_by("pk").values()) for m in modelos}


def quien(actor):
    return {"tipo": actor._meta.model_name, actor._meta.model_name: actor.slug}


def iniciar(actor, **cambios):
    """Return a browser that began a draft for ``actor``, and the draft."""
    client = Client()
    datos = {**quien(actor), **CONTACTO, **cambios}
    client.get("/inscripcion/contacto/", quien(actor))
    respuesta = client.post("/inscripcion/contacto/", datos)
    assert respuesta.headers["Location"] == "/inscripcion/personas/", respuesta.content.decode()
    return client, Inscripcion.objects.order_by("-pk").first()


def completar(inscripcion, seminario, persona="Luis Cando"):
    """Fill in a draft so that every step has something to change: two people, the seminar, cards or programmes."""
    services.agregar_participante(inscripcion=inscripcion, nombre=persona, email="", cargo="")
    services.guardar_actividades(inscripcion=inscripcion, elecciones={seminario: "presencial"})
    services.guardar_consentimientos(inscripcion=inscripcion, datos=True, imagen=False, listado=False)
    sin_mas = {"texto": "", "unidad": None, "ods": [], "idioma": "es"}
    if inscripcion.es_de_ciudad:
        for tipo in Ficha.Tipo:
            aportes.guardar_ficha(inscripcion=inscripcion, tipo=tipo, titulo=f"Ficha de {tipo}", **sin_mas)
        services.terminar_paso(inscripcion=inscripcion, paso="aportes")
        aportes.guardar_propuesta(inscripcion=inscripcion, quiere=True, titulo="Mercados")
    else:
        aportes.guardar_mirada(inscripcion=inscripcion, idioma="es", mirada="Entre pares.")
        programa = {"descripcion": "", "unidades": [], "ods": [], "url": "", "cierre": None, "idioma": "es"}
        aportes.guardar_programa(inscripcion=inscripcion, titulo="Fondo", **programa)
        services.terminar_paso(inscripcion=inscripcion, paso="programas")
    return Inscripcion.objects.get(pk=inscripcion.pk)


def envios(inscripcion):
    """Return ``{name: (path, data)}``: one POST per writing step of a completed draft."""
    persona = inscripcion.participantes.get(es_contacto=False)
    otra = fabricas.crear_ciudad() if inscripcion.es_de_ciudad else fabricas.crear_institucion()
    todos = {
        "contacto": ("contacto/", {**CONTACTO, "nombre": "Ana María Guamán", "email": "ana.maria@riobamba.gob.ec"}),
        "personas": ("personas/", {"nombre": "Rosa Lema", "email": "", "cargo": ""}),
        "personas_listas": ("personas/listas/", {}),
        "yo_tambien": ("personas/yo/", {}),
        "persona": (f"personas/{persona.codigo}/", {"nombre": "Luis Cando Mora", "email": "", "cargo": ""}),
        "sustituir_persona": (
            f"personas/{persona.codigo}/sustituir/",
            {"nombre": "Rosa Lema", "email": "", "cargo": "", "idioma": "pt-br"},
        ),
        "quitar_persona": (f"personas/{persona.codigo}/quitar/", {}),
        "actividades_de": (
            f"personas/{persona.codigo}/actividades/",
            {"actividades": ["clima"], "modalidad_clima": "virtual"},
        ),
        "actividades": (
            "actividades/",
            {"actividades": ["clima", "seminario"], "modalidad_clima": "virtual", "modalidad_seminario": "virtual"},
        ),
        "consentimientos": ("consentimientos/", {"consentimiento_datos": "on", "consentimiento_imagen": "on"}),
        "cambiar_quien": ("quien/cambiar/", quien(otra)),
        "revisar": ("revisar/", {}),
    }
    if inscripcion.es_de_ciudad:
        codigo = inscripcion.contacto.fichas.get(tipo="saber").codigo
        todos |= {
            "aportes_listos": ("aportes/listos/", {}),
            "ficha_nueva": ("aportes/nueva/saber/", {"titulo": "Compostaje", "texto": ""}),
            "ficha": (f"aportes/{codigo}/", {"titulo": "Huertas en escuelas", "texto": ""}),
            "quitar_ficha": (f"aportes/{codigo}/quitar/", {}),
            "experiencia": ("experiencia/", {"quiere": "si", "titulo": "Ferias", "resumen": ""}),
        }
    else:
        codigo = inscripcion.contacto.programas.get().codigo
        todos |= {
            "mirada": ("mirada/", {"mirada": "Con las ciudades.", "aporta": "si"}),
            "programas_listos": ("programas/listos/", {}),
            "programa_nuevo": ("programas/nuevo/", {"titulo": "Becas"}),
            "programa": (f"programas/{codigo}/", {"titulo": "Fondo de capacitación"}),
            "quitar_programa": (f"programas/{codigo}/quitar/", {}),
        }
    return {nombre: (f"/inscripcion/{ruta}", datos) for nombre, (ruta, datos) in todos.items()}


COMUNES = [
    "contacto", "personas", "personas_listas", "yo_tambien", "persona", "sustituir_persona", "quitar_persona",
    "actividades_de", "actividades", "consentimientos", "cambiar_quien", "revisar",
]  # fmt: skip
DE_CIUDAD = ["aportes_listos", "ficha_nueva", "ficha", "quitar_ficha", "experiencia"]
DE_INSTITUCION = ["mirada", "programas_listos", "programa_nuevo", "programa", "quitar_programa"]
# "lleno" needs a full room; it is tried where that is made.
TODOS = [("ciudad", n) for n in COMUNES + DE_CIUDAD] + [("institucion", n) for n in DE_INSTITUCION]
