// Everything is in place: draw it once.
(function (fabula) {
  fabula.emit("start");
  fabula.book.follow();
  document.documentElement.classList.add("ready");
})(window.fabula);
