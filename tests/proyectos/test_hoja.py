"""The sheet of a project: all that is known, with its sources; what is not known said; nothing internal."""

import datetime
import gzip
import json
import re

import pytest
from pytest_django.asserts import assertInHTML

from actores.models import Institucion
from agenda.models import Bloque, Intervencion
from proyectos.hoja import porcentajes
from proyectos.models import Fuente, Proyecto
from tests import fabricas
from tests.lint_html import Pagina, texto
from tests.proyectos.hojas import crear_hoja_completa, prosa

pytestmark = pytest.mark.django_db
CSS_MAXIMO = 20_000


def _html(client, ruta):
    response = client.get(ruta)
    assert response.status_code == 200
    return response.content.decode()


def _de(client, proyecto, idioma=""):
    return _html(client, f"{idioma}/proyectos/{proyecto.slug}/")


def _hechos(html):
    """Return what each ``dt`` of the sheet says, by its words, without the numbers of the sources."""
    pagina = Pagina(html)
    hechos = {}
    for fila in pagina.todos("div"):
        partes = [hijo for hijo in fila if hijo.tag in ("dt", "dd")]
        if len(partes) == 2:
            hechos[texto(partes[0])] = re.sub(r" Fuente \[\d+\]", "", texto(partes[1]))
    return hechos


def _secciones(html):
    return [texto(e) for e in Pagina(html).todos("h2")]


# --- All that is known ---------------------------------------------------------------------------


def test_full_sheet_tells_everything(client):
    proyecto = crear_hoja_completa()
    unidad, ods = proyecto.unidades.get(), proyecto.ods.get()

    html = _de(client, proyecto)

    hechos = _hechos(html)
    sigla, receptora = Institucion.objects.get().sigla, proyecto.participaciones.last().ciudad.nombre
    assert hechos == {
        "Primer oferente Comparte lo que sabe hacer y es responsable de que se aprenda.": (
            "Rosario (Argentina) · municipio"
        ),
        "Segundo oferente Apoya al primero con fondos, técnica u otros medios.": (
            f"Agencia del Sur ({sigla}) · agencia bilateral del Sur, Brasil"
        ),
        "Receptora Recibe la cooperación y la aplica en su lugar.": f"{receptora} (Uruguay) · departamento",
        "Estado": "finalizado, a diciembre de 2021",
        "Fechas": "Del 1 de junio de 2019 al 31 de mayo de 2020 (alrededor de 12 meses)",
        "Convocatoria": "2019 : Ciudades que se alimentan",
        "Modalidad": "Cooperación triangular: asistencia técnica, pasantía",
        "Unidades temáticas": f"{unidad.nombre} Fuentes:",
        "ODS": f"ODS 2 Objetivo 2 principal ODS {ods.numero} Objetivo {ods.numero} Fuentes:",
        "Aporte del PCSSM": "USD 5 000 (50 %)",
        "Aporte propio en dinero": "USD 2 000 (20 %)",
        "Aporte propio en especie": "USD 3 000 (30 %)",
        "Total": "USD 10 000",
        "Tope de la convocatoria": (
            "Hasta USD 10 000 por proyecto. Es el máximo de la convocatoria, no lo otorgado a este proyecto."
        ),
    }
    assert _secciones(html) == [
        "Quién coopera con quién",
        "En breve",
        "Montos",
        "Objetivos",
        "Resultados",
        "A quiénes beneficia",
        "Imágenes",
        "Para saber más",
        "Fuentes",
    ]
    assert "in dato" not in html


