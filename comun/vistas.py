"""What every view says about caching: a page for everybody, or a page for one person."""

from functools import wraps

from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_headers


def publica(segundos=60, swr=600):
    """Decorate a page that is the same for everybody: GET and HEAD, ETag and 304, shared caches, compressed.

    `segundos` is how long a copy stays fresh; `swr` how long a stale one may be shown while a new one is
    fetched (``None``: not at all, for pages where a delay must show within a minute). Compression lies outside
    the ETag, which is therefore that of the uncompressed page and stays the same although gzip is randomised.
    """
    politica = {"public": True, "max_age": segundos}
    if swr is not None:
        politica["stale_while_revalidate"] = swr

    def decorar(vista):
        vista = cache_control(**politica)(require_safe(vista))
        return gzip_page(conditional_page(vary_on_headers("Accept-Encoding")(vista)))

    return decorar


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
