// What is in hand: one turn of speech, and one or two characters whom the page is about.
(function (fabula) {
  const { story, state, book } = fabula;
  let current = [];

  // Choosing again lets go; a third takes the place of the first.
  fabula.choose = (who) => {
    if (!story.characters[who] || !fabula.known(who)) return;
    const at = state.chosen.indexOf(who);
    state.chosen = at >= 0 ? state.chosen.filter((one) => one !== who) : [...state.chosen, who].slice(-2);
    fabula.emit("chosen", state.chosen);
    fabula.announce("character", story.characters[who].id);
  };
  fabula.chooseNobody = () => {
    if (!state.chosen.length) return false;
    state.chosen = [];
    fabula.emit("chosen", state.chosen);
    return true;
  };

  const mark = (nodes) => {
    for (const node of current) {
      node.classList.remove("current");
      for (const name of ["tabindex", "aria-describedby"]) node.removeAttribute(name);
    }
    current = nodes;
    for (const node of nodes) node.classList.add("current");
    if (nodes.length) { nodes[0].tabIndex = 0; nodes[0].setAttribute("aria-describedby", "tell"); }
  };
  // Take a turn in hand: mark it, tell of it, and go there.
  fabula.take = (at, { scroll = true } = {}) => {
    const quotation = story.quotations[at];
    const node = quotation && book.turnNode(quotation);
    if (!node) return;
    state.turn = at;
    mark(book.turnNodes(quotation));
    if (scroll) book.jump(quotation.start);
    node.focus({ preventScroll: true });
    fabula.tell(quotation, node, true);
    if (scroll) requestAnimationFrame(() => requestAnimationFrame(() => { if (state.turn === at) fabula.tell(quotation, node, true); }));
    else fabula.moveTo(quotation.start);
    fabula.emit("turn", at);
    fabula.announce("quotation", quotation.id);
  };
  fabula.dropTurn = () => {
    if (state.turn === null) return false;
    state.turn = null;
    mark([]);
    fabula.emit("turn", null);
    return true;
  };

  const isDoubtful = (quotation) => quotation.speaker === null
    ? quotation.mode === "speech" : quotation.sure !== null && quotation.sure < story.doubtful;
  fabula.doubtful = () => story.quotations.filter((quotation) => fabula.seen(quotation.end - 1) && isDoubtful(quotation));
  const wanted = (quotation) => fabula.seen(quotation.end - 1) && !quotation.inner
    && (!state.chosen.length || state.chosen.includes(quotation.speaker));

  // The next turn after the one in hand, or after the cursor when that has been read away from it.
  fabula.step = (way, test = wanted) => {
    const rows = story.quotations;
    const inHand = state.turn !== null && onScreen(book.turnNode(rows[state.turn]));
    let at = inHand ? state.turn + way : fabula.lastAt(rows, state.cursor - (way > 0 ? 1 : 0)) + (way > 0 ? 1 : 0);
    while (at >= 0 && at < rows.length && !test(rows[at])) at += way;
    if (at >= 0 && at < rows.length) fabula.take(at);
  };
  fabula.stepDoubtful = () => fabula.step(1, (quotation) => fabula.seen(quotation.end - 1) && isDoubtful(quotation));
  const onScreen = (node) => {
    if (!node) return false;
    const box = node.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight - book.foot;
  };

  fabula.toScene = (at) => {
    const scene = story.scenes[at];
    if (!scene || !fabula.seen(scene.start)) return;
    fabula.hush(true);
    fabula.dropTurn();
    const block = book.blocks[fabula.lastAt(book.blocks, scene.start - 1) + 1];
    const within = book.blockAt(scene.start);
    book.jump(within && scene.start > within.start && scene.start < within.end ? scene.start : block ? block.start : scene.start);
    fabula.announce("scene", scene.id);
  };
  fabula.stepScene = (way) => fabula.toScene(fabula.sceneAt(state.cursor) + way);

  const button = document.getElementById("doubtful-button");
  const count = () => {
    const number = fabula.doubtful().length;
    button.hidden = number === 0;
    button.textContent = `doubtful ${number}`;
  };
  button.addEventListener("click", () => fabula.stepDoubtful());
  fabula.on("limit", count);
  fabula.on("corrected", count);
  fabula.on("start", count);
})(window.fabula);
