def generar(cantidad, *, ahora):
    return {}
