/* The code tree under a keyboard (ARIA tree pattern). Without this script every button posts the same form; with it only the answer is put in place. */
"use strict";
(() => {
  const live = document.getElementById("live");
  const form = () => document.getElementById("builder");

  async function send(name, value, focusKey) {
    const data = new FormData(form());
    data.append(name, value);
    const answer = await fetch(form().getAttribute("action"), { method: "POST", body: new URLSearchParams(data), credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("builder");
    if (!answer.ok || !fresh) { form().submit(); return; }
    form().replaceWith(document.adoptNode(fresh));
    enhance();
    const said = focusKey ? focusOn(focusKey) : document.querySelector("#echo .notice");
    live.textContent = said ? (said.dataset.said || said.textContent).trim() : "";
  }

  function focusOn(key) {
    const [flat, name] = key;
    const scope = flat ? ".picker.flat " : ".picker:not(.flat) ";
    const node = document.querySelector(scope + '[data-key="' + CSS.escape(name) + '"]') || document.querySelector('[data-key="' + CSS.escape(name) + '"]');
    if (node) { rove(node); node.focus(); }
    return node;
  }

  const keyOf = (node) => [Boolean(node.closest(".flat")), node.dataset.key];
  const items = (tree) => [...tree.querySelectorAll(".node")];

  function rove(node) {
    for (const other of items(node.closest(".picker"))) other.tabIndex = other === node ? 0 : -1;
  }

  function press(event) {
    const node = event.currentTarget;
    if (event.target !== node || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = items(node.closest(".picker")), at = all.indexOf(node), parent = node.parentElement.closest(".node");
    const go = (to) => { if (to) { rove(to); to.focus(); } };
    const acts = {
      ArrowDown: () => go(all[at + 1]), ArrowUp: () => go(all[at - 1]), Home: () => go(all[0]), End: () => go(all[all.length - 1]),
      ArrowRight: () => (node.dataset.open === "false" ? send("do", "open:" + node.dataset.key, keyOf(node)) : node.dataset.open && go(node.querySelector(".node"))),
      ArrowLeft: () => (node.dataset.open === "true" ? send("do", "close:" + node.dataset.key, keyOf(node)) : go(parent)),
      "+": () => send("do", "include:" + node.dataset.key, keyOf(node)), "-": () => send("do", "exclude:" + node.dataset.key, keyOf(node)),
      " ": () => send("do", (node.getAttribute("aria-checked") === "true" ? "exclude:" : "include:") + node.dataset.key, keyOf(node)),
      "/": () => document.getElementById("f-q").focus(),
    };
    if (acts[event.key]) { event.preventDefault(); event.stopPropagation(); acts[event.key](); }
  }

  function enhance() {
    for (const tree of document.querySelectorAll(".picker")) {
      tree.setAttribute("role", "tree");
      tree.querySelectorAll("ul").forEach((branch) => branch.setAttribute("role", "group"));
      tree.querySelectorAll(".left-out").forEach((line) => line.setAttribute("role", "none"));
      items(tree).forEach((node, at) => {
        const state = node.dataset.state || "";
        node.setAttribute("role", "treeitem");
        node.tabIndex = at ? -1 : 0;
        if (node.dataset.open) node.setAttribute("aria-expanded", node.dataset.open);
        node.setAttribute("aria-checked", state === "partly" ? "mixed" : String(state.startsWith("included")));
        node.setAttribute("aria-label", node.querySelector(".node-name").textContent.replace(/\s+/g, " ").trim());
        node.addEventListener("keydown", press);
        node.querySelectorAll(":scope > .node-row button").forEach((button) => { button.tabIndex = -1; button.setAttribute("aria-hidden", "true"); });
      });
    }
    form().addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button || button.name !== "do") return;
      event.preventDefault();
      const node = button.closest(".node");
      send("do", button.value, node ? keyOf(node) : null).then(() => { if (button.value === "search") document.getElementById("f-q").focus(); });
    });
  }

  if (form()) enhance();
})();
