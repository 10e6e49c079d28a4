// Files on a slow line: how much of them is sent, and a way to stop. Without this script the form sends itself.
"use strict";

(() => {
  const form = document.querySelector(".c-form[enctype]");
  const box = form?.querySelector(".c-sending");
  if (!box) return;
  const [words, bar, stop] = ["p", "progress", "button"].map((name) => box.querySelector(name));
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  function show(sentence, ended) {
    words.textContent = sentence;
    box.hidden = false;
    bar.hidden = ended;
    if (ended) { stop.hidden = true; form.dispatchEvent(new Event("unsent")); }
  }
  function say(what) {
    stop.hidden = what !== "sending";
    show(box.dataset[what], what !== "sending" && what !== "checking");
  }

  // The page with errors is this one with sentences in it: they are brought here, and what was typed and chosen stays.
  function showErrors(page) {
    document.getElementById("errors")?.remove();
    for (const old of form.querySelectorAll(".c-error")) old.remove();
    const theirs = page.querySelectorAll(".c-form .c-field");
    for (const [number, field] of form.querySelectorAll(".c-field").entries()) {
      const other = theirs[number];
      if (!other) continue;
      field.classList.toggle("is-invalid", other.classList.contains("is-invalid"));
      for (const note of other.querySelectorAll(":scope > .c-error")) {
        field.insertBefore(document.importNode(note, true), field.children[[...other.children].indexOf(note)] || null);
      }
      for (const control of other.querySelectorAll("[id]")) {
        const own = field.querySelector(`#${CSS.escape(control.id)}`);
        for (const name of own ? ["aria-invalid", "aria-describedby"] : []) {
          if (control.hasAttribute(name)) own.setAttribute(name, control.getAttribute(name));
          else own.removeAttribute(name);
        }
      }
    }
    const summary = document.importNode(page.getElementById("errors"), true);
    (document.querySelector(".c-back") || form).before(summary);
    document.title = page.title;
    box.hidden = true;
    form.dispatchEvent(new Event("unsent"));
    summary.focus();
  }

  // A refusal is a page of the server's or of nginx's. Nothing of it was stored, and nothing is sent a second time.
  function refuse(request) {
    const page = parsed(request.response);
    if (request.status === 409) location.assign(`${form.getAttribute("action")}?late`);
    else if (page.getElementById("errors")) showErrors(page);
    else {
      const sentences = [...page.querySelectorAll("main h1, main p:not(.c-fine)")].map((one) => one.textContent.trim());
      show(sentences.map((one) => (/[.?!]$/.test(one) ? one : `${one}.`)).join(" ") || box.dataset.broken, true);
    }
  }

  function arrive(request) {
    const kind = request.getResponseHeader("Content-Type") || "";
    const policy = request.getResponseHeader("Content-Security-Policy") || "";
    if (request.status !== 200) refuse(request);
    else if (kind.startsWith("application/json") && !policy.includes("sandbox")) location.assign(JSON.parse(request.response).location);
    // Bytes of the interview's own must not become part of this page; the question that comes next may be shown.
    else if (policy.includes("sandbox")) location.assign(form.getAttribute("action"));
    // A page that no address has, such as the one before another site: it holds no script.
    else document.documentElement.replaceWith(parsed(request.response).documentElement);
  }

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const { submitter } = event;
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    const size = [...data.values()].reduce((sum, value) => sum + (value instanceof File ? value.size : 0), 0);
    if (!size) return;
    event.preventDefault();
    if (size > Number(box.dataset.most)) { say("large"); return; }
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = loaded / total; });
    request.upload.addEventListener("load", () => { say("checking"); bar.removeAttribute("value"); });
    request.addEventListener("load", () => arrive(request));
    request.addEventListener("error", () => say("broken"));
    request.addEventListener("abort", () => say("stopped"));
    stop.onclick = () => request.abort();
    bar.value = 0;
    say("sending");
    request.send(data);
  });
})();
