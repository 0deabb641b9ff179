// Here: the scene at the cursor, who is in it, and what each feels, has learnt and believes at this point.
(function (fabula) {
  const { story, state, el, book } = fabula;
  const panel = document.getElementById("here");
  const learnt = { told: "is told", overheard: "overhears", saw: "sees", realised: "realises", read: "reads" };

  // What became of an attitude that the story contradicts.
  const vain = {
    believes: "wrongly believes", knows: "wrongly thinks to know", doubts: "wrongly doubts", wonders: "wonders",
    wants: "wants in vain", hopes: "hopes in vain", fears: "fears without cause",
  };

  const there = (scene, offset) => scene.people.filter((person) => person.start <= offset && offset < person.end);
  const quote = (row, words = book.words(row.start, row.end, 80)) => el("button",
    { type: "button", class: "link words", onclick: () => book.jump(row.start) }, "“" + words.replace(/^["“”'‘’]+|["“”'‘’]+$/g, "") + "”");
  const utterance = (quotation) => quote(quotation, book.spoken(quotation, 80));
  const lastOf = (rows, who, offset, from = 0) => {
    for (let at = fabula.lastAt(rows, offset); at >= 0 && rows[at].start >= from; at--) {
      if (rows[at].who === who && rows[at].end <= offset + 1) return rows[at];
    }
    return null;
  };
  // Wrong beliefs held at this point. That one is wrong is told only when the words that show it may be known.
  const mistaken = (who, offset) => story.beliefs.filter((belief) => belief.who === who && belief.end <= offset + 1
    && belief.status === "contradicted" && belief.settled !== null && belief.settled > offset && fabula.seen(belief.settled));

  const inner = (who, scene, offset) => {
    const feeling = lastOf(story.feelings, who, offset, scene.start);
    const knowledge = lastOf(story.knowledge, who, offset);
    const about = knowledge && knowledge.about !== null ? story.quotations[knowledge.about] : null;
    const wrong = mistaken(who, offset).slice(-2);
    return [
      feeling ? el("p", {}, el("b", {}, "feels " + feeling.emotion), " ", quote(feeling)) : null,
      knowledge ? el("p", {}, el("b", {}, learnt[knowledge.how] || "learns"), " ",
        about && about.end <= offset + 1 ? utterance(about) : quote(knowledge)) : null,
      ...wrong.map((belief) => el("p", {}, el("b", {}, vain[belief.attitude]), " ", quote(belief))),
    ];
  };
  const person = (stay, scene, offset) => {
    const unaware = stay.hidden_from.filter((who) => there(scene, offset).some((other) => other.who === who));
    return el("li", { class: fabula.hueClass(stay.who) }, fabula.nameNode(stay.who),
      unaware.length ? el("span", { class: "unseen-by" }, ", unseen by ", ...fabula.nameList(unaware)) : null,
      ...inner(stay.who, scene, offset));
  };

  const title = (at) => {
    const scene = story.scenes[at];
    const eyes = scene.pov.filter(fabula.known);
    return [
      el("p", { class: "eyebrow" }, `Scene ${at + 1} of ${state.limit === null ? story.scenes.length : "…"}`),
      el("h2", {}, scene.place || "Somewhere"),
      scene.within ? el("p", { class: "when" }, scene.within) : null,
      scene.when === "now" ? null : el("p", { class: "when" }, scene.when === "earlier" ? "told as past" : "not real: wished, dreamt or feared"),
      scene.time ? el("p", { class: "when" }, el("i", {}, scene.time)) : null,
      eyes.length ? el("p", { class: "eyes" }, "through the eyes of ", ...fabula.nameList(eyes)) : null,
    ];
  };
  let last = "";
  const draw = () => {
    const at = fabula.sceneAt(state.cursor), scene = story.scenes[at];
    if (!scene || state.cursor >= scene.end) return void panel.replaceChildren(story.scenes.length ? el("p", { class: "eyebrow" }, "Before the story") : "");
    if (!fabula.seen(state.cursor)) {
      return void panel.replaceChildren(el("p", { class: "eyebrow" }, "Not read yet"),
        el("p", {}, "This lies beyond the point to which you have read."),
        el("button", { type: "button", class: "quiet", onclick: () => fabula.setLimit(state.cursor) }, "I have read to here"));
    }
    const people = there(scene, state.cursor);
    panel.replaceChildren(...title(at).filter(Boolean),
      people.length ? el("ul", {}, ...people.map((stay) => person(stay, scene, state.cursor)))
        : el("p", { class: "when" }, "nobody is named here yet"));
  };
  let waiting = 0;
  // Reading on changes it at rest, not at every line that passes.
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(draw, 60); };
  fabula.on("start", draw);
  fabula.on("limit", draw);
  fabula.on("cursor", soon);
})(window.fabula);
