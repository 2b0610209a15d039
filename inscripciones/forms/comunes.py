"""What several steps share."""

from comun.formularios import FormularioPortal


class AccionForm(FormularioPortal):
    """A button and nothing to type; it carries what a rule says."""
