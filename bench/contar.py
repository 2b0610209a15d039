"""How many statements a request takes: told in a header, for the benchmark of registrations."""

from django.db import connection

CABECERA = "X-Sentencias"


class ContarSentencias:
    """The outermost middleware: what sessions and messages ask is counted too; BEGIN and COMMIT are not."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        cuenta = 0

        def contar(execute, *pedido):
            nonlocal cuenta
            cuenta += 1
            return execute(*pedido)

        with connection.execute_wrapper(contar):
            response = self.get_response(request)
        response.headers[CABECERA] = str(cuenta)
        return response
