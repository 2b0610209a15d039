// While something is on its way, shows how far it got without asking for the page again; without it, a link does.
// That is no use of the session (Solo-Mirar): whoever left the screen there goes out as from any other page.
const PAUSA = 2000;

async function mirar() {
  const avance = document.querySelector("[data-avance='en-curso']");
  if (!avance) return;
  if (document.visibilityState === "visible" && !avance.contains(document.activeElement)) {
    const respuesta = await fetch(location.href, { headers: { "Solo-Mirar": "si" } });
    const nueva = new DOMParser().parseFromString(await respuesta.text(), "text/html").querySelector("[data-avance]");
    if (!nueva) return; // The session ended: the link says so.
    avance.replaceWith(document.importNode(nueva, true));
  }
  setTimeout(mirar, PAUSA);
}

setTimeout(mirar, PAUSA);
