// Find words in the text: counted, lit up, gone through one by one.
(function (fabula) {
  const { book } = fabula;
  const form = document.getElementById("find");
  const input = document.getElementById("find-words");
  const count = document.getElementById("find-count");
  const button = document.getElementById("find-button");
  const MOST = 2000;
  let hits = [], at = -1;

  // Each character keeps its place: the one capital that grows when it is made small is replaced first.
  const fold = (words) => words.replace(/\u0130/g, "I").toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
  const search = () => {
    const words = fold(input.value);
    hits = [];
    at = -1;
    if (words.trim()) for (const block of book.blocks) {
      const text = fold(block.node.textContent);
      for (let from = text.indexOf(words); from >= 0 && hits.length < MOST; from = text.indexOf(words, from + words.length)) {
        hits.push({ start: block.start + from, end: block.start + from + words.length });
      }
    }
    count.textContent = !words.trim() ? "" : hits.length ? `${hits.length} found` : "not found";
    light();
  };
  const light = () => {
    if (typeof Highlight !== "function" || !CSS.highlights) return;
    const ranges = hits.slice(Math.max(0, at - 40), Math.max(0, at) + 60).map((hit) => book.range(hit.start, hit.end)).filter(Boolean);
    CSS.highlights.set("found", new Highlight(...ranges));
  };
  const next = () => {
    if (!hits.length) return;
    // The first hit is the one after where the reader is.
    at = at < 0 ? Math.max(0, hits.findIndex((hit) => hit.start >= fabula.state.cursor)) : (at + 1) % hits.length;
    count.textContent = `${at + 1} of ${hits.length}`;
    book.jump(hits[at].start);
    light();
  };
  fabula.find = () => {
    form.hidden = false;
    button.setAttribute("aria-expanded", "true");
    input.focus();
    input.select();
  };
  fabula.endFind = () => {
    if (form.hidden) return false;
    form.hidden = true;
    button.setAttribute("aria-expanded", "false");
    hits = [];
    light();
    if (form.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    return true;
  };
  input.addEventListener("input", search);
  form.addEventListener("submit", (event) => { event.preventDefault(); next(); });
  button.addEventListener("click", () => (form.hidden ? fabula.find() : fabula.endFind()));
  document.getElementById("find-close").addEventListener("click", fabula.endFind);
})(window.fabula);
