"""The programme in the words of schema.org: it says what the database says, and in a page it harms nothing."""

import datetime
import json
import re

import pytest
from django.test import Client
from django.utils.translation import override

from agenda import datos, horario, programa
from agenda.models import Bloque, Cumbre, Material, Video
from comun.jsonld import en_json
from comun.publicacion import Publicacion
from tests import fabricas

pytestmark = pytest.mark.django_db
LAS_20_15 = datetime.datetime(2026, 12, 1, 20, 15, tzinfo=datetime.UTC)
MIXTA = "https://schema.org/MixedEventAttendanceMode"
PREVISTO = "https://schema.org/EventScheduled"
REPROGRAMADO = "https://schema.org/EventRescheduled"
HOSTIL = "</script><script>alert(1)</script> & <!-- \u2028 \u2029"


@pytest.fixture
def seminario():
    cumbre = fabricas.crear_cumbre(
        inicio=datetime.date(2026, 11, 30),
        fin=datetime.date(2026, 12, 3),
        direccion="Calle 1",
        url="https://cumbre.example/",
    )
    return fabricas.crear_seminario(
        cumbre,
        dia=datetime.date(2026, 12, 1),
        descripcion_es="Qué es",
        transmision_url="https://video.example/en-vivo",
        sala_url="https://sala.example/secreta",
    )


@pytest.fixture
def completo(seminario):
    """The seminar with one block of each kind and a talk that has all that a talk can have."""
    seminario.fin = LAS_20_15 + datetime.timedelta(minutes=90)
    seminario.save()
    video = fabricas.crear_bloque(
        seminario, 1, tipo="video", titulo_es="Video", inicio=LAS_20_15, fin=LAS_20_15 + datetime.timedelta(minutes=15)
    )
    Video.objects.create(
        bloque=video,
        archivo="agenda/videos/uno.mp4",
        cartel="agenda/carteles/uno.jpg",
        subtitulos_es="agenda/subtitulos/es.vtt",
        subtitulos_pt_br="agenda/subtitulos/pt.vtt",
        transcripcion_es="Se ve",
        transcripcion_pt_br="Vê-se",
    )
    bloque = fabricas.crear_bloque(
        seminario,
        2,
        titulo_es="Ciudades",
        titulo_pt_br="Cidades",
        sintesis_es="Se dijo",
        inicio=LAS_20_15 + datetime.timedelta(minutes=15),
        grabacion_url="https://video.example/ver?v=1",
    )
    ciudad = fabricas.crear_ciudad(nombre="La Paz", slug="la-paz", pais="BO")
    charla = fabricas.crear_intervencion(
        bloque,
        slug="una",
        titulo_es="Una experiencia",
        titulo_pt_br="Uma experiência",
        resumen_es="Qué se hizo",
        minutos=20,
        idioma="pt-br",
        ciudad=ciudad,
        proyecto=fabricas.crear_proyecto(titulo_es="Residuos", slug="residuos"),
        grabacion_desde=754,
    )
    fabricas.crear_ponente(
        charla, cargo_es="Alcaldesa", cargo_pt_br="Prefeita", organizacion="Gobierno", biografia_es="Vida"
    )
    Material.objects.create(intervencion=charla, titulo_es="Guía", url="https://guia.example/")
    mesa = fabricas.crear_intervencion(
        bloque,
        2,
        slug="mesa",
        titulo_es="Mesa",
        institucion=fabricas.crear_institucion(nombre="Banco", slug="banco", sigla="BX"),
    )
    fabricas.crear_ponente(mesa, nombre="Luis")
    return seminario


def _datos(client):
    return client.get("/agenda.json").json()


def _en(es, pt=None):
    return [{"@language": "es", "@value": es}] + ([{"@language": "pt-BR", "@value": pt}] if pt else [])


def _id(fila, clase):
    return f"http://testserver/agenda.json#{clase}-{fila.pk}"


def _virtual(url="https://video.example/en-vivo"):
    return {"@type": "VirtualLocation", "url": url}


def _lugar(cumbre):
    return {
        "@type": "Place",
        "@id": _id(cumbre, "lugar"),
        "name": "Esteban Echeverría",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Calle 1",
            "addressLocality": "Esteban Echeverría",
        },
    }


