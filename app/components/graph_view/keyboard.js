// All that the mouse can do, by keys.
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

const listenForKeys = (view) => {
  view.pane.addEventListener("keydown", (event) => {
    const { key, shiftKey } = event;
    const control = event.ctrlKey || event.metaKey;
    const { nodes } = view.chosen;
    if (control && key.toLowerCase() === "z") act(view, shiftKey ? "redo" : "undo");
    else if (control && key.toLowerCase() === "y") act(view, "redo");
    else if (control && key.toLowerCase() === "a") choose(view, { nodes: view.nodes.getIds() });
    else if (control || event.altKey) return;
    else if (WAYS[key]) step(view, WAYS[key], shiftKey);
    else if (key === "Enter" && nodes.length) act(view, "expand", nodes);
    else if ((key === "Delete" || key === "Backspace") && nodes.length) act(view, "hide", nodes);
    else if (key.toLowerCase() === "f" && nodes.length) act(view, "focus", nodes);
    else if (key === "Escape") { setLasso(view, false); choose(view, { nodes: [] }); }
    else if (key === "+" || key === "=") zoom(view, 1.3);
    else if (key === "-") zoom(view, 1 / 1.3);
    else if (key === "0") fit(view);
    else if (key === "/") view.frame.querySelector("input").focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
};

// To the neighbour that lies most nearly that way; where there is none, to the nearest thing that way.
const step = (view, [dx, dy], adds) => {
  const here = view.chosen.nodes.at(-1);
  if (!here) {
    if (view.order.length) choose(view, { nodes: [view.order[0]] });
    return;
  }
  const from = view.net.getPosition(here);
  const best = (ids, narrow, weigh) => ids
    .filter((id) => id !== here && view.nodes.get(id))
    .map((id) => {
      const to = view.net.getPosition(id);
      const far = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      return { id, far, along: ((to.x - from.x) * dx + (to.y - from.y) * dy) / far };
    })
    .filter(({ along }) => along > narrow)
    .sort((one, other) => weigh(other) - weigh(one))[0]?.id;
  const next = best(view.net.getConnectedNodes(here), 0.26, ({ along, far }) => along - far / 5000)
    ?? best(view.nodes.getIds(), 0.5, ({ along, far }) => along / far);
  if (!next) return;
  choose(view, { nodes: adds ? [...view.chosen.nodes.filter((id) => id !== next), next] : [next] });
  intoView(view, next);
};

const intoView = (view, id) => {
  const { x, y } = view.net.canvasToDOM(view.net.getPosition(id));
  if (x < 30 || y < 30 || x > view.pane.clientWidth - 30 || y > view.pane.clientHeight - 60) {
    view.net.moveTo({ position: view.net.getPosition(id), animation: { duration: 150 } });
  }
};
