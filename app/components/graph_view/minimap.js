// The whole drawing small in a corner, with a frame about what is in view; there only while something is not.
const MARGIN = 6;

const extent = (view) => {
  const places = Object.values(view.net.getPositions());
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { left, right, top, bottom, wide: right - left || 1, high: bottom - top || 1 };
};

const window_ = (view) => {
  const { x, y } = view.net.getViewPosition();
  const [wide, high] = [view.pane.clientWidth / view.net.getScale(), view.pane.clientHeight / view.net.getScale()];
  return { left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2, wide, high };
};

const drawMap = (view) => {
  const map = view.frame.querySelector(".map");
  const all = view.nodes.length && extent(view);
  const seen = window_(view);
  map.hidden = !all || (seen.left <= all.left && seen.right >= all.right && seen.top <= all.top && seen.bottom >= all.bottom);
  if (map.hidden) return;
  const unit = window.devicePixelRatio || 1;
  const [wide, high] = [map.clientWidth, map.clientHeight];
  const dots = [wide, high].map((length) => Math.round(length * unit));
  if (map.width !== dots[0] || map.height !== dots[1]) [map.width, map.height] = dots;
  const scale = Math.min((wide - 2 * MARGIN) / all.wide, (high - 2 * MARGIN) / all.high);
  view.map = { scale, x: wide / 2 - (scale * (all.left + all.right)) / 2, y: high / 2 - (scale * (all.top + all.bottom)) / 2 };
  const at = ({ x, y }) => [view.map.x + scale * x, view.map.y + scale * y];
  const paint = map.getContext("2d");
  paint.setTransform(unit, 0, 0, unit, 0, 0);
  paint.clearRect(0, 0, wide, high);
  for (const [id, place] of Object.entries(view.net.getPositions())) {
    const [x, y] = at(place);
    const chosen = view.chosen.nodes.includes(id);
    paint.fillStyle = chosen ? view.look.primary : view.nodes.get(id)?.color.border ?? view.look.text;
    paint.beginPath();
    paint.arc(x, y, chosen ? 2.5 : 1.5, 0, 2 * Math.PI);
    paint.fill();
  }
  const [x, y] = at({ x: seen.left, y: seen.top });
  const corners = [Math.max(1, x), Math.max(1, y), Math.min(wide - 1, x + scale * seen.wide), Math.min(high - 1, y + scale * seen.high)];
  const box = [corners[0], corners[1], corners[2] - corners[0], corners[3] - corners[1]];
  paint.fillStyle = view.look.primary;
  paint.globalAlpha = 0.1;
  paint.fillRect(...box);
  paint.globalAlpha = 1;
  paint.strokeStyle = view.look.primary;
  paint.lineWidth = 1.5;
  paint.strokeRect(...box);
};

const listenForMap = (view) => {
  const map = view.frame.querySelector(".map");
  const go = (event) => {
    const box = map.getBoundingClientRect();
    const { scale, x, y } = view.map;
    view.net.moveTo({ position: { x: (event.clientX - box.left - x) / scale, y: (event.clientY - box.top - y) / scale } });
  };
  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    go(event);
    event.preventDefault();
  });
  map.addEventListener("pointermove", (event) => { if (map.hasPointerCapture(event.pointerId)) go(event); });
};
