"""The ground of every form: clean text, messages that say how to fix, fields with their hints.

A form inherits from ``FormularioPortal`` and declares the fields below, or Django's own: text is cleaned and messages
are given to both. ``templates/portal/`` renders them.
"""

import re
import unicodedata

from django import forms
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comun.busqueda import distancia

# --- Text ---------------------------------------------------------------------------------------

# Zero-width joiner and non-joiner hold emoji and some scripts together; every other invisible format character goes.
INVISIBLES_UTILES = "\u200c\u200d"
# What is not drawn by itself: controls, blanks and marks; then letters and signs drawn as nothing (fillers of Hangul,
# the blank of Braille, a note without a head, what stood for an object), and what is ignored wherever it stands,
# assigned or not (Unicode, Default_Ignorable_Code_Point).
SIN_DIBUJO = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"}
EN_BLANCO = re.compile("[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\ufffc\U0001d159\U000e0000-\U000e0fff]")
MARCAS_SEGUIDAS = 30  # More marks on one letter are no word of any language (UAX 15, stream-safe text).
LARGO_MAXIMO = 10_000  # Longer than any answer: nobody reads it, so nothing spends time cleaning it.


def limpiar_texto(texto, lineas=False):
    """Return the text in NFC, trimmed, without control, direction or other invisible characters.

    With `lineas` line breaks stay (as ``\\n``); otherwise they become spaces, as runs of blanks become one. A text
    where nothing can be seen, such as accents on no letter, is an empty one.
    """
    texto = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", texto)
    texto = re.sub(r"[\t\xa0]", " ", texto)
    texto = "".join(
        c for c in texto if c == "\n" or c in INVISIBLES_UTILES or unicodedata.category(c) not in {"Cc", "Cf", "Cs"}
    )
    if not any(_se_ve(c) for c in texto):
        return ""
    texto = _componer(texto)
    if lineas:
        return re.sub(r"(?<! ) +\n", "\n", texto).strip()
    return re.sub(r"\s+", " ", texto).strip()


def _se_ve(c):
    """True for a character that is drawn by itself; one that this Python does not know yet may be an emoji."""
    return unicodedata.category(c) not in SIN_DIBUJO and not EN_BLANCO.match(c)


def _componer(texto):
    """Return the text in NFC, or as it is if one letter piles up marks: ordering them takes quadratic time."""
    if texto.isascii():
        return texto
    seguidas = 0
    for c in texto:
        seguidas = seguidas + 1 if unicodedata.combining(c) else 0
        if seguidas > MARCAS_SEGUIDAS:
            return texto
    return unicodedata.normalize("NFC", texto)


# --- E-mail -------------------------------------------------------------------------------------

DOMINIOS_USUALES = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.es",
    "hotmail.com.ar",
    "hotmail.com.br",
    "outlook.com",
    "outlook.es",
    "outlook.com.br",
    "outlook.com.ar",
    "live.com",
    "live.com.ar",
    "msn.com",
    "yahoo.com",
    "yahoo.es",
    "yahoo.com.ar",
    "yahoo.com.br",
    "yahoo.com.mx",
    "ymail.com",
    "icloud.com",
    "me.com",
    "proton.me",
    "protonmail.com",
    "gmx.com",
    "mail.com",
    "uol.com.br",
    "bol.com.br",
    "terra.com.br",
    "globo.com",
    "ig.com.br",
    "adinet.com.uy",
)
FINALES_CONFUNDIDOS = (
    (".con", ".com"),
    (".comm", ".com"),
    (".vom", ".com"),
    (".ogr", ".org"),
    (".gob.br", ".gov.br"),
    (".gob.uy", ".gub.uy"),
    (".gov.uy", ".gub.uy"),
    (".gob.py", ".gov.py"),
    (".gob.co", ".gov.co"),
    (".gov.ec", ".gob.ec"),
    (".gov.pe", ".gob.pe"),
    (".gov.bo", ".gob.bo"),
    (".gov.ve", ".gob.ve"),
)


def sugerir_correo(email):
    """Return the address that was probably meant (``gmial.com`` → ``gmail.com``), or None. A hint, never a block."""
    usuario, arroba, dominio = email.strip().rpartition("@")
    dominio = dominio.lower()
    if not arroba or not usuario or len(dominio) > 64 or dominio in DOMINIOS_USUALES:
        return None
    for mal, bien in FINALES_CONFUNDIDOS:
        if dominio.endswith(mal):
            return f"{usuario}@{dominio.removesuffix(mal)}{bien}"
    cerca = min(DOMINIOS_USUALES, key=lambda d: distancia(dominio, d))
    tolerancia = 2 if len(cerca) >= 9 else 1
    return f"{usuario}@{cerca}" if distancia(dominio, cerca) <= tolerancia else None


