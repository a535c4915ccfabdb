// A context from its first token to its last: zoomed, pointed at, and chosen from.
// Every text is put in by textContent or drawn on a canvas: nothing of it is read as HTML.

const STEP = 1.6, LEAST = 24; // of one zoom; tokens that are shown at least
const FAR = 10; // blocks that Page Up and Page Down pass
let made = 0;

function element(tag, name, parent, text = "") {
  const found = document.createElement(tag);
  found.className = name;
  found.textContent = text;
  parent.append(found);
  return found;
}

function render({ model, el }) {
  const root = element("div", "headroom-lab-map", el);
  const key = element("div", "headroom-lab-map-key", root);
  const tools = element("div", "headroom-lab-map-tools", root);
  const lane = element("div", "headroom-lab-map-lane", root);
  const picture = element("canvas", "", lane);
  const option = element("div", "headroom-lab-map-option", lane);
  const strip = element("div", "headroom-lab-map-overview", root);
  const small = element("canvas", "", strip);
  const said = element("div", "headroom-lab-map-said", root);
  const cache = new Map();
  let data = read(model), view = { from: 0, to: data.span }, over = null, asked = 0;

  picture.setAttribute("aria-hidden", "true");
  small.setAttribute("aria-hidden", "true");
  lane.tabIndex = 0;
  lane.setAttribute("role", "listbox");
  option.id = `headroom-lab-map-${Date.now()}-${made++}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "true");
  lane.setAttribute("aria-activedescendant", option.id);

  const button = (text, name, act) => {
    const found = element("button", "", tools, text);
    found.type = "button";
    found.title = name;
    found.setAttribute("aria-label", name);
    found.addEventListener("click", act);
  };

  function draw() {
    asked = 0;
    const ground = getComputedStyle(root).color;
    let [pen, width] = prepared(picture, LANE);
    pen.ground = ground;
    pen.font = "11px sans-serif";
    blocks(pen, data, view, width, TOP, STRIP, cache, true);
    const scale = width / (view.to - view.from);
    rule(pen, -view.from * scale, TOP + STRIP + 1, data.cached * scale);
    axis(pen, data, view, width);
    if (over !== null) outline(pen, data, view, width, over, 1);
    outline(pen, data, view, width, model.get("chosen"), 3);
    [pen, width] = prepared(small, OVERVIEW);
    blocks(pen, data, { from: 0, to: data.span }, width, 2, OVERVIEW - 4, cache, false);
    const share = width / data.span;
    pen.strokeStyle = ground;
    pen.lineWidth = 2;
    pen.strokeRect(view.from * share + 1, 1, Math.max((view.to - view.from) * share - 2, 2), OVERVIEW - 2);
  }
  const redraw = () => { asked ||= requestAnimationFrame(draw); };

  function show(from, span) {
    const wide = clamp(span, Math.min(LEAST, data.span), data.span);
    const start = clamp(from, 0, data.span - wide);
    view = { from: start, to: start + wide };
    redraw();
  }
  function zoom(factor, about) {
    const span = (view.to - view.from) / factor;
    show(about - (about - view.from) / factor, span);
  }
  const middle = () => {
    const at = model.get("chosen"), token = data.starts[at] + data.before[at] / 2;
    return token >= view.from && token <= view.to ? token : (view.from + view.to) / 2;
  };
  function tell(at) {
    said.textContent = data.before.length ? sentence(data, at) : "An empty context";
  }
  function choose(at) {
    if (!data.before.length) return;
    const found = clamp(at, 0, data.before.length - 1);
    model.set("chosen", found);
    model.save_changes();
    const start = data.starts[found], end = data.starts[found + 1];
    if (end <= view.from || start >= view.to) show((start + end - view.to + view.from) / 2, view.to - view.from);
    redraw();
  }
  function marked() {
    const at = model.get("chosen");
    if (data.before.length) {
      option.textContent = sentence(data, at);
      option.setAttribute("aria-posinset", at + 1);
      option.setAttribute("aria-setsize", data.before.length);
    }
    over = null;
    tell(at);
    redraw();
  }
  function changed(step) {
    let at = model.get("chosen") + step;
    while (at >= 0 && at < data.before.length && data.change[at] === "kept") at += step;
    if (at >= 0 && at < data.before.length) choose(at);
  }
  function renew() {
    data = read(model);
    key.replaceChildren();
    data.roles.forEach((role, at) => {
      if (data.role.includes(at)) element("span", "", key, role).style.borderLeftColor = data.colours[at];
    });
    element("span", "headroom-lab-map-goes", key, "striped: goes");
    if (data.guarded.some(Boolean)) element("em", "", key, "lined above: protected");
    if (data.cached) element("em", "", key, "lined below: in the vendor's cache");
    lane.setAttribute("aria-label", `Context map, ${number(data.before.length)} blocks, ${number(data.whole)} tokens`);
    show(0, data.span);
    marked();
  }

  button("−", "Zoom out", () => zoom(1 / STEP, middle()));
  button("+", "Zoom in", () => zoom(STEP, middle()));
  button("all", "Show all", () => show(0, data.span));
  button("◀ change", "Previous change", () => changed(-1));
  button("change ▶", "Next change", () => changed(1));
  element("span", "", tools, "arrows choose, + − zoom, n and p go to a change; Ctrl and the wheel zoom");

  const tokenOf = (event, box = lane, range = view) => {
    const frame = box.getBoundingClientRect();
    return range.from + ((event.clientX - frame.left) / frame.width) * (range.to - range.from);
  };
  let held = null;
  lane.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, from: view.from, moved: false };
    lane.setPointerCapture(event.pointerId);
  });
  lane.addEventListener("pointermove", (event) => {
    if (held && Math.abs(event.clientX - held.x) > 4) held.moved = true;
    if (held?.moved) {
      const share = (view.to - view.from) / lane.clientWidth;
      show(held.from - (event.clientX - held.x) * share, view.to - view.from);
      return;
    }
    const token = tokenOf(event);
    over = token < data.whole ? blockAt(data, token) : null;
    tell(over ?? model.get("chosen"));
    redraw();
  });
  lane.addEventListener("pointerup", (event) => {
    const token = tokenOf(event);
    if (held && !held.moved && token < data.whole) choose(blockAt(data, token));
    held = null;
  });
  lane.addEventListener("pointerleave", marked);
  lane.addEventListener("dblclick", (event) => zoom(STEP ** 3, tokenOf(event)));
  lane.addEventListener("wheel", (event) => {
    const aside = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY / 200), tokenOf(event));
    else if (Math.abs(aside) > Math.abs(event.shiftKey ? 0 : event.deltaY))
      show(view.from + (aside * (view.to - view.from)) / lane.clientWidth, view.to - view.from);
    else return;
    event.preventDefault();
  }, { passive: false });
  const slide = (event) => {
    if (event.type === "pointerdown") strip.setPointerCapture(event.pointerId);
    if (!event.buttons) return;
    const span = view.to - view.from;
    show(tokenOf(event, strip, { from: 0, to: data.span }) - span / 2, span);
  };
  strip.addEventListener("pointerdown", slide);
  strip.addEventListener("pointermove", slide);
  lane.addEventListener("keydown", (event) => {
    const at = model.get("chosen");
    const act = {
      ArrowRight: () => choose(at + 1), ArrowDown: () => choose(at + 1),
      ArrowLeft: () => choose(at - 1), ArrowUp: () => choose(at - 1),
      PageDown: () => choose(at + FAR), PageUp: () => choose(at - FAR),
      Home: () => choose(0), End: () => choose(data.before.length - 1),
      "+": () => zoom(STEP, middle()), "=": () => zoom(STEP, middle()),
      "-": () => zoom(1 / STEP, middle()), 0: () => show(0, data.span),
      n: () => changed(1), p: () => changed(-1),
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has these keys too
    act();
  });

  const sized = new ResizeObserver(redraw);
  sized.observe(lane);
  const themed = new MutationObserver(redraw);
  themed.observe(document.body, { attributes: true });
  model.on("change:blocks", renew);
  model.on("change:chosen", marked);
  renew();
  return () => {
    sized.disconnect();
    themed.disconnect();
    model.off("change:blocks", renew);
    model.off("change:chosen", marked);
  };
}

export default { render };
