"""Bringing a table of projects: the file, what each row would do, and doing it."""

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.http import HttpResponseRedirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comun import importar, tablas_leer
from proyectos import importacion
from proyectos.importacion import Suerte, columnas


class FormularioTabla(importar.FormularioTabla):
    rotulo = _("Tabla de proyectos")
    ayuda = _("CSV o XLSX, hasta 5 MB y 1.000 filas. Sirve el CSV que se descarga del catálogo.")
    orden = "importar_proyectos"

    def leer(self, contenido):
        return tablas_leer.leer(contenido, columnas.SINONIMOS)


class ConImportacion(importar.ConImportacion):
    """Mixin for the admin of sheets: upload a table, see the fate of each of its rows, apply it."""

    change_list_template = "admin/proyectos/proyecto/lista.html"
    importa = "proyectos"
    suertes = Suerte
    formulario_de_tabla = FormularioTabla
    paginas_de_importar = "admin/proyectos"
    titulo_de_importar = _("Importar proyectos")

    def contexto_de_subir(self):
        return {"columnas": columnas.IMPORTABLES}

    def planear(self, traida):
        return importacion.planear(bytes(traida.contenido))

    def leer_tabla(self, traida):
        return tablas_leer.leer(bytes(traida.contenido), columnas.SINONIMOS)

    def contexto_de_filas(self, plan, pagina):
        for fila in pagina:
            fila.en_palabras = importacion.cambios_en_palabras(fila)
        return {"hay_que_hacer": plan.cuentas[Suerte.NUEVO] + plan.cuentas[Suerte.ACTUALIZA]}

    def aplicar(self, request, traida):
        hecho = importacion.aplicar(importacion=traida, sello=request.POST.get("sello", ""), usuario=request.user)
        for objetos, marca in ((hecho.creados, ADDITION), (hecho.cambiados, CHANGE)):
            _anotar(request, objetos, marca, gettext("Importado de «%(archivo)s»") % {"archivo": traida.nombre})
        messages.success(request, _en_palabras(hecho))
        return HttpResponseRedirect(self.direccion_de("importacion", traida))


def _anotar(request, objetos, marca, frase):
    if objetos:
        LogEntry.objects.log_actions(request.user.pk, objetos, marca, change_message=frase)


def _en_palabras(hecho):
    nuevos, cambiados = len(hecho.creados), len(hecho.cambiados)
    return " ".join(
        [
            ngettext("Se creó %(n)d borrador.", "Se crearon %(n)d borradores.", nuevos) % {"n": nuevos},
            ngettext("Cambió %(n)d proyecto.", "Cambiaron %(n)d proyectos.", cambiados) % {"n": cambiados},
        ]
    )
