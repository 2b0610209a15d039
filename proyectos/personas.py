"""What the catalogue holds of a person: the projects that a contact proposes."""

from actores.models import Contacto
from comun.personas import registrar
from comun.purga import olvidar
from proyectos.models import Proyecto, Revision
from proyectos.purga import sin_uso


def registrar_personas():
    """Add this part to what is told and taken away of a person."""
    registrar(datos=datos, borrar=borrar)


def datos(dueno, puede):
    """Return which projects the contact proposes, and what staff told of them."""
    if not isinstance(dueno, Contacto):
        return {}
    return {
        "proyectos_propuestos": [
            {
                "titulo": str(proyecto),
                "estado": proyecto.publicacion,
                "con_carta": bool(proyecto.carta),
                "comentarios": proyecto.comentarios,
                "creado": proyecto.creado.isoformat(),
            }
            for proyecto in Proyecto.objects.de_contacto(dueno).con_nombre()
        ]
    }


def borrar(dueno, rastro):
    """Delete what the contact never published nor left with staff, and the papers of the rest; sheets stay.

    A published sheet is the city's: it names no author. Side effects: the letters go with the files that nothing uses.
    """
    if not isinstance(dueno, Contacto):
        return {}
    suyos = Proyecto.objects.de_contacto(dueno).filter(publicado_el=None)
    propios = list(sin_uso(suyos.filter(publicacion__in=[Revision.BORRADOR, Revision.DEVUELTA])))
    olvidar(propios)
    Proyecto.objects.filter(pk__in=[proyecto.pk for proyecto in propios]).delete()
    suyos.exclude(publicacion=Revision.DEVUELTA).update(carta="", comentarios="")
    return {"proyectos propuestos sin terminar": len(propios)}
