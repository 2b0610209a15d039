"""The activities that a form names: in a list, one per column, by title in either language, by slug or by part."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from comun.busqueda import sin_acentos
from comun.tablas_leer import como_texto
from inscripciones.models import Modalidad

LARGO_DE_PARTE = 4  # letters: less than that is part of nearly any title
_VIRTUAL = r"virtual(?:mente)?|on ?-?line|remot[oa]|a distancia|zoom"
_PRESENCIAL = r"presencial(?:mente)?|en persona|en la sede"
_MODALIDAD = re.compile(rf"\b(?:(?P<virtual>{_VIRTUAL})|(?P<presencial>{_PRESENCIAL}))\b", re.IGNORECASE)
# A few of those signs and no more: a cell of nothing else must not take quadratic time.
_COLA = re.compile(
    rf"[\s(\[:–-]{{0,4}}\b(?:de forma |en forma |modalidad )?(?:{_VIRTUAL}|{_PRESENCIAL})\b[)\]\s]{{0,4}}$",
    re.IGNORECASE,
)
_SI = re.compile(r"(?:si|sim|yes|x|1|true|verdadero|verdadeiro|ok|✓|✔|☑|participo|participare|asistire)\b|[✓✔☑]")
_NO = re.compile(r"(?:no|nao|n|0|false|falso|n/a|ninguno|ninguna|nenhuma?)\b|-+$")


def plano(texto):
    """Return the words of a text, without accents, case or signs, as titles are compared."""
    return " ".join(re.findall(r"[a-z0-9]+", sin_acentos(como_texto(texto))))


def modalidad(texto):
    """Return how a text says that somebody attends, or ``None`` if it does not say, or says both."""
    dichas = {hallada.lastgroup for hallada in _MODALIDAD.finditer(sin_acentos(texto))}
    return Modalidad(dichas.pop()) if len(dichas) == 1 else None


class Actividades:
    """Those of a Cumbre, by every name that a form may give them: one query."""

    def __init__(self, cumbre):
        self.todas = list(cumbre.actividades.order_by("pk"))
        self.por_pk = {a.pk: a for a in self.todas}
        self.por_slug = {a.slug: a for a in self.todas}
        self.seminario = next((a for a in self.todas if a.es_seminario), None)
        self._nombres = {
            a.pk: [n for n in map(plano, (a.titulo_es, a.titulo_pt_br or "", a.slug)) if n] for a in self.todas
        }
        # A title with commas in it is as many parts of a list.
        self._partes_maximo = 1 + max((f"{a.titulo_es}{a.titulo_pt_br}".count(",") for a in self.todas), default=0)
        self._por_nombre = {nombre: a for a in self.todas for nombre in self._nombres[a.pk]}

    def del_titulo(self, titulo):
        """Return the activity that the header of a column is about, or ``None``: it has its title, or is part of it."""
        dicho = plano(titulo)
        nombradas = {a.pk for a in self.todas if any(f" {n} " in f" {dicho} " for n in self._nombres[a.pk])}
        if not nombradas and len(dicho.split()) > 1:
            nombradas = {a.pk for a in self._que_contienen(dicho)}
        return self.por_pk[nombradas.pop()] if len(nombradas) == 1 else None

    def de_la_columna(self, actividad, valor):
        """Return ``{pk: modality or None}`` of the cell of an activity's own column."""
        texto = sin_acentos(como_texto(valor))
        como = modalidad(texto)
        if _NO.match(texto):
            return {}
        if _SI.match(texto) or como or any(n in plano(texto) for n in self._nombres[actividad.pk]):
            return {actividad.pk: como}
        raise ValidationError(
            _("«%(valor)s» en «%(actividad)s»: escriba si o no.")
            % {"valor": como_texto(valor), "actividad": actividad.titulo}
        )

    def de_la_lista(self, valor):
        """Return ``{pk: modality or None}`` of a cell that lists activities; titles may have commas inside."""
        elegidas = {}
        for renglon in re.split(r"[;|\n]", como_texto(valor)):
            partes = [parte.strip() for parte in renglon.split(",") if parte.strip()]
            while partes:
                actividad, como, tomadas = self._primera(partes)
                if actividad:
                    elegidas[actividad.pk] = como
                partes = partes[tomadas:]
        return elegidas

    def _primera(self, partes):
        """Return the activity that the first parts name, how it is attended, and how many parts that took."""
        for cuantas in range(min(len(partes), self._partes_maximo), 0, -1):
            texto = ", ".join(partes[:cuantas])
            if actividad := self._por_nombre.get(plano(_COLA.sub("", texto))):
                return actividad, modalidad(partes[cuantas - 1]), cuantas
        if _NO.fullmatch(sin_acentos(partes[0])):
            return None, None, 1
        return self._por_parte(_COLA.sub("", partes[0])), modalidad(partes[0]), 1

    def _por_parte(self, texto):
        candidatas = self._que_contienen(plano(texto))
        if len(candidatas) == 1:
            return candidatas[0]
        if not candidatas:
            raise ValidationError(
                _("no se conoce la actividad «%(actividad)s»: escriba su título.") % {"actividad": texto}
            )
        raise ValidationError(
            _("«%(actividad)s» puede ser más de una actividad: %(candidatas)s.")
            % {"actividad": texto, "candidatas": "; ".join(a.titulo for a in candidatas)}
        )

    def _que_contienen(self, dicho):
        if len(dicho) < LARGO_DE_PARTE:
            return []
        return [a for a in self.todas if any(f" {dicho} " in f" {nombre} " for nombre in self._nombres[a.pk])]
