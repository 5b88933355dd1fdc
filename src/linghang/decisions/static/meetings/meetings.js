/* Keys of the meeting desk. Everything they do is also a button or a link on the page. */
(function () {
  "use strict";

  function typing(target) { return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "radio"; }

  /* Rows of choices (attendance, votes): 1, 2, 3 choose, and the next row gets the focus. */
  function choose(event) {
    var row = event.target.closest("[data-choices]");
    if (!row || !/^[1-9]$/.test(event.key) || event.altKey || event.ctrlKey || event.metaKey) return false;
    var radios = row.querySelectorAll("input[type=radio]"), wanted = radios[Number(event.key) - 1];
    if (!wanted) return false;
    var rows = Array.prototype.slice.call(document.querySelectorAll("[data-choices='" + row.dataset.choices + "']"));
    var next = rows[rows.indexOf(row) + 1];
    if (!wanted.checked) wanted.click();
    (next ? next.querySelector("input[type=radio]:checked, input[type=radio]") : wanted).focus();
    return true;
  }

  /* Alt+↑ and Alt+↓ move the item under the focus within the agenda. */
  function move(event) {
    var item = event.altKey && event.target.closest("[data-agenda-item]");
    var name = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    var button = item && name && item.querySelector("[data-move=" + name + "]");
    if (!button || button.disabled) return false;
    button.click();
    return true;
  }

  /* PageDown and PageUp (what presenters send), J and K: the next and the previous item. */
  function turn(event) {
    if (typing(event.target) || event.altKey || event.ctrlKey || event.metaKey) return false;
    var paged = document.body.classList.contains("present");
    var name = { j: "next", k: "previous" }[event.key];
    if (paged) name = name || { PageDown: "next", ArrowRight: "next", PageUp: "previous", ArrowLeft: "previous", Escape: "leave" }[event.key];
    var link = name && document.querySelector("a[data-turn=" + name + "]");
    if (!link) return false;
    link.click();
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (choose(event) || move(event) || turn(event)) event.preventDefault();
  });

  /* A part that could not be sent says so instead of staying silent. */
  function complain(text) {
    var place = document.getElementById("trouble");
    if (place) { place.textContent = text; place.hidden = false; }
  }
  document.addEventListener("htmx:sendError", function () { complain("没有保存：网络不通。请检查网络后再试。"); });
  document.addEventListener("htmx:responseError", function (event) {
    var status = event.detail.xhr.status;
    complain(status === 403 ? "没有保存：您没有这项权限。" : "没有保存：服务器没有接受（" + status + "）。请刷新页面后再试。");
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var place = document.getElementById("trouble");
    if (event.detail.successful && place) place.hidden = true;
  });

  /* <form data-send>: choosing is enough. */
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-send]");
    if (form && form.requestSubmit) form.requestSubmit();
  });
})();
