"""The steps of a registration as a person sends them, for tests that begin further on."""

from tests.formularios import enviar

CONTACTO = {
    "nombre": "Ana Guamán",
    "email": "ana@riobamba.gob.ec",
    "telefono": "+593 3 296-6000",
    "cargo": "Relaciones internacionales",
    "participa": "si",
}


def hasta_contacto(client, ciudad="riobamba-ec", prefijo="", **cambios):
    """Send the contact of a city; return the page of people."""
    pagina = client.get(
        f"{prefijo}/inscripcion/contacto/", {"tipo": "ciudad", "ciudad": ciudad, "actividades": "seminario"}
    )
    return enviar(client, pagina, "nombre", **{**CONTACTO, **cambios})


def hasta_actividades(client, **opciones):
    """Send contact and people; return the page of activities."""
    pagina = hasta_contacto(client, **opciones)
    listas = client.post("/inscripcion/personas/listas/", {"clave_envio": "listas"}, follow=True)
    assert pagina.status_code == listas.status_code == 200
    return listas


def hasta_revisar(client, modalidad="presencial", seminario="seminario", **opciones):
    """Send everything that a city must, with the seminar; return the check page."""
    pagina = hasta_actividades(client, **opciones)
    elegido = {"actividades": [seminario], f"modalidad_{seminario}": modalidad}
    pagina = enviar(client, pagina, "actividades", **elegido)
    pagina = client.post("/inscripcion/aportes/listos/", {"clave_envio": "aportes"}, follow=True)
    pagina = enviar(client, pagina, "quiere", quiere="no")
    return enviar(client, pagina, "consentimiento_datos", consentimiento_datos="on")


def confirmar(client, **opciones):
    """Register a city to the end; return the page with the reference."""
    hasta_revisar(client, **opciones)
    return client.post("/inscripcion/revisar/", {"clave_envio": "confirmar"}, follow=True)
