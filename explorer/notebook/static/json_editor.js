// A JSON editor: one textarea with colours under it. What is shown is set as text, never as HTML.

const PAUSE = 250; // ms without a key before the kernel gets the text
const LONGEST = 450; // ms with keys before it gets it all the same
const COLOURED = 65536; // characters up to which colours are drawn
const SHOWN = 5; // problems that are listed
const TOKEN = /"(?:[^"\\\n]|\\[^\n])*"?|-?\d[\w.+-]*|[{}[\]:,]|[A-Za-z_]\w*|[ \t\r\n]+|[^]/g;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const STRING = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"$/;
const WORDS = ["true", "false", "null"];
const CLOSES = { "{": "}", "[": "]" };
const DRESS = ["label", "rows", "read_only", "language", "offers"];

function tokens(text) {
  const found = [];
  for (const match of text.matchAll(TOKEN)) {
    if (!/^[ \t\r\n]/.test(match[0])) found.push({ text: match[0], at: match.index });
  }
  return found;
}

// The first place where a text is no JSON, in words; null where it is.
function wrong(text, found) {
  const open = [];
  let wants = "value"; // or: "first key", "first item", "key", "colon", "end"
  for (const { text: piece, at } of found) {
    const say = (words) => ({ at, message: `this is not JSON: ${words}` });
    const inside = open[open.length - 1];
    const first = wants.startsWith("first");
    if (wants === "end") {
      if (!inside) return say("nothing may follow the value");
      if (piece === CLOSES[inside]) open.pop();
      else if (piece === ",") wants = inside === "{" ? "key" : "value";
      else return say(`expected , or ${CLOSES[inside]}`);
      continue;
    }
    if (wants === "colon") {
      if (piece !== ":") return say("expected : after the name");
      wants = "value";
      continue;
    }
    if (first && piece === CLOSES[inside]) {
      open.pop();
      wants = "end";
      continue;
    }
    if (wants === "key" || wants === "first key") {
      if (piece[0] !== '"') {
        const trailing = piece === "}" ? "; no comma may stand before }" : "";
        return say(`expected a name in double quotes${trailing}`);
      }
      if (!STRING.test(piece)) return say(textual(piece));
      wants = "colon";
      continue;
    }
    if (piece in CLOSES) {
      open.push(piece);
      wants = piece === "{" ? "first key" : "first item";
      continue;
    }
    if (piece[0] === '"') {
      if (!STRING.test(piece)) return say(textual(piece));
    } else if (/^[-\d]/.test(piece)) {
      if (!NUMBER.test(piece)) return say("this is no number as JSON writes them");
    } else if (!WORDS.includes(piece)) {
      if (piece === "'") return say("text stands in double quotes");
      return say(/^\w/.test(piece) ? "text stands in double quotes" : "expected a value");
    }
    wants = "end";
  }
  if (open.length || wants !== "end") {
    const inside = open[open.length - 1];
    const words = !found.length ? "it is empty"
      : wants === "end" ? `${CLOSES[inside]} is missing at the end` : "it ends too early";
    return { at: text.length, message: `this is not JSON: ${words}` };
  }
  return null;
}

function textual(piece) {
  if (piece.length < 2 || !piece.endsWith('"')) return "the closing quote is missing on this line";
  return /[\u0000-\u001f]/.test(piece) ? "a control character must be written as \\u00…"
    : "this escape is none that JSON has";
}

function place(text, at) {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  let line = 1;
  for (let i = text.indexOf("\n"); i !== -1 && i < at; i = text.indexOf("\n", i + 1)) line += 1;
  return { line, column: [...text.slice(start, at)].length + 1 };
}

