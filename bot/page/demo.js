"use strict";
// Draws what the server pushes and sends what people do. Text is only ever set as textContent.

const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);
const phones = new Map(); // phone id -> what is drawn of it

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

async function act(action, wish = {}) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wish),
  };
  try {
    return (await fetch(action, options)).ok;
  } catch {
    return false; // the stream of events tells about a demo that has ended
  }
}

// --- Messages ---------------------------------------------------------------------------------

function drawSpan(span) {
  if (span.hidden) return drawSpoiler(span.hidden);
  const node = make(span.at ? "time" : "span", "", span.text);
  if (span.at) node.dateTime = span.at;
  return node;
}

function drawSpoiler(spans) {
  const node = make("span", "spoiler");
  const inner = make("span");
  inner.append(...spans.map(drawSpan));
  inner.setAttribute("aria-hidden", "true");
  node.append(inner);
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", "Covered text. Press to read it.");
  const uncover = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    node.classList.add("uncovered");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
    inner.removeAttribute("aria-hidden");
  };
  node.addEventListener("click", uncover);
  node.addEventListener("keydown", uncover);
  return node;
}

function drawButton(phoneId, message, button) {
  const node = make("button", "", button.label);
  node.type = "button";
  node.addEventListener("click", async () => {
    if (button.copies) {
      await navigator.clipboard.writeText(button.copies);
      byId("said").textContent = "Copied.";
      node.textContent = "Copied";
    } else {
      act("press", { phone: phoneId, message: message.id, token: button.token });
    }
  });
  return node;
}

function drawQr(rows) {
  const node = document.createElementNS(SVG, "svg");
  const dark = document.createElementNS(SVG, "path");
  const steps = rows.flatMap((row, y) =>
    [...row].map((module, x) => (module === "1" ? `M${x} ${y}h1v1h-1z` : "")),
  );
  dark.setAttribute("d", steps.join(""));
  node.setAttribute("class", "qr");
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", "The invitation as a QR code");
  node.setAttribute("viewBox", `-4 -4 ${rows.length + 8} ${rows.length + 8}`);
  node.append(dark);
  return node;
}

function drawMessage(phoneId, message) {
  const node = make("article", message.mine ? "message mine" : "message");
  const bubble = make("div", "bubble");
  const words = make("p", "words");
  words.append(make("span", "unseen", message.mine ? "You: " : ""), ...message.spans.map(drawSpan));
  const marks = [message.edited ? "edited" : "", message.silent ? "silent" : "", message.at];
  if (message.qr.length) bubble.append(drawQr(message.qr));
  bubble.append(words, make("p", "stamp", marks.filter(Boolean).join(" · ")));
  node.append(bubble);
  if (message.buttons.length) {
    const row = make("div", "buttons");
    row.append(...message.buttons.map((button) => drawButton(phoneId, message, button)));
    node.append(row);
  }
  return node;
}

// --- Phones -----------------------------------------------------------------------------------

function makePhone(phone) {
  const root = byId("phone").content.firstElementChild.cloneNode(true);
  const find = (selector) => root.querySelector(selector);
  const drawn = {
    root,
    chat: find(".chat"),
    lock: find(".lock-line"),
    keys: find(".keys"),
    power: find(".power"),
    input: find("input"),
    send: find(".write button"),
    messages: new Map(), // message id -> { node, state }
    keysState: "",
    inHandAt: "", // what the clock said when its owner last did something
    off: phone.off,
    first: true,
  };
  root.classList.add(phone.network.toLowerCase());
  root.setAttribute("aria-label", `${phone.name}'s phone`);
  setText(find("h2"), phone.name);
  setText(find(".role"), `${phone.role} on ${phone.network}`);
  setText(find("label"), `Message as ${phone.name}`);
  drawn.input.id = `write-${phone.id}`;
  find("label").htmlFor = drawn.input.id;
  drawn.chat.setAttribute("aria-label", `${phone.name}'s chat`);
  drawn.keys.setAttribute("aria-label", `Keys below ${phone.name}'s chat`);
  find(".body").addEventListener("click", (event) => {
    if (!event.target.closest("button")) return;
    drawn.inHandAt = byId("clock").textContent;
    drawn.lock.replaceChildren();
  });
  drawn.power.addEventListener("click", () => act("switch", { phone: phone.id, on: drawn.off }));
  find("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = drawn.input.value;
    if (!text.trim()) return;
    drawn.input.value = "";
    if (!(await act("say", { phone: phone.id, text }))) drawn.input.value = text;
  });
  return drawn;
}