# --- All of it ----------------------------------------------------------------------------------


def test_cumbre_and_its_activities_are_told_in_both_languages(client, seminario):
    visita = fabricas.crear_actividad(
        seminario.cumbre,
        titulo_es="Visita",
        titulo_pt_br="Visita guiada",
        dia=datetime.date(2026, 11, 30),
        dia_fin=datetime.date(2026, 12, 1),
    )
    en_general = {
        "eventStatus": PREVISTO,
        "eventAttendanceMode": MIXTA,
        "organizer": {"@type": "Organization", "name": "Mercociudades", "url": "https://mercociudades.org/"},
        "inLanguage": ["es", "pt-BR"],
        "isAccessibleForFree": True,
    }

    assert _datos(client) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": _id(seminario.cumbre, "cumbre"),
        "name": _en("XXVI Cumbre de Mercociudades", "XXVI Cúpula de Mercocidades"),
        "url": "http://testserver/agenda/cumbre/",
        "sameAs": "https://cumbre.example/",
        "startDate": "2026-11-30",
        "endDate": "2026-12-03",
        "location": [_lugar(seminario.cumbre), _virtual("http://testserver/agenda/cumbre/")],
        **en_general,
        "subEvent": [
            {
                "@type": "Event",
                "@id": _id(visita, "actividad"),
                "name": _en("Visita", "Visita guiada"),
                "url": "http://testserver/agenda/cumbre/",
                "startDate": "2026-11-30",
                "endDate": "2026-12-01",
                "location": [_lugar(seminario.cumbre), _virtual("http://testserver/agenda/cumbre/")],
                **en_general,
            },
            {
                "@type": "Event",
                "@id": _id(seminario, "actividad"),
                "name": _en("Seminario Cooperación Internacional", "Seminário Cooperação Internacional"),
                "description": _en("Qué es"),
                "url": "http://testserver/agenda/",
                "startDate": "2026-12-01T17:15:00-03:00",
                "endDate": "2026-12-01T18:45:00-03:00",
                "location": [_lugar(seminario.cumbre), _virtual()],
                **en_general,
            },
        ],
    }


