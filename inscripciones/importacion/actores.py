"""Whom a row registers: a city of a country or an institution, as people write them in a form."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actores.forms import sin_direcciones
from actores.listas import ciudades_llamadas, codigo_de_pais, instituciones_llamadas
from actores.models import Institucion, Pais
from comun.busqueda import sin_acentos
from comun.formularios import limpiar_texto
from comun.tablas_leer import como_texto

CANDIDATAS = 5  # named in a message
LARGO_NOMBRE = 120
_GOBIERNO = (
    r"(?:la |el |a |o )?(?:honorable |ilustre |i\. )?(?:gobierno autonomo (?:descentralizado )?municipal|gad municipal"
    r"|gobierno (?:municipal|local|de la ciudad)|municipalidad(?: (?:distrital|provincial|metropolitana))?|municipio|"
    r"prefeitura(?: municipal)?|prefectura|alcaldia(?: (?:municipal|mayor|distrital))?|intendencia(?: (?:municipal|"
    r"departamental))?|ayuntamiento|comuna|camara municipal|governo municipal)"
)
_PREFIJO = re.compile(rf"{_GOBIERNO}(?: (?:de la ciudad|da cidade))?(?: (?:de|do|da|del))? (?=\S)")
_ES_GOBIERNO = re.compile(rf"{_GOBIERNO}\b")
_ADORNO = re.compile(r"^(?:provincia|pcia|prov|estado|departamento|depto|dpto|region)(?: (?:de|do|da|del))? ")
_PARTES = re.compile(r"\s*[,;(|]\s*|\s+[-–/]\s+|(?<=\w)/(?=[A-Z]{2}\b)|-(?=[A-Z]{2}$)")
_OTROS_NOMBRES = {"bs as": "buenos aires", "pba": "buenos aires"}
_OTROS_NOMBRES |= {"caba": "ciudad autonoma de buenos aires", "capital federal": "ciudad autonoma de buenos aires"}
# The federative units of Brazil (IBGE), which are written after the name of a municipality.
_UNIDADES = {
    "ac": "acre", "al": "alagoas", "am": "amazonas", "ap": "amapa", "ba": "bahia", "ce": "ceara",
    "df": "distrito federal", "es": "espirito santo", "go": "goias", "ma": "maranhao", "mg": "minas gerais",
    "ms": "mato grosso do sul", "mt": "mato grosso", "pa": "para", "pb": "paraiba", "pe": "pernambuco", "pi": "piaui",
    "pr": "parana", "rj": "rio de janeiro", "rn": "rio grande do norte", "ro": "rondonia", "rr": "roraima",
    "rs": "rio grande do sul", "sc": "santa catarina", "se": "sergipe", "sp": "sao paulo", "to": "tocantins",
}  # fmt: skip


@dataclass(frozen=True)
class Mencion:
    """A city or an institution as a row names it: every name that it may have, and how it would be written in."""

    tipo: str
    texto: str
    nombres: tuple
    escrita: str
    pais: str = ""
    provincia: str = ""


@dataclass(frozen=True)
class Quien:
    """Whom a row registers: one that is known, or one to be written in. ``clave`` tells it from every other one."""

    tipo: str
    nombre: str
    pais: str
    clave: str
    actor: object = None


def mencion(*, tipo, pais, provincia, ciudad, institucion):
    """Return the :class:`Mencion` of a row; refuse one that says nothing that can be looked for."""
    ciudad, institucion = (limpiar_texto(como_texto(valor)) for valor in (ciudad, institucion))
    dicho = limpiar_texto(como_texto(pais))
    codigo = codigo_de_pais(dicho) if dicho else ""
    if dicho and not codigo:
        raise ValidationError(_("«%(pais)s» no es un país conocido: corríjalo.") % {"pais": dicho})
    if _es_institucion(sin_acentos(como_texto(tipo)), ciudad, institucion):
        return _de_institucion(institucion or ciudad, codigo)
    return _de_ciudad(ciudad or institucion, codigo, limpiar_texto(como_texto(provincia)))


def _es_institucion(tipo, ciudad, institucion):
    if tipo:
        return not re.search(
            r"\b(ciudad|municipi|gobierno local|governo local|cidade|alcaldia|prefeitura|intendencia)", tipo
        )
    if not institucion or _ES_GOBIERNO.match(sin_acentos(institucion)):
        return False
    return sin_acentos(institucion) != sin_acentos(ciudad)


def _de_ciudad(texto, pais, provincia):
    if not texto:
        raise ValidationError(_("falta la ciudad o la institución."))
    nombre, *resto = [parte.strip(" )") for parte in _PARTES.split(texto) if parte.strip(" )")] or [texto]
    for parte in resto:
        if codigo := codigo_de_pais(parte) if len(parte) > 2 else "":
            pais = pais or codigo
        else:
            provincia = provincia or parte
    if pais and pais not in Pais.values:
        raise ValidationError(_("«%(texto)s» no es de un país de la red: revise el país.") % {"texto": texto})
    enteros = [sin_acentos(n) for n in (texto, nombre)]
    sin_prefijo = [_PREFIJO.sub("", n, count=1) for n in enteros if _PREFIJO.match(n)]
    corto = nombre[-len(sin_prefijo[-1]) :] if sin_prefijo else nombre
    escrita = f"{corto}, {provincia}" if provincia else corto  # Staff puts the province in its place at verifying.
    nombres = tuple(dict.fromkeys([sin_acentos(escrita), *enteros, *sin_prefijo]))
    return Mencion("ciudad", texto, nombres, escrita, pais, _provincia(provincia, pais))


def _provincia(texto, pais):
    lisa = _ADORNO.sub("", " ".join(sin_acentos(texto).replace(".", " ").split()))
    return (_OTROS_NOMBRES | (_UNIDADES if pais in ("", "BR") else {})).get(lisa, lisa)


def _de_institucion(texto, pais):
    if not texto:
        raise ValidationError(_("falta la ciudad o la institución."))
    partes = [parte.strip(" )") for parte in re.split(r"\s*[(|]\s*|\s+[-–/]\s+", texto)]
    return Mencion(
        "institucion", texto, tuple(dict.fromkeys(map(sin_acentos, filter(None, [texto, *partes])))), texto, pais
    )


class Buscador:
    """Finds those mentioned in a table; two queries for all of them."""

    def __init__(self, menciones):
        self._ciudades, self._instituciones = defaultdict(list), defaultdict(list)
        de_ciudades = {n for m in menciones if m.tipo == "ciudad" for n in m.nombres}
        for ciudad in ciudades_llamadas(de_ciudades):
            _anotar(self._ciudades[ciudad.busqueda], ciudad.vigente)
        for institucion in instituciones_llamadas({n for m in menciones if m.tipo == "institucion" for n in m.nombres}):
            for nombre in {institucion.nombre, institucion.sigla} - {""}:
                _anotar(self._instituciones[sin_acentos(nombre)], institucion.vigente)

    def hallar(self, mencion):
        """Return the :class:`Quien` of a mention; refuse one that may be several, or cannot be written in."""
        candidatas = self._de_ciudad(mencion) if mencion.tipo == "ciudad" else self._de_institucion(mencion)
        if len(candidatas) > 1:
            raise ValidationError(
                _("«%(texto)s» puede ser más de una: escriba cuál es, de estas: %(candidatas)s.")
                % {"texto": mencion.texto, "candidatas": "; ".join(map(str, candidatas[:CANDIDATAS]))}
            )
        if candidatas:
            (actor,) = candidatas
            return Quien(mencion.tipo, actor.nombre, actor.pais, f"{mencion.tipo}:{actor.pk}", actor)
        return _por_escribir(mencion)

    def _de_ciudad(self, mencion):
        for nombre in mencion.nombres:
            hay = [c for c in self._ciudades[nombre] if mencion.pais in ("", c.pais)]
            if not hay:
                continue
            de_ahi = [c for c in hay if mencion.provincia and sin_acentos(c.provincia) == mencion.provincia]
            if mencion.provincia and not de_ahi:
                de_ahi = [c for c in hay if not c.provincia]
                if not de_ahi:
                    raise ValidationError(
                        _("no se conoce «%(texto)s»: si es una de estas, escríbala así: %(candidatas)s.")
                        % {"texto": mencion.texto, "candidatas": "; ".join(map(str, hay[:CANDIDATAS]))}
                    )
            return _preferidas(de_ahi or hay)
        return []

    def _de_institucion(self, mencion):
        for nombre in mencion.nombres:
            hay = self._instituciones[nombre]
            del_pais = [i for i in hay if i.pais == mencion.pais]
            if hay:
                return _preferidas(del_pais if len(hay) > 1 and del_pais else hay)
        return []


def _anotar(lista, actor):
    if actor not in lista:
        lista.append(actor)


def _preferidas(actores):
    """Leave out what somebody wrote in where a verified one has the same name."""
    return [a for a in actores if a.verificada] or actores


def _por_escribir(mencion):
    if mencion.tipo == "ciudad" and not mencion.pais:
        raise ValidationError(_("no se conoce «%(texto)s»: agregue el país.") % {"texto": mencion.texto})
    largo = LARGO_NOMBRE if mencion.tipo == "ciudad" else Institucion._meta.get_field("nombre").max_length
    if len(mencion.escrita) > largo:
        raise ValidationError(
            _("«%(texto)s…» tiene más de %(maximo)d caracteres: acórtelo.")
            % {"texto": mencion.escrita[:30], "maximo": largo}
        )
    sin_direcciones(mencion.escrita)
    clave = f"{mencion.tipo}:nueva:{mencion.pais}:{sin_acentos(mencion.escrita)}"
    return Quien(mencion.tipo, mencion.escrita, mencion.pais, clave)
