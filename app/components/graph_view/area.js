// Many at once: a line drawn around them with the lasso, or a frame drawn with Shift.
const listenForAreas = (view) => {
  const { pane, frame } = view;
  const outline = frame.querySelector(".area polygon");
  let points = null;
  let framed = false;
  const at = ({ clientX, clientY }) => {
    const box = pane.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };
  const corners = () => {
    const [a, b] = [points[0], points.at(-1)];
    return framed ? [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }] : points;
  };
  const draw = () => outline.setAttribute("points", points ? corners().map(({ x, y }) => `${x},${y}`).join(" ") : "");
  const own = (event) => { event.stopImmediatePropagation(); event.preventDefault(); };

  pane.addEventListener("pointerdown", (event) => {
    const lasso = frame.classList.contains("lasso");
    if (event.button || (!lasso && (!event.shiftKey || view.net.getNodeAt(at(event))))) return;
    own(event);
    framed = !lasso;
    points = [at(event)];
    pane.setPointerCapture(event.pointerId);
    pane.focus({ preventScroll: true });
  }, true);
  pane.addEventListener("pointermove", (event) => {
    if (!points) return;
    own(event);
    points.push(at(event));
    draw();
  }, true);
  pane.addEventListener("pointerup", (event) => {
    if (!points) return;
    own(event);
    const area = corners();
    const inside = Object.entries(view.net.getPositions())
      .filter(([, position]) => contains(area, view.net.canvasToDOM(position))).map(([id]) => id);
    points = null;
    draw();
    setLasso(view, false);
    if (area.length > 2) choose(view, { nodes: event.shiftKey ? [...new Set([...view.chosen.nodes, ...inside])] : inside });
  }, true);
  pane.addEventListener("pointercancel", () => { points = null; draw(); });
};

const setLasso = (view, on) => {
  view.frame.classList.toggle("lasso", on);
  view.frame.querySelector("[data-act=lasso]").setAttribute("aria-pressed", String(on));
};

// Whether a point is inside a polygon: a ray from it crosses its sides an odd number of times.
const contains = (polygon, { x, y }) => {
  let inside = false;
  polygon.forEach((a, index) => {
    const b = polygon.at(index - 1);
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  });
  return inside;
};