def test_sheet_groups_by_role_linked_only_where_public(client):
    proyecto = fabricas.crear_proyecto(unidades_propias=True)
    proyecto.unidades.add(fabricas.crear_unidad(nombre_es="Ambiente"))
    coordinadora = fabricas.crear_ciudad(nombre="Santa Fe")
    sin_verificar = fabricas.crear_ciudad(nombre="Nueva", slug="nueva-ar", verificada=False)
    otra = fabricas.crear_ciudad(nombre="Canelones", pais="UY", tipo="departamento")
    aliada = fabricas.crear_institucion(nombre="Agencia", sigla="AUCI", tipo="bilateral", pais="UY")
    fabricas.crear_participacion(proyecto, sin_verificar)
    fabricas.crear_participacion(proyecto, aliada, "aliada")
    fabricas.crear_participacion(proyecto, otra)
    fabricas.crear_participacion(proyecto, coordinadora, "coordinadora")

    html = _de(client, proyecto)

    assertInHTML(
        f"""<div><dt>Coordinadora</dt>
        <dd><a href="/ciudades/{coordinadora.slug}/">Santa Fe</a> (Argentina) · municipio</dd></div>""",
        html,
    )
    assertInHTML(
        f"""<div><dt>Socias</dt><dd><ul><li>Nueva (Argentina) · municipio</li>
        <li><a href="/ciudades/{otra.slug}/">Canelones</a> (Uruguay) · departamento</li></ul></dd></div>""",
        html,
    )
    assertInHTML(
        f"""<div><dt>Aliada</dt>
        <dd><a href="/instituciones/{aliada.slug}/">Agencia</a> (AUCI) · agencia bilateral, Uruguay</dd></div>""",
        html,
    )
    assert list(_hechos(html))[:3] == ["Coordinadora", "Socias", "Aliada"]
    assert "Asignadas por este portal." in html


@pytest.mark.parametrize(
    ("inicio", "fin", "dicho"),
    [
        ((2018, 6, 8), None, "Desde el 8 de junio de 2018 · fin: sin dato"),
        (None, (2018, 6, 8), "Hasta el 8 de junio de 2018 · inicio: sin dato"),
        ((2018, 6, 8), (2018, 6, 8), "Del 8 de junio de 2018 al 8 de junio de 2018 (1 día)"),
        ((2018, 6, 1), (2018, 7, 15), "Del 1 de junio de 2018 al 15 de julio de 2018 (45 días)"),
        ((2018, 6, 1), (2018, 7, 31), "Del 1 de junio de 2018 al 31 de julio de 2018 (alrededor de 2 meses)"),
        ((2018, 1, 1), (2019, 12, 31), "Del 1 de enero de 2018 al 31 de diciembre de 2019 (alrededor de 24 meses)"),
    ],
)
def test_sheet_tells_what_is_known_of_the_dates(client, inicio, fin, dicho):
    proyecto = fabricas.crear_proyecto(inicio=inicio and datetime.date(*inicio), fin=fin and datetime.date(*fin))

    assert _hechos(_de(client, proyecto))["Fechas"] == dicho


def test_total_and_parts_are_told_only_if_all_is_known(client):
    proyecto = fabricas.crear_proyecto(monto_usd=5000, aporte_propio_usd=0)

    html = _de(client, proyecto)

    assert _hechos(html) == {"Aporte del PCSSM": "USD 5 000", "Aporte propio en dinero": "USD 0"}
    assert "Sin dato: aporte propio en especie." in html
    assert 'class="partes"' not in html


def test_parts_are_drawn_as_told_and_said_once(client):
    proyecto = fabricas.crear_proyecto(monto_usd=1, aporte_propio_usd=1, aporte_especie_usd=1)

    html = _de(client, proyecto)

    assert [v for n, v in _hechos(html).items() if n.startswith("Aporte")] == [
        "USD 1 (34 %)",
        "USD 1 (33 %)",
        "USD 1 (33 %)",
    ]
    (barra,) = [e for e in Pagina(html).elementos if e.get("class") == "partes"]
    assert barra.get("aria-hidden") == "true"
    assert [(r.get("x"), r.get("width")) for r in barra] == [("0", "34"), ("34", "33"), ("67", "33")]


def test_what_was_asked_for_is_told_apart_and_counts_for_nothing(client):
    proyecto = fabricas.crear_proyecto(monto_solicitado_usd=9000, aporte_propio_usd=0, aporte_especie_usd=0)

    html = _de(client, proyecto)

    assert _hechos(html) == {
        "Pedido al PCSSM": "Se pidió USD 9 000.",
        "Aporte propio en dinero": "USD 0",
        "Aporte propio en especie": "USD 0",
    }
    assert "Sin dato: aporte del PCSSM." in html
    assert 'class="partes"' not in html


def test_percents_are_written_as_each_language_does(client):
    proyecto = fabricas.crear_proyecto(monto_usd=1, aporte_propio_usd=1, aporte_especie_usd=0)

    assert "(50 %)" in _html(client, f"/proyectos/{proyecto.slug}/")
    assert "(50%)" in _html(client, f"/pt-br/proyectos/{proyecto.slug}/")


