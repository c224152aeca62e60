// What axe's answer about a page depends on: its elements, attributes and styles, and where there
// is text; not the text itself. Equal neighbours count once.
() => {
  const VALUES = new Set(["class", "role", "type", "lang", "dir", "style", "scope", "autocomplete",
    "inputmode", "tabindex", "aria-current", "aria-expanded", "aria-hidden", "aria-sort"]);
  const SKIPPED = ["SCRIPT", "LINK", "META"];
  const attribute = (one, name) => {
    const value = one.getAttribute(name);
    return ` ${name}${VALUES.has(name) ? "=" + value : value ? "" : "=''"}`;
  };
  const shape = (one, root) => {
    if (one.tagName === "STYLE") return one.textContent;
    const names = one.getAttributeNames().filter(name => !(root && name === "lang")).sort();
    const text = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const inside = [...one.children].filter(child => !SKIPPED.includes(child.tagName))
      .map(child => shape(child, false));
    return `<${one.tagName}${names.map(name => attribute(one, name)).join("")}${text ? " t" : ""}>`
      + inside.filter((part, number) => part !== inside[number - 1]).join("");
  };
  const ids = [...document.querySelectorAll("[id]")].map(one => one.id);
  const pointing = ["for", "aria-labelledby", "aria-describedby"];
  const dangling = [...document.querySelectorAll(pointing.map(name => `[${name}]`).join(","))]
    .flatMap(one => pointing.map(name => one.getAttribute(name)).filter(Boolean))
    .flatMap(list => list.split(" ")).filter(id => !document.getElementById(id));
  const rules = [...document.styleSheets].map(one => one.cssRules.length);
  return [ids.length - new Set(ids).size, dangling.length, rules, innerWidth,
    shape(document.documentElement, true)].join("|");
}
