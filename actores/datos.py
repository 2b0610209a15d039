"""Cities and institutions in the vocabulary of https://schema.org."""

from comun.jsonld import direccion_completa, lleno


def organizacion_de(actor):
    """Return a city's government or an institution, with its address if it has a public page; ``None`` of nobody."""
    if actor is None:
        return None
    clase = actor._meta.model_name
    publico = actor.verificada and not actor.fusionada_en_id
    url = direccion_completa(f"seminario:{clase}", actor.slug) if publico else None
    if clase == "institucion":
        return lleno({"@type": "Organization", "name": actor.nombre, "alternateName": actor.sigla_aparte, "url": url})
    pais = {"@type": "PostalAddress", "addressCountry": actor.pais}
    ciudad = {"@type": "City", "name": actor.nombre, "address": pais}
    return lleno({"@type": "GovernmentOrganization", "name": actor.nombre, "url": url, "areaServed": ciudad})
