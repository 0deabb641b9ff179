// Who speaks to whom and who is with whom: the names of the leading cast under one another, an arc for each tie.
(function (fabula) {
  const { story, state, svg } = fabula;
  const box = document.getElementById("network");
  const drawing = document.getElementById("network-drawing");
  const MOST = 14, ROW = 20, WIDTH = 240, EDGE = 108, THICK = 7;
  let relation = "speech";

  // Ties as pairs of characters, as far as has been read: lines from the first to the second and back, or scenes.
  const speech = () => {
    const ties = new Map();
    for (const quotation of story.quotations) {
      if (quotation.mode !== "speech" || quotation.inner || quotation.gone || quotation.speaker === null || !fabula.seen(quotation.end - 1)) continue;
      for (const to of quotation.to) {
        if (to === quotation.speaker || !fabula.known(to)) continue;
        const tie = tieOf(ties, quotation.speaker, to);
        tie[quotation.speaker === tie.one ? "there" : "back"] += 1;
      }
    }
    return ties;
  };
  const presence = () => {
    const ties = new Map();
    for (const scene of story.scenes) {
      const there = [...new Set(scene.people.filter((person) => fabula.seen(person.start) && fabula.known(person.who)).map((person) => person.who))];
      for (const one of there) for (const other of there) if (one < other) tieOf(ties, one, other).there += 1;
    }
    return ties;
  };
  const tieOf = (ties, a, b) => {
    const [one, other] = a < b ? [a, b] : [b, a], key = one + " " + other;
    if (!ties.has(key)) ties.set(key, { one, other, there: 0, back: 0 });
    return ties.get(key);
  };

  const told = ({ one, other, there, back }) => relation === "speech"
    ? `${fabula.label(one)} to ${fabula.label(other)}: ${there}; back: ${back}`
    : `${fabula.label(one)} with ${fabula.label(other)}: ${there} ${there === 1 ? "scene" : "scenes"}`;
  const arc = (tie, place, widest) => {
    const weight = tie.there + tie.back;
    const [low, high] = [place.get(tie.one), place.get(tie.other)].sort((a, b) => a - b);
    const top = (low + 0.5) * ROW, bottom = (high + 0.5) * ROW;
    const reach = Math.min(WIDTH - EDGE - 8, 14 + (bottom - top) * 0.42);
    const lead = tie.there >= tie.back ? tie.one : tie.other;
    const chosen = [tie.one, tie.other].filter((who) => state.chosen.includes(who)).length;
    const dim = state.chosen.length && chosen < state.chosen.length ? " dim" : "";
    return svg("path", { class: "tie " + fabula.hueClass(lead) + dim, "stroke-width": (0.8 + THICK * weight / widest).toFixed(1),
      d: `M${EDGE} ${top}A${reach.toFixed(1)} ${((bottom - top) / 2).toFixed(1)} 0 0 1 ${EDGE} ${bottom}`,
      onclick: () => { fabula.chooseNobody(); fabula.choose(tie.one); fabula.choose(tie.other); } }, svg("title", {}, told(tie)));
  };
  const label = (who, at) => {
    const text = fabula.label(who), short = text.length > 17 ? text.slice(0, 16) + "…" : text;
    return svg("text", { class: fabula.hueClass(who) + (state.chosen.includes(who) ? " chosen" : ""), x: EDGE - 8, y: (at + 0.5) * ROW + 4,
      "text-anchor": "end", "data-c": story.characters[who].id, onclick: () => fabula.choose(who) }, svg("title", {}, text), short);
  };
  const draw = () => {
    if (!box.open) return;
    const ties = [...(relation === "speech" ? speech() : presence()).values()].sort((a, b) => b.there + b.back - a.there - a.back);
    const met = new Set(ties.flatMap((tie) => [tie.one, tie.other]));
    const shown = fabula.castOrder().filter((who) => met.has(who)).slice(0, MOST);
    const place = new Map(shown.map((who, at) => [who, at]));
    const rows = ties.filter((tie) => place.has(tie.one) && place.has(tie.other));
    const widest = rows.length ? rows[0].there + rows[0].back : 1;
    const title = relation === "speech" ? "Who speaks to whom, in lines. " : "Who is with whom, in scenes. ";
    drawing.replaceChildren(rows.length
      ? svg("svg", { viewBox: `0 0 ${WIDTH} ${shown.length * ROW}`, role: "img", "aria-label": title + rows.slice(0, 30).map(told).join(". ") },
        ...rows.reverse().map((tie) => arc(tie, place, widest)), ...shown.map(label))
      : fabula.el("p", {}, relation === "speech" ? "nobody speaks to anybody yet" : "nobody is with anybody yet"));
  };
  for (const button of box.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      relation = button.value;
      for (const one of box.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one === button));
      draw();
    });
  }
  box.hidden = story.characters.length < 2;
  box.addEventListener("toggle", draw);
  for (const event of ["chosen", "limit"]) fabula.on(event, draw);
})(window.fabula);
