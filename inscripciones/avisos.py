"""The mails of a registration, queued in one way: to its contact, or to one of its people, each in their language."""

from comun import correo


def al_contacto(tipo, inscripcion, **parametros):
    """Queue one mail about a registration to its contact."""
    contacto = inscripcion.contacto
    correo.encolar(tipo=tipo, a=contacto.email, idioma=contacto.idioma, sobre=inscripcion, parametros=parametros)


def a_la_persona(tipo, persona, a=None, **parametros):
    """Queue one mail about a person, to their address or to ``a``."""
    correo.encolar(tipo=tipo, a=a or persona.email, idioma=persona.idioma, sobre=persona, parametros=parametros)


def a_quien_se_quita(persona):
    """Queue the mail to a person whose row goes: about their registration, whose history says who they were."""
    de_quien = {"a": persona.email, "idioma": persona.idioma, "sobre": persona.inscripcion}
    correo.encolar(tipo="persona_quitada", **de_quien, parametros={"persona": persona.pk})
