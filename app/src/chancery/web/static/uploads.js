// Files on a slow line: how much of them is sent, and a way to stop. Without this script the form sends itself.
"use strict";

(() => {
  const form = document.querySelector(".c-form[enctype]");
  const box = form?.querySelector(".c-sending");
  if (!box) return;
  const [words, bar, stop] = ["p", "progress", "button"].map((name) => box.querySelector(name));

  function say(what) {
    words.textContent = box.dataset[what];
    const ended = what === "stopped" || what === "broken";
    bar.hidden = ended;
    stop.hidden = what !== "sending";
    if (ended) form.dispatchEvent(new Event("unsent"));
  }

  // A refusal is a page of the server's: the form itself gets it again. Nothing that is refused was stored.
  function sendAsForm(submitter) {
    if (submitter?.name) {
      const { name, value } = submitter;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    HTMLFormElement.prototype.submit.call(form);
  }

  function arrive(request, submitter) {
    const kind = request.getResponseHeader("Content-Type") || "";
    const policy = request.getResponseHeader("Content-Security-Policy") || "";
    if (request.status !== 200) sendAsForm(submitter);
    else if (kind.startsWith("application/json") && !policy.includes("sandbox")) location.assign(JSON.parse(request.response).location);
    // Bytes of the interview's own must not become part of this page; the question that comes next may be shown.
    else if (policy.includes("sandbox")) location.assign(form.getAttribute("action"));
    // A page that no address has, such as the one before another site: it holds no script.
    else document.documentElement.replaceWith(new DOMParser().parseFromString(request.response, "text/html").documentElement);
  }

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const { submitter } = event;
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    if (![...data.values()].some((value) => value instanceof File && value.size)) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = loaded / total; });
    request.upload.addEventListener("load", () => { say("checking"); bar.removeAttribute("value"); });
    request.addEventListener("load", () => arrive(request, submitter));
    request.addEventListener("error", () => say("broken"));
    request.addEventListener("abort", () => say("stopped"));
    stop.onclick = () => request.abort();
    box.hidden = false;
    bar.value = 0;
    say("sending");
    request.send(data);
  });
})();
