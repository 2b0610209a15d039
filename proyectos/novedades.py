"""What is new in the catalogue, as an Atom feed."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comun.contenido import en_idioma
from comun.direcciones import direccion
from comun.formularios import limpiar_texto
from comun.middleware import bcp47
from proyectos.models import Proyecto

CUANTAS = 30
DESDE = 2026  # A tag URI names a year in which the address was ours (RFC 4151): it never changes.


class Novedades(Feed):
    """The projects published last, in the active language; every address is of ``SITE_URL``, whatever the request says.

    An entry is the same for ever: its identifier is made of the project's key, and both languages have one each.
    """

    feed_type = Atom1Feed

    def title(self):
        return _("Proyectos de cooperación Sur-Sur de Mercociudades")

    def subtitle(self):
        return _("Lo último que se publicó en el catálogo.")

    def author_name(self):
        return _("Programa de Cooperación Sur-Sur de Mercociudades")

    def feed_copyright(self):
        return "CC BY 4.0"

    def link(self):
        return settings.SITE_URL + direccion("proyectos:catalogo")

    def feed_url(self):
        return settings.SITE_URL + direccion("proyectos:novedades")

    def feed_guid(self):
        return _identificador("proyectos")

    @property
    def language(self):
        return bcp47(get_language())

    def items(self):
        return (
            Proyecto.objects.publicados()
            .con_nombre()
            .prefetch_related("unidades")
            .annotate(desde=Coalesce("publicado_el", "creado"), actualizado=F("indice__actualizado"))
            .order_by("-desde", "-pk")[:CUANTAS]
        )

    def item_title(self, item):
        return limpiar_texto(item.nombre)

    def item_description(self, item):
        return limpiar_texto(en_idioma(item, "resumen")[0], lineas=True)

    def item_link(self, item):
        return settings.SITE_URL + direccion("proyectos:proyecto", item.slug)

    def item_guid(self, item):
        return _identificador(f"proyecto-{item.pk}")

    def item_pubdate(self, item):
        return item.desde

    def item_updateddate(self, item):
        return item.actualizado

    def item_categories(self, item):
        return [limpiar_texto(unidad.nombre) for unidad in item.unidades.all()]


def _identificador(que):
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{DESDE}:{get_language()}:{que}"
