/* Makes the pages faster for those who use scripts; every page works without. */
(() => {
  "use strict";
  const fold = document.querySelector(".side-fold");
  const wide = window.matchMedia("(min-width: 60rem)");
  const unfold = () => { if (fold) fold.open = wide.matches; };
  unfold();
  wide.addEventListener("change", unfold);

  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.done;
    });
  }

  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
  let waitingForGo = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (waitingForGo) {
      waitingForGo = false;
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (event.key === "g") { waitingForGo = true; setTimeout(() => { waitingForGo = false; }, 1500); }
    if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
    if (event.key === "j" || event.key === "k") moveRow(event.key === "j" ? 1 : -1);
  });

  function moveRow(step) {
    const rows = [...document.querySelectorAll("table.rows tbody a[href]:first-of-type, .queue a.queue-link")];
    if (!rows.length) return;
    const here = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, here + step))].focus();
  }
})();
