"""Country names in the reader's language, by ISO 3166 code."""

from django.utils.translation import gettext_lazy as _

# The ten countries with members in the network.
PAISES_RED = {
    "AR": _("Argentina"),
    "BO": _("Bolivia"),
    "BR": _("Brasil"),
    "CL": _("Chile"),
    "CO": _("Colombia"),
    "EC": _("Ecuador"),
    "PE": _("Perú"),
    "PY": _("Paraguay"),
    "UY": _("Uruguay"),
    "VE": _("Venezuela"),
}
# Where institutions of the cooperation system have their seat, besides.
PAISES_OTROS = {
    "BE": _("Bélgica"),
    "CA": _("Canadá"),
    "CH": _("Suiza"),
    "CN": _("China"),
    "CR": _("Costa Rica"),
    "CU": _("Cuba"),
    "DE": _("Alemania"),
    "DO": _("República Dominicana"),
    "ES": _("España"),
    "FR": _("Francia"),
    "GB": _("Reino Unido"),
    "GT": _("Guatemala"),
    "HN": _("Honduras"),
    "IN": _("India"),
    "IT": _("Italia"),
    "JP": _("Japón"),
    "KR": _("Corea del Sur"),
    "MX": _("México"),
    "NI": _("Nicaragua"),
    "NL": _("Países Bajos"),
    "NO": _("Noruega"),
    "PA": _("Panamá"),
    "PT": _("Portugal"),
    "SE": _("Suecia"),
    "SV": _("El Salvador"),
    "US": _("Estados Unidos"),
    "ZA": _("Sudáfrica"),
}
PAISES = PAISES_RED | PAISES_OTROS


def nombre_de_pais(codigo):
    """Return the country's name; an unknown code is shown as it is, an empty one as nothing."""
    return str(PAISES.get(codigo, codigo or ""))
