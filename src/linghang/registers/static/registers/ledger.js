/* Ledger pages: drafts that save themselves, an undo that lasts its seconds, pasted tables shown as tables. */
(function () {
  "use strict";

  var PREFIX = "linghang-draft:";

  /* Drafts of ledgers about persons stay in this window only. */
  function storeOf(form) {
    try { return form.hasAttribute("data-draft-private") ? window.sessionStorage : window.localStorage; } catch (error) { return null; }
  }

  /* The boxes of a form, each under a key of its own: a name that stands several times is counted, a box that is ticked
     carries its value. A chosen file cannot be kept. */
  function boxesOf(form) {
    var counted = {};
    return Array.prototype.filter.call(form.elements, function (box) {
      return box.name && box.type !== "file" && box.name.charAt(0) !== "_" && box.name !== "csrfmiddlewaretoken" && !box.hasAttribute("data-private");
    }).map(function (box) {
      if (ticked(box)) return { key: box.name + "=" + box.value, box: box };
      counted[box.name] = (counted[box.name] || 0) + 1;
      return { key: counted[box.name] === 1 ? box.name : box.name + "#" + counted[box.name], box: box };
    });
  }

  function ticked(box) { return box.type === "checkbox" || box.type === "radio"; }

  function valueOf(box) {
    if (ticked(box)) return box.checked;
    if (!box.multiple) return box.value;
    return Array.prototype.filter.call(box.options, function (one) { return one.selected; }).map(function (one) { return one.value; });
  }

  function fill(box, value) {
    if (ticked(box)) { box.checked = value; return; }
    if (!box.multiple) { box.value = value; return; }
    Array.prototype.forEach.call(box.options, function (one) { one.selected = value.indexOf(one.value) >= 0; });
  }

  function saveDraft(form, store, name) {
    var values = {};
    boxesOf(form).forEach(function (one) { values[one.key] = valueOf(one.box); });
    try { store.setItem(name, JSON.stringify({ at: new Date().toISOString(), values: values })); } catch (error) { /* full or closed */ }
  }

  /* A table of rows that had grown grows again. */
  function makeRoom(form, values) {
    var more = form.querySelector("[data-grid-more]"), wanted = Object.keys(values).length;
    for (var tries = 0; more && tries < 200 && boxesOf(form).length < wanted; tries += 1) more.click();
  }

  function offerDraft(form, store, name) {
    var offer = form.parentNode.querySelector("[data-draft-offer]") || document.querySelector("[data-draft-offer]"), draft = null;
    try { draft = JSON.parse(store.getItem(name)); } catch (error) { store.removeItem(name); }
    if (!draft || !offer) return;
    var standing = {};
    boxesOf(form).forEach(function (one) { standing[one.key] = JSON.stringify(valueOf(one.box)); });
    var differs = Object.keys(draft.values).some(function (key) { return standing[key] !== JSON.stringify(draft.values[key]); });
    if (!differs) { store.removeItem(name); return; }
    offer.querySelector("[data-draft-time]").textContent = new Date(draft.at).toLocaleString("zh-CN");
    offer.hidden = false;
    if (offer.closest("details")) offer.closest("details").open = true;
    offer.querySelector("[data-draft-take]").addEventListener("click", function () {
      makeRoom(form, draft.values);
      boxesOf(form).forEach(function (one) { if (draft.values[one.key] !== undefined) fill(one.box, draft.values[one.key]); });
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
