"""What is done to many rows, each on its own: one that may not change stops none of the others."""


def cada_una(filas, hacer, error):
    """Do it to each row; return what ``hacer`` gave of those that let it, and ``[(row, why)]`` of the others.

    ``error``: the exception, or exceptions, by which a row says no; each is the ``why`` of its row. Others stop all.
    """
    hechas, resto = [], []
    for fila in filas:
        try:
            hechas.append(hacer(fila))
        except error as razon:
            resto.append((fila, razon))
    return hechas, resto
