"""Public addresses of certificates: verifying one, and a person's own by their link."""

from django.urls import path

from acreditacion import views

app_name = "acreditacion"
urlpatterns = [
    path("certificados/", views.verificar, name="verificar"),
    path("certificados/<str:codigo>/", views.certificado, name="certificado"),
    path("mi-lugar/certificados/<str:codigo>.pdf", views.certificado_pdf, name="certificado_pdf"),
]
