// All mentions of the chosen light up, without an element for each: CSS custom highlights over leaves near the window.
(function (fabula) {
  const { story, state, book } = fabula;
  const root = document.documentElement;
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

  const paint = () => {
    if (!supported) return;
    const ranges = [[], []];
    for (const leaf of state.chosen.length ? near : []) {
      const nodes = leaf.querySelectorAll("[data-s]");
      if (!nodes.length) continue;
      const from = +nodes[0].dataset.s, to = +nodes[nodes.length - 1].dataset.e;
      for (let at = fabula.lastAt(mentions, from - 1) + 1; at < mentions.length && mentions[at].start < to; at++) {
        const place = state.chosen.indexOf(mentions[at].who);
        if (place < 0 || !fabula.seen(mentions[at].start)) continue;
        const range = book.range(mentions[at].start, mentions[at].end);
        if (range) ranges[place].push(range);
      }
    }
    ranges.forEach((found, place) => CSS.highlights.set("chosen-" + (place + 1), new Highlight(...found)));
  };
  fabula.on("chosen", (chosen) => {
    root.classList.toggle("about", chosen.length > 0);
    chosen.forEach((who, place) => {
      const hue = story.characters[who].hue;
      root.style.setProperty("--mark-" + (place + 1), hue >= 0 ? `var(--hue-${hue})` : "var(--hue-x)");
    });
    for (const node of document.querySelectorAll("#text .q.theirs")) node.classList.remove("theirs");
    for (const quotation of chosen.length ? story.quotations : []) {
      if (!chosen.includes(quotation.speaker)) continue;
      for (const node of book.turnNodes(quotation)) node.classList.add("theirs");
    }
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
