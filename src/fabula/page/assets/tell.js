// A small note beside a line: who says it, to whom, who overhears, how, and how sure that is.
(function (fabula) {
  const { story, el } = fabula;
  const note = document.getElementById("tell");
  const verbs = { speech: " to ", thought: " thinks", writing: " writes to " };
  const wide = window.matchMedia("(min-width: 1120px)");
  let shown = null, pinned = null;

  const line = (...children) => el("p", {}, ...children);
  fabula.describe = (quotation) => {
    const who = [el("span", { class: "by" }, quotation.speaker === null ? "somebody" : fabula.nameNode(quotation.speaker))];
    if (quotation.mode === "thought") who.push(verbs.thought);
    else if (quotation.to.length) who.push(verbs[quotation.mode], ...fabula.nameList(quotation.to));
    else if (quotation.mode === "writing") who.push(" writes");
    else who.push(quotation.heard.length ? " speaks" : " speaks, heard by nobody");
    const lines = [line(...who)];
    const others = quotation.overheard.filter(fabula.known);
    const open = others.filter((one) => fabula.openlyThere(one, quotation.start));
    const secret = others.filter((one) => !open.includes(one));
    if (open.length) lines.push(line("heard by ", ...fabula.nameList(open)));
    if (secret.length) lines.push(line("overheard by ", ...fabula.nameList(secret)));
    const how = [quotation.manner && quotation.manner.toLowerCase(), quotation.cut && "broken off"].filter(Boolean);
    if (how.length) lines.push(line(how.join(", ")));
    if (quotation.sure !== null) {
      const doubt = quotation.sure < story.doubtful;
      lines.push(el("p", { class: "sure" }, `${doubt ? "doubtful" : "sure"}: ${Math.min(99, Math.round(quotation.sure * 100))} in 100`));
    } else if (quotation.speaker === null && quotation.mode === "speech") {
      lines.push(el("p", { class: "sure" }, "the speaker was not found"));
    }
    return lines;
  };

  // In the margin under the name where there is room, so that it covers no text; else above the line.
  const place = (node) => {
    const boxes = node.getClientRects();
    const box = boxes[0] || node.getBoundingClientRect(), last = boxes[boxes.length - 1] || box;
    const block = node.closest("[data-s]").getBoundingClientRect();
    const beside = wide.matches && !node.matches(":dir(rtl)");
    note.classList.toggle("aside", beside);
    const named = node.matches(".turn:not(.again, .second)");
    note.classList.toggle("named", beside && named);
    const edge = document.getElementById("top").getBoundingClientRect().bottom;
    note.style.visibility = last.bottom < edge || box.top > window.innerHeight ? "hidden" : "";
    const own = note.getBoundingClientRect();
    if (beside) {
      note.style.top = Math.round(box.top + (named ? box.height + 3 : 0)) + "px";
      note.style.left = Math.round(block.left - own.width - parseFloat(getComputedStyle(document.documentElement).fontSize)) + "px";
      return;
    }
    const above = box.top - own.height - 6;
    note.style.top = Math.round(above > edge ? above : last.bottom + 6) + "px";
    note.style.left = Math.round(Math.max(8, Math.min(box.left, window.innerWidth - own.width - 8))) + "px";
  };
  const show = (told) => {
    shown = told;
    note.replaceChildren(...fabula.describe(told.quotation));
    note.classList.toggle("pinned", told === pinned);
    note.hidden = false;
    place(told.node);
  };
  // A pinned note stays: pointing at another line only shows that for as long.
  fabula.tell = (quotation, node, pin = false) => {
    if (!fabula.seen(quotation.end - 1)) return;
    const told = { quotation, node };
    if (pin) pinned = told;
    show(told);
  };
  fabula.hush = (force = false) => {
    const was = shown !== null;
    if (force) pinned = null;
    if (pinned && shown !== pinned) show(pinned);
    else if (!pinned) { shown = null; note.hidden = true; }
    return was;
  };

  const byId = new Map(story.quotations.map((quotation, at) => [quotation.id, at]));
  fabula.turnAt = (node) => {
    const piece = node instanceof Element && node.closest("#text [data-q]");
    return piece ? { at: byId.get(piece.dataset.q), piece } : null;
  };
  const text = document.getElementById("text");
  text.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const hit = fabula.turnAt(event.target);
    if (hit && hit.at !== undefined) fabula.tell(story.quotations[hit.at], hit.piece, pinned !== null && pinned.quotation === story.quotations[hit.at]);
    else fabula.hush();
  });
  text.addEventListener("pointerleave", () => fabula.hush());
  window.addEventListener("scroll", () => {
    fabula.hush();
    if (pinned) place(pinned.node);
  }, { passive: true });
  text.addEventListener("click", (event) => {
    if (!window.getSelection().isCollapsed) return;
    const hit = fabula.turnAt(event.target);
    if (!hit || hit.at === undefined) return void fabula.hush(true);
    const quotation = story.quotations[hit.at];
    const block = hit.piece.closest("[data-s]").getBoundingClientRect();
    const inMargin = event.clientX < block.left - 4 || event.clientX > block.right + 4;
    if (inMargin && quotation.speaker !== null && fabula.seen(quotation.start)) return fabula.choose(quotation.speaker);
    fabula.take(hit.at, { scroll: false });
  });
})(window.fabula);
