// How a context's blocks are drawn; map_view.js follows in the same module.

const LANE = 84, STRIP = 60, TOP = 4, OVERVIEW = 16, THIN = 2; // pixels

const number = (value) => Math.round(value).toLocaleString("en-US");
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// What the model holds, with the place of each block's first token.
function read(model) {
  const blocks = model.get("blocks");
  const starts = new Float64Array(blocks.before.length + 1);
  blocks.before.forEach((tokens, at) => { starts[at + 1] = starts[at] + tokens; });
  const whole = starts[blocks.before.length], limit = model.get("limit");
  const span = limit && whole >= limit / 4 ? Math.max(whole, limit) : Math.max(whole, 1);
  return { ...blocks, starts, whole, span, limit, cached: model.get("cached") ?? 0,
    roles: model.get("roles"), colours: model.get("colours"), letters: model.get("letters") };
}

// The last block that starts at or before a token.
function blockAt(data, token) {
  let low = 0, high = data.before.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (data.starts[middle] <= token) low = middle; else high = middle - 1;
  }
  return low;
}

const stays = (data, at) => Math.min(data.before[at], data.after[at]);

function sentence(data, at) {
  const before = data.before[at], after = data.after[at];
  const size = before === after ? number(before) : `${number(before)} → ${number(after)}`;
  const fate = data.change[at] + (data.guarded[at] ? ", protected" : "");
  return `${data.told[at]}: ${size} tokens, ${fate}, from token ${number(data.starts[at])}`;
}

// Stripes stand for what goes, as in the still picture.
function stripes(pen, colour, cache) {
  if (!cache.has(colour)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const ink = tile.getContext("2d");
    ink.strokeStyle = colour;
    ink.lineWidth = 2;
    for (const shift of [-6, 0, 6]) {
      ink.beginPath();
      ink.moveTo(shift - 1, 7);
      ink.lineTo(shift + 7, -1);
      ink.stroke();
    }
    cache.set(colour, pen.createPattern(tile, "repeat"));
  }
  return cache.get(colour);
}

function prepared(canvas, height) {
  const ratio = window.devicePixelRatio || 1, width = canvas.parentElement.clientWidth;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== height * ratio) {
    canvas.width = Math.round(width * ratio);
    canvas.height = height * ratio;
  }
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return [pen, width];
}

function fill(pen, data, role, goes, x, y, width, height, cache) {
  pen.fillStyle = goes ? stripes(pen, data.colours[role], cache) : data.colours[role];
  pen.fillRect(x, y, width, height);
  if (goes && width > 3 && height > 3) {
    pen.strokeStyle = data.colours[role];
    pen.lineWidth = 1;
    pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  }
}

// Blocks that share a column are stacked in it by what they hold, so that none is lost.
function column(pen, data, sums, x, y, height, cache) {
  const whole = [...sums.values()].reduce((sum, tokens) => sum + tokens, 0);
  let at = y;
  for (const [key, tokens] of sums) {
    const tall = (height * tokens) / whole;
    fill(pen, data, key >> 1, key & 1, x, at, THIN, tall, cache);
    at += tall;
  }
  sums.clear();
}

function blocks(pen, data, view, width, y, height, cache, labelled) {
  const scale = width / (view.to - view.from), sums = new Map();
  let thinFrom = 0;
  const add = (key, tokens) => { if (tokens) sums.set(key, (sums.get(key) ?? 0) + tokens); };
  for (let at = blockAt(data, view.from); at < data.before.length; at++) {
    const x = (data.starts[at] - view.from) * scale, wide = data.before[at] * scale;
    if (x > width) break;
    if (sums.size && x - thinFrom >= THIN) column(pen, data, sums, thinFrom, y, height, cache);
    const role = data.role[at], stay = stays(data, at);
    if (wide < THIN) {
      if (!sums.size) thinFrom = Math.floor(x / THIN) * THIN;
      add(role << 1, stay);
      add((role << 1) | 1, data.before[at] - stay);
      continue;
    }
    const gap = wide > 6 ? 1 : 0, kept = stay * scale, goes = wide - kept;
    if (kept > 0) fill(pen, data, role, 0, x, y, kept - (goes ? 0 : gap), height, cache);
    if (goes > 0) fill(pen, data, role, 1, x + kept, y, goes - gap, height, cache);
    if (labelled && data.guarded[at]) rule(pen, x, y - 3, wide - gap);
    if (labelled && kept > 44) label(pen, data, at, Math.max(x, 0), y, x + kept, height);
  }
  if (sums.size) column(pen, data, sums, thinFrom, y, height, cache);
}

function rule(pen, x, y, width) {
  pen.fillStyle = pen.ground;
  pen.fillRect(x, y, width, 3);
}

function label(pen, data, at, x, y, end, height) {
  if (end - x < 30) return;
  pen.save();
  pen.beginPath();
  pen.rect(x, y, end - x - 3, height);
  pen.clip();
  pen.fillStyle = data.letters[data.role[at]];
  pen.fillText(data.told[at], x + 4, y + 14);
  if (height > 34) pen.fillText(number(data.before[at]), x + 4, y + 29);
  pen.restore();
}

function axis(pen, data, view, width) {
  const scale = width / (view.to - view.from), rough = (view.to - view.from) / Math.max(width / 110, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough));
  const limit = data.limit ? (data.limit - view.from) * scale : -1;
  pen.fillStyle = pen.ground;
  let taken = -1, kept = width + 1;
  const words = `limit ${number(data.limit ?? 0)}`, room = pen.measureText(words).width;
  if (data.limit && limit >= 0 && limit <= width) {
    const x = clamp(limit - room / 2, 0, width - room);
    pen.fillRect(Math.min(limit, width - 2), TOP, 2, STRIP + 6);
    pen.fillText(words, x, LANE - 3);
    taken = x - 10; kept = x + room + 10;
  }
  for (let token = Math.ceil(view.from / step) * step; token <= view.to; token += step) {
    const said = number(token), wide = pen.measureText(said).width;
    const x = clamp((token - view.from) * scale - wide / 2, 0, width - wide);
    if (taken >= 0 && x + wide > taken && x < kept) continue;
    pen.fillRect((token - view.from) * scale, TOP + STRIP + 4, 1, 4);
    pen.fillText(said, x, LANE - 3);
  }
}

function outline(pen, data, view, width, at, thick) {
  if (at === null || at >= data.before.length) return;
  const scale = width / (view.to - view.from), x = (data.starts[at] - view.from) * scale;
  pen.strokeStyle = pen.ground;
  pen.lineWidth = thick;
  pen.strokeRect(x - 1, TOP - 1, Math.max(data.before[at] * scale, 2) + 1, STRIP + 2);
}