def test_block_and_talk_have_all_that_the_database_has_of_them(client, completo):
    video, bloque = completo.bloques.order_by("orden")
    una, mesa = bloque.intervenciones.order_by("orden")
    como = {
        "eventStatus": PREVISTO,
        "eventAttendanceMode": MIXTA,
        "location": [{"@id": _id(completo.cumbre, "lugar")}, _virtual()],
    }
    archivo = "http://testserver/media/agenda"

    del_video, de_ciudades = _datos(client)["subEvent"][0]["subEvent"]

    assert del_video == {
        "@type": "Event",
        "@id": _id(video, "bloque"),
        "name": _en("Video"),
        "url": "http://testserver/agenda/#bloque-1",
        "startDate": "2026-12-01T17:15:00-03:00",
        "endDate": "2026-12-01T17:30:00-03:00",
        **como,
        "workFeatured": {
            "@type": "VideoObject",
            "name": _en("Video"),
            "contentUrl": f"{archivo}/videos/uno.mp4",
            "thumbnailUrl": f"{archivo}/carteles/uno.jpg",
            "caption": [
                {"@type": "MediaObject", "contentUrl": f"{archivo}/subtitulos/{nombre}.vtt"}
                | {"encodingFormat": "text/vtt", "inLanguage": idioma}
                for nombre, idioma in (("es", "es"), ("pt", "pt-BR"))
            ],
            "transcript": _en("Se ve", "Vê-se"),
        },
    }
    charlas = de_ciudades.pop("subEvent")
    assert de_ciudades == {
        "@type": "Event",
        "@id": _id(bloque, "bloque"),
        "name": _en("Ciudades", "Cidades"),
        "abstract": _en("Se dijo"),
        "url": "http://testserver/agenda/#bloque-2",
        "startDate": "2026-12-01T17:30:00-03:00",
        "endDate": "2026-12-01T18:45:00-03:00",
        **como,
        "recordedIn": {
            "@type": "VideoObject",
            "@id": _id(bloque, "grabacion"),
            "name": _en("Ciudades", "Cidades"),
            "url": "https://video.example/ver?v=1",
        },
    }
    assert charlas == [
        {
            "@type": "Event",
            "@id": _id(una, "intervencion"),
            "name": _en("Una experiencia", "Uma experiência"),
            "description": _en("Qué se hizo"),
            "url": "http://testserver/agenda/una/",
            "startDate": "2026-12-01T17:30:00-03:00",
            "endDate": "2026-12-01T17:50:00-03:00",
            "duration": "PT20M",
            **como,
            "inLanguage": "pt-BR",
            "performer": [
                {
                    "@type": "GovernmentOrganization",
                    "name": "La Paz",
                    "url": "http://testserver/ciudades/la-paz/",
                    "areaServed": {
                        "@type": "City",
                        "name": "La Paz",
                        "address": {"@type": "PostalAddress", "addressCountry": "BO"},
                    },
                },
                {
                    "@type": "Person",
                    "name": "Ana Ponente",
                    "jobTitle": _en("Alcaldesa", "Prefeita"),
                    "affiliation": {"@type": "Organization", "name": "Gobierno"},
                    "description": _en("Vida"),
                },
            ],
            "about": {"@type": "Project", "name": _en("Residuos"), "url": "http://testserver/proyectos/residuos/"},
            "workFeatured": [{"@type": "DigitalDocument", "name": _en("Guía"), "url": "https://guia.example/"}],
            "recordedIn": {
                "@type": "Clip",
                "name": _en("Una experiencia", "Uma experiência"),
                "startOffset": 754,
                "url": "https://video.example/ver?v=1&t=754",
                "isPartOf": {"@id": _id(bloque, "grabacion")},
            },
        },
        {
            "@type": "Event",
            "@id": _id(mesa, "intervencion"),
            "name": _en("Mesa"),
            "url": "http://testserver/agenda/mesa/",
            "startDate": "2026-12-01T17:50:00-03:00",
            **como,
            "performer": [
                {
                    "@type": "Organization",
                    "name": "Banco",
                    "alternateName": "BX",
                    "url": "http://testserver/instituciones/banco/",
                },
                {"@type": "Person", "name": "Luis"},
            ],
        },
    ]


def test_delay_moves_what_follows_and_tells_what_was_planned(client, completo):
    programa.demorar(bloque=completo.bloques.get(orden=2), minutos=25)

    seminario = _datos(client)["subEvent"][0]
    video, ciudades = seminario["subEvent"]
    assert (seminario["startDate"], seminario["endDate"]) == ("2026-12-01T17:15:00-03:00", "2026-12-01T19:10:00-03:00")
    assert (video["startDate"], video["eventStatus"]) == ("2026-12-01T17:15:00-03:00", PREVISTO)
    assert "previousStartDate" not in video
    for evento, antes, ahora in [
        (ciudades, "17:30", "17:55"),
        (ciudades["subEvent"][0], "17:30", "17:55"),
        (ciudades["subEvent"][1], "17:50", "18:15"),
    ]:
        assert evento["startDate"] == f"2026-12-01T{ahora}:00-03:00"
        assert evento["previousStartDate"] == f"2026-12-01T{antes}:00-03:00"
        assert evento["eventStatus"] == REPROGRAMADO


def test_hour_to_be_confirmed_leaves_the_day(client, seminario):
    fabricas.crear_intervencion(fabricas.crear_bloque(seminario))

    (bloque,) = _datos(client)["subEvent"][0]["subEvent"]

    assert bloque["startDate"] == bloque["subEvent"][0]["startDate"] == "2026-12-01"
    assert "endDate" not in bloque


def test_every_event_has_what_search_engines_ask_for(client, completo):
    def eventos(evento):
        yield evento
        for parte in evento.get("subEvent", []):
            yield from eventos(parte)

    todos = list(eventos(_datos(client)))
    assert len(todos) == 6
    for evento in todos:
        assert evento["@type"] == "Event"
        assert evento["name"]
        assert datetime.datetime.fromisoformat(evento["startDate"])
        assert [lugar.get("@type", "Place") for lugar in evento["location"]] == ["Place", "VirtualLocation"]
        assert evento["eventStatus"] == PREVISTO
        assert evento["eventAttendanceMode"] == MIXTA
    assert len({evento["@id"] for evento in todos}) == 6


