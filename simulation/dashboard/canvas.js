// The widget: one canvas with one map or two and the timeline, and words around it. Draws at most once a screen frame.

const NARROW = 720;
const SQUARE = 1.02; // height of a map over its width

function render({ model, el }) {
  const root = buildFrame(el, model);
  const state = { ground: null, hovered: null, places: [], timeline: null, due: false };

  const draw = () => {
    state.due = false;
    const scene = model.get("scene");
    if (!scene.worlds || !root.canvas.isConnected) return;
    if (!state.themed) watchThemes(root.frame, themes);
    state.themed = true;
    const theme = isDark(root.frame) ? "dark" : "light";
    root.frame.dataset.theme = theme;
    drawAll(root, model, state, scene, theme);
  };
  const later = () => {
    if (!state.due) { state.due = true; requestAnimationFrame(draw); }
  };
  const changed = {
    "change:blocks": () => { state.ground = null; fillBarrios(root, model); later(); },
    "change:scene": () => {
      const scene = model.get("scene");
      if (!scene.worlds) return;
      writeNumbers(root.words, scene);
      const causes = JSON.stringify(scene.worlds.map((world) => world.causes));
      if (root.causes.dataset.all !== causes) writeCauses(root.causes, scene);
      root.causes.dataset.all = causes;
      model.set("drawn", scene.serial);
      model.save_changes();
      later();
    },
    "change:story": () => writeStory(root.story, model.get("story"), model.get("scene").names || []),
    "change:assembly": () => writeAssembly(root.assembly, model.get("assembly"), model.get("scene").names || []),
    "change:layer": () => { root.choices[model.get("layer")].checked = true; later(); },
    "change:selected": () => { root.barrio.value = model.get("selected"); later(); },
  };
  for (const [event, action] of Object.entries(changed)) model.on(event, action);
  listen(root, model, state, later);
  const watch = new ResizeObserver(later);
  watch.observe(root.frame);
  const themes = new MutationObserver(later);
  for (const action of Object.values(changed)) action();
  if (matchMedia("(prefers-color-scheme: dark)").matches) { model.set("prefers_dark", true); model.save_changes(); }
  return () => {
    for (const [event, action] of Object.entries(changed)) model.off(event, action);
    watch.disconnect();
    themes.disconnect();
  };
}

// Whoever turns the page dark does so by an attribute of something around; known once the widget is on the page.
function watchThemes(frame, themes) {
  for (let outer = frame.parentElement; outer; outer = outer.parentElement)
    themes.observe(outer, { attributes: true, attributeFilter: ["class", "data-jp-theme-light"] });
}

function buildFrame(el, model) {
  const frame = element(el, "div", "alto");
  const root = { frame, head: element(frame, "div", "alto-head") };
  root.words = buildWords(root);
  const bar = element(frame, "fieldset", "alto-layers");
  element(bar, "legend", "", "Colour the barrios by");
  root.choices = {};
  const group = `layer-${Math.random().toString(36).slice(2)}`;
  for (const { key, name } of model.get("layers")) {
    const label = element(bar, "label");
    const choice = element(label, "input");
    Object.assign(choice, { type: "radio", name: group, value: key, checked: key === model.get("layer") });
    element(label, "span", "", name);
    root.choices[key] = choice;
  }
  root.canvas = element(frame, "canvas");
  root.canvas.tabIndex = 0;
  root.canvas.setAttribute("role", "img");
  root.legend = element(frame, "div", "alto-legend");
  root.causes = element(frame, "ol", "alto-causes");
  const below = element(frame, "div", "alto-below");
  const told = element(below, "section");
  element(told, "h3", "", "Chronicle");
  root.story = element(told, "div", "alto-story");
  root.story.tabIndex = 0;
  root.story.setAttribute("aria-label", "Chronicle, the latest day first");
  const asked = element(below, "section");
  const head = element(asked, "div", "alto-asked");
  element(head, "h3", "", "Assembly");
  root.barrio = element(head, "select");
  root.barrio.setAttribute("aria-label", "Barrio");
  root.assembly = element(asked, "div", "alto-assembly");
  root.assembly.setAttribute("aria-live", "polite");
  return root;
}

function fillBarrios(root, model) {
  const names = model.get("ground").names || [];
  const order = names.map((name, row) => [name, row]).sort((one, other) => one[0].localeCompare(other[0]));
  root.barrio.replaceChildren();
  for (const [name, row] of [["choose a barrio", -1], ...order]) {
    const option = element(root.barrio, "option", "", name);
    option.value = row;
  }
  root.barrio.value = model.get("selected");
}

