// The scenes as a table: what the storyline shows, in words.
(function (fabula) {
  const { story, state, el } = fabula;
  const rows = document.getElementById("scene-rows");
  const frame = document.getElementById("scenes");

  const people = (scene) => {
    const seen = new Map();
    for (const person of scene.people) {
      if (fabula.seen(person.start)) seen.set(person.who, (seen.get(person.who) || false) || person.hidden_from.length > 0);
    }
    return [...seen].flatMap(([who, hidden], at) => [at ? ", " : "", fabula.nameNode(who), hidden ? " (unseen)" : ""]);
  };
  const draw = () => {
    frame.hidden = story.scenes.length === 0;
    rows.replaceChildren(...story.scenes.flatMap((scene, at) => {
      if (!fabula.seen(scene.start)) return [];
      const when = [scene.when === "earlier" ? "earlier" : scene.when === "unreal" ? "not real" : null, scene.time].filter(Boolean);
      return [el("tr", { "data-scene": String(at) },
        el("th", { scope: "row" }, el("button", { type: "button", class: "link", onclick: () => fabula.toScene(at) }, String(at + 1))),
        el("td", {}, [scene.place || "somewhere", scene.within].filter(Boolean).join(", "), when.length ? el("i", {}, " " + when.join(", ")) : null),
        el("td", {}, ...people(scene), ...(scene.pov.length ? [el("span", { class: "eyes" }, " through the eyes of ", ...fabula.nameList(scene.pov.filter(fabula.known)))] : [])))];
    }));
    follow();
  };
  const follow = () => {
    const at = fabula.sceneAt(state.cursor);
    for (const row of rows.children) {
      if (+row.dataset.scene === at) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
    }
  };
  fabula.on("start", draw);
  fabula.on("limit", draw);
  fabula.on("cursor", follow);
})(window.fabula);
