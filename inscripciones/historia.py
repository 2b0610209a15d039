"""Who somebody was in what a registration keeps of its changes, its requests and its notes: told, or taken out."""

from comun.models import Mensaje
from comun.personas import ANONIMA, que_dicen, tapar
from inscripciones import notas
from inscripciones.cambios import contactos_de_antes
from inscripciones.models import CambioInscripcion, SolicitudDeCambio

# What a change is called (``inscripciones.cambios``) where its words are who somebody was or is.
_DE_IDENTIDAD = {"nombre", "email", "contacto_nombre", "contacto_email", "contacto_telefono"}
_SIN_NADIE = {"nombre": ANONIMA, "email": "", "cargo": ""}
_LADOS = ("antes", "despues")


class Buscada:
    """Who is looked for in the history of one registration, by the words that tell who they are, whatever their case.

    ``nombres``: theirs too, but only beside one of their addresses: elsewhere somebody else may be called so.
    ``direcciones``: whoever has one of these is who is looked for. ``salvo``: words of others, which are never learnt.
    """

    def __init__(self, palabras, *, nombres=(), direcciones=(), salvo=()):
        self.palabras, self.nombres, self.direcciones, self.salvo = (
            {palabra.lower() for palabra in dichas} for dichas in (palabras, nombres, direcciones, salvo)
        )

    def es(self, nombre, *correos):
        """True if the name and the addresses that stand together are theirs.

        An address may be an office's, so the name decides; one of a single word does not, beside another address.
        """
        nombre, correos = nombre.lower(), _dichas(correos)
        if correos & self.palabras:
            return bool(correos & self.direcciones) or nombre in self.palabras | self.nombres
        return nombre in self.palabras and (not correos or " " in nombre)

    def aprender(self, hechos, solicitudes):
        """Add what they were called before, as names and addresses that changed or that stand together tell."""
        diferencias = [d for hecho in hechos for d in hecho.diferencias]
        identidades = [_dichas(d[lado] for lado in _LADOS) for d in diferencias if d["que"] in _DE_IDENTIDAD]
        juntas = [dicho for d in diferencias for dicho in _quienes(d)]
        juntas += [(s.datos["nombre"], s.datos["email"]) for s in solicitudes if "nombre" in s.datos]
        if self.direcciones & (de_contactos := contactos_de_antes(hechos)):
            identidades.append(de_contactos)
        sabidas = None
        while self.palabras != sabidas:  # Each may tell one word more.
            sabidas = self.palabras
            suyas = [identidad for identidad in identidades if identidad & sabidas]
            suyas += [_dichas(dicho) for dicho in juntas if self.es(*dicho)]
            self.palabras = sabidas.union(*suyas) - self.salvo

    def tapar(self, diferencia, *, fue_contacto):
        """Return a difference without them; a role goes with whose it is, for it seldom holds a name."""
        que, limpia = diferencia["que"], dict(diferencia)
        if que.startswith("persona_"):
            limpia |= {lado: self.tapar_ficha(diferencia[lado]) for lado in _LADOS}
            limpia["de"] = (limpia["antes"] or limpia["despues"])["nombre"]
        elif fue_contacto if que == "contacto_cargo" else que == "cargo" and self.es(diferencia["de"]):
            limpia |= dict.fromkeys(_LADOS, ANONIMA)
        return tapar(limpia, self.palabras)

    def tapar_ficha(self, ficha):
        """Return what was written down of one person, or of a request, blank if they are who is looked for."""
        return {**ficha, **_SIN_NADIE} if ficha and self.es(ficha["nombre"], ficha["email"]) else ficha


def _dichas(palabras):
    return {str(palabra or "").lower() for palabra in palabras} - {"", ANONIMA}


def _quienes(diferencia):
    """Return who a difference names with their addresses: ``[(name, address, ...)]``."""
    if diferencia["que"].startswith("persona_"):
        return [(ficha["nombre"], ficha["email"]) for lado in _LADOS if (ficha := diferencia[lado])]
    return [(diferencia["de"], *(diferencia[lado] for lado in _LADOS))] if diferencia["que"] == "email" else []


def quitar(inscripcion, buscada):
    """Take somebody out of the history of a registration, its notes and what its mails told.

    A request that nobody answered and that would put them in is deleted: granted, it would put in nobody.
    """
    hechos, solicitudes = list(inscripcion.cambios.all()), list(inscripcion.solicitudes.all())
    buscada.aprender(hechos, solicitudes)
    fue_contacto = bool(buscada.palabras & (contactos_de_antes(hechos) | notas.identidad(inscripcion.contacto)))
    for hecho in hechos:
        hecho.diferencias = [buscada.tapar(d, fue_contacto=fue_contacto) for d in hecho.diferencias]
        hecho.motivo = tapar(hecho.motivo, buscada.palabras)
        hecho.save(update_fields=["diferencias", "motivo"])
    for solicitud in solicitudes:
        _quitar_de_una_solicitud(solicitud, buscada)
    for nota in notas.de_la_delegacion(inscripcion):
        nota.texto = tapar(nota.texto, buscada.palabras)
        nota.save(update_fields=["texto"])
    for mensaje in Mensaje.objects.sobre_alguno([inscripcion]):
        mensaje.parametros = tapar(mensaje.parametros, buscada.palabras)
        mensaje.save(update_fields=["parametros"])


def _quitar_de_una_solicitud(solicitud, buscada):
    datos = solicitud.datos
    limpios = buscada.tapar_ficha(datos) if "nombre" in datos else datos
    if limpios != datos and solicitud.estado == SolicitudDeCambio.Estado.PENDIENTE:
        solicitud.delete()
        return
    solicitud.datos = tapar(limpios, buscada.palabras)
    solicitud.respuesta = tapar(solicitud.respuesta, buscada.palabras)
    solicitud.save(update_fields=["datos", "respuesta"])


def que_nombran(correos):
    """Return the changes and the requests, of any registration, in which one of these addresses stands."""
    hechos = que_dicen(CambioInscripcion.objects.all(), "diferencias", correos).select_related("inscripcion")
    return hechos, que_dicen(SolicitudDeCambio.objects.all(), "datos", correos).select_related("inscripcion")


def dicha_de(email):
    """Return what the history of any registration holds of who had an address, the newest first, as plain data.

    Of who was removed, or gave their place to another, there is nothing else.
    """
    buscada = Buscada([email], direcciones=[email])
    hechos, solicitudes = que_nombran([email])
    dichos = [
        _dicho(hecho, hecho.momento, d["que"], quien)
        for hecho in hechos
        for d in hecho.diferencias
        for quien in _fichas_de(d)
        if buscada.es(quien["nombre"], quien["email"])
    ]
    return dichos + [
        _dicho(solicitud, solicitud.pedida_el, solicitud.accion, solicitud.datos)
        for solicitud in solicitudes
        if "nombre" in solicitud.datos and buscada.es(solicitud.datos["nombre"], solicitud.datos["email"])
    ]


def _fichas_de(diferencia):
    if diferencia["que"].startswith("persona_"):
        return [diferencia[lado] for lado in _LADOS if diferencia[lado]]
    if diferencia["que"] not in ("email", "contacto_email"):
        return []
    return [{"nombre": diferencia["de"], "email": diferencia[lado] or "", "cargo": ""} for lado in _LADOS]


def _dicho(fila, momento, que, quien):
    ficha = {campo: quien[campo] for campo in _SIN_NADIE}
    return {"referencia": fila.inscripcion.referencia, "momento": momento.isoformat(), "que": que, **ficha}
