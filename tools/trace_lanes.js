// The lanes of a trace on a canvas: drawing, zooming, pointing, keys. For tools/trace_view.html, which trace_view.py fills, and for the
// playground, where the trace grows while it is looked at.
//
// traceLanes(parts) gives the view; `parts` are the elements it uses: `canvas`, `tip` (the tooltip), `said` (read aloud), `range` (the
// text of what is shown), `legend` (a list), and `changed`, called after each drawing. Its data, set by `setData`, is what page() in
// trace_view.py makes; the page has the colours as custom properties and `trace_lanes.css`.
let LABELS = 168;
const AXIS = 26, LANE = 30, BAR = 18, GAP = 8;
const KINDS = {
  run: "running", long: "long step: no await", ready: "ready, not yet running", sleep: "asleep", event: "waits for an Event",
  flag: "waits for a ThreadSafeFlag", lock: "waits for a Lock", task: "waits for a task", stream: "waits for a stream",
  other: "waits otherwise", gc: "garbage collection", idle: "idle",
};
const MARKS = { late: "woke late", cancel: "cancelled", failed: "failed", done: "ended", new: "created", set: "set" };

function duration(us) {
  if (us >= 1e6) return (us / 1e6).toFixed(3) + " s";
  if (us >= 1000) return (us / 1000).toFixed(us >= 1e5 ? 1 : 2) + " ms";
  return Math.round(us) + " µs";
}
function text(node, words) { node.textContent = words; return node; }
function element(name, words, parent) {
  const node = document.createElement(name);
  if (words !== undefined) node.textContent = words;
  if (parent) parent.append(node);
  return node;
}


