"""The lists of staff that a number leads to: for whom, and at which address."""

from urllib.parse import urlencode

from django.urls import reverse


class Listas:
    """What one person may see and change, and the addresses of the lists."""

    def __init__(self, sitio, request):
        self._sitio, self._request = sitio, request

    def se_ven(self, *modelos):
        """Tell whether the person may see the lists of all these models."""
        return all(self._de(modelo).has_view_permission(self._request) for modelo in modelos)

    def se_cambia(self, modelo):
        return self._de(modelo).has_change_permission(self._request)

    def url(self, modelo, **filtros):
        """Return the address of a list with its filters set; "" for who may not see it."""
        if not self.se_ven(modelo):
            return ""
        opts = modelo._meta
        lista = reverse(f"{self._sitio.name}:{opts.app_label}_{opts.model_name}_changelist")
        return f"{lista}?{urlencode(filtros)}" if filtros else lista

    def _de(self, modelo):
        return self._sitio.get_model_admin(modelo)
