// Keeps the hours of a page right for its reader: says them in the reader's own time zone too, and looks again while the
// page is open. Without this module the page's selector does the first, and loading the page again the second.

// --- The reader's own zone: in words, where its clocks show another hour at that moment, the first hour with a zone of
// each item inside [data-su-horario], up to its end; and in short the hour of each talk -------------------------------------------------------------

const idioma = document.documentElement.lang;

function parteDeZona(instante, estilo) {
  const partes = new Intl.DateTimeFormat(idioma, { hour: "2-digit", timeZoneName: estilo }).formatToParts(instante);
  return partes.find((parte) => parte.type === "timeZoneName").value;
}

// The words that the page itself uses for a zone: "hora de Colombia, GMT-5", not "hora estándar"; "GMT" alone where the
// browser has no name for it.
function zona(instante) {
  const desfase = parteDeZona(instante, "shortOffset").replace(/^(GMT|UTC)\+0$/, "GMT");
  const nombre = parteDeZona(instante, "longGeneric").replace(/ (estándar|padrão) /i, " ");
  if (/^(GMT|UTC)/.test(nombre)) return desfase;
  return `${nombre.charAt(0).toLowerCase()}${nombre.slice(1)}, ${desfase}`;
}

// True if an hour of the page, written as 2026-12-01T17:15:00-03:00, is what the reader's clock shows then.
function esDelLector(time) {
  const [, signo, horas, minutos] = /([+-])(\d\d):(\d\d)$/.exec(time.dateTime) ?? [0, "+", 0, 0];
  return `${signo}1` * (60 * horas + Number(minutos)) === -new Date(time.dateTime).getTimezoneOffset();
}

const dosCifras = { hourCycle: "h23", hour: "2-digit", minute: "2-digit" };
const enCifras = new Intl.DateTimeFormat(idioma, dosCifras);

// What follows an hour that is not the reader's: "en su horario 08:09", with the day where it is another one.
function enCorto(texto, time) {
  const instante = new Date(time.dateTime);
  const dia = Number(time.dateTime.slice(8, 10)) === instante.getDate() ? {} : { weekday: "long" };
  const nota = document.createElement("span");
  nota.className = "otra-hora su-hora";
  const palabras = texto.charAt(0).toLowerCase() + texto.slice(1).replace(":", "");
  nota.textContent = `${palabras} ${new Intl.DateTimeFormat(idioma, { ...dosCifras, ...dia }).format(instante)}`;
  return nota;
}

function linea(texto, instante, fin) {
  const parrafo = document.createElement("p");
  const hora = document.createElement("time");
  const reloj = new Intl.DateTimeFormat(idioma, { ...dosCifras, weekday: "long" });
  hora.dateTime = instante.toISOString();
  hora.textContent = reloj.format(instante);
  // Not formatRange(), which writes 1:30 where format() writes 01:30.
  if (fin) hora.textContent += `–${(fin.getDate() === instante.getDate() ? enCifras : reloj).format(fin)}`;
  parrafo.className = "su-horario";
  const donde = document.createElement("span");
  donde.className = "zona";
  donde.textContent = `(${zona(instante)})`;
  parrafo.append(`${texto} `, hora, " ", donde);
  return parrafo;
}

function quitar() {
  for (const vieja of document.querySelectorAll(".su-horario, .su-hora")) vieja.remove();
}

function decir() {
  quitar();
  for (const enlace of document.querySelectorAll("[data-sin-modulo]")) enlace.hidden = true;
  for (const sitio of document.querySelectorAll("[data-su-horario]")) {
    const cosas = new Map();
    for (const { parentElement: time } of sitio.querySelectorAll("time:not(.charla-hora *) > .zona")) {
      const cosa = time.closest("li, dd, [data-su-horario]");
      cosas.set(cosa, [...(cosas.get(cosa) ?? []), time]);
    }
    for (const suyas of cosas.values()) {
      if (suyas.some(esDelLector)) continue;
      const lugar = suyas.at(-1).parentElement;
      const despues = suyas[0].nextElementSibling;
      const fin = despues?.matches("time:not(:has(.zona))") && new Date(despues.dateTime);
      const propia = linea(sitio.dataset.suHorario, new Date(suyas[0].dateTime), fin);
      if (lugar.matches("p")) lugar.after(propia);
      else lugar.append(propia);
    }
    for (const lugar of sitio.querySelectorAll(".charla-hora:has(time)")) {
      const horas = [...lugar.querySelectorAll("time")];
      if (!horas.some(esDelLector)) horas[0].after(" ", enCorto(sitio.dataset.suHorario, horas[0]));
    }
  }
}

