// Everything is in place: draw it once.
(function (fabula) {
  const top = document.getElementById("top");
  // What is below the head must know how high it is; set only on change, for it restyles the page.
  let height = 0;
  const measure = () => {
    if (top.offsetHeight === height) return;
    height = top.offsetHeight;
    document.documentElement.style.setProperty("--top", height + "px");
  };
  fabula.emit("start");
  measure();
  new ResizeObserver(measure).observe(top);
  // At the top, the cursor stands at the first words of the story that the window shows, wherever the reading line falls.
  const { book, story } = fabula, first = story.scenes.length ? story.scenes[0].start : 0;
  const block = book.blockAt(first);
  if (window.scrollY > 0) book.follow();
  else if (block && block.node.getBoundingClientRect().top < window.innerHeight) fabula.moveTo(first);
  document.documentElement.classList.add("ready");
})(window.fabula);
