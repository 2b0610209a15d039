"""What every view says about caching: a page for everybody, or a page for one person."""

import hashlib
import math
import time
from functools import wraps

from django.core.cache import cache
from django.http import HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_headers

_CONDICIONES = {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"}


def publica(segundos=60, swr=600):
    """Decorate a page that is the same for everybody: GET and HEAD, ETag and 304, shared caches, compressed.

    `segundos` is how long a copy stays fresh; `swr` how long a stale one may be shown while a new one is
    fetched (``None``: not at all, for pages where a delay must show within a minute). A view that says its own
    ``Cache-Control`` (see :func:`al_minuto`) is left with it. Compression lies outside the ETag, which is therefore
    that of the uncompressed page and stays the same although gzip is randomised.
    """
    politica = {"public": True, "max_age": segundos}
    if swr is not None:
        politica["stale_while_revalidate"] = swr

    def decorar(vista):
        vista = require_safe(vista)

        @wraps(vista)
        def con_politica(request, *args, **kwargs):
            response = vista(request, *args, **kwargs)
            if "Cache-Control" not in response.headers:
                patch_cache_control(response, **politica)
            return response

        return gzip_page(conditional_page(vary_on_headers("Accept-Encoding")(con_politica)))

    return decorar


def al_minuto(response):
    """Say of a public answer that no copy of it is older than a minute, for it tells hours that may move; return it."""
    patch_cache_control(response, public=True, max_age=60)
    return response


def publica_al_dia(total=60, servidor=5, **admitidas):
    """Decorate a page that is the same for everybody, of which the server itself keeps a copy for some seconds.

    Nobody, server and browser together, shows it older than `total` seconds: there is no stale-while-revalidate, and
    a copy tells its ``Age``, which caches subtract. `admitidas` names the parameters of the query and what tells a
    value that the page knows; any other query is answered without a copy, for everybody could invent a new one.

    A copy is the finished answer, so one that is found renders nothing and asks nothing. What a decorator marks on
    the response (framing, its own CSP) must be marked outside of this one, and the page must not look at the host.
    """

    def decorar(vista):
        vista = vary_on_headers("Accept-Encoding")(cache_control(public=True, max_age=total)(require_safe(vista)))
        completa = gzip_page(_con_etiqueta(vista))

        @wraps(vista)
        def envuelta(request, *args, **kwargs):
            clave = _clave(request, admitidas)
            ahora = time.monotonic()  # Whatever is set on the wall clock, no copy lives longer.
            hecha, contenido, cabeceras = (clave and cache.get(clave)) or (-math.inf, None, None)
            if es_copia := 0 <= ahora - hecha < servidor:
                response = HttpResponse(contenido, headers=cabeceras)
            else:
                response = completa(request, *args, **kwargs)
                if response.status_code != 200:
                    return response
                if clave and not response.cookies:
                    cache.set(clave, (ahora, response.content, dict(response.headers)), servidor)
            if not request.META.keys().isdisjoint(_CONDICIONES):
                response = get_conditional_response(request, etag=response.headers["ETag"], response=response)
            if es_copia:
                response.headers["Age"] = str(math.ceil(ahora - hecha))
            return response

        return envuelta

    return decorar


def _con_etiqueta(vista):
    @wraps(vista)
    def envuelta(request, *args, **kwargs):
        return set_response_etag(vista(request, *args, **kwargs))

    return envuelta


def _clave(request, admitidas):
    """Return what tells one copy from another, or ``None`` where none may be kept."""
    consulta = request.META.get("QUERY_STRING", "")
    if request.method not in {"GET", "HEAD"} or (consulta and not _es_admitida(request.GET, consulta, admitidas)):
        return None
    comprimida = bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    partes = repr((request.path, consulta, get_language(), comprimida))
    return f"pagina:{hashlib.blake2b(partes.encode(), digest_size=20).hexdigest()}"


def _es_admitida(parametros, consulta, admitidas):
    """Tell a query as browsers write it of parameters that are known: pages repeat it, so each spelling is a page."""
    conocidos = all(
        nombre in admitidas and len(valores) == 1 and admitidas[nombre](valores[0])
        for nombre, valores in parametros.lists()
    )
    return conocidos and parametros.urlencode() == consulta


def abierta(vista):
    """Decorate open data: pages of other sites may read it too."""

    @wraps(vista)
    def envuelta(request, *args, **kwargs):
        response = vista(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return envuelta


def personal(vista):
    """Decorate a page with personal data or tokens: never stored, never compressed (BREACH), no full referrer.

    ``strict-origin`` and not ``no-referrer``: the latter makes browsers send ``Origin: null``, and the POST fails.
    """

    @wraps(vista)
    def envuelta(request, *args, **kwargs):
        response = vista(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return never_cache(envuelta)