function offset(text, line, column) {
  let start = 0;
  for (let i = 1; i < line; i += 1) {
    const end = text.indexOf("\n", start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  return start + [...text.slice(start).split("\n")[0]].slice(0, column - 1).join("").length;
}

// The brackets that belong together at the caret.
function pair(found, caret) {
  const open = [];
  const pairs = [];
  for (const { text, at } of found) {
    if (text in CLOSES) open.push({ text, at });
    else if (text === "}" || text === "]") {
      const begun = open.pop();
      if (begun && CLOSES[begun.text] === text) pairs.push([begun.at, at]);
    }
  }
  const near = (at) => at === caret || at + 1 === caret;
  return pairs.find((each) => each.some(near)) || [];
}

function kind(found, number) {
  const { text } = found[number];
  if (text[0] === '"') {
    const next = found[number + 1];
    return next && next.text === ":" ? "name" : "text";
  }
  if (/^[-\d]/.test(text)) return "number";
  return WORDS.includes(text) ? "word" : "";
}

function make(name, className, attributes = {}) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// A new code cell below the one that shows this; false where the host has no such thing.
function cellBelow(model, el, source) {
  const context = model.widget_manager && model.widget_manager.context;
  const shared = context && context.model && context.model.sharedModel;
  if (!shared || !shared.insertCell) return false;
  const cell = el.closest(".jp-Cell");
  const at = cell && cell.dataset.windowedListIndex;
  const index = at === undefined || at === null ? shared.cells.length : Number(at) + 1;
  shared.insertCell(index, { cell_type: "code", source, metadata: { trusted: true } });
  return true;
}

async function copy(area) {
  try {
    await navigator.clipboard.writeText(area.value);
  } catch {
    area.select();
    document.execCommand("copy");
  }
}

function render({ model, el }) {
  // Each model may have this module for itself: a counter would begin anew with each.
  const ident = `sx-json-${Math.random().toString(36).slice(2)}`;
  // Lumino asks for this attribute before it takes a key for a command of the notebook.
  const root = make("div", "sx-json", { "data-lm-suppress-shortcuts": "true" });
  const label = make("label", "sx-json-label", { for: ident });
  const frame = make("div", "sx-json-frame");
  const gutter = make("pre", "sx-json-gutter", { "aria-hidden": "true" });
  const stack = make("div", "sx-json-stack");
  const colours = make("pre", "sx-json-colours", { "aria-hidden": "true" });
  const area = make("textarea", "sx-json-area", {
    id: ident, spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off",
    "aria-describedby": `${ident}-said`,
  });
  const foot = make("div", "sx-json-foot");
  const said = make("div", "sx-json-said", { id: `${ident}-said`, role: "status" });
  const where = make("span", "sx-json-where");
  const offers = make("span", "sx-json-offers");
  stack.append(colours, area);
  frame.append(gutter, stack);
  foot.append(said, offers, where);
  root.append(label, frame, foot);
  el.append(root);

  let revision = model.get("revision");
  let found = [];
  let local = null;
  let pause = 0;
  let first = 0;
  let told = "";

  const isJson = () => model.get("language") === "json";

  function send() {
    clearTimeout(pause);
    pause = first = 0;
    if (area.value === model.get("value")) return;
    model.set("revision", revision);
    model.set("value", area.value);
    model.save_changes();
  }

  function later() {
    const now = Date.now();
    first = first || now;
    clearTimeout(pause);
    pause = setTimeout(send, Math.max(0, Math.min(PAUSE, first + LONGEST - now)));
  }

  function problems() {
    if (local) return [{ ...place(area.value, local.at), message: local.message }];
    const checked = model.get("problems");
    return checked.revision === revision ? checked.items : [];
  }

  function draw() {
    const text = area.value;
    const shown = problems();
    const lines = text.split("\n").length;
    const bad = new Set(shown.map((each) => each.line));
    const numbered = `${lines} ${[...bad]}`;
    if (numbered !== gutter.dataset.numbered) {
      gutter.dataset.numbered = numbered;
      gutter.replaceChildren();
      for (let number = 1, run = ""; number <= lines; number += 1) {
        const end = number < lines ? "\n" : "";
        if (bad.has(number)) {
          const mark = make("span", "sx-json-bad");
          mark.textContent = `${number}`;
          gutter.append(run, mark, end);
          run = "";
        } else run += number + end;
        if (number === lines) gutter.append(run);
      }
    }
    colours.replaceChildren();
    const plain = text.length > COLOURED || !isJson();
    root.classList.toggle("sx-json-plain", plain);
    if (!plain) {
      const marked = document.activeElement === area ? pair(found, area.selectionStart) : [];
      const pointed = new Set(shown.map((each) => offset(text, each.line, each.column)));
      let done = 0;
      found.forEach((each, number) => {
        const name = kind(found, number);
        const classes = [name && `sx-json-${name}`, marked.includes(each.at) && "sx-json-pair",
          pointed.has(each.at) && "sx-json-wrong"].filter(Boolean);
        if (!classes.length) return;
        const span = make("span", classes.join(" "));
        span.textContent = each.text;
        colours.append(text.slice(done, each.at), span);
        done = each.at + each.text.length;
      });
      colours.append(`${text.slice(done)}\n`);
    }
    tell(shown);
    area.setAttribute("aria-invalid", shown.length ? "true" : "false");
    follow();
  }

  function tell(shown) {
    const words = shown.map((each) =>
      `line ${each.line}, column ${each.column}: ${each.message}`);
    // A button that is being pressed stays the one it is.
    if (words.join("\n") === told) return;
    told = words.join("\n");
    said.replaceChildren();
    words.slice(0, SHOWN).forEach((text, number) => {
      const button = make("button", "sx-json-problem", { type: "button" });
      button.textContent = text;
      button.addEventListener("click", () => go(shown[number]));
      said.append(button);
    });
    if (words.length > SHOWN) said.append(`and ${words.length - SHOWN} more`);
  }

  function go({ line, column }) {
    const at = offset(area.value, line, column);
    area.focus();
    area.setSelectionRange(at, at);
    const height = area.scrollHeight / Math.max(area.value.split("\n").length, 1);
    area.scrollTop = Math.max(0, (line - 4) * height);
    moved();
  }

  function follow() {
    colours.scrollTop = gutter.scrollTop = area.scrollTop;
    colours.scrollLeft = area.scrollLeft;
  }

  function moved() {
    const at = place(area.value, area.selectionStart);
    where.textContent = `Ln ${at.line}, Col ${at.column}`;
    if (isJson()) draw();
  }

  function read() {
    found = isJson() && area.value.length <= COLOURED * 4 ? tokens(area.value) : [];
    local = isJson() && area.value.length <= COLOURED * 4 ? wrong(area.value, found) : null;
  }

  function typed() {
    revision += 1;
    read();
    draw();
    later();
  }

  function taken() {
    if (model.get("value") === area.value) return;
    area.value = model.get("value");
    read();
    draw();
  }

  function offer() {
    const words = { copy: "Copy", cell: "New cell" };
    const done = { copy: "Copied", cell: "Added below" };
    offers.replaceChildren();
    for (const name of model.get("offers")) {
      const button = make("button", "sx-json-offer", { type: "button" });
      button.textContent = words[name];
      button.addEventListener("click", async () => {
        const added = name === "cell"
          && cellBelow(model, el, model.get("cell_head") + area.value);
        if (!added) await copy(area);
        button.textContent = added ? done.cell : done.copy;
        setTimeout(() => { button.textContent = words[name]; }, 2000);
      });
      offers.append(button);
    }
  }

  function dress() {
    label.textContent = model.get("label");
    area.rows = model.get("rows");
    area.readOnly = model.get("read_only");
    offer();
    read();
    draw();
  }

  function indent(event) {
    const before = area.value.slice(0, area.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const blanks = /^[ \t]*/.exec(line)[0] + (/[{[]\s*$/.test(line) ? "  " : "");
    const next = area.value[area.selectionEnd];
    event.preventDefault();
    const closes = blanks.length >= 2 && /[{[]\s*$/.test(line) && (next === "}" || next === "]");
    // As typing does it, so that undo takes it back.
    document.execCommand("insertText", false, `\n${blanks}`);
    if (closes) {
      const at = area.selectionStart;
      document.execCommand("insertText", false, `\n${blanks.slice(2)}`);
      area.setSelectionRange(at, at);
    }
  }

  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const chord = event.ctrlKey || event.metaKey;
    if (chord && (event.key === "Enter" || event.key.toLowerCase() === "s")) {
      event.preventDefault();
      send();
      // The text goes along: while the kernel is busy, what was sent before is held back.
      const type = event.key === "Enter" ? "submit" : "save";
      model.send({ type, text: area.value, revision });
    } else if (event.target === area && event.key === "Enter" && isJson()
        && !event.shiftKey && !event.altKey && !event.isComposing) {
      indent(event);
    }
  });
  for (const name of ["keyup", "keypress", "paste", "copy", "cut", "contextmenu", "dblclick"]) {
    root.addEventListener(name, (event) => event.stopPropagation());
  }
  area.addEventListener("input", typed);
  area.addEventListener("scroll", follow);
  area.addEventListener("focus", moved);
  area.addEventListener("click", moved);
  area.addEventListener("keyup", moved);
  area.addEventListener("blur", () => { send(); draw(); });
  model.on("change:value", taken);
  model.on("change:problems", draw);
  for (const name of DRESS) model.on(`change:${name}`, dress);
  const heard = (message) => {
    if (message.type === "go") go(message);
    if (message.type === "focus") area.focus();
  };
  model.on("msg:custom", heard);
  area.value = model.get("value");
  dress();
  return () => {
    send();
    model.off("change:value", taken);
    model.off("change:problems", draw);
    model.off("msg:custom", heard);
    for (const name of DRESS) model.off(`change:${name}`, dress);
  };
}

export default { render };
