"""What the rows of a form say, before looking at what the portal holds: people, in the order in which they came."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from comun.busqueda import sin_acentos
from comun.tablas_leer import es_error_de_planilla
from inscripciones.importacion import actores, celdas
from inscripciones.importacion.columnas import DE_ACTIVIDAD
from inscripciones.models import Modalidad

LARGO_DE_CELDA = 2_000  # looked at, of a text: a list of every activity has less


@dataclass(slots=True)
class FilaLeida:
    """A row: a person, whom they come for, and what they attend, ``{pk of the activity: modality}``.

    ``errores``: why it cannot be imported; ``avisos``: what to look at, which stops nothing; ``repite``: the row of the
    same person that came before. The rest is how it stands with what the portal holds
    (``inscripciones.importacion.estado``).
    """

    numero: int
    marca: datetime | None = None
    mencion: Any = None
    quien: Any = None
    nombre: str = ""
    email: str = ""
    telefono: str = ""
    cargo: str = ""
    idioma: str = ""
    elegidas: dict = field(default_factory=dict)
    errores: list = field(default_factory=list)
    avisos: list = field(default_factory=list)
    repite: int | None = None
    delegacion: Any = None
    suerte: str = ""
    motivos: list = field(default_factory=list)
    cambios: dict = field(default_factory=dict)
    conserva: list = field(default_factory=list)
    inscripcion: Any = None
    persona: Any = None

    @property
    def lugar_en_la_fila(self):
        """What rows are ordered by: when they were sent; those that do not say it come last, as they stand."""
        return (self.marca is None, self.marca.timestamp() if self.marca else 0, self.numero)

    @property
    def nombre_liso(self):
        return sin_acentos(self.nombre)


def leer_filas(tabla, asignadas, actividades, cumbre):
    """Return the rows of a table as :class:`FilaLeida`, in the order of the table; two queries, for who takes part.

    ``asignadas``: what each column is taken for (``columnas.reconocer``).
    """
    lector = _Lector(tabla, asignadas, actividades, cumbre)
    leidas = [lector.leer(fila) for fila in tabla.filas]
    buscador = actores.Buscador([fila.mencion for fila in leidas if fila.mencion])
    for fila in leidas:
        if fila.mencion:
            _intentar(fila, lambda fila=fila: setattr(fila, "quien", buscador.hallar(fila.mencion)))
    _marcar_repetidas(sorted(leidas, key=lambda fila: fila.lugar_en_la_fila))
    return leidas


class _Lector:
    def __init__(self, tabla, asignadas, actividades, cumbre):
        self.lugares = {c: n for n, c in enumerate(asignadas) if c and not c.startswith(DE_ACTIVIDAD)}
        self.de_actividad = [
            (n, actividades.por_slug[c.removeprefix(DE_ACTIVIDAD)])
            for n, c in enumerate(asignadas)
            if c.startswith(DE_ACTIVIDAD)
        ]
        self.actividades, self.zona = actividades, cumbre.zona_horaria
        marcas = [fila.celdas[self.lugares["marca"]] for fila in tabla.filas] if "marca" in self.lugares else []
        self.con_mes_primero = celdas.mes_primero(marcas)

    def leer(self, tomada):
        """Return what a row says, with all that is wrong with it."""
        fila = FilaLeida(tomada.numero)
        celdas_cortas = [valor[:LARGO_DE_CELDA] if isinstance(valor, str) else valor for valor in tomada.celdas]
        dice = {campo: celdas_cortas[lugar] for campo, lugar in self.lugares.items()}
        rotas = [valor for campo, valor in dice.items() if campo != "telefono" and es_error_de_planilla(valor)]
        if rotas:
            fila.errores.append(_("una celda tiene el error %(error)s: corríjala.") % {"error": rotas[0]})
            return fila
        self._leer_persona(fila, dice)
        self._leer_actividades(fila, dice, celdas_cortas)
        return fila

    def _leer_persona(self, fila, dice):
        _intentar(fila, lambda: setattr(fila, "nombre", celdas.nombre(dice.get("nombre"), dice.get("apellido"))))
        _intentar(fila, lambda: setattr(fila, "email", celdas.correo(dice.get("email"))))
        _intentar(fila, lambda: setattr(fila, "cargo", celdas.cargo(dice.get("cargo"))))
        _intentar(fila, lambda: setattr(fila, "mencion", _mencion(dice)))
        if "consentimiento" in self.lugares:
            _intentar(fila, lambda: celdas.exigir_consentimiento(dice.get("consentimiento")))
        pais = fila.mencion.pais if fila.mencion else ""
        fila.telefono, perdido = celdas.telefono(dice.get("telefono"), pais)
        fila.idioma = celdas.idioma(dice.get("idioma"), pais)
        fila.avisos += [perdido] if perdido else []
        try:
            valor = dice.get("marca")
            fila.marca = celdas.momento(valor, self.zona, con_mes_primero=self.con_mes_primero) if valor else None
        except (ValueError, OverflowError):
            fila.avisos.append(_("la fecha del envío no se entiende: la fila pasa al final."))

    def _leer_actividades(self, fila, dice, leidas):
        elegidas = {}
        _intentar(fila, lambda: elegidas.update(self.actividades.de_la_lista(dice.get("actividades"))))
        for lugar, actividad in self.de_actividad:
            valor = leidas[lugar]
            _intentar(
                fila, lambda a=actividad, v=valor: elegidas.update(self.actividades.de_la_columna(a, v)) if v else None
            )
        como = None
        try:
            como = celdas.como_asiste(dice.get("modalidad"))
        except ValidationError as error:
            fila.errores += error.messages
        fila.elegidas = {clave: str(propia or como or Modalidad.PRESENCIAL) for clave, propia in elegidas.items()}
        if not elegidas and not fila.errores:
            fila.errores.append(_("no eligió ninguna actividad de la Cumbre: no hay qué inscribir."))


def _mencion(dice):
    return actores.mencion(
        **{campo: dice.get(campo) for campo in ("tipo", "pais", "provincia", "ciudad", "institucion")}
    )


def _intentar(fila, leer):
    """Read a cell; what it refuses becomes an error of the row."""
    try:
        leer()
    except ValidationError as error:
        fila.errores += error.messages


def _marcar_repetidas(filas):
    """Tell which rows are of a person who came before: by e-mail or, where one has none, by name and whom for."""
    por_correo, por_nombre = {}, {}
    for fila in filas:
        if fila.errores:
            continue
        clave = (fila.nombre_liso, fila.quien.clave)
        otra = por_correo.get(fila.email.lower()) if fila.email else por_nombre.get(clave)
        if otra is None and fila.email and clave in por_nombre and not por_nombre[clave].email:
            otra = por_nombre[clave]
        if otra is not None:
            fila.repite = otra.numero
            if otra.nombre_liso != fila.nombre_liso:
                fila.avisos.append(
                    _("dice el correo de «%(nombre)s»: si es otra persona, escriba el suyo.") % {"nombre": otra.nombre}
                )
            continue
        por_nombre.setdefault(clave, fila)
        if fila.email:
            por_correo[fila.email.lower()] = fila
