// On small screens cast and scene come as a sheet from below.
(function (fabula) {
  const buttons = [...document.querySelectorAll("#tabs [data-sheet]")];
  const show = (name) => {
    for (const button of buttons) {
      const open = button.dataset.sheet === name;
      button.setAttribute("aria-expanded", String(open));
      const panel = document.getElementById(button.dataset.sheet);
      panel.classList.toggle("open", open);
      if (open) { panel.tabIndex = -1; panel.focus(); }
    }
  };
  fabula.closeSheet = () => {
    const open = buttons.find((button) => button.getAttribute("aria-expanded") === "true");
    if (!open) return false;
    show(null);
    open.focus();
    return true;
  };
  for (const button of buttons) {
    button.addEventListener("click", () => show(button.getAttribute("aria-expanded") === "true" ? null : button.dataset.sheet));
  }
  document.getElementById("text").addEventListener("click", () => show(null));
})(window.fabula);
