"""How the words in names of institutions begin in Spanish and in Portuguese: what is typed in one finds the other."""

# A row: beginnings that mean the same, as ``comun.busqueda.sin_acentos`` leaves them; one of up to three letters is a
# whole word. What both languages write alike but for accents (agencia, banco, internacional) needs no row.
COMIENZOS = [
    # What an institution is
    ("alcald", "intend", "prefeit"),
    ("asociac", "associac"),
    ("ayuntamient", "municipalidad", "prefeitura"),
    ("comision", "comiss"),
    ("consejo", "conselho"),
    ("corporac",),
    ("entidad",),
    ("escuela", "escola"),
    ("facultad", "faculdad"),
    ("federac",),
    ("fondo", "fundo"),
    ("fundac",),
    ("gobern", "gobiern", "govern"),
    ("instituc", "instituic"),
    ("mision", "missao"),
    ("oficina", "escritorio"),
    ("organizac",),
    ("red", "rede"),
    ("sociedad",),
    ("union", "uniao"),
    ("universidad",),
    # What it does
    ("accion", "acao", "acoes"),
    ("administrac",),
    ("alianza", "alianca"),
    ("alimentac",),
    ("capacitac",),
    ("comunicac",),
    ("conocimient", "conheciment"),
    ("cooperac",),
    ("coordinac", "coordenac"),
    ("desarroll", "desenvolv"),
    ("direcc", "direc"),
    ("educac",),
    ("empoder",),
    ("ensenanza", "ensino"),
    ("formac",),
    ("fortalec",),
    ("gestion", "gestao"),
    ("innovac", "inovac"),
    ("integrac",),
    ("investigac", "pesquisa"),
    ("participac",),
    ("planificac", "planej"),
    ("protec",),
    ("reduc",),
    ("relac",),
    ("trabaj", "trabalh"),
    # For whom and about what
    ("ambiental", "ambientais"),
    ("asentamient", "assentament"),
    ("capital", "capitais"),
    ("ciudad", "cidad"),
    ("cultural", "culturais"),
    ("deport", "desport", "esport"),
    ("derecho", "direito"),
    ("estructur", "estrutur"),
    ("hacienda", "fazenda"),
    ("igualdad",),
    ("infraestruct", "infraestrut"),
    ("internacional", "internacionais"),
    ("justicia", "justica"),
    ("juventud",),
    ("local", "locais"),
    ("migrac",),
    ("mujer", "mulher"),
    ("municipal", "municipais"),
    ("nacional", "nacionais"),
    ("naciones", "nacoes"),
    ("ninas", "ninez", "ninos", "crianca", "infanc"),
    ("poblac", "populac"),
    ("pueblo", "povo"),
    ("regional", "regionais"),
    ("region", "regiao", "regioes"),
    ("riesgo", "risco"),
    ("salud", "saude"),
    ("seguridad", "seguranca"),
    ("social", "sociais"),
    ("solidari",),
    ("sostenib", "sustentab", "sustentav"),
    ("vivienda", "moradia", "habitac"),
    # Of where
    ("aleman", "alema"),
    ("blanco", "branco"),
    ("brasilen", "brasileir"),
    ("ecuador", "equador"),
    ("espanol", "espanhol"),
    ("europe",),
    ("iberoameric", "ibero-americ"),
    ("interameric", "inter-americ"),
    ("japon", "japao"),
    ("latinoameric", "latino-americ"),
    ("panameric", "pan-americ"),
    ("paraguay", "paraguai"),
    ("sur", "sul"),
    ("uruguay", "uruguai"),
]

# Words that tell no institution from another, and of which the two languages do not have the same ones: «Ministerio de
# Ambiente» is looked for as «Ministério do Meio Ambiente».
VACIAS = frozenset(
    [
        *("a", "as", "ao", "aos", "com", "con", "da", "das", "de", "del", "do", "dos", "e", "el", "em", "en"),
        *("la", "las", "los", "na", "nas", "no", "nos", "o", "os", "para", "pela", "pelo", "por", "y", "&"),
        *("medio", "meio"),
    ]
)

# As PostgreSQL's regular expressions write them.
COMIENZO_DE_PALABRA, FIN_DE_PALABRA = r"\m", r"\M"


def que_cuentan(palabras):
    """Return the words by which an institution can be found; all of them if none is."""
    return [palabra for palabra in palabras if palabra not in VACIAS] or palabras


def patron(palabra):
    """Return the regular expression of PostgreSQL for the words that mean what is typed; "" if no row has it.

    ``palabra`` has no accents; it may be the beginning of a word, from four letters on.
    """
    comienzos = {c for fila in COMIENZOS if any(_dice(palabra, c) for c in fila) for c in fila}
    partes = sorted(c if len(c) > 3 else c + FIN_DE_PALABRA for c in comienzos)
    return f"{COMIENZO_DE_PALABRA}({'|'.join(partes)})" if partes else ""


def _dice(palabra, comienzo):
    """True if a typed word is a word that begins so, or the first letters of one."""
    return (
        palabra == comienzo
        or (len(comienzo) > 3 and palabra.startswith(comienzo))
        or (len(palabra) > 3 and comienzo.startswith(palabra))
    )
