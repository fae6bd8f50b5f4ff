// A graph laid out by the server. What is clicked goes back to Python; where nodes stand outlives reruns.
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
    text: read("--st-text-color"), paper: read("--st-background-color"),
    font: style.fontFamily,
  };
};

// What pyvis says, in the colours and the font of the page.
const options = (data, { text, paper, font }) => {
  const words = { color: text, face: font, strokeColor: paper };
  return {
    ...data.options,
    interaction: { ...data.options.interaction, multiselect: true },
    nodes: { ...data.options.nodes, scaling: { label: { enabled: false, drawThreshold: 3.5 } }, font: { ...data.options.nodes.font, ...words } },
    edges: { ...data.options.edges, font: { ...data.options.edges.font, face: font, strokeColor: paper } },
  };
};

const merge = (dataset, rows) => {
  const wanted = new Set(rows.map((row) => row.id));
  dataset.remove(dataset.getIds().filter((id) => !wanted.has(id)));
  dataset.update(rows);
};

export default async function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const frame = parentElement.querySelector(".frame");
  const canvas = frame.querySelector(".canvas");
  frame.style.height = `${data.height}px`;
  canvas.setAttribute("aria-label", data.words.label);
  for (const button of frame.querySelectorAll("[data-act]")) {
    const word = data.words[button.dataset.act];
    button.setAttribute("aria-label", word);
    button.title = word;
    if (button.dataset.act === "fit") button.textContent = "⤢";
  }
  frame.querySelector(".legend").innerHTML = data.legend;   // made by our own template from our own words

  let view = mounted.get(frame);
  if (view) view.report = { setStateValue, setTriggerValue };
  else {
    view = { report: { setStateValue, setTriggerValue }, ready: null };
    mounted.set(frame, view);
    view.ready = library().then(async (vis) => {
      // A canvas does not fetch a font by itself.
      const words = data.nodes.map((node) => node.label).join("").slice(0, 2000);
      await document.fonts.load(`14px ${theme(frame).font}`, words).catch(() => []);
      view.nodes = new vis.DataSet();
      view.edges = new vis.DataSet();
      view.net = new vis.Network(canvas, view, options(data, theme(frame)));
      canvas.net = view.net;
      listen(view, canvas, frame);
    });
  }
  await view.ready;

  const colours = theme(frame);
  const wanted = colours.dark ? "dark" : "light";
  if (wanted !== data.theme) setStateValue("theme", wanted);   // the server cannot always know
  const now = JSON.stringify([data.nodes, data.edges, colours]);
  if (now !== view.shown) {
    const { nodes, edges } = data;
    const changed = nodes.length !== view.nodes.length || nodes.some(({ id }) => !view.nodes.get(id));
    const first = !view.nodes.length;
    view.net.setOptions(options(data, colours));
    merge(view.nodes, nodes);
    merge(view.edges, edges);
    view.shown = now;
    if (changed) view.net.fit({ animation: first ? false : { duration: 250 }, maxZoomLevel: 1.15 });
  }
  const nodes = data.selected.nodes.filter((id) => view.nodes.get(id));
  const edges = data.selected.edges.filter((id) => view.edges.get(id));
  view.net.setSelection({ nodes, edges }, { highlightEdges: false });
  frame.dataset.drawn = String(view.nodes.length);
  return () => {
    view.net.destroy();
    mounted.delete(frame);
  };
}

function listen(view, canvas, frame) {
  const { net } = view;
  const send = ({ nodes, edges }) =>
    view.report.setTriggerValue("selected", { nodes, edges: nodes.length ? [] : edges });
  let waiting;
  net.on("click", ({ nodes, edges }) => {
    clearTimeout(waiting);                       // the second click of a double click takes the first one back
    waiting = setTimeout(() => send({ nodes, edges }), nodes.length ? 220 : 0);
  });
  net.on("doubleClick", ({ nodes }) => {
    clearTimeout(waiting);
    if (nodes.length) view.report.setTriggerValue("expanded", nodes[0]);
  });
  net.on("dragEnd", ({ nodes }) => {
    if (!nodes.length) return;
    view.report.setTriggerValue("moved", net.getPositions(nodes));
  });
  net.on("hoverNode", () => { canvas.style.cursor = "pointer"; });
  net.on("blurNode", () => { canvas.style.cursor = ""; });
  const zoom = (factor) => net.moveTo({ scale: net.getScale() * factor, animation: { duration: 150 } });
  const acts = { in: () => zoom(1.3), out: () => zoom(1 / 1.3), fit: () => net.fit({ animation: { duration: 250 } }) };
  frame.querySelector(".tools").addEventListener("click", (event) => acts[event.target.dataset.act]?.());
}
