// Suggestions under a search box. Without this script the same form sends the same question to the page of results.
"use strict";
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let asked = 0, timer = 0, at = -1;
  list.id = input.id + "-suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  told.className = "hidden-visually";
  told.setAttribute("role", "status");
  input.after(list, told);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = () => [...list.children];
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (next) => {
    at = next;
    options().forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options()[at].id);
    options()[at].scrollIntoView({ block: "nearest" });
  };
  const piece = (name, text) => {
    const made = document.createElement("span");
    made.className = name;
    made.textContent = text;
    return made;
  };
  const show = (found) => {
    list.replaceChildren(...found.map((one, number) => {
      const option = document.createElement("li");
      option.id = list.id + "-" + number;
      option.dataset.href = one.href;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(piece("place", [one.place, one.mark].filter(Boolean).join(" ")), piece("title", one.title), piece("why", one.why));
      return option;
    }));
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    told.textContent = found.length ? input.dataset.found.replace("{count}", found.length) : "";
  };
  const ask = async () => {
    const mine = ++asked, text = input.value.trim();
    if (text.length < 2) return close();
    try {
      const answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(text));
      const found = answer.ok ? await answer.json() : [];
      if (mine === asked && document.activeElement === input) show(found);
    } catch {
      close();
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    if (event.key === "Escape" && !list.hidden) {
      close();
      event.preventDefault();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(options()[at].dataset.href);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? (at >= last ? -1 : at + 1) : at < 0 ? last : at - 1);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", close);
}