def extraer_correo(texto):
    """Return the address inside what was pasted: ``Ana <ana@x.org>``, ``mailto:ana@x.org``, ``ana@x.org;``."""
    texto = limpiar_texto(texto)
    if entre := re.search(r"<([^<>\s@]+@[^<>\s@]+)>", texto):
        texto = entre[1]
    texto = re.sub(r"^mailto:", "", texto, flags=re.IGNORECASE).strip(" ;,.<>\"'")
    usuario, arroba, dominio = texto.rpartition("@")
    return f"{usuario.strip()}{arroba}{dominio.strip().lower()}"


# --- Widgets and fields -------------------------------------------------------------------------


class _ConPistas:
    """Options with a hint of their own: ``pistas`` maps a value to its hint, which describes its input."""

    def __init__(self, *args, pistas=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.pistas = pistas or {}

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        opcion = super().create_option(name, value, label, selected, index, subindex, attrs)
        opcion["pista"] = self.pistas.get(str(value), "")
        if opcion["pista"] and opcion["attrs"].get("id"):
            opcion["attrs"]["aria-describedby"] = f"{opcion['attrs']['id']}_pista"
        return opcion


class Radios(_ConPistas, forms.RadioSelect):
    """One of several, all in sight."""


class Casillas(_ConPistas, forms.CheckboxSelectMultiple):
    """Any of several, all in sight."""


class _Campo:
    """What our fields add: the message for an empty answer, and how the label is shown.

    `falta` replaces the message for a missing answer; `etiqueta_oculta` keeps the label for screen readers only
    (where the heading of the page says the same); `sin_opcional` drops "(opcional)" where it would mislead.
    """

    def __init__(self, *args, falta=None, etiqueta_oculta=False, sin_opcional=False, **kwargs):
        if falta:
            kwargs["error_messages"] = {"required": falta, **kwargs.get("error_messages", {})}
        super().__init__(*args, **kwargs)
        self.etiqueta_oculta = etiqueta_oculta
        self.sin_opcional = sin_opcional


class CampoTexto(_Campo, forms.CharField):
    """One line of text. `autocompletar` is the token of WCAG 1.3.5, such as ``name`` or ``organization-title``."""

    def __init__(self, *args, autocompletar=None, max_length=200, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)
        if autocompletar:
            self.widget.attrs["autocomplete"] = autocompletar


def _pista_con_limite(pista, limite):
    tope = _("Hasta %(limite)d caracteres.") % {"limite": limite}
    return f"{pista} {tope}".strip()


_con_limite = lazy(_pista_con_limite, str)


class CampoLargo(_Campo, forms.CharField):
    """Several lines; the hint tells the limit, and the box does not cut what is pasted."""

    def __init__(self, *args, limite=1000, filas=5, help_text="", **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": filas}))
        super().__init__(*args, max_length=limite, help_text=_con_limite(help_text, limite), **kwargs)


class CampoCorreo(_Campo, forms.EmailField):
    """An e-mail address, pasted freely."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("label", gettext_lazy("Correo electrónico"))
        super().__init__(*args, **kwargs)
        self.widget.attrs.update({"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"})

    def to_python(self, value):
        return super().to_python(extraer_correo(value) if _se_limpia(value) else value)


class CampoTelefono(_Campo, forms.CharField):
    """A phone number in any format, kept as written."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("label", gettext_lazy("Teléfono"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel"}))
        super().__init__(*args, **kwargs)
        self.widget.attrs["autocomplete"] = "tel"


class DireccionWeb(forms.URLField):
    """The address of a page, which the portal links to: Django's own takes those of ftp too."""

    default_validators = (URLValidator(schemes=["http", "https"]),)
    default_error_messages = {
        "invalid": gettext_lazy("Escriba una dirección web completa, que empiece con https:// o http://.")
    }

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("assume_scheme", "https")
        super().__init__(*args, **kwargs)


_CON_FORMA_DE_FECHA = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1([0-9]{2}|[0-9]{4})|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


