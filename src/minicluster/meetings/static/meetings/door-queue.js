/* A bad line at the door: what is tapped on the list or sent by a guest is kept in the browser under its key and sent once, as soon as the line is back. */
(() => {
  "use strict";
  const STORE = "minicluster.door";
  const TRY_EVERY = 15_000;
  const LOOK_EVERY = 20_000;
  const PATIENCE = 12_000;
  const words = document.querySelector("#unsent");
  const list = document.querySelector("#standing");
  if (!canQueue()) return;
  const refused = [];
  let isHeld = false;
  let isSignedOut = false;
  let isSending = false;

  /* Without a place to keep things in, the plain forms do their work. */
  function canQueue() {
    try {
      localStorage.setItem(`${STORE}.try`, "1");
      localStorage.removeItem(`${STORE}.try`);
      return "timeout" in AbortSignal;
    } catch {
      return false;
    }
  }

  const kept = () => JSON.parse(localStorage.getItem(STORE) || "[]");
  const keep = (entries) => localStorage.setItem(STORE, JSON.stringify(entries));
  const isSame = (one, other) => one.key === other.key && one.stamp === other.stamp;

  /* A later tap about the same person takes the place of an earlier one that was not sent. */
  function put(entry) {
    keep([...kept().filter((other) => other.key !== entry.key), { ...entry, stamp: `${Date.now()}-${Math.random()}` }]);
    show();
    flush();
  }

  /* Everything that waits, one after the other, and what is tapped meanwhile too; where the line fails the rest need not be tried. */
  async function flush() {
    if (isSending) return;
    isSending = true;
    const tried = new Set();
    const next = () => kept().find((entry) => !tried.has(entry.stamp));
    for (let entry = next(); entry; entry = next()) {
      tried.add(entry.stamp);
      if (!(await hasReached(entry))) break;
    }
    isSending = false;
    isHeld = kept().length > 0;
    show();
  }

  /* Whether the server was reached. What it has said something final about is taken off; what it could not take now stays for the next time. */
  async function hasReached(entry) {
    let response;
    let answer = "";
    try {
      const body = new URLSearchParams({ ...entry.fields, csrfmiddlewaretoken: words.dataset.token });
      response = await fetch(entry.address, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      answer = await response.text();
    } catch {
      return false;
    }
    isSignedOut = response.type === "opaqueredirect" || response.status === 403;
    if (isSignedOut || response.status >= 500) return true;
    keep(kept().filter((other) => !isSame(other, entry)));
    (entry.isTap ? takeTap : takeGuest)(entry, response, answer);
    return true;
  }

  /* A tap may have waited for longer than its list was open. */
  function takeTap(entry, response, answer) {
    if (response.ok && entry.address === list?.dataset.tick) draw(JSON.parse(answer));
    else if (!response.ok) refused.push(`${entry.said}: ${refusalIn(answer)}`);
  }

  /* The form that was sent from this page gives way to the server's answer; of one sent earlier only a refusal is told. */
  function takeGuest(entry, response, answer) {
    const content = new DOMParser().parseFromString(answer, "text/html").querySelector("#content");
    const form = [...document.querySelectorAll("[data-door-form]")].find((one) => one.elements.key.value === entry.key);
    if (form && content) {
      const page = document.querySelector("#content");
      page.innerHTML = content.innerHTML;
      page.focus();
    } else if (!response.ok) refused.push(`${entry.said}: ${refusalIn(answer)}`);
  }

  function refusalIn(answer) {
    try {
      return JSON.parse(answer).refusal;
    } catch {
      const page = new DOMParser().parseFromString(answer, "text/html");
      return (page.querySelector("[data-refusal], .errorlist, h1") || page.body).textContent.trim();
    }
  }

  function show() {
    const place = document.querySelector("#unsent");
    if (!place) return;
    const waiting = isHeld ? kept() : [];
    place.hidden = !waiting.length && !refused.length;
    place.replaceChildren(
      ...paragraphs(isSignedOut ? words.dataset.signIn : words.dataset.waiting, waiting.map((entry) => entry.said)),
      ...paragraphs(words.dataset.refused, refused),
    );
    const unsent = new Set(waiting.map((entry) => entry.key));
    for (const row of document.querySelectorAll("[data-person]")) row.querySelector("[data-unsent-mark]").hidden = !unsent.has(keyOf(row));
    const sending = new Set(kept().map((entry) => entry.key));
    for (const form of document.querySelectorAll("[data-door-form]")) {
      form.closest("section").hidden = unsent.has(form.elements.key.value);
      form.querySelector("button").disabled = sending.has(form.elements.key.value);
    }
  }

  function paragraphs(lead, lines) {
    if (!lines.length) return [];
    const [head, body] = [document.createElement("p"), document.createElement("ul")];
    head.textContent = lead;
    body.append(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    return [head, body];
  }

  /* How it stands, and what others have written down meanwhile; what waits here is newer than what the server knows. */
  function draw({ standing, kinds }) {
    const isOpen = Boolean(list.querySelector("details[open]"));
    list.innerHTML = standing;
    list.querySelector("details")?.toggleAttribute("open", isOpen);
    const unsent = new Set(kept().map((entry) => entry.key));
    const read = document.querySelector("[name=read]");
    read.value = Object.entries(kinds).map(([person, kind]) => `${person}:${kind}`).join(" ");
    for (const row of document.querySelectorAll("[data-person]")) {
      const written = kinds[row.dataset.person];
      const radio = written && row.querySelector(`input[value="${written}"]`);
      if (radio && !unsent.has(keyOf(row))) radio.checked = true;
    }
  }

  const keyOf = (row) => `${list.dataset.tick}${row.dataset.person}`;

  async function look() {
    if (document.hidden || kept().length) return;
    try {
      const response = await fetch(list.dataset.standing, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      if (response.ok && !kept().length) draw(await response.json());
    } catch {
      /* The line is bad; what is on the page stays until it is back. */
    }
  }

  document.addEventListener("change", (event) => {
    const row = event.target.matches("[data-tick]") && event.target.closest("[data-person]");
    if (!row) return;
    const said = `${row.querySelector("legend").textContent.trim()} · ${event.target.parentElement.textContent.trim()}`;
    put({ key: keyOf(row), address: list.dataset.tick, said, isTap: true, fields: { person: row.dataset.person, kind: event.target.value } });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-door-form]")) return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    put({ key: fields.key, address: form.getAttribute("action"), said: form.dataset.said || fields.name, fields });
  });

  const filter = document.querySelector("[data-filter]");
  if (filter) {
    filter.addEventListener("input", () => {
      const typed = filter.value.normalize("NFKC").toLowerCase().replace(/[\s·.,()-]/g, "");
      let shown = 0;
      for (const row of document.querySelectorAll("[data-person]")) {
        row.hidden = !row.dataset.search.includes(typed);
        shown += !row.hidden;
      }
      document.querySelector("[data-nobody]").hidden = shown > 0 || !typed;
    });
  }

  window.addEventListener("online", flush);
  setInterval(flush, TRY_EVERY);
  if (list) setInterval(look, LOOK_EVERY);
  show();
  flush();
})();
