// All mentions of the chosen light up, without an element for each: CSS custom highlights over leaves near the window.
(function (fabula) {
  const { story, state, book } = fabula;
  // One name for each hue: a custom property changed at the root would restyle the whole novel.
  let lit = [];
  const near = new Set();
  const mentions = [];
  let start = 0;
  const [gaps, lengths, entities] = story.mentions;
  for (let at = 0; at < gaps.length; at++) {
    start += gaps[at];
    mentions.push({ start, end: start + lengths[at], who: entities[at] });
  }
  fabula.mentions = mentions;
  const supported = typeof Highlight === "function" && CSS.highlights;

  // Only leaves near the window are touched: a novel has thousands of turns.
  const paint = () => {
    const ranges = [[], []];
    const hits = (who) => state.chosen.indexOf(who);
    for (const leaf of near) {
      leaf.classList.toggle("about", state.chosen.length > 0);
      const nodes = leaf.querySelectorAll("[data-s]");
      if (!nodes.length) continue;
      const from = +nodes[0].dataset.s, to = +nodes[nodes.length - 1].dataset.e;
      for (const node of leaf.querySelectorAll(".theirs")) node.classList.remove("theirs");
      if (!state.chosen.length) continue;
      for (const quotation of within(story.quotations, from - LONGEST, to)) {
        if (hits(quotation.speaker) < 0) continue;
        for (const node of book.turnNodes(quotation)) node.classList.add("theirs");
      }
      for (const mention of within(mentions, from, to)) {
        if (hits(mention.who) < 0 || !fabula.seen(mention.start)) continue;
        const range = book.range(mention.start, mention.end);
        if (range) ranges[hits(mention.who)].push(range);
      }
    }
    if (!supported) return;
    for (const name of lit) CSS.highlights.delete(name);
    lit = state.chosen.map((who, place) => (place ? "second-" : "first-") + fabula.hueClass(who));
    lit.forEach((name, place) => CSS.highlights.set(name, new Highlight(...ranges[place])));
  };
  const within = (rows, from, to) => rows.slice(fabula.lastAt(rows, from - 1) + 1, fabula.lastAt(rows, to - 1) + 1);
  const LONGEST = story.quotations.reduce((most, row) => Math.max(most, row.end - row.start), 0);
  fabula.on("chosen", (chosen) => {
    document.getElementById("chart").classList.toggle("about", chosen.length > 0);
    paint();
  });
  fabula.on("limit", paint);

  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) near.add(target); else near.delete(target);
    }
    paint();
  }, { rootMargin: "60%" });
  for (const leaf of document.querySelectorAll("#text .leaf")) watcher.observe(leaf);
})(window.fabula);
