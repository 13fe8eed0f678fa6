// The timeline: what the city did and felt, and what La Paz had in stock, over the whole period, up to today.

const FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const SHOWN = ["up", "fuel", "gas", "food", "killed", "marching", "grievance", "hope"];
const PANELS = [
  { name: "Barrios up", unit: "% of barrios", rows: ["up"], weight: 1.5, top: 1, ticks: [0, 0.5, 1], say: percent, area: true },
  { name: "La Paz has", unit: "% of normal", rows: ["fuel", "gas", "food"], weight: 1.3, top: 1, ticks: [0, 0.5, 1], say: percent },
  { name: "Killed", unit: "persons a day", rows: ["killed"], weight: 0.8, bars: true, say: whole },
  { name: "Marching", unit: "persons a day", rows: ["marching"], weight: 0.8, bars: true, say: whole },
  { name: "What people feel", unit: "0 to 1", rows: ["grievance", "hope"], weight: 1.1, top: 1, ticks: [0, 0.5, 1], say: (value) => value.toFixed(2) },
];
const HEAD = 29, FLAGS = 36, DATES = 20, AXIS = 40; // pixels; flags stand on two levels

function seriesOf(model, worlds) {
  const all = numbersOf(model.get("series"), Float32Array);
  const points = all.length / (SHOWN.length * worlds);
  return Array.from({ length: worlds }, (_, world) =>
    Object.fromEntries(SHOWN.map((name, row) => {
      const first = (world * SHOWN.length + row) * points;
      return [name, all.subarray(first, first + points)];
    })));
}

function roundTop(most) {
  for (let power = 0; power < 12; power++)
    for (const lead of [1, 2, 5]) if (lead * 10 ** power >= most) return Math.max(2, lead * 10 ** power);
  return most;
}

