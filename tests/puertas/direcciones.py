"""Public addresses of the demo, one or two of every kind, in Spanish; the same under ``/pt-br``."""

PUBLICAS = [
    "/",
    "/seminario/",
    "/agenda/",
    "/agenda/?zona=America/Lima",
    "/agenda/cumbre/",
    "/agenda/santa-fe-asuncion/",
    "/proyectos/",
    "/proyectos/?q=mujeres&pais=AR",
    "/proyectos/?q=no-hay-nada-asi",
    "/proyectos/2017-la-paz-montevideo/",
    "/intercambio/",
    "/intercambio/?tipo=saber",
    "/ciudades/",
    "/ciudades/santa-fe-ar/",
    "/instituciones/",
    "/instituciones/al-las/",
    "/inscripcion/",
    "/privacidad/",
    "/accesibilidad/",
]
