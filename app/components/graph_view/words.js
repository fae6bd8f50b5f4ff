// Words on the drawing, always of a size that can be read: the more important first, each only where there is room.
const SIZE = 12.5;
const widths = new Map();

const widthOf = (context, text) => {
  if (!widths.has(text)) {
    if (widths.size > 5000) widths.clear();
    widths.set(text, context.measureText(text).width);
  }
  return widths.get(text);
};

const meets = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

// A name to its end, on as many lines as it needs, for the few things that are looked at just now.
const LONGEST = 12 * SIZE;
const wholeName = (context, row) => {
  if (!row.words.at(-1).endsWith("…") || !row.name.startsWith(row.words[0])) return row.words;
  return [...row.name].reduce((lines, character) => {
    const longer = lines.at(-1) + character;
    return widthOf(context, longer) > LONGEST ? [...lines, character] : [...lines.slice(0, -1), longer];
  }, [""]);
};

const linesFor = (context, row, scale, special) => {
  if (special) return wholeName(context, row);
  const most = scale > 0.8 ? 3 : scale > 0.55 ? 2 : 1;
  if (row.words.length <= most) return row.words;
  return [...row.words.slice(0, most - 1), `${row.words[most - 1].replace(/…$/, "")}…`];
};

// All in pixels of the screen, from the upper left corner of the drawing.
const drawWords = (view, canvas) => {
  const { net, pane, look } = view;
  const scale = net.getScale();
  const size = SIZE * Math.min(1.5, Math.max(1, Math.sqrt(scale)));
  const line = size * 1.25;
  const unit = window.devicePixelRatio || 1;
  const inside = ({ x, y }) => x > -60 && y > -30 && x < pane.clientWidth + 60 && y < pane.clientHeight + 30;
  const spots = new Map();
  for (const [id, at] of Object.entries(net.getPositions())) {
    const dom = net.canvasToDOM(at);
    if (inside(dom)) spots.set(id, { ...dom, half: (view.nodes.get(id)?.size ?? 11) * view.swelled * scale });
  }
  canvas.save();
  canvas.setTransform(unit, 0, 0, unit, 0, 0);
  canvas.textAlign = "center";
  canvas.textBaseline = "middle";
  canvas.lineJoin = "round";
  const write = (lines, x, y, { bold = false, colour = look.text, px = size } = {}) => {
    canvas.font = `${bold ? 600 : 400} ${px}px ${look.font}`;
    canvas.strokeStyle = look.paper;
    canvas.lineWidth = 3.5;
    canvas.fillStyle = colour;
    lines.forEach((text, index) => {
      const middle = y + (index - (lines.length - 1) / 2) * px * 1.25;
      canvas.strokeText(text, x, middle);
      canvas.fillText(text, x, middle);
    });
  };
  const special = new Set([...view.chosen.nodes, ...view.found, ...view.data.roots, view.hovered]);
  const shapes = [...spots].map(([id, { x, y, half }]) =>
    ({ id, left: x - half, right: x + half, top: y - half, bottom: y + half }));
  const taken = [...view.frame.querySelectorAll(".tools, .seek, .chosen:not([hidden]), .map:not([hidden])")].map((over) => ({
    left: over.offsetLeft, right: over.offsetLeft + over.offsetWidth, top: over.offsetTop, bottom: over.offsetTop + over.offsetHeight,
  }));
  view.rooms = [];
  ring(view, canvas, spots);
  canvas.font = `400 ${SIZE}px ${look.font}`;
  const texts = [];
  for (const id of new Set([...special, ...view.order])) {
    const spot = spots.get(id);
    const row = spot && view.nodes.get(id);
    if (!row?.words.length || row.opacity < 1) continue;
    const lines = linesFor(canvas, row, scale, special.has(id));
    const half = (Math.max(...lines.map((text) => widthOf(canvas, text))) * size) / SIZE / 2 + 2;
    const high = lines.length * line;
    const side = spot.half + 3;
    const places = [
      [0, side + high / 2], [0, -side - high / 2], [side + half, 0], [-side - half, 0],
    ].map(([dx, dy]) => ({ x: spot.x + dx, y: spot.y + dy }));
    const rooms = places.map(({ x, y }) => ({ id, x, y, left: x - half, right: x + half, top: y - high / 2, bottom: y + high / 2 }));
    const free = rooms.find((room) =>
      room.left > 0 && room.right < pane.clientWidth && room.top > 0 && room.bottom < pane.clientHeight && !taken.some((other) => meets(room, other)) && !shapes.some((other) => other.id !== id && meets(room, other)));
    const important = special.has(id) || view.order.indexOf(id) < 12;   // may lie on other shapes, not on other words
    const room = free ?? (important ? rooms.find((one) => !taken.some((other) => meets(one, other))) : null)
      ?? (special.has(id) ? rooms[0] : null);
    if (!room) continue;
    taken.push(room);
    texts.push([lines, room, special.has(id)]);
  }
  const edges = edgeWords(view, canvas, [...taken, ...shapes], size - 1.5);
  for (const [text, at, colour, counted] of edges) {
    if (counted) badge(canvas, text, at, look);
    else write([text], at.x, at.y, { colour, px: size - 1.5 });
  }
  for (const [lines, room, bold] of texts) write(lines, room.x, room.y, { bold });
  view.rooms = taken.filter(({ id }) => id);
  canvas.restore();
};

