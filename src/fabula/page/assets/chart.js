// The storyline: a line for each character over the scenes, drawn from the heights that came with the story.
(function (fabula) {
  const { story, state, svg, book } = fabula;
  const frame = document.getElementById("chart");
  const axisButton = document.getElementById("axis-button");
  const narrow = window.matchMedia("(max-width: 719px)");
  const DASH = ["", "11 3", "", "5 3", "10 3 2 3", "", "9 3", "7 2 2 2 2 2"];
  const WIDTH = [2.4, 2.4, 4, 2.4, 2.4, 3.6, 4, 2.4];
  const STEP_DOWN = 9; // how far the lines of a flashback lie below the others
  let map = null;

  // Where everything is: x of scenes by length, y of lines by row.
  const measure = () => {
    const chart = state.axis === "happened" && story.happened ? story.happened : story.told;
    const slim = narrow.matches, count = chart.scenes.length;
    const gutter = slim ? 4 : 78, top = slim ? 4 : 22, full = frame.clientWidth || 800;
    const gap = slim ? 3 : Math.max(4, Math.min(26, full / count / 3.5));
    const least = slim ? 3 : 5;
    const width = Math.max(full, gutter + count * (gap + least) + 8);
    const weights = chart.scenes.map((at) => Math.sqrt(Math.max(1, story.scenes[at].end - story.scenes[at].start)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const room = width - gutter - 8 - gap * (count - 1) - least * count;
    const row = slim ? Math.min(7, 40 / Math.max(1, chart.height)) : Math.max(5.5, Math.min(18, Math.min(150, window.innerHeight * 0.17) / Math.max(1, chart.height)));
    const stepped = chart === story.told && story.scenes.some((scene) => scene.when === "earlier");
    let x = gutter;
    const scenes = chart.scenes.map((at, place) => {
      const box = { at, place, x0: x, x1: x + least + room * weights[place] / total, drop: 0 };
      if (stepped && story.scenes[at].when === "earlier") box.drop = slim ? 3 : STEP_DOWN;
      x = box.x1 + gap;
      return box;
    });
    const height = Math.round(top + chart.height * row + (stepped ? STEP_DOWN : 0) + (slim ? 13 : 16));
    const byScene = new Map(scenes.map((box) => [box.at, box]));
    return { begun: new Map(), named: 0, chart, scenes, byScene, gutter, gap, top, row, slim, width, height };
  };
  const xAt = (offset) => {
    const at = Math.max(0, fabula.sceneAt(offset)), scene = story.scenes[at], box = map.byScene.get(at);
    const share = (offset - scene.start) / Math.max(1, scene.end - scene.start);
    return box.x0 + Math.min(1, Math.max(0, share)) * (box.x1 - box.x0);
  };
  const yAt = (who, box) => {
    const y = map.chart.rows[who] && map.chart.rows[who][box.place];
    return y === null || y === undefined ? null : map.top + 7 + y * map.row + box.drop;
  };
  const n = (value) => Math.round(value * 10) / 10;

  // The pieces of one line: full where present, dotted where hidden, thin elsewhere and between.
  const pieces = (who) => {
    const path = { full: "", hidden: "", thin: "" };
    const started = map.scenes.findIndex((box) => yAt(who, box) !== null && fabula.seen(story.scenes[box.at].start));
    let before = null;
    for (const box of map.scenes) {
      const y = yAt(who, box), scene = story.scenes[box.at];
      if (y === null || !fabula.seen(scene.start)) { before = null; continue; }
      const stays = scene.people.filter((person) => person.who === who && fabula.seen(person.start))
        .sort((a, b) => a.start - b.start);
      const end = state.limit !== null && state.limit < scene.end ? xAt(state.limit - 1) : box.x1;
      const first = stays.length ? xAt(stays[0].start) : box.x0;
      const bridge = before && before.there && stays.length && first - box.x0 < 3 ? "full" : "thin";
      if (before) {
        const middle = n((before.x + box.x0) / 2);
        path[bridge] += `M${n(before.x)} ${n(before.y)}C${middle} ${n(before.y)} ${middle} ${n(y)} ${n(box.x0)} ${n(y)}`;
      }
      let x = box.place === started ? first : box.x0;
      if (box.place === started) map.begun.set(who, first);
      for (const stay of stays) {
        const from = Math.max(x, xAt(stay.start)), to = Math.min(end, xAt(stay.end));
        if (from > x + 0.5) path.thin += `M${n(x)} ${n(y)}H${n(from)}`;
        if (to > from) path[stay.hidden_from.length ? "hidden" : "full"] += `M${n(from)} ${n(y)}H${n(to)}`;
        x = Math.max(x, to);
      }
      if (end > x + 0.5) path.thin += `M${n(x)} ${n(y)}H${n(end)}`;
      before = end < box.x1 ? null : { x: box.x1, y, there: stays.length > 0 && x >= end - 3 };
    }
    return path;
  };
  const line = (who) => {
    const { hue } = story.characters[who];
    const path = pieces(who), wide = map.slim ? 0.75 : 1;
    const group = svg("g", { class: `line ${fabula.hueClass(who)}`, "data-c": who });
    const add = (kind, d, attributes) => { if (d) group.append(svg("path", { class: kind, d, fill: "none", ...attributes })); };
    add("thin", path.thin, { "stroke-width": 1 });
    add("full", path.full, { "stroke-width": hue >= 0 ? WIDTH[hue] * wide : 1.4 * wide, "stroke-dasharray": hue >= 0 && DASH[hue] || null });
    if (hue === 2 || hue === 6) add("core", path.full, { "stroke-width": 1.5 * wide });
    add("hidden", path.hidden, { "stroke-width": 2.6 * wide, "stroke-dasharray": "0.1 4.6", "stroke-linecap": "round" });
    return group;
  };

  const speeches = () => story.quotations.filter((quotation) => !quotation.inner && quotation.speaker !== null
    && quotation.mode !== "writing" && fabula.seen(quotation.end - 1));
  const tickPlace = (quotation) => {
    const box = map.byScene.get(fabula.sceneAt(quotation.start));
    const y = box ? yAt(quotation.speaker, box) : null, x = xAt(quotation.start);
    return y === null || x < (map.begun.get(quotation.speaker) ?? 0) - 1 ? null : { x, y };
  };
  const ticks = () => {
    const paths = new Map();
    map.ticks = [];
    for (const quotation of speeches()) {
      const place = tickPlace(quotation);
      if (!place) continue;
      const reach = Math.min(4.5, map.row * 0.42, (map.width / map.scenes.length) * 0.17);
      paths.set(quotation.speaker, (paths.get(quotation.speaker) || "") + `M${n(place.x)} ${n(place.y - reach)}v${n(reach * 2)}`);
      map.ticks.push({ ...place, quotation });
    }
    return [...paths].map(([who, d]) => svg("path", { class: `tick ${fabula.hueClass(who)}`, "data-c": who, d, fill: "none" }));
  };
  // An ear where somebody unseen overhears: two strokes, drawn at the first line they hear in a scene.
  const ears = () => {
    const drawn = new Set(), nodes = [];
    for (const quotation of speeches()) for (const who of quotation.overheard) {
      const at = fabula.sceneAt(quotation.start), box = map.byScene.get(at);
      const hidden = box && story.scenes[at].people.some((person) => person.who === who && person.hidden_from.length
        && person.start <= quotation.start && quotation.start < person.end);
      const y = hidden ? yAt(who, box) : null;
      if (y === null || drawn.has(at + ":" + who)) continue;
      drawn.add(at + ":" + who);
      const ear = svg("g", { class: `ear ${fabula.hueClass(who)}`, transform: `translate(${n(xAt(quotation.start))} ${n(y - 7)})` },
        svg("title", {}, `${fabula.label(who)} overhears`),
        svg("path", { d: "M-3.4 0C-3.6-6.4 4.4-6.6 3.8-.6 3.4 2.2 1.4 2.4 1.2 5-.1 7.6-2.8 6.6-2.2 4M-1.2-.2C-1.2-3 2-3 1.8-.4 1.6.6.7 1 .3 1.8", fill: "none" }));
      nodes.push(ear);
    }
    return nodes;
  };
  const pen = document.createElement("canvas").getContext("2d");
  const widthOf = (label) => {
    pen.font = `11.5px ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText(label).width;
  };
  const names = () => {
    if (map.slim) return [];
    const taken = [];
    return map.chart.rows.flatMap((_, who) => {
      const box = map.scenes.find((one) => yAt(who, one) !== null && fabula.seen(story.scenes[one.at].start));
      if (!box || !fabula.known(who) || (story.characters[who].hue < 0 && map.row < 9)) return [];
      const there = story.scenes[box.at].people.find((person) => person.who === who);
      const x = there ? xAt(there.start) : box.x0, y = yAt(who, box);
      const label = fabula.short(who), short = label.length > 14 ? label.slice(0, 13) + "…" : label;
      const wide = widthOf(short), left = x - 5 - wide;
      if (taken.some((other) => Math.abs(other.y - y) < 9 && left < other.x && other.left < x)) return [];
      taken.push({ x, y, left });
      return [svg("text", { class: `label ${fabula.hueClass(who)}`, "data-c": who, x: n(Math.max(x - 5, wide + 2)), y: n(y + 3.4), "text-anchor": "end" }, short)];
    });
  };

  fabula.sceneTitle = (at) => {
    const scene = story.scenes[at];
    return [`Scene ${at + 1}`, scene.place, scene.when === "earlier" ? "earlier" : scene.when === "unreal" ? "not real" : null]
      .filter(Boolean).join(", ");
  };
  // Number and place above a scene as far as they fit; of narrow scenes every tenth has its number.
  const placeName = (box, group) => {
    const number = String(box.at + 1), text = [number, story.scenes[box.at].place].filter(Boolean).join("  ");
    const fits = Math.floor((box.x1 - box.x0) / 5.6);
    if (map.slim || box.x0 < map.named || (fits < number.length && (box.at + 1) % 10)) return;
    const shown = text.length <= fits ? text : fits > 8 ? text.slice(0, fits - 1) + "…" : number;
    map.named = box.x0 + shown.length * 5.6 + 3;
    group.append(svg("text", { class: "place", x: n(box.x0 + 1), y: 11 }, shown));
  };
  const band = (box) => {
    const scene = story.scenes[box.at], wide = box.x1 - box.x0;
    if (!fabula.seen(scene.start)) {
      return svg("rect", { class: "hatched", x: n(box.x0 - map.gap / 2), y: 0, width: n(wide + map.gap), height: map.height });
    }
    const people = [...new Set(scene.people.filter((person) => fabula.seen(person.start)).map((person) => fabula.label(person.who)))];
    const title = fabula.sceneTitle(box.at) + (people.length ? ": " + people.join(", ") : "");
    const group = svg("g", { class: `scene ${scene.when}`, "data-scene": box.at, role: "button", tabindex: box.place ? "-1" : "0", "aria-label": title },
      svg("title", {}, title),
      svg("rect", { class: "band", x: n(box.x0), y: n((map.slim ? 0 : 16) + box.drop), width: n(wide), height: n(map.height - (map.slim ? 0 : 18) - box.drop) }));
    placeName(box, group);
    if (state.limit !== null && state.limit < scene.end) {
      const from = xAt(state.limit - 1);
      group.append(svg("rect", { class: "hatched", x: n(from), y: 0, width: n(box.x1 + map.gap / 2 - from), height: map.height }));
    }
    return group;
  };
  const hatch = () => svg("defs", {}, svg("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("path", { class: "hatch", d: "M0 0V6" })));

  fabula.drawChart = () => {
    if (!story.scenes.length) return;
    frame.hidden = false;
    map = measure();
    const focused = document.activeElement && document.activeElement.closest("#chart [data-scene]");
    const lines = map.chart.rows.map((_, who) => who).reverse();
    const root = svg("svg", { width: n(map.width), height: map.height, viewBox: `0 0 ${n(map.width)} ${map.height}` },
      hatch(), svg("g", { class: "bands" }, ...map.scenes.map(band)),
      svg("g", { class: "lines" }, ...lines.map(line)), svg("g", { class: "ticks" }, ...(map.slim ? [] : ticks())),
      svg("g", { class: "ears" }, ...(map.slim ? [] : ears())), svg("g", { class: "labels" }, ...names()),
      svg("line", { class: "cursor", y1: 0, y2: map.height }));
    frame.replaceChildren(root);
    if (focused) frame.querySelector(`[data-scene="${focused.dataset.scene}"]`)?.focus({ preventScroll: true });
    about();
    follow(true);
  };
  const about = () => {
    for (const node of frame.querySelectorAll("[data-c]")) node.classList.toggle("theirs", state.chosen.includes(+node.dataset.c));
  };
  const follow = (force) => {
    if (!map || !story.scenes.length) return;
    const x = xAt(state.cursor), cursor = frame.querySelector(".cursor");
    cursor.setAttribute("transform", `translate(${n(x)} 0)`);
    const at = fabula.sceneAt(state.cursor);
    for (const node of frame.querySelectorAll(".scene")) node.classList.toggle("current", +node.dataset.scene === at);
    const left = frame.scrollLeft, wide = frame.clientWidth;
    if (map.width > wide && (force || x < left + 40 || x > left + wide - 40)) frame.scrollLeft = x - wide / 2;
  };

  const nearest = (event) => {
    const box = frame.querySelector("svg").getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    let best = null, least = 36;
    for (const tick of (map && map.ticks) || []) {
      const away = (tick.x - x) ** 2 * 2 + (tick.y - y) ** 2;
      if (away < least) { least = away; best = tick; }
    }
    return best;
  };
  frame.addEventListener("click", (event) => {
    const label = event.target.closest(".label");
    if (label) return fabula.choose(+label.dataset.c);
    const tick = nearest(event);
    if (tick) return fabula.take(story.quotations.indexOf(tick.quotation));
    const scene = event.target.closest("[data-scene]");
    if (scene) return fabula.toScene(+scene.dataset.scene);
    const stroke = event.target.closest(".line");
    if (stroke) fabula.choose(+stroke.dataset.c);
  });
  // One stop for the tabulator; arrows go from scene to scene.
  frame.addEventListener("keydown", (event) => {
    const scene = event.target.closest("[data-scene]");
    if (!scene) return;
    const all = [...frame.querySelectorAll("[data-scene]")];
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way) { event.preventDefault(); all[all.indexOf(scene) + way]?.focus(); }
    else if (event.key === "Enter" || event.key === " ") { event.preventDefault(); fabula.toScene(+scene.dataset.scene); }
  });
  axisButton.hidden = !story.happened;
  axisButton.addEventListener("click", () => {
    state.axis = state.axis === "told" ? "happened" : "told";
    axisButton.setAttribute("aria-pressed", String(state.axis === "happened"));
    fabula.drawChart();
  });
  fabula.on("start", () => {
    fabula.drawChart();
    let width = frame.clientWidth;
    new ResizeObserver(() => {
      if (frame.clientWidth === width) return;
      width = frame.clientWidth;
      fabula.drawChart();
    }).observe(frame);
  });
  fabula.on("chosen", about);
  fabula.on("limit", () => fabula.drawChart());
  fabula.on("cursor", () => follow(false));
})(window.fabula);
