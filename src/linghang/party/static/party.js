/* Recording on a telephone: the photo that was taken is named, those who came are counted. Pages work without it. */
(function () {
  "use strict";
  document.querySelectorAll(".record-photo input[type=file]").forEach(function (input) {
    var label = input.closest(".record-photo"), said = label.querySelector("[data-said]");
    input.addEventListener("change", function () {
      label.classList.toggle("taken", input.files.length > 0);
      said.textContent = input.files.length ? "已选 " + input.files.length + " 张，点这里重选" : said.dataset.said;
    });
  });
  var roll = document.querySelector(".record-roll"), count = document.querySelector("[data-present]");
  function tally() { count.textContent = roll.querySelectorAll("input:checked").length; }
  if (roll && count) { roll.addEventListener("change", tally); tally(); }
  document.querySelectorAll("[data-roll-all]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var boxes = roll.querySelectorAll("input"), on = roll.querySelectorAll("input:checked").length < boxes.length;
      boxes.forEach(function (box) { box.checked = on; });
      tally();
    });
  });
})();
