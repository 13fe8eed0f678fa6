// What stands in words around the canvas: numbers of the day, legend, chronicle, the assembly clicked on.

const NUMBERS = [
  ["up", "Barrios up", (scene) => scene.numbers.mobilised_share, percent],
  ["roads", "Roads to La Paz cut", (scene) => scene.routes.filter((open) => !open).length, (cut, scene) => `${cut} of ${scene.routes.length}`],
  ["fuel", "Fuel in La Paz", (scene) => scene.numbers.fuel_days, (days) => `${days.toFixed(1)} days`],
  ["food", "Food in La Paz", (scene) => scene.numbers.food_days, (days) => `${days.toFixed(1)} days`],
  ["meeting", "Come to meetings", (scene) => scene.numbers.turnout_meeting, (share) => (share === null ? "none today" : percent(share))],
  ["killed", "Killed so far", (scene) => scene.killed, whole],
];

function buildWords(root) {
  const words = {};
  words.numbers = element(root.head, "dl", "alto-numbers");
  words.date = element(element(words.numbers, "div", "alto-date"), "dt");
  words.day = element(words.date.parentElement, "dd");
  words.values = NUMBERS.map(([key, name]) => {
    const group = element(words.numbers, "div");
    element(group, "dt", "", name);
    const value = element(group, "dd");
    value.dataset.number = key;
    return value;
  });
  return words;
}

function writeNumbers(words, scene) {
  const [first] = scene.worlds;
  words.date.textContent = first.date_in_words;
  words.date.dataset.date = first.date;
  words.day.textContent = first.day > 0 ? `day ${whole(first.day)} of ${whole(first.days)}` : "the eve of the first day";
  NUMBERS.forEach(([, , value, say], at) => {
    const here = words.values[at];
    const values = scene.worlds.map(value);
    here.dataset.value = JSON.stringify(values);
    const text = scene.worlds.map((world, which) => say(values[which], world)).join(" | ");
    if (here.textContent !== text) here.textContent = text;
  });
}

function writeLegend(parent, layer, theme) {
  parent.replaceChildren();
  const tones = layer[theme];
  const key = element(parent, "span", "alto-keys");
  if (layer.classes.length)
    layer.classes.forEach((name, at) => {
      const item = element(key, "span", "alto-key");
      element(item, "i").style.background = tones[at];
      element(item, "span", "", name);
    });
  else {
    element(key, "span", "", layer.ends[0]);
    element(key, "i", "alto-ramp").style.background = `linear-gradient(to right, ${tones.join(", ")})`;
    element(key, "span", "", `${layer.ends[1]}: ${layer.unit}`);
  }
  const roads = element(parent, "span", "alto-keys");
  for (const [name, words] of [["alto-open", "road open"], ["alto-cut", "road cut"], ["alto-held", "held: the thicker, the more people"]]) {
    const item = element(roads, "span", "alto-key");
    element(item, "i", name);
    element(item, "span", "", words);
  }
}

function writeCauses(parent, scene) {
  parent.replaceChildren();
  scene.worlds[0].causes.forEach(({ number, name, when }, at) => {
    const answers = scene.worlds.map((world) => world.causes[at].answer);
    const told = answers.some(Boolean) ? `; conceded ${answers.map((answer) => answer || "not yet").join(" | ")}` : "";
    const item = element(parent, "li");
    element(item, "b", "", `${number}`);
    element(item, "span", "", `${when}: ${name}${told}`);
  });
}

function writeStory(parent, stories, names) {
  parent.replaceChildren();
  stories.forEach((story, which) => {
    const column = element(parent, "div");
    if (stories.length > 1) element(column, "h4", "", names[which]);
    if (!story.length) element(column, "p", "alto-quiet", "Nothing to tell yet.");
    for (const [date, words] of story) {
      const item = element(column, "p");
      element(item, "b", "", `${date}. `);
      item.append(words);
    }
  });
}

function writeAssembly(parent, assemblies, names) {
  parent.replaceChildren();
  const there = assemblies.filter((assembly) => assembly.name);
  if (!there.length) {
    element(parent, "p", "alto-quiet", "Click on a barrio of the map, or choose one by name, to see its assembly.");
    return;
  }
  element(parent, "h4", "alto-name", `${there[0].name}, district ${there[0].district}`);
  const table = element(parent, "table");
  if (there.length > 1) {
    const row = element(element(table, "thead"), "tr");
    for (const name of ["", ...names]) element(row, "th", "", name);
  }
  const body = element(table, "tbody");
  there[0].facts.forEach(([what], at) => {
    const row = element(body, "tr");
    element(row, "th", "", what).scope = "row";
    for (const assembly of there) element(row, "td", "", assembly.facts[at][1]);
  });
  there.forEach((assembly, which) => {
    element(parent, "h5", "", `Last decisions${there.length > 1 ? ` (${names[which]})` : ""}`);
    if (!assembly.decisions.length) element(parent, "p", "alto-quiet", "It has not met yet.");
    for (const [date, words] of assembly.decisions) {
      const item = element(parent, "p");
      element(item, "b", "", `${date}. `);
      item.append(words);
    }
  });
}
