/* Ledger pages: drafts that save themselves, an undo that lasts its seconds, pasted tables shown as tables. */
(function () {
  "use strict";

  var PREFIX = "linghang-draft:";

  /* Drafts of ledgers about persons stay in this window only. */
  function storeOf(form) {
    try { return form.hasAttribute("data-draft-private") ? window.sessionStorage : window.localStorage; } catch (error) { return null; }
  }

  function boxesOf(form) {
    return Array.prototype.filter.call(form.elements, function (box) {
      return box.name && box.name.charAt(0) !== "_" && box.name !== "csrfmiddlewaretoken" && !box.hasAttribute("data-private");
    });
  }

  function valueOf(box) {
    if (!box.multiple) return box.value;
    return Array.prototype.filter.call(box.options, function (one) { return one.selected; }).map(function (one) { return one.value; });
  }

  function fill(box, value) {
    if (!box.multiple) { box.value = value; return; }
    Array.prototype.forEach.call(box.options, function (one) { one.selected = value.indexOf(one.value) >= 0; });
  }

  function saveDraft(form, store, name) {
    var values = {};
    boxesOf(form).forEach(function (box) { values[box.name] = valueOf(box); });
    try { store.setItem(name, JSON.stringify({ at: new Date().toISOString(), values: values })); } catch (error) { /* full or closed */ }
  }

  function offerDraft(form, store, name) {
    var offer = document.querySelector("[data-draft-offer]"), draft = null;
    try { draft = JSON.parse(store.getItem(name)); } catch (error) { store.removeItem(name); }
    if (!draft || !offer) return;
    var differs = boxesOf(form).some(function (box) {
      return draft.values[box.name] !== undefined && JSON.stringify(draft.values[box.name]) !== JSON.stringify(valueOf(box));
    });
    if (!differs) { store.removeItem(name); return; }
    offer.querySelector("[data-draft-time]").textContent = new Date(draft.at).toLocaleString("zh-CN");
    offer.hidden = false;
    offer.querySelector("[data-draft-take]").addEventListener("click", function () {
      boxesOf(form).forEach(function (box) { if (draft.values[box.name] !== undefined) fill(box, draft.values[box.name]); });
      offer.hidden = true;
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    offer.querySelector("[data-draft-drop]").addEventListener("click", function () { store.removeItem(name); offer.hidden = true; });
  }

  function prepareDraft(form) {
    var store = storeOf(form), name = PREFIX + form.dataset.draft, waiting = null;
    if (!store) return;
    if (form.hasAttribute("data-draft-current")) saveDraft(form, store, name); else offerDraft(form, store, name);
    form.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () { saveDraft(form, store, name); }, 400);
    });
    form.addEventListener("submit", function () { window.clearTimeout(waiting); saveDraft(form, store, name); });
  }

  function dropSaved() {
    document.querySelectorAll("[data-draft-done]").forEach(function (mark) {
      try {
        window.localStorage.removeItem(PREFIX + mark.dataset.draftDone);
        window.sessionStorage.removeItem(PREFIX + mark.dataset.draftDone);
      } catch (error) { /* storage is closed: there was no draft */ }
    });
  }

  function prepareExpiry(notice) {
    var left = Number(notice.dataset.expire), shown = notice.querySelector("[data-countdown]");
    function tick() {
      if (left <= 0) { notice.remove(); return; }
      if (shown) shown.textContent = left + " 秒内可撤销";
      left -= 1;
      window.setTimeout(tick, 1000);
    }
    tick();
  }

  function prepareNarrow(input) {
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      document.querySelectorAll(input.dataset.narrow).forEach(function (line) {
        line.hidden = wanted !== "" && line.textContent.toLowerCase().indexOf(wanted) < 0;
      });
      document.querySelectorAll("[data-narrow-group]").forEach(function (group) {
        group.hidden = !group.querySelector(input.dataset.narrow + ":not([hidden])");
      });
    });
  }

  function showPasted(area) {
    var place = document.querySelector("[data-paste-preview]");
    if (!place) return;
    place.textContent = "";
    place.hidden = area.value.indexOf("\t") < 0;
    if (place.hidden) return;
    var table = document.createElement("table");
    table.className = "table"; table.dataset.density = "compact";
    area.value.split("\n").slice(0, 50).forEach(function (line) {
      if (!line.trim()) return;
      var row = table.insertRow();
      line.split("\t").forEach(function (text) { row.insertCell().textContent = text; });
    });
    place.appendChild(table);
  }

  document.addEventListener("DOMContentLoaded", function () {
    dropSaved();
    document.querySelectorAll("form[data-draft]").forEach(prepareDraft);
    document.querySelectorAll("[data-expire]").forEach(prepareExpiry);
    document.querySelectorAll("[data-narrow]").forEach(prepareNarrow);
    document.querySelectorAll("[data-paste-table]").forEach(function (area) {
      area.addEventListener("input", function () { showPasted(area); });
      showPasted(area);
    });
    document.querySelectorAll("select[data-reload]").forEach(function (select) {
      select.addEventListener("change", function () { window.location.href = select.dataset.reload + encodeURIComponent(select.value); });
    });
    var faults = document.getElementById("faults"), wrong = document.querySelector(".field.invalid input, .field.invalid select, .field.invalid textarea");
    if (wrong) wrong.focus(); else if (faults) faults.focus();
  });
})();
