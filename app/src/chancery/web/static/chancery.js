// What the page does better with a script. Everything works without it.
"use strict";

(() => {
  const form = document.querySelector(".c-form");
  if (!form) return;

  const checkboxes = (name) => [...form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]`)];
  const controls = (names) => names.split(" ").flatMap((name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]);

  // "None of the above" empties its list, "all of the above" fills it, and any other tick undoes "none".
  function keepConsistent(box) {
    const list = checkboxes(box.name);
    const plain = list.filter((other) => !("exclusive" in other.dataset) && !("inclusive" in other.dataset));
    if ("exclusive" in box.dataset && box.checked) {
      for (const other of list) if (other !== box) other.checked = false;
    } else if ("inclusive" in box.dataset) {
      for (const other of plain) other.checked = box.checked;
      for (const other of list) if ("exclusive" in other.dataset) other.checked = false;
    } else {
      for (const other of list) {
        if ("exclusive" in other.dataset && box.checked) other.checked = false;
        if ("inclusive" in other.dataset) other.checked = plain.every((one) => one.checked);
      }
    }
  }

  function isAnswered(control) {
    if (control.type === "checkbox" || control.type === "radio") return control.checked;
    return control.value.trim() !== "";
  }

  // `uncheck others`, `check others`: when this one is ticked, those follow. A tick of one of those undoes this one.
  function followOthers(control) {
    if (!control.checked) return;
    for (const other of controls(control.dataset.uncheck || "")) other.checked = false;
    for (const other of controls(control.dataset.check || "")) other.checked = true;
  }
  function releaseOthers(control) {
    for (const leader of form.querySelectorAll("[data-uncheck]")) {
      if (control.checked && leader.dataset.uncheck.split(" ").includes(control.name)) leader.checked = false;
    }
    for (const leader of form.querySelectorAll("[data-check]")) {
      if (!control.checked && leader.dataset.check.split(" ").includes(control.name)) leader.checked = false;
    }
  }

  // `disable others`: while this one is answered, those cannot be.
  function disableOthers() {
    const silenced = new Set();
    for (const leader of form.querySelectorAll("[data-disable]")) {
      if (isAnswered(leader)) for (const other of controls(leader.dataset.disable)) silenced.add(other);
    }
    for (const other of form.querySelectorAll("[data-silenced]")) {
      if (!silenced.has(other)) { other.disabled = false; delete other.dataset.silenced; }
    }
    for (const other of silenced) {
      if (!other.disabled) { other.disabled = true; other.dataset.silenced = ""; }
    }
  }

  // The author's own sentences for a limit show as soon as the field is left; the server checks everything again.
  function brokenRule(control) {
    const { value, dataset: { min, max, minlength } } = control;
    if (value.trim() === "") return control.required ? ["required", ""] : null;
    const below = (limit) => (control.type === "text" ? parseFloat(value) < parseFloat(limit) : value < limit);
    const above = (limit) => (control.type === "text" ? parseFloat(value) > parseFloat(limit) : value > limit);
    if (min && below(min)) return ["min", min];
    if (max && above(max)) return ["max", max];
    if (minlength && value.length < Number(minlength)) return ["minlength", minlength];
    return null;
  }
  function writtenDate(iso) {
    return new Date(`${iso}T00:00`).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  }
  function checkEarly(control) {
    const [rule, limit] = brokenRule(control) || [];
    const sentence = rule && JSON.parse(control.dataset.messages)[rule];
    const id = `e-${control.name}`;
    const field = control.closest(".c-field");
    let note = document.getElementById(id);
    if (!sentence) {
      if (!note || !("early" in note.dataset)) return;
      note.remove();
      control.removeAttribute("aria-invalid");
      field.classList.remove("is-invalid");
      return;
    }
    if (!note) {
      note = document.createElement("p");
      Object.assign(note, { id, className: "c-error", role: "alert" });
      note.dataset.early = "";
      (control.closest(".input-group") || control).before(note);
      const described = new Set((control.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
      control.setAttribute("aria-describedby", [...described.add(id)].join(" "));
    }
    note.textContent = sentence.replace("%s", control.type === "date" ? writtenDate(limit) : limit);
    control.setAttribute("aria-invalid", "true");
    field.classList.add("is-invalid");
  }

  // `scale: logarithmic`: the slider moves over a thousand places, and what is sent stands in a hidden box beside it.
  const PLACES = 1000;
  function slide(slider) {
    const output = slider.parentElement.querySelector("output");
    if (!slider.sent) { output.value = slider.value; return; }
    const { low, high, shift, step } = slider.range;
    const exact = Math.exp(Math.log(low + shift) + (Math.log((high + shift) / (low + shift)) * slider.value) / PLACES) - shift;
    const value = Math.min(high, Math.max(low, low + Math.round((exact - low) / step) * step));
    slider.sent.value = output.value = Number(value.toFixed(6));
    slider.setAttribute("aria-valuetext", output.value);
  }
  for (const slider of form.querySelectorAll('[data-scale="logarithmic"]')) {
    const [low, high, step] = [Number(slider.min), Number(slider.max), Number(slider.step) || 1];
    if (!(high > low)) continue;
    const shift = Math.max(0, 1 - low);
    const value = Math.min(high, Math.max(low, Number(slider.getAttribute("value") || low)));
    slider.range = { low, high, shift, step };
    slider.sent = Object.assign(document.createElement("input"), { type: "hidden", name: slider.name });
    slider.removeAttribute("name");
    Object.assign(slider, { min: 0, max: PLACES, step: 1 });
    slider.value = (PLACES * Math.log((value + shift) / (low + shift))) / Math.log((high + shift) / (low + shift));
    slider.after(slider.sent);
    slide(slider);
    slider.sent.value = slider.parentElement.querySelector("output").value = value;
  }

  // `input type: ajax`: the beginning of a word is sent to an event of the interview, which answers what there is.
  const WAIT_MS = 400;
  async function ask(control, words) {
    const data = new FormData();
    data.set("_csrf", form.elements["_csrf"].value);
    data.set("event", JSON.stringify({ kind: "action", name: control.dataset.asks, arguments: { wordstart: words } }));
    const answer = await fetch(`${location.pathname}/event`, { method: "POST", body: data, credentials: "same-origin" });
    if (!answer.ok) return [];
    const told = await answer.json();
    window.daUpdate(told);
    if (!told.content_type?.startsWith("application/json")) return [];
    const given = JSON.parse(told.content);
    const pairs = Array.isArray(given) ? given : Object.entries(given || {});
    return pairs.map((one) => (Array.isArray(one) ? one : [one, one]).map(String));
  }
  function askSoon(control) {
    clearTimeout(control.asking);
    const words = control.value.trim();
    if (words.length < Number(control.dataset.asksAt)) return;
    control.asking = setTimeout(async () => {
      const found = await ask(control, words);
      if (control.value.trim() === words) control.list.replaceChildren(...found.map(([, label]) => new Option("", label)));
    }, WAIT_MS);
  }
  // What was chosen before is known by its value; what a person reads is its label.
  window.addEventListener("DOMContentLoaded", async () => {
    for (const control of form.querySelectorAll("[data-asks]")) {
      const value = control.value;
      const known = value && (await ask(control, value)).find(([key]) => key === value);
      if (known && control.value === value) control.value = known[1];
    }
  });

  // `show if`, `enable if` and their like. What is hidden is switched off too, so that nothing of it is sent.
  const decisions = {};
  window.daRule = (kind, key, decide) => { (decisions[key] ||= []).push([kind, decide]); };
  function answers(key) {
    return controls(key).filter((one) => !one.closest("[data-rules][hidden]")).flatMap((one) => {
      if (one.type === "checkbox" || one.type === "radio") return one.checked ? [one.value] : [];
      if (one.multiple) return [...one.selectedOptions].map((option) => option.value);
      return [one.value.trim()];
    });
  }
  function holds(rule) {
    if (rule.js) return true;
    const hidden = controls(rule.key)[0]?.closest("[data-rules][hidden]");
    return !hidden && answers(rule.key).some((value) => rule.any.includes(value)) !== Boolean(rule.not);
  }
  function decided(key, verb) {
    return (decisions[key] || []).every(([kind, decide]) => {
      if (!kind.startsWith(verb === "show" ? "show" : "enable") && !kind.startsWith(verb === "show" ? "hide" : "disable")) return true;
      let outcome = false;
      try { outcome = Boolean(decide()); } catch (error) { console.error(error); }
      return kind.startsWith("show") || kind.startsWith("enable") ? outcome : !outcome;
    });
  }
  function followRules() {
    // A field may depend on one that depends on another: so many rounds as there are such fields are enough.
    const ruled = [...form.querySelectorAll("[data-rules]")];
    for (let round = 0, changed = true; changed && round <= ruled.length; round += 1) {
      changed = false;
      for (const box of ruled) {
        const { show = [], enable = [] } = JSON.parse(box.dataset.rules);
        const hidden = !(show.every(holds) && decided(box.dataset.key, "show"));
        const closed = hidden || !(enable.every(holds) && decided(box.dataset.key, "enable"));
        if (box.hidden !== hidden) { box.hidden = hidden; changed = true; }
        // What only this script can know: that the field was there to be answered.
        for (const one of box.querySelectorAll("[data-seen]")) one.disabled = closed;
        for (const one of box.querySelectorAll("input:not([data-seen]), select, textarea, button")) {
          if (closed && !one.disabled) { one.disabled = true; one.dataset.closed = ""; changed = true; }
          if (!closed && "closed" in one.dataset) { one.disabled = false; delete one.dataset.closed; changed = true; }
        }
      }
    }
  }
  window.addEventListener("DOMContentLoaded", followRules);

  form.addEventListener("change", (event) => {
    const control = event.target;
    if (control.dataset.messages) checkEarly(control);
    if (control.type === "checkbox") keepConsistent(control);
    if (control.type === "checkbox" || control.type === "radio") { followOthers(control); releaseOthers(control); }
    disableOthers();
    followRules();
  });
  form.addEventListener("input", (event) => {
    const control = event.target;
    if (control.type === "range") slide(control);
    if (control.dataset.asks) askSoon(control);
    disableOthers();
    followRules();
  });
  disableOthers();
  followRules();

  // `list collect`: rows are opened and closed; what is closed is not sent.
  document.getElementById("add-item")?.addEventListener("click", ({ target }) => {
    const spare = form.querySelector(".c-item[hidden]:not([data-gone])");
    if (!spare) return;
    spare.hidden = spare.disabled = false;
    spare.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    target.hidden = !form.querySelector(".c-item[hidden]:not([data-gone])");
  });
  form.addEventListener("click", ({ target }) => {
    if (!("remove" in target.dataset)) return;
    const item = target.closest(".c-item");
    item.hidden = item.disabled = true;
    item.dataset.gone = "";
  });

  // A signature is drawn or typed on a canvas; what is on it is sent as a picture.
  function putFile(input, blob, name) {
    const list = new DataTransfer();
    if (blob) list.items.add(new File([blob], name, { type: blob.type }));
    input.files = list.files;
  }
  for (const pad of form.querySelectorAll(".c-signature")) {
    const canvas = pad.querySelector("canvas");
    const [input, typed] = [pad.querySelector('input[type="file"]'), pad.querySelector("[data-typed]")];
    const pen = canvas.getContext("2d");
    Object.assign(pen, { lineWidth: 6, lineCap: "round", lineJoin: "round" });
    pen.strokeStyle = pen.fillStyle = pad.dataset.pen || "#111";
    const take = () => canvas.toBlob((blob) => putFile(input, blob, "signature.png"));
    const wipe = () => { pen.clearRect(0, 0, canvas.width, canvas.height); putFile(input, null); };
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    };
    let drawing = false;
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      if (typed.value) { typed.value = ""; wipe(); }
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...at(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      pen.lineTo(...at(event));
      pen.stroke();
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(kind, () => { if (drawing) take(); drawing = false; });
    }
    typed.addEventListener("input", () => {
      wipe();
      if (!typed.value.trim()) return;
      let size = 120;
      do pen.font = `italic ${size}px cursive`; while (pen.measureText(typed.value).width > canvas.width - 60 && (size -= 4) > 20);
      pen.fillText(typed.value, 30, canvas.height / 2 + size / 3);
      take();
    });
    pad.querySelector("[data-clear]").addEventListener("click", () => { typed.value = ""; wipe(); });
  }

  // `maximum image size`, `image upload type`: pictures are made smaller before they are sent.
  async function shrunk(file, pixels, type) {
    if (!/^image\/(png|jpeg|webp|bmp)$/.test(file.type)) return file;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, (pixels || Infinity) / Math.max(picture.width, picture.height));
    const kind = type ? `image/${type}` : file.type;
    if (scale === 1 && kind === file.type) return file;
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.width * scale, height: picture.height * scale });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, kind); });
    // A browser that cannot write a kind writes PNG; the server takes a file only under the name of its own kind.
    const ending = { "image/jpeg": ".jpg", "image/webp": ".webp" }[blob.type] || ".png";
    return new File([blob], file.name.replace(/\.\w+$/, "") + ending, { type: blob.type });
  }
  form.addEventListener("change", async ({ target }) => {
    const { pixels, type } = target.dataset;
    if (target.type !== "file" || !(pixels || type)) return;
    const list = new DataTransfer();
    for (const file of target.files) list.items.add(await shrunk(file, Number(pixels), type));
    target.files = list.files;
  });

  // Other choices for a menu or a box that suggests. What is chosen stays chosen, if it is still there.
  function offer(control, choices) {
    if (control?.list) control.list.replaceChildren(...choices.map(({ label }) => new Option("", label)));
    if (control?.tagName !== "SELECT") return;
    const chosen = [...control.selectedOptions].map((option) => option.text);
    const options = choices.map(({ key, label, value }) => {
      const option = new Option(label, key, false, chosen.includes(label));
      option.dataset.value = value;
      return option;
    });
    control.replaceChildren(...(control.multiple ? [] : [control.options[0]]), ...options);
  }

  // What an event changes on the page that stays: its revision, texts of `[TARGET]`, values of fields.
  window.daUpdate = (told) => {
    for (const one of document.querySelectorAll('input[name="_revision"]')) one.value = told.revision;
    const update = told.update;
    if (told.works && !("works" in form.dataset)) { form.dataset.works = ""; work(); }
    if (!update) return;
    if (update.refresh) location.reload();
    for (const [name, html] of [[update.target, update.html], ...Object.entries(update.others || {})]) {
      const target = name && document.querySelector(`[id$="target-${CSS.escape(name)}"]`);
      if (target) target.innerHTML = html; // cleaned by the server as everything of an interview is
    }
    if (update.flash) {
      const box = document.createElement("div");
      Object.assign(box, { className: "alert alert-info", textContent: update.flash });
      box.setAttribute("role", "status");
      document.getElementById("main").prepend(box);
    }
    const variables = JSON.parse(form.dataset.names || "{}");
    for (const [variable, choices] of Object.entries(update.choices || {})) {
      offer(controls(variables[variable] || "")[0], choices);
    }
    for (const [variable, value] of Object.entries(update.fields || {})) {
      const [control] = controls(variables[variable] || "");
      if (control && control.type === "checkbox") control.checked = value === "True";
      else if (control && control.type !== "radio") control.value = value;
    }
  };

  // `check in`: every so often the interview learns what stands in the fields, and may answer nothing.
  if (form.dataset.checkIn) {
    const variables = JSON.parse(form.dataset.names || "{}");
    const meanings = (key) => controls(key).flatMap((one) => {
      if (one.type === "checkbox" || one.type === "radio") return one.checked ? [one.dataset.value ?? one.value] : [];
      if (one.selectedOptions) return [...one.selectedOptions].map((option) => option.dataset.value ?? option.value);
      return [one.value.trim()];
    });
    const checkIn = async (changed) => {
      const now = {};
      for (const [variable, key] of Object.entries(variables)) now[variable] = meanings(key).join(",") || null;
      if (changed) now._changed = changed;
      const data = new FormData();
      data.set("_csrf", form.elements["_csrf"].value);
      data.set("event", JSON.stringify({ kind: "action", name: form.dataset.checkIn, arguments: now }));
      const answer = await fetch(`${location.pathname}/event`, { method: "POST", body: data, credentials: "same-origin" });
      if (!answer.ok || form.classList.contains("is-sent")) return;
      window.daUpdate(await answer.json());
    };
    setInterval(checkIn, Number(form.dataset.every) * 1000);
    form.addEventListener("change", ({ target }) => {
      checkIn(Object.keys(variables).find((variable) => variables[variable] === target.name));
    });
  }

  // `background_action`: work is done in requests of their own, one after the other, while the person reads or types.
  const RETRY_MS = 5000;
  async function work() {
    const data = new FormData();
    data.set("_csrf", form.elements["_csrf"].value);
    const options = { method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" } };
    const answer = await fetch(`${location.pathname}/work`, options).catch(() => null);
    // A line that broke, or a part of the site that is down: later. What is refused stays so.
    if (!answer || answer.status === 503) { setTimeout(work, RETRY_MS); return; }
    if (!answer.ok) return;
    const told = await answer.json();
    if (form.classList.contains("is-sent")) return;
    window.daUpdate(told);
    if (told.works) work();
    else delete form.dataset.works;
  }
  if ("works" in form.dataset) work();

  // What deletes something asks first, where the author wants it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.c-confirm");
    if (link && !window.confirm(form.dataset.confirm)) event.preventDefault();
  });

  // A second press while the first is on its way would be a stale answer: ignore it. A way back starts afresh.
  for (const each of document.forms) {
    let sent = false;
    each.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
      each.classList.add("is-sent");
    });
    const again = () => { sent = false; each.classList.remove("is-sent"); };
    window.addEventListener("pageshow", again);
    each.addEventListener("unsent", again);
  }

  // A link of the error summary lands in the field itself.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#errors a");
    const target = link && document.getElementById(link.hash.slice(1));
    if (target) { event.preventDefault(); target.focus(); target.scrollIntoView({ block: "center" }); }
  });
})();
