// Moves the focus to the error summary, so that it is read first; its links then lead to each field (GOV.UK pattern).
const resumen = document.querySelector("[data-resumen-errores]");
if (resumen) {
  resumen.focus();
  resumen.addEventListener("click", (evento) => {
    const enlace = evento.target.closest("a[href^='#']");
    const campo = enlace && document.getElementById(decodeURIComponent(enlace.hash.slice(1)));
    if (!campo) return;
    evento.preventDefault();
    const bloque = campo.closest(".campo, fieldset") || campo;
    bloque.scrollIntoView();
    campo.focus({ preventScroll: true });
  });
}