const edgeWords = (view, canvas, taken, px) => {
  const found = [];
  const { net } = view;
  const crowded = net.getScale() < 0.75 && view.edges.length > 40;
  for (const row of view.edges.get()) {
    const text = row.count ? String(row.count) : row.words;
    const edge = net.body.edges[row.id];
    if (!text || !edge?.connected) continue;
    const at = net.canvasToDOM(edge.edgeType.getPoint(0.5));
    const half = (widthOf(canvas, text) * px) / SIZE / 2 + 3;
    const room = { left: at.x - half, right: at.x + half, top: at.y - px * 0.65, bottom: at.y + px * 0.65 };
    const [one, other] = [row.from, row.to].map((id) => net.canvasToDOM(net.getPosition(id)));
    const long = Math.hypot(one.x - other.x, one.y - other.y);
    const chosen = view.chosenEdges.has(row.id) || view.hoveredEdge === row.id;
    if (!chosen && ((crowded && !row.count) || long < 2 * half + 24 || taken.some((rest) => meets(room, rest)))) continue;
    taken.push(room);
    found.push([text, at, row.ink, Boolean(row.count)]);
  }
  return found;
};

const badge = (canvas, text, { x, y }, look) => {
  canvas.beginPath();
  canvas.arc(x, y, 8.5, 0, 2 * Math.PI);
  canvas.fillStyle = look.text;
  canvas.fill();
  canvas.font = `600 11px ${look.font}`;
  canvas.fillStyle = look.paper;
  canvas.fillText(text, x, y + 0.5);
};

// Rings about what is selected or found, a pin on what was dragged.
const ring = (view, canvas, spots) => {
  const chosen = new Set(view.chosen.nodes);
  for (const [id, { x, y, half }] of spots) {
    if (chosen.has(id) || view.found.includes(id)) {
      canvas.beginPath();
      canvas.setLineDash(chosen.has(id) ? [] : [4, 3]);
      canvas.arc(x, y, half + 5, 0, 2 * Math.PI);
      canvas.strokeStyle = view.look.primary;
      canvas.lineWidth = 2.5;
      canvas.stroke();
      canvas.setLineDash([]);
    }
    if (view.pinned.has(id)) {
      const [px, py] = [x + 0.8 * half, y - 0.8 * half];
      canvas.beginPath();
      canvas.moveTo(px, py);
      canvas.lineTo(px + 4, py - 5);
      canvas.strokeStyle = view.look.text;
      canvas.lineWidth = 1.5;
      canvas.stroke();
      canvas.beginPath();
      canvas.arc(px + 5, py - 7, 3.2, 0, 2 * Math.PI);
      canvas.fillStyle = view.look.text;
      canvas.fill();
    }
  }
};

const wordAt = (view, { x, y }) =>
  view.rooms.find((room) => x > room.left && x < room.right && y > room.top && y < room.bottom)?.id;
