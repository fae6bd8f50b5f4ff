// A graph laid out by the server. What is selected is shown at once and told to selection.js; what changes the view goes
// back to Python by this component.
const mounted = new WeakMap();

const library = () =>
  globalThis.vis
    ? Promise.resolve(globalThis.vis)
    : new Promise((resolve) => globalThis.addEventListener("maitu-vis", () => resolve(globalThis.vis), { once: true }));

const theme = (element) => {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  paint.fillStyle = read("--st-background-color");
  paint.fillRect(0, 0, 1, 1);
  const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
  return {
    dark: Number(red + green + blue < 384),
    text: read("--st-text-color"), paper: read("--st-background-color"), primary: read("--st-primary-color"),
    font: style.fontFamily,
  };
};

// What pyvis says, but for what we do ourselves: keys, and which clicks add.
const options = ({ options: said }) => ({
  ...said, interaction: { ...said.interaction, multiselect: false, keyboard: false, selectConnectedEdges: false },
});

const merge = (dataset, rows) => {
  const wanted = new Set(rows.map((row) => row.id));
  dataset.remove(dataset.getIds().filter((id) => !wanted.has(id)));
  dataset.update(rows);
};

const keyOf = (one, other) => `${one}\n${other}`;

// One line for all that stands between two things, with its count; or, unfolded, one for each relation.
const lines = (view) => view.data.edges.flatMap(({ from, to, ways, strands }) => {
  const id = keyOf(from, to);
  if (strands.length === 1) return [{ ...strands[0], id }];
  const loose = from === to;
  if (!loose && view.unfolded !== id) {
    const arrow = (name) => ({ enabled: ways.includes(name), scaleFactor: 0.5 });
    return [{
      id, from, to, count: strands.length, words: "", width: 1.3 + 0.7 * strands.length,
      title: strands.map((strand) => strand.title).join("\n\n"), color: strands[0].shared, dashes: false,
      arrows: { to: arrow("to"), from: arrow("from") }, smooth: { enabled: false },
    }];
  }
  return strands.map((strand, index) => {
    const bend = (index - (strands.length - 1) / 2) * 0.3 * (strand.from === from ? 1 : -1);
    return {
      ...strand, id: `${id}\n${strand.predicate}`, unfolds: id,
      smooth: { enabled: true, type: bend > 0 ? "curvedCCW" : "curvedCW", roundness: Math.abs(bend) },
    };
  });
});

const bundleOf = (view, [one, other]) =>
  view.data.edges.find(({ from, to }) => (from === one && to === other) || (from === other && to === one));

// Show what is selected: {nodes} or {edge: [one end, the other]} or {edge: [subject, object, predicate]}.
const mark = (view) => {
  const { nodes, edge } = view.chosen;
  const bundle = edge && bundleOf(view, edge);
  const unfolded = bundle ? keyOf(bundle.from, bundle.to) : null;
  if (unfolded !== view.unfolded) {
    view.unfolded = unfolded;
    merge(view.edges, lines(view));
  }
  const ids = !bundle ? [] : view.edges.getIds().filter((id) => id === unfolded
    || (id.startsWith(`${unfolded}\n`) && (edge.length < 3 || id.endsWith(`\n${edge[2]}`))));
  view.chosenEdges = new Set(ids);
  view.net.setSelection({ nodes, edges: ids }, { highlightEdges: false });
  const bar = view.frame.querySelector(".chosen");
  bar.hidden = !nodes.length || !view.data.explore;
  bar.querySelector("span").textContent = view.data.words.selected.replace("{n}", nodes.length);
  bar.querySelector("[data-act=unpin]").hidden = !nodes.some((id) => view.pinned.has(id));
  const last = nodes.length && view.nodes.get(nodes.at(-1));
  view.frame.querySelector(".say").textContent = last
    ? `${last.name}, ${last.type}, ${view.data.words.links} ${last.links}${view.pinned.has(last.id) ? `, ${view.data.words.pinned}` : ""}` : "";
  markTable(view);
  view.net.redraw();
};

// Select, show it, and tell the page.
const choose = (view, { nodes = [], edge = null }) => {
  view.chosen = { nodes: nodes.filter((id) => view.nodes.get(id)), edge };
  view.since = performance.now();
  mark(view);
  view.bus.report?.("selected", view.chosen);
};

const toggle = (view, id, adds) => {
  const { nodes } = view.chosen;
  if (!adds) return choose(view, { nodes: [id] });
  return choose(view, { nodes: nodes.includes(id) ? nodes.filter((other) => other !== id) : [...nodes, id] });
};

