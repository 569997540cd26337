// What the pages do beyond plain HTML; without this file everything can still be read, filled in and handed in.
import { watchUploads } from "./upload.js";

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** Results as one types; going back from a guide finds them again. */
function searchAsOneTypes(form) {
  const field = form.elements.q;
  const list = document.querySelector(form.dataset.live);
  const before = list.innerHTML;
  let waiting = 0;
  let running = new AbortController();
  const search = async () => {
    running.abort();
    running = new AbortController();
    const query = field.value.trim();
    if (!query) {
      list.innerHTML = before;
      return;
    }
    const url = `/items?q=${encodeURIComponent(query)}`;
    const answer = await fetch(url, { signal: running.signal }).catch(() => null);
    if (!answer?.ok) return;
    list.replaceChildren(...parse(await answer.text()).querySelector("#results").childNodes);
    history.replaceState(null, "", url);
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
}

/** Fields that an answer on the same page asks for or takes away; the server decides again when it is sent. */
function followConditions(form) {
  const answers = (at) =>
    [...form.querySelectorAll(`[name="${CSS.escape(at)}"]`)]
      .filter((input) => !input.disabled && !input.closest("fieldset[disabled]"))
      .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
      .map((input) => input.value);
  const holds = ([at, values]) => answers(at).some((answer) => values.map(String).includes(answer));
  const follow = () => {
    for (const field of form.querySelectorAll("[data-when]")) {
      const shown = JSON.parse(field.dataset.when).every(holds);
      field.hidden = !shown;
      field.disabled = !shown;
    }
  };
  form.addEventListener("change", follow);
  form.addEventListener("input", follow);
  follow();
}

/** A story that goes on while one looks at it. */
function keepFresh(place) {
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(`${place.dataset.refresh}?part=story`).catch(() => null);
    if (!answer?.ok) return;
    const story = parse(await answer.text()).querySelector("#story");
    if (story && story.outerHTML !== place.querySelector("#story").outerHTML) place.replaceChildren(story);
  };
  setInterval(look, 15_000);
  for (const event of ["focus", "online"]) window.addEventListener(event, look);
  document.addEventListener("visibilitychange", look);
}

/** A ticket's place, pushed; where no stream can be had, asked for again and again. */
function followPlace(holder) {
  const line = document.querySelector("[data-line]");
  const take = (html) => {
    for (const part of parse(html).querySelectorAll("#place, #known")) {
      const shown = document.getElementById(part.id);
      if (shown.outerHTML !== part.outerHTML) shown.replaceWith(part);
    }
    const place = document.getElementById("place");
    if (document.title !== place.dataset.title) {
      document.title = place.dataset.title;
      if (place.classList.contains("called")) navigator.vibrate?.([300, 150, 300]);
    }
    line.textContent = "";
    return "over" in place.dataset;
  };
  const ask = async () => {
    const answer = await fetch(`${holder.dataset.place}?part=place`).catch(() => null);
    if (answer?.ok) take(await answer.text());
    else line.textContent = "网络断了，恢复后会自己更新";
  };
  const stream = new EventSource(`${holder.dataset.place}/live`);
  stream.addEventListener("place", (event) => {
    if (take(event.data)) stream.close();
  });
  stream.addEventListener("error", () => {
    line.textContent = "网络断了，正在重新连接";
    if (stream.readyState === EventSource.CLOSED) setInterval(ask, 15_000);
  });
  document.addEventListener("visibilitychange", () => document.hidden || ask());
}

/** One press is one hand-in; coming back to the page frees the button again. */
function sendOnce(form) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
  window.addEventListener("pageshow", () => {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  });
}

document.documentElement.classList.add("js");
document.querySelectorAll("[data-live]").forEach(searchAsOneTypes);
document.querySelectorAll("form.sheet").forEach(followConditions);
document.querySelectorAll("[data-refresh]").forEach(keepFresh);
document.querySelectorAll("[data-place]").forEach(followPlace);
document.querySelectorAll("form.once").forEach(sendOnce);
watchUploads(document);
