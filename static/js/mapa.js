// Draws over the map the arc of the pair that is pointed at, or has the focus, in the table of pairs.

const suelo = document.querySelector(".mapa-suelo");

if (suelo) {
  const elegido = document.createElementNS("http://www.w3.org/2000/svg", "use");
  elegido.setAttribute("class", "mapa-arco-elegido");
  suelo.append(elegido);

  const mostrar = ({ target }) => {
    const fila = target.closest?.("[data-arco]");
    if (fila) {
      elegido.setAttribute("href", `#arco-${fila.dataset.arco}`);
    } else {
      elegido.removeAttribute("href");
    }
  };
  document.addEventListener("pointerover", mostrar);
  document.addEventListener("focusin", mostrar);
}
