// Streamlit's own words ("Upload", "No results", names of buttons for screen readers) in the language of the page: it
// knows them in English only. Whole texts are replaced where Streamlit wrote them, never what comes from documents.
const NAMES = ["aria-label", "title", "placeholder", "alt"];
const CONTENT = "[data-testid=stMarkdownContainer]:not([data-testid=stFileUploaderDropzone] *), [data-testid=stFileChipName], "
  + "[role=option][data-key]:not([data-key^=__]), textarea, code, pre";

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
let observer;
let whole = new Map();
let patterns = [];

// "{size} per file" becomes a pattern that keeps what stands for {size}.
const pattern = ([from, to]) => {
  const names = [...from.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
  const form = new RegExp(`^${from.split(/\{\w+\}/).map(escaped).join("(.+?)")}$`, "s");
  return (text) => {
    const found = form.exec(text);
    return found && to.replace(/\{(\w+)\}/g, (_, name) => found[names.indexOf(name) + 1]);
  };
};

const said = (text) => {
  const words = text.trim();
  let other = whole.get(words);
  for (let at = 0; words && !other && at < patterns.length; at++) other = patterns[at](words);
  return other ? text.replace(words, () => other) : text;
};

const sayText = (node) => {
  if (node.parentElement?.closest(CONTENT)) return;
  const other = said(node.data);
  if (other !== node.data) node.data = other;
};

const sayNames = (element) => {
  for (const name of NAMES) {
    const text = element.getAttribute(name);
    const other = text && said(text);
    if (other && other !== text) element.setAttribute(name, other);
  }
};

const say = (root) => {
  if (root.nodeType === Node.TEXT_NODE) return sayText(root);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  sayNames(root);
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) (walk.currentNode.nodeType === Node.TEXT_NODE ? sayText : sayNames)(walk.currentNode);
};

export default function ({ data: { json } }) {
  const data = JSON.parse(json);
  if (document.documentElement.lang === data.language) return;
  document.documentElement.lang = data.language;
  observer?.disconnect();
  whole = new Map(data.words);
  patterns = data.words.filter(([from]) => from.includes("{")).map(pattern);
  say(document.body);
  if (!data.goes_on) return;
  observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") sayNames(target);
      else if (type === "characterData") sayText(target);
      else addedNodes.forEach(say);
    }
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: NAMES });
}