def test_nothing_given_has_no_parts(client):
    proyecto = fabricas.crear_proyecto(monto_usd=0, aporte_propio_usd=0, aporte_especie_usd=0)

    html = _de(client, proyecto)

    assert _hechos(html)["Total"] == "USD 0"
    assert "%" not in html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("montos", [[5000, 2500, 2500], [1, 1, 1], [999, 1, 0], [1, 10**9, 7], [2, 3, 5, 7, 11, 13]])
def test_percents_add_up(montos):
    partes = porcentajes(montos)

    assert sum(partes) == 100
    assert all(abs(parte - 100 * monto / sum(montos)) < 1 for parte, monto in zip(partes, montos, strict=True))


def test_pictures_keep_their_place_and_say_what_they_show(client):
    proyecto = fabricas.crear_proyecto()
    fabricas.crear_imagen(proyecto, alternativa_es="Dos vecinas en una huerta", ancho=1200, alto=800, credito="IMM")
    fabricas.crear_imagen(proyecto, alternativa_es="", alternativa_pt_br="Uma horta", orden=2)

    html = _de(client, proyecto)

    primera, segunda = Pagina(html).todos("img")
    assert {n: v for n, v in primera.attrib.items() if n != "src"} == {
        "alt": "Dos vecinas en una huerta",
        "width": "1200",
        "height": "800",
        "loading": "lazy",
        "decoding": "async",
    }
    assert (segunda.get("alt"), segunda.get("lang"), segunda.get("width")) == ("Uma horta", "pt-BR", None)
    assert html.count("Crédito: IMM") == 1


def test_links_and_documents_say_what_they_are_and_where_they_lead(client, settings):
    proyecto = fabricas.crear_proyecto()
    documento = fabricas.crear_documento(proyecto, titulo_es="Informe")
    fabricas.crear_enlace(proyecto, titulo_es="Así fue", clase="video", url="https://www.videos.example/1?a=1&b=2")
    fabricas.crear_enlace(proyecto, titulo_es="Lanzamiento", clase="noticia", url="https://diario.example/2")
    fabricas.crear_enlace(proyecto, titulo_es="La agenda", url=f"{settings.SITE_URL}/agenda/")

    html = _de(client, proyecto)

    assertInHTML(f'<a href="{documento.archivo.url}">Informe <span class="suave">(PDF)</span></a>', html)
    assertInHTML(
        """<li><a href="https://www.videos.example/1?a=1&amp;b=2" rel="external">Así fue</a>
        <span class="suave">en videos.example, otro sitio</span></li>""",
        html,
    )
    assertInHTML(
        """<li><a href="https://diario.example/2" rel="external">Lanzamiento</a> · noticia
        <span class="suave">en diario.example, otro sitio</span></li>""",
        html,
    )
    assertInHTML(f'<li><a href="{settings.SITE_URL}/agenda/">La agenda</a></li>', html)
    assert not Pagina(html).todos("iframe", "video", "embed", "object")


# --- Where it is known from ----------------------------------------------------------------------


def test_each_fact_leads_to_its_sources_and_back(client):
    proyecto = fabricas.crear_proyecto(estado="finalizado", fuente="Acta de cierre")
    fabricas.crear_fuente(proyecto, texto="Nota de prensa", datos=["estado", "resultados"], orden=2)
    fabricas.crear_fuente(
        proyecto,
        texto="Selección 2019",
        url="https://www.sitio.example/x",
        datos=["titulo", "estado"],
        orden=1,
        consultada=datetime.date(2026, 3, 2),
    )

    html = _de(client, proyecto)

    cita = '<a class="cita" id="cita-{0}-{1}" href="#fuente-{1}"><span class="solo-lectores">Fuente </span>[{1}]</a>'
    volver = '<a href="#cita-{}-{}"><span class="solo-lectores">Volver a </span>{}</a>'
    assertInHTML(f"<dd>finalizado {cita.format('estado', 1)} {cita.format('estado', 2)}</dd>", html)
    assertInHTML(
        f"""<li id="fuente-1"><a href="https://www.sitio.example/x" rel="external">Selección 2019</a>
        <span class="suave">en sitio.example, otro sitio</span>. Consultada el
        <time datetime="2026-03-02">2 de marzo de 2026</time><br><span class="suave">Datos:
        {volver.format("titulo", 1, "título")}, {volver.format("estado", 1, "estado")}</span></li>""",
        html,
    )
    assertInHTML(
        f"""<li id="fuente-2">Nota de prensa<br><span class="suave">Datos: {volver.format("estado", 2, "estado")},
        resultados</span></li>""",
        html,
    )
    assertInHTML("<p>De los demás datos: Acta de cierre</p>", html)
    assert re.findall(r'href="#fuente-(\d)"', html) == ["1", "1", "2"]


