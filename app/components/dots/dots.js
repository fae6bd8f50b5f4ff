// Thousands of dots, drawn by sigma.js in WebGL where the server put them; a click on one is told to Python.
const views = new WeakMap();

const ready = () =>
  globalThis.Sigma && globalThis.graphology
    ? Promise.resolve()
    : new Promise((resolve) => globalThis.addEventListener("maitu-sigma", resolve, { once: true }));

const graphOf = ({ nodes, edges, palette, lines, width }) => {
  const graph = new globalThis.graphology.Graph({ multi: true, type: "undirected" });
  nodes.label.forEach((label, index) => {
    graph.addNode(String(index), {
      label, x: nodes.x[index], y: -nodes.y[index], size: nodes.size[index], color: palette[nodes.colour[index]],
    });
  });
  for (let at = 0; at < edges.length; at += 2) {
    graph.addEdgeWithKey(String(at), String(edges[at]), String(edges[at + 1]), { color: lines, size: width });
  }
  return graph;
};

class View {
  constructor(host) {
    this.host = host;
    this.pane = host.querySelector(".pane");
    this.search = host.querySelector("input");
    const camera = () => this.sigma?.getCamera();
    host.querySelector(".in").addEventListener("click", () => camera()?.animatedZoom());
    host.querySelector(".out").addEventListener("click", () => camera()?.animatedUnzoom());
    host.querySelector(".fit").addEventListener("click", () => camera()?.animatedReset());
    this.search.addEventListener("input", () => this.suggest());
    this.search.addEventListener("change", () => this.find());
    this.pane.addEventListener("keydown", (event) => this.key(event));
  }

  show(data) {
    this.host.style.height = `${data.height}px`;
    for (const [place, word] of [["input", "search"], [".in", "in"], [".out", "out"], [".fit", "fit"]]) {
      const element = this.host.querySelector(place);
      element.setAttribute("aria-label", data.words[word]);
      element.title = data.words[word];
      if (place === "input") element.placeholder = data.words[word];
    }
    this.pane.setAttribute("aria-label", data.words.label);
    const legend = this.host.querySelector(".legend");
    legend.replaceChildren(...data.legend.map(([colour, name]) => {
      const item = document.createElement("li");
      const dot = document.createElement("i");
      dot.style.background = colour;
      item.append(dot, name);
      return item;
    }));
    this.data = data;
    const start = performance.now();
    if (this.sigma) this.sigma.kill();
    this.graph = graphOf(data);
    try {
      this.sigma = this.draw();
    } catch (error) {
      const problem = this.host.querySelector(".problem");
      problem.textContent = data.words.no_webgl;
      problem.hidden = false;
      return;
    }
    requestAnimationFrame(() => {
      this.host.dataset.drawn = String(data.nodes.label.length);
      this.host.dataset.milliseconds = String(Math.round(performance.now() - start));
    });
  }

  draw() {
    const { ink, background } = this.data;
    const sigma = new globalThis.Sigma(this.graph, this.pane, {
      defaultEdgeColor: this.data.lines,
      hideEdgesOnMove: this.graph.size > 8000,
      labelColor: { color: ink },
      labelDensity: 0.6,
      labelFont: getComputedStyle(this.host).fontFamily,
      labelRenderedSizeThreshold: 4,
      labelSize: 13,
      minCameraRatio: 0.005,
      zIndex: true,
      nodeReducer: (node, attributes) => {
        if (!this.near) return attributes;
        if (node === this.hovered) return { ...attributes, forceLabel: true, zIndex: 2 };
        return this.near.has(node) ? { ...attributes, zIndex: 1 } : { ...attributes, color: this.data.faded, label: "" };
      },
      edgeReducer: (edge, attributes) =>
        !this.near ? attributes : this.graph.hasExtremity(edge, this.hovered) ? { ...attributes, color: ink } : { ...attributes, hidden: true },
      defaultDrawNodeHover: (context, node, settings) => {
        context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
        const width = context.measureText(node.label ?? "").width;
        context.fillStyle = background;
        context.fillRect(node.x + node.size, node.y - 11, width + 10, 22);
        context.fillStyle = ink;
        context.fillText(node.label ?? "", node.x + node.size + 5, node.y + 5);
      },
    });
    sigma.on("enterNode", ({ node }) => this.hover(node));
    sigma.on("leaveNode", () => this.hover(null));
    sigma.on("clickNode", ({ node }) => this.open(node));
    return sigma;
  }

  hover(node) {
    this.hovered = node;
    this.near = node === null ? null : new Set([node, ...this.graph.neighbors(node)]);
    this.pane.style.cursor = node === null ? "" : "pointer";
    this.sigma.refresh({ skipIndexation: true });
  }

  matching(text) {
    const wanted = text.trim().toLocaleLowerCase();
    if (!wanted) return [];
    const found = [];
    this.data.nodes.label.forEach((label, index) => {
      const at = label.toLocaleLowerCase().indexOf(wanted);
      if (at >= 0) found.push([label.length + at, index]);
    });
    return found.sort((a, b) => a[0] - b[0]).map(([, index]) => index);
  }

  suggest() {
    const list = this.host.querySelector("datalist");
    list.replaceChildren(...this.matching(this.search.value).slice(0, 12).map((index) => {
      const option = document.createElement("option");
      option.value = this.data.nodes.label[index];
      return option;
    }));
  }

  find() {
    const [index] = this.matching(this.search.value);
    if (index === undefined) return;
    this.moveTo(index);
    this.pane.focus();
  }

  // Mark a dot and its neighbours, and move it into the middle.
  moveTo(index) {
    const node = String(index);
    this.hover(node);
    const { x, y } = this.sigma.getNodeDisplayData(node);
    this.sigma.getCamera().animate({ x, y, ratio: 0.12 }, { duration: 400 });
  }

  key(event) {
    const camera = this.sigma?.getCamera();
    if (!camera) return;
    const { x, y, ratio } = camera.getState();
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (move) camera.setState({ x: x + move[0] * ratio * 0.1, y: y + move[1] * ratio * 0.1 });
    else if (event.key === "+") camera.animatedZoom();
    else if (event.key === "-") camera.animatedUnzoom();
    else if (event.key === "0") camera.animatedReset();
    else if (event.key === "Escape") this.hover(null);
    else if (event.key === "Enter" && this.hovered) this.open(this.hovered);
    else return;
    event.preventDefault();
  }

  open(node) {
    this.tell("opened", this.data.nodes.id[Number(node)]);
  }
}

export default function ({ data: { json }, parentElement, setTriggerValue, setStateValue }) {
  const data = JSON.parse(json);
  const host = parentElement.querySelector(".dots");
  const view = views.get(host) ?? new View(host);
  views.set(host, view);
  view.tell = setTriggerValue;
  const scheme = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  const dark = /^#[0-4]/.test(scheme);
  const theme = dark ? "dark" : "light";
  if (theme !== data.theme) setStateValue("theme", theme);
  const shown = JSON.stringify([data.key, data.theme]);
  const selected = data.selected ?? null;
  const moves = view.selected !== selected;
  view.selected = selected;
  const end = () => {
    view.gone = true;
    view.sigma?.kill();
    views.delete(host);
  };
  if (view.shown === shown && !moves) return end;
  const anew = view.shown !== shown;
  view.shown = shown;
  ready().then(() => {
    if (view.gone) return;
    if (anew) view.show(data);
    if (!view.sigma) return;
    if (selected !== null) view.moveTo(selected);
    else if (moves && !anew) view.hover(null);
  });
  return end;
}
