// Shows escaped HTML made by a template; a link inside Maitu goes to Python instead of loading the whole page anew.
const ALLOWED = new Set(
  ("A ABBR ARTICLE B BDI BLOCKQUOTE BR CAPTION CITE CODE DD DETAILS DIV DL DT EM FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 HEADER I LI MARK NAV OL "
    + "P Q SECTION SMALL SPAN STRONG SUMMARY TABLE TBODY TD TFOOT TH THEAD TIME TR UL svg polygon circle rect path").split(" "),
);

// The template has escaped everything already; whatever is active all the same is taken out here.
const clean = (root) => {
  for (const element of root.querySelectorAll("*")) {
    if (!ALLOWED.has(element.tagName)) { element.remove(); continue; }
    for (const { name, value } of [...element.attributes]) {
      const foreign = name === "href" && /^\s*[a-z][a-z0-9+.-]*:/i.test(value);
      if (name.startsWith("on") || foreign || name === "src") element.removeAttribute(name);
    }
  }
  return root;
};

const reports = new WeakMap();

// Chromium keeps the empty boxes that it drew on buttons and titles before our Chinese font came, until page.css says otherwise.
document.fonts.load('16px "Maitu Sans"', "中").then(() => { document.documentElement.dataset.font = "here"; });

// In a document, n and p (or → and ←) step from mark to mark; Enter follows the one that is stepped on.
const step = (event) => {
  const way = { n: 1, ArrowRight: 1, p: -1, ArrowLeft: -1 }[event.key];
  const article = event.target.closest("[data-steps]");
  if (!way || !article || event.ctrlKey || event.metaKey || event.altKey) return;
  const marks = [...article.querySelectorAll("a.mark, mark")].filter((mark) => !mark.parentElement.closest("a.mark, mark"));
  const here = marks.findIndex((mark) => mark === event.target || mark.contains(event.target));
  const next = marks[here < 0 ? (way > 0 ? 0 : marks.length - 1) : here + way];
  if (!next) return;
  event.preventDefault();
  (next.matches("a") ? next : next.querySelector("a.mark") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
};

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".hypertext");
  const first = !reports.has(host);
  reports.set(host, setTriggerValue);
  if (host.shown !== data.html) {
    const template = document.createElement("template");
    template.innerHTML = data.html;
    host.replaceChildren(clean(template.content));
    host.shown = data.html;
    host.querySelector("[data-here]")?.scrollIntoView({ block: "center" });
  }
  if (first) {
    host.addEventListener("keydown", step);
    host.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      reports.get(host)("followed", link.getAttribute("href"));
    });
  }
}