def test_every_known_fact_can_cite_a_source(client):
    proyecto = crear_hoja_completa()
    proyecto.fuentes.all().delete()
    fabricas.crear_fuente(proyecto, datos=Fuente.Dato.values)

    html = _de(client, proyecto)

    citas = re.findall(r'id="cita-(\w+)-1"', html)
    assert sorted(citas) == sorted(Fuente.Dato.values)
    assert re.findall(r'href="#cita-(\w+)-1"', html) == Fuente.Dato.values


# --- What is not known ---------------------------------------------------------------------------


def test_unknown_stays_unknown(client):
    convocatoria = fabricas.crear_convocatoria(2017, monto_maximo_usd=7000)
    proyecto = fabricas.crear_proyecto(
        titulo_es="", convocatoria=convocatoria, estado="finalizado", estado_al=datetime.date(2021, 12, 31)
    )
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre="La Paz", pais="BO"), "coordinadora")
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre="Montevideo", pais="UY"))

    html = _de(client, proyecto)
    lista = _html(client, "/proyectos/")

    titulo = "Cooperación entre La Paz y Montevideo (título sin dato)"
    assert f"<h1>{titulo}</h1>" in html
    assert titulo in lista
    assert _hechos(html) == {
        "Coordinadora": "La Paz (Bolivia) · municipio",
        "Socia": "Montevideo (Uruguay) · municipio",
        "Estado": "finalizado, a diciembre de 2021",
        "Convocatoria": "2017 : Ciudades sostenibles",
        "Tope de la convocatoria": (
            "Hasta USD 7 000 por proyecto. Es el máximo de la convocatoria, no lo otorgado a este proyecto."
        ),
    }
    assert re.findall(r'<p class="sin-dato">(.+?)</p>', html) == [
        "Sin dato: resumen.",
        "Sin dato: fechas, modalidad de cooperación, modalidades del PCSSM, unidades temáticas, ODS.",
        "Sin dato: aporte del PCSSM, aporte propio en dinero, aporte propio en especie.",
        "Sin dato: objetivos, resultados, a quiénes beneficia.",
        "Sin dato: de dónde vienen estos datos.",
    ]


def test_sheet_of_nothing_says_so(client):
    proyecto = fabricas.crear_proyecto(titulo_es="")

    html = _de(client, proyecto)

    assert "<h1>Proyecto sin título conocido</h1>" in html
    assert len(re.findall(r'<p class="sin-dato">', html)) == 6
    assert "Idioma original" not in html
    assert _hechos(html) == {}
    assert "<dl" not in html


# --- Languages -----------------------------------------------------------------------------------


def test_sheet_marks_our_translation_and_gives_the_original_with_its_language(client):
    proyecto = fabricas.crear_proyecto(
        titulo_es="Ciudades amigas", titulo_pt_br="Cidades amigas", titulo_traducido="es", idioma_original="pt-br"
    )

    html = _de(client, proyecto)
    en_portugues = _de(client, proyecto, "/pt-br")

    assert "<h1>Ciudades amigas</h1>" in html
    assert "El título es una traducción nuestra, no oficial." in html
    assert '<span lang="pt-BR">Cidades amigas</span>' in html
    assert "<h1>Cidades amigas</h1>" in en_portugues
    assert "O título é uma tradução nossa" not in en_portugues
    assert '<span lang="es">Ciudades amigas</span> (tradução nossa, não oficial).' in en_portugues


def test_translation_is_marked_also_where_it_falls_back_to_the_other_language(client):
    proyecto = fabricas.crear_proyecto(titulo_es="Ciudades amigas", titulo_traducido="es", idioma_original="es")

    en_portugues = _de(client, proyecto, "/pt-br")

    assert '<h1><span lang="es">Ciudades amigas</span></h1>' in en_portugues
    assert "Título em espanhol, dado por este portal; não oficial." in en_portugues


