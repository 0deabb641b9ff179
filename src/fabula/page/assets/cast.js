// The cast: who they are and how much they say, as far as has been read.
(function (fabula) {
  const { story, state, el, svg } = fabula;
  const list = document.getElementById("cast-list");
  const more = document.getElementById("cast-more");
  const FEW = 12;
  let all = false;

  // Lines, words and company of each character, counted up to the limit.
  fabula.count = () => {
    const counts = story.characters.map(() => ({ lines: 0, thoughts: 0, words: 0, to: new Map(), overhears: 0 }));
    let words = 0;
    for (const quotation of story.quotations) {
      if (!fabula.seen(quotation.end - 1)) continue;
      for (const who of quotation.overheard) if (!fabula.openlyThere(who, quotation.start)) counts[who].overhears += 1;
      if (quotation.speaker === null) continue;
      const own = counts[quotation.speaker];
      if (quotation.mode !== "speech") { own.thoughts += quotation.mode === "thought" ? 1 : 0; continue; }
      own.lines += 1;
      own.words += quotation.words;
      words += quotation.words;
      for (const who of quotation.to) own.to.set(who, (own.to.get(who) || 0) + 1);
    }
    for (const own of counts) own.share = words ? own.words / words : 0;
    return counts;
  };
  const some = (number, one, many = one + "s") => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
  const firstSeen = (who) => {
    for (const [at, scene] of story.scenes.entries()) {
      const there = scene.people.find((person) => person.who === who && fabula.seen(person.start));
      if (there) return { scene: at, offset: there.start };
    }
    const { first } = story.characters[who];
    return first === null ? null : { scene: fabula.sceneAt(first), offset: first };
  };

  // Who shares most scenes with somebody, as far as read.
  const company = (who) => {
    const times = new Map();
    for (const scene of story.scenes) {
      const there = new Set(scene.people.filter((person) => fabula.seen(person.start)).map((person) => person.who));
      if (there.delete(who)) for (const other of there) times.set(other, (times.get(other) || 0) + 1);
    }
    return [...times].sort((a, b) => b[1] - a[1]).slice(0, 4);
  };
  // A small arc of feelings: above the line what lifts, below it what weighs, each a way to its words.
  const LIFTS = { joy: 2, love: 2, relief: 1, surprise: 0.4, longing: -0.6, shame: -1, disgust: -1.4, fear: -1.6, anger: -1.8, sadness: -2 };
  // Of many, the mean of each stretch of the story is a point.
  const STRETCHES = 32;
  const points = (rows) => {
    const stretches = new Map();
    for (const row of rows) {
      const at = rows.length > STRETCHES ? Math.floor(STRETCHES * row.start / story.length) : row;
      stretches.set(at, [...(stretches.get(at) || []), row]);
    }
    return [...stretches.values()].map((some) => {
      const mean = (of) => some.reduce((sum, row) => sum + of(row), 0) / some.length;
      return { some, x: (100 * mean((row) => row.start) / story.length).toFixed(1), y: (14 - 5 * mean((row) => LIFTS[row.emotion])).toFixed(1) };
    });
  };
  const titleOf = ([row, ...rest]) => rest.length ? felt([row, ...rest]).join(", ")
    : `${row.emotion}: ${fabula.book.words(row.start, row.end, 60)}`;
  const felt = (rows) => {
    const times = new Map();
    for (const row of rows) times.set(row.emotion, (times.get(row.emotion) || 0) + 1);
    return [...times].sort((a, b) => b[1] - a[1]).map(([emotion, number]) => number > 1 ? `${emotion} ${number}` : emotion);
  };
  const arc = (who) => {
    const rows = story.feelings.filter((row) => row.who === who && fabula.seen(row.end - 1));
    if (rows.length < 3) return null;
    const way = points(rows);
    return svg("svg", { class: "arc", viewBox: "-2 0 104 28", preserveAspectRatio: "none", role: "img",
      "aria-label": "Feelings in order: " + way.map(({ some }) => felt(some).join(" and ")).join(", ") },
      svg("path", { class: "ground", d: "M0 14H100" }),
      svg("path", { class: "way", d: "M" + way.map(({ x, y }) => `${x} ${y}`).join("L") }),
      ...way.map(({ some, x, y }) => svg("path", { class: "feeling", d: `M${x} ${y}h0`, onclick: () => fabula.book.jump(some[0].start) },
        svg("title", {}, titleOf(some)))));
  };
  const counted = (pairs) => pairs.flatMap(([other, times], at) => [at ? ", " : "", fabula.nameNode(other), ` (${times})`]);

  const details = (who, own) => {
    const told = new Set([fabula.label(who).toLowerCase()]);
    const names = fabula.names(who).filter((name) => !told.has(name.toLowerCase()) && told.add(name.toLowerCase()));
    const to = [...own.to].filter(([other]) => fabula.known(other)).sort((a, b) => b[1] - a[1]).slice(0, 4);
    const seen = firstSeen(who), together = company(who);
    const members = story.characters[who].members.filter(fabula.known);
    return [
      names.length ? el("p", {}, "also ", el("i", {}, names.join(", "))) : null,
      members.length ? el("p", {}, ...fabula.nameList(members)) : null,
      to.length ? el("p", {}, "speaks to ", ...counted(to)) : null,
      together.length ? el("p", {}, "in a scene with ", ...counted(together)) : null,
      own.thoughts || own.overhears ? el("p", {}, [
        own.thoughts ? some(own.thoughts, "thought") + " given in words" : null,
        own.overhears ? `overhears ${some(own.overhears, "line")}` : null,
      ].filter(Boolean).join("; ")) : null,
      seen ? el("p", {}, el("button", { type: "button", class: "link", onclick: () => fabula.book.jump(seen.offset) },
        seen.scene >= 0 ? `first seen in scene ${seen.scene + 1}` : "first named here")) : null,
      arc(who),
    ];
  };
  const entry = (who, place, own, widest) => {
    const { pronouns, kind, group } = story.characters[who];
    const chosen = state.chosen.includes(who);
    const facts = [state.limit === null ? kind : null, pronouns, group ? "together" : null].filter(Boolean).join(", ");
    const spoken = own.lines ? `${some(own.lines, "line")}, ${some(own.words, "word")}` : "says nothing";
    const bar = el("span", { class: "bar", "aria-hidden": "true" });
    bar.style.setProperty("--share", (widest ? own.share / widest : 0).toFixed(3));
    return el("li", { class: fabula.hueClass(who) + (chosen ? " chosen" : ""), "data-c": story.characters[who].id },
      el("button", { type: "button", class: "who", "aria-pressed": String(chosen), onclick: () => fabula.choose(who) },
        el("span", { class: "nth", "aria-hidden": "true" }, place < 9 ? String(place + 1) : ""),
        el("span", { class: "full" }, fabula.label(who)),
        el("span", { class: "percent" }, own.lines ? `${Math.round(own.share * 100)} %` : ""), bar),
      el("p", { class: "facts" }, [facts, spoken].filter(Boolean).join(" · ")),
      ...(chosen ? details(who, own).filter(Boolean) : []));
  };

  // Those who lead the story come first, as their hues do; the order is also that of the keys 1 to 9.
  fabula.castOrder = () => story.characters.map((_, who) => who).filter(fabula.known);

  const draw = () => {
    const counts = fabula.count(), order = fabula.castOrder();
    const widest = Math.max(0, ...counts.map((own) => own.share));
    const shown = order.filter((who, place) => all || place < FEW || state.chosen.includes(who));
    const held = document.activeElement && document.activeElement.closest("#cast-list li");
    list.replaceChildren(...shown.map((who) => entry(who, order.indexOf(who), counts[who], widest)));
    more.hidden = order.length <= FEW;
    more.textContent = all ? "fewer" : `and ${some(order.length - FEW, "other")}`;
    if (held) list.querySelector(`li[data-c="${CSS.escape(held.dataset.c)}"] .who`)?.focus({ preventScroll: true });
  };
  more.addEventListener("click", () => { all = !all; draw(); });
  // On paper everybody stands in the list; nothing can be opened there.
  let was = all;
  window.addEventListener("beforeprint", () => { was = all; all = true; draw(); });
  window.addEventListener("afterprint", () => { all = was; draw(); });
  fabula.on("start", draw);
  fabula.on("chosen", draw);
  fabula.on("limit", draw);
})(window.fabula);
