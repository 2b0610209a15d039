// Says hours also in the reader's own time zone, in words, where its clocks show another hour at that moment: the first
// hour with a zone of each item inside [data-su-horario]. Without this module the page's selector does the same.
const idioma = document.documentElement.lang;

function zona(instante, estilo) {
  const partes = new Intl.DateTimeFormat(idioma, { hour: "2-digit", timeZoneName: estilo }).formatToParts(instante);
  const nombre = partes.find((parte) => parte.type === "timeZoneName").value;
  return /^(GMT|UTC)/.test(nombre) ? nombre : nombre.charAt(0).toLowerCase() + nombre.slice(1);
}

// True if an hour of the page, written as 2026-12-01T17:15:00-03:00, is what the reader's clock shows then.
function esDelLector(time) {
  const [, signo, horas, minutos] = /([+-])(\d\d):(\d\d)$/.exec(time.dateTime) ?? [0, "+", 0, 0];
  return `${signo}1` * (60 * horas + Number(minutos)) === -new Date(time.dateTime).getTimezoneOffset();
}

function linea(texto, instante) {
  const parrafo = document.createElement("p");
  const hora = document.createElement("time");
  const reloj = { hourCycle: "h23", weekday: "long", hour: "2-digit", minute: "2-digit" };
  hora.dateTime = instante.toISOString();
  hora.textContent = new Intl.DateTimeFormat(idioma, reloj).format(instante);
  parrafo.className = "su-horario";
  const zonas = new Set([zona(instante, "longGeneric"), zona(instante, "shortOffset")]);
  parrafo.append(`${texto} `, hora, ` (${[...zonas].join(", ")})`);
  return parrafo;
}

// May be called again when the page has changed.
export function decir() {
  for (const vieja of document.querySelectorAll(".su-horario")) vieja.remove();
  for (const sitio of document.querySelectorAll("[data-su-horario]")) {
    const cosas = new Map();
    for (const { parentElement: time } of sitio.querySelectorAll("time > .zona")) {
      const cosa = time.closest("li, dd, [data-su-horario]");
      cosas.set(cosa, [...(cosas.get(cosa) ?? []), time]);
    }
    for (const suyas of cosas.values()) {
      if (suyas.some(esDelLector)) continue;
      const lugar = suyas.at(-1).parentElement;
      const propia = linea(sitio.dataset.suHorario, new Date(suyas[0].dateTime));
      if (lugar.matches("p")) lugar.after(propia);
      else lugar.append(propia);
    }
  }
}

decir();
