// Django's searchable lists (select2) have no name of their own: each takes the label of its field, with what is chosen.

const preparar = (contenedor) => {
  const campo = contenedor.previousElementSibling;
  const combo = contenedor.querySelector("[role=combobox]");
  const elegido = contenedor.querySelector(".select2-selection__rendered");
  const rotulo = campo?.id && document.querySelector(`label[for="${CSS.escape(campo.id)}"]`);
  if (!combo || !elegido || !rotulo) {
    return;
  }
  rotulo.id ||= `rotulo_${campo.id}`;
  combo.setAttribute("aria-labelledby", `${rotulo.id} ${elegido.id}`);
  elegido.removeAttribute("role");
  elegido.removeAttribute("aria-readonly");
};

const prepararTodos = () => document.querySelectorAll(".select2-container").forEach(preparar);

new MutationObserver(prepararTodos).observe(document.body, { childList: true, subtree: true });
prepararTodos();
