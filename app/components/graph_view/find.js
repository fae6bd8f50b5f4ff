// Search inside the view: what is found gets a ring, the rest steps back; Enter goes from one to the next.
const listenForWords = (view) => {
  const field = view.frame.querySelector("input");
  const told = view.frame.querySelector(".found");
  let now = 0;
  const tell = () => {
    told.textContent = field.value ? view.data.words.found.replace("{n}", view.found.length ? now + 1 : 0).replace("{all}", view.found.length) : "";
  };
  const go = () => {
    tell();
    if (!view.found.length) return;
    const scale = Math.max(view.net.getScale(), 0.9);
    view.net.moveTo({ position: view.net.getPosition(view.found[now]), scale, animation: { duration: 200 } });
  };
  view.seek = () => {
    const wanted = field.value.trim().toLowerCase();
    view.found = wanted ? view.order.filter((id) => view.nodes.get(id).name.toLowerCase().includes(wanted)) : [];
    now = 0;
    dim(view, view.found);
    tell();
  };
  field.addEventListener("input", () => { view.seek(); go(); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && view.found.length) {
      if (view.chosen.nodes.includes(view.found[now])) now = (now + (event.shiftKey ? view.found.length - 1 : 1)) % view.found.length;
      choose(view, { nodes: [view.found[now]] });
      go();
    } else if (event.key === "Escape") {
      field.value = "";
      view.seek();
      view.pane.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
};

const dim = (view, kept) => {
  const bright = new Set(kept.length ? kept : view.nodes.getIds());
  view.nodes.update(view.nodes.getIds().map((id) => ({ id, opacity: bright.has(id) ? 1 : 0.25 })));
  view.net.redraw();
};
