// The keyboard.
(function (fabula) {
  const help = document.getElementById("help");
  const openHelp = () => { if (!help.open) help.showModal(); };
  document.getElementById("help-button").addEventListener("click", openHelp);
  help.addEventListener("click", (event) => { if (event.target === help) help.close(); });

  const back = () => {
    const held = fabula.hush(true);
    return fabula.endFind() || fabula.closeSheet() || fabula.dropTurn() || held || fabula.chooseNobody();
  };
  const keys = {
    j: () => fabula.step(1), k: () => fabula.step(-1), s: () => fabula.stepScene(1), S: () => fabula.stepScene(-1),
    d: fabula.stepDoubtful, "/": fabula.find, ".": fabula.toggleLimit, "?": openHelp, Escape: back,
  };
  for (let place = 1; place <= 9; place++) {
    keys[place] = () => {
      const who = fabula.castOrder()[place - 1];
      if (who !== undefined) fabula.choose(who);
    };
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") && event.key !== "Escape") return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})(window.fabula);