// Puts the messages into the chat; nodes that did not change stay, so that only news is read out.
function drawChat(drawn, phone) {
  const news = [];
  const ids = new Set(phone.messages.map((message) => message.id));
  for (const [id, old] of drawn.messages) {
    if (!ids.has(id)) {
      old.node.remove();
      drawn.messages.delete(id);
    }
  }
  for (const message of phone.messages) {
    const state = JSON.stringify(message);
    const old = drawn.messages.get(message.id);
    if (old?.state === state) continue;
    const node = drawMessage(phone.id, message);
    if (old) old.node.replaceWith(node);
    else {
      drawn.chat.append(node);
      if (!drawn.first) node.classList.add("new");
      news.push(message);
    }
    drawn.messages.set(message.id, { node, state });
  }
  return news;
}

// A lock screen shows the first line of what rings, until its owner does something; a phone in
// hand does not ring, nor does what was there before the page.
function drawLock(drawn, news) {
  if (drawn.first) return;
  const loud = news.filter((message) => !message.mine && !message.silent).at(-1);
  if (!loud || drawn.inHandAt === byId("clock").textContent) return;
  const line = loud.spans.map((span) => (span.hidden ? "…" : span.text)).join("").split("\n")[0];
  drawn.lock.replaceChildren(make("time", "", loud.at), ` ${line}`);
  drawn.lock.parentElement.classList.remove("rings");
  void drawn.lock.offsetWidth; // begins the movement anew
  drawn.lock.parentElement.classList.add("rings");
}

function drawKeys(drawn, phone) {
  const state = JSON.stringify(phone.keys);
  if (state === drawn.keysState) return;
  drawn.keysState = state;
  drawn.keys.hidden = phone.keys.length === 0;
  drawn.keys.replaceChildren(
    ...phone.keys.map((labels) => {
      const row = make("div", "row");
      for (const label of labels) {
        const key = make("button", "", label);
        key.type = "button";
        key.addEventListener("click", () => act("say", { phone: phone.id, text: label }));
        row.append(key);
      }
      return row;
    }),
  );
}

function drawPower(drawn, phone) {
  drawn.off = phone.off;
  drawn.root.classList.toggle("is-off", phone.off);
  drawn.power.setAttribute("aria-pressed", String(phone.off));
  for (const node of [drawn.input, drawn.send, ...drawn.root.querySelectorAll(".keys button, .buttons button")]) {
    node.disabled = phone.off;
  }
}

function drawPhone(phone) {
  let drawn = phones.get(phone.id);
  if (!drawn) {
    drawn = makePhone(phone);
    phones.set(phone.id, drawn);
    byId("phones").append(drawn.root);
  }
  const wasInside = drawn.root.contains(document.activeElement);
  const news = drawChat(drawn, phone);
  drawLock(drawn, news);
  drawKeys(drawn, phone);
  drawPower(drawn, phone);
  if (news.length) drawn.chat.scrollTop = drawn.chat.scrollHeight;
  drawn.first = false;
  // A button that was pressed may be gone: stay in the same phone.
  if (wasInside && !drawn.root.contains(document.activeElement)) {
    drawn.chat.focus({ preventScroll: true });
  }
}

// --- The page ---------------------------------------------------------------------------------

function drawTimeline(entries) {
  const lines = entries.map((entry, index) => {
    const line = make("li");
    const time = make("time", "", entry.at);
    if (entries[index + 1]?.at === entry.at) time.className = "same";
    line.append(time, make("code", "", entry.text));
    return line;
  });
  byId("timeline").replaceChildren(...lines.reverse());
}

function draw(view) {
  setText(byId("clock"), view.clock);
  setText(byId("day"), view.day);
  const next = view.next_event;
  setText(byId("next"), next ? `Next: ${next.at}, ${next.text}` : "Nothing is waiting.");
  byId("add").hidden = !view.can_add;
  const ids = new Set(view.phones.map((phone) => phone.id));
  for (const [id, drawn] of phones) {
    if (!ids.has(id)) {
      drawn.root.remove();
      phones.delete(id);
    }
  }
  view.phones.forEach(drawPhone);
  byId("phones").dataset.count = view.phones.length;
  drawTimeline(view.timeline);
}

function problem(text) {
  byId("problem").hidden = !text;
  setText(byId("problem"), text);
}

function listen() {
  const stream = new EventSource("events");
  stream.addEventListener("message", (event) => {
    problem("");
    draw(JSON.parse(event.data));
  });
  stream.addEventListener("error", () => {
    problem("The demo has stopped. To go on, start it again in the terminal and open its new address.");
  });
}

for (const button of document.querySelectorAll("[data-action], [data-minutes]")) {
  const { action, minutes } = button.dataset;
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    await act(action ?? "advance", { minutes });
    button.removeAttribute("aria-busy");
    setTimeout(() => setText(byId("said"), `It is ${byId("clock").textContent}.`), 150);
  });
}

listen();
