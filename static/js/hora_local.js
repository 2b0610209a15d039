// Says an event's hour in the reader's own time zone, in words. Without this module the event's zone and a link remain.
for (const sitio of document.querySelectorAll("[data-hora-local]")) {
  const instante = new Date(sitio.dataset.horaLocal);
  const idioma = document.documentElement.lang;
  const formato = (opciones) => new Intl.DateTimeFormat(idioma, { hourCycle: "h23", ...opciones });
  const parte = (opciones) =>
    formato({ hour: "2-digit", ...opciones }).formatToParts(instante).find((p) => p.type === "timeZoneName")?.value;
  const reloj = { weekday: "long", hour: "2-digit", minute: "2-digit" };
  const propia = formato(reloj).format(instante);
  if (Number.isNaN(instante.getTime()) || propia === formato({ ...reloj, timeZone: sitio.dataset.zona }).format(instante)) continue;
  const linea = document.createElement("p");
  const hora = document.createElement("time");
  hora.dateTime = sitio.dataset.horaLocal;
  hora.textContent = propia;
  const titulo = parte({ timeZoneName: "longGeneric" });
  const nombre = /^(GMT|UTC)/.test(titulo) ? titulo : titulo.charAt(0).toLowerCase() + titulo.slice(1);
  const desfase = parte({ timeZoneName: "shortOffset" });
  linea.append(`${sitio.dataset.texto} `, hora, ` (${/^(GMT|UTC)/.test(nombre) ? "" : `${nombre}, `}${desfase})`);
  sitio.after(linea);
}