def test_sheet_gives_title_and_summary_in_both_languages(client):
    proyecto = fabricas.crear_proyecto(
        titulo_es="Ciudades amigas", titulo_pt_br="Cidades amigas", resumen_es="Uno.", resumen_pt_br="Um."
    )

    html = _de(client, proyecto)
    en_portugues = _de(client, proyecto, "/pt-br")

    assert 'Título en portugués: <span lang="pt-BR">Cidades amigas</span>. Idioma original: español.' in html
    assert '<summary>Resumen en portugués</summary>\n<div lang="pt-BR"><p>Um.</p></div>' in html
    assert 'Título em espanhol: <span lang="es">Ciudades amigas</span>. Idioma original: espanhol.' in en_portugues
    assert '<summary>Resumo em espanhol</summary>\n<div lang="es"><p>Uno.</p></div>' in en_portugues


def test_our_translation_is_marked_where_the_other_language_is_shown(client):
    proyecto = fabricas.crear_proyecto(
        titulo_es="Ciudades amigas", titulo_pt_br="Cidades amigas", titulo_traducido="pt-br"
    )

    assert 'Título en portugués: <span lang="pt-BR">Cidades amigas</span> (traducción nuestra, no oficial).' in _de(
        client, proyecto
    )
    assert (
        "O título é uma tradução nossa, não oficial. Título original: "
        '<span lang="es">Ciudades amigas</span>. Idioma original: espanhol.' in _de(client, proyecto, "/pt-br")
    )


def test_what_falls_back_says_its_language(client):
    proyecto = crear_hoja_completa()

    html = _de(client, proyecto, "/pt-br")

    for campo in ("objetivos", "resultados", "beneficiarios"):
        assert f'<div lang="es"><p>{getattr(proyecto, f"{campo}_es")}</p></div>' in html
    assert "Três cidades plantam hortas." in html


# --- In the seminar ------------------------------------------------------------------------------


def test_sheet_tells_where_it_is_presented_only_if_published(client):
    seminario = fabricas.crear_seminario()
    proyecto, otro = fabricas.crear_proyecto(), fabricas.crear_proyecto()
    bloque = fabricas.crear_bloque(seminario, 1)
    fabricas.crear_intervencion(bloque, 1, titulo_es="Charla a la vista", proyecto=proyecto)
    fabricas.crear_intervencion(bloque, 2, titulo_es="Charla oculta", proyecto=proyecto, estado="borrador")
    oculto = fabricas.crear_bloque(seminario, 2, estado="borrador")
    fabricas.crear_intervencion(oculto, 1, titulo_es="Charla oculta", proyecto=proyecto)

    html = _html(client, proyecto.get_absolute_url())

    assert html.count("<h2>En el seminario</h2>") == 1
    assert "Charla a la vista" in html
    assert "oculta" not in html
    assert "En el seminario" not in _html(client, otro.get_absolute_url())


@pytest.fixture
def presentado():
    """A project that is presented in the second place of a block that begins at 17:15 and goes ten minutes late."""
    dia = datetime.date(2026, 12, 1)
    cumbre = fabricas.crear_cumbre(inicio=dia, fin=dia)
    seminario = fabricas.crear_seminario(cumbre, dia=dia)
    hora = seminario.inicio
    fin = hora + datetime.timedelta(minutes=90)
    bloque = fabricas.crear_bloque(seminario, 1, inicio=hora, fin=fin, demora_minutos=10)
    fabricas.crear_intervencion(bloque, 1, minutos=20)
    proyecto = fabricas.crear_proyecto()
    fabricas.crear_intervencion(
        bloque, 2, titulo_es="Agua", titulo_pt_br="Água", slug="agua", minutos=20, proyecto=proyecto
    )
    return proyecto


def _el(monkeypatch, *momento):
    ahora = datetime.datetime(2026, 12, *momento, tzinfo=fabricas.ZONA)
    monkeypatch.setattr("django.utils.timezone.now", lambda: ahora)


def test_sheet_tells_when_it_will_be_presented_at_the_hour_it_goes(client, presentado, monkeypatch):
    _el(monkeypatch, 1, 12, 0)

    assertInHTML(
        """<li><a href="/agenda/agua/">Agua</a><br>Se presenta el <time datetime="2026-12-01T17:45:00-03:00">
        1 de diciembre de 2026, 17:45 <span class="zona">(hora de Argentina, GMT-3)</span></time></li>""",
        _html(client, presentado.get_absolute_url()),
    )
    assertInHTML(
        """<li><a href="/pt-br/agenda/agua/">Água</a><br>Será apresentado em <time datetime="2026-12-01T17:45:00-03:00">
        1º de dezembro de 2026, 17:45 <span class="zona">(horário da Argentina, GMT-3)</span></time></li>""",
        _html(client, f"/pt-br{presentado.get_absolute_url()}"),
    )


