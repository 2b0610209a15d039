"""How much memory something holds while it gives its pieces."""

import gc
import tracemalloc


def en_uso():
    """Return the bytes held; what waits for the collector, more or less by chance of its turn, is not held."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def pico(pedir, *datos):
    """Return the most bytes held at any piece that ``pedir(*datos)`` streams, and the length of all of them."""
    largo = cima = 0
    gc.collect()
    tracemalloc.start()
    for pieza in pedir(*datos).streaming_content:
        largo += len(pieza)
        cima = max(cima, en_uso())
    tracemalloc.stop()
    return cima, largo
