// The texts of the page whose contrast with what is behind them is too low: WCAG 2.1, 1.4.3, also inside shadow roots.
() => {
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      known.set(colour, [...context.getImageData(0, 0, 1, 1).data].map((part, index) => (index < 3 ? part : part / 255)));
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, index) => part * a + below[index] * (1 - a));
  const parentOf = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = parentOf(at)) {
      const layer = rgba(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const opacity = (element) => (element ? Number(getComputedStyle(element).opacity) * opacity(parentOf(element)) : 1);
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const check = (element, text, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    const shown = opacity(element) * (pseudo ? Number(style.opacity) : 1);
    if (shown < 0.05 || element.closest("[disabled], [aria-disabled=true]")) return;
    const ground = behind(element);
    const [r, g, b, a] = rgba(style.color);
    const [one, other] = [light(over([r, g, b, a * shown], ground)), light(ground)].sort((x, y) => y - x);
    const ratio = (one + 0.05) / (other + 0.05);
    const size = parseFloat(style.fontSize);
    const icon = style.fontFamily.includes("Material Symbols");  // a picture, for which 3:1 is asked (1.4.11)
    const least = icon || size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < least) found.push(`${ratio.toFixed(2)}: ${text.trim().slice(0, 40)}`);
  };
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
  };
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (/^(SCRIPT|STYLE|NOSCRIPT|OPTION|DATALIST)$/.test(element.tagName) || !visible(element)) continue;
      for (const node of element.childNodes) if (node.nodeType === 3 && node.data.trim()) check(element, node.data);
      if (element.placeholder && !element.value) check(element, element.placeholder, "::placeholder");
    }
  };
  walk(document);
  return found;
}
