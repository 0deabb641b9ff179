// What a character is called: the full name, or under a reading limit only a name that has been read.
(function (fabula) {
  const { story, state } = fabula;

  fabula.known = (who) => {
    const first = story.characters[who].first;
    return state.limit === null || (first !== null && first < state.limit);
  };
  fabula.names = (who) => story.characters[who].names.filter(([, first]) => fabula.seen(first)).map(([name]) => name);
  fabula.label = (who) => {
    if (who === null || who === undefined) return "?";
    const character = story.characters[who];
    if (state.limit === null) return character.name;
    if (!fabula.known(who)) return "somebody";
    const names = fabula.names(who);
    if (names.includes(character.name)) return character.name;
    return names[0] || firstWords(who) || "somebody";
  };
  // What fits the margin and the storyline.
  fabula.short = (who) => {
    const { short } = story.characters[who];
    return state.limit === null || fabula.names(who).includes(short) ? short : fabula.label(who);
  };
  fabula.initial = (who) => fabula.short(who) === story.characters[who].short ? story.characters[who].initial
    : (fabula.short(who).match(/[\p{L}\p{N}]/u) || ["?"])[0].toUpperCase();

  const [gaps, lengths, entities] = story.mentions;
  const firstWords = (who) => {
    let start = 0;
    for (let at = 0; at < gaps.length; at++) {
      start += gaps[at];
      if (entities[at] === who) return fabula.seen(start) ? fabula.book.words(start, start + lengths[at], 30) : null;
    }
    return null;
  };

  // A button by its role: a button element would not break over lines, and names can be long.
  fabula.nameNode = (who) => fabula.el("span", {
    role: "button", tabindex: "0", class: "name " + fabula.hueClass(who), onclick: () => fabula.choose(who),
    onkeydown: (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      fabula.choose(who);
    },
  }, fabula.label(who));
  // "Ann, Ben and Cy" as nodes.
  fabula.nameList = (people) => people.flatMap((who, at) => [
    at === 0 ? "" : at === people.length - 1 ? " and " : ", ", fabula.nameNode(who),
  ]);

  // The margin carries names as attributes; those that the limit hides are replaced while it stands.
  fabula.on("limit", () => {
    for (const quotation of story.quotations) {
      if (quotation.speaker === null || quotation.inner) continue;
      const node = fabula.book.turnNode(quotation);
      const label = fabula.short(quotation.speaker);
      if (node && node.dataset.n !== label) {
        node.dataset.n = label;
        node.dataset.i = fabula.initial(quotation.speaker);
      }
    }
  });
})(window.fabula);