class CampoFecha(_Campo, forms.DateField):
    """A day, typed as people write it in the region."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("input_formats", ["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"])
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y"))
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            if not _CON_FORMA_DE_FECHA.fullmatch(str(value).strip()):
                raise
        raise forms.ValidationError(_("Ese día no existe: revise el día y el mes."), code="no_existe")


class CampoOpciones(_Campo, forms.ChoiceField):
    """One of several, as radio buttons. `pistas` maps a value to the hint of its option."""

    def __init__(self, *args, pistas=None, **kwargs):
        kwargs.setdefault("widget", Radios(pistas=pistas))
        super().__init__(*args, **kwargs)


class CampoLista(_Campo, forms.ChoiceField):
    """One of many, as a plain select."""


class CampoVarias(_Campo, forms.MultipleChoiceField):
    """Any of several, as checkboxes. `pistas` maps a value to the hint of its option."""

    def __init__(self, *args, pistas=None, **kwargs):
        kwargs.setdefault("widget", Casillas(pistas=pistas))
        super().__init__(*args, **kwargs)


class CampoCasilla(_Campo, forms.BooleanField):
    """One checkbox, unticked unless the person ticks it: consents."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("sin_opcional", True)
        super().__init__(*args, **kwargs)


class CampoModelo(_Campo, forms.ModelChoiceField):
    """One object, as a select (or ``Radios``); by slug where the model has one."""


class CampoModelos(_Campo, forms.ModelMultipleChoiceField):
    """Any of several objects, as checkboxes."""

    def __init__(self, *args, pistas=None, **kwargs):
        kwargs.setdefault("widget", Casillas(pistas=pistas))
        super().__init__(*args, **kwargs)


# --- Messages -----------------------------------------------------------------------------------

FALTA_TEXTO = gettext_lazy("Falta «%(campo)s»: escriba una respuesta.")
FALTA_OPCION = gettext_lazy("Falta «%(campo)s»: elija una opción.")
FALTA_VARIAS = gettext_lazy("Falta «%(campo)s»: elija al menos una opción.")
FALTA_CASILLA = gettext_lazy("Para seguir, marque «%(campo)s».")
OTRA_OPCION = gettext_lazy("La opción elegida en «%(campo)s» no está en la lista: elija otra.")
NUMERO = gettext_lazy("Escriba «%(campo)s» con cifras, por ejemplo 12.")
FECHA = gettext_lazy("Escriba «%(campo)s» como día/mes/año, por ejemplo 01/12/2026.")
FALTA_ARCHIVO = gettext_lazy("Falta «%(campo)s»: elija un archivo de su equipo.")
ARCHIVO_VACIO = gettext_lazy("El archivo elegido en «%(campo)s» está vacío: elija otro.")
REVISAR = gettext_lazy("Revise «%(campo)s»: hay algo que no se entiende; escríbalo de otra manera.")

# By class of field, the most particular first; each code replaces Django's own text, never one given by the form.
MENSAJES = (
    (
        forms.EmailField,
        {"invalid": gettext_lazy("Revise «%(campo)s»: escriba una dirección completa, como nombre@municipio.gob.ar.")},
    ),
    (
        forms.URLField,
        {"invalid": gettext_lazy("Revise «%(campo)s»: escriba una dirección web completa, como https://ejemplo.org.")},
    ),
    (
        forms.SlugField,
        {"invalid": gettext_lazy("Escriba «%(campo)s» solo con letras sin tilde, cifras y guiones.")},
    ),
    (
        forms.CharField,
        {
            "required": FALTA_TEXTO,
            "max_length": gettext_lazy(
                "«%(campo)s» tiene %(show_value)d caracteres y el máximo es %(limit_value)d: acorte el texto."
            ),
            "min_length": gettext_lazy(
                "«%(campo)s» tiene %(show_value)d caracteres y el mínimo es %(limit_value)d: complete el texto."
            ),
            "null_characters_not_allowed": gettext_lazy(
                "«%(campo)s» tiene caracteres que no son texto: escriba la respuesta de nuevo."
            ),
        },
    ),
    (forms.BooleanField, {"required": FALTA_CASILLA}),
    (
        forms.ModelMultipleChoiceField,
        dict.fromkeys(("invalid_choice", "invalid_list", "invalid_pk_value"), OTRA_OPCION) | {"required": FALTA_VARIAS},
    ),
    (
        forms.MultipleChoiceField,
        {"required": FALTA_VARIAS, "invalid_choice": OTRA_OPCION, "invalid_list": OTRA_OPCION},
    ),
    (forms.ModelChoiceField, {"required": FALTA_OPCION, "invalid_choice": OTRA_OPCION}),
    (forms.ChoiceField, {"required": FALTA_OPCION, "invalid_choice": OTRA_OPCION}),
    (
        forms.IntegerField,
        {
            "required": FALTA_TEXTO,
            "invalid": NUMERO,
            "max_value": gettext_lazy("Escriba en «%(campo)s» un número de hasta %(limit_value)s."),
            "min_value": gettext_lazy("Escriba en «%(campo)s» un número desde %(limit_value)s."),
        },
    ),
    (forms.DateField, {"required": FALTA_TEXTO, "invalid": FECHA}),
    (forms.FileField, dict.fromkeys(("required", "missing", "invalid"), FALTA_ARCHIVO) | {"empty": ARCHIVO_VACIO}),
    (forms.Field, {"required": FALTA_TEXTO, "invalid": REVISAR}),
)


