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
  if (window.scrollY > 0) fabula.book.follow(); // else at the first words, wherever the reading line falls
  document.documentElement.classList.add("ready");
})(window.fabula);
