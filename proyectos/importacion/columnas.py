"""The columns of a table of projects: how else people call them, and what their cells say.

They are those of the open data (:mod:`proyectos.datos`), less what is not for a table to change. Every reader raises
``ValidationError`` with what to do.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import override

from comun import tablas_leer
from comun.busqueda import sin_acentos
from comun.formularios import limpiar_texto
from comun.tablas import leer_lista
from comun.tablas_leer import como_texto
from proyectos.datos import COLUMNA_DE_ROL
from proyectos.models import Enlace, Fuente, Participacion, Proyecto

ROLES = {"coordinadora": Participacion.Rol.COORDINADORA, **{c: rol for rol, c in COLUMNA_DE_ROL.items()}}
UNA_LINEA = ("titulo_es", "titulo_pt_br", "fuente")
PARRAFOS = tuple(
    f"{campo}_{idioma}"
    for campo in ("resumen", "objetivos", "resultados", "beneficiarios")
    for idioma in ("es", "pt_br")
)
ELECCIONES = ("titulo_traducido", "idioma_original", "modalidad", "estado")
FECHAS = ("estado_al", "inicio", "fin")
MONTOS = ("monto_solicitado_usd", "monto_usd", "aporte_propio_usd", "aporte_especie_usd")
SIN_IMPORTAR = (
    "url",
    "convocatoria_tema_es",
    "convocatoria_tema_pt_br",
    "documentos",
    "imagenes",
    "publicado_el",
    "actualizado",
)
OBLIGATORIAS = ("slug", "idioma_original", "unidades_propias")
MONTO_MAXIMO = 2**31 - 1

SINONIMOS = {
    "slug": ["dirección web", "identificador"],
    "titulo_es": ["título", "título en español", "nombre del proyecto", "proyecto", "título em espanhol"],
    "titulo_pt_br": ["título pt", "título en portugués", "título em português", "nome do projeto"],
    "titulo_traducido": ["título traducido por el portal", "título traduzido"],
    "idioma_original": ["idioma", "língua original"],
    "resumen_es": ["resumen", "descripción", "resumen en español"],
    "resumen_pt_br": ["resumo", "resumen en portugués", "resumo em português", "descrição"],
    "objetivos_es": ["objetivos", "objetivo", "objetivos en español"],
    "objetivos_pt_br": ["objetivos en portugués", "objetivos em português"],
    "resultados_es": ["resultados", "resultados en español"],
    "resultados_pt_br": ["resultados en portugués", "resultados em português"],
    "beneficiarios_es": ["beneficiarios", "a quiénes beneficia", "población beneficiaria"],
    "beneficiarios_pt_br": ["beneficiários em português", "beneficiarios en portugués", "a quem beneficia"],
    "convocatoria_anio": ["convocatoria", "año", "año de la convocatoria", "edital", "ano do edital"],
    "coordinadora": ["ciudad coordinadora", "coordina", "coordenadora", "cidade coordenadora"],
    "socias": ["socia", "socios", "ciudades socias", "parceiras", "parceira", "parceiros", "cidades parceiras"],
    "aliadas": ["aliada", "aliados", "instituciones aliadas", "aliados estratégicos"],
    "primeros_oferentes": ["primer oferente", "primeiro ofertante", "primeiros ofertantes"],
    "segundos_oferentes": ["segundo oferente", "segundo ofertante", "segundos ofertantes"],
    "receptoras": ["receptora", "receptor", "receptores", "recebedora"],
    "modalidad": ["modalidad de cooperación", "modalidade", "modalidade de cooperação"],
    "modalidades_pcssm": ["modalidades del PCSSM", "modalidades do PCSSM", "actividades", "atividades"],
    "unidades": ["unidades temáticas", "unidad temática", "unidade temática"],
    "unidades_propias": ["unidades temáticas asignadas por el portal", "unidades atribuídas pelo portal"],
    "ods": ["objetivos de desarrollo sostenible", "objetivos de desenvolvimento sustentável"],
    "ods_principal": [],
    "estado": ["estado del proyecto", "situación", "situação", "estado do projeto"],
    "estado_al": ["estado conocido a", "situação em"],
    "inicio": ["fecha de inicio", "data de início", "desde"],
    "fin": ["fecha de fin", "fim", "data de fim", "hasta", "término"],
    "monto_solicitado_usd": [
        "monto solicitado",
        "aporte que se pide al PCSSM (USD)",
        "valor solicitado",
        "aporte solicitado ao PCSSM (USD)",
    ],
    "monto_usd": ["monto", "aporte del PCSSM (USD)", "aporte del PCSSM", "valor", "valor USD", "aporte do PCSSM (USD)"],
    "aporte_propio_usd": ["aporte propio", "contrapartida", "aporte próprio em dinheiro (USD)"],
    "aporte_especie_usd": ["aporte en especie", "aporte em espécie", "aporte propio en especie (USD)"],
    "fuente": ["fonte"],
    "fuentes": ["fuentes de cada dato", "fontes"],
    "enlaces": ["enlace", "links", "link"],
    **{columna: [] for columna in SIN_IMPORTAR},
}
IMPORTABLES = [columna for columna in SINONIMOS if columna not in ("slug", *SIN_IMPORTAR)]


def es_sin_dato(valor):
    """True for a cell that says that the datum is unknown; an empty one says nothing."""
    return sin_acentos(como_texto(valor)) in ("sin dato", "sem dado", "sem informacao")


def texto(columna, valor):
    """Return a text of the sheet, clean; refuse one that does not fit."""
    limpio = limpiar_texto(como_texto(valor), lineas=columna in PARRAFOS)
    maximo = Proyecto._meta.get_field(columna).max_length
    if len(limpio) > maximo:
        raise ValidationError(
            _("tiene %(largo)d caracteres y el máximo es %(maximo)d: acorte el texto.")
            % {"largo": len(limpio), "maximo": maximo}
        )
    return limpio


def eleccion(opciones, valor):
    """Return the value of a list that a cell names, by its key or by its words in either language."""
    pedido = plano(como_texto(valor))
    for idioma in ("es", "pt-br"):
        with override(idioma):
            dichas = {plano(str(dicho)): clave for clave, rotulo in opciones for dicho in (clave, rotulo)}
        if pedido in dichas:
            return dichas[pedido]
    claves = ", ".join(str(clave) for clave, _rotulo in opciones)
    raise ValidationError(
        _("«%(valor)s» no es una opción: escriba una de estas: %(opciones)s.")
        % {"valor": como_texto(valor), "opciones": claves}
    )


def varias(opciones, valor):
    """Return the values of a list that a cell names, in its order."""
    return list(dict.fromkeys(eleccion(opciones, dicho) for dicho in elementos(como_texto(valor).replace(",", ";"))))


def elementos(valor):
    """Return the texts that a cell lists."""
    return [parte for partes in leer_lista(como_texto(valor)) for parte in partes if parte]


def monto(valor):
    try:
        numero = tablas_leer.como_entero(valor)
    except ValueError:
        numero = -1
    if not 0 <= numero <= MONTO_MAXIMO:
        raise ValidationError(
            _("«%(valor)s» no es un monto: escriba un número entero, sin centavos.") % {"valor": como_texto(valor)}
        )
    return numero


def fecha(valor):
    try:
        return tablas_leer.como_fecha(valor)
    except ValueError:
        mensaje = _("«%(valor)s» no es una fecha: escríbala como día/mes/año, por ejemplo 01/03/2019.")
        raise ValidationError(mensaje % {"valor": como_texto(valor)}) from None


def si_no(valor):
    try:
        return tablas_leer.como_si_no(valor)
    except ValueError:
        raise ValidationError(_("Escriba si o no.")) from None


def numeros_de_ods(valor):
    """Return the numbers of the goals that a cell names: ``11; 5``, ``ODS 11, ODS 5``."""
    numeros = [int(n) for n in re.findall(r"\d{1,9}", como_texto(valor))]
    if not numeros or not all(1 <= n <= 17 for n in numeros):
        raise ValidationError(_("Escriba los números de los ODS, de 1 a 17, separados por punto y coma."))
    return sorted(set(numeros))


def anio(valor):
    hallado = re.search(r"\b(\d{4})\b", como_texto(valor))
    if not hallado:
        raise ValidationError(
            _("«%(valor)s» no dice un año: escríbalo con cuatro cifras.") % {"valor": como_texto(valor)}
        )
    return int(hallado[1])


def fuentes(valor):
    """Return the sources that a cell lists, as the rows of :class:`Fuente` that they are."""
    return [_fuente(*_cuatro(partes)) for partes in leer_lista(como_texto(valor))]


def enlaces(valor):
    """Return the links that a cell lists, as the rows of :class:`Enlace` that they are; a bare address is one too."""
    return [_enlace(*_cuatro(partes)) for partes in leer_lista(como_texto(valor))]


def _fuente(datos, dice, url, consultada):
    opciones = Fuente.Dato.choices
    return {
        "datos": list(dict.fromkeys(eleccion(opciones, d) for d in datos.split("+"))),
        "texto": _corto(Fuente, "texto", dice),
        "url": _direccion(url) if url else "",
        "consultada": fecha(consultada) if consultada else None,
    }


def _enlace(clase, titulo_es, titulo_pt_br, url):
    if not (titulo_es or titulo_pt_br or url):
        clase, titulo_es, url = "pagina", clase, clase
    if not (titulo_es or titulo_pt_br):
        titulo_es = url
    return {
        "clase": eleccion(Enlace.Clase.choices, clase),
        "titulo_es": _corto(Enlace, "titulo_es", titulo_es, vacio=True),
        "titulo_pt_br": _corto(Enlace, "titulo_pt_br", titulo_pt_br, vacio=True),
        "url": _direccion(url),
    }


def _corto(modelo, campo, valor, *, vacio=False):
    limpio = limpiar_texto(valor)
    maximo = modelo._meta.get_field(campo).max_length
    if len(limpio) > maximo or not (limpio or vacio):
        raise ValidationError(
            _("«%(valor)s»: escriba entre 1 y %(maximo)d caracteres.") % {"valor": limpio[:60], "maximo": maximo}
        )
    return limpio


def _direccion(valor):
    try:
        URLValidator(schemes=["http", "https"])(valor)
    except ValidationError:
        mensaje = _("«%(valor)s» no es una dirección de internet: escríbala entera, con https://.")
        raise ValidationError(mensaje % {"valor": valor[:60]}) from None
    if len(valor) > 400:
        raise ValidationError(_("La dirección es demasiado larga: quite lo que sigue al signo ?."))
    return valor


def _cuatro(partes):
    if len(partes) > 4:
        raise ValidationError(_("Un elemento tiene más de cuatro partes: escriba \\| donde el texto tenga |."))
    return [*partes, "", "", ""][:4]


def plano(dicho):
    return re.sub(r"[\s_-]+", " ", sin_acentos(dicho)).strip()
