// The map: blocks by the chosen layer, roads and who holds them, the places people speak of.

const UNKNOWN = 255;
const CORDON = [2, 9]; // pixels: a road held by one person, and by the most

// What follows from the ground alone: which barrio each cell belongs to, and the borders between barrios.
function groundOf(model) {
  const ground = model.get("ground");
  const { width, height } = ground;
  const blocks = numbersOf(model.get("blocks"), Int16Array);
  const owner = new Int16Array(width * height).fill(-1);
  for (let at = 0; at < blocks.length; at += 3) owner[blocks[at + 1] * width + blocks[at]] = blocks[at + 2];
  const borders = new Path2D();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const here = owner[y * width + x];
      if (here < 0) continue;
      const east = x + 1 < width ? owner[y * width + x + 1] : -1;
      const north = y + 1 < height ? owner[(y + 1) * width + x] : -1;
      if (east >= 0 && east !== here) { borders.moveTo(x + 1, y); borders.lineTo(x + 1, y + 1); }
      if (north >= 0 && north !== here) { borders.moveTo(x, y + 1); borders.lineTo(x + 1, y + 1); }
    }
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [width, height];
  return { ...ground, owner, borders, picture, outlines: new Map() };
}

function outlineOf(ground, barrio) {
  if (!ground.outlines.has(barrio)) {
    const { width, height, owner } = ground;
    const path = new Path2D();
    const at = (x, y) => (x < 0 || y < 0 || x >= width || y >= height ? -1 : owner[y * width + x]);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        if (at(x, y) !== barrio) continue;
        for (const [dx, dy, x1, y1, x2, y2] of [[1, 0, 1, 0, 1, 1], [-1, 0, 0, 0, 0, 1], [0, 1, 0, 1, 1, 1], [0, -1, 0, 0, 1, 0]])
          if (at(x + dx, y + dy) !== barrio) { path.moveTo(x + x1, y + y1); path.lineTo(x + x2, y + y2); }
      }
    ground.outlines.set(barrio, path);
  }
  return ground.outlines.get(barrio);
}

// Where a map lies on the canvas: cells to pixels, y upwards.
function placeMap(ground, box) {
  const across = ground.east + 2 * ground.rim, up = ground.height + 2 * ground.rim;
  const scale = Math.min(box.width / across, box.height / up);
  const left = box.left + (box.width - scale * across) / 2 + scale * ground.rim;
  const low = box.top + (box.height + scale * up) / 2 - scale * ground.rim;
  return { scale, left, low, x: (x) => left + scale * (x + 0.5), y: (y) => low - scale * (y + 0.5) };
}

function barrioAt(ground, place, x, y) {
  const column = Math.floor((x - place.left) / place.scale), row = Math.floor((place.low - y) / place.scale);
  if (column < 0 || row < 0 || column >= ground.width || row >= ground.height) return -1;
  return ground.owner[row * ground.width + column];
}

function paintBlocks(ground, values, tones, empty) {
  const { width, height, owner, picture } = ground;
  const context = picture.getContext("2d");
  const image = context.createImageData(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const barrio = owner[y * width + x];
      if (barrio < 0 || barrio >= values.length) continue;
      const tone = values[barrio] === UNKNOWN ? empty : tones[values[barrio]];
      image.data.set([...tone, 255], 4 * ((height - 1 - y) * width + x));
    }
  context.putImageData(image, 0, 0);
}

