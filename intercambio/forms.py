"""What a reader may ask of the board."""

from django.db.models import Q, TextField, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from actores.listas import paises, unidades
from actores.models import Ods
from comun.busqueda import SinAcentos, palabras
from comun.filtros import FormularioFiltro, opciones
from comun.formularios import CampoLista
from intercambio.models import Ficha

PROGRAMA = "programa"
TIPOS = [*Ficha.Tipo.choices, (PROGRAMA, _("línea o programa"))]


class FiltroTablero(FormularioFiltro):
    """The parameters of the board: ``tipo unidad ods pais q``. Cards and programmes are narrowed alike."""

    tipo = CampoLista(label=_("Qué se ofrece o se busca"), required=False, choices=opciones(_("todo"), TIPOS))
    unidad = CampoLista(label=_("Unidad temática"), required=False)
    ods = CampoLista(label=_("ODS"), required=False)
    pais = CampoLista(label=_("País"), required=False, choices=lambda: opciones(_("todos los países"), paises()))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        de_unidades = [(u.slug, u.nombre) for u in unidades()]
        self.fields["unidad"].choices = opciones(_("todas las unidades"), de_unidades)
        self.fields["ods"].choices = opciones(_("todos los ODS"), [(str(o.numero), str(o)) for o in Ods.objects.all()])

    def fichas(self, fichas):
        """Return the cards that every filter in force lets pass."""
        if self.valor("tipo") == PROGRAMA:
            return fichas.none()
        campos = {
            "tipo": self.valor("tipo"),
            "unidad__slug": self.valor("unidad"),
            "ods__numero": self.valor("ods"),
            "ciudad__pais": self.valor("pais"),
        }
        return fichas.buscar(self.valor("q")).filter(**{campo: valor for campo, valor in campos.items() if valor})

    def programas(self, programas):
        """Return the programmes that every filter in force lets pass; the country is that of the institution's seat."""
        if self.valor("tipo") not in ("", PROGRAMA):
            return programas.none()
        campos = {
            "unidades__slug": self.valor("unidad"),
            "ods__numero": self.valor("ods"),
            "institucion__pais": self.valor("pais"),
        }
        programas = programas.filter(**{campo: valor for campo, valor in campos.items() if valor})
        for palabra in palabras(self.valor("q")):
            en_texto = programas.alias(texto=_TEXTO_DE_PROGRAMA).filter(texto__contains=palabra).values("pk")
            programas = programas.filter(Q(pk__in=en_texto) | Q(institucion__busqueda__contains=palabra))
        return programas


_TEXTO_DE_PROGRAMA = SinAcentos(
    Concat(
        *(
            Coalesce(campo, Value(""), output_field=TextField())
            for campo in ("titulo_es", "titulo_pt_br", "descripcion_es", "descripcion_pt_br")
        ),
        output_field=TextField(),
    )
)
