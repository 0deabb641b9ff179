// Light or dark: as the system has it until somebody says otherwise.
(function (fabula) {
  const button = document.getElementById("theme-button");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = document.documentElement.dataset.theme;
    const isDark = chosen ? chosen === "dark" : dark.matches;
    button.textContent = isDark ? "light" : "dark";
  };
  const kept = fabula.recall("theme");
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = button.textContent;
    fabula.keep("theme", button.textContent);
    show();
  });
  dark.addEventListener("change", show);
  show();
})(window.fabula);
