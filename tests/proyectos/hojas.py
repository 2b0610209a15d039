"""A sheet that says everything, once or many times over."""

import datetime
from zlib import crc32

from actores.models import Ods
from proyectos.models import Fuente
from tests import fabricas

SILABAS = ("ba", "co", "di", "fu", "ga", "le", "mi", "no", "pa", "que", "ri", "so", "ta", "vi", "llo", "ción")


def prosa(largo, semilla=0):
    """Return text of about that many characters which does not compress as one word said again and again."""
    palabras = []
    while sum(map(len, palabras)) + len(palabras) < largo:
        azar = crc32(f"{semilla}-{len(palabras)}".encode())
        palabras.append("".join(SILABAS[(azar >> (5 * n)) % len(SILABAS)] for n in range(1 + azar % 4)))
    return " ".join(palabras)[:largo].strip().capitalize()


def crear_hoja_completa(filas=1, **campos):
    """Return a published project of which all is known, with ``filas`` of everything it may have several of."""
    valores = {
        "titulo_es": "Huertas urbanas y mercados de cercanía",
        "titulo_pt_br": "Hortas urbanas e mercados de proximidade",
        "titulo_traducido": "pt-br",
        "resumen_es": "Tres ciudades siembran huertas.",
        "resumen_pt_br": "Três cidades plantam hortas.",
        "objetivos_es": "Que haya huertas en los barrios.",
        "resultados_es": "Doce huertas en marcha.",
        "beneficiarios_es": "Familias de seis barrios.",
        "convocatoria": fabricas.crear_convocatoria(2019, tema_es="Ciudades que se alimentan"),
        "modalidad": "triangular",
        "modalidades_pcssm": ["asistencia", "pasantia"],
        "estado": "finalizado",
        "estado_al": datetime.date(2021, 12, 31),
        "inicio": datetime.date(2019, 6, 1),
        "fin": datetime.date(2020, 5, 31),
        "monto_usd": 5000,
        "aporte_propio_usd": 2000,
        "aporte_especie_usd": 3000,
        "ods_principal": Ods.objects.filter(numero=2).first() or fabricas.crear_ods(2),
        "fuente": "Informe de cierre del PCSSM",
    }
    proyecto = fabricas.crear_proyecto(**valores | campos)
    _con_quienes(proyecto, filas)
    for n in range(1, filas + 1):
        proyecto.unidades.add(fabricas.crear_unidad())
        fabricas.crear_imagen(proyecto, orden=n, ancho=1200, alto=800, credito="Municipio")
        fabricas.crear_documento(proyecto, orden=n)
        fabricas.crear_enlace(proyecto, orden=n, clase="video", url=f"https://www.video.example/{n}")
        fabricas.crear_fuente(
            proyecto, orden=n, datos=list(Fuente.Dato.values)[n % 13 :], url="https://fuente.example/"
        )
    for numero in range(3, 3 + min(filas, 14)):
        proyecto.ods.add(Ods.objects.filter(numero=numero).first() or fabricas.crear_ods(numero))
    return proyecto


def _con_quienes(proyecto, filas):
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre="Rosario"), "primer_oferente")
    fabricas.crear_participacion(
        proyecto,
        fabricas.crear_institucion(nombre="Agencia del Sur", tipo="bilateral_sur", pais="BR"),
        "segundo_oferente",
    )
    for _n in range(filas):
        fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(pais="UY", tipo="departamento"), "receptora")