function drawMap(context, ground, place, world, look) {
  const { colors, layer, values, held, most, selected, named } = look;
  const tones = (layer.classes.length ? look.tones.map(rgb) : ramp(look.tones));
  paintBlocks(ground, values, tones, rgb(colors.empty));
  const { scale, left, low } = place;
  context.save();
  context.fillStyle = colors.land;
  context.fillRect(left, low - scale * ground.height, scale * ground.width, scale * ground.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(ground.picture, left, low - scale * ground.height, scale * ground.width, scale * ground.height);
  context.transform(scale, 0, 0, -scale, left, low);
  context.lineWidth = 0.7 / scale;
  context.strokeStyle = colors.paper;
  context.globalAlpha = 0.55;
  context.stroke(ground.borders);
  context.restore();
  drawRoads(context, ground, place, world, colors, held, most);
  if (selected >= 0) {
    context.save();
    context.transform(scale, 0, 0, -scale, left, low);
    for (const [width, color] of [[5, colors.paper], [2.5, colors.ink]]) {
      context.lineWidth = width / scale;
      context.strokeStyle = color;
      context.stroke(outlineOf(ground, selected));
    }
    context.restore();
  }
  drawPlaces(context, ground, place, colors, named);
}

function line(context, place, from, to) {
  context.beginPath();
  context.moveTo(place.x(from[0]), place.y(from[1]));
  context.lineTo(place.x(to[0]), place.y(to[1]));
  context.stroke();
}

function drawRoads(context, ground, place, world, colors, held, most) {
  const { trunks, links, outer, la_paz: [left, bottom, width, height] } = ground;
  context.save();
  context.lineWidth = 1;
  context.strokeStyle = colors.grey;
  for (const [from, to] of links) line(context, place, from, to);
  if (links.length) line(context, place, links[0][0], links[links.length - 1][0]);
  const ways = [...trunks, ...outer];
  ways.forEach(([from, to], route) => {
    const open = world.routes[route];
    context.strokeStyle = open ? colors.open : colors.ink;
    context.lineWidth = 1.6;
    context.setLineDash(open ? [] : [4, 3]);
    line(context, place, from, to);
  });
  context.setLineDash([]);
  context.strokeStyle = colors.ink;
  ground.stretches.forEach(([x, y, route], stretch) => {
    if (!held[stretch]) return;
    const [from, to] = route < trunks.length ? trunks[route] : links[route - trunks.length];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    const along = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    const far = (x - from[0]) * along[0] + (y - from[1]) * along[1];
    const half = Math.max(0.55, 3 / place.scale);
    context.lineWidth = CORDON[0] + (CORDON[1] - CORDON[0]) * Math.sqrt(held[stretch] / Math.max(1, most));
    line(context, place, ...[far - half, far + half].map((d) => [from[0] + d * along[0], from[1] + d * along[1]]));
  });
  ways.forEach(([, to], route) => endOfRoad(context, place.x(to[0]), place.y(to[1]), world.routes[route], colors));
  context.fillStyle = colors.water;
  context.beginPath();
  const x = place.left + place.scale * (left + 0.5), y = place.low - place.scale * (bottom + height + 0.5);
  context.roundRect(x, y, place.scale * width, place.scale * height, (place.scale * width) / 2.2);
  context.fill();
  context.fillStyle = colors.ink;
  context.translate(x + (place.scale * width) / 2, y + (place.scale * height) / 2);
  context.rotate(-Math.PI / 2);
  context.font = `bold ${Math.max(9, Math.min(14, place.scale * width * 0.6))}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText("La Paz", 0, 0);
  context.restore();
}

// A dot where the road is open, a cross where it is cut: told by shape, not by colour alone.
function endOfRoad(context, x, y, open, colors) {
  context.lineWidth = open ? 1.5 : 3;
  context.beginPath();
  if (open) {
    context.fillStyle = colors.open;
    context.arc(x, y, 4, 0, 2 * Math.PI);
    context.fill();
  } else {
    context.strokeStyle = colors.ink;
    for (const side of [-1, 1]) { context.moveTo(x - 4, y - 4 * side); context.lineTo(x + 4, y + 4 * side); }
    context.stroke();
  }
}

const PLACES = { "La Ceja": ["circle", "La Ceja"], Senkata: ["square", "Senkata (fuel depot)"], "Feria 16 de Julio": ["diamond", "Market"] };

function drawPlaces(context, ground, place, colors, named) {
  context.save();
  context.font = `bold 11px ${FONT}`;
  context.lineJoin = "round";
  for (const [name, column, row] of ground.places) {
    const [shape, words] = PLACES[name] || ["circle", name], x = place.x(column), y = place.y(row);
    context.fillStyle = colors.paper;
    context.strokeStyle = colors.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    if (shape === "circle") context.arc(x, y, 4.5, 0, 2 * Math.PI);
    else if (shape === "square") context.rect(x - 4, y - 4, 8, 8);
    else { context.moveTo(x, y - 5.5); context.lineTo(x + 5.5, y); context.lineTo(x, y + 5.5); context.lineTo(x - 5.5, y); context.closePath(); }
    context.fill();
    context.stroke();
    if (named) written(context, words, x - 9, y, "right", colors);
  }
  if (named) {
    context.font = `11px ${FONT}`;
    [...ground.trunks, ...ground.outer].forEach(([, to], route) => {
      const west = to[0] < 1, outer = route >= ground.trunks.length;
      const x = place.x(to[0]) + (west ? 8 : outer ? -8 : 9), y = place.y(to[1]) + (west ? -9 : 0);
      written(context, ground.road_names[route], x, y, outer ? "right" : "left", colors);
    });
  }
  context.restore();
}

function written(context, words, x, y, align, colors) {
  context.textAlign = align;
  context.textBaseline = "middle";
  context.strokeStyle = colors.paper;
  context.lineWidth = 3.5;
  context.strokeText(words, x, y);
  context.fillStyle = colors.ink;
  context.fillText(words, x, y);
}
