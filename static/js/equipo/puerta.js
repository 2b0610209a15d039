// The door of an activity: keeps the page on the screen while it sends, sends again what a bad line lost, reads codes
// with the camera and looks at how full the room is. Without this module each form is sent as any other.

const camara = document.querySelector("[data-camara]");
const linea = document.querySelector("[data-linea]");
const frases = document.querySelector("[data-frases]").dataset;
const pausa = (ms) => new Promise((seguir) => setTimeout(seguir, ms));

function decir(frase, que) {
  linea.textContent = frase ? frase.replace("{que}", que) : "";
  linea.hidden = !frase;
}

// --- Sending: one thing at a time; the same body, with its key, until the portal has answered or it took too long -----

const PLAZO = 12_000;
const LIMITE = 45_000;
const ESPERAS = [1, 2, 4, 8, 15];
const problema = document.querySelector("[data-problema]");
const caja = () => document.querySelector("#id_texto");
let enviando = ""; // what is being sent, in words

async function enviar(form, boton) {
  if (enviando) {
    decir(frases.enviandose, enviando);
    return;
  }
  const cuerpo = new URLSearchParams(new FormData(form, boton));
  const que = boton?.dataset.que ?? cuerpo.get("texto") ?? "";
  const antes = caja().value;
  enviando = que || "…";
  problema.hidden = true;
  decir(frases.enviando, que);
  const pagina = await insistir(form.action, cuerpo, que);
  enviando = "";
  decir("");
  const escrito = caja().value;
  if (!pagina) quejarse(frases.rendida, que);
  else if (!mostrar(pagina)) quejarse(frases.vencida, que);
  else if (escrito !== antes) caja().value = escrito; // the next one, typed meanwhile
}

// Return the page that the portal answered with, or nothing where it did not answer in all that time.
async function insistir(url, cuerpo, que) {
  const hasta = Date.now() + LIMITE;
  for (let vez = 0; ; vez += 1) {
    try {
      const respuesta = await fetch(url, { method: "POST", body: cuerpo, signal: AbortSignal.timeout(PLAZO) });
      if (respuesta.status < 500) return new DOMParser().parseFromString(await respuesta.text(), "text/html");
      decir(frases.falla, que);
    } catch {
      decir(frases.sinLinea, que);
    }
    if (Date.now() >= hasta) return null;
    await Promise.race([
      pausa(1000 * ESPERAS[Math.min(vez, ESPERAS.length - 1)]),
      new Promise((seguir) => addEventListener("online", seguir, { once: true })),
    ]);
  }
}

// Put the parts of the answer in the place of those of the page; false for a page of another kind (the session ended, or
// the seal of the form is of an earlier entry).
function mostrar(nueva) {
  const partes = [...document.querySelectorAll("[data-parte]")];
  const suya = (parte) => nueva.querySelector(`[data-parte="${parte.dataset.parte}"]`);
  if (!partes.every(suya)) return false;
  for (const parte of partes) parte.replaceChildren(...document.importNode(suya(parte), true).childNodes);
  document.title = nueva.title;
  const tono = document.querySelector("[data-tono]")?.dataset.tono;
  navigator.vibrate?.(tono === "si" ? 80 : [80, 80, 80, 80, 80]);
  const lugar = document.querySelector("#respuesta");
  lugar.focus({ preventScroll: true });
  lugar.scrollIntoView();
  return true;
}

// Tell that what was sent was not done. It stays in the box, and loading the door again brings it along.
function quejarse(frase, que) {
  const [dicho, recargar] = problema.children;
  dicho.textContent = frase.replace("{que}", que);
  recargar.search = new URLSearchParams(caja().value ? { q: caja().value } : {});
  problema.hidden = false;
  navigator.vibrate?.([80, 80, 80, 80, 80]);
  problema.scrollIntoView();
}

document.addEventListener("submit", (evento) => {
  if (!evento.target.matches("[data-envio]")) return;
  evento.preventDefault();
  enviar(evento.target, evento.submitter);
});

addEventListener("beforeunload", (evento) => enviando && evento.preventDefault());

// --- The camera -------------------------------------------------------------------------------------------------------