decir();

// --- While the page is open: its own address again every [data-refrescar] seconds. Inside each [data-vivo] changes only
// what differs, so that focus, open disclosures and a playing video stay. Without network nothing changes ----

const clave = (nodo) => `${nodo.nodeName}#${nodo.id || nodo.className}`;
const destino = (nodo) => nodo.getAttribute?.("href");

// Make the children of an element those of another, keeping every node that is still there.
function igualarHijos(viejo, nuevo) {
  const nuevos = [...nuevo.childNodes];
  const libres = new Set(viejo.childNodes);
  const quedan = nuevos.map((hijo) => {
    const posibles = [...libres].filter((otro) => clave(otro) === clave(hijo));
    const suyo = posibles.find((otro) => destino(otro) === destino(hijo)) ?? posibles[0];
    libres.delete(suyo);
    return suyo;
  });
  for (const sobra of libres) sobra.remove();
  let lugar = viejo.firstChild;
  nuevos.forEach((hijo, n) => {
    const suyo = quedan[n];
    if (!suyo) viejo.insertBefore(document.importNode(hijo, true), lugar);
    else {
      if (suyo === lugar) lugar = lugar.nextSibling;
      else viejo.insertBefore(suyo, lugar);
      igualar(suyo, hijo);
    }
  });
}

function igualar(viejo, nuevo) {
  if (viejo.isEqualNode(nuevo)) return;
  if (viejo.nodeType !== Node.ELEMENT_NODE) viejo.data = nuevo.data;
  else if (viejo.localName === "video" && (!viejo.paused || viejo.src === new URL(nuevo.src, location).href)) return;
  else {
    for (const { name } of [...viejo.attributes]) {
      if (name !== "open" && !nuevo.hasAttribute(name)) viejo.removeAttribute(name);
    }
    for (const { name, value } of nuevo.attributes) {
      if (viejo.getAttribute(name) !== value) viejo.setAttribute(name, value);
    }
    igualarHijos(viejo, nuevo);
  }
}

const anuncio = (raiz) => raiz.querySelector("[data-anuncio]")?.dataset.anuncio ?? "";

function cambiar(nueva) {
  const antes = anuncio(document);
  const foco = document.activeElement;
  quitar();
  for (const viejo of document.querySelectorAll("[data-vivo]")) {
    const nuevo = nueva.querySelector(`[data-vivo="${viejo.dataset.vivo}"]`);
    if (nuevo) igualar(viejo, nuevo);
  }
  decir();
  if (document.activeElement !== foco) {
    (foco.isConnected ? foco : document.querySelector("main")).focus({ preventScroll: true });
  }
  const ahora = anuncio(document);
  if (ahora !== antes) document.querySelector("[data-anuncios]").textContent = ahora;
}

const cada = () => Number(document.querySelector("[data-refrescar]")?.dataset.refrescar);
let vista, espera;

async function mirar() {
  clearTimeout(espera);
  try {
    const respuesta = await fetch(location.href, { cache: "no-cache", headers: { "Solo-Mirar": "si" } }); // Unchanged: 304.
    const html = respuesta.ok ? await respuesta.text() : vista;
    if (html !== vista) cambiar(new DOMParser().parseFromString(html, "text/html"));
    vista = html;
  } catch {
    // No network: the next look tries again.
  }
  esperar();
}

function esperar() {
  clearTimeout(espera);
  // Not all readers at once.
  if (!document.hidden) espera = setTimeout(mirar, cada() * (900 + 200 * Math.random()));
}

if (cada()) {
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(espera) : mirar()));
  addEventListener("online", mirar);
  esperar();
}

// Captions in the language of the page, once somebody plays the video: nothing of it is fetched before.
document.addEventListener("play", ({ target }) => {
  for (const pista of target.textTracks) if (pista.language === document.documentElement.lang) pista.mode = "showing";
}, { capture: true });
