// Draws the network as it was laid out, once its font is there: a canvas does not wait for fonts by itself.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const family = getComputedStyle(document.body).fontFamily.split(",")[0];

document.fonts.load(`14px ${family}`).finally(() => {
  const container = document.getElementById("network");
  const data = { nodes: new vis.DataSet(read("nodes")), edges: new vis.DataSet(read("edges")) };
  const network = new vis.Network(container, data, read("options"));
  container.network = network;   // for whoever scripts the page
  const fit = () => network.fit({ maxZoomLevel: 1.4 });
  network.once("afterDrawing", () => { fit(); container.dataset.drawn = data.nodes.length; });
  addEventListener("resize", fit);
});
