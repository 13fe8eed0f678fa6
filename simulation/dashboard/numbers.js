// Small helpers: numbers and dates in words, colours, bytes from the wire.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86400000;

const whole = (value) => Math.round(value).toLocaleString("en-GB");
const percent = (share) =>
  share > 0 && share < 0.01 ? "<1 %" : share > 0.99 && share < 1 ? ">99 %" : `${Math.round(100 * share)} %`;

const dayOf = (iso, days) => new Date(Date.parse(iso) + days * DAY);
const dateInWords = (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;

// Bytes come as a DataView that need not begin on a boundary of the type, so they are copied.
function numbersOf(view, Type) {
  if (!view || !view.byteLength) return new Type(0);
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

// 101 colours from none to all, through the stops given.
function ramp(stops) {
  const tones = stops.map(rgb);
  return Array.from({ length: 101 }, (_, step) => {
    const along = (step / 100) * (tones.length - 1);
    const low = Math.min(Math.floor(along), tones.length - 2);
    return tones[low].map((tone, k) => Math.round(tone + (along - low) * (tones[low + 1][k] - tone)));
  });
}

// Whether the page around is dark, whoever made it: its letters are light.
function isDark(element) {
  const [red, green, blue] = getComputedStyle(element).color.match(/[\d.]+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 128;
}

function element(parent, tag, name, text) {
  const child = document.createElement(tag);
  if (name) child.className = name;
  if (text !== undefined) child.textContent = text;
  parent.append(child);
  return child;
}
