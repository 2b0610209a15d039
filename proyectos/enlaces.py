"""Addresses of the catalogue and of its other views, the filters in force kept."""

from urllib.parse import urlencode

from comun.direcciones import direccion


class Enlaces:
    """The addresses that keep the filters of a form; what narrows nothing, such as the page, stays behind."""

    def __init__(self, filtro):
        self._puestos = [(puesto.clave, puesto.crudo) for puesto in filtro.puestos()]

    def a(self, vista, *mas):
        """Return the address of a view (``catalogo``, ``mapa``, ``cifras``) under the filters and ``mas``.

        ``mas`` are pairs of parameter and value; one that is in force already is not said twice.
        """
        consulta = urlencode([*dict.fromkeys([*self._puestos, *mas])])
        return direccion(f"proyectos:{vista}") + (f"?{consulta}" if consulta else "")