def test_nothing_that_is_not_public_is_told(client, completo):
    bloque = completo.bloques.get(orden=2)
    completo.bloques.filter(orden=1).update(publicada_el=LAS_20_15, estado="cancelada", titulo_es="Secreto cancelado")
    oculto = fabricas.crear_bloque(completo, 3, titulo_es="Secreto en borrador", estado="borrador")
    fabricas.crear_intervencion(oculto, titulo_es="Secreto dentro")
    for orden, estado in enumerate(("borrador", "cancelada"), start=10):
        charla = fabricas.crear_intervencion(bloque, orden, titulo_es=f"Secreto {estado}", estado=estado)
        fabricas.crear_ponente(charla, nombre="Secreto que habla")
    proyecto = bloque.intervenciones.get(slug="una").proyecto
    proyecto.publicacion, proyecto.titulo_es = Publicacion.BORRADOR, "Secreto de proyecto"
    proyecto.save()
    fabricas.crear_actividad(fabricas.crear_cumbre(publicada=False, nombre_es="Secreto"), titulo_es="Secreto ajeno")

    contenido = client.get("/agenda.json").content.decode()

    assert "Una experiencia" in contenido
    assert "ecreto" not in contenido
    assert "sala.example" not in contenido
    assert "residuos" not in contenido


def test_city_that_nobody_verified_has_no_address(client, completo):
    ciudad = completo.bloques.get(orden=2).intervenciones.get(slug="una").ciudad
    ciudad.verificada = False
    ciudad.save()

    actor = _datos(client)["subEvent"][0]["subEvent"][1]["subEvent"][0]["performer"][0]

    assert (actor["name"], "url" in actor) == ("La Paz", False)


def test_answer_is_the_same_at_the_address_of_each_language_and_for_other_sites(client, completo):
    una, otra = client.get("/agenda.json"), client.get("/pt-br/agenda.json")

    assert una.content == otra.content
    assert una.headers["ETag"] == otra.headers["ETag"]
    for response in (una, otra):
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Content-Language"] == "es, pt-BR"
        assert set(response.headers["Cache-Control"].split(", ")) == {"public", "max-age=60"}
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_without_a_cumbre_there_is_nothing(client, seminario):
    Cumbre.objects.update(publicada=False)
    assert client.get("/agenda.json").status_code == 404


@pytest.mark.parametrize("charlas", [1, 30, 300])
def test_as_many_queries_for_any_number_of_talks(client, django_assert_num_queries, seminario, charlas):
    bloque = fabricas.crear_bloque(seminario, inicio=LAS_20_15)
    for orden in range(charlas):
        ciudad, proyecto = fabricas.crear_ciudad(), fabricas.crear_proyecto()
        charla = fabricas.crear_intervencion(bloque, orden, ciudad=ciudad, proyecto=proyecto)
        fabricas.crear_ponente(charla)

    with django_assert_num_queries(5):
        assert len(_datos(client)["subEvent"][0]["subEvent"][0]["subEvent"]) == charlas


# --- In a page ----------------------------------------------------------------------------------


def _en_la_pagina(client, ruta):
    (bloque,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(ruta).content.decode())
    return json.loads(bloque)


def test_agenda_says_what_and_when_in_the_language_of_the_page(client, completo):
    bloque = completo.bloques.get(orden=2)
    una = bloque.intervenciones.get(slug="una")
    una.titulo_pt_br = ""
    una.save()

    es, pt = _en_la_pagina(client, "/agenda/"), _en_la_pagina(client, "/pt-br/agenda/")

    assert es["@id"] == pt["@id"] == _id(completo, "actividad")
    assert (es["name"], es["url"]) == ("Seminario Cooperación Internacional", "http://testserver/agenda/")
    assert (pt["name"], pt["url"]) == ("Seminário Cooperação Internacional", "http://testserver/pt-br/agenda/")
    assert es["location"] == [_lugar(completo.cumbre), _virtual()]
    assert es["subEvent"][1] == {
        "@type": "Event",
        "name": "Ciudades",
        "startDate": "2026-12-01T17:30:00-03:00",
        "subEvent": [
            {
                "@type": "Event",
                "name": titulo,
                "startDate": f"2026-12-01T{hora}:00-03:00",
                "url": f"http://testserver/agenda/{slug}/",
            }
            for titulo, hora, slug in (("Una experiencia", "17:30", "una"), ("Mesa", "17:50", "mesa"))
        ],
    }
    assert pt["subEvent"][1]["subEvent"][0] == {
        "@type": "Event",
        "name": {"@language": "es", "@value": "Una experiencia"},
        "startDate": "2026-12-01T17:30:00-03:00",
        "url": "http://testserver/pt-br/agenda/una/",
    }