function traceLanes({ canvas, tip, said, range, legend: legendList, changed = () => {}, problemShown = () => {} }) {
  const context = canvas.getContext("2d");
  let data = { length: 1, system: 0, lanes: [], problems: [] }, lanes = data.lanes;
  let from = 0, to = 1, selected = null, hovered = null, problem = -1, colours = {};
  // How much is shown of a trace that grows: its last microseconds; null where the reader has moved.
  let following = null;

  // ---- where things are

  const laneTop = number => AXIS + number * LANE + (number >= lanes.length - data.system ? GAP : 0);
  const width = () => canvas.clientWidth - LABELS - 10;
  const x = time => LABELS + (time - from) / (to - from) * width();
  const timeAt = px => from + (px - LABELS) / width() * (to - from);

  // The first span of the lane that ends at or after `time`.
  function firstSpan(spans, time) {
    let low = 0, high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle][1] < time) low = middle + 1; else high = middle;
    }
    return low;
  }

  // What is at a point of the canvas: {lane, kind: "span" | "mark", index}, or null.
  function hit(px, py) {
    const lane = lanes.findIndex((_, number) => py >= laneTop(number) && py < laneTop(number) + LANE);
    if (lane < 0 || px < LABELS - 4) return null;
    const near = (to - from) / width() * 6;
    const time = timeAt(px), { spans, marks } = lanes[lane];
    if (py < laneTop(lane) + 11) {
      let best = null;
      marks.forEach((mark, index) => {
        const away = Math.abs(mark[0] - time);
        if (away <= near && (best === null || away < best.away)) best = { away, index };
      });
      if (best !== null) return { lane, kind: "mark", index: best.index };
    }
    let best = null;
    for (let index = firstSpan(spans, time - near); index < spans.length && spans[index][0] <= time + near; index++) {
      const [start, end, kind] = spans[index];
      const away = time < start ? start - time : time > end ? time - end : 0;
      // Of several within reach the shortest counts: the long ones are easy to hit elsewhere.
      const weight = away > 0 ? 2 + away / near : end - start < near ? 0 : 1;
      const rank = weight - (kind === "long" ? .5 : 0);
      if (best === null || rank < best.rank) best = { rank, index };
    }
    return best === null ? null : { lane, kind: "span", index: best.index };
  }
  const item = where => lanes[where.lane][where.kind + "s"][where.index];
  const same = (a, b) => a && b && a.lane === b.lane && a.kind === b.kind && a.index === b.index;

  // ---- drawing

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["page", "text", "soft", "line", "focus", "stripe", "mark", "late", "panel", ...Object.keys(KINDS)])
      colours[name] = style.getPropertyValue("--" + name).trim();
  }
  function step() {
    const wanted = (to - from) / Math.max(3, width() / 110);
    const power = 10 ** Math.floor(Math.log10(wanted));
    return [1, 2, 5, 10].map(n => n * power).find(n => n >= wanted);
  }
  function drawMark(kind, px, top) {
    context.fillStyle = colours[{ late: "late", cancel: "lock", failed: "long" }[kind] || "mark"];
    context.beginPath();
    if (kind === "late") { context.moveTo(px - 5, top); context.lineTo(px + 5, top); context.lineTo(px, top + 9); }
    else if (kind === "new") { context.moveTo(px, top + 1); context.lineTo(px + 6, top + 4.5); context.lineTo(px, top + 8); }
    else if (kind === "done") context.rect(px - 2.5, top + 2, 5, 5);
    else if (kind === "set") { context.moveTo(px, top); context.lineTo(px + 4, top + 4.5); context.lineTo(px, top + 9); context.lineTo(px - 4, top + 4.5); }
    else { context.strokeStyle = context.fillStyle; context.lineWidth = 2.2; context.moveTo(px - 3.5, top + 1); context.lineTo(px + 3.5, top + 8); context.moveTo(px + 3.5, top + 1); context.lineTo(px - 3.5, top + 8); context.stroke(); return; }
    context.fill();
  }
  function draw() {
    const ratio = devicePixelRatio || 1, height = laneTop(lanes.length - 1) + LANE + 6;
    canvas.style.height = height + "px";
    const wide = canvas.clientWidth;
    LABELS = wide < 560 ? 92 : 168;
    canvas.width = Math.round(wide * ratio); canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = colours.page; context.fillRect(0, 0, wide, height);
    context.font = "12px system-ui, sans-serif"; context.textBaseline = "middle";
    lanes.forEach((lane, number) => {
      if (number % 2 === 0) { context.fillStyle = colours.stripe; context.fillRect(0, laneTop(number), wide, LANE); }
    });
    // The axis.
    const tick = step();
    context.strokeStyle = colours.line; context.lineWidth = 1; context.textAlign = "center";
    for (let time = Math.ceil(from / tick) * tick; time <= to; time += tick) {
      const px = Math.round(x(time)) + .5;
      context.beginPath(); context.moveTo(px, AXIS - 5); context.lineTo(px, height); context.stroke();
      context.fillStyle = colours.soft;
      const digits = Math.max(0, -Math.floor(Math.log10(tick / (tick >= 1e6 ? 1e6 : tick >= 1000 ? 1000 : 1)) + 1e-9));
      context.fillText(tick >= 1e6 ? (time / 1e6).toFixed(digits) + " s" : tick >= 1000 ? (time / 1000).toFixed(digits) + " ms" : time.toFixed(digits) + " µs", px, 11);
    }
    context.save(); context.beginPath(); context.rect(LABELS - 1, 0, wide, height); context.clip();
    lanes.forEach((lane, number) => {
      const top = laneTop(number) + 10;
      let drawn = -1e9, drawnKind = "";
      for (let index = firstSpan(lane.spans, from); index < lane.spans.length && lane.spans[index][0] <= to; index++) {
        const [start, end, kind] = lane.spans[index];
        const left = Math.max(x(start), LABELS - 2), right = Math.min(x(end), wide + 2);
        // What is thinner than a pixel is seen all the same, once for each pixel.
        if (right < drawn + .5 && kind === drawnKind && kind !== "long") continue;
        const across = Math.max(right - left, kind === "run" || kind === "long" || kind === "gc" ? 1.4 : .4);
        const thin = kind === "ready" ? 4 : 0;
        context.fillStyle = colours[kind];
        context.fillRect(left, top + thin, across, BAR - 2 * thin);
        if (kind === "long") {
          // Not by its colour alone: stripes, and an exclamation mark where there is room.
          context.save(); context.beginPath(); context.rect(left, top, across, BAR); context.clip();
          context.strokeStyle = "rgb(255 255 255 / .38)"; context.lineWidth = 3;
          for (let px = left - BAR; px < right + BAR && px < wide + BAR; px += 9) { context.beginPath(); context.moveTo(px, top + BAR); context.lineTo(px + BAR, top); context.stroke(); }
          context.restore();
        }
        drawn = right; drawnKind = kind;
        if (kind === "long" && across > 62) {
          context.fillStyle = "#fff"; context.textAlign = "left"; context.font = "600 11px system-ui, sans-serif";
          context.fillText(duration(end - start), Math.max(left, LABELS) + 6, top + BAR / 2 + .5); context.font = "12px system-ui, sans-serif";
        }
      }
      let last = -1e9;
      for (const kind of ["new", "done", "set", "cancel", "failed", "late"])
        for (const mark of lane.marks) {
          if (mark[1] !== kind || mark[0] < from || mark[0] > to) continue;
          const px = x(mark[0]);
          if (Math.abs(px - last) < 2 && kind !== "late") continue;
          drawMark(kind, px, laneTop(number) + 1);
          last = px;
        }
    });
    for (const [where, colour, thick] of [[hovered, colours.text, 1], [selected, colours.focus, 2.5]]) {
      if (!where) continue;
      const [start, end] = where.kind === "span" ? item(where) : [item(where)[0], item(where)[0]];
      const left = Math.max(x(start) - 2, LABELS - 3), right = Math.max(x(end) + 2, left + 4);
      context.strokeStyle = colour; context.lineWidth = thick;
      if (where.kind === "span") context.strokeRect(left, laneTop(where.lane) + 8.5, right - left, BAR + 3);
      else context.strokeRect(x(start) - 8, laneTop(where.lane) - .5, 16, 11);
    }
    context.restore();
    // The names.
    context.textAlign = "left";
    lanes.forEach((lane, number) => {
      const isSystem = number >= lanes.length - data.system;
      context.fillStyle = selected && selected.lane === number ? colours.focus : isSystem ? colours.soft : colours.text;
      context.font = (isSystem ? "italic " : "500 ") + "13px system-ui, sans-serif";
      let name = lane.name + (lane.tasks > 1 ? " ×" + lane.tasks : "");
      while (context.measureText(name).width > LABELS - 26 && name.length > 2) name = name.slice(0, -2) + "…";
      context.fillText(name, 12, laneTop(number) + 19);
    });
    context.strokeStyle = colours.line; context.lineWidth = 1;
    context.beginPath(); context.moveTo(LABELS - 6.5, 0); context.lineTo(LABELS - 6.5, height); context.stroke();
    text(range, duration(from) + " – " + duration(to) + " of " + duration(data.length));
    changed({ closest: to - from <= 20, all: from <= first() && to >= data.length });
  }
  let waiting = false;
  function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  }

  // ---- moving

  // Where what is kept of the trace begins.
  const first = () => data.first ?? 0;
  function show(start, end) {
    following = null;
    const least = Math.min(10, data.length - first());
    const length = Math.min(Math.max(end - start, least), data.length - first());
    from = Math.min(Math.max(start, first()), data.length - length);
    to = from + length;
    redraw();
  }
  function zoom(factor, around = (from + to) / 2) { show(around - (around - from) * factor, around + (to - around) * factor); }
  function move(part) { const by = (to - from) * part; show(from + by, to + by); }
  function showItem(where) {
    const found = item(where), start = found[0], end = where.kind === "span" ? found[1] : start;
    const room = Math.max((end - start) * .6, data.length / 2000, 50);
    show(start - room, end + room);
  }

  // ---- telling

  function describe(where) {
    const found = item(where), lane = lanes[where.lane], isSpan = where.kind === "span";
    const kind = isSpan ? found[2] : found[1];
    return {
      colour: isSpan ? colours[kind] : colours[kind === "late" ? "late" : "mark"],
      title: lane.name + ": " + (isSpan ? KINDS[kind] : MARKS[kind]),
      when: isSpan ? duration(found[1] - found[0]) + ", from " + duration(found[0]) + " to " + duration(found[1]) : "at " + duration(found[0]),
      details: found[isSpan ? 3 : 2],
    };
  }
  function fillTip(where) {
    const told = describe(where);
    tip.replaceChildren();
    const title = element("strong", undefined, tip);
    const swatch = element("span", undefined, title);
    swatch.className = "swatch"; swatch.style.background = told.colour;
    title.append(told.title);
    element("div", told.when, tip).className = "when";
    if (told.details.length) {
      const list = element("ul", undefined, tip);
      for (const words of told.details) element("li", words, list);
    }
  }
  function placeTip(left, top) {
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(6, Math.min(left + 14, innerWidth - box.width - 8)) + "px";
    tip.style.top = (top + 18 + box.height > innerHeight ? Math.max(6, top - box.height - 12) : top + 18) + "px";
  }
  function select(where, tell = true) {
    selected = where;
    if (where === null) { tip.hidden = true; text(said, ""); redraw(); return; }
    const found = item(where), start = found[0], end = where.kind === "span" ? found[1] : start;
    if (end < from || start > to) show(start - (to - from) / 2, start + (to - from) / 2);
    if (tell) {
      fillTip(where);
      const box = canvas.getBoundingClientRect();
      const middle = Math.min(Math.max(x((Math.max(start, from) + Math.min(end, to)) / 2), LABELS), canvas.clientWidth);
      placeTip(box.left + middle, box.top + laneTop(where.lane) + LANE - 10);
      const told = describe(where);
      text(said, [told.title, told.when, ...told.details].join(", "));
    }
    redraw();
  }
  function problemAt(number) {
    const [start, end, lane, kind] = data.problems[number];
    if (kind === "late") {
      const index = lanes[lane].marks.findIndex(mark => mark[1] === "late" && mark[0] === end);
      return { lane, kind: "mark", index };
    }
    return { lane, kind: "span", index: lanes[lane].spans.findIndex(span => span[0] === start && span[2] === "long") };
  }

  // ---- mouse and touch

  let drag = null;
  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    const across = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(across) > Math.abs(event.shiftKey ? 0 : event.deltaY)) move(across / 900);
    else zoom(Math.exp(Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 240) / 480), Math.max(from, timeAt(event.offsetX)));
  }, { passive: false });
  canvas.addEventListener("pointerdown", event => {
    drag = { at: event.offsetX, from, to, moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", event => {
    if (drag && (drag.moved || Math.abs(event.offsetX - drag.at) > 3)) {
      drag.moved = true; tip.hidden = true; canvas.classList.add("dragging");
      const by = (drag.at - event.offsetX) / width() * (drag.to - drag.from);
      show(drag.from + by, drag.to + by);
      return;
    }
    const where = hit(event.offsetX, event.offsetY);
    if (where) { fillTip(where); placeTip(event.clientX, event.clientY); } else tip.hidden = true;
    if (!same(where, hovered)) { hovered = where; redraw(); }
  });
  canvas.addEventListener("pointerup", event => {
    canvas.classList.remove("dragging");
    if (drag && !drag.moved) select(hit(event.offsetX, event.offsetY), false);
    drag = null;
  });
  canvas.addEventListener("pointerleave", () => { hovered = null; if (!drag) tip.hidden = true; redraw(); });
  canvas.addEventListener("dblclick", event => { const where = hit(event.offsetX, event.offsetY); if (where) showItem(where); });

  function goToProblem(number) {
    if (data.problems.length === 0) return;
    problem = (number + data.problems.length) % data.problems.length;
    const [start, end] = data.problems[problem], room = Math.max((end - start) * .5, 100);
    show(start - room, end + room);
    draw();
    select(problemAt(problem));
    problemShown(problem);
  }

  // ---- keys

  function stepTo(by) {
    if (!selected) { const lane = lanes.findIndex(lane => lane.spans.length); if (lane >= 0) select({ lane, kind: "span", index: firstSpan(lanes[lane].spans, from) % lanes[lane].spans.length }); return; }
    const spans = lanes[selected.lane].spans;
    if (spans.length === 0) return;
    const index = selected.kind === "span" ? selected.index + by : firstSpan(spans, item(selected)[0]);
    select({ lane: selected.lane, kind: "span", index: Math.min(Math.max(index, 0), spans.length - 1) });
  }
  function otherLane(by) {
    if (!selected) return stepTo(0);
    const time = item(selected)[0];
    for (let lane = selected.lane + by; lane >= 0 && lane < lanes.length; lane += by)
      if (lanes[lane].spans.length) return select({ lane, kind: "span", index: Math.min(firstSpan(lanes[lane].spans, time), lanes[lane].spans.length - 1) });
  }
  const KEYS = {
    ArrowLeft: () => stepTo(-1), ArrowRight: () => stepTo(1), ArrowUp: () => otherLane(-1), ArrowDown: () => otherLane(1),
    Enter: () => selected && showItem(selected), Escape: () => select(null),
    "+": () => zoom(.5), "=": () => zoom(.5), "-": () => zoom(2), "−": () => zoom(2), a: () => move(-.25), d: () => move(.25),
    0: () => show(first(), data.length), Home: () => show(first(), first() + to - from), End: () => show(data.length - (to - from), data.length),
  };
  // The kinds that stand in the lanes; `at` is the place of the kind.
  function present(part, at) {
    const found = new Set();
    for (const lane of lanes) for (const item of lane[part]) found.add(item[at]);
    return found;
  }
  let explained = "";
  function fillLegend() {
    const legend = legendList, kinds = present("spans", 2), marks = present("marks", 1);
    const all = [...kinds, ...marks].join();
    if (all === explained) return;
    explained = all;
    legend.replaceChildren();
    for (const [kind, words] of Object.entries(KINDS)) {
      if (!kinds.has(kind)) continue;
      const line = element("li", undefined, legend), swatch = element("span", undefined, line);
      swatch.className = "swatch";
      swatch.style.background = kind === "long" ? `repeating-linear-gradient(135deg, var(--long) 0 4px, color-mix(in srgb, var(--long), white 38%) 4px 7px)` : `var(--${kind})`;
      if (kind === "ready") swatch.style.height = "6px";
      line.append(words);
    }
    const shapes = { late: "M1 1h10L6 10z", cancel: "M2 2l8 8M10 2l-8 8", failed: "M2 2l8 8M10 2l-8 8", done: "M3 3h6v6H3z", new: "M3 2l7 4-7 4z", set: "M6 1l4 5-4 5-4-5z" };
    for (const [kind, words] of Object.entries(MARKS)) {
      if (!marks.has(kind)) continue;
      const line = element("li", undefined, legend), colour = `var(--${{ late: "late", cancel: "lock", failed: "long" }[kind] || "mark"})`;
      line.innerHTML = `<svg width="12" height="12" aria-hidden="true"><path d="${shapes[kind]}" fill="${colour}" stroke="${colour}" stroke-width="${kind === "cancel" || kind === "failed" ? 2 : 0}"/></svg>`;
      line.append(words);
    }
  }

  canvas.addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  });
  addEventListener("resize", redraw);

  return {
    x: time => x(time), laneTop: number => laneTop(number),
    draw, redraw, zoom, goToProblem,
    showAll: () => show(first(), data.length),
    nextProblem: () => goToProblem(problem + 1),
    previousProblem: () => goToProblem(problem < 0 ? -1 : problem - 1),
    // After a change of the page's colours.
    recolour() { readColours(); redraw(); },
    // A whole trace, shown from end to end; or, with `window` microseconds, one that grows, of which the last are shown.
    setData(made, window = null) {
      data = made; lanes = made.lanes;
      selected = hovered = window === null || following !== null ? null : selected;
      if (window === null) { show(first(), data.length); problem = -1; }
      else if (following !== null) this.follow(following);
      fillLegend();
      redraw();
    },
    follow(window) { show(data.length - window, data.length); following = window; },
    isFollowing: () => following !== null,
  };
}
