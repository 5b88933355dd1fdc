/* The queue of a paper by keyboard: j next, k previous, Enter to the place in the text. The links do the same. */
(function () {
  "use strict";

  var at = -1;

  function entries() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-paper-entry]")).filter(function (each) {
      var folded = each.closest("details");
      return !folded || folded.open;
    });
  }

  function go(step) {
    var all = entries();
    if (!all.length) return;
    var now = all.indexOf(document.activeElement);
    at = Math.max(0, Math.min(all.length - 1, (now < 0 ? at : now) + step));
    all[at].focus();
    all[at].scrollIntoView({ block: "nearest" });
  }

  function show(entry) {
    var anchor = document.getElementById(entry.dataset.paperEntry);
    if (!anchor) return;
    document.querySelectorAll(".paper-now").forEach(function (each) { each.classList.remove("paper-now"); });
    var words = anchor.nextElementSibling;
    while (words && words.classList.contains("paper-anchor")) words = words.nextElementSibling;
    (words || anchor).classList.add("paper-now");
    (words || anchor).scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var place = event.target;
    if (place.closest && place.closest("input, select, textarea, button, a, summary")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "Enter" && place.dataset && place.dataset.paperEntry) show(place);
    else return;
    event.preventDefault();
  });
}());