def _mensajes_de_django(field):
    """Return the messages that Django itself gives a field of this class."""
    mensajes = {}
    for clase in reversed(type(field).__mro__):
        mensajes.update(getattr(clase, "default_error_messages", {}))
    return mensajes


def poner_mensajes(field, etiqueta):
    """Give a field messages that name it and say what to do, except where the form wrote its own.

    A message with figures is completed by Django afterwards, so a % sign in the label is doubled there.
    """
    propios = {}
    for clase, mensajes in reversed(MENSAJES):
        if isinstance(field, clase):
            propios.update(mensajes)
    de_django = _mensajes_de_django(field)
    for codigo, mensaje in propios.items():
        if codigo in field.error_messages and field.error_messages[codigo] != de_django.get(codigo):
            continue
        texto = str(mensaje)
        nombre = str(etiqueta).rstrip(":")
        nombre = nombre.replace("%", "%%") if "_value)" in texto else nombre
        field.error_messages[codigo] = texto.replace("%(campo)s", nombre)


def _se_limpia(valor):
    return isinstance(valor, str) and len(valor) <= LARGO_MAXIMO


def _limpiar_siempre(field):
    """Make a text field clean what arrives before anything else looks at it, and show it clean if it comes back.

    What is longer than any answer is not cleaned: the field's limit, or else ours, refuses it as it came.
    """
    original, lineas = field.to_python, isinstance(field.widget, forms.Textarea)

    def to_python(value):
        return original(limpiar_texto(value, lineas=lineas) if _se_limpia(value) else value)

    def bound_data(data, initial):
        return limpiar_texto(data, lineas=lineas) if _se_limpia(data) else data

    field.to_python, field.bound_data = to_python, bound_data
    if isinstance(field, forms.CharField) and (field.max_length is None or field.max_length > LARGO_MAXIMO):
        field.validators = [*field.validators, MaxLengthValidator(LARGO_MAXIMO)]
    # A box that cuts what is pasted hides the loss; the message after sending tells it.
    field.widget.attrs.pop("maxlength", None)
    field.widget.attrs.pop("minlength", None)


# --- Forms --------------------------------------------------------------------------------------

# What is typed: a pasted date or number carries invisible characters too.
TECLEADOS = (forms.CharField, forms.DateField, forms.IntegerField)


class FormularioPortal(forms.Form):
    """Base of the portal's forms.

    ``sin_opcional`` is for filters, where nothing is required and saying so would be noise.
    """

    use_required_attribute = False
    sin_opcional = False

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for nombre, field in self.fields.items():
            poner_mensajes(field, field.label or self[nombre].label)
            if isinstance(field, TECLEADOS) and not isinstance(field.widget, forms.PasswordInput):
                _limpiar_siempre(field)
            if isinstance(field.widget, forms.NumberInput):
                # A number box drops what it does not understand; a text box keeps it to be corrected.
                field.widget.input_type = "text"
                field.widget.attrs["inputmode"] = "numeric"


def enlaces_de_errores(form):
    """Return ``[(id of the input or "", message)]`` in the order of the page: what the error summary lists.

    A group of radios or checkboxes is reached by its first option; errors of the whole form have no input.
    """
    enlaces = [("", mensaje) for mensaje in form.non_field_errors()]
    for field in form:
        for mensaje in field.errors:
            destino = field.id_for_label
            if not destino and field.auto_id:
                destino = f"{field.auto_id}_0" if field.use_fieldset and len(field) else f"div_{field.auto_id}"
            enlaces.append((destino, mensaje))
    return enlaces
