/* The picture of a network comes alive: time, size, and whom somebody is tied to. Without it the same picture stands as an image, with links for the years. */
(async () => {
  "use strict";
  const network = document.querySelector("[data-network]");
  if (!network) return;
  const find = (name) => network.querySelector(`[data-${name}]`);
  const frame = find("frame");
  const said = find("said");
  const answer = await fetch(network.dataset.picture, { credentials: "same-origin" });
  if (!answer.ok) return;
  const svg = document.adoptNode(new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement);
  if (svg.localName !== "svg") return;
  // What is said of a node stands in the line below; the shapes themselves are no stops for the keyboard or a screen reader.
  svg.removeAttribute("role");
  svg.setAttribute("aria-hidden", "true");
  const whole = svg.getAttribute("viewBox").split(" ").map(Number);
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  const make = (name, facts) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(facts)) made.setAttribute(key, value);
    return made;
  };
  const light = make("path", { class: "light" });
  const lightName = make("text", { class: "light-name", dy: "0.35em" });
  svg.querySelector(".ties").after(light);
  svg.querySelector(".names").append(lightName);
  frame.replaceChildren(svg);
  find("tools").hidden = find("keys").hidden = false;

  const nodes = [...svg.querySelectorAll(".nodes > *")].map((shape) => {
    const box = shape.getBBox();
    return { shape, id: shape.dataset.id, since: shape.dataset.since, title: shape.querySelector("title").textContent, x: box.x + box.width / 2, y: box.y + box.height / 2, radius: box.width / 2, ties: [] };
  });
  const names = new Map([...svg.querySelectorAll(".names > [data-node]")].map((text) => [Number(text.dataset.node), text]));
  for (const path of svg.querySelectorAll(".ties path")) {
    const kind = path.parentNode.getAttribute("class").replace("tie-", "");
    const ends = path.dataset.pairs.split(" ").map(Number);
    for (let at = 0; at < ends.length; at += 2) {
      nodes[ends[at]].ties.push({ to: ends[at + 1], kind, since: path.dataset.since });
      nodes[ends[at + 1]].ties.push({ to: ends[at], kind, since: path.dataset.since });
    }
  }

  /* time */
  const states = [...document.querySelectorAll("[data-states] [data-until]")].map((row) => row.dataset);
  const slider = find("time");
  const sentence = document.querySelector("[data-sentence]:not(tr)");
  let until = "9999-99";
  const showUntil = (place) => {
    until = states[place].until;
    for (const part of svg.querySelectorAll("[data-since]")) part.classList.toggle("is-later", part.dataset.since > until);
    for (const [node, text] of names) text.classList.toggle("is-later", nodes[node].since > until);
    sentence.textContent = states[place].sentence;
    find("month").textContent = until;
    slider.setAttribute("aria-valuetext", states[place].sentence);
    if (chosen !== null) choose(nodes[chosen].since > until ? null : chosen);
  };

  /* whom somebody is tied to */
  const most = 40;
  let chosen = null;
  const partnersOf = (node) => {
    const found = new Map();
    for (const tie of nodes[node].ties) {
      if (tie.since <= until) found.set(tie.to, [...(found.get(tie.to) ?? []), tie.kind]);
    }
    return found;
  };
  const linkTo = (node, other, kinds) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${network.dataset.ties}${nodes[node].id}/${nodes[other].id}/${network.dataset.query}`;
    link.textContent = `${nodes[other].title.split(":")[0]} (${kinds.map((kind) => network.dataset[kind]).join(", ")})`;
    item.append(link);
    return item;
  };
  const tell = (node, partners) => {
    const title = document.createElement("p");
    title.textContent = network.dataset.tied.replace("#", partners.size).replace("@", nodes[node].title.split(":")[0]);
    const list = document.createElement("ul");
    const sorted = [...partners].sort((one, other) => nodes[other[0]].radius - nodes[one[0]].radius);
    for (const [other, kinds] of sorted.slice(0, most)) list.append(linkTo(node, other, kinds));
    if (sorted.length > most) {
      const rest = document.createElement("li");
      rest.textContent = network.dataset.more.replace("#", sorted.length - most);
      list.append(rest);
    }
    said.replaceChildren(title, list);
  };
  const choose = (node) => {
    for (const part of svg.querySelectorAll(".is-near, .is-chosen")) part.classList.remove("is-near", "is-chosen");
    svg.classList.toggle("is-lit", node !== null);
    chosen = node;
    light.setAttribute("d", "");
    lightName.textContent = "";
    said.replaceChildren();
    if (node === null) return;
    const { shape, x, y, radius, title } = nodes[node];
    const partners = partnersOf(node);
    for (const near of [node, ...partners.keys()]) {
      nodes[near].shape.classList.add("is-near");
      names.get(near)?.classList.add("is-near");
    }
    shape.classList.add("is-chosen");
    light.setAttribute("d", [...partners.keys()].map((other) => `M${x} ${y}L${nodes[other].x} ${nodes[other].y}`).join(""));
    if (!names.has(node)) {
      lightName.textContent = title.split(":")[0];
      lightName.classList.add("is-near");
      const isRight = x > whole[2] * 0.75;
      lightName.setAttribute("text-anchor", isRight ? "end" : "start");
      lightName.setAttribute("x", isRight ? x - radius - 3 : x + radius + 3);
      lightName.setAttribute("y", y);
    }
    tell(node, partners);
  };

  /* size and place */
  let view = [...whole];
  const draw = () => svg.setAttribute("viewBox", view.map((number) => number.toFixed(1)).join(" "));
  const middle = () => (chosen === null ? { x: view[0] + view[2] / 2, y: view[1] + view[3] / 2 } : nodes[chosen]);
  const zoom = (factor, { x, y } = middle()) => {
    const by = Math.min(Math.max(view[2] * factor, whole[2] / 12), whole[2]) / view[2];
    view = [x - (x - view[0]) * by, y - (y - view[1]) * by, view[2] * by, view[3] * by];
    keepInside();
  };
  const keepInside = () => {
    for (const axis of [0, 1]) view[axis] = Math.min(Math.max(view[axis], 0), whole[axis + 2] - view[axis + 2]);
    draw();
  };
  const showAll = () => { view = [...whole]; draw(); };
  const bringIntoView = (node) => {
    const { x, y } = nodes[node];
    if (x < view[0] || y < view[1] || x > view[0] + view[2] || y > view[1] + view[3]) {
      view[0] = x - view[2] / 2;
      view[1] = y - view[3] / 2;
      keepInside();
    }
  };
  const pointOf = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const sizes = { in: () => zoom(0.7), out: () => zoom(1 / 0.7), all: showAll };
  for (const button of network.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => sizes[button.dataset.zoom]());
  svg.addEventListener("wheel", (event) => {
    // The wheel alone scrolls the page, as everywhere.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.8 : 1.25, pointOf(event));
  }, { passive: false });
  let grip = null;
  svg.addEventListener("pointerdown", (event) => { grip = pointOf(event); });
  svg.addEventListener("pointermove", (event) => {
    if (!grip || !event.buttons) return;
    const { x, y } = pointOf(event);
    view[0] -= x - grip.x;
    view[1] -= y - grip.y;
    keepInside();
  });
  svg.addEventListener("pointerup", () => { grip = null; });
  svg.addEventListener("click", (event) => {
    const shape = event.target.closest("[data-id]");
    choose(shape ? nodes.findIndex((node) => node.shape === shape) : null);
  });

  /* keys */
  const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const nextTo = (node, [dx, dy]) => {
    let best = null;
    let least = Infinity;
    nodes.forEach((other, place) => {
      if (place === node || other.since > until) return;
      const along = (other.x - nodes[node].x) * dx + (other.y - nodes[node].y) * dy;
      const aside = Math.abs((other.x - nodes[node].x) * dy) + Math.abs((other.y - nodes[node].y) * dx);
      if (along > 0 && along + 2 * aside < least) [best, least] = [place, along + 2 * aside];
    });
    return best ?? node;
  };
  const largest = () => nodes.reduce((best, node, place) => (node.since <= until && node.radius > nodes[best].radius ? place : best), 0);
  const keys = { "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1 / 0.7), 0: showAll, Escape: () => choose(null), Enter: () => said.querySelector("a")?.focus() };
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ways[event.key]) {
      choose(chosen === null ? largest() : nextTo(chosen, ways[event.key]));
      bringIntoView(chosen);
    } else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  if (slider && states.length) {
    const asked = states.findIndex((state) => state.until >= network.dataset.until);
    slider.value = network.dataset.until && asked >= 0 ? asked : states.length - 1;
    slider.addEventListener("input", () => showUntil(Number(slider.value)));
    if (network.dataset.until) showUntil(Number(slider.value));
    else find("month").textContent = states.at(-1).until;
  }
})();