function drawSeries(context, box, scene, series, ground, colors, hovered) {
  const points = series[0].up.length;
  const width = box.width - AXIS - 6, left = box.left + AXIS;
  const weights = PANELS.reduce((sum, panel) => sum + panel.weight, 0);
  const room = box.height - FLAGS - DATES - PANELS.length * HEAD;
  const along = (point) => left + (width * (point + 0.5)) / points;
  const every = scene.worlds[0].every;
  const now = Math.max(0, Math.floor((scene.worlds[0].day - 1) / every));
  const shown = hovered === null || hovered > now ? now : hovered;
  context.save();
  context.lineJoin = "round";
  let top = box.top + FLAGS;
  const causes = scene.worlds[0].causes;
  drawFlags(context, box, causes, (day) => along(Math.floor(day / every)), top - 2, box.top + box.height - DATES, colors);
  if (scene.worlds[0].day > 0) {
    context.strokeStyle = colors.ink;
    context.lineWidth = 1;
    context.globalAlpha = 0.6;
    for (const at of new Set([now, shown])) {
      context.setLineDash(at === now ? [] : [2, 2]);
      context.beginPath();
      context.moveTo(along(at), box.top + FLAGS - 2);
      context.lineTo(along(at), box.top + box.height - DATES);
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
  for (const panel of PANELS) {
    const height = room * (panel.weight / weights);
    drawHead(context, panel, box.left, top, box.width, series, shown, colors);
    drawPanel(context, panel, { left, top: top + HEAD, width, height: height - 4 }, series, along, width / points, colors);
    top += HEAD + height;
  }
  drawDates(context, ground.period, every, points, along, left, width, top, colors);
  context.restore();
  return { at: (x) => (x < left || x > left + width ? null : Math.floor(((x - left) / width) * points)), shown };
}

function drawHead(context, panel, left, top, width, series, shown, colors) {
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.font = `bold 12px ${FONT}`;
  const y = top + 12, right = left + width - 6;
  const said = (row) => series.map((world) => world[row][shown]).filter((value) => !Number.isNaN(value)).map(panel.say).join(" | ");
  const measure = (words) => words.reduce((sum, text) => sum + context.measureText(text).width + 12, 0);
  const named = panel.rows.length > 1, name = context.measureText(panel.name).width;
  let words = panel.rows.map((row) => (named ? `${row} ${said(row)}` : said(row)));
  if (name + measure(words) > width) words = panel.rows;
  context.clearRect(left, top + 4, width, 17); // no line goes through words
  context.fillStyle = colors.ink;
  context.fillText(panel.name, left, y);
  let x = right - measure(words);
  words.forEach((text, at) => {
    context.fillStyle = colors[panel.rows[at]];
    context.fillText(text, (x += 12), y);
    x += context.measureText(text).width;
  });
  const room = right - measure(words) - left - name - 6;
  context.font = `12px ${FONT}`;
  context.fillStyle = colors.grey;
  if (context.measureText(`(${panel.unit})`).width < room) context.fillText(`(${panel.unit})`, left + name + 6, y);
}

function drawPanel(context, panel, box, series, along, step, colors) {
  const most = Math.max(0, ...panel.rows.flatMap((row) => series.map((world) => greatest(world[row]))));
  const top = panel.top || roundTop(most);
  const ticks = panel.ticks || [0, top / 2, top];
  const up = (value) => box.top + box.height * (1 - Math.min(value, top * 1.02) / top);
  context.font = `11px ${FONT}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticks) {
    context.strokeStyle = colors.faint;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(box.left, Math.round(up(tick)) + 0.5);
    context.lineTo(box.left + box.width, Math.round(up(tick)) + 0.5);
    context.stroke();
    context.fillStyle = colors.grey;
    const words = panel.say === percent ? `${100 * tick}` : panel.top ? `${tick}` : short(tick);
    if (tick === 0 || tick === top || box.height > 44) context.fillText(words, box.left - 6, up(tick));
  }
  series.forEach((world, which) =>
    panel.rows.forEach((row) => {
      const look = { color: colors[row], second: which > 0, alone: series.length === 1 };
      if (panel.bars && !which) drawBars(context, world[row], along, step, up, look);
      else drawLine(context, world[row], along, up, { ...look, area: panel.area && !which });
    }));
}

const greatest = (values) => values.reduce((most, value) => (value > most ? value : most), 0);
const short = (count) => (count >= 10000 ? `${count / 1000}k` : count.toLocaleString("en-GB"));

// The second world is dashed and drawn on top; the first is paler beside it.
function drawLine(context, values, along, up, { color, second, alone, area }) {
  const path = new Path2D();
  let first = -1, last = -1;
  values.forEach((value, point) => {
    if (Number.isNaN(value)) return;
    if (first < 0) path.moveTo(along((first = point)), up(value));
    else path.lineTo(along(point), up(value));
    last = point;
  });
  if (first < 0) return;
  context.strokeStyle = context.fillStyle = color;
  if (area) {
    const filled = new Path2D(path);
    filled.lineTo(along(last), up(0));
    filled.lineTo(along(first), up(0));
    context.globalAlpha = alone ? 0.35 : 0.22;
    context.fill(filled);
  }
  context.globalAlpha = alone || second ? 1 : 0.5;
  context.lineWidth = second ? 2.2 : 1.8;
  context.setLineDash(second ? [5, 3] : []);
  context.stroke(path);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function drawBars(context, values, along, step, up, { color, alone }) {
  context.fillStyle = color;
  context.globalAlpha = alone ? 1 : 0.45;
  const wide = Math.max(1, Math.min(step - 0.5, 10));
  values.forEach((value, point) => {
    if (value > 0) context.fillRect(along(point) - wide / 2, up(value), wide, Math.max(1, up(0) - up(value)));
  });
  context.globalAlpha = 1;
}

// A number stands where a cause arose (dark) and where it was answered (hollow); the words stand below the canvas.
function drawFlags(context, box, causes, along, top, bottom, colors) {
  context.font = `bold 10px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const ends = [-Infinity, -Infinity];
  const marks = causes.flatMap(({ number, day, answered }) =>
    [[day, number, false], ...(answered === null ? [] : [[answered, number, true]])]);
  for (const [day, number, answer] of marks.sort((one, other) => one[0] - other[0])) {
    const x = along(day);
    context.strokeStyle = colors.grey;
    context.lineWidth = 1;
    context.setLineDash(answer ? [3, 3] : []);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, bottom);
    context.stroke();
    context.setLineDash([]);
    const level = ends.findIndex((end) => x - 9 >= end);
    if (level < 0) continue; // no room: its line stands, its words stand below
    ends[level] = x + 9;
    const y = top - 16 - 16 * level;
    context.fillStyle = answer ? colors.paper : colors.ink;
    context.strokeStyle = colors.ink;
    context.beginPath();
    context.roundRect(x - 8, y, 16, 14, 4);
    context.fill();
    context.stroke();
    context.fillStyle = answer ? colors.ink : colors.paper;
    context.fillText(number, x, y + 7.5);
  }
}

function drawDates(context, [from, to], every, points, along, left, width, top, colors) {
  const days = points * every;
  const firsts = [];
  const start = dayOf(from, 0);
  for (let month = start.getUTCMonth() + (start.getUTCDate() > 1 ? 1 : 0), year = start.getUTCFullYear(); ; month++) {
    const at = (Date.UTC(year, month, 1) - start) / DAY;
    if (at >= days) break;
    firsts.push([at, new Date(Date.UTC(year, month, 1))]);
  }
  const every_months = [1, 2, 3, 6, 12, 24, 60, 120, 240].find((n) => (firsts.length / n) * 46 < width) || 600;
  context.font = `11px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillStyle = colors.grey;
  let year = null;
  for (const [at, date] of firsts) {
    if ((date.getUTCFullYear() * 12 + date.getUTCMonth()) % every_months) continue;
    const yearly = every_months >= 12;
    let words = yearly ? `${date.getUTCFullYear()}` : MONTHS[date.getUTCMonth()];
    if (!yearly && date.getUTCFullYear() !== year) words += ` ${(year = date.getUTCFullYear())}`;
    const x = along(Math.floor(at / every)), half = context.measureText(words).width / 2;
    context.fillText(words, Math.max(left - 20 + half, Math.min(x, left + width - half + 6)), top + 4);
  }
}
