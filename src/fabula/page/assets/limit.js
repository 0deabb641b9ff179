// Reading to here: nothing beyond the limit is given away, and the browser remembers it.
(function (fabula) {
  const { story, state, book } = fabula;
  const button = document.getElementById("limit-button");

  const mark = () => {
    for (const block of book.blocks) {
      block.node.classList.toggle("beyond", state.limit !== null && block.start >= state.limit);
      block.node.classList.toggle("read-to", state.limit !== null && block.start < state.limit && state.limit <= block.end);
    }
    button.setAttribute("aria-pressed", String(state.limit !== null));
    button.textContent = state.limit === null ? "reading to here" : "read to here: show all";
  };
  // The limit is the end of the paragraph that holds the offset; null takes it away.
  fabula.setLimit = (offset) => {
    const block = offset === null ? null : book.blockAt(offset);
    state.limit = block ? block.end : null;
    fabula.keep("limit:" + story.key, state.limit === null ? null : String(state.limit));
    fabula.hush(true);
    mark();
    if (state.chosen.some((who) => !fabula.known(who))) {
      state.chosen = state.chosen.filter(fabula.known);
      fabula.emit("chosen", state.chosen);
    }
    fabula.emit("limit", state.limit);
  };
  fabula.toggleLimit = () => fabula.setLimit(state.limit === null ? state.cursor : null);
  button.addEventListener("click", fabula.toggleLimit);

  const kept = Number(fabula.recall("limit:" + story.key));
  if (Number.isInteger(kept) && kept > 0 && kept <= story.length) {
    const block = book.blockAt(kept - 1);
    state.limit = block ? block.end : null;
    fabula.on("start", () => { mark(); fabula.emit("limit", state.limit); });
  }
})(window.fabula);