def test_front_page_tells_the_seminar_alone(client, completo):
    datos_de_la_portada = _en_la_pagina(client, "/pt-br/")

    assert datos_de_la_portada["@id"] == _id(completo, "actividad")
    assert datos_de_la_portada["startDate"] == "2026-12-01T17:15:00-03:00"
    assert "subEvent" not in datos_de_la_portada


def test_page_of_a_talk_tells_its_delayed_hour_and_who_speaks(client, completo):
    programa.demorar(bloque=completo.bloques.get(orden=1), minutos=5)

    datos_de_una = _en_la_pagina(client, "/pt-br/agenda/una/")

    assert datos_de_una["name"] == "Uma experiência"
    assert datos_de_una["startDate"] == "2026-12-01T17:35:00-03:00"
    assert datos_de_una["previousStartDate"] == "2026-12-01T17:30:00-03:00"
    assert [quien["name"] for quien in datos_de_una["performer"]] == ["La Paz", "Ana Ponente"]
    assert datos_de_una["superEvent"]["startDate"] == "2026-12-01T17:20:00-03:00"


def test_no_text_ends_the_block_of_data(client, completo):
    completo.titulo_es = HOSTIL
    completo.save()
    completo.bloques.get(orden=2).intervenciones.filter(slug="una").update(titulo_es=HOSTIL, resumen_es=HOSTIL)

    for ruta in ("/agenda/", "/agenda/una/"):
        assert _en_la_pagina(client, ruta)["name"] == HOSTIL
        html = client.get(ruta).content.decode()
        assert "<script>alert" not in html
        assert "<!--" not in html
        assert not set("<>&\u2028\u2029") & set(re.search(r'ld\+json">(.*?)</script>', html)[1])
    assert _datos(client)["subEvent"][0]["name"][0]["@value"] == HOSTIL


def test_pages_lead_machines_to_all_of_it(client, completo):
    assert (
        '<link rel="alternate" type="application/json" href="/agenda.json">' in client.get("/agenda/").content.decode()
    )


def test_page_without_a_seminar_has_no_data():
    assert "ld+json" not in Client().get("/agenda/").content.decode()


def test_data_in_the_page_is_small(seminario):
    bloque = fabricas.crear_bloque(seminario, inicio=LAS_20_15)
    for orden in range(30):
        fabricas.crear_intervencion(bloque, orden, resumen_es="Qué se hizo, con quién y qué quedó. " * 10)
    bloques = horario.poner_horas(seminario, Bloque.objects.del_programa(seminario))

    with override("es"):
        en_la_pagina = en_json(datos.resumen(seminario.cumbre, seminario, bloques))

    assert len(en_la_pagina) < 6000


def test_browser_takes_it_for_data_and_not_for_a_script(page, completo, quejas):
    page.add_init_script(
        "window.violaciones = [];"
        "document.addEventListener('securitypolicyviolation', e => violaciones.push(e.effectiveDirective))"
    )
    completo.bloques.get(orden=2).intervenciones.filter(slug="una").update(titulo_es=HOSTIL)

    for ruta in ("/agenda/", "/agenda/una/"):
        respuesta = page.goto(ruta)
        assert "script-src 'self'" in respuesta.headers["content-security-policy"]
        leido = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
        assert leido["@context"] == "https://schema.org"
        assert page.evaluate("violaciones") == quejas == []

    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.wait_for_function("violaciones.length")
    assert page.evaluate("violaciones") == ["script-src-elem"]  # A script in the page would have been told.
    quejas.clear()
