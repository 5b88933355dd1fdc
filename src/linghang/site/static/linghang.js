/* Small behaviours that pages ask for by data attributes; every page also works without them. */
(function () {
  "use strict";

  function cellValue(row, index) {
    var cell = row.cells[index];
    return cell ? (cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim()) : "";
  }

  /* <table data-sortable>: a click or Enter on a head sorts; missing values stay at the end. */
  function sortBy(head) {
    var table = head.closest("table"), body = table.tBodies[0], index = head.cellIndex;
    var down = head.getAttribute("aria-sort") !== "descending";
    table.querySelectorAll("th[aria-sort]").forEach(function (th) { th.setAttribute("aria-sort", "none"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    var rows = Array.prototype.slice.call(body.rows);
    rows.sort(function (a, b) {
      var x = cellValue(a, index), y = cellValue(b, index);
      if (x === "" || y === "") return x === y ? 0 : (x === "" ? 1 : -1);
      var order = isNaN(x) || isNaN(y) ? x.localeCompare(y, "zh-Hans") : x - y;
      return down ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }

  function prepareTables(root) {
    root.querySelectorAll("table[data-sortable] thead th").forEach(function (th) {
      if (th.dataset.ready) return;
      th.dataset.ready = "1"; th.tabIndex = 0;
      if (!th.hasAttribute("aria-sort")) th.setAttribute("aria-sort", "none");
      th.addEventListener("click", function () { sortBy(th); });
      th.addEventListener("keydown", function (event) { if (event.key === "Enter") sortBy(th); });
    });
    root.querySelectorAll("[data-density-for]").forEach(function (button) {
      button.addEventListener("click", function () {
        var table = document.getElementById(button.dataset.densityFor);
        var compact = table.dataset.density !== "compact";
        table.dataset.density = compact ? "compact" : "";
        button.setAttribute("aria-pressed", String(compact));
      });
    });
  }

  /* <div class="chart" data-figure="id of a JSON script">: the server describes the chart, Plotly draws it. */
  function drawCharts(root) {
    if (!window.Plotly) return;
    root.querySelectorAll("[data-figure]").forEach(function (place) {
      if (place.dataset.ready) return;
      place.dataset.ready = "1";
      var figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
      var options = { responsive: true, displaylogo: false, displayModeBar: false, locale: "zh-CN" };
      window.Plotly.newPlot(place, figure.data, figure.layout, options);
    });
  }

  /* <form data-guard>: leaving with unsaved words asks first. */
  function guardForms(root) {
    root.querySelectorAll("form[data-guard]").forEach(function (form) {
      var changed = false;
      form.addEventListener("input", function () { changed = true; });
      form.addEventListener("submit", function () { changed = false; });
      window.addEventListener("beforeunload", function (event) { if (changed) { event.preventDefault(); event.returnValue = ""; } });
    });
  }

  /* A form is sent once: until the answer comes its buttons rest. What htmx sends, or the page keeps, is left alone. */
  function rest(form, resting) {
    form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach(function (button) { button.disabled = resting; });
    form.toggleAttribute("aria-busy", resting);
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    /* A moment later, for a button that rests at once would not be among what is sent. */
    window.setTimeout(function () {
      if (event.defaultPrevented) return;
      rest(form, true);
      window.setTimeout(function () { rest(form, false); }, 20000);
    }, 0);
  });
  window.addEventListener("pageshow", function () { document.querySelectorAll("form[aria-busy]").forEach(function (form) { rest(form, false); }); });

  /* <label class="drop"> around a file input: drop a file on it, see its name. */
  function prepareDrops(root) {
    root.querySelectorAll(".drop").forEach(function (drop) {
      var input = drop.querySelector("input[type=file]"), name = drop.querySelector("[data-file-name]");
      if (!input || drop.dataset.ready) return;
      drop.dataset.ready = "1";
      function say() { if (name && input.files.length) name.textContent = input.files[0].name; }
      input.addEventListener("change", say);
      drop.addEventListener("dragover", function (event) { event.preventDefault(); drop.classList.add("over"); });
      drop.addEventListener("dragleave", function () { drop.classList.remove("over"); });
      drop.addEventListener("drop", function (event) {
        event.preventDefault(); drop.classList.remove("over");
        input.files = event.dataTransfer.files; say();
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
  }

  /* <form data-autosubmit>: choosing is enough; the button is for those without this script. */
  function prepareAutosubmit(root) {
    root.querySelectorAll("form[data-autosubmit]").forEach(function (form) {
      form.querySelectorAll("[data-autosubmit-button]").forEach(function (button) { button.hidden = true; });
      form.addEventListener("change", function () { form.submit(); });
    });
  }

  /* A strip that is wider than the screen shows the chosen entry. */
  function showChosen(root) {
    root.querySelectorAll(".segments [aria-current], .menu [aria-current]").forEach(function (chosen) {
      var strip = chosen.parentNode;
      strip.scrollLeft = chosen.offsetLeft - strip.offsetLeft - (strip.clientWidth - chosen.offsetWidth) / 2;
    });
  }

  function prepare(root) {
    showChosen(root);
    prepareTables(root); drawCharts(root); guardForms(root); prepareDrops(root); prepareAutosubmit(root);
  }

  /* The drawer: Escape or its close button empties it, and the link that opened it gets the focus back. */
  var opener = null;
  function closeDrawer() {
    var drawer = document.getElementById("drawer");
    if (drawer) drawer.innerHTML = "";
    if (opener) { opener.focus(); opener = null; }
  }
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-close-drawer]")) { event.preventDefault(); closeDrawer(); }
    if (event.target.closest("[data-print]")) window.print();
    var open = event.target.closest("[hx-target='#drawer']");
    if (open) opener = open;
    document.querySelectorAll("details.person[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") closeDrawer(); });
  document.addEventListener("htmx:afterSwap", function (event) {
    prepare(event.target);
    var heading = event.target.querySelector(".drawer h2");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  });

  /* Wall: one slide after the other, then the page loads afresh. */
  function rotate() {
    var slides = document.querySelectorAll(".slide"), shown = 0;
    if (!slides.length) return;
    window.setInterval(function () {
      slides[shown].hidden = true; shown += 1;
      if (shown === slides.length) { window.location.reload(); return; }
      slides[shown].hidden = false;
    }, Number(document.body.dataset.seconds || 20) * 1000);
  }

  document.addEventListener("DOMContentLoaded", function () { prepare(document); rotate(); });
})();
