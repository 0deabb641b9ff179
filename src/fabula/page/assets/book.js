// The text as it stands on the page: from offsets to places on the screen and back.
(function (fabula) {
  const blocks = Array.from(document.querySelectorAll("#text [data-s]"), (node) => ({
    node, start: +node.dataset.s, end: +node.dataset.e,
  }));
  const top = document.getElementById("top");
  const article = document.getElementById("text");
  const book = (fabula.book = { blocks });
  let heldUntil = 0;
  book.foot = 0; // how much of the window's foot something lies over

  book.blockAt = (offset) => blocks[Math.max(0, fabula.lastAt(blocks, offset))] || null;

  // The pieces of text in a block, kept: a paragraph may be as long as a book.
  const piecesOf = (block) => {
    if (block.pieces) return block.pieces;
    block.pieces = [];
    let start = block.start;
    const walker = document.createTreeWalker(block.node, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      block.pieces.push({ node, start });
      start += node.length;
    }
    return block.pieces;
  };
  // The text node and the offset in it; offsets between paragraphs go to the end of the one before.
  book.point = (offset) => {
    const block = book.blockAt(offset);
    if (!block) return null;
    const pieces = piecesOf(block);
    const piece = pieces[Math.max(0, fabula.lastAt(pieces, offset))];
    return piece ? { node: piece.node, offset: Math.min(piece.node.length, Math.max(0, offset - piece.start)) } : null;
  };
  book.range = (start, end) => {
    const from = book.point(start), to = book.point(Math.max(start, end - 1));
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, Math.min(to.node.length, to.offset + (end > start ? 1 : 0)));
    return range;
  };
  book.words = (start, end, most = 90) => {
    const range = book.range(start, end);
    return short(range ? range.toString() : "", most);
  };
  // The words of a quotation without those of its cue.
  book.spoken = (quotation, most = 90) => short(book.turnNodes(quotation).map((node) => node.textContent).join(" "), most);
  const short = (text, most) => {
    const words = text.replace(/\s+/g, " ").trim();
    if (words.length <= most) return words;
    return words.slice(0, words.lastIndexOf(" ", most) > most / 2 ? words.lastIndexOf(" ", most) : most) + " …";
  };

  // One quotation may stand in several pieces: around its cue, over paragraphs, under stress.
  const pieces = new Map();
  for (const node of document.querySelectorAll("#text [data-q]")) {
    if (!pieces.has(node.dataset.q)) pieces.set(node.dataset.q, []);
    pieces.get(node.dataset.q).push(node);
  }
  book.turnNodes = (quotation) => pieces.get(quotation.id) || [];
  book.turnNode = (quotation) => book.turnNodes(quotation)[0] || null;

  // The line of the window at which somebody reads: a little below the chart.
  book.readingLine = () => {
    const edge = top.getBoundingClientRect().bottom;
    return edge + (window.innerHeight - book.foot - edge) * 0.26;
  };
  book.cursorOnScreen = () => {
    const box = article.getBoundingClientRect();
    const x = box.left + box.width * 0.6, line = book.readingLine();
    if (box.top > line) return blocks.length ? blocks[0].start : 0;
    for (const step of [0, 24, -24, 48, -48, 96, -96, 160]) {
      const hit = document.elementFromPoint(x, line + step);
      const node = hit && hit.closest("#text [data-s]");
      if (!node) continue;
      const place = node.getBoundingClientRect(), start = +node.dataset.s, end = +node.dataset.e;
      const share = Math.min(1, Math.max(0, (line - place.top) / Math.max(1, place.height)));
      return Math.min(end - 1, Math.round(start + share * (end - start)));
    }
    return null;
  };

  const scrollTo = (offset) => {
    const range = book.range(offset, offset + 1);
    if (!range) return;
    const box = range.getBoundingClientRect();
    window.scrollBy({ top: box.top - book.readingLine() + box.height, behavior: "instant" });
  };
  // Chapters are laid out when they come near, so the way there is corrected once they have their true height.
  book.jump = (offset) => {
    const block = book.blockAt(offset);
    if (!block) return;
    heldUntil = performance.now() + 400;
    block.node.scrollIntoView({ block: "center", behavior: "instant" });
    scrollTo(offset);
    requestAnimationFrame(() => { scrollTo(offset); requestAnimationFrame(() => scrollTo(offset)); });
    fabula.moveTo(offset);
  };
  fabula.moveTo = (offset) => {
    if (offset === null || offset === fabula.state.cursor) return;
    fabula.state.cursor = offset;
    fabula.emit("cursor", offset);
  };

  let waiting = false;
  const follow = () => {
    waiting = false;
    if (performance.now() > heldUntil) fabula.moveTo(book.cursorOnScreen());
  };
  window.addEventListener("scroll", () => {
    if (!waiting) { waiting = true; requestAnimationFrame(follow); }
  }, { passive: true });
  book.follow = follow;
})(window.fabula);
