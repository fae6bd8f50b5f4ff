// The things of the drawing as a table beside it, which selects the same.
const fillTable = (view) => {
  const { words } = view.data;
  const head = view.frame.querySelector("thead tr");
  head.replaceChildren(...["name", "class", "links"].map((name) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = words[name];
    return cell;
  }));
  const ranked = [...view.data.nodes].sort((one, other) => other.links - one.links || (one.name < other.name ? -1 : 1));
  view.frame.querySelector("tbody").replaceChildren(...ranked.map((row) => {
    const line = document.createElement("tr");
    line.dataset.id = row.id;
    const name = document.createElement("button");
    name.type = "button";
    name.dir = "auto";
    name.textContent = row.name;
    const cells = [name, row.type, String(row.links)].map((content) => {
      const cell = document.createElement("td");
      cell.append(content);
      return cell;
    });
    line.append(...cells);
    return line;
  }));
};

const markTable = (view) => {
  const chosen = new Set(view.chosen.nodes);
  for (const line of view.frame.querySelectorAll("tbody tr")) {
    line.setAttribute("aria-selected", String(chosen.has(line.dataset.id)));
  }
  const list = view.frame.querySelector(".list");
  const last = list.querySelector(`tr[data-id="${CSS.escape(view.chosen.nodes.at(-1) ?? "")}"]`);
  if (!last || list.hidden) return;
  const [top, bottom] = [last.offsetTop - list.querySelector("thead").offsetHeight, last.offsetTop + last.offsetHeight];
  if (top < list.scrollTop) list.scrollTop = top;
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
};

const listenForTable = (view) => {
  const list = view.frame.querySelector(".list");
  list.addEventListener("click", (event) => {
    const id = event.target.closest("tr")?.dataset.id;
    if (!id) return;
    toggle(view, id, event.shiftKey || event.ctrlKey);
    if (view.nodes.get(id)) intoView(view, id);
  });
  list.addEventListener("dblclick", (event) => {
    const id = event.target.closest("tr")?.dataset.id;
    if (id) act(view, "expand", [id]);
  });
  list.addEventListener("keydown", (event) => {
    const line = event.target.closest("tr");
    const next = { ArrowDown: line?.nextElementSibling, ArrowUp: line?.previousElementSibling }[event.key];
    if (next) { next.querySelector("button").focus(); event.preventDefault(); }
    else if (event.key === "Delete" && view.chosen.nodes.length) act(view, "hide", view.chosen.nodes);
    else if (event.key === "Escape") choose(view, { nodes: [] });
  });
};