function listen(root, model, state, later) {
  const set = (name, value) => { model.set(name, value); model.save_changes(); later(); };
  for (const [key, choice] of Object.entries(root.choices)) choice.addEventListener("change", () => set("layer", key));
  root.barrio.addEventListener("change", () => set("selected", Number(root.barrio.value)));
  const where = (event) => {
    const box = root.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const under = (x, y) => {
    for (const place of state.places) {
      const barrio = barrioAt(state.ground, place, x, y);
      if (barrio >= 0) return barrio;
    }
    return -1;
  };
  root.canvas.addEventListener("click", (event) => {
    const barrio = under(...where(event));
    if (barrio >= 0) set("selected", barrio === model.get("selected") ? -1 : barrio);
  });
  root.canvas.addEventListener("pointermove", (event) => {
    const [x, y] = where(event);
    const hovered = state.timeline && y > state.timelineTop ? state.timeline.at(x) : null;
    if (hovered !== state.hovered) { state.hovered = hovered; later(); }
    const barrio = state.ground ? under(x, y) : -1;
    root.canvas.style.cursor = barrio >= 0 ? "pointer" : "default";
    root.canvas.title = barrio >= 0 ? state.ground.names[barrio] : "";
  });
  root.canvas.addEventListener("pointerleave", () => { if (state.hovered !== null) { state.hovered = null; later(); } });
  root.canvas.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const barrios = (model.get("ground").names || []).length;
    if (event.key === "Escape") set("selected", -1);
    if (!step || !barrios) return;
    event.preventDefault();
    set("selected", (model.get("selected") + step + barrios) % barrios);
  });
}

// Where the maps and the timeline lie on a canvas of this width; narrow screens have them one above the other.
function layOut(width, maps) {
  if (width < NARROW) {
    const each = maps > 1 ? (width - 8) / 2 : width;
    const high = each * SQUARE + (maps > 1 ? 22 : 0);
    const boxes = Array.from({ length: maps }, (_, at) => ({ left: at * (each + 8), top: maps > 1 ? 22 : 0, width: each, height: each * SQUARE }));
    return { height: high + 14 + 460, maps: boxes, series: { left: 0, top: high + 14, width, height: 460 } };
  }
  const share = maps > 1 ? 0.66 : 0.5;
  const each = Math.min(maps > 1 ? (width * share - 10) / 2 : width * share, 620);
  const height = Math.max(each * SQUARE, 450) + (maps > 1 ? 22 : 0);
  const boxes = Array.from({ length: maps }, (_, at) => ({ left: at * (each + 10), top: maps > 1 ? 22 : 0, width: each, height: each * SQUARE }));
  const left = maps * (each + 10) + 14;
  return { height, maps: boxes, series: { left, top: 0, width: width - left, height } };
}

function drawAll(root, model, state, scene, theme) {
  if (!state.ground) state.ground = groundOf(model);
  const { canvas } = root, ground = state.ground;
  const width = root.frame.clientWidth, dense = window.devicePixelRatio || 1;
  if (width < 50) return;
  const worlds = scene.worlds, where = layOut(width, worlds.length);
  const [across, down] = [Math.round(width * dense), Math.round(where.height * dense)];
  if (canvas.width !== across || canvas.height !== down) {
    [canvas.width, canvas.height] = [across, down];
    canvas.style.height = `${where.height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.clearRect(0, 0, width, where.height);
  const colors = model.get("palette")[theme];
  const layers = model.get("layers"), row = layers.findIndex(({ key }) => key === model.get("layer"));
  const layer = layers[Math.max(0, row)];
  if (root.legend.dataset.shown !== layer.key + theme) {
    writeLegend(root.legend, layer, theme);
    root.legend.dataset.shown = layer.key + theme;
  }
  const cells = numbersOf(model.get("cells"), Uint8Array), held = numbersOf(model.get("held"), Uint16Array);
  state.most = Math.max(scene.serial === 1 ? 0 : state.most || 0, ...held);
  let first = 0;
  state.places = worlds.map((world, which) => {
    const place = placeMap(ground, where.maps[which]), barrios = world.numbers.barrios, at = first + Math.max(0, row) * barrios;
    first += layers.length * barrios;
    const stretches = ground.stretches.length;
    drawMap(context, ground, place, world, {
      colors, layer, tones: layer[theme], values: cells.subarray(at, at + barrios), most: state.most,
      held: held.subarray(which * stretches, (which + 1) * stretches), selected: model.get("selected"),
      named: where.maps[which].width > 300,
    });
    if (worlds.length > 1) titled(context, scene.names[which], which, where.maps[which], colors);
    return place;
  });
  const timeline = drawSeries(context, where.series, scene, seriesOf(model, worlds.length), ground, colors, state.hovered);
  [state.timeline, state.timelineTop] = [timeline, where.series.top];
  const [{ date_in_words: date, numbers }] = worlds;
  canvas.setAttribute("aria-label",
    `Map of El Alto and timeline, ${date}: ${percent(numbers.mobilised_share)} of barrios up. Arrow keys go from barrio to barrio.`);
}

function titled(context, name, which, box, colors) {
  context.font = `bold 13px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = context.strokeStyle = colors.ink;
  context.lineWidth = 2;
  context.setLineDash(which ? [5, 3] : []);
  context.beginPath();
  context.moveTo(box.left, 11);
  context.lineTo(box.left + 26, 11);
  context.stroke();
  context.setLineDash([]);
  context.fillText(name, box.left + 33, 11);
}

export default { render };
