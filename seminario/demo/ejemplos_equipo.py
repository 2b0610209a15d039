"""What the team writes for itself about the example delegations: a note here and there, and a message not sent."""

from inscripciones.models import NotaInterna
from seminario.models import Comunicado

NOTA = "Ejemplo: la delegación pidió por teléfono que se le confirme la sala. Se le respondió."
CADA_CUANTAS = 15  # delegations, one has a note
ASUNTO = "Ejemplo: cómo llegar al seminario"
COMUNICADO = {
    "asunto_pt_br": "Exemplo: como chegar ao seminário",
    "texto_es": (
        "La delegación de {delegacion} tiene su lugar en la {cumbre}, que comienza el {fecha}.\n\n"
        "Para entrar más rápido:\n\n- Lleve su código de entrada, en el teléfono o impreso.\n- Llegue antes.\n\n"
        "Ver mi entrada\n{enlace}"
    ),
    "texto_pt_br": (
        "A delegação de {delegacion} tem seu lugar na {cumbre}, que começa em {fecha}.\n\n"
        "Para entrar mais rápido:\n\n- Leve seu código de entrada, no celular ou impresso.\n- Chegue antes.\n\n"
        "Ver minha entrada\n{enlace}"
    ),
    "segmento": {"a_quien": "todos", "situacion": "confirmada", "seminario": "con"},
}


def notas_de(n, inscripcion):
    """Return the note about the ``n``-th example delegation, not saved yet, if it is one of those that have one."""
    return [] if n % CADA_CUANTAS else [NotaInterna(inscripcion=inscripcion, texto=NOTA)]


def cargar_comunicado():
    """Add the draft if it is not there, whatever it says by now; return how many were added. Nothing is sent."""
    _comunicado, nuevo = Comunicado.objects.get_or_create(asunto_es=ASUNTO, defaults=COMUNICADO)
    return int(nuevo)