def test_sheet_tells_an_unknown_hour_as_unknown(client, presentado, monkeypatch):
    _el(monkeypatch, 1, 12, 0)
    Bloque.objects.update(inicio=None, fin=None)

    html = _html(client, presentado.get_absolute_url())

    assert "Se presenta el " in html
    assert "horario a confirmar</span>" in html
    assert "17:" not in html


def test_sheet_tells_when_it_was_presented_and_leads_to_the_minute(client, presentado, monkeypatch):
    _el(monkeypatch, 1, 18, 5)
    antes = "Se presenta el"
    fue = 'Presentado el <time datetime="2026-12-01">1 de diciembre de 2026</time>'
    assert fue in _html(client, presentado.get_absolute_url())

    Bloque.objects.update(grabacion_url="https://video.example/ver?v=1")
    Intervencion.objects.filter(slug="agua").update(grabacion_desde=754)
    html = _html(client, presentado.get_absolute_url())

    assert antes not in html
    assertInHTML(
        f"""<li><a href="/agenda/agua/">Agua</a><br>{fue} ·
        <a href="https://video.example/ver?v=1&amp;t=754" rel="external">Ver desde el minuto 12:34</a></li>""",
        html,
    )


# --- For machines --------------------------------------------------------------------------------


def _para_maquinas(html):
    (datos,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return json.loads(datos)


def test_sheet_tells_machines_what_it_shows(client, settings):
    proyecto = crear_hoja_completa(notas_internas="Secreto")
    imagen, unidad, ods = proyecto.imagenes.get(), proyecto.unidades.get(), proyecto.ods.get()
    primero, segundo, tercera = (p.actor for p in proyecto.participaciones.all())

    datos = _para_maquinas(_de(client, proyecto, "/pt-br"))

    sitio = settings.SITE_URL
    url = f"{sitio}/pt-br/proyectos/{proyecto.slug}/"

    def gobierno(ciudad):
        return {
            "@type": "GovernmentOrganization",
            "name": ciudad.nombre,
            "url": f"{sitio}/pt-br/ciudades/{ciudad.slug}/",
            "areaServed": {
                "@type": "City",
                "name": ciudad.nombre,
                "address": {"@type": "PostalAddress", "addressCountry": ciudad.pais},
            },
        }

    agencia = {
        "@type": "Organization",
        "name": segundo.nombre,
        "alternateName": segundo.sigla,
        "url": f"{sitio}/pt-br/instituciones/{segundo.slug}/",
    }
    miembros = (
        ("primeiro ofertante", gobierno(primero)),
        ("segundo ofertante", agencia),
        ("receptora", gobierno(tercera)),
    )
    assert datos == {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": f"{sitio}/proyectos/{proyecto.slug}/",
        "identifier": proyecto.slug,
        "name": "Hortas urbanas e mercados de proximidade",
        "alternateName": [{"@language": "es", "@value": "Huertas urbanas y mercados de cercanía"}],
        "description": "Três cidades plantam hortas.",
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url, "inLanguage": "pt-BR"},
        "foundingDate": "2019-06-01",
        "dissolutionDate": "2020-05-31",
        "member": [{"@type": "OrganizationRole", "roleName": papel, "member": miembro} for papel, miembro in miembros],
        "funding": {
            "@type": "MonetaryGrant",
            "funder": {"@type": "Organization", "name": "Mercociudades", "url": "https://mercociudades.org/"},
            "amount": {"@type": "MonetaryAmount", "currency": "USD", "value": 5000},
        },
        "keywords": [unidad.nombre_pt_br, "ODS 2: Meta 2", f"ODS {ods.numero}: Meta {ods.numero}"],
        "image": [
            {
                "@type": "ImageObject",
                "contentUrl": sitio + imagen.archivo.url,
                "description": {"@language": "es", "@value": imagen.alternativa_es},
                "width": 1200,
                "height": 800,
                "creditText": "Municipio",
            }
        ],
    }


