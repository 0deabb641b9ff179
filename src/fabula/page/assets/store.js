// The story's rows, what is shown at the moment, and word to whoever wants to know that it changed.
"use strict";
window.fabula = {};
(function (fabula) {
  const story = JSON.parse(document.getElementById("payload").textContent);
  const listeners = new Map();

  fabula.story = story;
  // cursor: where the reader is; turn: the quotation in hand; limit: nothing beyond it is given away.
  fabula.state = { cursor: 0, turn: null, chosen: [], limit: null, axis: "told" };

  fabula.on = (name, listener) => {
    if (!listeners.has(name)) listeners.set(name, []);
    listeners.get(name).push(listener);
  };
  fabula.emit = (name, detail) => {
    for (const listener of listeners.get(name) || []) listener(detail);
  };
  // What somebody picked, for whoever builds on the page: an event "fabula:select" on the document.
  fabula.announce = (kind, id) => {
    document.dispatchEvent(new CustomEvent("fabula:select", { detail: { kind, id } }));
  };

  // A browser may refuse storage (files, private windows); the page works without.
  fabula.recall = (name) => {
    try { return window.localStorage.getItem("fabula:" + name); } catch { return null; }
  };
  fabula.keep = (name, value) => {
    try {
      if (value === null) window.localStorage.removeItem("fabula:" + name);
      else window.localStorage.setItem("fabula:" + name, value);
    } catch { /* not kept */ }
  };

  const build = (make) => (tag, attributes = {}, ...children) => {
    const node = make(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") node.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  };
  // Elements are built from nodes and text alone: no words of a story are ever parsed as markup.
  fabula.el = build((tag) => document.createElement(tag));
  fabula.svg = build((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));

  fabula.hueClass = (who) => {
    const hue = who === null ? -1 : story.characters[who].hue;
    return hue >= 0 ? "h" + hue : "hx";
  };
  // The last row that starts at or before the offset, in rows sorted by start; -1 when there is none.
  fabula.lastAt = (rows, offset, start = (row) => row.start) => {
    let low = 0, high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (start(rows[middle]) <= offset) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  fabula.seen = (offset) => fabula.state.limit === null || offset < fabula.state.limit;
  fabula.sceneAt = (offset) => fabula.lastAt(story.scenes, offset);

  // Whether somebody is there openly: present, and nobody there is unaware of it.
  fabula.openlyThere = (who, offset) => {
    const scene = story.scenes[fabula.sceneAt(offset)];
    return !scene || !scene.people.length || scene.people.some((person) => person.who === who
      && person.start <= offset && offset < person.end && !person.hidden_from.length);
  };
})(window.fabula);
