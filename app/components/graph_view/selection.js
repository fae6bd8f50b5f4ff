// What is selected goes by this part of its own, so that a click sends neither the drawing nor the page anew.
export default function ({ data: { json }, setTriggerValue }) {
  const data = JSON.parse(json);
  const graph = ((globalThis.maituGraphs ??= {})[data.graph] ??= {});
  graph.report = setTriggerValue;
  graph.selected = data.selected;
  graph.show?.();
}