def test_machines_are_told_only_what_is_known(client, settings):
    proyecto = fabricas.crear_proyecto(titulo_es="", titulo_pt_br="Só em português", slug="solo")

    datos = _para_maquinas(_de(client, proyecto))

    url = f"{settings.SITE_URL}/proyectos/solo/"
    assert datos == {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": url,
        "identifier": "solo",
        "name": {"@language": "pt-BR", "@value": "Só em português"},
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url, "inLanguage": "es"},
    }


def test_machines_are_told_the_published_talks(client, settings, presentado):
    Intervencion.objects.exclude(slug="agua").update(proyecto=presentado, estado="borrador")

    datos = _para_maquinas(_de(client, presentado))

    (charla,) = datos["subjectOf"]
    assert (charla["@type"], charla["name"], charla["startDate"], charla["url"]) == (
        "Event",
        "Agua",
        "2026-12-01T17:25:00-03:00",
        f"{settings.SITE_URL}/agenda/agua/",
    )


def test_no_text_ends_the_block_of_data(client):
    malo = "</script><script>alert(1)</script><!-- & \u2028"
    proyecto = fabricas.crear_proyecto(titulo_es=malo, resumen_es=malo)

    html = _de(client, proyecto)

    assert _para_maquinas(html)["description"] == malo
    assert "<script>alert" not in html


# --- Budgets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("filas", [1, 30])
def test_sheet_asks_twelve_queries_with_one_and_with_thirty_of_everything(client, django_assert_num_queries, filas):
    proyecto = crear_hoja_completa(filas)
    for n in range(filas):
        bloque = fabricas.crear_bloque(fabricas.crear_actividad(), 1)
        fabricas.crear_intervencion(bloque, n + 1, proyecto=proyecto)
        otro = fabricas.crear_proyecto(titulo_es=f"Huertas {n}", convocatoria=proyecto.convocatoria)
        otro.unidades.set(proyecto.unidades.all())
        for participacion in proyecto.participaciones.filter(ciudad__isnull=False)[:3]:
            fabricas.crear_participacion(otro, participacion.ciudad)

    with django_assert_num_queries(12):
        html = _de(client, proyecto)

    assert html.count("Comparten a ") == min(filas, 4)
    assert html.count("<figure>") == filas


def test_sheet_of_nothing_asks_ten(client, django_assert_num_queries):
    proyecto = fabricas.crear_proyecto()

    with django_assert_num_queries(10):
        _de(client, proyecto)


def test_full_sheet_weighs_little(client, settings):
    textos = {
        f"{campo}_{idioma}": prosa(largo, n)
        for n, (campo, idioma, largo) in enumerate(
            (campo, idioma, largo)
            for campo, largo in (("resumen", 3000), ("objetivos", 3000), ("resultados", 3000), ("beneficiarios", 1500))
            for idioma in ("es", "pt_br")
        )
    }
    proyecto = crear_hoja_completa(10, **textos)
    for n in range(4):
        otro = fabricas.crear_proyecto(titulo_es=prosa(120, n))
        for participacion in proyecto.participaciones.all():
            fabricas.crear_participacion(otro, participacion.actor)

    response = client.get(proyecto.get_absolute_url(), headers={"Accept-Encoding": "gzip"})

    assert prosa(3000, 0)[:100] in gzip.decompress(response.content).decode()
    assert len(response.content) <= 14 * 1024
    hojas = [
        settings.BASE_DIR / "static" / "css" / f"{nombre}.css" for nombre in ("fundamentos", "componentes", "proyecto")
    ]
    assert sum(len(gzip.compress(hoja.read_bytes())) for hoja in hojas) <= CSS_MAXIMO


def _estilos(response):
    pagina = Pagina(gzip.decompress(response.content).decode())
    return [e for e in pagina.todos("link") if e.get("rel") == "stylesheet"]


def test_sheet_is_public_and_conditional(client):
    proyecto = crear_hoja_completa()

    primera = client.get(proyecto.get_absolute_url())
    segunda = client.get(proyecto.get_absolute_url(), headers={"If-None-Match": primera.headers["ETag"]})

    assert primera.headers["Cache-Control"] == "public, max-age=60"  # It tells hours that a delay moves.
    assert not primera.cookies
    assert segunda.status_code == 304
    assert Proyecto.objects.filter(pk=proyecto.pk).update(titulo_es="Otro") == 1
    otra = client.get(proyecto.get_absolute_url(), headers={"If-None-Match": primera.headers["ETag"]})
    assert otra.status_code == 200