// Seen from afar, shapes and lines shrink less than what lies between them, so that they can still be told apart.
const swell = (view) => {
  const { body } = view.net;
  view.swelled = Math.min(1.6, Math.max(1, 0.65 / view.net.getScale()));
  for (const { id, size } of view.nodes.get()) if (body.nodes[id]) body.nodes[id].options.size = size * view.swelled;
  for (const { id, width } of view.edges.get()) if (body.edges[id]) body.edges[id].options.width = width * view.swelled;
};

const act = (view, name, nodes = []) => view.report("act", { name, nodes, at: Date.now() });
const zoom = (view, factor) => view.net.moveTo({ scale: view.net.getScale() * factor, animation: { duration: 150 } });
// All in view, with room for words at the sides and for what lies over the drawing.
const fit = (view, animation = { duration: 250 }) => {
  const places = Object.values(view.net.getPositions());
  if (!places.length) return;
  if (!view.pane.clientWidth) {  // in a tab that is not open yet: there is no room until it is
    const room = new ResizeObserver(() => {
      if (!view.pane.clientWidth) return;
      room.disconnect();
      requestAnimationFrame(() => { view.net.redraw(); fit(view, false); });
    });
    room.observe(view.pane);
    return;
  }
  const [left, right] = [Math.min(...places.map(({ x }) => x)), Math.max(...places.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...places.map(({ y }) => y)), Math.max(...places.map(({ y }) => y))];
  const scale = Math.min(
    1.15, Math.max(80, view.pane.clientWidth - 130) / (right - left || 1), Math.max(80, view.pane.clientHeight - 100) / (bottom - top || 1),
  );
  view.net.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, offset: { x: -16, y: 8 }, animation });
};

export default async function ({ data: { json }, parentElement, setStateValue, setTriggerValue }) {
  const data = JSON.parse(json);
  const frame = parentElement.querySelector(".frame");
  const pane = frame.querySelector(".canvas");
  frame.style.height = `${data.height}px`;
  name(frame, pane, data);

  let view = mounted.get(frame);
  if (!view) {
    view = {
      frame, pane, chosen: { nodes: [], edge: null }, chosenEdges: new Set(), found: [], rooms: [], order: [],
      pinned: new Set(), moved: new Map(), swelled: 1, unfolded: null, hovered: null, hoveredEdge: null, since: -1e9, waiting: [],
      bus: ((globalThis.maituGraphs ??= {})[data.key] ??= {}),
    };
    mounted.set(frame, view);
    view.ready = library().then(async (vis) => {
      // A canvas does not fetch a font by itself.
      const words = data.nodes.map((node) => node.name).join("").slice(0, 2000);
      await document.fonts.load(`14px ${theme(frame).font}`, words).catch(() => []);
      view.nodes = new vis.DataSet();
      view.edges = new vis.DataSet();
      view.look = theme(frame);
      view.data = data;
      view.net = new vis.Network(pane, { nodes: view.nodes, edges: view.edges }, options(data));
      pane.net = view.net;
      pane.view = view;
      pane.firstElementChild.tabIndex = -1;
      listen(view);
    });
  }
  view.report = setTriggerValue;
  await view.ready;

  view.data = data;
  view.look = theme(frame);
  const wanted = view.look.dark ? "dark" : "light";
  if (wanted !== data.theme) setStateValue("theme", wanted);   // the server cannot always know
  const now = JSON.stringify([data.nodes, data.edges, view.look]);
  if (now !== view.shown) {
    const first = !view.nodes.length;
    const changed = data.nodes.length !== view.nodes.length || data.nodes.some(({ id }) => !view.nodes.get(id)) || view.layout !== data.layout;
    view.layout = data.layout;
    view.pinned = new Set(data.pinned);
    view.order = [...data.nodes].sort((one, other) => other.size - one.size || other.links - one.links).map(({ id }) => id);
    view.net.setOptions(options(data));
    merge(view.nodes, data.nodes.map((row) => {   // an answer to an earlier step does not move back what was moved since
      const { x, y, when } = view.moved.get(row.id) ?? { when: -1e9 };
      return performance.now() - when < 700 ? { ...row, x, y } : row;
    }));
    merge(view.edges, lines(view));
    fillTable(view);
    view.shown = now;
    view.seek();
    if (changed) fit(view, first ? false : undefined);
  }
  const legend = frame.querySelector(".legend");
  if (view.legend !== data.legend) legend.innerHTML = view.legend = data.legend;   // made by our own template from our own words
  view.bus.show = () => {
    // An answer to an earlier click does not undo a later one.
    const told = view.bus.selected ?? data.selected;
    const same = JSON.stringify(told) === JSON.stringify(view.chosen);
    if (!same && performance.now() - view.since < 1200) return;
    view.chosen = { nodes: told.nodes.filter((id) => view.nodes.get(id)), edge: told.edge };
    mark(view);
  };
  if (data.explore) view.bus.show();
  else { view.chosen = data.selected; mark(view); }
  frame.dataset.drawn = String(view.nodes.length);
  return () => {
    view.net.destroy();
    mounted.delete(frame);
  };
}

