// Lets the staff's lists and wide tables read downwards on a phone: each cell learns the title of its column.
// A table that is laid out as blocks is no table any more for who cannot see it, so its roles are said.

function apilar(tabla) {
  const titulos = [...tabla.querySelectorAll("thead th")].map((th) => (th.querySelector(".text") ?? th).textContent.trim());
  tabla.setAttribute("role", "table");
  tabla.querySelectorAll("thead, tbody").forEach((grupo) => grupo.setAttribute("role", "rowgroup"));
  tabla.querySelectorAll("tr").forEach((fila) => fila.setAttribute("role", "row"));
  tabla.querySelectorAll("thead th").forEach((celda) => celda.setAttribute("role", "columnheader"));
  tabla.querySelectorAll("tbody tr").forEach((fila) => {
    [...fila.children].forEach((celda, n) => {
      celda.setAttribute("role", celda.tagName === "TH" ? "rowheader" : "cell");
      const dice = celda.textContent.trim() || celda.querySelector("img, input, select");
      if (celda.tagName === "TD" && dice && titulos[n] && !celda.classList.contains("action-checkbox")) {
        celda.dataset.titulo = titulos[n];
      }
    });
  });
  tabla.classList.add("apilada");
}

document.querySelectorAll("#result_list, #content-main .tabla-ancha table").forEach(apilar);
