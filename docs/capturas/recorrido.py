"""The walk of a member of the team through the portal, with a picture wherever the guide shows one."""

ESCRITORIO, TELEFONO = 1280, 390
PUESTO = "Puerta 1"


class Recorrido:
    """One browser; pictures go to ``carpeta``. ``datos`` does a step in the database (see ``datos.py``)."""

    def __init__(self, browser, direccion, carpeta, datos, *, ancho=ESCRITORIO, sesion=None):
        self.browser, self.direccion, self.carpeta, self.datos = browser, direccion, carpeta, datos
        self.page = self._abrir(ancho, sesion)

    def hacer(self):
        self.portada()
        dicho = self.datos("ejemplos")
        self.entrada(dicho)
        self.antes(dicho)
        dicho = self.datos("el_dia")
        self.puerta(dicho)
        self.despues(dicho)

    # --- The chapters of the guide ---

    def portada(self):
        self.ir("/")
        self.retratar("portada", alto=860)

    def entrada(self, dicho):
        self.ir("/admin/login/")
        self.page.fill("#id_username", dicho["cuenta"])
        self.page.fill("#id_password", dicho["clave"])
        self.pulsar("#login-form input[type=submit]")
        self.retratar("segundo-paso", elemento="#container")
        self.page.fill("#id_codigo", self.datos("codigo"))
        self.pulsar("#login-form input[type=submit]")

    def antes(self, dicho):
        self.ir("/admin/")
        self.retratar("panel", alto=1000)
        self.ir(f"/admin/inscripciones/inscripcion/{dicho['delegacion']}/change/")
        self.retratar("delegacion", alto=1100)
        telefono = self.en_el_telefono()
        telefono.ir(f"/admin/inscripciones/inscripcion/{dicho['delegacion']}/change/")
        telefono.retratar("delegacion-telefono", alto=1000)
        telefono.page.context.close()
        pedidas = f"estado__exact=solicitada&modalidad__exact=presencial&actividad__id__exact={dicho['reservada']}"
        self.ir(f"/admin/inscripciones/asistencia/?{pedidas}")
        self.page.check("#action-toggle")
        self.page.select_option("select[name=action]", "conceder")
        self.pulsar(".actions button[type=submit], .actions [name=index]")
        self.retratar("conceder", alto=760)
        self.ir(f"/admin/agenda/bloque/{dicho['bloque']}/orden/")
        self.retratar("orden-del-bloque", alto=900)
        self.ir(f"/admin/seminario/comunicado/{dicho['comunicado']}/previa/")
        self.retratar("comunicado-previa", alto=1100)
        self.page.check("#id_confirmo")
        self.pulsar(".submit-row .default")
        self.datos("parte_del_envio", 31)
        self.ir(f"/admin/seminario/comunicado/{dicho['comunicado']}/change/")
        self.retratar("comunicado-envio", elemento=".progreso")

    def puerta(self, dicho):
        telefono = self.en_el_telefono()
        puerta = f"/admin/acreditacion/presencia/puerta/{dicho['actividad']}/"
        telefono.ir("/admin/acreditacion/presencia/puerta/")
        telefono.page.fill("#id_puesto", PUESTO)
        telefono.retratar("puertas", alto=760)
        telefono.pulsar(f"button[value={dicho['actividad']}]")
        for nombre, entrada in [("puede-pasar", "pasa"), ("ya-habia-entrado", "paso"), ("en-espera", "espera")]:
            telefono.ir(puerta)
            telefono.page.fill("#id_texto", dicho[entrada])
            telefono.page.click(".puerta-pase .boton")
            telefono.page.wait_for_selector(".pase")
            telefono.retratar(f"puerta-{nombre}", alto=760)
        telefono.ir(f"{puerta}inscribir/")
        telefono.page.fill("#id_nombre", "Nair Esquivel (ejemplo)")
        telefono.page.fill("#id_quien", "Canelones")
        telefono.retratar("puerta-inscribir")
        telefono.page.context.close()

    def despues(self, dicho):
        self.ir(f"/admin/acreditacion/certificado/emitir/{dicho['numero']}/")
        self.retratar("certificados-emitir", alto=720)
        self.pulsar(".submit-row .default")
        self.datos("enviar")
        codigo = self.datos("certificado", self.carpeta / "certificado.png")
        telefono = self.en_el_telefono()
        telefono.ir(f"/certificados/{codigo}/")
        telefono.retratar("certificado-verificado", alto=760)
        telefono.page.context.close()

    # --- Ground ---

    def _abrir(self, ancho, sesion):
        contexto = self.browser.new_context(
            base_url=self.direccion,
            viewport={"width": ancho, "height": 800},
            locale="es-AR",
            timezone_id="America/Argentina/Buenos_Aires",
            reduced_motion="reduce",
            storage_state=sesion,
        )
        contexto.set_default_timeout(15_000)
        contexto.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
        return contexto.new_page()

    def en_el_telefono(self):
        """Return the same person with a phone in the hand."""
        sesion = self.page.context.storage_state()
        return Recorrido(self.browser, self.direccion, self.carpeta, self.datos, ancho=TELEFONO, sesion=sesion)

    def ir(self, ruta):
        respuesta = self.page.goto(ruta)
        if respuesta.status != 200:
            raise SystemExit(f"{ruta} responde {respuesta.status}")

    def pulsar(self, selector):
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def retratar(self, nombre, *, alto=None, elemento=None):
        """Keep a picture of one element, or of the page from its top down to ``alto``, or all of it."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        camino = self.carpeta / f"{nombre}.png"
        if elemento:
            self.page.locator(elemento).screenshot(path=camino)
            return
        ancho, entero = self.page.viewport_size["width"], self.page.evaluate("document.documentElement.scrollHeight")
        recorte = {"x": 0, "y": 0, "width": ancho, "height": min(alto or entero, entero)}
        self.page.screenshot(path=camino, full_page=True, clip=recorte)