const CADA = 120; // milliseconds between two looks
const LADO = 640; // pixels of the picture that the reader of our own looks at
const video = camara.querySelector("video");
const aviso = camara.querySelector("[data-aviso]");
const botones = Object.fromEntries(
  ["encender", "siguiente", "apagar"].map((nombre) => [nombre, camara.querySelector(`[data-${nombre}]`)]),
);
let corriente = null;
let leer = null;
let mirando = 0; // which round of looks goes on; a new one ends the earlier

function avisar(frase) {
  aviso.textContent = frase ?? "";
  aviso.hidden = !frase;
}

async function lectorDelNavegador() {
  if (!("BarcodeDetector" in window)) return null;
  try {
    if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue;
  } catch {
    return null;
  }
}

async function lectorPropio() {
  const { decodeQR } = await import(camara.dataset.lector);
  const lienzo = document.createElement("canvas");
  const pincel = lienzo.getContext("2d", { willReadFrequently: true });
  return async () => {
    const escala = Math.min(1, LADO / Math.max(video.videoWidth, video.videoHeight));
    lienzo.width = Math.round(video.videoWidth * escala);
    lienzo.height = Math.round(video.videoHeight * escala);
    pincel.drawImage(video, 0, 0, lienzo.width, lienzo.height);
    try {
      return decodeQR(pincel.getImageData(0, 0, lienzo.width, lienzo.height));
    } catch {
      return undefined; // no code in this picture
    }
  };
}

const POR_QUE = { NotAllowedError: "negada", SecurityError: "negada", NotFoundError: "noHay", NotReadableError: "ocupada" };

async function encender() {
  botones.encender.hidden = true;
  try {
    corriente = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment" } });
  } catch (error) {
    apagar();
    avisar(frases[POR_QUE[error.name] ?? "noHay"]);
    return;
  }
  try {
    leer ??= (await lectorDelNavegador()) ?? (await lectorPropio());
    video.srcObject = corriente;
    video.hidden = false;
    await video.play();
  } catch {
    apagar();
    avisar(frases.sinLector);
    return;
  }
  botones.apagar.hidden = false;
  mirar();
}

function apagar() {
  mirando += 1;
  for (const pista of corriente?.getTracks() ?? []) pista.stop();
  corriente = null;
  video.srcObject = null;
  video.hidden = true;
  botones.encender.hidden = false;
  botones.siguiente.hidden = botones.apagar.hidden = true;
  avisar("");
}

async function mirar() {
  const ronda = (mirando += 1);
  botones.siguiente.hidden = true;
  avisar(frases.leyendo);
  video.hidden = false;
  video.play();
  while (ronda === mirando) {
    const dicho = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? await leer().catch(() => undefined) : undefined;
    if (ronda !== mirando) return;
    if (dicho?.trim() && !enviando) {
      await pasar(dicho.trim());
      return;
    }
    await pausa(CADA);
  }
}

// Send what the code says, and wait with the camera until somebody asks for the next one.
async function pasar(dicho) {
  mirando += 1;
  video.pause();
  video.hidden = true; // so that the answer and the next step fit on the screen
  avisar(frases.pausa);
  const form = document.querySelector(".puerta-pase");
  form.elements.texto.value = dicho.slice(0, 100);
  form.elements.medio.value = "qr";
  await enviar(form);
  form.elements.medio.value = "codigo"; // where no answer replaced it, what comes next is typed
  if (!corriente) return;
  botones.siguiente.hidden = false;
}

camara.hidden = false;
if (navigator.mediaDevices?.getUserMedia) {
  botones.encender.addEventListener("click", encender);
  botones.siguiente.addEventListener("click", mirar);
  botones.apagar.addEventListener("click", apagar);
  addEventListener("pagehide", apagar);
} else {
  botones.encender.hidden = true;
  avisar(frases.insegura);
}

// --- How full the room is, while the page is looked at ----------------------------------------------------------------

const CUENTAS = 15_000;
let etiqueta = "";

setInterval(async () => {
  const cuentas = document.querySelector("[data-ocupacion]");
  if (document.hidden || enviando) return;
  try {
    const respuesta = await fetch(cuentas.dataset.ocupacion, { headers: etiqueta ? { "If-None-Match": etiqueta } : {} });
    if (respuesta.status !== 200 || respuesta.redirected) return;
    etiqueta = respuesta.headers.get("ETag") ?? "";
    cuentas.textContent = (await respuesta.json()).texto;
  } catch {
    // No network: the next look tries again.
  }
}, CUENTAS);
