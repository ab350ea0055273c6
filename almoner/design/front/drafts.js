// Sends what has been typed so far to the draft of a form: two seconds after the last key, at least every five
// while typing goes on, and once more when the page is left. Without script the form has a button that does the same.
const QUIET = 2000;
const LONGEST = 5000;

export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]:not([data-draft=''])")) keepDraft(form);
}

function keepDraft(form) {
  const status = form.querySelector("[data-draft-status]");
  let kept = contents(form);
  let firstChange = 0;
  let timer = 0;
  let sending = false;

  const send = async (leaving = false) => {
    clearTimeout(timer);
    const now = contents(form);
    if (now === kept || (sending && !leaving)) return;
    sending = true;
    firstChange = 0;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new URLSearchParams(now),
        headers: { Accept: "application/json" },
        keepalive: leaving && now.length < 60000,
        redirect: "manual",
      });
      if (!answer.ok) throw new Error(String(answer.status || "signed out"));
      kept = now;
      say(status, `Saved at ${(await answer.json()).at}`);
    } catch (problem) {
      say(status, signedOut(problem)
        ? "Not saved: you have been signed out. Sign in in another tab, then go on here"
        : "Not saved: no connection. What you typed is still here and will be sent when it returns");
      timer = setTimeout(send, LONGEST);
    } finally {
      sending = false;
      if (contents(form) !== kept && !leaving) changed();
    }
  };

  const changed = () => {
    firstChange ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(0, Math.min(QUIET, firstChange + LONGEST - Date.now())));
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { clearTimeout(timer); kept = contents(form); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(true); });
  window.addEventListener("pagehide", () => send(true));
}

// Files and passwords are never part of a draft.
function contents(form) {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const box = form.elements.namedItem(name);
    if (typeof value === "string" && box?.type !== "password") values.append(name, value);
  }
  return values.toString();
}

function signedOut(problem) {
  return ["401", "403", "signed out"].includes(problem.message);
}

function say(status, words) {
  if (status && status.textContent !== words) status.textContent = words;
}