// What every part is called, for those who see it and those who do not.
function name(frame, pane, data) {
  pane.setAttribute("aria-label", data.words.label);
  const own = new Set(["expand", "focus", "hide", "unpin", "clear"]);
  for (const button of frame.querySelectorAll("[data-act]")) {
    const word = data.words[button.dataset.act];
    if (own.has(button.dataset.act)) button.textContent = word;
    else { button.setAttribute("aria-label", word); button.title = word; }
  }
  const map = frame.querySelector(".map");
  map.title = data.words.map;
  map.setAttribute("aria-label", data.words.map);
  const field = frame.querySelector("input");
  field.placeholder = data.words.find;
  field.setAttribute("aria-label", data.words.find);
  frame.querySelector(".list").setAttribute("aria-label", data.words.table);
}

function listen(view) {
  const { net, pane, frame } = view;
  listenForAreas(view);
  listenForKeys(view);
  listenForTable(view);
  listenForWords(view);
  listenForMap(view);
  net.on("beforeDrawing", () => swell(view));
  net.on("afterDrawing", (canvas) => { drawWords(view, canvas); drawMap(view); });
  net.on("click", ({ pointer, event }) => {
    const node = net.getNodeAt(pointer.DOM) ?? wordAt(view, pointer.DOM);
    const { shiftKey, ctrlKey, metaKey } = event.srcEvent;
    if (node) return toggle(view, node, shiftKey || ctrlKey || metaKey);
    const id = net.getEdgeAt(pointer.DOM);
    const row = id && view.edges.get(id);
    if (!row) return choose(view, { nodes: [] });
    return choose(view, { edge: row.unfolds ? [row.from, row.to, row.predicate] : [row.from, row.to] });
  });
  net.on("doubleClick", ({ pointer }) => {
    const node = net.getNodeAt(pointer.DOM) ?? wordAt(view, pointer.DOM);
    if (node) act(view, "expand", [node]);
  });
  net.on("hold", ({ pointer, event }) => {   // on a touch screen, what Shift is for: one more
    const node = net.getNodeAt(pointer.DOM) ?? wordAt(view, pointer.DOM);
    if (node && event.srcEvent.pointerType !== "mouse") toggle(view, node, true);
  });
  net.on("dragEnd", ({ nodes }) => {
    if (!nodes.length) return;
    const places = net.getPositions(nodes);
    for (const id of nodes) {
      view.pinned.add(id);
      view.moved.set(id, { ...places[id], when: performance.now() });
    }
    view.nodes.update(nodes.map((id) => ({ id, ...places[id] })));
    mark(view);
    view.bus.report?.("moved", places);
  });
  document.fonts.load('16px "Maitu Sans"', "中").then(() => net.redraw());  // words drawn before it came are empty boxes
  net.on("hoverNode", ({ node }) => { view.hovered = node; pane.style.cursor = "pointer"; });
  net.on("blurNode", () => { view.hovered = null; pane.style.cursor = ""; });
  net.on("hoverEdge", ({ edge }) => { view.hoveredEdge = edge; pane.style.cursor = "pointer"; });
  net.on("blurEdge", () => { view.hoveredEdge = null; pane.style.cursor = ""; });
  const acts = {
    in: () => zoom(view, 1.3), out: () => zoom(view, 1 / 1.3), fit: () => fit(view),
    lasso: () => setLasso(view, !frame.classList.contains("lasso")),
    clear: () => choose(view, { nodes: [] }),
    unpin: () => {
      const { nodes } = view.chosen;
      for (const id of nodes) view.pinned.delete(id);
      mark(view);
      view.bus.report?.("unpinned", nodes);
    },
    table: (button) => {
      const list = frame.querySelector(".list");
      list.hidden = !list.hidden;
      button.setAttribute("aria-pressed", String(!list.hidden));
      markTable(view);
      requestAnimationFrame(() => { net.redraw(); fit(view, false); });
    },
  };
  frame.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act], [data-group], [data-relation]");
    if (!button) return;
    const { act: does, group, relation } = button.dataset;
    if (acts[does]) acts[does](button);
    else if (does) act(view, does, view.chosen.nodes);
    else {
      const joined = view.data.edges.filter(({ strands }) => strands.some(({ predicate }) => predicate === relation));
      const nodes = group !== undefined
        ? view.data.nodes.filter((row) => row.group_key === group).map(({ id }) => id)
        : [...new Set(joined.flatMap(({ from, to }) => [from, to]))];
      choose(view, { nodes: event.shiftKey ? [...new Set([...view.chosen.nodes, ...nodes])] : nodes });
    }
  });
}
