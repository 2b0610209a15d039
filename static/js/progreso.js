// Improves the page of a message that is being sent: its numbers are read again while they change. That is no use of the
// session (Solo-Mirar): whoever left the screen there goes out as from any other page.
const CADA = 4000;

const parte = () => document.querySelector("[data-progreso]");

async function actualizar() {
  const actual = parte();
  if (!actual || actual.dataset.progreso !== "en-marcha") return;
  if (document.visibilityState === "visible" && !actual.contains(document.activeElement)) {
    try {
      const respuesta = await fetch(location.href, { headers: { "Solo-Mirar": "si" } });
      const pagina = new DOMParser().parseFromString(await respuesta.text(), "text/html");
      const nueva = pagina.querySelector("[data-progreso]");
      if (!nueva) return; // logged out, or gone: the link to this page says so
      actual.replaceWith(nueva);
      if (nueva.dataset.progreso !== "en-marcha") return location.reload();
    } catch {
      // The network is away: the next round tries again.
    }
  }
  setTimeout(actualizar, CADA);
}

setTimeout(actualizar, CADA);
