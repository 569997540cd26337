// Files in chunks that survive a broken line: named by their SHA-256, the server's offset wins.

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

class Told extends Error {} // a sentence for the person, nothing to retry

/** Upload as soon as a file is chosen. Browsers without hashing (plain http) send the form as it is. */
export function watchUploads(within) {
  for (const form of within.querySelectorAll("form.upload")) {
    form.elements.file.addEventListener("change", () => {
      const file = form.elements.file.files[0];
      if (!file) return;
      if (file.size > Number(form.dataset.largest)) return tell(form, `文件太大，最多 ${form.dataset.largest >> 20} MB，请缩小后再选`);
      if (!crypto.subtle || form.classList.contains("whole")) return form.requestSubmit();
      return bring(form, file);
    });
  }
}

async function bring(form, file) {
  form.elements.file.disabled = true;
  try {
    const blob = await hash(file);
    await push(form, file, blob);
    await hand(form, file, blob);
  } catch (error) {
    if (!(error instanceof Told)) throw error;
    tell(form, error.message);
  } finally {
    form.elements.file.disabled = false;
    form.elements.file.value = "";
  }
}

async function hash(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return `sha256:${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

async function push(form, file, blob) {
  let at = await ask(form, `/upload/${blob}`, { method: "HEAD" });
  while (at < file.size) {
    show(form, at / file.size, `已上传 ${Math.floor((100 * at) / file.size)}%`);
    const body = file.slice(at, at + Number(form.dataset.chunk));
    const headers = { "Upload-Offset": at, "Upload-Length": file.size };
    at = await ask(form, `/upload/${blob}`, { method: "PATCH", body, headers });
  }
  show(form, 1, "正在核对文件");
}

/** Ask until there is an answer; gives the offset that holds. */
async function ask(form, url, request) {
  const headers = { ...request.headers, "X-CSRF": form.elements.csrf.value };
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const answer = await fetch(url, { ...request, headers }).catch(() => null);
    if (answer && answer.status < 500 && answer.status !== 429) return offset(answer);
    show(form, null, "网络断了，已传的都在，恢复后自动接着传");
    await lineOrTime(pause);
  }
}

async function offset(answer) {
  const told = answer.ok ? {} : await answer.json().catch(() => ({}));
  if (answer.ok || told.refused === "wrong_offset") return Number(answer.headers.get("Upload-Offset"));
  throw new Told(told.message ?? "上传没有成功，请刷新页面后再试");
}

function lineOrTime(milliseconds) {
  return new Promise((resume) => {
    const timer = setTimeout(resume, milliseconds);
    window.addEventListener("online", () => (clearTimeout(timer), resume()), { once: true });
  });
}

/** Tell the page's form that the file is here, and show what it makes of it. */
async function hand(form, file, blob) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ csrf: form.elements.csrf.value, blob, name: file.name })) body.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer) throw new Told("文件已经传完，但网络断了。请再选一次，不会重传");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const slot = form.closest(".slot");
  const fresh = page.getElementById(slot.id);
  if (!fresh) throw new Told("上传没有成功，请刷新页面后再试");
  document.querySelector("#still").replaceWith(page.querySelector("#still"));
  slot.replaceWith(fresh);
  watchUploads(fresh);
}

function show(form, share, words) {
  const going = form.querySelector(".going");
  going.hidden = false;
  if (share !== null) going.querySelector("progress").value = share;
  going.querySelector("[role=status]").textContent = words;
}

function tell(form, words) {
  show(form, 0, words);
  form.querySelector("progress").hidden = true;
}
