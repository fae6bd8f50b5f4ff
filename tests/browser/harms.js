// What on this page obeys text that it should only show, in words; nothing where all is well.
() => {
  const TURNING = /[\u202a-\u202e\u2066-\u2069]/;
  const MARKED = new Set(["粗体字", "斜体字", "码字", "删字", "点我", "红字", "蓝字", "小字", "大标题", "第一条"]);
  const ADDRESSES = new Set(["href", "src", "action", "formaction", "xlink:href", "data", "poster", "ping"]);
  const harms = [];
  const told = (element) => `${element.tagName} ${element.id} ${String(element.className).slice(0, 40)}: ${element.textContent.slice(0, 60)}`;
  if (globalThis.hacked !== undefined) harms.push("a script of a document has run");
  if (TURNING.test(document.title)) harms.push("the title of the tab turns");
  if (document.documentElement.scrollWidth > innerWidth) harms.push(`the page is ${document.documentElement.scrollWidth} wide`);

  const look = (element) => {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) harms.push(`${name} on ${told(element)}`);
      if (ADDRESSES.has(name) && !/^(data:image\/|blob:)/.test(value)) {
        const url = new URL(value, location.href);
        if (url.origin !== location.origin) harms.push(`${name} leads to ${value} on ${told(element)}`);
      }
      if (TURNING.test(value) && name !== "value") harms.push(`${name} turns on ${told(element)}`);
    }
    if (MARKED.has(element.textContent) || element.matches(".katex, iframe, object, embed")) harms.push(`Markdown in ${told(element)}`);
    const { overflowX } = getComputedStyle(element);
    if (["auto", "scroll"].includes(overflowX) && element.scrollWidth > element.clientWidth + 1 && !element.matches("pre, textarea, [role=tablist], [data-testid=stMultiSelectTagsContainer]")) {
      harms.push(`${element.scrollWidth} in ${element.clientWidth} pixels: ${told(element)}`);
    }
    if (element.shadowRoot) walk(element.shadowRoot);
  };
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) look(element);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { nodeValue, parentElement } = texts.currentNode;
      if (TURNING.test(nodeValue) && !parentElement?.matches("script, style, textarea")) harms.push(`turned: ${nodeValue.slice(0, 60)}`);
    }
  };
  walk(document);
  return [...new Set(harms)].slice(0, 12);
}
