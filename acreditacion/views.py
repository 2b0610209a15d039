"""What everybody may ask of a certificate, and what its owner takes along."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from acreditacion.documento import cuando_fue, nombre_de_archivo, pdf_de_certificado
from acreditacion.models import Certificado
from comun import limites
from comun.formularios import CampoTexto, FormularioPortal
from comun.vistas import personal, publica
from inscripciones.codigos import como_codigo
from inscripciones.sesion import de_participante

LARGO = Certificado._meta.get_field("codigo").max_length
POR_IP, SEGUNDOS = 120, 600  # an office that looks at a pile of certificates has one address


class VerificarForm(FormularioPortal):
    """Which certificate."""

    codigo = CampoTexto(
        label=_("Código del certificado"),
        help_text=_("Son 12 letras y cifras: están junto al código QR. Los espacios y guiones no cuentan."),
        falta=_("Escriba el código del certificado: son 12 letras y cifras."),
        max_length=60,
    )

    def clean_codigo(self):
        codigo = como_codigo(self.cleaned_data["codigo"], LARGO)
        if not codigo:
            raise ValidationError(_("El código tiene 12 letras y cifras: revíselo y escríbalo otra vez."), code="largo")
        return codigo


@publica()
def verificar(request):
    """Ask for a code; lead to what there is to say of it, which this page does not know."""
    form = VerificarForm(request.GET if "codigo" in request.GET else None)
    if form.is_valid():
        return redirect("acreditacion:certificado", form.cleaned_data["codigo"])
    return render(request, "certificados/verificar.html", {"form": form})


@personal
@require_safe
def certificado(request, codigo):
    """Tell the name, the activity and whether it is valid, and nothing else. Of a revoked one, since when.

    Never stored anywhere, for a revocation shows at once, and it names a person. Each look is counted by address.
    """
    ip = limites.ip_del_cliente(request)
    if not limites.permitir("certificado", ip, maximo=POR_IP, segundos=SEGUNDOS):
        respuesta = render(request, "certificados/demasiados.html", status=429)
        respuesta.headers["Retry-After"] = str(SEGUNDOS)
        return respuesta
    limpio = como_codigo(codigo, LARGO)
    hallado = Certificado.objects.para_ver().select_related("reemplazo").filter(codigo=limpio).first()
    if hallado and codigo != limpio:
        return redirect("acreditacion:certificado", limpio)
    if hallado is None:
        return render(request, "certificados/desconocido.html", {"form": VerificarForm()}, status=404)
    return render(
        request, "certificados/certificado.html", {"certificado": hallado, "cuando": cuando_fue(hallado.actividad)}
    )


@de_participante
@require_safe
def certificado_pdf(request, participante, codigo):
    """One's own certificate, while it is valid; anybody else's is not found."""
    suyo = get_object_or_404(Certificado.objects.validos().para_ver(), participante=participante, codigo=codigo)
    return respuesta_pdf(suyo)


def respuesta_pdf(certificado):
    """Return the answer that downloads a certificate."""
    return HttpResponse(
        pdf_de_certificado(certificado),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{nombre_de_archivo(certificado)}"'},
    )
