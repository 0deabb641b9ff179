// The page as an editor: keys and a bar at the foot; every correction goes to the server, which answers with what changed.
(function (fabula) {
  const { story, state, el, book } = fabula;
  const SURE = 0.8;
  const byId = new Map(story.quotations.map((quotation, at) => [quotation.id, at]));
  const whoOf = new Map(story.characters.map((character, at) => [character.id, at]));
  const picked = new Set();
  let revision = window.fabulaRevision, below = 0, of = 0, following = "", unread = 0, wrong = "", choices = [], waiting = null;

  // ------------------------------------------------------------ the server
  const ask = async (path, body) => {
    const options = body === undefined ? {} : {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ revision, ...body }),
    };
    let answer;
    if (body !== undefined) wrong = ""; // what went wrong is told until something else is done
    try {
      answer = await fetch(path, { cache: "no-store", ...options });
    } catch {
      return tell("the server does not answer: is it still running? Nothing was written.");
    }
    const data = await answer.json().catch(() => null);
    if (!answer.ok || data === null) return tell(data && data.error ? data.error : `refused (${answer.status})`);
    return data;
  };
  const tell = (message) => { wrong = message; draw(); return null; };
  const take = (data) => {
    if (data === null || data.revision < revision) return; // overtaken by a later answer
    ({ below, of, following, unread } = data);
    if (data.message) wrong = data.message;
    if (data.reload) return reload();
    revision = data.revision;
    for (const row of data.rows) patch(row);
    if (data.rows.length) {
      if (state.turn !== null) again(state.turn);
      settle();
    }
    draw();
  };
  // Cast and storyline count the lines anew once the keys rest.
  let settling = 0, told = null;
  const settle = () => {
    clearTimeout(settling);
    settling = setTimeout(() => { fabula.emit("chosen", state.chosen); fabula.emit("corrected"); }, 250);
  };
  let leaving = false;
  const reload = () => {
    if (leaving) return; // an answer and a push may both say so
    leaving = true;
    told?.close();
    try {
      sessionStorage.setItem("fabula:place", JSON.stringify([state.cursor, state.turn === null ? null : story.quotations[state.turn].id]));
    } catch { /* from the top, then */ }
    location.reload();
  };

  // ------------------------------------------------------------ rows on the page
  const patch = (row) => {
    const quotation = story.quotations[byId.get(row.id)];
    if (!quotation) return;
    const who = row.speaker === null ? null : whoOf.get(row.speaker) ?? null;
    const people = (ids) => ids.map((id) => whoOf.get(id)).filter((one) => one !== undefined);
    Object.assign(quotation, { speaker: who, sure: row.sure, mode: row.mode, to: people(row.to), heard: people(row.heard), gone: row.gone });
    quotation.overheard = quotation.heard.filter((one) => one !== who && !quotation.to.includes(one));
    const doubt = who === null ? row.mode === "speech" : row.sure !== null && row.sure < story.doubtful;
    for (const node of book.turnNodes(quotation)) {
      node.className = node.className.replace(/\b(speech|thought|writing|doubtful|gone|unsaved|hx|h\d)\b/g, "").replace(/\s+/g, " ").trim();
      node.classList.add(row.mode, fabula.hueClass(who), ...(doubt && !row.gone ? ["doubtful"] : []), ...(row.gone ? ["gone"] : []));
      if (node.dataset.n !== undefined) {
        node.dataset.n = who === null ? "?" : fabula.short(who);
        node.dataset.i = who === null ? "?" : fabula.initial(who);
      }
    }
  };
  const rowOf = (id) => {
    const quotation = story.quotations[byId.get(id)];
    const ids = (people) => people.map((who) => story.characters[who].id);
    return { id, speaker: quotation.speaker === null ? null : story.characters[quotation.speaker].id, sure: quotation.sure,
      mode: quotation.mode, to: ids(quotation.to), heard: ids(quotation.heard), gone: Boolean(quotation.gone) };
  };
  // A line shows at once what it was made, pale until the server has it on the disk; as it was where that fails.
  const correct = async (body, change) => {
    const before = body.quotations.filter((id) => byId.has(id)).map(rowOf);
    for (const row of before) {
      patch({ ...row, ...change, sure: change.sure === undefined ? row.sure : change.sure });
      for (const node of book.turnNodes(row)) node.classList.add("unsaved");
    }
    if (state.turn !== null) again(state.turn);
    unpick();
    const data = await ask("correct", body);
    const known = new Set(data === null ? [] : data.rows.map((row) => row.id));
    const overtaken = data !== null && data.revision < revision;
    for (const row of before) {
      if (overtaken) for (const node of book.turnNodes(row)) node.classList.remove("unsaved");
      else if (!known.has(row.id)) patch(row);
    }
    take(data);
  };
  const again = (at) => {
    const quotation = story.quotations[at], node = book.turnNode(quotation);
    if (node) fabula.tell(quotation, node, true);
  };

  // ------------------------------------------------------------ the line in hand
  const lines = () => {
    if (picked.size) return [...picked];
    const selection = window.getSelection();
    if (!selection.isCollapsed) {
      const range = selection.getRangeAt(0);
      const held = story.quotations.filter((quotation) => !quotation.inner && book.turnNodes(quotation).some((node) => range.intersectsNode(node)));
      if (held.length) return held.map((quotation) => quotation.id);
    }
    return state.turn === null ? [] : [story.quotations[state.turn].id];
  };
  const inHand = () => (state.turn === null ? null : story.quotations[state.turn]);
  const choose = async (place) => {
    if (waiting) await waiting;
    const id = choices[place], quotations = lines();
    if (id === undefined || !quotations.length) return;
    await correct({ kind: "speaker", quotations, speaker: id }, { speaker: id, sure: 1 });
  };
  const nobody = async () => { if (lines().length) await correct({ kind: "speaker", quotations: lines(), speaker: null }, { speaker: null, sure: 1 }); };
  const mode = async (what) => {
    if (lines().length) await correct({ kind: "mode", quotations: lines(), mode: what }, what === "none" ? { gone: true } : { mode: what });
  };
  const thought = () => { const row = inHand(); if (row) mode(row.mode === "thought" ? "speech" : "thought"); };
  const none = () => { const row = inHand(); if (row && row.gone) tell("u takes it back"); else mode("none"); };
  const undo = async () => take(await ask("undo", {}));
  const reread = async () => take(await ask("reread", {}));

  const isDoubtful = (quotation) => !quotation.inner && !quotation.gone && quotation.mode === "speech"
    && (quotation.sure === null ? quotation.speaker === null : quotation.sure < (quotation.speaker === null ? 1 : SURE));
  const doubtful = () => story.quotations.map((quotation, at) => ({ quotation, at }))
    .filter(({ quotation }) => fabula.seen(quotation.end - 1) && isDoubtful(quotation));
  const sureness = ({ quotation }) => (quotation.speaker === null ? -1 : quotation.sure);
  const leastSure = () => doubtful().sort((a, b) => sureness(a) - sureness(b));
  // In the order of the text; while the queue is open in its order, the least sure line first.
  const next = (way) => {
    if (queue.hidden) return fabula.step(way, (quotation) => fabula.seen(quotation.end - 1) && isDoubtful(quotation));
    const rows = leastSure(), held = rows.findIndex(({ at }) => at === state.turn);
    const row = rows[held < 0 ? 0 : held + way];
    if (row) fabula.take(row.at);
  };

  const likely = () => {
    const row = inHand();
    choices = [];
    if (!row) { waiting = null; return; }
    const mine = (waiting = fetch("likely?q=" + encodeURIComponent(row.id), { cache: "no-store" })
      .then((answer) => answer.json()).catch(() => []).then((found) => {
        if (waiting === mine) { choices = found.filter((id) => whoOf.has(id)); waiting = null; draw(); }
      }));
  };
  fabula.on("turn", () => { likely(); draw(); });

  // ------------------------------------------------------------ several lines
  const toggle = (at) => {
    const quotation = story.quotations[at];
    if (!quotation) return;
    const on = !picked.delete(quotation.id);
    if (on) picked.add(quotation.id);
    for (const node of book.turnNodes(quotation)) node.classList.toggle("picked", on);
    draw();
  };
  const unpick = () => {
    for (const id of picked) for (const node of book.turnNodes({ id })) node.classList.remove("picked");
    picked.clear();
    draw();
  };
  document.getElementById("text").addEventListener("click", (event) => {
    if (!event.shiftKey) return;
    const hit = fabula.turnAt(event.target);
    if (!hit || hit.at === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    window.getSelection().removeAllRanges();
    if (state.turn === null) fabula.take(hit.at, { scroll: false });
    toggle(hit.at);
  }, true);

  // ------------------------------------------------------------ dialogs
  const dialog = (title, ...fields) => new Promise((done) => {
    const form = el("form", { method: "dialog" }, el("h2", {}, title), ...fields,
      el("p", {}, el("button", { value: "yes" }, "yes"), " ", el("button", { value: "no", formnovalidate: true }, "no")));
    const box = el("dialog", { class: "ask" }, form);
    document.body.append(box);
    box.addEventListener("close", () => { box.remove(); done(box.returnValue === "yes"); });
    box.showModal();
  });
  const people = (chosen) => el("select", {}, ...story.characters.map((character) =>
    el("option", { value: character.id, selected: character.id === chosen }, character.name)));
  const merge = async (gone, into) => {
    const row = inHand();
    const first = state.chosen.length ? story.characters[state.chosen[0]].id : row && row.speaker !== null ? story.characters[row.speaker].id : null;
    const second = state.chosen.length > 1 ? story.characters[state.chosen[1]].id : null;
    const a = people(gone || first), b = people(into || second);
    if (await dialog("Two who are one", el("label", {}, "this one", a), el("label", {}, "is", b))) {
      take(await ask("correct", { kind: "merge", character: a.value, into: b.value }));
    }
  };
  const rename = async () => {
    const row = inHand();
    const id = state.chosen.length ? story.characters[state.chosen[0]].id : row && row.speaker !== null ? story.characters[row.speaker].id : null;
    const who = people(id), name = el("input", { required: true, maxlength: "200" });
    if (await dialog("Another name", el("label", {}, "for", who), el("label", {}, "is", name))) {
      take(await ask("correct", { kind: "rename", character: who.value, name: name.value }));
    }
  };
  const newcomer = async () => {
    const quotations = lines();
    if (!quotations.length) return;
    const name = el("input", { required: true, maxlength: "200" });
    if (await dialog("Said by somebody new", el("label", {}, "called", name))) {
      take(await ask("correct", { kind: "speaker", quotations, name: name.value }));
    }
  };

  // To whom: those who hear it already and the likely speakers come first.
  const toWhom = async () => {
    const row = inHand(), quotations = lines();
    if (!row || !quotations.length) return;
    const first = [...row.to.map((who) => story.characters[who].id), ...choices, ...row.heard.map((who) => story.characters[who].id)];
    const ids = [...new Set([...first, ...story.characters.map((character) => character.id)])]
      .filter((id) => row.speaker === null || id !== story.characters[row.speaker].id);
    const boxes = ids.map((id) => el("input", { type: "checkbox", value: id, checked: row.to.includes(whoOf.get(id)) }));
    const list = el("div", { class: "people" }, ...boxes.map((box) => el("label", {}, box, story.characters[whoOf.get(box.value)].name)));
    if (!(await dialog("Said to", list))) return;
    const to = boxes.filter((box) => box.checked).map((box) => box.value);
    await correct({ kind: "addressees", quotations, addressees: to }, { to });
  };

  // Dragging one name of the cast on another.
  const cast = document.getElementById("cast-list");
  let dragged = null;
  const target = (event) => event.target instanceof Element ? event.target.closest("li[data-c]") : null;
  cast.addEventListener("pointerdown", (event) => { const row = target(event); if (row) row.draggable = true; });
  cast.addEventListener("dragstart", (event) => {
    dragged = target(event)?.dataset.c ?? null;
    event.dataTransfer.setData("text/plain", dragged || "");
  });
  cast.addEventListener("dragover", (event) => { if (dragged && target(event)) { event.preventDefault(); target(event).classList.add("over"); } });
  cast.addEventListener("dragleave", (event) => target(event)?.classList.remove("over"));
  cast.addEventListener("drop", (event) => {
    const row = target(event);
    event.preventDefault();
    row?.classList.remove("over");
    if (row && dragged && row.dataset.c !== dragged) merge(dragged, row.dataset.c);
    dragged = null;
  });

  // ------------------------------------------------------------ the bar and the queue
  const bar = document.body.appendChild(el("section", { id: "edit", "aria-label": "Corrections" }));
  const queue = document.body.appendChild(el("section", { id: "queue", hidden: true, "aria-label": "The least sure lines" }));
  let high = 0;
  const measured = new ResizeObserver(() => { // set only on change, for it restyles the page
    if (bar.offsetHeight !== high) document.documentElement.style.setProperty("--edit", (high = bar.offsetHeight) + "px");
    book.foot = high + queue.offsetHeight;
  });
  for (const part of [bar, queue]) measured.observe(part);
  const key = (letter, words, act) => el("button", { type: "button", onclick: act }, el("kbd", {}, letter), words);
  const who = (id, place) => {
    const row = inHand();
    const held = picked.size === 0 && row && row.speaker !== null && story.characters[row.speaker].id === id;
    return el("button", { type: "button", "data-choice": id, "aria-pressed": String(Boolean(held)), onclick: () => choose(place) },
      el("kbd", {}, String(place + 1)), story.characters[whoOf.get(id)].name);
  };
  const draw = () => {
    const row = inHand();
    const subject = picked.size ? `${picked.size} lines` : row ? book.spoken(row, 90) : "Press d for the next doubtful line, or click one.";
    const number = (n) => n.toLocaleString("en");
    const notes = [
      following === "reading" ? "the lines around a corrected one will follow in a moment" : following === "no" ? "lines around a corrected one follow when you read again" : null,
      unread ? `${number(unread)} since the last reading` : null,
    ].filter(Boolean).join("; ");
    bar.replaceChildren(
      el("div", { class: "row" }, el("span", { id: "edit-progress", role: "status" }, `${number(below)} of ${number(of)} lines below ${SURE}`),
        el("span", { class: "grow" }, subject), wrong ? el("span", { class: "wrong", role: "alert" }, wrong) : el("span", {}, notes)),
      el("div", { class: "row" }, ...choices.map(who),
        ...(row || picked.size ? [key("0", "nobody known", nobody), key("n", "somebody new", newcomer), key("a", "to whom", toWhom), key("t", row && row.mode === "thought" ? "speech" : "thought", thought), key("x", "no quotation", none), key("v", "pick", () => toggle(state.turn))] : [])),
      el("div", { class: "row" }, key("d", "next doubtful", () => next(1)), key("D", "the one before", () => next(-1)), key("q", "queue", showQueue),
        key("u", "undo", undo), key("m", "merge", () => merge()), key("r", "rename", rename), unread ? el("button", { type: "button", onclick: reread }, "read again with these") : ""));
    if (!queue.hidden) list();
  };
  const list = () => {
    queue.replaceChildren(el("ol", {}, ...leastSure().slice(0, 40).map(({ quotation, at }) => el("li", {}, el("button", {
      type: "button", "aria-current": String(at === state.turn), onclick: () => fabula.take(at),
    }, el("span", { class: "sure" }, quotation.speaker === null ? "nobody found" : `${fabula.label(quotation.speaker)}, ${Math.round(quotation.sure * 100)} in 100`),
      el("span", { class: "around" }, before(quotation.start), " "), book.spoken(quotation, 120),
      el("span", { class: "around" }, " ", behind(quotation.end)))))));
    queue.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
  };
  // Whole words only: the first or the last may be cut.
  const around = (start, end) => book.words(Math.max(0, start), Math.min(story.length, end), 90);
  const before = (start) => (start > 80 ? "…" : "") + around(start - 80, start).replace(start > 80 ? /^\S*/ : "", "");
  const behind = (end) => around(end, end + 80).replace(end + 80 < story.length ? /\S*$/ : "", "") + (end + 80 < story.length ? "…" : "");
  const showQueue = () => { queue.hidden = !queue.hidden; draw(); };
  document.getElementById("doubtful-button").remove(); // the bar counts them, by another measure

  // ------------------------------------------------------------ keys, before the page's own
  const keys = { d: () => next(1), D: () => next(-1), u: undo, m: () => merge(), n: newcomer, a: toWhom, r: rename, t: thought, x: none, q: showQueue, 0: nobody };
  keys.v = () => { if (state.turn !== null) toggle(state.turn); };
  for (let place = 0; place < 9; place++) keys[place + 1] = () => choose(place);
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "Escape" && picked.size) { event.stopPropagation(); unpick(); return; }
    const digit = /^[0-9]$/.test(event.key);
    if (!Object.hasOwn(keys, event.key) || (digit && !lines().length)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }, true);

  // What the page's own help says of d and the digits is not so here.
  const help = document.querySelector("#help dl");
  const said = [
    ["d D", "next and previous doubtful line"], ["1 to 9", "the line in hand is said by this one; without a line, choose a character"],
    ["0 n", "nobody known, somebody new says it"], ["a", "to whom it is said"], ["t x", "a thought; no quotation"], ["v", "pick lines (or Shift and a click)"],
    ["u", "take back the last correction"], ["m r", "merge two characters; rename one"], ["q", "the least sure lines; d then goes by them"],
  ];
  for (const row of help.children) if (/^(d|1 to 9)$/.test(row.firstElementChild.textContent.trim())) row.hidden = true;
  help.append(...said.map(([letters, words]) => el("div", {}, el("dt", {}, el("kbd", {}, letters)), el("dd", {}, words))));

  // The server says when there is something new: what follows from a correction, what other windows and commands write.
  const look = async () => take(await ask("state?revision=" + revision));
  const listen = () => {
    if (document.hidden) { told?.close(); told = null; return; }
    if (told) return;
    told = new EventSource("changes");
    told.onmessage = (event) => { if (Number(event.data) !== revision) look(); };
    told.onerror = () => { if (told?.readyState === EventSource.CLOSED) told = null; };
  };
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("focus", listen);
  fabula.editor = { look, get revision() { return revision; } };
  try {
    const place = JSON.parse(sessionStorage.getItem("fabula:place") || "null");
    sessionStorage.removeItem("fabula:place");
    if (place) {
      const at = byId.get(place[1]);
      if (at !== undefined) fabula.take(at); else book.jump(place[0]);
    }
  } catch { /* from the top */ }
  draw();
  look();
  listen();
})(window.fabula);
