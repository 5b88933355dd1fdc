/* Task pages: picking rows for one action, several sub-tasks pasted from a spreadsheet, names of chosen files. */
(function () {
  "use strict";

  function each(root, what, act) { Array.prototype.forEach.call(root.querySelectorAll(what), act); }

  /* <form data-bulk>: the number picked, and only the boxes that the chosen action asks for. */
  function prepareBulk(form) {
    var all = form.querySelector("[data-pick-all]"), bar = form.querySelector("[data-bulk-bar]");
    if (!bar) return;
    var action = bar.querySelector("[name=action]"), button = bar.querySelector("button");
    function picked() { return form.querySelectorAll("[name=task]:checked").length; }
    function show() {
      var chosen = action.options[action.selectedIndex], asks = (chosen.dataset.asks || "").split(" ");
      bar.querySelector("[data-picked]").textContent = picked();
      each(bar, "[data-ask]", function (box) { box.hidden = asks.indexOf(box.dataset.ask) < 0; });
      button.disabled = !picked() || !action.value;
    }
    form.addEventListener("change", show);
    if (all) all.addEventListener("change", function () { each(form, "[name=task]", function (box) { box.checked = all.checked; }); show(); });
    show();
  }

  /* <table data-grid>: cells copied in a spreadsheet fill the cells from here on; rows are added as needed. */
  function addRow(table) {
    var body = table.tBodies[0], row = body.rows[body.rows.length - 1].cloneNode(true);
    row.className = "";
    row.cells[0].textContent = body.rows.length + 1;
    each(row, "input", function (box) { box.value = ""; box.setAttribute("aria-label", box.getAttribute("aria-label").replace(/\d+/, body.rows.length + 1)); });
    body.appendChild(row);
    return row;
  }

  function prepareGrid(table) {
    table.addEventListener("paste", function (event) {
      var text = (event.clipboardData || window.clipboardData).getData("text");
      if (!/[\t\n]/.test(text.trim()) || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      var row = event.target.closest("tr"), start = event.target.closest("td").cellIndex;
      text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach(function (line) {
        if (!row) row = addRow(table);
        line.split("\t").forEach(function (cell, index) {
          var place = row.cells[start + index], box = place && place.querySelector("input");
          if (box) box.value = cell.trim();
        });
        row = row.nextElementSibling;
      });
      table.dispatchEvent(new Event("input", { bubbles: true }));
    });
    var more = document.querySelector("[data-grid-more]");
    if (more) more.addEventListener("click", function () { addRow(table).querySelector("input").focus(); });
  }

  function prepareNames(input) {
    input.addEventListener("change", function () {
      var place = input.closest(".pick-files"), names = [];
      each(place, "input[type=file]", function (one) { Array.prototype.forEach.call(one.files, function (file) { names.push(file.name); }); });
      place.querySelector("[data-file-names]").textContent = names.length ? names.join("、") : "可多选；照片、PDF、Word、Excel";
    });
  }

  /* The address of an action (#act-report) opens its form. */
  function openAsked() {
    var asked = /^#act-/.test(window.location.hash) && document.getElementById(window.location.hash.slice(1));
    if (!asked) return;
    asked.open = true;
    var box = asked.querySelector("form textarea, form input:not([type=hidden]), form select, form button");
    if (box) box.focus();
  }

  document.addEventListener("DOMContentLoaded", function () {
    each(document, "form[data-bulk]", prepareBulk);
    each(document, "table[data-grid]", prepareGrid);
    each(document, "input[data-names]", prepareNames);
    openAsked();
    window.addEventListener("hashchange", openAsked);
  });
})();
